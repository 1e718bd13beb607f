"""What the actions refuse whoever calls them, beside what the pages show."""

from __future__ import annotations

import pytest

from qorgan.access.principal import Kind, Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.staff import actions
from qorgan.staff.access import BOOTSTRAP, OWN_ACCOUNT, SIGN_IN_NOTE
from qorgan.staff.actions import DemoPerson, create_demo_accounts, make_link, use_link
from qorgan.staff.events import UNKNOWN
from qorgan.staff.models import Link
from qorgan.staff.principals import only_own

pytestmark = pytest.mark.django_db
FACELESS = Principal(kind=Kind.SYSTEM, permissions=frozenset({OWN_ACCOUNT}), role="system:test")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("keep_own_account", {"alias": "", "language": "kk"}),
        ("change_own_password", {"password": "x", "but": ""}),
        ("note_factor", {"kind": "totp", "is_added": True}),
        ("end_own_sessions", {}),
        ("note_sign_in", {"method": "password", "is_known_device": False, "device": ""}),
        ("note_sign_out", {}),
    ],
)
def test_what_is_done_to_ones_own_account_needs_somebody(world, name, given) -> None:
    with pytest.raises(Refused):
        getattr(actions, name)(by=FACELESS, **given)


@pytest.mark.parametrize("name", [name for name in actions.__all__ if hasattr(getattr(actions, name), "permission")])
def test_nobody_does_anything(world, name) -> None:
    act = getattr(actions, name)
    with pytest.raises(Refused):
        act(by=Principal.nobody())


def test_only_the_door_writes_failures(world) -> None:
    saule = world.account("saule", "administrator")
    assert actions.note_failure.permission == SIGN_IN_NOTE
    with pytest.raises(Refused):
        actions.note_failure(by=world.principal(saule), account_id=UNKNOWN, step="password")


def test_a_link_that_died_while_its_form_was_open_is_refused(world) -> None:
    dana = world.account("dana")
    made = make_link(by=BOOTSTRAP, account=dana)
    link = Link.objects.get()
    Link.objects.update(wrong_codes=Link.MOST_WRONG_CODES)
    with pytest.raises(RuleBroken, match="no longer works"):
        use_link(by=only_own(dana.id), link=link, code=made.code, password="zhaz kelip kun zhyly")


def test_an_invented_psychologist_brings_an_invented_number(world) -> None:
    import datetime

    world.mark("demo")
    person = DemoPerson(username="demo-ps", password="p", name="x", role="psychologist", organisation=world.line,
                        register_number="DEMO-1", register_checked_on=datetime.date(2026, 11, 2))  # fmt: skip
    assert create_demo_accounts(by=BOOTSTRAP, people=[person])[0]["role"] == "psychologist"
