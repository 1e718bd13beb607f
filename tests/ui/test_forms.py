"""Forms: plain without script, every error in the summary, one sending, the rule's reason at its field."""

from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django import forms
from django.db import connection
from django.template import engines
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.ui.access import SCREEN_KEEP
from qorgan.ui.actions import save_view
from qorgan.ui.forms import DaysField, Form, ManyChoice, PhoneField, ShortChoice
from qorgan.ui.models import SavedView, Sent


class CloseCase(Form):
    """A form of each kind of control."""

    reason = forms.ChoiceField(label="Reason", choices=[("", "Choose"), ("safe", "Safe")])
    risk = ShortChoice(label="Risk", choices=[("low", "Low"), ("high", "High")])
    phone = PhoneField(label="Phone", required=False, help_text="With its code")
    done = ManyChoice(label="Done", required=False, choices=[("a", "A"), ("b", "B")])
    period = DaysField(label="Period", required=False)
    is_told = forms.BooleanField(label="Told", required=False)
    paper = forms.FileField(label="Paper", required=False)


class SaveView(Form):
    """A form in front of a real action."""

    name = forms.CharField(max_length=60)


def drawn(form: Form):
    return html.fromstring(engines["django"].from_string('{% form form "Send" %}').render({"form": form}))


def test_each_control_has_a_label_and_the_form_needs_no_script():
    page = drawn(CloseCase())
    assert page.get("method") == "post"
    for control in page.xpath(".//input[not(@type='hidden')]|.//select|.//textarea"):
        named = page.xpath(f".//label[@for='{control.get('id')}']") or control.iterancestors("label")
        assert list(named), control.get("name")
    for group in page.xpath(".//fieldset"):
        assert group.xpath("./legend")


def test_what_may_stay_empty_says_so_and_hints_are_tied_to_their_controls():
    with translation.override("en"):
        page = drawn(CloseCase())
    assert "(may stay empty)" in page.xpath("string(.//label[@for='id_phone'])")
    assert "(may stay empty)" not in page.xpath("string(.//label[@for='id_reason'])")
    assert page.get_element_by_id("id_phone").get("aria-describedby") == "id_phone_helptext"


def test_every_error_is_in_the_summary_and_leads_to_a_control_that_is_there():
    form = CloseCase({"phone": "12", "period_from": "2026-02-02", "period_to": "2026-01-01"})
    assert not form.is_valid()
    page = drawn(form)
    targets = [link.get("href") for link in page.xpath(".//*[@data-errors]//a")]
    assert targets == ["#id_reason", "#id_risk", "#id_phone", "#id_period"]
    for target in targets:
        assert page.get_element_by_id(target[1:]) is not None
    assert page.get_element_by_id("id_phone").get("aria-invalid") == "true"
    assert "id_phone_error" in page.get_element_by_id("id_phone").get("aria-describedby")


def test_a_form_that_was_not_sent_shows_no_errors():
    assert not drawn(CloseCase()).xpath(".//*[@data-errors]")


def test_phones_are_kept_in_one_way_and_shown_in_another():
    form = CloseCase({"reason": "safe", "risk": "low", "phone": "8 701 234 56 78"})
    assert form.is_valid(), form.errors
    assert form.command()["phone"] == "+77012345678"
    again = CloseCase(initial={"phone": "+77012345678"})
    assert drawn(again).get_element_by_id("id_phone").get("value").replace("\N{NO-BREAK SPACE}", " ") == "+7 701 234 56 78"


def test_the_token_is_no_part_of_the_command():
    form = CloseCase({"reason": "safe", "risk": "low", "once": str(uuid4())})
    assert form.is_valid()
    assert "once" not in form.command()
    assert form.token is not None


@given(st.text(max_size=60))
def test_a_mangled_token_is_no_token_and_no_error(text):
    form = SaveView({"name": "x", "once": text})
    form.is_valid()
    form.errors.pop("once", None)
    form.cleaned_data.setdefault("once", "")
    assert form.token is None or str(form.token).replace("-", "") in text.lower().replace("-", "")


def test_more_than_five_answers_do_not_stand_side_by_side():
    with pytest.raises(ValueError, match="list"):
        ShortChoice(choices=[(str(number), "x") for number in range(6)])


@pytest.mark.django_db
class TestPerform:
    """One sending is one change."""

    def form(self, name="mine", token=None, **more):
        form = SaveView({"name": name, "once": str(token or uuid4()), **more})
        assert form.is_valid()
        return form

    def send(self, form, by, **given):
        return form.perform(save_view, by=by, then=lambda view: f"/views/{view.ref}", table="cases.list", query="", **given)

    def test_the_same_form_sent_twice_changes_once_and_leads_to_the_same_place(self, cast):
        by, token = cast.person(SCREEN_KEEP), uuid4()
        first = self.send(self.form("one", token), by)
        second = self.send(self.form("two", token), by)
        assert first == second
        assert [view.name for view in SavedView.objects.visible_to(by)] == ["one"]

    def test_without_a_token_nothing_is_held_back(self, cast):
        by = cast.person(SCREEN_KEEP)
        for name in ("one", "two"):
            form = SaveView({"name": name})
            assert form.is_valid()
            self.send(form, by)
        assert SavedView.objects.visible_to(by).count() == 2

    def test_a_broken_rule_stands_at_its_field_and_leaves_the_form_free(self, cast):
        by, token = cast.person(SCREEN_KEEP), uuid4()

        def refuse(**_given):
            raise RuleBroken("not now", field="name")

        form = self.form("one", token)
        assert form.perform(refuse, by=by, then="/x") is None
        assert form.errors["name"] == ["not now"]
        assert not Sent.objects.filter(token=token).exists()
        assert self.send(self.form("one", token), by)

    def test_a_rule_of_no_field_stands_on_top(self, cast):
        form = self.form()

        def refuse(**_given):
            raise RuleBroken("not now", field="elsewhere")

        assert form.perform(refuse, by=cast.person(SCREEN_KEEP), then="/x") is None
        assert [line.text for line in form.error_lines()] == ["not now"]


@pytest.mark.django_db
def test_twenty_presses_at_once_change_once():
    """Each press has its own connection and commits; the token's row is all that they leave, and it is removed."""
    token, done, answers = uuid4(), [], []

    def act(*, by, name):
        done.append(name)
        return name

    def press(number):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE qorgan_web")
            form = SaveView({"name": str(number), "once": str(token)})
            form.is_valid()
            answers.append(form.perform(act, by=Principal.nobody(), then=lambda name: f"/{name}"))
        finally:
            connection.close()

    def forget():
        Sent.objects.filter(token=token).delete()
        connection.close()

    together([threading.Thread(target=press, args=(number,)) for number in range(20)])
    together([threading.Thread(target=forget)])
    assert len(done) == 1
    assert answers == [f"/{done[0]}"] * 20


def together(threads):
    for one in threads:
        one.start()
    for one in threads:
        one.join()
