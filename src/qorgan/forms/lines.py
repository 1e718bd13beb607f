"""An answered form as single lines, each with its label and its answer in words of every language.

For whoever hands something of a form on, line by line: the other side reads it in their own language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from qorgan.forms.choices import Kind
from qorgan.forms.definition import Definition, Node, in_words, writes_freely
from qorgan.forms.wording import answer_text
from qorgan.texts import languages
from qorgan.texts.words import Words


@dataclass(frozen=True, slots=True)
class Line:
    """One answered question. `name` is its code (`members.0.age` in a repeat); a `value` in somebody's own words is one text in all
    languages. `identifies`: the answer points to a person.
    """

    name: str
    label: Words
    value: Words | str
    identifies: bool = False


def lines_of(definition: Definition, answers: Mapping[str, Any]) -> list[Line]:
    """Every answered question in the order of the form; what was not answered is left out."""
    return list(_lines(definition, definition.children, answers, "", ()))


def _lines(
    definition: Definition, nodes: tuple[Node, ...], answers: Mapping[str, Any], path: str, heads: tuple[Words, ...]
) -> Iterator[Line]:
    for node in nodes:
        if node.kind is Kind.GROUP:
            yield from _lines(definition, node.children, answers, path, heads)
        elif node.kind is Kind.REPEAT:
            for place, row in enumerate(answers.get(node.name) or ()):
                number = Words({code: f"{in_words(node.label, code, definition.languages)} {place + 1}" for code in languages.codes()})
                yield from _lines(definition, node.children, row, f"{path}{node.name}.{place}.", (*heads, number))
        elif node.is_answered and node.kind is not Kind.CALCULATE:
            value = _value(definition, node, answers.get(node.name))
            if value:
                yield Line(f"{path}{node.name}", _label(definition, node, heads), value, node.identifies)


def _label(definition: Definition, node: Node, heads: tuple[Words, ...]) -> Words:
    own = {code: in_words(node.label, code, definition.languages) or node.name for code in languages.codes()}
    return Words({code: ", ".join([*(str(head[code]) for head in heads if code in head), text]) for code, text in own.items()})


def _value(definition: Definition, node: Node, answer: Any) -> Words | str:
    if writes_freely(node):
        return str(answer or "").strip()
    return Words({code: answer_text(definition, node, answer, code) for code in languages.codes()})
