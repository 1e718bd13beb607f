"""Where a contact becomes a case, and the danger is handed over on a running clock until somebody answers."""
