"""The screens of casework."""
