"""One text in several languages, as a value: `Words(kk="Мектеп", ru="Школа", en="School")`.

It prints itself in the reader's language and falls back in the order of the installation's languages, so a missing
translation shows another language and never an empty place. `shown_in` says which language that is, for the attribute
`lang`.
"""

from collections.abc import Iterator, Mapping

from qorgan.texts import languages


class Words(Mapping[str, str]):
    """An immutable text in several languages. Empty texts are left out; order follows the installation's languages."""

    __slots__ = ("_texts",)
    _texts: dict[str, str]

    def __init__(self, texts: Mapping[str, str] | None = None, /, **named: str) -> None:
        """Take `{"kk": …, "ru": …}` or keywords. Raises TypeError where a text is not a str."""
        given = {**(texts or {}), **named}
        for code, text in given.items():
            if not isinstance(code, str) or not isinstance(text, str):
                raise TypeError("words are texts by language code")
        known = [code for code in languages.codes() if code in given]
        others = sorted(set(given) - set(known))
        kept = {code: given[code].strip() for code in (*known, *others) if given[code].strip()}
        object.__setattr__(self, "_texts", kept)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("Words do not change; make new ones")

    def __getitem__(self, code: str) -> str:
        return self._texts[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)

    def __hash__(self) -> int:
        return hash(frozenset(self._texts.items()))

    def __str__(self) -> str:
        return self.in_language()

    def __repr__(self) -> str:
        return f"Words({', '.join(self._texts)})"

    def __reduce__(self) -> tuple[type["Words"], tuple[dict[str, str]]]:
        return (Words, (dict(self._texts),))

    def shown_in(self, code: str | None = None) -> str | None:
        """Return the language that `in_language` would show: the asked one, or the first that has a text, or None."""
        asked = code or languages.current()
        return asked if asked in self._texts else next(iter(self._texts), None)

    def in_language(self, code: str | None = None) -> str:
        """Return the text in a language (the reader's by default), in another one where it is missing, "" where there
        is none.
        """
        shown = self.shown_in(code)
        return self._texts[shown] if shown else ""

    def missing(self) -> tuple[str, ...]:
        """Return the installation's languages that have no text yet."""
        return tuple(code for code in languages.codes() if code not in self._texts)

    def replaced(self, **named: str) -> "Words":
        """Return a copy in which the named languages have other texts: `words.replaced(en="School")`."""
        return Words(self._texts, **named)

    def plain(self) -> dict[str, str]:
        """Return a dict that JSON can hold."""
        return dict(self._texts)
