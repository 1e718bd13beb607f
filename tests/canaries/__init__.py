"""Canaries: recognisable words typed into every form of the running product, and the search for them everywhere else."""
