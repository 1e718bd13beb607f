"""Labels and answers as a person reads them: answers quoted in labels, choices by their words, dates in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from qorgan.forms.answers import YEARS, Answer
from qorgan.forms.choices import SELECTS, Kind
from qorgan.forms.definition import Definition, Node, Words, in_words
from qorgan.forms.expressions.values import moment_of
from qorgan.forms.plan import QUOTED
from qorgan.forms.standing import Place, Standing, Workings
from qorgan.texts.dates import day, hour, moment


class Everything(set[str]):
    """The relevance of a stored record: what was answered then is shown, whatever would be asked today."""

    def __contains__(self, _path: object) -> bool:
        return True


def label(workings: Workings, words: Words, node: Node, place: Place) -> str:
    """A label or hint with the answers that it quotes."""
    text = in_words(words, workings.language, workings.definition.languages)
    if "${" not in text:
        return text
    return QUOTED.sub(lambda match: _quoted(workings, match[1], node, place), text)


def _quoted(workings: Workings, name: str, node: Node, place: Place) -> str:
    quoted = workings.definition.nodes.get(name)
    if quoted is None:
        return ""
    if not quoted.is_answered:
        return str(len(Standing(workings, node, place).answers_of(name).values))
    found: Iterator[str] = (
        answer_text(workings.definition, quoted, workings.row(where).get(name), workings.language)
        for where in workings.rows(name, place)
        if workings.is_relevant(where, name)
    )
    return next(found, "")


def answer_text(definition: Definition, node: Node, answer: Answer, language: str) -> str:
    """An answer in words of one language; empty for no answer."""
    if answer is None:
        return ""
    if node.kind in SELECTS:
        names = answer if isinstance(answer, list) else [answer]
        labels = {choice.name: in_words(choice.label, language, definition.languages) for choice in definition.choices_of(node)}
        return ", ".join(labels.get(str(name), str(name)) for name in names)
    with override(language or None):
        if isinstance(answer, bool):
            return _("Yes")
        if isinstance(answer, (int, float)):
            return number_format(answer, use_l10n=True)
        return _dated(node, str(answer), language)


def _dated(node: Node, text: str, language: str) -> str:
    if node.kind is Kind.TIME:
        try:
            return hour(datetime.combine(date(1970, 1, 1), time.fromisoformat(text)), language=language)
        except ValueError:
            return text
    found = moment_of(text) if node.kind in (Kind.DATE, Kind.DATETIME, Kind.CALCULATE) else None
    if found is None or found.year not in YEARS:
        return text
    return moment(found, language=language) if isinstance(found, datetime) else day(found, language=language)
