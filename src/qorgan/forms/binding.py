"""Answers bound to a form: read, typed, worked out, checked. The server's word is the only truth.

A draft keeps whatever was answered, also to questions that are not asked at the moment, and misses nothing. A final
set holds the answers to the questions asked and must be complete.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.forms.answers import Answer, Unfit, answer_of, texts_of, typed
from qorgan.forms.choices import SELECTS, Kind
from qorgan.forms.definition import Choice, Definition, Node, in_words, writes_freely
from qorgan.forms.expressions import boolean, evaluate
from qorgan.forms.plan import Plan, plan_of
from qorgan.forms.standing import Place, Row, Standing, Workings, path_of
from qorgan.forms.submission import DO, MOST_ROWS, NOTHING, Asked, Source, asked, source_of

Message = Promise | str
Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A form with answers.

    `answers`: typed, JSON-able, without empty ones. `errors`: address ("members.0.age") → what to mend, in the order
    of the form. `relevant`: addresses of all nodes that are asked. `raw`: what was typed where it is no answer, so that
    the page can show it again. `offered`: address of a select → the choices left by its filter.
    """

    definition: Definition
    answers: Row
    errors: Mapping[str, Message]
    relevant: frozenset[str]
    raw: Mapping[str, list[str]]
    offered: Mapping[str, tuple[Choice, ...]]
    language: str
    is_final: bool
    at: datetime

    @property
    def is_valid(self) -> bool:
        return not self.errors

    def workings(self) -> Workings:
        """For reading expressions again, such as answers quoted in labels."""
        return Workings(self.definition, self.answers, self.language, self.at, set(self.relevant))


def bind(
    definition: Definition,
    submitted: QueryDict | Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    *,
    final: bool = False,
    language: str | None = None,
    at: datetime | None = None,
) -> Bound:
    """Binds what was submitted over the answers kept so far.

    `submitted` is the fields of the HTML form (QueryDict) or nested data; questions absent from it keep their answers.
    With neither, the form is new and takes its defaults. `final` also requires the required, and drops what is not
    asked; while it has errors its `answers` are still those of a draft. Never raises for any submission.
    """
    binding = _Binding(definition, language or get_language() or "", at or timezone.now())
    binding.read(submitted, answers)
    if submitted is not None:
        binding.change_rows(asked(submitted))
    binding.work_out()
    binding.check(final=final)
    return binding.bound(final=final)


class _Binding:
    """One run of `bind`."""

    def __init__(self, definition: Definition, language: str, at: datetime) -> None:
        self.definition = definition
        self.plan: Plan = plan_of(definition)
        self.workings = Workings(definition, {}, language, at)
        self.errors: dict[str, Message] = {}
        self.raw: dict[str, list[str]] = {}
        self.offered: dict[str, tuple[Choice, ...]] = {}
        self.fresh: list[Place] = []

    # Reading

    def read(self, submitted: QueryDict | Mapping[str, Any] | None, answers: Mapping[str, Any] | None) -> None:
        kept = source_of(answers or {})
        if submitted is None and answers is None:
            self.fresh.append(())
        self.workings.answers = self._row(self.definition.children, source_of(submitted), kept, ())

    def _row(self, nodes: tuple[Node, ...], source: Source, kept: Source, place: Place) -> Row:
        row: Row = {}
        for node in nodes:
            if node.kind is Kind.GROUP:
                row |= self._row(node.children, source, kept, place)
            elif node.kind is Kind.REPEAT:
                row[node.name] = self._rows(node, source, kept, place)
            elif node.is_answered:
                row[node.name] = self._answer(node, source, kept, place)
        return row

    def _rows(self, node: Node, source: Source, kept: Source, place: Place) -> list[Row]:
        before = dict(kept.rows(node.name) or [])
        rows = source.rows(node.name)
        if rows is None:
            rows = [(index, NOTHING) for index in before]
        return [
            self._row(node.children, row, before.get(index, NOTHING), (*place, (node.name, order)))
            for order, (index, row) in enumerate(rows)
        ]

    def _answer(self, node: Node, source: Source, kept: Source, place: Place) -> Answer:
        choices = self.definition.choices_of(node)
        texts = None if node.read_only or node.calculation else source.texts(node.name)
        if texts is None:
            return _kept(node, kept.texts(node.name), choices)
        try:
            return typed(node, texts, choices)
        except Unfit as unfit:
            path = path_of(place, node.name)
            self.errors[path], self.raw[path] = unfit.message, texts
            # A story that grew too long must not cost the part that was kept before.
            return _kept(node, kept.texts(node.name), choices) if writes_freely(node) else None

    # Rows

    def change_rows(self, wish: Asked) -> None:
        """Adds or removes one row, when that button was pressed; a wish that names no repeat changes nothing."""
        if wish.verb == "add":
            place, name = self._place(wish.path)
            node = self.definition.nodes.get(name)
            if place is not None and node is not None and node.kind is Kind.REPEAT:
                self._add(place, node)
        elif wish.verb == "remove":
            path, _dot, index = wish.path.rpartition(".")
            place, name = self._place(path)
            if place is not None and index.isascii() and index.isdigit():
                self._remove(place, name, int(index))

    def _place(self, path: str) -> tuple[Place | None, str]:
        """The place and the repeat's name in an address, if there is such a place."""
        *around, name = path.split(".")
        place: list[tuple[str, int]] = []
        for repeat, index in zip(around[::2], around[1::2], strict=False):
            if not (index.isascii() and index.isdigit()):
                return None, name
            place.append((repeat, int(index)))
        known = name in self.definition.nodes and tuple(place) in set(self.workings.rows(name))
        return (tuple(place) if known and len(around) % 2 == 0 else None), name

    def _add(self, place: Place, node: Node) -> None:
        rows = self.workings.row(place)[node.name]
        if len(rows) >= MOST_ROWS:
            self.errors[path_of(place, node.name)] = _("No more can be added here.")
            return
        added = (*place, (node.name, len(rows)))
        rows.append(self._row(node.children, NOTHING, NOTHING, added))
        self.fresh.append(added)

    def _remove(self, place: Place, name: str, index: int) -> None:
        rows = self.workings.row(place).get(name)
        if not isinstance(rows, list) or index >= len(rows):
            return
        del rows[index]
        head = path_of(place, name) + "."
        self.errors = _without_row(self.errors, head, index)
        self.raw = _without_row(self.raw, head, index)

    # Working out

    def work_out(self) -> None:
        for name in self.plan.order:
            node = self.definition.nodes[name]
            for place in list(self.workings.rows(name)):
                self._settle(node, place)

    def _settle(self, node: Node, place: Place) -> None:
        standing = Standing(self.workings, node, place)
        relevant = self._is_asked(node, place, standing)
        if relevant:
            self.workings.relevant.add(path_of(place, node.name))
        if not node.is_answered:
            return
        row = self.workings.row(place)
        if node.default and row[node.name] is None and self._is_fresh(place):
            row[node.name] = self._default(node, standing)
        if relevant and (calculation := self.plan.of(node.name, "calculation")) is not None:
            choices = self.definition.choices_of(node)
            row[node.name] = answer_of(node, evaluate(calculation, standing), choices)
        if node.kind in SELECTS:
            self._offer(node, place)

    def _is_asked(self, node: Node, place: Place, standing: Standing) -> bool:
        around = self.definition.parents[node.name]
        if around:
            parent = self.definition.nodes[around[-1]]
            outside = place[:-1] if parent.kind is Kind.REPEAT else place
            if not self.workings.is_relevant(outside, parent.name):
                return False
        relevant = self.plan.of(node.name, "relevant")
        return relevant is None or boolean(relevant, standing)

    def _is_fresh(self, place: Place) -> bool:
        return any(place[: len(fresh)] == fresh for fresh in self.fresh)

    def _default(self, node: Node, standing: Standing) -> Answer:
        dynamic = self.plan.of(node.name, "default")
        choices = self.definition.choices_of(node)
        if dynamic is not None:
            return answer_of(node, evaluate(dynamic, standing), choices)
        texts = node.default.split() if node.kind is Kind.SELECT_MULTIPLE else [node.default]
        return _kept(node, texts, choices)

    def _offer(self, node: Node, place: Place) -> None:
        """Filters the choices; an answer that is no longer among them is taken back, and said so."""
        path, row = path_of(place, node.name), self.workings.row(place)
        choices = self.definition.choices_of(node)
        choice_filter = self.plan.of(node.name, "choice_filter")
        if choice_filter is not None:
            choices = tuple(choice for choice in choices if boolean(choice_filter, Standing(self.workings, node, place, choice)))
        self.offered[path] = choices
        names, answer = {choice.name for choice in choices}, row[node.name]
        chosen = answer if isinstance(answer, list) else [answer] if answer else []
        if path in self.workings.relevant and not names.issuperset(chosen):
            row[node.name] = [name for name in chosen if name in names] or None if isinstance(answer, list) else None
            self.errors[path] = _("The answer chosen before no longer fits the answers above. Choose again.")

    # Checking

    def check(self, *, final: bool) -> None:
        for node in self.definition.questions:
            for place in self.workings.rows(node.name):
                path = path_of(place, node.name)
                if path in self.workings.relevant and path not in self.errors and not node.calculation:
                    self._check(node, place, path, final=final)
        self.errors = {path: found for path, found in self.errors.items() if path in self.workings.relevant}

    def _check(self, node: Node, place: Place, path: str, *, final: bool) -> None:
        standing = Standing(self.workings, node, place)
        if self.workings.row(place)[node.name] is None:
            required = self.plan.of(node.name, "required")
            if final and required is not None and boolean(required, standing):
                self.errors[path] = self._words(node.required_message) or _("This must be answered.")
            return
        constraint = self.plan.of(node.name, "constraint")
        if constraint is not None and not boolean(constraint, standing):
            self.errors[path] = self._words(node.constraint_message) or _("This answer is outside what is allowed.")

    def _words(self, words: Mapping[str, str]) -> str:
        return in_words(words, self.workings.language, self.definition.languages)

    # The result

    def bound(self, *, final: bool) -> Bound:
        order = [path_of(place, node.name) for node, place in in_order(self.workings)]
        return Bound(
            definition=self.definition,
            answers=self._gathered(self.definition.children, (), final=final and not self.errors),
            errors={path: self.errors[path] for path in order if path in self.errors},
            relevant=frozenset(self.workings.relevant),
            raw=self.raw,
            offered=self.offered,
            language=self.workings.language,
            is_final=final,
            at=self.workings.at,
        )

    def _gathered(self, nodes: tuple[Node, ...], place: Place, *, final: bool) -> Row:
        """The answers without empty ones; a final set without those to questions that are not asked."""
        row, found = self.workings.row(place), Row()
        for node in nodes:
            if final and not self.workings.is_relevant(place, node.name):
                continue
            if node.kind is Kind.GROUP:
                found |= self._gathered(node.children, place, final=final)
            elif node.kind is Kind.REPEAT:
                count = len(row[node.name])
                if count:
                    rows = [(*place, (node.name, index)) for index in range(count)]
                    found[node.name] = [self._gathered(node.children, inner, final=final) for inner in rows]
            elif node.is_answered and row[node.name] is not None:
                found[node.name] = row[node.name]
        return found


def in_order(workings: Workings) -> list[tuple[Node, Place]]:
    """Every node in every row, in the order in which a reader meets them."""
    return _in_order(workings, workings.definition.children, ())


def _in_order(workings: Workings, nodes: tuple[Node, ...], place: Place) -> list[tuple[Node, Place]]:
    met: list[tuple[Node, Place]] = []
    for node in nodes:
        met.append((node, place))
        if node.kind is Kind.REPEAT:
            for index in range(len(workings.row(place).get(node.name) or ())):
                met += _in_order(workings, node.children, (*place, (node.name, index)))
        else:
            met += _in_order(workings, node.children, place)
    return met


def _kept(node: Node, texts: list[str] | None, choices: tuple[Choice, ...]) -> Answer:
    """An answer that was kept; one that no longer fits the definition is no answer."""
    try:
        return typed(node, texts, choices) if texts else None
    except Unfit:
        return None


def _without_row(kept: dict[str, Found], head: str, removed: int) -> dict[str, Found]:
    """What was noted by address, after a row was removed: nothing of that row, the later ones moved up."""
    moved = ((_moved(path, head, removed), found) for path, found in kept.items())
    return {path: found for path, found in moved if path is not None}


def _moved(path: str, head: str, removed: int) -> str | None:
    """An address after a row was removed before it; None if it lay in the removed row."""
    if not path.startswith(head):
        return path
    index, _dot, rest = path.removeprefix(head).partition(".")
    if not index.isdigit() or int(index) < removed:
        return path
    return None if int(index) == removed else f"{head}{int(index) - 1}.{rest}"


__all__ = ["DO", "Bound", "bind", "in_order", "texts_of"]
