"""What happens to clocks."""

from qorgan.clocks.actions.clock import (
    Owner,
    hand_clock,
    pause_clock,
    replan_clock,
    restart_clock,
    resume_clock,
    start_clock,
    stop_clock,
)
from qorgan.clocks.actions.sweep import fire_due

__all__ = [
    "Owner",
    "fire_due",
    "hand_clock",
    "pause_clock",
    "replan_clock",
    "restart_clock",
    "resume_clock",
    "start_clock",
    "stop_clock",
]
