"""What the screens of the helpline read; always for somebody."""

from qorgan.helpline.queries.desk import Desk, Line, colleagues, desk_of, said_at_desk, talk_of
from qorgan.helpline.queries.door import door_state, said_after, said_to_child

__all__ = [
    "Desk",
    "Line",
    "colleagues",
    "desk_of",
    "door_state",
    "said_after",
    "said_at_desk",
    "said_to_child",
    "talk_of",
]
