"""A page that nobody sees gives its live stream back after a while, and reads anew when it is seen: a desk has many tabs, and a
browser opens six connections to one host."""

from __future__ import annotations

import pytest

from tests.ui.stage import events, page

pytestmark = pytest.mark.journey
LIVE = "/live/toy.thread/x"
WATCH = "document.addEventListener('live', (event) => { (window.seen ??= []).push(event.detail.seq ?? null); });"
SEE = """(isHidden) => {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
A_MOMENT = 700  # milliseconds of the real clock: the stream below ends at once, and the browser asks again each 100


@pytest.fixture
def followed(browse):
    """A page with a live element, its clock in our hands; `play(tab, asked)`: `asked()` counts the streams asked for."""

    def follow(play):
        made = page(f'<div data-live="{LIVE}"></div>')

        def run(scene):
            scene.play("/page", made)
            scene.play(LIVE, lambda _request: events(1))
            tab = scene.context.new_page()
            tab.clock.install()
            tab.goto("https://qorgan.test/page")
            tab.evaluate(WATCH)

            def asked() -> int:
                tab.wait_for_timeout(A_MOMENT)
                return len([request for request in scene.asked if request.url.endswith(LIVE)])

            play(tab, asked)

        browse(run)

    return follow


def test_a_stream_rests_while_nobody_sees_the_page_and_wakes_when_somebody_does(followed):
    def play(tab, asked):
        seen = asked()
        assert seen > 1, "the stream is followed while the page is seen"
        tab.evaluate(SEE, True)
        tab.clock.fast_forward(10_000)
        kept = asked()
        assert kept > seen, "a glance at another tab costs nothing"
        tab.clock.fast_forward(11_000)
        tab.wait_for_timeout(A_MOMENT)
        resting = asked()
        assert asked() == resting, "a page that nobody sees holds no connection"
        tab.evaluate("window.seen = []")
        tab.evaluate(SEE, False)
        assert asked() > resting, "seen again, it follows again"
        assert tab.evaluate("window.seen.slice(0, 2)") == [None, 1], "it reads what it missed, then hears the news"

    followed(play)


def test_a_page_that_is_seen_again_soon_never_rested(followed):
    def play(tab, asked):
        tab.evaluate(SEE, True)
        tab.clock.fast_forward(15_000)
        tab.evaluate(SEE, False)
        tab.clock.fast_forward(15_000)
        before = asked()
        assert asked() > before

    followed(play)
