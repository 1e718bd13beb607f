"""The browser modules, in a browser: theme, keys, palette, toasts, offline, drafts, clocks, live, tables, dialogs."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse

from qorgan.ui.models import Preference
from tests.ui.stage import events, page, posts

pytestmark = pytest.mark.journey
SEEN = "() => window.seen ?? []"
WATCH = """
document.addEventListener('live', (event) => { (window.seen ??= []).push(event.detail); });
"""


def test_the_switch_goes_round_and_is_kept_for_the_account(opened):
    def play(scene, tab):
        looks = [tab.evaluate("document.documentElement.dataset.theme ?? ''")]
        for _turn in range(3):
            with tab.expect_request("**/screen"):
                tab.locator("[data-theme-switch] button:visible").first.click()
            looks.append(tab.evaluate("document.documentElement.dataset.theme ?? ''"))
        assert looks == ["", "light", "dark", ""]
        assert [re.search(r"theme=(\w+)", sent.post_data)[1] for sent in posts(scene, "/screen")] == [
            "light",
            "dark",
            "device",
        ]
        assert tab.evaluate("[localStorage.length, sessionStorage.getItem('q-theme')]") == [0, None]

    opened("", play, answers={"/screen": HttpResponse(status=204)})


def test_a_visitor_s_choice_lasts_as_long_as_the_tab_sends_nothing_and_sets_no_cookie(opened):
    def play(scene, tab):
        tab.locator("[data-theme-switch] button:visible").first.click()
        tab.locator("[data-theme-switch] button:visible").first.click()
        assert posts(scene, "/screen") == []
        assert tab.evaluate("[document.cookie, localStorage.length]") == ["", 0]
        tab.reload()
        assert tab.evaluate("document.documentElement.dataset.theme") == "dark"

    opened("", play, person=False)


def test_without_script_a_visitor_s_choice_is_asked_for_in_the_address(opened):
    """Nothing is posted, so nothing can be refused for want of a token: the form of a visitor carries none."""

    def play(scene, tab):
        tab.locator("[data-theme-switch] button:visible").first.click()
        tab.wait_for_url("**/page?screen=light")
        assert [request for request in scene.asked if request.method != "GET"] == []
        assert scene.context.cookies() == []

    opened("", play, person=False, java_script_enabled=False)


def test_the_palette_finds_places_by_the_letters_one_has(opened):
    def play(scene, tab):
        tab.keyboard.press("Control+k")
        assert tab.locator("#palette").is_visible()
        tab.keyboard.type("отин")
        assert tab.locator("#palette [role=option]:visible").count() == 1
        assert tab.locator("#palette-words").get_attribute("aria-activedescendant") == "command-2"
        tab.keyboard.type("zzz")
        assert tab.locator("#palette .q-none").is_visible()
        tab.keyboard.press("Escape")
        assert not tab.locator("#palette").is_visible()
        tab.keyboard.press("Control+k")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("ArrowDown")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/refer")

    opened("", play, answers={"/refer": HttpResponse("ok")})


def test_single_keys_act_outside_fields_and_never_inside(opened):
    body = '<button data-key="n" id="n">N</button><label>x <input id="field"></label><output id="o"></output>'

    def play(scene, tab):
        tab.evaluate(
            "() => document.getElementById('n').addEventListener('click', () => { window.pressed = (window.pressed ?? 0) + 1 })"
        )
        tab.locator("#field").focus()
        tab.keyboard.press("n")
        assert tab.evaluate("window.pressed ?? 0") == 0
        tab.locator("#field").blur()
        tab.keyboard.press("n")
        assert tab.evaluate("window.pressed") == 1
        tab.keyboard.press("Control+n")
        assert tab.evaluate("window.pressed") == 1
        tab.keyboard.press("?")
        assert tab.locator("#key-list").is_visible()
        tab.keyboard.press("Escape")
        tab.keyboard.press("g")
        tab.keyboard.press("d")
        tab.wait_for_url("**/desk")

    opened(body, play, answers={"/desk": HttpResponse("ok")})


def test_single_keys_can_be_switched_off(opened):
    def play(scene, tab):
        tab.keyboard.press("?")
        assert not tab.locator("#key-list").is_visible()
        tab.keyboard.press("Control+k")
        assert tab.locator("#palette").is_visible()

    opened("", play, preference=Preference(single_keys=False))


def test_a_toast_is_said_stays_under_the_pointer_and_leaves(opened):
    def play(scene, tab):
        tab.clock.install()
        tab.evaluate("document.dispatchEvent(new CustomEvent('q:done', {detail: {text: '<b>Passed on</b>'}}))")
        toast = tab.locator(".q-toast")
        assert toast.text_content().startswith("<b>Passed on</b>")
        tab.clock.run_for(100)
        assert tab.locator("#said").text_content() == "<b>Passed on</b>"
        toast.hover()
        tab.clock.run_for(20_000)
        assert toast.count() == 1
        tab.mouse.move(0, 0)
        tab.clock.run_for(6_100)
        assert toast.count() == 0

    opened("", play)


def test_without_a_connection_the_line_stands_and_the_form_is_sent_once_it_is_back(opened):
    state = {"down": True}
    body = (
        '<form method="post" action="/send" hx-post="/send" hx-target="#out"><input name="a" value="1">'
        '<button>go</button></form><p id="out"></p>'
    )

    def answer(_request):
        return None if state["down"] else HttpResponse("sent")

    def play(scene, tab):
        tab.locator("form button", has_text="go").click()
        line = tab.locator("[data-offline]")
        line.wait_for(state="visible")
        assert "Kept here: 1." in line.text_content()
        state["down"] = False
        tab.evaluate("dispatchEvent(new Event('online'))")
        tab.locator("#out", has_text="sent").wait_for()
        line.wait_for(state="hidden")
        assert len(posts(scene, "/send")) == 2

    opened(body, play, answers={"/send": answer})


def test_a_draft_stays_in_the_tab_until_it_is_sent(opened):
    body = (
        '<form method="post" action="/send" data-draft="note"><textarea name="words" id="w"></textarea>'
        '<input type="password" name="secret" id="s"><button id="go">go</button></form>'
    )

    def play(scene, tab):
        tab.on("dialog", lambda dialog: dialog.accept())
        tab.locator("#w").fill("half a thought")
        tab.locator("#s").fill("hidden")
        kept = tab.evaluate("sessionStorage.getItem('q-draft:note')")
        assert "half a thought" in kept
        assert "hidden" not in kept
        tab.reload()
        assert tab.locator("#w").input_value() == "half a thought"
        assert tab.evaluate("localStorage.length") == 0
        tab.locator("#go").click()
        tab.wait_for_url("**/send")
        tab.goto("https://qorgan.test/page")
        assert tab.locator("#w").input_value() == ""

    opened(body, play, answers={"/send": page("done")})


def test_a_clock_moves_by_the_second_and_is_read_by_the_minute(browse):
    body = (
        '<section class="q-clock" data-clock data-now="2026-11-20T14:00:00+05:00"'
        ' data-start="2026-11-20T13:56:00+05:00"'
        ' data-due="2026-11-20T14:01:30+05:00" data-left="{minutes} min left"'
        ' data-over="over {minutes}" data-days="{days} d {hours} h">'
        '<span data-clock-time></span><span data-clock-words aria-live="polite"></span>'
        '<svg><rect data-clock-bar width="0"/></svg></section>'
    )

    def play(tab):
        figure, words = tab.locator("[data-clock-time]"), tab.locator("[data-clock-words]")
        tab.clock.run_for(10_000)
        assert figure.text_content() in ("01:20", "01:19", "01:21")
        assert words.text_content() == ""
        tab.clock.run_for(25_000)
        assert words.text_content() == "0 min left"
        tab.clock.run_for(70_000)
        assert figure.text_content().startswith("+00:1")
        assert tab.locator(".q-clock-danger").count() == 1
        assert tab.locator("[data-clock-bar]").get_attribute("width") == "100.0"

    def run(scene):
        scene.play("/page", made)
        tab = scene.context.new_page()
        tab.clock.install(time="2020-01-01T00:00:00Z")  # the device's own clock is years behind
        tab.goto("https://qorgan.test/page")
        play(tab)

    made = page(body)
    browse(run)


def test_a_live_element_hears_messages_and_reads_again_after_a_break(opened):
    """The browser itself sends Last-Event-ID, past what can be intercepted here; the journeys see it arrive."""
    streams = [events(1, 2), {"status": 503, "body": ""}, events(3)]

    def play(scene, tab):
        tab.evaluate(WATCH)
        tab.wait_for_function("() => window.seen?.some((one) => one.seq === 3)")
        heard = [one.get("seq") for one in tab.evaluate(SEEN)]
        assert heard[-2:] == [None, 3], "an opened stream makes the page read again, then tells the news"

    opened(
        '<div data-live="/live/toy.thread/x"></div>',
        play,
        answers={"/live/toy.thread/x": lambda _request: streams.pop(0) if streams else {"status": 204, "body": ""}},
    )


def test_two_elements_share_a_stream_and_foreign_addresses_are_not_followed(opened):
    def play(scene, tab):
        tab.wait_for_timeout(300)
        assert len([request for request in scene.asked if "/live/" in request.url]) == 1
        assert scene.strange == []

    twice = '<div data-live="/live/a/x"></div>' * 2
    body = f'{twice}<div data-live="https://evil.example/live/a/x"></div>'
    opened(body, play, answers={"/live/a/x": lambda _request: {"status": 204, "body": ""}})


def test_htmx_reads_the_part_again_at_each_message(opened):
    body = '<div data-live="/live/toy.thread/x" hx-get="/part" hx-trigger="live" hx-target="#rows"><p id="rows"></p></div>'

    def play(scene, tab):
        tab.locator("#rows", has_text="fresh").wait_for()
        assert scene.strange == []

    opened(body, play, answers={"/live/toy.thread/x": lambda _request: events(1), "/part": HttpResponse("fresh")})


def test_a_list_that_is_read_keeps_still_and_counts_what_waits(opened):
    body = (
        '<div data-table data-hold id="list"><button data-held data-words="{number} new" hidden></button>'
        '<a class="q-queue-row" href="#a">row</a></div>'
    )
    live = "document.getElementById('list').dispatchEvent(new CustomEvent('live', {detail: {}, bubbles: true}))"

    def play(scene, tab):
        tab.evaluate(WATCH)
        tab.locator(".q-queue-row").hover()
        tab.evaluate(live)
        tab.evaluate(live)
        assert tab.evaluate(SEEN) == []
        assert tab.locator("[data-held]").text_content() == "2 new"
        tab.locator("[data-held]").click()
        assert len(tab.evaluate(SEEN)) == 1
        assert not tab.locator("[data-held]").is_visible()
        tab.evaluate("document.activeElement.blur()")
        tab.mouse.move(1300, 800)
        tab.evaluate(live)
        assert len(tab.evaluate(SEEN)) == 2

    opened(body, play)


def test_j_and_k_move_and_enter_opens(opened):
    body = (
        "<section data-table><table><tbody>"
        + "".join(f'<tr><th><a data-open href="#r{n}">{n}</a></th></tr>' for n in range(3))
        + "</tbody></table></section>"
    )

    def play(scene, tab):
        for key in ("j", "j", "j", "k"):
            tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.textContent") == "1"
        tab.keyboard.press("Enter")
        assert tab.url.endswith("#r1")

    opened(body, play)


TABLE = (
    '<section data-table id="t"><a id="sort" href="?sort=name">sort</a><div class="q-scroll" tabindex="0"></div></section>'
    '<a id="skip" href="#t">skip</a>'
)


def test_sorting_loads_the_table_alone_and_the_way_back_shows_the_rows_of_before(opened):
    whole, part = page(TABLE), HttpResponse('<section data-table id="t"><p>sorted</p></section>')

    def play(scene, tab):
        tab.evaluate("window.same = true")
        tab.locator("#sort").click()
        tab.locator("#t", has_text="sorted").wait_for()
        tab.wait_for_url("**/page?sort=name")
        assert tab.evaluate("window.same") is True
        sent = next(request for request in scene.asked if "/page?sort" in request.url)
        assert "x-by-itself" not in sent.headers, "a person asked for it, so the session is not idle"
        with tab.expect_event("load"):
            tab.evaluate("() => { setTimeout(() => history.back(), 0); }")
        assert tab.url.endswith("/page")
        assert tab.locator("#sort").count() == 1

    opened(TABLE, play, answers={"/page": lambda request: part if request.headers.get("hx-target") == "t" else whole})


def test_a_link_within_the_page_does_not_load_it_again(opened):
    def play(scene, tab):
        tab.evaluate("window.same = true")
        tab.locator("#skip").click()
        tab.wait_for_url("**/page#t")
        tab.wait_for_timeout(300)
        assert tab.evaluate("window.same") is True
        assert len([request for request in scene.asked if request.url.split("#")[0].endswith("/page")]) == 1

    opened(TABLE, play)


def test_a_form_is_sent_once_however_often_it_is_pressed(opened):
    body = '<form method="post" action="/send" target="_blank"><button id="go">go</button></form>'

    def play(scene, tab):
        tab.evaluate("() => { const go = document.getElementById('go'); go.click(); go.click(); go.click(); }")
        tab.wait_for_timeout(300)
        assert len(posts(scene, "/send")) == 1

    opened(body, play, answers={"/send": HttpResponse("ok")})


def test_a_dialog_names_the_thing_and_cancel_is_first_in_focus(opened):
    body = (
        '<a href="/close" id="open" data-dialog="d">Close</a>{% confirm "d" title="Close case 7?"'
        ' text="It can be opened again." '
        'verb="Close case" cancel="Do not close" %}'
        '<form method="post" action="/close" id="d-form"></form>{% endconfirm %}'
    )

    def play(scene, tab):
        tab.locator("#open").click()
        assert tab.locator("#d").is_visible()
        assert tab.evaluate("document.activeElement.textContent") == "Do not close"
        tab.keyboard.press("Escape")
        assert not tab.locator("#d").is_visible()
        tab.locator("#open").click()
        tab.locator("#d button", has_text="Close case").click()
        tab.wait_for_url("**/close")
        assert len(posts(scene, "/close")) == 1

    opened(body, play, answers={"/close": HttpResponse("ok")})


def test_an_answer_that_failed_is_told_in_a_line_that_stays(opened):
    body = '<button id="go" hx-post="/send" hx-target="#out">go</button><p id="out">before</p>'

    def play(scene, tab):
        tab.locator("#go").click()
        tab.locator("[data-failed]").wait_for()
        assert tab.locator("[data-failed]").get_attribute("role") == "alert"
        assert tab.locator("#out").text_content() == "before"

    opened(body, play, answers={"/send": HttpResponse("<b>trace</b>", status=500)})


def test_the_policy_refuses_inline_script_and_style_that_slip_in(opened):
    def play(scene, tab):
        assert tab.evaluate("window.slipped ?? false") is False
        assert len([text for text in scene.complaints if "Content Security Policy" in text]) >= 2

    opened('<script>window.slipped = true</script><p style="color:red">x</p>', play)
