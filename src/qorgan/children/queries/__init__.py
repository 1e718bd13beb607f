"""What screens and rooms above read of the register. Everything takes `by`."""

from qorgan.children.queries.registry import Comparing, cluster_of, joinings, queue, told_apart
from qorgan.children.queries.same import Hint, hints_for, in_steps
from qorgan.children.queries.whole import by_number, carers, child, history, households, listed, records_of, standing_for

__all__ = [
    "Comparing",
    "Hint",
    "by_number",
    "carers",
    "child",
    "cluster_of",
    "hints_for",
    "history",
    "households",
    "in_steps",
    "joinings",
    "listed",
    "queue",
    "records_of",
    "standing_for",
    "told_apart",
]
