"""Backups: the database, sealed files, ledgers and signed heads in one folder, with the SHA-256 of every file."""
