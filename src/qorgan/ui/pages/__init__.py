"""Every screen is a page: it says who may open it, reads in a read-only transaction, and writes down what it showed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial, wraps
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import get_template
from django.utils.cache import patch_vary_headers

from qorgan.access.acting import acting, reading
from qorgan.access.ledger import Ledger, reading_is_noted
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused
from qorgan.journal.chain import append_reading

View = Callable[..., HttpResponse]
PUBLIC: Final = "public"
SIGNED_IN: Final = "signed-in"


class PageRequest(HttpRequest):
    """What a view receives: the request, and who asks. `staff` sets `by` once per request."""

    by: Principal


class Page:
    """What a view declares about itself; the guards in `tests/house/` walk these. `code` is what a read entry holds."""

    def __init__(self, code: str, needs: str, methods: tuple[str, ...], is_outside: bool) -> None:
        self.code = code
        self.needs = needs
        self.methods = methods
        self.is_outside = is_outside


def page(*, needs: str, methods: Iterable[str] = ("GET",), is_outside: bool = False) -> Callable[[View], View]:
    """Declares a page.

    `needs` is a permission, `SIGNED_IN` or `PUBLIC`. A GET runs in a read-only transaction as `request.by`, a POST in a
    writing one. `is_outside` names the few pages that may not run in one transaction (sign-in and its call-backs, the
    child's door when the database is away); they open their own.
    """
    allowed = tuple(methods)

    def declare(view: View) -> View:
        name = f"{view.__module__.removeprefix('qorgan.').replace('.pages', '')}.{view.__name__}"
        declared = Page(name, needs, allowed, is_outside)

        @wraps(view)
        def run(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in (*allowed, "HEAD" if "GET" in allowed else ""):
                return HttpResponseNotAllowed(allowed)
            by = request.by
            refused = _refuse(request, by, needs)
            if refused is not None:
                return refused
            with reading_is_noted() as ledger:
                try:
                    response = _answer(partial(view, request, *args, **kwargs), request, by, is_outside)
                except Refused:
                    raise Http404 from None
            _write_down(by, name, ledger, response)
            return response

        run.page = declared  # type: ignore[attr-defined]
        return run

    return declare


def _refuse(request: HttpRequest, by: Principal, needs: str) -> HttpResponse | None:
    if needs == PUBLIC or (needs == SIGNED_IN and by.is_person) or by.may(needs):
        return None
    if by.is_person:
        raise Http404
    if request.headers.get("HX-Request"):
        away = HttpResponse(status=401)
        away["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
        return away
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")


def _answer(view: Callable[[], HttpResponse], request: HttpRequest, by: Principal, is_outside: bool) -> HttpResponse:
    if is_outside:
        return view()
    with reading(by) if request.method in ("GET", "HEAD") else acting(by):
        return view()


def _write_down(by: Principal, name: str, ledger: Ledger, response: HttpResponse) -> None:
    """The read entry goes out before the response does; a redirect showed nothing."""
    if not ledger or 300 <= response.status_code < 400 or (by.actor_id is None and by.bearer_of is None):
        return
    append_reading(by, page=name, subjects=list(ledger.subjects), unnamed=sorted(ledger.unnamed))


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, partials: Iterable[str] = (), status: int = 200
) -> HttpResponse:
    """The whole page, or the one partial that htmx aims at, if this page allows it.

    A partial is `{% partialdef name %}` in the page's own template, and its name is the id of the element it fills.
    """
    aimed = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    allowed = frozenset(partials)
    chosen = f"{template}#{aimed}" if aimed and aimed in allowed else template
    response = HttpResponse(get_template(chosen).render(context or {}, request), status=status)
    response.partials = allowed  # type: ignore[attr-defined]  # a guard compares each with the whole page
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
