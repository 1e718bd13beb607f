"""What is handed over, and how it stands afterwards: two ends that learn different things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.casework import codes
from qorgan.casework.choices import Stage, TaskKind, TaskState
from qorgan.casework.models import Case, Task
from qorgan.casework.queries import is_touched
from qorgan.children.identity import ChildFacts
from qorgan.forms.lines import Line, lines_of
from qorgan.helpline.models import Contact, Thread
from qorgan.intake import access, pack, rules
from qorgan.intake.choices import AnswerState, GivenBy
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.matching.attributes import Birth
from qorgan.places.models import Place
from qorgan.texts import languages
from qorgan.texts.words import Words
from qorgan.vault.gone import is_gone

CONSENT = "consent"
_GROUND, _GIVEN, _WHY = _("Legal ground"), _("Who agreed"), _("What supports this ground")
_TITLE = _("Consent or ground")


def contact(by: Principal, ref: str) -> Contact:
    """A contact record by its public id. Raises Refused for one that is hidden or absent."""
    found = Contact.objects.visible_to(by).select_related("form_version").filter(ref=ref).first()
    if found is None:
        raise Refused("contact")
    return found


def contact_beside(by: Principal, thread: Thread) -> Contact | None:
    """The newest record that `by` kept of a conversation, from which a case is made."""
    rows = Contact.objects.visible_to(by).select_related("form_version").filter(thread=thread, counsellor=by.account_id)
    return rows.order_by("-episode", "-began_at").first()


def thread_of(by: Principal, ref: str) -> Thread:
    """A conversation by its public id. Raises Refused likewise."""
    found = Thread.objects.visible_to(by).filter(ref=ref).first()
    if found is None:
        raise Refused("thread")
    return found


def handover(by: Principal, ref: str) -> Handover:
    """One hand-over by its public id. Raises Refused for one that is hidden or absent."""
    found = _whole(Handover.objects.visible_to(by)).filter(ref=ref).first()
    if found is None:
        raise Refused("handover")
    return found


def _whole(rows: QuerySet) -> QuerySet:
    return rows.select_related("to_organisation", "from_organisation").order_by("made_at")


def of_contact(by: Principal, of: Contact) -> list[Handover]:
    """The hand-overs of a contact's whole conversation, the oldest first."""
    asked = Q(thread_id=of.thread_id) if of.thread_id else Q(contact=of)
    return list(_whole(Handover.objects.visible_to(by)).filter(asked))


def of_thread(by: Principal, thread: Thread) -> list[Handover]:
    """The hand-overs of a conversation, the oldest first."""
    return list(_whole(Handover.objects.visible_to(by)).filter(thread=thread))


def of_case(by: Principal, of: Case) -> list[Handover]:
    """The hand-overs to a case, the oldest first."""
    return list(_whole(Handover.objects.visible_to(by)).filter(case=of))


# What is handed over -----------------------------------------------------------------------------------------------------


def offered(of: Contact) -> list[Line]:
    """The lines of the record that may be handed over. The conversation is no line of it."""
    left_out = pack.never()
    return [line for line in lines_of(of.form_version.form, of.answers) if line.name.split(".")[0] not in left_out]


def copied(of: Contact, chosen: Iterable[str]) -> list[dict[str, Any]]:
    """The chosen lines as they are kept: words in every language, exactly as they stood."""
    wanted, form = set(chosen), of.form_version.form
    return [
        _line(form.key, line.name, Words(dict(form.title)), line.label, line.value, identifies=line.identifies)
        for line in offered(of)
        if line.name in wanted
    ]


def consent_lines(ground: str, given_by: GivenBy, note: str) -> list[dict[str, Any]]:
    """The ground on which the case is opened, as lines of the copy: the caseworker reads it where nobody has filled in a form yet."""
    title = in_every_language(_TITLE)
    ground_words = codes.rows("legal_grounds")[ground]["names"]
    made = [
        _line(CONSENT, "legal_ground", title, in_every_language(_GROUND), Words(ground_words)),
        _line(CONSENT, "given_by", title, in_every_language(_GIVEN), in_every_language(GivenBy(given_by).label)),
    ]
    return [*made, _line(CONSENT, "note", title, in_every_language(_WHY), note.strip())] if note.strip() else made


def _line(form: str, name: str, title: Words, label: Words, value: Words | str, *, identifies: bool = False) -> dict[str, Any]:
    told = value if isinstance(value, str) else dict(value)
    return {"form": form, "name": name, "title": dict(title), "label": dict(label), "value": told, "identifies": identifies}


def in_every_language(lazy: Promise | str) -> Words:
    """A text of the catalogues in every language of the installation: the other end reads it in theirs."""
    found = {}
    for code in languages.codes():
        with override(code):
            found[code] = str(lazy)
    return Words(found)


@dataclass(frozen=True, slots=True)
class HandedForm:
    """The lines of one form in the reader's language: pairs of label and value."""

    title: str
    lines: list[tuple[str, str]]


def handed(of: Handover) -> list[HandedForm]:
    """What was handed over, form by form; nothing where it was taken back."""
    forms: dict[str, HandedForm] = {}
    for line in [] if of.copy is None or is_gone(of.copy) else of.copy:
        form = forms.setdefault(line["form"], HandedForm(str(Words(line["title"])), []))
        value = line["value"]
        form.lines.append((str(Words(line["label"])), value if isinstance(value, str) else str(Words(value))))
    return list(forms.values())


def facts_of(of: Contact) -> tuple[ChildFacts, list[str]]:
    """What the record says of the child, and the concerns that its reasons stand for."""
    said = pack.child_answers(of.answers)
    age = str(said.get("age") or "")
    facts = ChildFacts(
        given=str(said.get("given") or ""),
        surname=str(said.get("surname") or ""),
        birth=Birth.at_age(int(age), timezone.localdate()) if age.isdigit() else None,
        sex=pack.sex_of(str(said.get("sex") or "")),
        languages=(of.language,),
        place=_place(said),
        address=str(said.get("address") or ""),
        phone=str(said.get("phone") or ""),
    )
    return facts, pack.concerns_of(said.get("categories") or ())


def _place(said: dict[str, Any]) -> Place | None:
    """The district of the record, else its region."""
    district, region = str(said.get("district") or ""), str(said.get("region") or "")
    rows = {row.key: row for row in Place.objects.filter(key=district)} if district else {}
    return rows.get(district) or (Place.objects.filter(code=region).first() if region else None)


# How it stands: what the counsellor may know, and nothing more -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Card:
    """What the counsellor sees of a case that was made of their contact: no child, no worker's name, no word of the case."""

    handover: Handover
    is_open: bool
    has_worker: bool
    worker_since: datetime | None
    stage: str
    answer_due_at: datetime | None
    answer: Answer | None
    follow_up: FollowUp | None
    may_undo: bool

    @property
    def waits_for_words(self) -> bool:
        """Whether an answer lies here and the child has not been told."""
        return self.answer is not None and rules.is_on_its_way(self.answer.state)


def cards(by: Principal, handovers: list[Handover]) -> list[Card]:
    """How the cases of these hand-overs stand; the same number of queries for one and for many."""
    ids, cases = [one.pk for one in handovers], {one.case_id for one in handovers}
    answers: dict[UUID, Answer] = {}
    for one in Answer.objects.visible_to(by).filter(handover__in=ids).exclude(state=AnswerState.REPLACED).order_by("written_at"):
        answers[one.handover_id] = one
    follow_ups = {one.answer_id: one for one in FollowUp.objects.visible_to(by).filter(answer__in=[one.pk for one in answers.values()])}
    with acting(access.BRIDGE):
        fields = ("pk", "state", "owner", "assigned_at", "stage")
        standing = {row["pk"]: row for row in Case.objects.visible_to(access.BRIDGE).filter(pk__in=cases).values(*fields)}
        owed = Task.objects.visible_to(access.BRIDGE).filter(case__in=cases, kind=TaskKind.ANSWER, state=TaskState.OPEN)
        due = dict(owed.values_list("arises_from", "due_at"))
        untouched = {pk for pk in cases if not is_touched(Case(pk=pk))} if any(_is_young(one) for one in handovers) else set()
    found = []
    for one in handovers:
        answer, row = answers.get(one.pk), standing[one.case_id]
        card = Card(
            handover=one,
            is_open=row["state"] == "open",
            has_worker=row["owner"] is not None,
            worker_since=row["assigned_at"] if row["owner"] else None,
            stage=str(Stage(row["stage"]).label),
            answer_due_at=due.get(f"handover.{one.pk}"),
            answer=answer,
            follow_up=follow_ups.get(answer.pk) if answer else None,
            may_undo=_is_young(one) and (not one.is_new_case or one.case_id in untouched),
        )
        found.append(card)
    return found


def _is_young(of: Handover) -> bool:
    return of.withdrawn_at is None and timezone.now() <= of.undo_until
