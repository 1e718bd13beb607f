"""What open pages of oversight follow: that an emergency access began, ended or was reviewed."""

from __future__ import annotations

from qorgan.access.principal import Principal
from qorgan.live.sources import Source
from qorgan.oversight.access import EMERGENCY_REVIEW


def may_follow(by: Principal, key: str) -> bool:
    """Reviewers; the telling carries nothing, and the page reads what it may see."""
    return key == "all" and by.may(EMERGENCY_REVIEW)


EMERGENCIES = Source("oversight.emergencies", may=may_follow)
