"""Roles: what each may do, where it may be held, and what a party can never hold."""

from copy import deepcopy
from pathlib import Path

import pytest

from tests.packs.reading import repeated, toml

NAMED = {
    "staff.account.manage", "staff.membership.manage", "staff.account.read", "oversight.journal.read",
    "oversight.keys.manage", "oversight.emergency.use", "oversight.emergency.review", "oversight.health.read",
    "oversight.jobs.manage", "oversight.backup.read", "places.place.read", "places.place.manage",
    "organisations.organisation.read", "organisations.organisation.manage", "organisations.organisation.import",
    "organisations.school_code.manage", "forms.definition.read", "forms.definition.manage", "helpline.desk.open",
    "helpline.thread.read", "helpline.thread.take", "helpline.thread.write", "helpline.thread.transfer",
    "helpline.thread.end", "helpline.thread.note", "helpline.thread.oversee", "helpline.queue.read",
    "helpline.board.read", "helpline.contact.read", "helpline.contact.write", "helpline.contact.finalise",
    "helpline.contact.search", "helpline.reply.manage", "helpline.flagword.manage", "helpline.figures.read",
    "ui.styleguide.read",
}  # fmt: skip
SOURCE = Path(__file__).resolve().parents[2] / "src" / "qorgan"
CHILD_WORK = ("helpline.thread.", "helpline.contact.", "helpline.queue.", "helpline.desk.", "oversight.emergency.use")


def roles() -> list[dict]:
    return toml("roles.toml")["role"]


def role(key: str) -> dict:
    return next(role for role in roles() if role["key"] == key)


def sees_children(role: dict) -> bool:
    return any(permission.startswith(CHILD_WORK) for permission in role["permissions"])


def faults(listed: list[dict]) -> list[str]:
    """What the rules for the protection of people forbid."""
    party_kinds = {kind["key"] for kind in toml("organisation_kinds.toml")["kind"] if kind["is_party"]}
    wrong = []
    for one in listed:
        helps = [name for name in one["permissions"] if name.startswith("helpline.")]
        if party_kinds & set(one["may_be_held_in"]) and (helps or sees_children(one)):
            wrong.append(f"{one['key']} may be held in a party and carries {helps}")
        if one["key"].startswith(("council_", "grant_")) and helps:
            wrong.append(f"{one['key']} carries {helps}")
        if sees_children(one) and not one["mfa"]:
            wrong.append(f"{one['key']} sees children without a second factor")
        if sees_children(one) and {"staff.membership.manage", "staff.account.manage"} & set(one["permissions"]):
            wrong.append(f"{one['key']} gives rights and sees children")
        if {"staff.membership.manage", "oversight.journal.read"} <= set(one["permissions"]):
            wrong.append(f"{one['key']} gives rights and watches over their use")
    return wrong


def test_no_role_breaks_the_rules_that_protect_people() -> None:
    assert faults(roles()) == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("party_representative", {"permissions": ["helpline.figures.read"]}),
        ("counsellor", {"may_be_held_in": ["party"]}),
        ("counsellor", {"mfa": False}),
        ("council_member", {"permissions": ["helpline.figures.read"], "may_be_held_in": ["council"]}),
        ("administrator", {"permissions": ["staff.membership.manage", "helpline.thread.read"]}),
        ("auditor", {"permissions": ["staff.membership.manage", "oversight.journal.read"]}),
    ],
)
def test_a_role_that_breaks_them_is_found(key: str, change: dict) -> None:
    assert faults([deepcopy(role(key)) | change])


def test_permissions_are_the_agreed_names_or_declared_by_a_room_and_each_is_held_by_somebody() -> None:
    held = {name for one in roles() for name in one["permissions"]}
    source = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*/*access.py"))
    assert held >= NAMED
    assert {name for name in held - NAMED if f'permission("{name}"' not in source} == set()
    assert all(repeated(one["permissions"]) == set() for one in roles())


def test_permissions_that_rooms_declare_are_marked_as_the_roles_expect() -> None:
    from qorgan.access.permissions import known

    declared = {name: found for name, found in known().items() if name in NAMED}
    assert "helpline.thread.read" in declared
    for one in roles():
        if "party" in one["may_be_held_in"]:
            assert not any(declared[name].shows_child for name in one["permissions"] if name in declared), one["key"]
        if any(declared[name].shows_child for name in one["permissions"] if name in declared):
            assert one["mfa"], one["key"]


def test_every_role_has_a_key_of_its_own_and_is_held_in_kinds_that_exist() -> None:
    kinds = {kind["key"] for kind in toml("organisation_kinds.toml")["kind"]}
    keys = [one["key"] for one in roles()]
    assert repeated(keys) == set()
    for one in roles():
        assert one["may_be_held_in"], one["key"]
        assert set(one["may_be_held_in"]) <= kinds
        assert set(one["not_together_with"]) <= set(keys) - {one["key"]}
        assert all(len(text) < 220 for text in one["description"].values())


def test_who_excludes_another_role_is_excluded_by_it_where_children_are_seen() -> None:
    for one in roles():
        for other in one["not_together_with"]:
            if sees_children(role(other)) and one["key"] in {"administrator", "auditor"}:
                assert one["key"] in role(other)["not_together_with"]


def test_only_the_psychologist_needs_a_number_in_the_state_register() -> None:
    assert [one["key"] for one in roles() if one["needs_register_number"]] == ["psychologist"]


def test_the_school_sees_its_page_and_its_code_only() -> None:
    school = role("school_representative")
    assert set(school["permissions"]) == {
        "organisations.organisation.read", "organisations.contact.keep", "organisations.school_code.manage",
    }  # fmt: skip
    assert set(school["may_be_held_in"]) == {"school", "college"}


def test_observers_and_heads_see_figures_and_no_record() -> None:
    for key in ("ombudsman_observer", "helpline_head"):
        assert "helpline.figures.read" in role(key)["permissions"]
        assert not sees_children(role(key))


def test_council_grants_and_party_stand_on_the_other_side_of_the_wall_than_children() -> None:
    spheres = {one["key"]: one.get("sphere") for one in roles()}
    assert {key: sphere for key, sphere in spheres.items() if sphere} == {
        **dict.fromkeys(("council_member", "conference_secretary", "conference_door"), "council"),
        **dict.fromkeys(
            ("grant_officer", "grant_commissioner", "grant_expert", "grantee", "grant_approver", "grant_treasurer", "grant_monitor",
             "theme_approver"), "grants",
        ),
        "party_representative": "party",
    }  # fmt: skip
