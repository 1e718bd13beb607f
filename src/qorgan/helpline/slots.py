"""Where the desk lets something be hung beside a conversation."""

from qorgan.ui.slots import Slot

RECORD = Slot("helpline.record")
"""Called with `thread`; gives safe HTML for the right column."""
