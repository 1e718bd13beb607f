"""One recommendation: its words, its adoption, the bodies it goes to, and what became of it in other rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import Refused
from qorgan.conferences import access, queries
from qorgan.conferences.actions import (
    address_recommendation,
    adopt_recommendation,
    change_recommendation,
    draft_recommendation,
    note_answer,
    reject_recommendation,
)
from qorgan.conferences.choices import KIND
from qorgan.conferences.forms import (
    AddressRecommendation,
    AdoptRecommendation,
    NoteAnswer,
    RejectRecommendation,
    WriteRecommendation,
)
from qorgan.conferences.models import Addressed, Recommendation
from qorgan.conferences.pages.shown import asked, crumbs_of, recommendation_tag
from qorgan.conferences.slots import RECOMMENDATION
from qorgan.ui import references
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.pieces import Crumb


def address(recommendation: Recommendation) -> str:
    """The page of a recommendation."""
    return reverse("recommendation", args=[recommendation.ref])


def _found(request: PageRequest, ref: str, *, is_own: bool = False) -> Recommendation:
    rows = Recommendation.objects.visible_to(request.by).select_related("edition__conference", "session")
    found: Recommendation = queries.found(rows, ref)
    if is_own and found.holder_id not in request.by.organisations:
        raise Refused("recommendation")
    return found


def _label(found: Recommendation) -> Any:
    return _("Recommendation %(number)s") % {"number": found.number} if found.number else _("Draft of a recommendation")


@page(needs=access.CONFERENCE_READ)
def recommendation(request: PageRequest, ref: str) -> HttpResponse:
    """The page; rooms that follow recommendations up are asked what came of it."""
    by, found = request.by, _found(request, ref)
    is_own = found.holder_id in by.organisations and by.may(access.RECOMMENDATION_WRITE)
    addressed = (
        Addressed.objects.visible_to(by).filter(recommendation=found).select_related("organisation").order_by("addressed_on", "pk")
    )
    is_draft = found.adopted_on is None and found.rejected_on is None
    return render(request, "conferences/recommendation.html", {
        "recommendation": found, "edition": found.edition, "title": _label(found),
        "crumbs": crumbs_of(found.edition, Crumb(_label(found))),
        "state": recommendation_tag(queries.states_of(by, [found])[found.pk]), "addressed": addressed,
        "followed": references.followers(by, KIND, [found.ref])[found.ref], "origin": f"{KIND}:{found.ref}",
        "may_draft": is_own and is_draft, "may_address": is_own and found.adopted_on is not None,
        "history": queries.history(found.pk), "panels": list(RECOMMENDATION(request, recommendation=found)),
    })  # fmt: skip


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_new(request: PageRequest, ref: str) -> HttpResponse:
    """A recommendation is drafted."""
    edition = queries.own_edition(request.by, ref)
    form = WriteRecommendation(request.POST or None, sessions=queries.programme(request.by, edition))
    return asked(request, form, draft_recommendation, title=_("Draft a recommendation"), verb=_("Keep the draft"), then=address,
                 edition=edition)  # fmt: skip


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_change(request: PageRequest, ref: str) -> HttpResponse:
    """Other words of a draft."""
    found = _found(request, ref, is_own=True)
    form = WriteRecommendation(request.POST or None, initial={"words": found.words})
    return _asked(request, found, form, change_recommendation, title=_("Change the draft"), verb=_("Keep the draft"))


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_adopt(request: PageRequest, ref: str) -> HttpResponse:
    """The conference adopts it."""
    found = _found(request, ref, is_own=True)
    form = AdoptRecommendation(request.POST or None, initial={"on": found.edition.ends_on})
    notes = [found.words, _("It gets the next number. Its words never change afterwards.")]
    return _asked(request, found, form, adopt_recommendation, title=_("Adopted by the conference"), verb=_("Adopted"), notes=notes)


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_reject(request: PageRequest, ref: str) -> HttpResponse:
    """The conference does not adopt it."""
    found = _found(request, ref, is_own=True)
    form = RejectRecommendation(request.POST or None)
    return _asked(
        request, found, form, reject_recommendation, title=_("Not adopted"), verb=_("Write down"), notes=[found.words], tone="danger"
    )


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_address(request: PageRequest, ref: str) -> HttpResponse:
    """It goes to a body."""
    found = _found(request, ref, is_own=True)
    form = AddressRecommendation(request.POST or None)
    return _asked(request, found, form, address_recommendation, title=_("Address to a body"), verb=_("Address"), then=address(found))


@page(needs=access.RECOMMENDATION_WRITE, methods=("GET", "POST"))
def recommendation_answer(request: PageRequest, ref: str) -> HttpResponse:
    """What a body answered."""
    rows = Addressed.objects.visible_to(request.by).select_related("recommendation", "organisation")
    addressed: Addressed = queries.found(rows, ref)
    found = _found(request, addressed.recommendation.ref, is_own=True)
    form = NoteAnswer(request.POST or None, initial={"answer": addressed.answer, "source": addressed.source})
    return _asked(request, found, form, note_answer, title=_("Answer of the body"), verb=_("Write down"), then=address(found),
                  notes=[addressed.organisation.names], addressed=addressed)  # fmt: skip


def _asked(request: PageRequest, found: Recommendation, form: Any, act: Any, *, then: Any = address, **given: Any) -> HttpResponse:
    about = {name: given.pop(name) for name in ("addressed",) if name in given} or {"recommendation": found}
    return asked(request, form, act, then=then, edition=found.edition, back=address(found), **given, **about)
