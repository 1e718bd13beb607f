"""What we keep of forms: the definition, its versions with their sheets, and what a set of answers has in common."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import connections, models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import uuid7
from qorgan.access.refusals import RuleBroken
from qorgan.forms import access
from qorgan.forms.binding import Bound
from qorgan.forms.definition import Definition, from_tree
from qorgan.forms.sealing import joined, part
from qorgan.texts.fields import WordsField

_KEPT = 64
_definitions: OrderedDict[tuple[UUID, str], Definition] = OrderedDict()

ANSWERS_HARMLESS = {"plain": "answers that neither identify nor tell a story; forms.sealing parts them"}
"""For the `harmless` of a model with answers."""


class FormDefinition(models.Model):
    """A form that a country fills in, whatever its version: "contact_record"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.SlugField(max_length=64, unique=True)
    title = WordsField(every_language=False, max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    wall = access.FORM_WALL
    harmless: ClassVar = {"key": "a code of the country pack", "title": "the name of a blank form"}

    def __str__(self) -> str:
        return self.key


class FormVersionQuerySet(models.QuerySet):
    """Versions, by what can be done with them."""

    def published(self) -> Self:
        """Those that are or were filled in."""
        return self.filter(published_at__isnull=False)

    def in_use(self) -> Self:
        """Those that may be filled in anew; the newest is the current one."""
        return self.published().filter(retired_at__isnull=True)

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)


class FormVersionManager(models.Manager.from_queryset(FormVersionQuerySet)):  # type: ignore[misc]
    """Leaves the sheet and the tree in the database until somebody needs them."""

    def get_queryset(self) -> FormVersionQuerySet:
        return super().get_queryset().defer("source", "tree")


class FormVersion(models.Model):
    """One version of a form: the sheet as it was uploaded and the tree read from it.

    `checksum` is the SHA-256 of the sheet. A published version never changes again, but for being retired: the
    database refuses it (migration 0002), because answers must always be read with the questions that were asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    definition = models.ForeignKey(FormDefinition, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    source = models.BinaryField()
    tree = models.JSONField()
    checksum = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now_add=True)
    loaded_by = models.UUIDField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.UUIDField(null=True)
    retired_at = models.DateTimeField(null=True)

    objects = FormVersionManager()

    wall = access.FORM_WALL
    harmless: ClassVar = {"tree": "the questions of a blank form", "checksum": "a digest of a blank form",
                          "source": "the sheet of a blank form"}  # fmt: skip

    class Meta:
        base_manager_name = "objects"
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["definition", "number"], name="a_version_has_its_own_number"),
            models.UniqueConstraint(
                fields=["definition", "checksum"], condition=Q(retired_at__isnull=True), name="a_sheet_is_in_use_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="published_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | Q(published_at__isnull=False), name="only_published_is_retired"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} {self.number}"

    @property
    def form(self) -> Definition:
        """The tree, thawed once in a process for each version."""
        place = (self.id, self.checksum)
        found = _definitions.get(place)
        if found is None:
            found = _definitions[place] = from_tree(self.tree)
            while len(_definitions) > _KEPT:
                _definitions.popitem(last=False)
        return found

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None


class AnswersChanged(RuleBroken):
    """Somebody else saved these answers since they were read. `theirs` are the answers now, `version` their number."""

    def __init__(self, theirs: dict[str, Any], version: int) -> None:
        super().__init__(_("These answers were changed by somebody else meanwhile. Choose which ones stay."))
        self.theirs, self.version = theirs, version


class AnsweredForm(models.Model):
    """A set of answers, kept by the room that asked.

    A subclass adds `sealed = SealedJSON(key=…, null=True)`, because only it knows whose key seals, and puts
    `ANSWERS_HARMLESS` into its `harmless`. Answers are read and written through `answers` and `put_answers` alone.
    """

    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="+")
    plain = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    sealed: Any

    class Meta:
        abstract = True

    @property
    def answers(self) -> dict[str, Any]:
        """All answers, typed, by name."""
        return joined(self.plain, self.sealed or {})

    def put_answers(self, bound: Bound, *, expected: int) -> None:
        """Takes the answers over; the caller saves. `expected` is the version that the writer had before their eyes.

        The row stays locked until the transaction ends. Raises AnswersChanged when another version is stored.
        """
        if not self._state.adding:
            self._lock(expected)
            self.version = expected + 1
        self.plain, sealed = part(bound.definition, bound.answers)
        self.sealed = sealed or None

    def _lock(self, expected: int) -> None:
        connection = connections[self._state.db or "default"]
        table, pk = connection.ops.quote_name(self._meta.db_table), self._meta.pk
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT version FROM {table} WHERE {connection.ops.quote_name(pk.column)} = %s FOR UPDATE",  # noqa: S608 - names of our own
                [pk.get_db_prep_value(self.pk, connection)],
            )
            row = cursor.fetchone()
        if row is None or row[0] != expected:
            self.refresh_from_db()
            raise AnswersChanged(self.answers, self.version)
