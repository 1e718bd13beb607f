"""What a page draws of a form: frozen views of questions, sections and rows, each naming its template.

A page that asks includes `forms/fill.html` with a `Screen` inside its own `<form method="post">`, in a partial with the
screen's id; a page that shows includes `forms/read.html`. What may not be shown is not in the screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from qorgan.forms.answers import Answer, shown
from qorgan.forms.binding import Bound
from qorgan.forms.choices import SELECTS, Kind
from qorgan.forms.definition import Choice, Definition, Node, Words, in_words
from qorgan.forms.plan import plan_of
from qorgan.forms.screens import Carried, ChoiceView, ErrorLine, QuestionView, RowView, Screen, SectionView
from qorgan.forms.standing import Place, Workings, path_of
from qorgan.forms.submission import MOST_ROWS, PREFIX
from qorgan.forms.wording import Everything, answer_text, label
from qorgan.texts.folding import fold

SHORT_LIST, SHORT_LETTERS = 4, 44
"""Up to so many choices with so many letters in all stand side by side."""
RADIOS, TICKS = 7, 9
"""Up to so many stand below each other; longer lists become a list box, or ticks with a search."""


def fill(bound: Bound, *, part: str = "fill", endpoint: str = "", language: str | None = None, level: int = 3) -> Screen:
    """The screen on which a form is filled in. `level` is that of its first headings on the page."""
    drawing = _Filling(bound, part, language or get_language() or bound.language)
    items = drawing.items(bound.definition.children, (), level)
    return Screen(
        id=part, items=items, language=drawing.workings.language, endpoint=endpoint,
        lines=tuple(drawing.lines), carried=tuple(drawing.carried),
    )  # fmt: skip


def read(
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    part: str = "record",
    language: str | None = None,
    without: Iterable[str] = (),
    level: int = 3,
) -> Screen:
    """The screen on which stored answers are read, under the definition that they were made with.

    `without` names questions whose answers this reader may not see; `sealing.sealed_names(definition)` and
    `definition.identifying` give such sets. They are not on the screen at all.
    """
    drawing = _Reading(definition, dict(answers), part, language or get_language() or "", frozenset(without))
    return Screen(id=part, items=drawing.items(definition.children, (), level), language=drawing.workings.language)


@dataclass
class _Drawing:
    """What both screens share: labels in one language, ids, and the walk."""

    workings: Workings
    part: str

    def _id(self, path: str) -> str:
        return f"{self.part}-{path.replace('.', '-')}"

    def _common(self, node: Node, place: Place) -> dict[str, Any]:
        path = path_of(place, node.name)
        return {
            "node": node, "path": path, "id": self._id(path), "field": f"{PREFIX}.{path}",
            "label": label(self.workings, node.label, node, place),
            "hint": label(self.workings, node.hint, node, place),
            "lang": _other_language(node.label, self.workings),
        }  # fmt: skip

    def _text(self, node: Node, answer: Answer) -> str:
        return answer_text(self.workings.definition, node, answer, self.workings.language)

    def items(self, nodes: tuple[Node, ...], place: Place, level: int) -> tuple[Any, ...]:
        drawn = (self._item(node, place, level) for node in nodes)
        return tuple(item for item in drawn if item is not None)

    def _item(self, node: Node, place: Place, level: int) -> Any:
        raise NotImplementedError

    def _rows(self, node: Node, place: Place, level: int) -> tuple[RowView, ...]:
        count = len(self.workings.row(place).get(node.name) or ())
        path = path_of(place, node.name)
        return tuple(
            RowView(
                number=index + 1, path=f"{path}.{index}", id=self._id(f"{path}.{index}"),
                marker=f"{PREFIX}.{path}.{index}._row",
                items=self.items(node.children, (*place, (node.name, index)), min(level + 1, 6)),
            )
            for index in range(count)
        )  # fmt: skip


class _Filling(_Drawing):
    """The walk that asks."""

    def __init__(self, bound: Bound, part: str, language: str) -> None:
        workings = bound.workings()
        workings.language = language
        super().__init__(workings, part)
        self.bound, self.plan = bound, plan_of(bound.definition)
        self.lines: list[ErrorLine] = []
        self.carried: list[Carried] = []

    def _item(self, node: Node, place: Place, level: int) -> Any:
        if not self.workings.is_relevant(place, node.name):
            self._carry(node, place)
            return None
        if node.is_section:
            return self._section(node, place, level)
        if node.kind is Kind.CALCULATE and not node.label:
            return None
        return self._question(node, place)

    def _section(self, node: Node, place: Place, level: int) -> SectionView | None:
        common = self._common(node, place)
        error = self._error(common["path"], common["label"], common["id"])
        if node.kind is Kind.GROUP:
            items = self.items(node.children, place, min(level + 1, 6))
            return SectionView(**common, level=level, items=items, error=error) if items else None
        rows = self._rows(node, place, level)
        return SectionView(**common, level=level, rows=rows, error=error, may_add=len(rows) < MOST_ROWS)

    def _error(self, path: str, said: str, target: str) -> str:
        message = str(self.bound.errors.get(path, ""))
        if message:
            self.lines.append(ErrorLine(text=f"{said}: {message}" if said else message, target=target))
        return message

    def _question(self, node: Node, place: Place) -> QuestionView:
        common, answer = self._common(node, place), self.workings.row(place).get(node.name)
        choices = self._choices(common, self.bound.offered.get(common["path"], ()), answer)
        raw = self.bound.raw.get(common["path"])
        required = self.plan.of(node.name, "required") is not None
        return QuestionView(
            **common,
            value=raw[-1] if raw else shown(node, answer),
            text=self._text(node, answer),
            choices=choices,
            error=self._error(common["path"], common["label"], common["id"]),
            widget=_widget(node, choices),
            is_required=required and node.is_answered,
            is_live=node.name in self.plan.live,
        )

    def _choices(self, common: Mapping[str, Any], offered: Iterable[Choice], answer: Answer) -> tuple[ChoiceView, ...]:
        chosen = answer if isinstance(answer, list) else [answer]
        languages = self.workings.definition.languages
        found = []
        for place, choice in enumerate(offered):
            said = in_words(choice.label, self.workings.language, languages)
            found.append(ChoiceView(
                id=f"{common['id']}-{place}", value=choice.name, label=said, search=f"{said.lower()} {fold(said)}",
                is_chosen=choice.name in chosen,
            ))  # fmt: skip
        return tuple(found)

    def _carry(self, node: Node, place: Place) -> None:
        """Keeps what was answered while the question is away: in hidden fields, as they would be submitted."""
        path = path_of(place, node.name)
        if node.kind is Kind.GROUP:
            for child in node.children:
                self._carry(child, place)
        elif node.kind is Kind.REPEAT:
            rows = self.workings.row(place).get(node.name) or ()
            if rows:
                self.carried.append(Carried(field=f"{PREFIX}.{path}._rows", value="1"))
            for index in range(len(rows)):
                self.carried.append(Carried(field=f"{PREFIX}.{path}.{index}._row", value="1"))
                for child in node.children:
                    self._carry(child, (*place, (node.name, index)))
        elif node.is_answered and node.kind is not Kind.CALCULATE:
            answer = self.workings.row(place).get(node.name)
            texts = answer if isinstance(answer, list) else ["OK" if answer is True else str(answer)]
            if answer is not None:
                self.carried += [Carried(field=f"{PREFIX}.{path}", value=text) for text in texts]


class _Reading(_Drawing):
    """The walk that shows: only what was answered, and no heading without answers."""

    def __init__(self, definition: Definition, answers: dict[str, Any], part: str, language: str, without: frozenset[str]) -> None:
        super().__init__(Workings(definition, answers, language, timezone.now(), Everything()), part)
        self.workings.answers = _without(answers, without)

    def _item(self, node: Node, place: Place, level: int) -> Any:
        if node.kind is Kind.GROUP:
            items = self.items(node.children, place, min(level + 1, 6))
            return SectionView(**self._common(node, place), level=level, items=items) if items else None
        if node.kind is Kind.REPEAT:
            rows = self._rows(node, place, level)
            return SectionView(**self._common(node, place), level=level, rows=rows) if rows else None
        answer = self.workings.row(place).get(node.name) if node.is_answered and node.label else None
        if answer is None:
            return None
        return QuestionView(**self._common(node, place), text=self._text(node, answer))


def _without(answers: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The answers without some questions, also in rows: what may not be shown must not be quoted in a label either."""
    return {
        name: [_without(row, names) for row in answer]
        if isinstance(answer, list) and any(isinstance(row, dict) for row in answer)
        else answer
        for name, answer in answers.items()
        if name not in names
    }


def _other_language(words: Words, workings: Workings) -> str:
    """The language in which a label is shown, where that is not the page's own."""
    if not words or words.get(workings.language):
        return ""
    order = (*workings.definition.languages, *words)
    return next((code for code in order if words.get(code)), "")


def _widget(node: Node, choices: tuple[ChoiceView, ...]) -> str:
    if node.kind in SELECTS and not node.read_only:
        return _select_widget(node, choices)
    if node.kind is Kind.NOTE:
        return "note"
    if node.read_only or node.calculation:
        return "output"
    return {Kind.TEXTAREA: "story", Kind.ACKNOWLEDGE: "tick", Kind.INTEGER: "number", Kind.DECIMAL: "number",
            Kind.DATE: "date", Kind.TIME: "time", Kind.DATETIME: "moment"}.get(node.kind, "line")  # fmt: skip


def _select_widget(node: Node, choices: tuple[ChoiceView, ...]) -> str:
    """The look of a select by its length, unless the appearance column says otherwise."""
    letters = sum(len(choice.label) for choice in choices)
    if node.kind is Kind.SELECT_MULTIPLE:
        return "picks" if len(choices) > TICKS or "autocomplete" in node.looks else "ticks"
    if "minimal" in node.looks or "autocomplete" in node.looks:
        return "list"
    if node.looks & {"horizontal", "horizontal-compact", "likert", "columns-pack"}:
        return "segments"
    if len(choices) <= SHORT_LIST and letters <= SHORT_LETTERS:
        return "segments"
    return "radios" if len(choices) <= RADIOS else "list"
