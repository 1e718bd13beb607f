"""Screens of notices: the bell, one's own notices, what left the house, receivers of webhooks."""

from __future__ import annotations

import pytest

from qorgan.notices import access
from qorgan.notices.actions.deliver import claim_delivery, settle_delivery
from qorgan.notices.channels import Outcome
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.models import Endpoint, Preference

pytestmark = pytest.mark.django_db


def test_the_bell_counts_what_is_unread_and_opening_a_notice_reads_it(told, aigerim, sit) -> None:
    told()
    told(is_urgent=True)
    browser = sit(aigerim)
    page = browser.get("/notices").content.decode()
    assert "Notices, unread: 2" in page
    assert "Item K-1204 waits" in page
    ref = page.split('name="open" value="')[1][:16]
    answer = browser.post("/notices/mark", {"open": ref})
    assert (answer.status_code, answer["Location"]) == (302, "/clocks")
    assert "Notices, unread: 1" in browser.get("/notices/bell").content.decode()


def test_all_are_marked_and_that_can_be_taken_back(told, aigerim, sit) -> None:
    told()
    told()
    browser = sit(aigerim)
    page = browser.post("/notices/mark").content.decode()
    assert "Marked as read: 2." in page
    refs = [part[:16] for part in page.split('name="ref" value="')[1:]]
    browser.post("/notices/mark", {"ref": refs})
    assert "Notices, unread: 2" in browser.get("/notices/bell").content.decode()


def test_somebody_elses_notice_is_neither_seen_nor_marked(told, aigerim, cast, sit) -> None:
    told()
    bolat = cast.person(access.NOTICE_OWN, access.NOTICE_SEND)
    ref = sit(aigerim).get("/notices").content.decode().split('name="open" value="')[1][:16]
    browser = sit(bolat)
    assert "K-1204" not in browser.get("/notices").content.decode()
    assert browser.post("/notices/mark", {"open": ref})["Location"] == "/notices"
    assert "Notices, unread: 1" in sit(aigerim).get("/notices/bell").content.decode()


def test_quiet_hours_are_kept_and_shown_again(aigerim, sit) -> None:
    browser = sit(aigerim)
    given = {"by_mail": "on", "quiet_from": "22:00", "quiet_to": "07:00", "digest_at": ""}
    assert browser.post("/notices/ways", given).status_code == 302
    kept = Preference.objects.get(pk=aigerim.account)
    assert (kept.by_mail, kept.by_sms, kept.quiet_from, kept.quiet_to, kept.digest_at) == (True, False, 1320, 420, None)
    assert 'value="22:00"' in browser.get("/notices/ways").content.decode()
    assert browser.post("/notices/ways", {**given, "quiet_to": ""}).status_code == 422


@pytest.fixture
def dead(told, sender):
    """A mail that its receiver rejected."""
    (delivery,) = told()
    (held,) = claim_delivery(by=sender, delivery=delivery.id)
    settle_delivery(by=sender, delivery=held, outcome=Outcome(Failure.REJECTED, 550))
    return delivery


def test_an_operator_sees_what_failed_and_neither_address_nor_words(dead, operator, sit) -> None:
    browser = sit(operator)
    for page in (browser.get("/notices/deliveries?state=dead"), browser.get(f"/notices/deliveries/{dead.ref}")):
        text = page.content.decode()
        assert "rejected by the receiver" in text
        assert "aigerim@" not in text
        assert "K-1204" not in text


def test_an_operator_puts_it_back_once_or_takes_it_out(dead, operator, sit, outbox) -> None:
    browser = sit(operator)
    assert browser.post(f"/notices/deliveries/{dead.ref}/retry").status_code == 302
    assert [row.state for row in outbox()] == [State.WAITING]
    assert browser.post(f"/notices/deliveries/{dead.ref}/retry").status_code == 422
    assert browser.post(f"/notices/deliveries/{dead.ref}/replay").status_code == 422
    assert browser.post(f"/notices/deliveries/{dead.ref}/cancel").status_code == 302
    assert [row.state for row in outbox()] == [State.CANCELLED]
    assert browser.post(f"/notices/deliveries/{dead.ref}/explode").status_code == 404


def test_whoever_only_looks_may_not_send_again(dead, cast, sit) -> None:
    browser = sit(cast.person(access.DELIVERY_READ))
    assert "Put back into the outbox" not in browser.get(f"/notices/deliveries/{dead.ref}").content.decode()
    assert browser.post(f"/notices/deliveries/{dead.ref}/retry").status_code == 404


def test_a_receiver_is_entered_its_key_changed_and_the_earlier_one_dropped(keeper, sit, settings) -> None:
    browser = sit(keeper)
    given = {"url": "https://system.example/hook", "events": ["clocks.clock.met"], "is_on": "on"}
    where = browser.post("/notices/receivers/new", given)["Location"]
    page = browser.get(where).content.decode()
    assert page.count("whsec_") == 1
    browser.post(f"{where}/key/change")
    assert browser.get(where).content.decode().count("whsec_") == 2
    browser.post(f"{where}/key/drop")
    after = browser.get(where).content.decode()
    assert after.count("whsec_") == 1
    assert page.split("whsec_")[1][:44] not in after
    assert browser.post("/notices/receivers/new", given).status_code == 422
    assert browser.post("/notices/receivers/new", {**given, "url": "http://system.example/hook"}).status_code == 422


def test_a_receiver_of_another_house_is_absent(keeper, cast, sit) -> None:
    where = sit(keeper).post("/notices/receivers/new", {"url": "https://system.example/hook", "events": ["clocks.clock.met"]})[
        "Location"
    ]
    stranger = cast.person(access.ENDPOINT_MANAGE, at=cast.elsewhere)
    assert sit(stranger).get(where).status_code == 404
    assert Endpoint.objects.visible_to(stranger).count() == 0


def test_a_webhook_that_was_taken_can_be_replayed_and_a_mail_cannot(operator, told, sender, sit, outbox) -> None:
    (delivery,) = told(channels=(Channel.MAIL,))
    (held,) = claim_delivery(by=sender, delivery=delivery.id)
    settle_delivery(by=sender, delivery=held, outcome=Outcome(status=250))
    assert sit(operator).post(f"/notices/deliveries/{delivery.ref}/replay").status_code == 422
