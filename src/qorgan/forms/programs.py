"""Answers that a program sends, and a form as a program reads it: the same form that a screen shows, with the same checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from ninja import Field

from qorgan.forms.binding import Bound, bind
from qorgan.forms.choices import SELECTS
from qorgan.forms.definition import Definition, Node
from qorgan.forms.models import FormVersion
from qorgan.ui.api.problems import Problem
from qorgan.ui.api.shapes import Shape, checked


class FormChoice(Shape):
    """One answer of a question with a list."""

    name: str = Field(description="What is sent as the answer")
    label: dict[str, str] = Field(description="By language")


class FormQuestion(Shape):
    """A question, note, group or repeat. Expressions are XLSForm's own (`${age} < 18`)."""

    name: str
    kind: str = Field(examples=["select_one"])
    label: dict[str, str]
    hint: dict[str, str]
    required: str = Field(description="An expression; empty for an answer that may be left out")
    relevant: str = Field(description="When it is asked; empty for always")
    constraint: str
    calculation: str = Field(description="Worked out by the server; an answer that is sent is not taken")
    choices: list[FormChoice]
    identifies: bool = Field(description="Whether the answer points to a person")
    questions: list[FormQuestion] = Field(description="What stands in a group or in one row of a repeat")


class FormShape(Shape):
    """A form as it was when its answers were begun."""

    form: str = Field(examples=["case_plan"])
    form_version: int
    title: dict[str, str]
    languages: list[str]
    questions: list[FormQuestion]


def shape_of(version: FormVersion) -> FormShape:
    """A version of a form, whole."""
    form = version.form
    questions = [_question(form, node) for node in form.children]
    return FormShape(
        form=form.key, form_version=version.number, title=dict(form.title), languages=list(form.languages), questions=questions
    )


def _question(form: Definition, node: Node) -> FormQuestion:
    listed = form.choices_of(node) if node.kind in SELECTS else ()
    return FormQuestion(
        name=node.name,
        kind=str(node.kind),
        label=dict(node.label),
        hint=dict(node.hint),
        required=node.required,
        relevant=node.relevant,
        constraint=node.constraint,
        calculation=node.calculation,
        choices=[FormChoice(name=one.name, label=dict(one.label)) for one in listed],
        identifies=node.identifies,
        questions=[_question(form, child) for child in node.children],
    )


def answered(form: Definition, answers: Mapping[str, Any], kept: Mapping[str, Any], *, final: bool) -> Bound:
    """The answers bound over those that are kept. Raises Problem 422, which names each question that does not fit.

    A name that the form does not ask is refused: a screen cannot send one, and here a slip of the pen would be lost without a word.
    """
    unknown = [name for name in answers if name not in form.nodes]
    if unknown:
        raise _invalid({name: _("The form does not ask this.") for name in unknown})
    bound = bind(form, checked(dict(answers)), kept, final=final)
    if bound.errors:
        raise _invalid(bound.errors)
    return bound


def _invalid(errors: Mapping[str, Promise | str]) -> Problem:
    """422 with a pointer to each question."""
    return Problem(422, "invalid", errors=[{"pointer": f"#/answers/{place}", "detail": said} for place, said in errors.items()])
