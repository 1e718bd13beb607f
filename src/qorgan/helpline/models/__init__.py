"""What the helpline keeps."""

from qorgan.helpline.models.code import DoorKey, ReturnCode, UsedTicket
from qorgan.helpline.models.contact import Contact
from qorgan.helpline.models.desk import Shift
from qorgan.helpline.models.line import Category, FlagWord, Helpline, Promise, Reply
from qorgan.helpline.models.thread import Draft, Message, Presence, Thread, ThreadQuerySet

__all__ = [
    "Category",
    "Contact",
    "DoorKey",
    "Draft",
    "FlagWord",
    "Helpline",
    "Message",
    "Presence",
    "Promise",
    "Reply",
    "ReturnCode",
    "Shift",
    "Thread",
    "ThreadQuerySet",
    "UsedTicket",
]
