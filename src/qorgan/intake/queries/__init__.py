"""What the screens of intake read; always for somebody."""
