"""What a danger listens to: silence that a policy passes on to the next body."""

from __future__ import annotations

from qorgan.access.principal import Principal
from qorgan.clocks.events import ClockEscalated
from qorgan.intake.actions.acknowledgement import pass_on_if_any
from qorgan.intake.danger_holders import danger_of
from qorgan.intake.danger_limits import ANSWER
from qorgan.journal.actions import on

NEXT_BODY = "next_body"


@on(ClockEscalated)
def pass_silence_on(event: ClockEscalated, *, by: Principal) -> None:
    """The next body is told the same; where nobody is left the shift leaders have been told by the notice of this step."""
    if event.kind != ANSWER or event.to != NEXT_BODY:
        return
    found = danger_of(event.subject)
    if found is not None:
        pass_on_if_any(found)
