"""The screens of the register of children."""
