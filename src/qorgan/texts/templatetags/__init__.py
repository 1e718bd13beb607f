"""Template filters of the room `texts`."""
