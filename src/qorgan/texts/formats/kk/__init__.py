"""Formats of one language, loaded by Django through FORMAT_MODULE_PATH."""
