"""Screens of the room `clocks`."""

from tests.journeys.screens import Screen, route_of

LEADER = "shift_leader"
STARTED = """
import django
django.setup()
from uuid import uuid4
from qorgan.access.principal import Principal
from qorgan.clocks.actions import Owner, start_clock
from qorgan.staff.models import Membership
one = Membership.objects.now().filter(role_id="shift_leader").first()
start_clock(by=Principal.system("clocks.keeper"), subject=uuid4(), kind="walk.sample", policy="case.assess.medium",
            owner=Owner(organisation=one.organisation_id, account=one.account_id))
"""


def with_a_clock(walk, screen: Screen) -> str:
    """The page of a clock whose subject has no page of its own."""
    walk.house.run("-c", STARTED)
    walk.listed.pop((screen.role, "/clocks"), None)
    links = [link for link in walk.links(screen.role, "/clocks") if route_of(link) == screen.route]
    with walk.page(screen.role) as page:
        return next(link for link in links if page.request.get(walk.address(link), max_redirects=0).status == 200)


SCREENS = [
    Screen("clocks", role=LEADER),
    Screen("clocks/to/<slug:ref>", role=LEADER, at=with_a_clock),
    Screen("limits", role=LEADER),
    Screen("limits/calendar", role=LEADER),
]
