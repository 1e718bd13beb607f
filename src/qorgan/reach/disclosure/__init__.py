"""What of a table may be published: small cells, what protects them, and the attacker who tries to work them out."""
