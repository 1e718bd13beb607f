"""The screens of the room `staff`."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing but a button; None where the form is only shown."""
    return request.POST if request.method == "POST" else None
