"""Whether this database was brought up to date by this very release: a part of the operator's page of health."""

from __future__ import annotations

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from qorgan.oversight.choices import State
from qorgan.oversight.health import Part
from qorgan.site import database, preparation

NAME = lazy("Schema and country pack")


def look() -> Part:
    """On your own server no fingerprint can be kept, so nothing is known there."""
    kept = preparation.kept_fingerprint(connection)
    if kept == preparation.fingerprint():
        return Part(NAME, State.WELL, _("up to date"))
    if not kept and database.own_server() is not None:
        return Part(NAME, State.UNKNOWN, _("not known"), _("Run: qorgan migrate"))
    return Part(NAME, State.SOON, _("of another release"), _("Run: qorgan migrate"))
