"""Where the desk lets something be hung beside a conversation."""

from qorgan.ui.slots import Slot

RECORD = Slot("helpline.record")
"""Called with `thread`; gives safe HTML for the right column."""

DOOR = Slot("helpline.door")
"""Called for the child's whole page with `thread`, `form_key` and `language`, while its bearer reads; gives safe HTML that stands
after the messages. No script, no picture, within the door's budget."""

SEEN = Slot("helpline.seen")
"""Called with `thread` and `seq` after an open page of the child has said until where it was read; gives nothing."""
