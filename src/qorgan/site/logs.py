"""Log lines without people: what failed and where, never with which values."""

from __future__ import annotations

import logging
import traceback


class Impersonal(logging.Formatter):
    """Time, level, logger and message template; of an exception its type and the places in the code, not its text.

    An exception's text may quote a row, a form field or a child's words, so it is left out. Arguments are left out too,
    except for loggers of our own, whose messages are written with care.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        plain = logging.makeLogRecord(record.__dict__)
        if not record.name.startswith("qorgan"):
            plain.msg, plain.args = str(record.msg).split("\n", 1)[0], ()
        plain.exc_text = None
        return super().format(plain)

    def formatException(self, ei) -> str:  # noqa: N802  # the name that logging calls
        kind, _, trace = ei
        places = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([" from ".join(_kinds(ei[1])), *places]) if kind else ""

    def formatStack(self, stack_info: str) -> str:  # noqa: N802, ARG002  # the same
        return ""


def _kinds(fault: BaseException | None) -> list[str]:
    """The type of an exception and of those that caused it: a deadlock and a lost line are both an OperationalError."""
    kinds = []
    while fault is not None:
        kinds.append(f"{type(fault).__module__}.{type(fault).__qualname__}")
        fault = fault.__cause__
    return kinds
