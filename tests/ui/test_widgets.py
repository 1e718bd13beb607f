"""Controls: a list drawn by Python is the control that Django draws."""

from __future__ import annotations

import pytest
from django import forms
from django.test.html import parse_html

from qorgan.ui.widgets import Options

HOSTILE = "<b>\"a\" & 'b'</b>"
PLAIN = [("", "any"), (1, "one"), ("x", HOSTILE), (HOSTILE, "two"), (None, "none"), ("x", "again")]
GROUPED = [("", "any"), (HOSTILE, [("a", "A"), ("b", "B")]), ("other", (("c", "C"),))]


@pytest.mark.parametrize("choices", [PLAIN, GROUPED])
@pytest.mark.parametrize("value", ["", None, "x", 1, "b", HOSTILE, "unknown"])
def test_a_list_is_drawn_as_django_draws_it(choices, value):
    attrs = {"class": "q-input", "id": "id_x", "required": True, "disabled": False, "data-said": HOSTILE}
    theirs = forms.Select(attrs, choices).render("x", value, {"aria-invalid": "true"})
    ours = Options(attrs, choices).render("x", value, {"aria-invalid": "true"})
    assert parse_html(ours) == parse_html(theirs)
