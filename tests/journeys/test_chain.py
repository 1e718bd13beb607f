"""The child's chain: from the first word to a case, a service, and back to the child. Four browsers, real processes, a real database.

The child writes on a phone; the counsellor answers, records and hands over; the caseworker takes the case, assesses, plans
and refers; the service's worker sees what was shared, and nothing else, and does it; the caseworker answers; the counsellor
tells the child, who comes back with its six words on another phone, reads it and says that it helped.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import House, shot, sign_in

pytestmark = pytest.mark.journey
TOKEN = f"ақпан {time.time_ns() % 100000}"
FIRST = f"сәлем, үйде мені ұрады, {TOKEN}"
NAME = f"Жұлдыз{time.time_ns() % 1000}"
HIDDEN = "Ағасы түнде келеді, бұл сөз ешқайда шықпайды"
SHARED = "Мектептен кейін үйге барғысы келмейді"
ANSWER = "Мектепте саған сенімді маман бар, дүйсенбіде кездесуге болады."
TOLD = "Сәлем, Жұлдыз. Дүйсенбіде мектепте саған көмектесетін адам күтеді."
THANKS = "Рақмет, енді қорықпаймын"
THRICE = """async () => {
  const form = document.querySelector("main form:has([name=which])");
  const sent = () => new URLSearchParams(new FormData(form));
  const other = sent();
  other.set("once", crypto.randomUUID());
  const post = (body) => fetch(location.href, {method: "POST", body, redirect: "manual"});
  await Promise.all([post(sent()), post(sent()), post(other)]);
}"""
"""The form at once: clicked twice, and by a colleague whose page stood open too. It makes one case."""
LIVE = 350
"""Milliseconds after which a choice that changes what is asked has been sent."""
SAVED = 3_500
"""Milliseconds after which a form that rests was kept by itself."""
WHERE = """
import django; django.setup()
from qorgan.organisations.models import Organisation
from qorgan.staff.models import Account, Membership
import sys
from qorgan.directory.models import Service
account = Account.objects.get(username=sys.argv[1])
house = Organisation.objects.select_related("place").get(pk=Membership.objects.now().filter(account=account).values("organisation")[:1])
print(house.place.ref, house.ref)
worker = Account.objects.get(username=sys.argv[2])
asked = Membership.objects.now().filter(account=worker).values("organisation")[:1]
print(Service.objects.working().filter(organisation__in=asked).order_by("key").first().ref)
"""


@contextmanager
def desk_of(browser: Browser, house: House, role: str) -> Iterator[Page]:
    """Somebody's own browser, signed in."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="kk")
    page = context.new_page()
    sign_in(page, house, role)
    yield page
    context.close()


@contextmanager
def phone_of(browser: Browser) -> Iterator[Page]:
    """A phone, 360 pixels wide."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=2, has_touch=True, locale="kk")
    yield context.new_page()
    context.close()


def answer(page: Page, prefix: str = "", **given: str) -> None:
    """Answers fields by their names; what a choice changes is waited for."""
    for name, value in given.items():
        control = page.locator(f'[name="{prefix}{name}"]:not([type=hidden])')
        control.first.wait_for(state="attached")
        choice = page.locator(f'[name="{prefix}{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
        if choice.count():
            choice.check(force=True)
        elif control.first.evaluate("one => one.tagName") == "SELECT":
            control.first.select_option(value)
        else:
            control.first.fill(value)
            control.first.blur()
        page.wait_for_timeout(LIVE)
        page.wait_for_load_state("networkidle")


def told(page: Page, **given: str) -> None:
    """Answers questions of a form of the country."""
    answer(page, "a.", **given)


def long_shot(page: Page, name: str) -> None:
    """A picture of the whole page, for whoever judges it."""
    page.evaluate("window.scrollTo(0, 0)")
    shot(page, name)


def press(page: Page, words: str) -> None:
    """Presses the button of the main part with these words."""
    page.locator("main").get_by_role("button", name=words).first.click()
    page.wait_for_load_state("networkidle")


def child_writes(phone: Page, house: House) -> list[str]:
    """The first message; gives the six words."""
    phone.goto(f"{house.address}/help?lang=kk")
    phone.check("input[name=about][value=self]")
    phone.fill("textarea[name=text]", FIRST)
    phone.click("button.on")
    phone.wait_for_selector("#send", timeout=20000)
    words = [li.inner_text() for li in phone.query_selector_all(".code li")]
    assert len(words) == 6
    return words


def counsellor_takes_and_records(desk: Page, house: House) -> None:
    """Takes the conversation, answers, keeps the record."""
    desk.goto(f"{house.address}/desk")
    if desk.locator(".q-duty button[value=on]").count():
        desk.click(".q-duty button[value=on]")
    desk.wait_for_selector(".q-duty button[value=break]")
    desk.locator(".q-queue-row", has_text=TOKEN).click()
    desk.click(".q-desk-write button")
    desk.wait_for_selector("[data-write] textarea")
    desk.fill("[data-write] textarea", "Сәлем. Мен осындамын, айтып бере аласың ба?")
    desk.keyboard.press("Control+Enter")
    desk.locator(".q-said-us", has_text="Мен осындамын").wait_for(timeout=10000)
    told(desk, call_type="child_about_self", child_age="11", child_gender="girl", child_first_name=NAME)
    told(desk, categories="violence.physical", summary=SHARED)
    thread = desk.url
    desk.locator("#desk-record button[name=_do][value=save]").click()
    desk.wait_for_url("**/contacts/*")
    desk.wait_for_load_state("networkidle")
    desk.goto(thread)


def counsellor_hands_over(desk: Page, house: House, place: str, organisation: str) -> str:
    """Makes a case of it; gives its number."""
    thread = desk.url
    desk.locator("#intake-beside a.q-btn").click()
    desk.wait_for_selector("select[name=place], input[name=place]")
    long_shot(desk, "chain-hand-over-kk")
    answer(desk, place=place)
    desk.locator(f'[name=organisation][value="{organisation}"], [name=organisation] option[value="{organisation}"]').first.wait_for(
        state="attached"
    )
    answer(desk, risk="high", wants_help="yes", agrees_to_tell="yes", legal_ground="family_violence", given_by="nobody")
    answer(desk, note="Бала үйдегі зорлық туралы өзі айтты", organisation=organisation)
    desk.evaluate(THRICE)
    desk.goto(thread)
    expect(desk.locator("#intake-beside article")).to_have_count(1)
    card = desk.locator("#intake-beside article")
    long_shot(desk, "chain-counsellor-kk")
    return card.locator("b.q-num").inner_text()


def case_is_taken(supervisor: Page, house: House, number: str) -> str:
    """The supervisor finds the waiting case and takes it; gives its address."""
    supervisor.goto(f"{house.address}/cases?state=open&waiting=yes&order=-opened")
    supervisor.get_by_role("link", name=number, exact=True).first.click()
    supervisor.wait_for_load_state("networkidle")
    address = supervisor.url
    press(supervisor, "Істі алу")
    return address


def case_is_assessed(worker: Page, case: str) -> None:
    """The risk form, filled in and final."""
    begin(worker, case, "risk_assessment")
    today = time.strftime("%Y-%m-%d")
    told(worker, assessment_requested_on=today, source_interview="child", protection_concerns="physical_abuse_violence")
    told(worker, threats_to_safety=HIDDEN, child_wishes_words=SHARED, urgent_protection_concern="no")
    told(worker, duty_to_report="no_duty", no_duty_note="Сенім желісі хабарлап қойған", safety_category="safe")
    told(worker, risk_level_reason="Бала үйде қауіпсіз емес", risk_level="high")
    long_shot(worker, "chain-assessment-kk")
    finalise(worker, case)


def begin(worker: Page, case: str, kind: str) -> None:
    """Begins a form of the case."""
    worker.goto(f"{case}?part=forms")
    worker.locator(f'main form:has(input[name=kind][value="{kind}"]) button').click()
    worker.wait_for_url("**/cases/forms/*")
    worker.wait_for_load_state("networkidle")


def finalise(worker: Page, case: str) -> None:
    """Finalises the form that is open; the page of the case comes back."""
    worker.wait_for_timeout(SAVED)
    worker.wait_for_load_state("networkidle")
    worker.locator("button[name=_do][value=finalise]").click()
    worker.wait_for_load_state("networkidle")
    assert worker.locator(".q-errors").all_inner_texts() == []
    worker.wait_for_url(case)


def case_is_planned(worker: Page, case: str) -> None:
    """The plan, agreed with the child."""
    begin(worker, case, "plan")
    told(worker, date_case_plan=time.strftime("%Y-%m-%d"), general_case_plan_objectives="Бала қауіпсіз жерде")
    told(worker, child_agreement="agrees")
    finalise(worker, case)


def case_is_referred(worker: Page, case: str, service: str) -> str:
    """A referral with one line of the assessment and the child's age; gives its address."""
    worker.goto(case)
    origin = worker.locator('main a[href*="for=case:"]').first.get_attribute("href") or ""
    worker.locator('main a[href*="for=case:"]').first.click()
    worker.select_option("select[name=sex]", "girl")
    worker.wait_for_url("**&about=*")
    assert "girl" not in worker.url
    worker.goto(f"{case.split('/cases/', maxsplit=1)[0]}/referrals/new/{service}?{origin.partition('?')[2]}")
    worker.select_option("select[name=urgency]", index=1)
    worker.fill("textarea[name=message]", "Баламен сөйлесуді сұраймыз")
    worker.locator("main form button[type=submit]").first.click()
    worker.wait_for_url("**/share")
    worker.locator('input[value="case_risk_assessment:child_wishes_words"]').check(force=True)
    worker.locator('input[value="child:age"]').check(force=True)
    long_shot(worker, "chain-share-kk")
    worker.locator("main form button[type=submit]").first.click()
    worker.wait_for_url("**/consent")
    worker.goto(worker.url.replace("/consent", "/exception"))
    worker.select_option("select[name=ground]", "crisis")
    worker.fill("textarea[name=note]", "Бала қауіпте, келісім күтуге болмайды")
    worker.locator("main form button[type=submit]").first.click()
    worker.wait_for_url("**/send")
    shown = worker.locator("main").inner_text()
    assert SHARED in shown
    assert HIDDEN not in shown
    if worker.locator("input[name=although]").count():
        worker.check("input[name=although]", force=True)
    worker.locator("main form button[type=submit]").last.click()
    worker.wait_for_load_state("networkidle")
    return worker.url


def service_does_it(service: Page, referral: str) -> None:
    """Accepts, writes down what was done, reports; sees what was shared and nothing else of the child."""
    service.goto(referral)
    seen = service.locator("main").inner_text()
    assert SHARED in seen
    for hidden in (HIDDEN, NAME, TOKEN, "K-"):
        assert hidden not in seen
    long_shot(service, "chain-service-kk")
    for step in ("accept", "record", "report"):
        service.goto(f"{referral}/{step}")
        for name in ("kind", "outcome"):
            if service.locator(f"select[name={name}]").count():
                service.select_option(f"select[name={name}]", index=1)
            elif service.locator(f"input[type=radio][name={name}]").count():
                service.locator(f"input[type=radio][name={name}]").first.check(force=True)
        for name, words in (("note", "Мектепте кездестік"), ("report", "Бала енді жалғыз емес")):
            if service.locator(f"textarea[name={name}]").count():
                service.fill(f"textarea[name={name}]", words)
        if service.locator("input[name=minutes]").count():
            service.fill("input[name=minutes]", "45")
        service.locator("main form button[type=submit]").first.click()
        service.wait_for_load_state("networkidle")
        assert service.url == referral, service.locator("main").inner_text()


def answer_comes_back(worker: Page, desk: Page, case: str, house: House) -> None:
    """The caseworker writes what the child may be told; it lies beside the conversation at once; the counsellor sends it."""
    thread = desk.url
    worker.goto(case)
    worker.locator('main a[href$="/answer"]').first.click()
    worker.fill("textarea[name=text]", ANSWER)
    long_shot(worker, "chain-answer-kk")
    worker.locator("main form button[type=submit]").first.click()
    worker.wait_for_load_state("networkidle")
    desk.locator("#intake-beside form[action*='/receive'] button").first.wait_for(timeout=10000)
    desk.locator("#intake-beside form[action*='/receive'] button").first.click()
    desk.wait_for_selector("textarea[name=text]")
    assert ANSWER in desk.locator("main").inner_text()
    desk.fill("textarea[name=text]", TOLD)
    long_shot(desk, "chain-send-kk")
    desk.locator("main form button[type=submit]").first.click()
    desk.wait_for_load_state("networkidle")
    assert desk.url == thread


def child_returns(other: Page, house: House, words: list[str]) -> None:
    """Another phone, the six words: the answer stands first, and the question under it."""
    other.goto(f"{house.address}/return?lang=kk")
    other.fill("input[name=words]", " ".join(words))
    other.click("button.on")
    other.wait_for_selector("#send", timeout=20000)
    assert TOLD in other.inner_text("#log")
    assert ANSWER not in other.inner_text("#log")
    other.locator("#helped-words").scroll_into_view_if_needed()
    shot(other, "chain-child-back-kk")
    other.fill("#helped-words", THANKS)
    other.locator("button[name=helped][value=yes]").click()
    other.wait_for_selector("#send")
    assert other.locator("#helped-words").count() == 0


def test_from_the_first_word_to_a_service_and_back_to_the_child(house: House, browser: Browser) -> None:
    names = house.accounts["case_supervisor"][0], house.accounts["service_worker"][0]
    place, organisation, service = house.run("-c", WHERE, *names).split()
    with (
        phone_of(browser) as phone,
        desk_of(browser, house, "counsellor") as desk,
        desk_of(browser, house, "case_supervisor") as worker,
    ):
        words = child_writes(phone, house)
        counsellor_takes_and_records(desk, house)
        number = counsellor_hands_over(desk, house, place, organisation)
        case = case_is_taken(worker, house, number)
        case_is_assessed(worker, case)
        case_is_planned(worker, case)
        referral = case_is_referred(worker, case, service)
        with desk_of(browser, house, "service_worker") as there:
            service_does_it(there, referral)
            assert there.goto(case).status == 404
        assert desk.context.request.get(case).status == 404
        answer_comes_back(worker, desk, case, house)
        with phone_of(browser) as other:
            child_returns(other, house, words)
        worker.goto(case)
        story = worker.locator(".q-timeline").first.inner_text()
        for line in (
            "Сенім желісіне алғашқы хабарлама", "Кеңесші әңгімені алды", "Өтініш іске берілді", "Жауап балаға жіберілді",
            "Бала жауапты оқыды", "Бала көмек туралы айтты", THANKS,
        ):  # fmt: skip
            assert line in story, line
        expect(worker.locator("main")).not_to_contain_text(TOKEN)
        long_shot(worker, "chain-story-kk")
        worker.goto(f"{case}?show=answer")
        assert "Сенім желісіне алғашқы хабарлама" not in worker.locator(".q-timeline").first.inner_text()
        shot(worker, "chain-story-answer-kk")
