"""Views are kept and removed from any list; what is wrong is shown; nobody removes another's."""

from __future__ import annotations

import pytest
from django.http import Http404

from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.models import SavedView
from qorgan.ui.pages.saved_views import view_remove, view_save

pytestmark = pytest.mark.django_db


def test_a_view_is_kept_and_leads_back(cast, ask):
    by = cast.person(SCREEN_KEEP)
    answer = view_save(ask(by, "/views", post={"table": "cases.list", "name": "Мои", "query": "a=1", "next": "/cases"}))
    assert (answer.status_code, answer["Location"]) == (302, "/cases")
    assert SavedView.objects.visible_to(by).get().query == "a=1"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"table": "<script>"}, {"name": "x" * 61}, {"query": "x" * 1501}])
def test_what_is_wrong_is_shown_and_nothing_is_kept(cast, ask, wrong):
    by = cast.person(SCREEN_KEEP)
    answer = view_save(ask(by, "/views", post={"table": "cases.list", "name": "Мои", "query": "", **wrong}))
    assert answer.status_code == 422
    assert not SavedView.objects.visible_to(by).exists()


def test_one_s_own_view_is_removed_and_another_s_is_not_there(cast, ask):
    by, other = cast.person(SCREEN_KEEP), cast.person(SCREEN_KEEP)
    view_save(ask(by, "/views", post={"table": "cases.list", "name": "Мои", "is_shared": "on"}))
    view = SavedView.objects.visible_to(by).get()
    with pytest.raises(Http404):
        view_remove(ask(other, "/", post={}), view.ref)
    with pytest.raises(Http404):
        view_remove(ask(by, "/", post={}), "nosuch")
    assert view_remove(ask(by, "/", post={"next": "/cases"}), view.ref)["Location"] == "/cases"
    assert not SavedView.objects.visible_to(by).exists()
