"""What screens of grants read; always for somebody."""
