"""Screens of the room `oversight`."""

from playwright.sync_api import Page

from tests.journeys.screens import Screen, linked_from

AUDITOR, OPERATOR = "auditor", "operator"
LATER = """
import django
django.setup()
from procrastinate.contrib.django import app
app.configure_task("oversight.sample", allow_unknown=True, schedule_in={"hours": 20}).defer(number=1)
"""


def with_a_job(walk, screen: Screen) -> str:
    """The page of a job that waits for tomorrow; nothing waits in a demo that is idle."""
    walk.house.run("-c", LATER)
    return linked_from("/oversight/jobs")(walk, screen)


def choose(page: Page, name: str, value: str) -> None:
    """Chooses an answer, whether it is drawn as a list or side by side."""
    listed = page.locator(f"main select[name={name}]")
    if listed.count():
        listed.select_option(value)
    else:
        page.check(f"main input[name={name}][value='{value}']", force=True)


def with_an_emergency(walk, screen: Screen) -> str:
    """The review of an access that a counsellor has just opened to a contact of a colleague."""
    with walk.page("counsellor") as page:
        page.goto(walk.address("/emergency"))
        choose(page, "kind", "helpline.thread")
        page.fill("[name=number]", "T-1100")
        page.fill("[name=reason]", "Бала қазір қауіпте болуы мүмкін, әріптесім желіде жоқ.")
        page.locator("main form[method=post] button[type=submit]").first.click()
        page.wait_for_load_state()
    return linked_from("/emergency/reviews")(walk, screen)


SCREENS = [
    Screen("emergency", role="counsellor"),
    Screen("emergency/reviews", role=AUDITOR),
    Screen("emergency/reviews/<slug:ref>", role=AUDITOR, at=with_an_emergency),
    Screen("oversight/journal", role=AUDITOR),
    Screen("oversight/keys", role=AUDITOR),
    Screen("oversight/jobs", role=OPERATOR),
    Screen("oversight/jobs/<int:number>", role=OPERATOR, at=with_a_job),
    Screen("oversight/health", role=OPERATOR),
    Screen("health", gives="file"),
]
