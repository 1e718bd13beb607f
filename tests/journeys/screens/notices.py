"""Screens of the room `notices`."""

from tests.journeys.screens import Screen, linked_from, refused

LEADER, OPERATOR = "shift_leader", "operator"
BEGIN = """
import django
django.setup()
from uuid import uuid4
from qorgan.access.principal import Principal
sender = Principal.system("notices.sender")
"""
TOLD = (
    BEGIN
    + """
from qorgan.notices.actions import send_notice
from qorgan.notices.addressees import role
from qorgan.notices.sending import DIGEST
from qorgan.staff.models import Membership
house = Membership.objects.now().filter(role_id="shift_leader").first().organisation_id
send_notice(by=sender, wording=DIGEST, to=role("shift_leader", house), subject=uuid4(), key=f"walk:{uuid4()}",
            values={"count": 3}, path="/clocks")
"""
)
LEFT = (
    BEGIN
    + """
from django.utils import timezone
from qorgan.access.guarded import uuid7
from qorgan.notices.models import Delivery
now = timezone.now()
Delivery.objects.create(
    id=uuid7(), channel="mail", holder_kind="account", holder=uuid4(), wording="notices.digest", values={"count": 1}, subject=uuid4(),
    key=f"walk:{uuid4()}", state="dead", failure="rejected", made_at=now, next_at=now, expires_at=now,
)
"""
)
ENTERED = (
    BEGIN
    + """
from qorgan.access.guarded import uuid7
from qorgan.notices.channels.webhook import new_secret
from qorgan.notices.models import Endpoint
from qorgan.staff.models import Membership
from qorgan.vault.keys import new_key
house = Membership.objects.now().filter(role_id="operator").first().organisation_id
made = Endpoint(id=uuid7(), organisation=house, url=f"https://{uuid4().hex}.example/hook", events=["clocks.clock.met"])
new_key(subject=made.id, scope="notices.endpoint")
made.secrets = [new_secret()]
made.save(force_insert=True)
"""
)


def after(code: str, where: str):
    """The screen once something was arranged; `where` is its own address, or a list that links to it."""

    def find(walk, screen: Screen) -> str:
        walk.house.run("-c", code)
        return where if where.strip("/") == screen.route else linked_from(where)(walk, screen)

    return find


SCREENS = [
    Screen("notices", role=LEADER),
    Screen("notices", role=LEADER, at=after(TOLD, "/notices"), state="told"),
    Screen("notices/bell", role=LEADER, gives="file"),
    Screen("notices/ways", role=LEADER),
    Screen("notices/deliveries", role=OPERATOR),
    Screen("notices/deliveries/<slug:ref>", role=OPERATOR, at=after(LEFT, "/notices/deliveries?state=dead")),
    Screen("notices/receivers", role=OPERATOR),
    Screen("notices/receivers/new", role=OPERATOR),
    Screen("notices/receivers/new", role=OPERATOR, then=refused, state="refused"),
    Screen("notices/receivers/<slug:ref>", role=OPERATOR, at=after(ENTERED, "/notices/receivers")),
    Screen("l/<slug:token>", at="/l/zzzzzzzzzzzzzzzz", gives="absent"),
]
