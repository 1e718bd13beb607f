"""Who may know and who may do what in notices."""
