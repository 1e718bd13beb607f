"""The embedded PostgreSQL server: `Server(home)`, a context manager, and `running(home)`, which reuses a running
one."""

from qorgan.site.launcher.problems import LauncherProblem
from qorgan.site.launcher.server import AlreadyRunning, Server, running

__all__ = ["AlreadyRunning", "LauncherProblem", "Server", "running"]
