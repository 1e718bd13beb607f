"""What differs: between two sets of answers, and between two versions of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Definition, Node, in_words, to_tree
from qorgan.forms.sealing import sealed_names
from qorgan.forms.wording import answer_text
from qorgan.ui.pieces import Difference


def differences(
    definition: Definition, mine: Mapping[str, Any], theirs: Mapping[str, Any], *, language: str | None = None
) -> list[Difference]:
    """The questions whose answers differ, for `{% conflict %}`: a repeat is compared as a whole, by its rows."""
    language = language or get_language() or ""
    found = []
    for node in definition.walk():
        is_compared = node.kind is Kind.REPEAT or (node.is_answered and not node.calculation)
        if not is_compared or definition.repeats_around(node.name):
            continue
        if mine.get(node.name) != theirs.get(node.name):
            said = in_words(node.label, language, definition.languages) or node.name
            ours, others = (_side(definition, node, side.get(node.name), language) for side in (mine, theirs))
            found.append(Difference(node.name, said, ours, others))
    return found


def _side(definition: Definition, node: Node, answer: Any, language: str) -> str:
    if node.kind is not Kind.REPEAT:
        return answer_text(definition, node, answer, language)
    rows = []
    for row in answer or ():
        texts = (answer_text(definition, child, row.get(child.name), language)
                 for child in definition.questions if child.name in row)  # fmt: skip
        rows.append(", ".join(text for text in texts if text))
    return "; ".join(rows)


ADDED, REMOVED, CHANGED = "added", "removed", "changed"

WORDS_OF_CHANGE = {ADDED: _("Added"), REMOVED: _("Removed"), CHANGED: _("Changed")}

ASPECTS = {
    "kind": _("type"), "label": _("label"), "hint": _("hint"), "required": _("required"),
    "required_message": _("message when empty"), "constraint": _("constraint"),
    "constraint_message": _("message of the constraint"), "relevant": _("when it is asked"),
    "calculation": _("calculation"), "default": _("default"), "choice_filter": _("filter of choices"),
    "list_name": _("list of choices"), "appearance": _("look"), "read_only": _("read only"),
    "identifies": _("whether it identifies"), "is_sealed": _("whether it is sealed"), "choices": _("choices"),
    "place": _("place in the form"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """A question that a new version adds, removes or changes; `aspects` says in what."""

    name: str
    label: str
    change: str
    aspects: tuple[str, ...] = ()

    @property
    def words(self) -> Any:
        return WORDS_OF_CHANGE[self.change]

    @property
    def aspect_words(self) -> list[Any]:
        return [ASPECTS[aspect] for aspect in self.aspects]


def field_changes(old: Definition, new: Definition, *, language: str | None = None) -> list[FieldChange]:
    """What publishing `new` in place of `old` does, in the order of the new form, removals last.

    A question that keeps its name is the same question; its answers stay comparable unless its type changed.
    """
    language = language or get_language() or ""
    before, after = _described(old), _described(new)
    changes = []
    for name, described in after.items():
        label = in_words(new.nodes[name].label, language, new.languages)
        if name not in before:
            changes.append(FieldChange(name=name, label=label, change=ADDED))
        elif aspects := tuple(aspect for aspect in ASPECTS if described[aspect] != before[name][aspect]):
            changes.append(FieldChange(name=name, label=label, change=CHANGED, aspects=aspects))
    gone = [name for name in before if name not in after]
    return changes + [
        FieldChange(name=name, label=in_words(old.nodes[name].label, language, old.languages), change=REMOVED) for name in gone
    ]


def _described(definition: Definition) -> dict[str, dict[str, Any]]:
    sealed, lists = sealed_names(definition), to_tree(definition)["lists"]
    return {node.name: _aspects(definition, node, lists, is_sealed=node.name in sealed) for node in definition.walk()}


def _aspects(definition: Definition, node: Node, lists: Mapping[str, Any], *, is_sealed: bool) -> dict[str, Any]:
    told = {aspect: getattr(node, aspect, None) for aspect in ASPECTS}
    around = definition.repeats_around(node.name), definition.parents[node.name][-1:]
    return {**told, "is_sealed": is_sealed, "choices": lists.get(node.list_name), "place": around}
