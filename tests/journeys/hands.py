"""Hands that know no mouse: Tab, Enter, Space, letters. Every stop is looked at: is the focus seen, is it on the page?"""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Page

MOST_STOPS = 160
# Where the focus is: a name that tells it apart, whether a ring is drawn around it (or its label), whether it can be seen.
STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body || one === document.documentElement) return null;
  const ringed = [one, one.closest('label, .big, .q-check')].filter(Boolean).some((element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const box = (one.matches('[type=radio], [type=checkbox]') && one.closest('label') || one).getBoundingClientRect();
  const isSeen = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const at = document.elementFromPoint(Math.min(innerWidth - 2, Math.max(1, box.left + box.width / 2)),
    Math.min(innerHeight - 2, Math.max(1, box.top + Math.min(box.height / 2, 12))));
  const isFree = !at || one.contains(at) || at.contains(one) || Boolean(one.closest('label')?.contains(at));
  const words = one.getAttribute('aria-label') || [...(one.labels ?? [])].map((label) => label.innerText).join(' ')
    || one.innerText || one.getAttribute('title') || one.name || '';
  const tags = [...document.querySelectorAll('*')].indexOf(one);
  return {mark: `${one.tagName} ${one.type ?? ''} ${one.name ?? ''} ${tags}`, tag: one.tagName, name: one.getAttribute('name') ?? '',
    words: words.replace(/\\s+/g, ' ').trim(), ringed, isSeen, isFree};
}"""


@dataclass
class Hands:
    """The keys of one page. `faults` collects stops whose focus nobody sees."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Types; letters that no key of this keyboard has come as an input method gives them."""
        self.page.keyboard.insert_text(text)

    def stop(self) -> dict | None:
        """Where the focus is now, judged; None where nothing has it."""
        found = self.page.evaluate(STOP)
        if found is not None:
            faults = [word for word in ("ringed", "isSeen", "isFree") if not found[word]]
            if faults:
                self.faults.append(f"{found['tag']} {found['words'][:40] or found['name']!r}: not {faults}")
        return found

    def to(self, words: str = "", *, name: str = "", backwards: bool = False) -> None:
        """Tabs on to the element whose words or name are these. Raises AssertionError where Tab never gets there."""
        passed = []
        for _ in range(MOST_STOPS):
            self.press("Shift+Tab" if backwards else "Tab")
            found = self.stop()
            if found is None:
                continue
            if (name and found["name"] == name) or (words and words in found["words"]):
                return
            passed.append(found["words"][:30] or found["mark"])
        raise AssertionError(f"Tab never reached {words or name!r}; it passed {passed[:40]}")

    def round(self) -> list[str]:
        """One round over the page from its beginning: the marks of all stops, in order. Ends where the first comes again."""
        self.page.evaluate("document.activeElement?.blur?.()")
        marks: list[str] = []
        for _ in range(MOST_STOPS):
            self.press("Tab")
            found = self.stop()
            if found is None or (marks and found["mark"] == marks[0]):
                return marks
            if marks and found["mark"] == marks[-1]:
                raise AssertionError(f"a trap: Tab stays on {found['mark']}")
            marks.append(found["mark"])
        raise AssertionError("Tab never came round")
