"""Due times, working days, reminders, and who is told next when nobody answers."""
