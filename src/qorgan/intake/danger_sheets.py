"""What may be passed on of a danger, form by form: what was found, the conversation's frame, the answered contact record.

A child's own sentences are not offered: the counsellor says in their own words what the body needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qorgan.access.principal import Principal
from qorgan.forms.rendering import read
from qorgan.helpline.models import Contact, Thread
from qorgan.intake.danger_choices import Answer
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.models import Danger, DangerAssessment
from qorgan.organisations.models import Organisation
from qorgan.referrals.asking import Offer, Sheet
from qorgan.texts import languages
from qorgan.texts.dates import moment
from qorgan.texts.words import Words

DANGER, TALK, RECORD = "danger", "talk", "record"
MESSAGE = _("In the counsellor’s words")


def in_every_language(said: Callable[[], Any]) -> Words:
    """What `said` gives in each language of the installation: the other side reads it in theirs."""
    found: dict[str, str] = {}
    for code in languages.codes():
        with override(code):
            found[code] = str(said())
    return Words(found)


def sheets_of(by: Principal, danger: Danger, assessment: DangerAssessment | None) -> tuple[Sheet, ...]:
    """Everything that `by` may pass on; a form without answers is left out."""
    threads = Thread.objects.visible_to(by).select_related("place").filter(pk=danger.thread_id)
    thread = threads.first() if danger.thread_id else None
    made = [_of_danger(danger, assessment)]
    if thread is not None:
        made += [_of_talk(thread), *_of_record(by, Q(thread=thread))]
    elif danger.contact_id is not None:
        made += [*_of_contact(by, danger.contact_id), *_of_record(by, Q(pk=danger.contact_id))]
    return tuple(one for one in made if one.offers)


def _sheet(form: str, title: Any, offers: Iterable[Offer]) -> Sheet:
    return Sheet(form, in_every_language(lambda: title), tuple(one for one in offers if one.value))


def _offer(name: str, label: Any, value: Words | str, *, is_identifying: bool = False) -> Offer:
    return Offer(name, in_every_language(lambda: label), value, is_identifying)


def _of_danger(danger: Danger, assessment: DangerAssessment | None) -> Sheet:
    level = pack().levels[danger.level] if danger.level else None
    said_yes = [one.words for one in pack().questions if assessment and assessment.answers.get(one.key) == Answer.YES]
    because = Words({code: "; ".join(one.in_language(code) for one in said_yes) for code in languages.codes()})
    return _sheet(DANGER, _("The danger"), [
        _offer("level", _("Level"), level.names if level else ""),
        _offer("meaning", _("What it means"), level.meaning if level else ""),
        _offer("kind", _("Kind of danger"), pack().kinds.get(danger.kind, "")),
        _offer("because", _("Answered with yes"), because),
        _offer("place", _("Place"), danger.place.names if danger.place else ""),
    ])  # fmt: skip


def _of_talk(thread: Thread) -> Sheet:
    school = _school_of(thread)
    return _sheet(TALK, _("The conversation"), [
        _offer("number", _("Number of the conversation"), str(thread)),
        _offer("opened", _("Began"), in_every_language(lambda: moment(thread.opened_at))),
        _offer("about", _("Who needs help"), in_every_language(thread.get_about_display)),
        _offer("language", _("Language"), languages.own_name(thread.language)),
        _offer("school", _("School behind the code"), school, is_identifying=True),
    ])  # fmt: skip


def _of_contact(by: Principal, contact_id: UUID) -> Iterator[Sheet]:
    """The frame of a contact where nobody wrote: which, when, how it came."""
    found = Contact.objects.visible_to(by).filter(pk=contact_id).first()
    if found is not None:
        yield _sheet(TALK, _("The contact"), [
            _offer("number", _("Number of the contact"), str(found)),
            _offer("opened", _("Began"), in_every_language(lambda: moment(found.began_at))),
            _offer("channel", _("Came by"), in_every_language(found.get_channel_display)),
            _offer("language", _("Language"), languages.own_name(found.language)),
        ])  # fmt: skip


def _school_of(thread: Thread) -> Words | str:
    ref = (thread.origin or {}).get("school")
    found = Organisation.objects.filter(pk=ref).first() if ref else None
    return found.names if found else ""


def _of_record(by: Principal, which: Q) -> Iterator[Sheet]:
    """The newest contact record that is meant, as far as it is answered."""
    rows = Contact.objects.visible_to(by).select_related("form_version").filter(which)
    record = rows.order_by("-episode", "-began_at").first()
    if record is None or not record.answers:
        return
    definition = record.form_version.form
    said = {code: dict(_flat(read(definition, record.answers, language=code).items)) for code in languages.codes()}
    first = next(iter(said.values()), {})
    offers = [
        Offer(
            path,
            Words({code: one[path][0] for code, one in said.items() if path in one}),
            Words({code: one[path][1] for code, one in said.items() if path in one}),
            path.rpartition(".")[2] in definition.identifying,
        )
        for path in first
    ]
    yield _sheet(RECORD, _("Contact record"), offers)


def _flat(items: Iterable[Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The answered questions of a screen, below every heading and in every row: path to label and text."""
    for item in items:
        if getattr(item, "is_question", False):
            if item.text:
                yield item.path, (item.label or item.path, item.text)
        else:
            yield from _flat(getattr(item, "items", ()))
            for row in getattr(item, "rows", ()):
                yield from _flat(row.items)


def told_of(sheets: Iterable[Sheet], keys: frozenset[str], message: str) -> list[dict[str, Any]]:
    """The sealed copy: the counsellor's words first, then what was chosen, in the order of the forms."""
    made: list[dict[str, Any]] = []
    if message.strip():
        made.append({"form": "message", "label": dict(in_every_language(lambda: MESSAGE)), "value": message.strip()})
    made += [
        {"form": sheet.form, "label": dict(offer.label), "value": _kept(offer.value)}
        for sheet in sheets for offer in sheet.offers if f"{sheet.form}:{offer.name}" in keys
    ]  # fmt: skip
    return made


def _kept(value: Words | str) -> Any:
    return dict(value) if isinstance(value, Words) else value


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One item of a sealed copy as a person reads it. `is_written`: somebody's own words, in whatever language they wrote."""

    label: str
    value: str
    is_written: bool


def lines_of(told: Iterable[Mapping[str, Any]]) -> list[ToldLine]:
    """A sealed copy in the language in force."""
    return [ToldLine(str(Words(one["label"])), str(_read(one["value"])), not isinstance(one["value"], dict)) for one in told]


def _read(value: Any) -> Words | str:
    return Words(value) if isinstance(value, dict) else str(value)
