"""What answers mean: pure questions about answers, levels and states; no user, no request, no write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken
from qorgan.intake.danger_choices import HANDED_OVER, Answer, Offence, Standing
from qorgan.intake.danger_pack import DangerPack, Question

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the answers say: the level, the kind, which questions led there, and which high ones are still open."""

    level: int
    kind: str
    because: tuple[Question, ...]
    still_open: tuple[Question, ...]


def complete(pack: DangerPack, answers: Answers, before: Answers | None = None) -> dict[str, str]:
    """An answer to every question: what was not answered now stays as it was known before, else is not known.

    So `not known` never lowers: a danger that was found stays until somebody says no.
    """
    known = before or {}
    found: dict[str, str] = {}
    for one in pack.questions:
        said = answers.get(one.key) or Answer.NOT_KNOWN
        if said == Answer.NOT_KNOWN and known.get(one.key) in (Answer.YES, Answer.NO):
            said = known[one.key]
        found[one.key] = str(said)
    return found


def level(pack: DangerPack, answers: Answers) -> Finding:
    """The highest level whose question is answered yes; 0 where none is. The first such question gives the kind."""
    said_yes = [one for one in pack.questions if answers.get(one.key) == Answer.YES]
    highest = max((one.level for one in said_yes), default=0)
    because = tuple(one for one in said_yes if one.level == highest)
    still_open = tuple(
        one for one in pack.questions
        if one.level >= HANDED_OVER and one.level > highest and answers.get(one.key, Answer.NOT_KNOWN) == Answer.NOT_KNOWN
    )  # fmt: skip
    return Finding(highest, because[0].kind if because else "", because, still_open)


def must_be_reasoned(finding: Finding, chosen: int, reason: str) -> None:
    """Whoever goes below what the answers say writes down why; going above is free. Raises RuleBroken."""
    if chosen < finding.level and not reason.strip():
        raise RuleBroken(_("The answers say a higher level. Write why you choose a lower one."), field="reason")


def must_say_whether_offence(chosen: int, offence: str) -> None:
    """At the two high levels the duty to report is never passed over. Raises RuleBroken."""
    if chosen >= HANDED_OVER and offence not in (Offence.YES, Offence.NO, Offence.NOT_KNOWN):
        raise RuleBroken(_("Say whether an offence must be reported. At this level nobody goes on without an answer."), field="offence")


def begins_duty(offence: str) -> bool:
    """Whether the clock of the report runs: where it must be made, and where that is not clear yet."""
    return offence in (Offence.YES, Offence.NOT_KNOWN)


def next_body(order: tuple[str, ...], told: Mapping[str, str]) -> str:
    """The body that is told next: the first one that was not told yet; empty where nobody is left.

    `told` gives the state of the notification of each body that was told; a withdrawn one counts as not told.
    """
    return next((key for key in order if told.get(key, Standing.WITHDRAWN) == Standing.WITHDRAWN), "")


def may_answer(standing: str) -> bool:
    """A notification is answered once; one that was withdrawn no more."""
    return standing == Standing.SENT
