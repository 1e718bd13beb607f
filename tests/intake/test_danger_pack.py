"""The pack's questions and bodies: whole, in three languages, and refused with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from qorgan.clocks.loading import load_calendars, load_policies
from qorgan.intake import danger_pack
from qorgan.intake.danger_choices import LEVELS
from qorgan.intake.danger_pack import FILE, DangerBroken, read_danger
from qorgan.organisations.loading import load_organisation_kinds

TEXT = (settings.PACK / FILE).read_text(encoding="utf-8")


@pytest.fixture
def planted(tmp_path):
    """A pack in which something was replaced."""

    def made(old: str, new: str) -> Path:
        assert old in TEXT
        path = tmp_path / "danger.toml"
        path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return path

    return made


def test_every_level_and_kind_has_its_bodies_in_their_order() -> None:
    pack = danger_pack.danger()
    for level in LEVELS:
        for kind in pack.kinds:
            assert pack.bodies_of(level, kind)
    assert [one.key for one in pack.bodies_of(4, "violence")][:2] == ["police", "family_support"]
    assert pack.bodies_of(0, "violence") == ()


def test_level_four_names_the_numbers_that_are_rung_first() -> None:
    assert danger_pack.danger().levels[4].call_first == ("112", "102")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('basis = "to_be_confirmed"', 'basis = "perhaps"', "no basis"),
        ('bodies = ["police", "family_support", "guardianship", "commission"]', 'bodies = ["police", "police"]', "one twice"),
        ('bodies = ["police", "family_support", "guardianship", "commission"]', 'bodies = ["postman"]', "not described"),
        ('kind = "violence"\nwords', 'kind = "weather"\nwords', "leads nowhere"),
        ('key = "attack_now"\nlevel = 4', 'key = "attack_now"\nlevel = 2', "order of their levels"),
        ('key = "suicide_now"', 'key = "attack_now"', "two of one key"),
        ('en = "Is somebody hurting the child now, or about to?"', 'en = ""', "has no words in en"),
        ("link_hours = 24\n", "", "lacks link_hours"),
        ("level = 3\nnames", "level = 5\nnames", "the levels are"),
    ],
)
def test_a_fault_is_named_with_its_place(planted, old, new, said) -> None:
    with pytest.raises(DangerBroken, match=said) as refused:
        read_danger(planted(old, new))
    assert FILE in str(refused.value)


@pytest.mark.django_db
def test_loading_checks_what_the_file_names_in_other_files(owner, monkeypatch, planted) -> None:
    with owner():
        load_calendars(settings.PACK)
        load_policies(settings.PACK)
    load_organisation_kinds()
    danger_pack.load()
    wrong = read_danger(planted('kinds = ["police"]', 'kinds = ["sheriff"]'))
    monkeypatch.setattr(danger_pack, "danger", lambda: wrong)
    with pytest.raises(DangerBroken, match="sheriff"):
        danger_pack.load()
