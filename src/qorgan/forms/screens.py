"""What a page draws of a form, as frozen shapes; each names the template part that draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Node


@dataclass(frozen=True, kw_only=True)
class ChoiceView:
    """A choice on the page; `search` is its folded label, for the search box."""

    id: str
    value: str
    label: str
    search: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class QuestionView:
    """A question or note. `field` is the name that is submitted, `id` the control's; errors link to `id`.

    `lang` is set where the label is in another language than the page. `widget` names the part that draws the control.
    `is_live`: its answer changes what is asked elsewhere.
    """

    node: Node
    path: str
    id: str
    field: str
    label: str
    lang: str = ""
    hint: str = ""
    value: str = ""
    text: str = ""
    choices: tuple[ChoiceView, ...] = ()
    error: str = ""
    widget: str = "line"
    is_required: bool = False
    is_live: bool = False

    is_question = True

    @property
    def template(self) -> str:
        return "forms/parts/question.html"

    @property
    def control(self) -> str:
        return f"forms/parts/{self.widget}.html"

    @property
    def is_grouped(self) -> bool:
        """Whether the control is several controls, which need a fieldset instead of a label."""
        return self.widget in ("segments", "radios", "ticks", "picks")

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for screen readers."""
        parts = [f"{self.id}-hint" if self.hint else "", f"{self.id}-error" if self.error else ""]
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class RowView:
    """One row of a repeat; `number` counts from 1."""

    number: int
    path: str
    id: str
    marker: str
    items: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class SectionView:
    """A group with its items, or a repeat with its rows."""

    node: Node
    path: str
    id: str
    field: str
    label: str
    lang: str = ""
    hint: str = ""
    level: int = 3
    items: tuple[Any, ...] = ()
    rows: tuple[RowView, ...] = ()
    error: str = ""
    may_add: bool = False

    is_question = False

    @property
    def is_repeat(self) -> bool:
        return self.node.kind is Kind.REPEAT

    @property
    def template(self) -> str:
        return f"forms/parts/{'repeat' if self.is_repeat else 'group'}.html"


@dataclass(frozen=True, kw_only=True)
class ErrorLine:
    """A line of the error summary: what to mend, and the control that it links to."""

    text: str
    target: str


@dataclass(frozen=True, kw_only=True)
class Carried:
    """An answer to a question that is not asked at the moment, sent along so that it is not lost."""

    field: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Screen:
    """A whole form on a page.

    `id` is the id of the part that htmx replaces and the name of the page's partial; `endpoint` where changes are
    posted, empty for the page's own address.
    """

    id: str
    items: tuple[Any, ...]
    language: str
    endpoint: str = ""
    lines: tuple[ErrorLine, ...] = ()
    carried: tuple[Carried, ...] = ()
