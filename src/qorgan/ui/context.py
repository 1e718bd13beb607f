"""What every template may use: the reader, the navigation, the marks of a demo or a training database."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from qorgan.access.principal import Principal
from qorgan.ui import navigation
from qorgan.ui.preferences import preference_of
from qorgan.ui.slots import BANNERS, MARKS, ME, TOP


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy, so that pages without a shell pay nothing."""
    places_to_go = SimpleLazyObject(lambda: navigation.items_for(request))
    return {
        "by": getattr(request, "by", Principal.nobody()),
        "places_to_go": places_to_go,
        "place_here": SimpleLazyObject(lambda: navigation.place_of(request.path, places_to_go)),
        "commands": SimpleLazyObject(lambda: navigation.commands_for(request, places_to_go)),
        "banners": SimpleLazyObject(lambda: list(BANNERS(request))),
        "me": SimpleLazyObject(lambda: next(ME(request), None)),
        "tops": SimpleLazyObject(lambda: list(TOP(request))),
        "marks": SimpleLazyObject(lambda: list(MARKS(request))),
        "preference": SimpleLazyObject(lambda: preference_of(request)),
        "is_training": settings.IS_TRAINING,
        "languages": settings.LANGUAGES,
        "language": translation.get_language(),
    }
