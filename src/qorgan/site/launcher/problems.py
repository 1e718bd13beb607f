"""What can keep the database from starting, as one line for the person in front of the terminal."""


class LauncherProblem(Exception):
    """The text is one line: what is wrong and what to do. It never holds a password."""
