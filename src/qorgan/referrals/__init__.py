"""Asking a service of another organisation for help, sharing only what was agreed, and hearing back."""
