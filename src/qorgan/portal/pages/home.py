"""The first page: help for whoever needs it, a way in for those who work here."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from qorgan.helpline import pack
from qorgan.staff.sessions import State
from qorgan.ui.pages import PUBLIC, page, render


@page(needs=PUBLIC)
def home(request: Any) -> HttpResponse:
    """Staff go on to their first place; everybody else reads where help is. No cookie is set."""
    if request.signed_in.state is not State.NOBODY:
        return redirect("welcome")
    return render(request, "portal/home.html", {"numbers": pack.numbers(), "own": pack.own_number()})
