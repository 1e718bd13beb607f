"""Qorgan: the software on which a country runs the protection of its children's rights."""

__version__ = "0.1.0"
