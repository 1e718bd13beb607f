"""The pack's helpline in the database: facts follow the pack, what the line's head keeps stays as it is."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from qorgan.access.principal import Principal
from qorgan.helpline.flag_list import active_stems
from qorgan.helpline.flags import find
from qorgan.helpline.lines import promise_of, the_line
from qorgan.helpline.loading import HelplineBroken, load_helpline
from qorgan.helpline.models import Category, FlagWord, Promise, Reply
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.loading import load_organisation_kinds
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.loading import load_places
from qorgan.places.models import Place
from qorgan.texts.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the country pack that a test may change."""
    folder = tmp_path / "kz"
    shutil.copytree(settings.PACK, folder)
    return folder


@pytest.fixture
def country(owner) -> None:
    with owner():
        load_places()
        load_organisation_kinds()


@pytest.fixture
def loaded(owner, country):
    with owner():
        return load_helpline(settings.PACK)


def counted() -> list[int]:
    return [model.objects.count() for model in (Organisation, Promise, FlagWord, Reply, Category)]


def test_a_second_load_changes_nothing(loaded, owner) -> None:
    before = counted()
    with owner():
        load_helpline(settings.PACK)
    assert counted() == before
    assert before[0] == 1
    assert min(before) > 0


def test_the_line_has_its_operator_and_promises_on_any_day(loaded) -> None:
    line = the_line()
    assert (line.key, line.organisation.kind_id) == ("111", "helpline_operator")
    today = promise_of(line, timezone.localdate())
    assert (today.read_within_seconds, today.answer_within_minutes, today.is_confirmed) == (600, 240, False)
    assert promise_of(line, date(2001, 1, 1)).pk == today.pk


def test_an_operator_that_is_there_already_answers_the_line(country, owner) -> None:
    with owner():
        operator = register_organisation(
            by=Principal.system("organisations.pack"),
            kind=OrganisationKind.objects.get(key="helpline_operator"),
            names=Words(kk="Желі", ru="Линия", en="The line"),
            place=Place.objects.get(code="750000000"),
        )
        assert load_helpline(settings.PACK).organisation == operator
    assert Organisation.objects.count() == 1


def test_a_new_figure_of_the_pack_holds_from_its_day(loaded, pack: Path, owner) -> None:
    text = (pack / "pack.toml").read_text(encoding="utf-8")
    (pack / "pack.toml").write_text(
        text
        + """
[[helpline.limits]]
key = "first_read_minutes"
value = 5
valid_from = 2030-01-01
basis = "sourced"
source = "a new order"
""",
        encoding="utf-8",
    )
    with owner():
        line = load_helpline(pack)
    assert promise_of(line, date(2029, 12, 31)).read_within_seconds == 600
    later = promise_of(line, date(2030, 1, 1))
    assert (later.read_within_seconds, later.answer_within_minutes) == (300, 240)
    assert Promise.objects.count() == 2


def test_flag_words_raise_what_the_pack_says_in_the_order_of_its_groups(loaded) -> None:
    reasons = list(dict.fromkeys(stem.reason for stem in active_stems()))
    assert reasons[:3] == ["suicide", "self_harm", "danger_now"]
    assert find("өзімді өлтіргім келеді", active_stems())[0].reason == "suicide"
    assert find("сәлем, сабақ туралы сұрағым бар", active_stems()) == []


def test_a_word_put_to_rest_and_a_changed_answer_stay_so(loaded, owner) -> None:
    word, reply = FlagWord.objects.first(), Reply.objects.first()
    with owner():
        FlagWord.objects.filter(pk=word.pk).update(is_active=False)
        Reply.objects.filter(pk=reply.pk).update(texts={"kk": "өз сөзіміз", "ru": "свои слова", "en": "our own words"})
        load_helpline(settings.PACK)
    word.refresh_from_db()
    reply.refresh_from_db()
    assert not word.is_active
    assert reply.texts["kk"] == "өз сөзіміз"


def test_the_list_is_read_again_as_soon_as_a_word_changes(loaded) -> None:
    before = active_stems()
    assert active_stems() is before
    word = FlagWord.objects.first()
    word.is_active = False
    word.save()
    assert len(active_stems()) == len(before) - 1
    FlagWord.objects.filter(pk=word.pk).delete()
    assert len(active_stems()) == len(before) - 1


def test_reasons_hang_under_their_parents_and_keep_the_code_of_the_framework(loaded) -> None:
    bullying = Category.objects.get(code="kz.school_bullying")
    assert bullying.parent.code == "violence"
    assert bullying.framework_code.startswith("violence.")
    assert set(bullying.names) == {"kk", "ru", "en"}


def test_an_answer_without_a_language_is_named(country, pack: Path, owner) -> None:
    path = pack / "helpline" / "replies.toml"
    path.write_text('[[reply]]\nkey = "hello"\ngroup = "greeting"\nkk = "а"\nru = "а"\n', encoding="utf-8")
    with owner(), pytest.raises(HelplineBroken, match=r"replies\.toml: hello has no words in 'en'"):
        load_helpline(pack)
    assert not Reply.objects.exists()


def test_a_reason_under_nothing_is_named(country, pack: Path, owner) -> None:
    path = pack / "helpline" / "categories.csv"
    path.write_text(path.read_text(encoding="utf-8") + "kz.lost,nowhere,2,missing,national,а,а,a,1,yes,,,\n", encoding="utf-8")
    with owner(), pytest.raises(HelplineBroken, match=r"kz\.lost stands under nowhere"):
        load_helpline(pack)
