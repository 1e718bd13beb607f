"""Who may know and who may do what with themes of grants.

A draft is known to the people of the organisation that keeps it. From the submission on a theme is known to everybody who
reads themes. A body outside, which comes through a one-time link, knows the theme that it was asked about, with what was
submitted and its own exchange, and nothing else. Nothing in this room names a child.
"""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Kind, Principal, declare_system
from qorgan.access.wall import Wall

THEME_READ = permission("grants.theme.read", _("Read themes of grants"))
THEME_DRAFT = permission("grants.theme.draft", _("Draft themes of grants and submit them to the bodies"))
APPROVAL_DECIDE = permission("grants.approval.decide", _("Decide on themes of grants for the own body"))

BODY = frozenset({APPROVAL_DECIDE})
"""What the bearer of an approval's link may do."""

# Names of permissions of `notices`, whose file is that room's own.
HAND = declare_system("grants.hand", THEME_READ, THEME_DRAFT, "notices.notice.send", "notices.link.make")
"""What happens by itself: links of decided and of superseded approvals end, drafters are told."""

PUBLIC = declare_system("grants.public", THEME_READ)
"""Reads what the public may see of themes; the query keeps it to what was approved."""

_SYSTEM = "(SELECT qorgan_is_system())"
_BEARER = "(SELECT qorgan_bearer())"
_READS = "(SELECT qorgan_may('grants.theme.read'))"
_DRAFTS = "(SELECT qorgan_may('grants.theme.draft'))"
_DECIDES = "(SELECT qorgan_may('grants.approval.decide'))"
_HOUSE = "(SELECT qorgan_organisations())"

# Walls of parts ask the wall of their whole. The theme's own asks approvals only for a bearer, and theirs asks no theme:
# two walls that ask each other would never end.
_BEARERS_THEME = "(SELECT a.theme_id FROM grants_themeapproval a WHERE a.id = (SELECT qorgan_bearer()))"
_THEME = "EXISTS (SELECT 1 FROM grants_theme t WHERE t.id = theme_id"
_APPROVAL = "EXISTS (SELECT 1 FROM grants_themeapproval a WHERE a.id = approval_id"
_THEIRS = f"({_SYSTEM} OR t.organisation_id IN {_HOUSE})"

THEME_WALL = Wall(
    select=f"({_READS} AND ({_SYSTEM} OR organisation_id IN {_HOUSE} OR submitted > 0)) OR id = {_BEARERS_THEME}",
    write=f"{_DRAFTS} AND ({_SYSTEM} OR organisation_id IN {_HOUSE})",
    rights="SELECT, INSERT, UPDATE",
)
_ANSWERS = f"id = {_BEARER} OR ({_DECIDES} AND organisation_id IN {_HOUSE})"
APPROVAL_WALL = Wall(
    select=f"id = {_BEARER} OR {_READS}",
    write=f"{_ANSWERS} OR ({_DRAFTS} AND ({_SYSTEM} OR keeper_id IN {_HOUSE}))",
    rights="SELECT, INSERT, UPDATE",
)
VERSION_WALL = Wall(
    select=f"{_THEME} AND (submitted_at IS NOT NULL OR {_THEIRS}))",
    write=f"{_DRAFTS} AND {_THEME} AND {_THEIRS})",
    rights="SELECT, INSERT, UPDATE",
)
DOCUMENT_WALL = Wall(
    select=f"{_THEME} AND (from_version <= t.submitted OR {_THEIRS})) AND (approval_id IS NULL OR approval_id = {_BEARER} OR {_READS})",
    write=f"{_DRAFTS} AND {_THEME} AND {_THEIRS})",
    insert=f"(approval_id IS NULL AND {_DRAFTS} AND {_THEME} AND {_THEIRS})) OR {_APPROVAL} AND "
    f"(a.id = {_BEARER} OR ({_DECIDES} AND a.organisation_id IN {_HOUSE})))",
    rights="SELECT, INSERT, UPDATE",
)
_EXCHANGES = f"({_SYSTEM} OR a.keeper_id IN {_HOUSE} OR a.organisation_id IN {_HOUSE})"
COMMENT_WALL = Wall(select=f"{_APPROVAL} AND (a.id = {_BEARER} OR ({_READS} AND {_EXCHANGES})))", rights="SELECT, INSERT")


def theme(by: Principal, asked: QuerySet) -> Q:
    """Those of the own organisation, and every one that was submitted; the bearer's own. `asked` are all approvals of a bearer."""
    if by.is_bearer:
        return Q(pk__in=asked.filter(pk=by.bearer_of).values("theme")) if by.may(APPROVAL_DECIDE) else NOTHING
    if not by.may(THEME_READ):
        return NOTHING
    return Q() if by.kind is Kind.SYSTEM else Q(organisation__in=by.organisations) | Q(submitted__gt=0)


def approval(by: Principal) -> Q:
    """The one of a bearer; all of them for whoever reads themes, since only submitted themes have any."""
    if by.is_bearer:
        return Q(pk=by.bearer_of) if by.may(APPROVAL_DECIDE) else NOTHING
    return Q() if by.may(THEME_READ) else NOTHING


def version(by: Principal, themes: QuerySet) -> Q:
    """What was submitted, of every theme that is known; what is being drafted, of the own organisation's."""
    known = Q(theme__in=themes.values("pk"))
    if by.kind is Kind.SYSTEM:
        return known
    return known & (Q(submitted_at__isnull=False) | Q(theme__in=themes.filter(organisation__in=by.organisations).values("pk")))


def document(by: Principal, themes: QuerySet) -> Q:
    """Papers of what was submitted, and those of the own organisation's drafts; to a bearer no letter of another body."""
    known = Q(theme__in=themes.values("pk"))
    if by.kind is Kind.SYSTEM:
        return known
    if by.is_bearer:
        known &= Q(approval=None) | Q(approval=by.bearer_of)
    own = Q(theme__in=themes.filter(organisation__in=by.organisations).values("pk"))
    return known & (Q(from_version__lte=F("theme__submitted")) | own)


def comment(by: Principal) -> Q:
    """The exchange with one body: that body, and the organisation that keeps the theme. Another body never reads it."""
    if by.is_bearer:
        return Q(approval=by.bearer_of) if by.may(APPROVAL_DECIDE) else NOTHING
    if not by.may(THEME_READ):
        return NOTHING
    if by.kind is Kind.SYSTEM:
        return Q()
    return Q(approval__keeper__in=by.organisations) | Q(approval__organisation__in=by.organisations)
