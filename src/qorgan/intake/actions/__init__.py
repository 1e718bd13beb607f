"""What happens in intake."""
