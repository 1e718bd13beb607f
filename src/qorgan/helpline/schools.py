"""From a school's public code to where a conversation came from. Only this way: nothing ever leads from a school to a conversation."""

from __future__ import annotations

from qorgan.helpline.actions.door import Origin
from qorgan.organisations.queries import school_of_code


def origin_of(code: str) -> Origin | None:
    """The school and its district, or None for no code and for one that is not valid now."""
    found = school_of_code(code) if code else None
    return Origin(school_id=found.organisation_id, place_id=found.place_id) if found else None
