"""Screens of grants."""
