"""From the outbox to real receivers on the loopback: what arrives, what is tried again, what never leaves twice."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from qorgan.notices import sending
from qorgan.notices.actions import keep_endpoint, tell_endpoints
from qorgan.notices.actions.deliver import NothingToClaim, claim_delivery, settle_delivery
from qorgan.notices.addressees import Reach
from qorgan.notices.channels import Outcome, webhook
from qorgan.notices.choices import Channel, Failure, State
from qorgan.notices.jobs import turn
from qorgan.notices.models import Attempt, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(owner):
    """Moves everything in the outbox into the past, as if so much time had gone by."""

    def moved(by: timedelta) -> None:
        with owner(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notices_delivery SET next_at = next_at - %s, claimed_until = claimed_until - %s, expires_at = expires_at - %s",
                [by, by, by],
            )

    return moved


def test_a_mail_arrives_with_numbers_and_an_address_and_says_its_stable_name(told, post, outbox) -> None:
    (delivery,) = told()
    assert turn() == 1
    (mail,) = post.mails
    assert mail["Subject"] == "Item K-1204 waits"
    assert mail["To"] == "aigerim@example.org"
    assert mail["Message-ID"] == f"<{delivery.ref}@house.example>"
    assert mail.get_content().replace("\r\n", "\n").split("\n\n") == [
        "3 things wait. Item K-1204 ends at 24.11.2026\N{NO-BREAK SPACE}14:30.",
        "https://qorgan.example/clocks\n",
    ]
    assert [row.state for row in outbox()] == [State.SENT]
    assert turn() == 0, "what was sent does not leave again"
    assert len(post.mails) == 1


def test_a_mail_is_in_the_readers_language(told, aigerim, book, post, waiting) -> None:
    book[aigerim.account] = Reach("ru", "aigerim@example.org")
    told()
    turn()
    assert post.mails[0]["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("reply", "state", "failure"),
    [
        ("451 come back later", State.WAITING, Failure.SERVER_ERROR),
        ("450 too many", State.WAITING, Failure.RATE_LIMITED),
        ("550 nobody here", State.DEAD, Failure.REJECTED),
        ("554 no", State.DEAD, Failure.REJECTED),
    ],
)
def test_what_the_mail_server_says_decides_whether_it_is_tried_again(told, post, outbox, reply, state, failure) -> None:
    post.reply = reply
    told()
    turn()
    (row,) = outbox()
    assert (row.state, row.failure, row.attempts) == (state, failure, 1)


def test_a_mail_that_a_server_put_off_arrives_later_under_the_same_name(told, post, outbox, later) -> None:
    post.reply = "451 come back later"
    (delivery,) = told()
    turn()
    assert turn() == 0, "not before its time"
    post.reply = ""
    later(timedelta(minutes=1))
    turn()
    assert [mail["Message-ID"] for mail in post.mails] == [f"<{delivery.ref}@house.example>"]
    assert Attempt.objects.filter(delivery=delivery.id).count() == 2


def test_a_mail_server_that_is_away_is_tried_again(told, post, outbox, settings) -> None:
    settings.EMAIL_PORT = 1
    told()
    turn()
    (row,) = outbox()
    assert (row.state, row.failure) == (State.WAITING, Failure.UNREACHABLE)


def test_without_a_mail_server_it_waits_and_says_why(told, settings, outbox) -> None:
    settings.EMAIL_HOST = ""
    told()
    turn()
    assert [(row.state, row.failure) for row in outbox()] == [(State.WAITING, Failure.NOT_CONFIGURED)]


def test_whoever_has_no_address_any_more_is_not_tried_again(told, aigerim, book, post, outbox) -> None:
    told()
    book[aigerim.account] = Reach("en")
    turn()
    assert [(row.state, row.failure) for row in outbox()] == [(State.DEAD, Failure.NO_ADDRESS)]


def test_an_urgent_notice_goes_by_text_message_too(told, post, gateway, outbox) -> None:
    gateway.body = b'{"message_id": "g-77"}'
    mail, sms = told(is_urgent=True)
    assert (mail.channel, sms.channel) == (Channel.MAIL, Channel.SMS)
    turn()
    ((_method, _path, headers, body),) = gateway.asked
    assert json.loads(body) == {
        "to": "+77012345678",
        "text": "3 things wait. Item K-1204 ends at 24.11.2026\N{NO-BREAK SPACE}14:30. https://qorgan.example/clocks",
        "id": sms.ref,
    }
    assert headers["Idempotency-Key"] == sms.ref
    assert headers["Authorization"] == "Bearer secret"
    assert [row.provider_number for row in outbox() if row.channel == Channel.SMS] == ["g-77"]


@pytest.mark.parametrize(
    ("status", "headers", "state", "failure"),
    [
        (500, {}, State.WAITING, Failure.SERVER_ERROR),
        (429, {"Retry-After": "600"}, State.WAITING, Failure.RATE_LIMITED),
        (400, {}, State.DEAD, Failure.REJECTED),
        (302, {"Location": "http://127.0.0.1:1/elsewhere"}, State.DEAD, Failure.REDIRECT),
    ],
)
def test_what_the_gateway_answers_decides_whether_it_is_tried_again(told, gateway, outbox, status, headers, state, failure) -> None:
    gateway.status, gateway.headers = status, headers
    told(is_urgent=True, channels=(Channel.SMS,))
    turn()
    (row,) = outbox()
    assert (row.state, row.failure) == (state, failure)
    if status == 429:
        assert row.next_at >= row.made_at + timedelta(seconds=600)


@pytest.fixture
def endpoint(keeper, receiver, cast):
    return keep_endpoint(by=keeper, organisation=cast.here, url=receiver.url, events=["clocks.clock.met"])


@pytest.fixture
def tell(keeper, cast, endpoint):
    def sent(**values):
        given = {"by": keeper, "verb": "clocks.clock.met", "organisation": cast.here, "subject": uuid4(), "key": f"hook:{uuid4()}"}
        return tell_endpoints(**given, values=values)

    return sent


def test_a_webhook_arrives_signed_and_carries_ids_and_numbers(tell, receiver, endpoint, outbox) -> None:
    tell(level=2, clock=uuid4())
    turn()
    ((_method, path, headers, body),) = receiver.asked
    assert path == "/hook"
    (row,) = outbox()
    said = json.loads(body)
    assert said["type"] == "clocks.clock.met"
    assert said["data"]["level"] == 2
    assert headers["webhook-id"] == f"msg_{row.ref}"
    expected = webhook.signature(endpoint.secrets, headers["webhook-id"], int(headers["webhook-timestamp"]), body)
    assert headers["webhook-signature"] == expected
    assert row.state == State.SENT


def test_the_signature_is_that_of_the_standard() -> None:
    """The example of the specification's own libraries."""
    said = b'{"event_type":"ping","data":{"success":true}}'
    signed = webhook.signature(["whsec_plJ3nmyCDGBKInavdOK15jsl"], "msg_loFOjxBNrRLzqYUf", 1731705121, said)
    assert signed == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_a_receiver_that_says_it_is_gone_is_turned_off(tell, receiver, endpoint, outbox) -> None:
    receiver.status = 410
    tell(level=1)
    turn()
    assert [(row.state, row.failure) for row in outbox()] == [(State.DEAD, Failure.GONE)]
    endpoint.refresh_from_db()
    assert not endpoint.is_on
    assert tell(level=1).deliveries == 0


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "http://example.org/",
    ],
)
def test_an_address_of_an_inner_network_is_never_called(url, settings, monkeypatch) -> None:
    settings.PRIVATE_RECEIVERS = False
    monkeypatch.setattr(webhook.request.__globals__["urllib3"], "HTTPSConnectionPool", lambda *_, **__: pytest.fail("it was called"))
    outcome, _said = webhook.request("POST", url, b"", {})
    assert outcome.failure == Failure.REFUSED_ADDRESS


def test_a_worker_that_dies_between_claim_and_sending_loses_nothing(told, sender, post, outbox, later) -> None:
    (delivery,) = told()
    assert claim_delivery(by=sender, delivery=delivery.id) == [delivery]
    assert turn() == 0, "the claim holds"
    later(timedelta(minutes=4))
    assert turn() == 0, "released; it waits its pause"
    assert [row.failure for row in outbox()] == [Failure.LOST_WORKER]
    later(timedelta(minutes=1))
    assert turn() == 1
    assert len(post.mails) == 1


def test_what_was_taken_but_not_written_down_is_sent_again_under_the_same_name(told, sender, post, later) -> None:
    """The one window that cannot be closed: the worker dies after the receiver took it, before it could write that down."""
    (delivery,) = told()
    (held,) = claim_delivery(by=sender, delivery=delivery.id)
    assert sending.attempt(held, count=1, by=sender).is_sent
    later(timedelta(minutes=4))
    turn()
    later(timedelta(minutes=1))
    turn()
    assert [mail["Message-ID"] for mail in post.mails] == [f"<{delivery.ref}@house.example>"] * 2


def test_what_was_written_down_as_taken_never_leaves_again(told, sender, post, later, outbox) -> None:
    (delivery,) = told()
    (held,) = claim_delivery(by=sender, delivery=delivery.id)
    settle_delivery(by=sender, delivery=held, outcome=Outcome(status=250))
    later(timedelta(hours=1))
    assert turn() == 0
    assert [row.state for row in outbox()] == [State.SENT]


def test_a_failure_of_a_lost_claim_does_not_undo_what_the_next_worker_did(told, sender, post, later, outbox) -> None:
    (delivery,) = told()
    (slow,) = claim_delivery(by=sender, delivery=delivery.id)
    later(timedelta(minutes=4))
    turn()
    later(timedelta(minutes=1))
    turn()
    settle_delivery(by=sender, delivery=slow, outcome=Outcome(Failure.TIMEOUT))
    assert [row.state for row in outbox()] == [State.SENT]


def test_a_delivery_is_claimed_by_one_worker(told, sender) -> None:
    (delivery,) = told()
    assert claim_delivery(by=sender, delivery=delivery.id) == [delivery]
    with pytest.raises(NothingToClaim):
        claim_delivery(by=sender, delivery=delivery.id)


def test_after_a_day_of_failures_it_is_given_up(told, post, outbox, later) -> None:
    post.reply = "451 later"
    told()
    for _hour in range(40):
        turn()
        later(timedelta(hours=1))
        if outbox()[0].state == State.DEAD:
            break
    (row,) = outbox()
    assert row.state == State.DEAD
    assert 14 <= row.attempts <= 26


def test_gathered_mails_leave_as_one(told, aigerim, post, outbox, later) -> None:
    Preference.objects.create(account_id=aigerim.account, digest_at=0)
    told()
    told()
    assert turn() == 0
    later(timedelta(days=1))
    assert turn() == 1
    assert [mail["Subject"] for mail in post.mails] == ["Notices of the day: 2"]
    assert [row.state for row in outbox()] == [State.SENT, State.SENT]
