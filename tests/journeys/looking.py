"""What is wrong with a page, measured in the browser: rules of accessibility, width, sizes, words, title, what it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import polib
from playwright.sync_api import Page

AXE = (Path(__file__).parents[1] / "vendor/axe.min.js").read_text(encoding="utf-8")
CATALOGUES = Path("src/qorgan/site/locale")
PACK = Path("packs/kz")
NAMES = PACK / "demo/names.csv"
CHILD_TARGET = 44  # CSS pixels; UI.md section 6
LOOPBACK = {"localhost", "127.0.0.1", "::1"}

# Everything that a reader sees or hears, with the language it is said to be in.
SAID = """() => {
  const out = [], languageOf = (element) => element.closest('[lang]')?.lang ?? '';
  const isQuiet = (element) => element.closest('script, style, template, noscript, code, kbd, [translate=no]');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.replace(/\\s+/g, ' ').trim(), holder = walker.currentNode.parentElement;
    if (text && !isQuiet(holder) && holder.checkVisibility()) out.push([text, languageOf(holder)]);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder], [alt]'))
    if (!isQuiet(element)) for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
      if (element.getAttribute(name)) out.push([element.getAttribute(name).trim(), languageOf(element)]);
  return out;
}"""
# Controls smaller than a finger, but for links in running text. Staff screens are measured by axe (24 px or room around).
SMALL = """(least) => [...document.querySelectorAll('a[href], button, select, summary, input, textarea, [role=button]')]
  .filter((one) => one.checkVisibility({opacityProperty: true, visibilityProperty: true}) && !one.disabled && one.type !== 'hidden')
  .filter((one) => !(one.matches('a') && getComputedStyle(one).display === 'inline') && !one.matches('.skip, .q-skip'))
  .map((one) => [one, (one.matches('[type=checkbox], [type=radio]') && one.closest('label') || one).getBoundingClientRect()])
  .filter(([one, box]) => box.width > 1 && box.height > 1 && (box.width < least - .5 || box.height < least - .5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 110)} is ${Math.round(box.width)}×${Math.round(box.height)}`)"""


def violations(page: Page) -> list[str]:
    """What axe finds with all rules of WCAG 2.2 AA and best practice, sizes of targets included."""
    page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": AXE})  # the policy binds pages, not the debugger
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = page.evaluate("(options) => axe.run(document, options).then((all) => all.violations)", options)
    return [f"axe {one['id']}: {node['html'][:140]} ({node['failureSummary'][:160]})" for one in found for node in one["nodes"]]


def width(page: Page) -> list[str]:
    """Whether the page scrolls sideways, and what sticks out."""
    if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        return []
    out = page.evaluate(
        "() => [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1"
        " && !one.closest('.q-scroll')).slice(0, 3).map((one) => one.outerHTML.slice(0, 110))"
    )
    return [f"wider than {page.viewport_size['width']} px: {out}"]  # type: ignore[index]


def sizes(page: Page, least: int = CHILD_TARGET) -> list[str]:
    """Targets that a finger misses."""
    return [f"small target: {one}" for one in page.evaluate(SMALL, least)]


def frame(page: Page, language: str) -> list[str]:
    """The language said, one heading, a title without names."""
    faults = []
    said = page.evaluate("document.documentElement.lang")
    if said != language:
        faults.append(f"lang={said!r} where {language!r} was asked for")
    if (count := page.locator("h1").count()) != 1:
        faults.append(f"{count} elements h1")
    title = page.title()
    if not title.strip(" ·"):
        faults.append("no title")
    if named := sorted(set(re.findall(r"\w+", title)) & names()):
        faults.append(f"the title names {named}")
    return faults


@cache
def names() -> set[str]:
    """Names of the invented people: none of them belongs into a title."""
    found = set(re.findall(r"\b[^\W\d_a-z]\w{3,}", NAMES.read_text(encoding="utf-8")))
    places = " ".join((PACK / name).read_text(encoding="utf-8") for name in ("places.csv", "districts.csv"))
    return {word for word in found if word[0].isupper()} - set(re.findall(r"\w+", places))


@cache
def sayings(language: str) -> dict[str, tuple[str, ...]]:
    """By language of the page: sentences that must not stand there, those of the other languages."""
    by_code = {code: polib.pofile(str(CATALOGUES / code / "LC_MESSAGES/django.po")) for code in ("kk", "ru")}
    own = {text for entry in by_code[language] for text in (entry.msgstr, *entry.msgstr_plural.values())}
    foreign: dict[str, set[str]] = {"en": set(), "ru": set()}
    for entry in by_code[language]:
        foreign["en"] |= {entry.msgid, entry.msgid_plural} - own
    if language == "kk":
        foreign["ru"] = {text for entry in by_code["ru"] for text in (entry.msgstr, *entry.msgstr_plural.values())} - own
    return {code: tuple(text for text in texts if text.strip()) for code, texts in foreign.items()}


@cache
def patterns(language: str) -> dict[str, re.Pattern[str]]:
    """The foreign sentences as one expression for each language; what is filled in may be anything."""
    hole = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
    made = {}
    for code, texts in sayings(language).items():
        wanted = [text for text in texts if len(hole.sub("", text).strip(" .,:%")) > 2]
        parts = (r".+?".join(re.escape(part) for part in hole.split(" ".join(text.split()))) for text in wanted)
        made[code] = re.compile("|".join(parts) or r"(?!)")
    return made


AUTONYMS = {"Қазақша", "Русский", "English"}  # languages are called by their own names
COMMAND = re.compile(r"\bqorgan(?: [a-z]+)+")  # what an operator types stays as it is
LATIN = re.compile(r"\b[A-Za-z][a-z]{2,}(?: [a-z]{2,})+\b")  # two English words in a row
RUSSIAN = re.compile(r"\b(?:[Вв]|[Ии]|[Нн]а|[Дд]ля|[Чч]то|[Ээ]то|[Ии]ли|[Пп]ри|[Ее]сли|[Нн]ет|было|будет|только|этот|этой|была)\b")


def words(page: Page, language: str) -> list[str]:
    """Sentences in another language than the page's, unless their element says so with `lang` or `translate="no"`."""
    if language == "en":
        return []
    faults = []
    for text, said in page.evaluate(SAID):
        if said != language or text in AUTONYMS:
            continue
        for code, pattern in patterns(language).items():
            if pattern.fullmatch(text):
                faults.append(f"{code} on a page in {language}: {text[:120]!r}")
        if LATIN.search(COMMAND.sub("", text)):
            faults.append(f"Latin words on a page in {language}: {text[:120]!r}")
        elif language == "kk" and RUSSIAN.search(text):
            faults.append(f"Russian words on a page in kk: {text[:120]!r}")
    return sorted(set(faults))


class Listener:
    """Hears what a page complains about and asks for. `faults` holds both."""

    def __init__(self, page: Page, allowed: Iterable[str] = ()) -> None:
        self.faults: list[str] = []
        self.allowed = tuple(allowed)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._asked)
        page.on("response", self._answered)

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(word in message.text for word in self.allowed):
            self.faults.append(f"console: {message.text[:200]}")

    def _asked(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOOPBACK:
            self.faults.append(f"asks elsewhere: {address.hostname}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400 and response.status != 422:
            self.faults.append(f"{response.status} for {urlsplit(response.url).path}")
