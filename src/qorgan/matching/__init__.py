"""Who may be the same person."""
