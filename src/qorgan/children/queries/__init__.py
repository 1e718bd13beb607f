"""What screens and rooms above read of the register. Everything takes `by`."""

from qorgan.children.queries.registry import (
    Comparing,
    cluster_of,
    comparing,
    joinings,
    queue,
    side_by_side,
    told_apart,
    told_apart_lately,
)
from qorgan.children.queries.same import Hint, hints_for, in_steps
from qorgan.children.queries.whole import (
    by_number,
    carers,
    carers_of_siblings,
    child,
    child_of_member,
    history,
    households,
    listed,
    records_of,
    standing_for,
)

__all__ = [
    "Comparing",
    "Hint",
    "by_number",
    "carers",
    "carers_of_siblings",
    "child",
    "child_of_member",
    "cluster_of",
    "comparing",
    "hints_for",
    "history",
    "households",
    "in_steps",
    "joinings",
    "listed",
    "queue",
    "records_of",
    "side_by_side",
    "standing_for",
    "told_apart",
    "told_apart_lately",
]
