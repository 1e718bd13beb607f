"""What is told while the answer to an earlier word is on its way is not lost: the element that hears it is about to be replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpResponse

from tests.ui.stage import page

pytestmark = pytest.mark.journey
LIVE = "/live/toy.thread/x"
SCRIPT = "ui/js/live.js"
STREAM = """
window.EventSource = class extends EventTarget {
  constructor() { super(); window.stream = this; setTimeout(() => this.dispatchEvent(new Event("open"))); }
  close() {}
};
window.tell = (seq) => window.stream.dispatchEvent(new MessageEvent("toy.thread", { data: JSON.stringify({ seq }) }));
"""
A_MOMENT = 500  # milliseconds


def talk(said: str) -> str:
    return f'<div id="talk" data-live="{LIVE}" hx-get="/talk" hx-trigger="live" hx-target="this" hx-swap="outerHTML">{said}</div>'


@pytest.fixture
def told_twice(browse):
    """How often the page asks when a second word is told before the first is answered, and what it shows at the end."""

    def tell(script: str) -> tuple[int, str]:
        seen: list[tuple[int, str]] = []

        def run(scene):
            held: list = []
            scene.play("/page", page(talk("")))
            scene.play(f"/static/{SCRIPT}", HttpResponse(script, content_type="text/javascript"))
            scene.context.add_init_script(STREAM)
            scene.context.route("**/talk", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
            tab = scene.open("/page")

            def answer(said: str) -> None:
                held[-1].fulfill(status=200, body=talk(said), headers={"Content-Type": "text/html"})

            tab.evaluate("tell(1)")
            tab.wait_for_timeout(A_MOMENT)
            tab.evaluate("tell(2)")
            answer("one")
            tab.wait_for_timeout(A_MOMENT)
            if len(held) > 1:
                answer("one two")
                tab.wait_for_timeout(A_MOMENT)
            seen.append((len(held), tab.inner_text("#talk")))

        browse(run)
        return seen[0]

    return tell


def test_a_word_that_comes_while_the_page_reads_the_one_before_is_shown_and_asked_for_once(told_twice):
    source = Path(finders.find(SCRIPT)).read_text()
    assert told_twice(source) == (2, "one two")


def test_without_telling_again_it_would_be_lost(told_twice):
    source = Path(finders.find(SCRIPT)).read_text()
    broken = source.replace("stream.tellAgain(askedAt)", "void stream")
    assert broken != source
    assert told_twice(broken) == (1, "one")
