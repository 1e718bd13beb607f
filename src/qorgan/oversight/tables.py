"""The lists of oversight."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.models import Role
from qorgan.access.principal import Principal
from qorgan.journal.chain import READ_VERB
from qorgan.journal.events import label_of, verbs
from qorgan.oversight.choices import Verdict
from qorgan.oversight.entry_words import described
from qorgan.oversight.queries.emergency import address, fields_of
from qorgan.oversight.subjects import label_of as kind_label
from qorgan.staff.queries import name_of, names_of
from qorgan.ui.tables import ChoiceFilter, Column, DaysFilter, Filter, Kind, Table, YesNoFilter
from qorgan.ui.tables.filters import Chip

JOB_STATUSES = {"todo": _("waiting"), "doing": _("at work"), "failed": _("failed")}


@dataclass(frozen=True)
class IdFilter(Filter):
    """One id, whole. `lookups` are the columns that may hold it; an array column is named with `__contains`."""

    lookups: tuple[str, ...] = ()
    is_kept = False

    def field(self, by: Principal) -> forms.Field:  # noqa: ARG002
        return forms.UUIDField(label=str(self.label), required=False, widget=forms.TextInput())

    def asked(self, given: QueryDict) -> UUID | None:
        try:
            return UUID(given.get(self.name, "").strip())
        except ValueError:
            return None

    def apply(self, rows: QuerySet, given: QueryDict, by: Principal) -> QuerySet:  # noqa: ARG002
        asked = self.asked(given)
        if asked is None:
            return rows.none() if given.get(self.name, "").strip() else rows
        found = Q()
        for lookup in self.lookups:
            found |= Q(**{lookup: [asked] if lookup.endswith("__contains") else asked})
        return rows.filter(found)

    def chips(self, given: QueryDict, by: Principal) -> list[Chip]:  # noqa: ARG002
        typed = given.get(self.name, "")
        return [Chip(self.label, typed[:36], ((self.name, typed),))] if typed.strip() else []


def verb_choices(_by: Principal) -> list[tuple[str, Any]]:
    """Everything that the journal can hold, in the reader's words."""
    listed = [(verb, label_of(verb)) for verb in verbs()]
    return sorted([(READ_VERB, _("Page read")), *listed], key=lambda pair: str(pair[1]))


def verb_words(row: Any) -> Any:
    """The words of an entry."""
    return _("Page read") if row.verb == READ_VERB else label_of(row.verb)


def details(row: Any) -> str:
    """The declared fields in the reader's words."""
    return described(row.verb, fields_of(row))


class PeopleTable(Table):
    """A table whose rows name an account: the names of a page come with one query. `of` is the attribute."""

    of = "actor"

    @cached_property
    def rows(self) -> list[Any]:
        rows = list(super().rows)
        names = names_of(getattr(row, self.of) for row in rows if getattr(row, self.of))
        roles = {role.key: name_of(role) for role in Role.objects.filter(key__in={row.role for row in rows})}
        for row in rows:
            row.who = names.get(getattr(row, self.of), "")
            row.role_words = roles.get(row.role, row.role)
        return rows


class Journal(PeopleTable):
    """The journal, the newest first."""

    key = "oversight.journal"
    title = _("Journal")
    columns = (
        Column("at", _("When"), kind=Kind.MOMENT, sort=("id",)),
        Column("verb", _("What"), value=verb_words, is_lead=True),
        Column("who", _("Who"), value=lambda row: getattr(row, "who", ""), export=lambda row: str(row.actor or "")),
        Column("role", _("Role"), value=lambda row: getattr(row, "role_words", row.role), is_on_phone=False),
        Column("stream", _("Subject"), value=lambda row: str(row.stream), is_on_phone=False),
        Column("seq", _("Place"), kind=Kind.NUMBER, is_hidden=True),
        Column("details", _("Details"), value=details, is_on_phone=False),
    )
    filters = (
        ChoiceFilter("verb", _("What"), choices=verb_choices),
        DaysFilter("day", _("Day"), lookup="at", is_moment=True),
        IdFilter("actor", _("Account number"), lookups=("actor",)),
        IdFilter("subject", _("Subject number"), lookups=("stream", "about__contains")),
    )
    order = "-at"


class Emergencies(PeopleTable):
    """Uses of emergency access, the newest first."""

    key = "oversight.emergencies"
    title = _("Review of emergencies")
    of = "account_id"
    columns = (
        Column("started_at", _("Began"), kind=Kind.MOMENT, sort=("started_at",)),
        Column(
            "who",
            _("Who"),
            value=lambda row: getattr(row, "who", ""),
            is_lead=True,
            link=address,
            export=lambda row: str(row.account_id),
        ),
        Column("role", _("Role"), value=lambda row: getattr(row, "role_words", row.role), is_on_phone=False),
        Column("kind", _("What"), value=lambda row: kind_label(row.kind)),
        Column("over_at", _("Over at"), kind=Kind.MOMENT),
        Column("verdict", _("Review"), value=lambda row: row.get_verdict_display() or _("waits")),
    )
    filters = (
        YesNoFilter("waits", _("Waits for review"), condition=Q(reviewed_at=None)),
        ChoiceFilter("verdict", _("Review"), choices=Verdict.choices),
        DaysFilter("day", _("Day"), lookup="started_at", is_moment=True),
    )
    order = "-started_at"
    empty_title = _("Nobody used emergency access")


def job_address(row: Any) -> str:
    """The page of a job."""
    return reverse("job", args=[row.pk])


class Jobs(Table):
    """Jobs that wait, are at work or failed."""

    key = "oversight.jobs"
    title = _("Jobs")
    columns = (
        Column("id", _("Number"), kind=Kind.TEXT, sort=("id",)),
        Column("task_name", _("Task"), is_lead=True, sort=("task_name",), link=job_address),
        Column("status", _("State"), value=lambda row: JOB_STATUSES.get(row.status, row.status), sort=("status",)),
        Column("attempts", _("Attempts"), kind=Kind.NUMBER, sort=("attempts",)),
        Column("scheduled_at", _("Planned for"), kind=Kind.MOMENT, is_on_phone=False),
        Column("moved_at", _("Last change"), kind=Kind.MOMENT, is_on_phone=False),
    )
    filters = (ChoiceFilter("status", _("State"), choices=tuple(JOB_STATUSES.items())),)
    order = "-id"
    empty_title = _("Nothing waits and nothing failed")
    keeps_views = False
