"""What happens in casework."""
