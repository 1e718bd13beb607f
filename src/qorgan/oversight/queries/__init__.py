"""What the screens of oversight read."""
