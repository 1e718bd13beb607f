"""The screens of intake."""
