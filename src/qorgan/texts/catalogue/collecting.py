"""Collect the English texts of the source: gettext calls of Python files and the translate tags of templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from django.utils.translation.template import templatize

TRANSLATION_MODULE: Final = "django.utils.translation"
# How many leading arguments of each function are texts, and whether the first one is a context.
_SIGNATURES: Final = {
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (2, True),
    "pgettext_lazy": (2, True),
    "npgettext": (3, True),
    "npgettext_lazy": (3, True),
}
_TEMPLATE_SUFFIXES: Final = frozenset({".html", ".txt", ".svg"})
_LITERAL: Final = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
# What `templatize` writes: " gettext('…') ", " npgettext('…', '…', '…',count) ", " _('…') ".
_TEMPLATE_CALL: Final = re.compile(rf"(?<!\w)(?P<name>n?p?gettext|_)\((?P<texts>\s*{_LITERAL}(?:\s*,\s*{_LITERAL})*)", re.DOTALL)
_TEMPLATE_TEXT: Final = re.compile(_LITERAL, re.DOTALL)


class Key(NamedTuple):
    """What identifies a message in gettext: context ("" for none) and the English text in the singular."""

    context: str
    text: str


@dataclass
class Message:
    """One English text. `plural` is "" where there is one form; `places` are source files, relative to the source
    root.
    """

    key: Key
    plural: str = ""
    places: set[str] = field(default_factory=set)


@dataclass
class Collection:
    """All messages of a source tree, and what could not be read."""

    messages: dict[Key, Message] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, key: Key, plural: str, place: str) -> None:
        """Note one use of a message; a message that is singular here and plural there becomes plural."""
        known = self.messages.setdefault(key, Message(key))
        if plural and known.plural and known.plural != plural:
            self.problems.append(f"{place}: “{key.text}” has two different plurals")
        known.plural = known.plural or plural
        known.places.add(place)


def _imported_names(tree: ast.Module) -> tuple[dict[str, str], set[str]]:
    """Return the local names of gettext functions (`_` → gettext_lazy) and of the translation module itself."""
    functions: dict[str, str] = {}
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION_MODULE:
            functions |= {a.asname or a.name: a.name for a in node.names if a.name in _SIGNATURES}
        elif isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            modules |= {a.asname or a.name for a in node.names if a.name == "translation"}
    return functions, modules


def _called(node: ast.Call, functions: dict[str, str], modules: set[str]) -> str | None:
    """Return the gettext function that a call names, or None for any other call."""
    if isinstance(node.func, ast.Name):
        return functions.get(node.func.id)
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id in modules:
        return node.func.attr if node.func.attr in _SIGNATURES else None
    return None


def _is_glued(argument: ast.expr) -> bool:
    """Whether a text is put together inside the call: an f-string, a sum, a `.format()`."""
    if isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
        return argument.func.attr == "format"
    return isinstance(argument, ast.JoinedStr | ast.BinOp)


def _texts(name: str, node: ast.Call) -> list[str] | None:
    """Return the literal texts of a call; [] where the text is a variable (translated elsewhere); None where it is
    glued.
    """
    count, _has_context = _SIGNATURES[name]
    texts: list[str] = []
    for argument in node.args[:count]:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            texts.append(argument.value)
        elif _is_glued(argument):
            return None
        else:
            return []
    return texts if len(texts) == count else []


def _arranged(name: str, texts: list[str]) -> tuple[Key, str]:
    """Split the texts of a call into key and plural."""
    context = texts.pop(0) if _SIGNATURES[name][1] else ""
    return Key(context, texts[0]), texts[1] if len(texts) > 1 else ""


def collect_python(source: str, place: str, into: Collection) -> None:
    """Add the messages of one Python file. A text that is glued together inside the call is a problem: gettext cannot
    find it.
    """
    if TRANSLATION_MODULE not in source and "import translation" not in source:
        return
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        into.problems.append(f"{place}: cannot be read, line {error.lineno}")
        return
    functions, modules = _imported_names(tree)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := _called(node, functions, modules)) is None:
            continue
        texts = _texts(name, node)
        if texts is None:
            into.problems.append(f"{place}:{node.lineno}: the text is glued together inside {name}()")
        elif texts:
            key, plural = _arranged(name, texts)
            into.add(key, plural, place)


def collect_template(source: str, place: str, into: Collection) -> None:
    """Add the messages of one template: `{% translate %}`, `{% blocktranslate %}` and `_("…")` inside tags.

    A percent sign of a template is doubled in its message, as Django looks it up: `{% translate "5 % more" %}` is “5
    %% more”.
    """
    if "translate" not in source and "trans " not in source and "_(" not in source:
        return
    try:
        python = templatize(source, origin=place)
    except SyntaxError as error:
        into.problems.append(f"{place}: {error}")
        return
    for match in _TEMPLATE_CALL.finditer(python):
        name = "gettext" if match["name"] == "_" else match["name"]
        texts = [str(ast.literal_eval(literal)) for literal in _TEMPLATE_TEXT.findall(match["texts"])]
        if len(texts) >= _SIGNATURES[name][0]:
            key, plural = _arranged(name, texts)
            into.add(key, plural, place)


def source_files(root: Path) -> Iterator[Path]:
    """List the Python files and templates of a source tree in a fixed order, without caches and migrations."""
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if "__pycache__" in parts or "migrations" in parts or "static" in parts or "locale" in parts:
            continue
        if path.suffix == ".py" or (path.suffix in _TEMPLATE_SUFFIXES and "templates" in parts):
            yield path


def collect(root: Path) -> Collection:
    """Collect every message under a source root, for example `src/qorgan`."""
    found = Collection()
    for path in source_files(root):
        place = path.relative_to(root).as_posix()
        source = path.read_text(encoding="utf-8")
        (collect_python if path.suffix == ".py" else collect_template)(source, place, found)
    return found
