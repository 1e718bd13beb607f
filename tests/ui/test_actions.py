"""Saved views: one's own, or shared within the organisation; nobody else's; each remembered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.journal.models import Entry
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.actions import MOST_VIEWS, keep_preference, remove_view, save_view
from qorgan.ui.models import Preference, SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(cast):
    return {
        "aigerim": cast.person(SCREEN_KEEP),
        "bolat": cast.person(SCREEN_KEEP),
        "dana": cast.person(SCREEN_KEEP, at=cast.elsewhere),
        "nobody": Principal.nobody(),
    }


def seen(by) -> set[str]:
    return set(SavedView.objects.visible_to(by).values_list("name", flat=True))


def test_who_of_the_cast_sees_which_view(people):
    save_view(by=people["aigerim"], table="t.x", name="own", query="")
    save_view(by=people["aigerim"], table="t.x", name="shared", query="", is_shared=True)
    assert seen(people["aigerim"]) == {"own", "shared"}
    assert seen(people["bolat"]) == {"shared"}
    assert seen(people["dana"]) == set()
    assert seen(people["nobody"]) == set()


def test_the_wall_holds_alone(people):
    save_view(by=people["aigerim"], table="t.x", name="own", query="")
    save_view(by=people["aigerim"], table="t.x", name="shared", query="", is_shared=True)
    for name, expected in (("aigerim", 2), ("bolat", 1), ("dana", 0)):
        with acting(people[name]), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM ui_savedview")
            assert cursor.fetchone()[0] == expected, name


def test_saving_again_under_the_name_replaces(people):
    first = save_view(by=people["aigerim"], table="t.x", name="own", query="a=1")
    again = save_view(by=people["aigerim"], table="t.x", name="own", query="a=2")
    assert (first.pk, again.query) == (again.pk, "a=2")


def test_a_shared_view_of_somebody_else_is_not_removed(people):
    view = save_view(by=people["aigerim"], table="t.x", name="shared", query="", is_shared=True)
    with pytest.raises(Refused):
        remove_view(by=people["bolat"], view=SavedView.objects.visible_to(people["bolat"]).get(pk=view.pk))
    assert seen(people["aigerim"]) == {"shared"}


def test_saving_and_removing_are_remembered_without_the_name(people):
    view = save_view(by=people["aigerim"], table="t.x", name="Айжан", query="")
    remove_view(by=people["aigerim"], view=view)
    entries = Entry.objects.filter(stream=view.id).order_by("seq")
    assert [entry.verb for entry in entries] == ["ui.view.saved", "ui.view.removed"]
    assert not [entry for entry in entries if "Айжан" in entry.body]
    assert seen(people["aigerim"]) == set()


def test_without_an_organisation_nothing_is_shared(people):
    alone = replace(people["aigerim"], organisations=frozenset())
    with pytest.raises(RuleBroken):
        save_view(by=alone, table="t.x", name="shared", query="", is_shared=True)


def test_there_is_an_end_to_views_but_not_to_changing_one(people):
    by = people["aigerim"]
    for number in range(MOST_VIEWS):
        save_view(by=by, table="t.x", name=str(number), query="")
    with pytest.raises(RuleBroken):
        save_view(by=by, table="t.x", name="more", query="")
    save_view(by=by, table="t.x", name="3", query="again")


def test_a_look_is_kept_for_the_account(people):
    by = people["aigerim"]
    keep_preference(by=by, theme="dark", is_compact=True, single_keys=False)
    keep_preference(by=by, theme="", is_compact=False, single_keys=True)
    kept = Preference.objects.get(account=by.account_id)
    assert (kept.theme, kept.is_compact, kept.single_keys) == ("", False, True)


def test_nobody_and_those_without_the_permission_keep_nothing(cast):
    for by in (Principal.nobody(), cast.person()):
        with pytest.raises(Refused):
            keep_preference(by=by, theme="dark", is_compact=False, single_keys=True)
