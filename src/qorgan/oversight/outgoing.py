"""What an operator must know of time limits and of what leaves the house."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.clocks.queries import late_steps, tide
from qorgan.notices.choices import Failure
from qorgan.notices.queries import condition
from qorgan.oversight.choices import State
from qorgan.oversight.health import Part

LATE, STUCK = timedelta(minutes=5), timedelta(minutes=30)
OUTBOX = lazy("Mail, text messages and webhooks")
LIMITS = lazy("Reminders and escalations")


def outbox() -> list[Part]:
    """Whether what is to leave leaves, and whether steps of time limits find somebody."""
    with acting(Principal.system("notices.sender")):
        found = condition(Principal.system("notices.sender"))
    waits = found["now"] - found["oldest"] if found["oldest"] else timedelta()
    state = State.NOW if waits > STUCK else State.SOON if waits > LATE or found["dead"] else State.WELL
    words = ", ".join(str(Failure(one).label) for one in found["failures"])
    said = _("given up within a week: %(dead)s. %(why)s") % {"dead": found["dead"], "why": words}
    parts = [Part(OUTBOX, state, said if found["dead"] or words else _("nothing was given up"), _to_do(state, words))]
    if found["nobody"]:
        parts.append(
            Part(
                lazy("Escalations that found nobody"),
                State.NOW,
                str(found["nobody"]),
                _("Somebody must hold the role that the time limit names. Look into the journal of today."),
            )
        )
    return parts


def _to_do(state: State, words: str) -> str:
    if state is State.WELL:
        return ""
    if words:
        return _("Open the page of what was sent; see to the cause and put back what was given up.")
    return _("See that the worker runs: qorgan run starts it.")


def time_limits() -> Part:
    """Whether steps fire in time, and whether the database's clock jumped."""
    keeper = Principal.system("clocks.keeper")
    with acting(keeper):
        late = late_steps(keeper).count()
        _reached, jumps = tide()
    state = State.NOW if late else State.SOON if jumps else State.WELL
    said = _("late: %(late)s; jumps of the clock: %(jumps)s") % {"late": late, "jumps": jumps}
    to_do = _("See that the worker runs: qorgan run starts it.") if late else ""
    if jumps and not late:
        to_do = _("Set the clocks by a time service on both machines.")
    return Part(LIMITS, state, said, to_do)
