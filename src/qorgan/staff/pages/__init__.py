"""The screens of the room `staff`."""
