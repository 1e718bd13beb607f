"""A theme of grants, its versions, what each body said of a version, their exchange, and the papers."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from qorgan.access.guarded import Guarded, GuardedManager, GuardedQuerySet
from qorgan.access.principal import Principal
from qorgan.grants import access
from qorgan.grants.choices import ApprovalFactor, Decision, DecisionWay
from qorgan.organisations.models import Organisation
from qorgan.texts.fields import WordsField
from qorgan.vault.fields import SealedJSON, SealedText

THEME_SCOPE, APPROVAL_SCOPE = "grants.theme", "grants.approval"
"""Two keys: a theme's papers, and one for each body's answer with its exchange, which alone the bearer of its link opens."""


def _theme_known(by: Principal) -> Q:
    return access.theme(by, ThemeApproval.objects.everything(because="a bearer's own approval names its theme"))


class ThemeQuerySet(GuardedQuerySet):
    """Themes, with the adjectives of the field."""

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def from_origin(self, kind: str, refs: Any) -> Self:
        """Those that come from records of another room, by its kind and public ids."""
        return self.filter(origin_kind=kind, origin_ref__in=refs)


class Theme(Guarded):
    """What an installation may give grants for.

    `version` is the newest version's number, `submitted` the newest that was submitted (0: none yet), `title` that of the
    submitted one, before the first submission of the draft. Where it comes from: `origin_kind` and `origin_ref` name a record of a room
    that this one does not know (`ui.references`), or are empty; `origin_words` say it in words as it read when it was
    linked, `origin_source` where that stands. The state is never stored: `theme_rules.state_of` works it out.
    """

    number = models.BigIntegerField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    title = WordsField(max_length=200, every_language=False)
    version = models.PositiveSmallIntegerField(default=1)
    submitted = models.PositiveSmallIntegerField(default=0)
    origin_kind = models.CharField(max_length=64, blank=True, default="")
    origin_ref = models.CharField(max_length=16, blank=True, default="")
    origin_id = models.UUIDField(null=True)
    origin_words = WordsField(max_length=600, every_language=False)
    origin_source = models.CharField(max_length=400, blank=True, default="")
    origin_on = models.DateField(null=True)
    drafted_by = models.UUIDField()
    drafted_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = GuardedManager.from_queryset(ThemeQuerySet)()
    need_to_know = staticmethod(_theme_known)
    wall = access.THEME_WALL
    harmless: ClassVar = {
        "title": "a public programme's words",
        "origin_kind": "a code",
        "origin_ref": "a random public id",
        "origin_words": "a public recommendation's words",
        "origin_source": "where it stands",
    }

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "-drafted_at"], name="grants_themes"),
            models.Index(fields=["origin_kind", "origin_ref"], name="grants_theme_origin", condition=~Q(origin_kind="")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="a_theme_submits_what_it_has", condition=Q(submitted__lte=models.F("version"))),
            models.CheckConstraint(
                name="a_linked_origin_is_whole", condition=Q(origin_kind="", origin_ref="") | Q(origin_kind__gt="", origin_ref__gt="")
            ),
        ]

    def __str__(self) -> str:
        return f"T-{self.number}"


def _version_known(by: Principal) -> Q:
    return access.version(by, Theme.objects.visible_to(by))


class ThemeVersion(Guarded):
    """The words of a theme as bodies decide on them; a submitted one never changes.

    `articles` are codes of the pack (`CRC-19`), the first is the primary one. `digest` is the SHA-256, in hex, of everything
    that is decided on, papers included; it stands from the submission on. `reason` says why a later version was written.
    """

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = WordsField(max_length=200, every_language=False)
    need = WordsField(max_length=4_000, every_language=False, multiline=True)
    aims = WordsField(max_length=4_000, every_language=False, multiline=True)
    results = WordsField(max_length=4_000, every_language=False, multiline=True)
    articles = ArrayField(models.CharField(max_length=12), default=list)
    reason = models.CharField(max_length=600, blank=True, default="")
    saved_by = models.UUIDField()
    saved_at = models.DateTimeField(default=timezone.now)
    submitted_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, default="")

    need_to_know = staticmethod(_version_known)
    wall = access.VERSION_WALL
    follows: ClassVar = {"theme": "a version is known with its theme"}
    harmless: ClassVar = {
        "title": "a public programme's words",
        "need": "a public programme's words",
        "aims": "a public programme's words",
        "results": "a public programme's words",
        "articles": "codes",
        "reason": "why a public programme's words were changed",
        "digest": "a hash of public words",
    }

    class Meta:
        base_manager_name = "following"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["theme", "number"], name="one_theme_version_of_a_number"),
            models.CheckConstraint(
                name="a_submitted_version_has_its_digest",
                condition=Q(submitted_at__isnull=True, digest="")
                | Q(submitted_at__isnull=False, digest__gt="", submitted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


def _approval_known(by: Principal) -> Q:
    return access.approval(by)


class ThemeApproval(Guarded):
    """One body is asked about one submitted version, and what it says.

    `body` is a key of the pack (`grants/themes.toml`), `names` what the body was called there on the day of the submission,
    `organisation` the one of the register that is it, `keeper` the one that keeps the theme. `answer` holds `name`,
    `position` and `comment` of who answered for the body, sealed under this row's own key.
    """

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    version = models.ForeignKey(ThemeVersion, models.PROTECT, related_name="+")
    body = models.CharField(max_length=64)
    names = WordsField(max_length=300)
    place_in_list = models.PositiveSmallIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    keeper = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    factor = models.CharField(max_length=8, choices=ApprovalFactor, blank=True, default="")
    link = models.UUIDField(null=True)
    link_until = models.DateTimeField(null=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=10, choices=Decision, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_way = models.CharField(max_length=10, choices=DecisionWay, blank=True, default="")
    decided_by = models.UUIDField(null=True)
    answer = SealedJSON(key="id", null=True)

    need_to_know = staticmethod(_approval_known)
    wall = access.APPROVAL_WALL
    follows: ClassVar = {
        "theme": "an approval is known only for a submitted theme",
        "version": "an approval is known only for a submitted version",
    }
    harmless: ClassVar = {"body": "a code", "names": "what a body is called"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["organisation", "decided_at"], name="grants_approvals_of_a_body")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "body"], name="a_body_is_asked_once_about_a_version"),
            models.CheckConstraint(
                name="a_decision_has_its_time_and_way",
                condition=Q(decision="", decided_at__isnull=True) | Q(decision__gt="", decided_at__isnull=False, decided_way__gt=""),
            ),
            models.CheckConstraint(
                name="an_asked_body_is_an_organisation", condition=Q(asked_at__isnull=True) | Q(organisation__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.body


def _comment_known(by: Principal) -> Q:
    return access.comment(by)


class ThemeComment(Guarded):
    """Words between one body and the organisation that keeps the theme. `by_body` says who wrote; the text is sealed."""

    approval = models.ForeignKey(ThemeApproval, models.PROTECT, related_name="+")
    by_body = models.BooleanField()
    text = SealedText(key="approval_id", most=4_000)
    written_by = models.UUIDField(null=True)
    written_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_comment_known)
    wall = access.COMMENT_WALL
    follows: ClassVar = {"approval": "a comment is known with its approval"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["approval", "written_at"], name="grants_theme_comments")]


def _document_known(by: Principal) -> Q:
    return access.document(by, Theme.objects.visible_to(by))


class ThemeDocument(Guarded):
    """A paper of a theme from one version on, until before another (`until_version`); with `approval` a body's own letter.

    `file_id` names the sealed file; its name is sealed under the theme's key, a letter's under the approval's. `sha256` is
    the content's hash in hex, which the version's digest covers.
    """

    theme = models.ForeignKey(Theme, models.PROTECT, related_name="+")
    approval = models.ForeignKey(ThemeApproval, models.PROTECT, null=True, related_name="+")
    sealed_by = models.UUIDField()
    from_version = models.PositiveSmallIntegerField()
    until_version = models.PositiveSmallIntegerField(null=True)
    file_id = models.UUIDField()
    name = SealedText(key="sealed_by", most=200)
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.UUIDField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    need_to_know = staticmethod(_document_known)
    wall = access.DOCUMENT_WALL
    follows: ClassVar = {"theme": "a paper is known with its theme", "approval": "a letter is known with its approval"}
    harmless: ClassVar = {"kind": "a type of file", "sha256": "a hash of a paper of a public programme"}

    class Meta:
        base_manager_name = "following"
        indexes: ClassVar = [models.Index(fields=["theme", "added_at"], name="grants_theme_documents")]
