"""Django's own PostgreSQL backend, which does not make everybody wait for a database that is away."""
