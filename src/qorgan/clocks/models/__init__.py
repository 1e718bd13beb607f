"""What the room `clocks` keeps: calendars, policies, running clocks, and how far time has been seen."""

from qorgan.clocks.models.calendar import Calendar, CalendarYear, Day
from qorgan.clocks.models.clock import Clock, Step
from qorgan.clocks.models.policy import Policy, PolicyStep
from qorgan.clocks.models.tide import Tide

__all__ = ["Calendar", "CalendarYear", "Clock", "Day", "Policy", "PolicyStep", "Step", "Tide"]
