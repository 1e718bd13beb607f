"""Kinds of organisation: dated, sourced, and clear about who may receive what."""

import re

from tests.packs.reading import repeated, rows, toml

ASKED_FOR = {
    "ngo", "guardianship_authority", "commission_on_minors", "family_support_centre", "mobile_team", "police", "school",
    "college", "kindergarten", "health", "court", "prosecutor", "probation", "ministry", "children_ombudsman",
    "international", "party", "akimat", "child_support_centre", "adaptation_centre", "special_school", "business",
    "media",
}  # fmt: skip
FLAGS = {
    "is_state", "is_party", "may_receive_referral", "may_receive_report", "may_receive_complaint", "takes_placement",
    "by_court_only", "must_pass_on", "confidential_site", "may_fund",
}  # fmt: skip


def kinds() -> list[dict]:
    return toml("organisation_kinds.toml")["kind"]


def test_every_kind_has_a_key_of_its_own_a_source_and_its_basis() -> None:
    assert repeated([kind["key"] for kind in kinds()]) == set()
    assert {kind["key"] for kind in kinds()} >= ASKED_FOR
    for kind in kinds():
        assert re.fullmatch(r"[a-z_]+", kind["key"])
        assert kind["source"]
        assert kind["basis"] in {"sourced", "background"}
        assert {flag for flag in kind if kind[flag] in (True, False)} == FLAGS
        assert "valid_until" not in kind or kind["valid_until"] > kind["valid_from"]


def test_only_the_party_is_a_party_and_it_receives_nothing_about_a_child() -> None:
    parties = [kind for kind in kinds() if kind["is_party"]]
    assert [kind["key"] for kind in parties] == ["party"]
    assert not any(parties[0][flag] for flag in FLAGS - {"is_party"})


def test_the_duty_to_report_can_be_fulfilled_and_only_towards_bodies_of_the_state() -> None:
    bodies = {kind["key"] for kind in kinds() if kind["may_receive_report"]}
    assert {"police", "guardianship_authority"} <= bodies
    assert all(kind["is_state"] for kind in kinds() if kind["may_receive_report"])


def test_a_place_where_a_child_is_sheltered_is_never_a_public_address() -> None:
    hidden = {kind["key"] for kind in kinds() if kind["confidential_site"]}
    assert {"crisis_centre", "family_support_centre", "child_support_centre", "adaptation_centre"} <= hidden


def test_where_only_a_court_sends_a_child_no_referral_is_received() -> None:
    closed = [kind for kind in kinds() if kind["by_court_only"]]
    assert {kind["key"] for kind in closed} == {"special_school", "special_regime_school"}
    assert not any(kind["may_receive_referral"] for kind in closed)


def test_invented_organisations_are_of_known_kinds() -> None:
    known = {kind["key"] for kind in kinds()}
    assert {row["kind"] for name in ("demo/organisations.csv", "demo/schools.csv") for row in rows(name)} <= known
