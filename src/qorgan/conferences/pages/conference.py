"""Conferences as a list, one edition, and what its holder enters: days, quotas, programme."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.conferences import access, queries
from qorgan.conferences.actions import add_session, cancel_edition, found_conference, open_edition, remove_session, set_quota
from qorgan.conferences.choices import EditionState
from qorgan.conferences.forms import FoundConference, OpenEdition, PlanSession, SetQuota, Sure
from qorgan.conferences.models import Category, ProgrammeItem
from qorgan.conferences.pages.shown import address_of, asked, crumbs_of, edition_tag, recommendation_tag
from qorgan.texts.alphabet import sort_key
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.tables import Column, DaysFilter, Kind, Table


class Editions(Table):
    """The editions of all conferences, the newest first."""

    key = "conferences.editions"
    title = _("Conferences")
    order = "-starts"
    empty_title = _("No conferences yet")
    columns = (
        Column("name", _("Conference"), value="conference.names", is_lead=True, link=address_of,
               sort_by=lambda row: sort_key(str(row.conference))),
        Column("number", _("Number"), value="number", kind=Kind.NUMBER, sort=("number",)),
        Column("state", _("State"), value=lambda row: edition_tag(queries.state_of_edition(row)), kind=Kind.HTML),
        Column("starts", _("First day"), value="starts_on", kind=Kind.DAY, sort=("starts_on",)),
        Column("ends", _("Last day"), value="ends_on", kind=Kind.DAY, sort=("ends_on",), is_on_phone=False),
        Column("place", _("Place"), value="place.names", is_on_phone=False),
        Column("recommended", _("Recommendations"), value="recommended", kind=Kind.NUMBER, sort=("recommended",)),
    )  # fmt: skip
    filters = (DaysFilter("starts", _("First day"), lookup="starts_on"),)


@page(needs=access.CONFERENCE_READ)
def conferences(request: PageRequest) -> HttpResponse:
    """The list."""
    table = Editions(queries.editions(request.by), request)
    if table.is_export:
        return table.exported()
    may_keep = request.by.may(access.CONFERENCE_KEEP)
    has_any = may_keep and bool(queries.conferences(request.by))
    return render(
        request, "conferences/conferences.html", {"table": table, "may_keep": may_keep, "has_any": has_any}, partials=(table.id,)
    )


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def conference_new(request: PageRequest) -> HttpResponse:
    """A conference is entered."""
    return asked(request, FoundConference(request.POST or None), found_conference, title=_("Enter a conference"), verb=_("Enter"),
                 then=reverse("edition_new"))  # fmt: skip


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def edition_new(request: PageRequest) -> HttpResponse:
    """The next edition is entered."""
    form = OpenEdition(request.POST or None, conferences=queries.conferences(request.by))
    return asked(request, form, open_edition, title=_("Enter an edition"), verb=_("Enter"), then=address_of)


@page(needs=access.CONFERENCE_READ)
def edition(request: PageRequest, ref: str) -> HttpResponse:
    """One edition: days, categories, programme, recommendations, and what became of those of the edition before."""
    by = request.by
    found = queries.edition(by, ref)
    is_own, state = found.holder_id in by.organisations, queries.state_of_edition(found)
    counted, known = queries.counted(by, found), queries.categories(by, found)
    listed = queries.recommendations(by, found)
    where = queries.states_of(by, listed)
    return render(request, "conferences/edition.html", {
        "edition": found, "crumbs": crumbs_of(found), "state": edition_tag(state), "counted": counted,
        "categories": [(one, counted.by_category.get(one.pk, 0) if counted else None) for one in known],
        "programme": queries.programme(by, found), "recommendations": [(one, recommendation_tag(where[one.pk])) for one in listed],
        "before": queries.before(by, found), "history": queries.history(found.pk) if is_own else [],
        "may_keep": is_own and by.may(access.CONFERENCE_KEEP), "may_write": is_own and by.may(access.RECOMMENDATION_WRITE),
        "may_accredit": is_own and by.may(access.DELEGATE_ACCREDIT),
        "may_check": is_own and by.may(access.DOOR_CHECK) and state is EditionState.RUNNING,
    })  # fmt: skip


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def edition_cancel(request: PageRequest, ref: str) -> HttpResponse:
    """The edition is not held."""
    found = queries.own_edition(request.by, ref)
    return asked(request, Sure(request.POST or None), cancel_edition, title=_("Cancel the edition"), verb=_("Cancel the edition"),
                 then=address_of(found), edition=found, tone="danger", notes=[found.conference.names])  # fmt: skip


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def quota_set(request: PageRequest, ref: str) -> HttpResponse:
    """How many of a category may be accredited."""
    category: Category = queries.found(Category.objects.visible_to(request.by).select_related("edition__conference"), ref)
    found = queries.own_edition(request.by, category.edition.ref)
    form = SetQuota(request.POST or None, initial={"quota": category.quota})
    return asked(
        request, form, set_quota, title=category.names, verb=_("Keep"), then=address_of(found), edition=found, category=category
    )


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def session_new(request: PageRequest, ref: str) -> HttpResponse:
    """A session is planned."""
    found = queries.own_edition(request.by, ref)
    return asked(request, PlanSession(request.POST or None), add_session, title=_("Plan a session"), verb=_("Keep"),
                 then=address_of(found, "programme"), edition=found)  # fmt: skip


@page(needs=access.CONFERENCE_KEEP, methods=("GET", "POST"))
def session_remove(request: PageRequest, ref: str) -> HttpResponse:
    """A session leaves the programme."""
    session: ProgrammeItem = queries.found(ProgrammeItem.objects.visible_to(request.by).select_related("edition__conference"), ref)
    found = queries.own_edition(request.by, session.edition.ref)
    return asked(request, Sure(request.POST or None), remove_session, title=_("Remove the session"), verb=_("Remove"), tone="danger",
                 then=address_of(found, "programme"), edition=found, notes=[session.titles], session=session)  # fmt: skip
