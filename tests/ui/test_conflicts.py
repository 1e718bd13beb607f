"""Two people changed one record: only what differs is asked, nothing is preset, each answer is chosen."""

from __future__ import annotations

import pytest
from django import forms
from django.template import engines
from lxml import html

from qorgan.ui.conflicts import differences, settled
from qorgan.ui.forms import Form, ManyChoice, ShortChoice


class Assess(Form):
    """A form that two may change."""

    risk = ShortChoice(label="Risk", choices=[("low", "Low"), ("high", "High")])
    lives = forms.CharField(label="Lives", required=False)
    done = ManyChoice(label="Done", required=False, choices=[("a", "Aa"), ("b", "Bb")])
    met_on = forms.DateField(label="Met", required=False)


@pytest.fixture
def mine():
    form = Assess({"risk": "high", "lives": "aunt", "done": ["a", "b"], "met_on": "2026-11-20"})
    assert form.is_valid()
    return form


@pytest.fixture
def theirs(mine):
    return {"risk": "low", "lives": "aunt", "done": ["a"], "met_on": mine.cleaned_data["met_on"]}


def test_only_fields_that_differ_are_shown_in_words(mine, theirs):
    found, same = differences(mine, theirs)
    assert [(one.name, one.mine, one.theirs) for one in found] == [("risk", "High", "Low"), ("done", "Aa, Bb", "Aa")]
    assert same == 2


def test_nothing_is_preset(mine, theirs):
    found, same = differences(mine, theirs)
    text = engines["django"].from_string("{% conflict found 'Bolat' at same %}").render({"found": found, "same": same, "at": None})
    page = html.fromstring(text)
    assert len(page.xpath("//input[@type='radio']")) == 4
    assert not page.xpath("//input[@checked]")


def test_nothing_is_saved_until_each_is_chosen(mine, theirs):
    assert settled(mine, theirs, {"keep-risk": "mine"}) is None
    assert settled(mine, theirs, {"keep-risk": "mine", "keep-done": "whatever"}) is None


def test_each_answer_is_the_chosen_one(mine, theirs):
    answers = settled(mine, theirs, {"keep-risk": "mine", "keep-done": "theirs"})
    assert (answers["risk"], answers["done"], answers["lives"]) == ("high", ["a"], "aunt")
