"""360Giving 1.4.3: the package, its sheets, and the checks of its quality."""
