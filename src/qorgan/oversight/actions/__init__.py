"""The verbs of oversight."""

from qorgan.oversight.actions.backup import note_backup, note_restore
from qorgan.oversight.actions.emergency import end_emergency, open_emergency, review_emergency, stop_emergency
from qorgan.oversight.actions.jobs import discard_job, retry_job, retry_stalled
from qorgan.oversight.actions.journal import note_verified, seal_day, seal_last_day, verify
from qorgan.oversight.actions.keys import ask_for_new_master

__all__ = [
    "ask_for_new_master",
    "discard_job",
    "end_emergency",
    "note_backup",
    "note_restore",
    "note_verified",
    "open_emergency",
    "retry_job",
    "retry_stalled",
    "review_emergency",
    "seal_day",
    "seal_last_day",
    "stop_emergency",
    "verify",
]
