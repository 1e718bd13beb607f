"""The first step of every `make` verb: find a Python that is new enough, then hand over to `environment.py`.

Written so that any Python since 2.7 can read it, because an old one must give one clear line instead of a syntax error.
"""

import os
import sys

OLDEST = (3, 11)
NEWEST_KNOWN = 15


def main():
    """Hand over, or look for a newer Python on the path, or say what is missing."""
    if sys.version_info >= OLDEST:
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        import environment  # an old Python could not even read it

        return environment.main(sys.argv[1:])
    for minor in range(NEWEST_KNOWN, OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            path = os.path.join(folder, name)
            if os.access(path, os.X_OK):
                os.execv(path, [path] + sys.argv)
    found = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write("Qorgan needs Python 3.11 or newer; this is Python %s. Install one, such as python3.11\n" % found)
    return 1


if __name__ == "__main__":
    sys.exit(main())
