"""What leaves the house, for operators: states, tries, again or not at all. No address, no words."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from qorgan.notices import queries, rules
from qorgan.notices.access import DELIVERY_READ, DELIVERY_RETRY
from qorgan.notices.actions import cancel_delivery, replay_delivery, retry_delivery
from qorgan.notices.forms import Confirm
from qorgan.notices.models import Delivery
from qorgan.notices.tables import Deliveries, what
from qorgan.ui.pages import page, render
from qorgan.ui.pieces import Crumb

ACTS = {"retry": retry_delivery, "replay": replay_delivery, "cancel": cancel_delivery}


@page(needs=DELIVERY_READ)
def deliveries(request: Any) -> HttpResponse:
    """The list."""
    table = Deliveries(queries.deliveries(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "notices/deliveries.html", {"table": table}, partials=(table.id,))


@page(needs=DELIVERY_READ)
def delivery(request: Any, ref: str) -> HttpResponse:
    """One, with every try."""
    return _shown(request, _found(request, ref), Confirm())


@page(needs=DELIVERY_RETRY, methods=("POST",))
def delivery_act(request: Any, ref: str, verb: str) -> HttpResponse:
    """Puts it back, sends it once more, or takes it out."""
    if verb not in ACTS:
        raise Http404
    found, form = _found(request, ref), Confirm(request.POST)
    form.is_valid()
    where = form.perform(ACTS[verb], by=request.by, then=reverse("delivery", args=[ref]), delivery=found)
    return HttpResponseRedirect(where) if where else _shown(request, found, form, status=422)


def _found(request: Any, ref: str) -> Delivery:
    found = queries.deliveries(request.by).filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _shown(request: Any, found: Delivery, form: Confirm, status: int = 200) -> HttpResponse:
    may = request.by.may(DELIVERY_RETRY)
    context = {
        "delivery": found,
        "what": what(found),
        "form": form,
        "attempts": queries.attempts(found),
        "may_retry": may and rules.may_retry(found),
        "may_replay": may and rules.may_replay(found),
        "may_cancel": may and rules.may_cancel(found),
        "way": [Crumb(_("Sent and to be sent"), reverse("deliveries")), Crumb(found.ref)],
    }
    return render(request, "notices/delivery.html", context, status=status)
