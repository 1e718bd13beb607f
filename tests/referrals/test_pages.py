"""The screens of both sides, as each of the cast sees them."""

from __future__ import annotations

import pytest
from django.http import Http404

from qorgan.access.acting import reading
from qorgan.directory.access import PACK
from qorgan.directory.actions import set_capacity
from qorgan.directory.choices import TaxonomyKey
from qorgan.referrals.choices import State
from qorgan.referrals.models import Referral, ServiceRecord
from tests.referrals.conftest import SECRET, STORY, again

pytestmark = pytest.mark.django_db
TODAY = "2026-01-05"


def text(response) -> str:
    return response.content.decode()


def test_a_referral_is_prepared_in_four_steps_by_plain_forms(go, aigerim, worker, child, service, pack) -> None:
    asked = f"child:{child.ref}"
    assert "Help" in text(go(aigerim, f"/referrals/new/service?for={asked}"))
    new = f"/referrals/new/{service.ref}?for={asked}"
    share = go(aigerim, new, {"need": "violence", "urgency": "usual", "message": "Помогите"}).headers["Location"]
    page = text(go(aigerim, share))
    assert SECRET in page
    assert "tells who the child is" in page
    consent = go(aigerim, share, {"form-child": ["child:sex", "child:age"]}).headers["Location"]
    send = go(aigerim, consent, {"given_by": "both", "on": TODAY}).headers["Location"]
    preview = text(go(aigerim, send))
    assert "Exactly this" in preview
    assert "female" in preview or "girl" in preview
    assert SECRET not in preview
    assert go(aigerim, send, {"sure": "yes"}).status_code == 302
    with reading(aigerim):
        made = Referral.objects.visible_to(aigerim).get()
    assert made.state == State.SENT
    theirs = text(go(worker, f"/referrals/{made.ref}"))
    assert "girl" in theirs
    assert "Помогите" in theirs
    assert SECRET not in theirs
    assert f"/children/{child.ref}" not in theirs


def test_what_the_search_of_a_service_asks_about_the_child_stands_in_no_address(go, aigerim, child, service, pack) -> None:
    where = "/referrals/new/service"
    asked = {"for": f"child:{child.ref}", "age": "9", "sex": "girl", "need": "violence", "words": "Help", "kind": "", "place": ""}
    led = go(aigerim, where, asked)
    assert led.status_code == 302
    address = led.headers["Location"]
    assert address.startswith(f"{where}?for=child")
    assert not [said for said in ("girl", "violence", "Help", "age", "sex", "need") if said in address]
    page = text(go(aigerim, address))
    for chip in ("Age of the child: 9", "Takes: ", "Need: "):
        assert chip in page
    assert f'href="/referrals/new/{service.ref}?for=child:{child.ref}"' in page, "a service leads on to its draft"
    assert "Age of the child" not in text(go(aigerim, f"{where}?for=child:{child.ref}&age=9")).partition("q-chips")[2]


def test_the_search_of_a_service_for_a_child_that_one_may_not_know_is_not_there(go, worker, child, pack) -> None:
    for post in (None, {"for": f"child:{child.ref}", "age": "9"}):
        with pytest.raises(Http404):
            go(worker, f"/referrals/new/service?for=child:{child.ref}", post)


def test_what_the_preview_shows_is_what_the_service_sees(go, aigerim, worker, ready) -> None:
    preview = text(go(aigerim, f"/referrals/{ready.ref}/send"))
    go(aigerim, f"/referrals/{ready.ref}/send", {"sure": "yes"})
    theirs = text(go(worker, f"/referrals/{ready.ref}"))
    for word in (STORY, "high", "Assessment", "Помогите, пожалуйста"):
        assert word in preview
        assert word in theirs
    assert "NEVER-SHARED" not in preview + theirs


def test_the_last_look_says_what_is_missing(go, aigerim, draft) -> None:
    page = text(go(aigerim, f"/referrals/{draft.ref}/send"))
    assert "Consent, or the ground" in page
    assert "Send the referral" not in page


def test_a_full_service_asks_for_a_tick(go, aigerim, ready, service, term) -> None:
    set_capacity(by=PACK, service=service, unit=term("place", TaxonomyKey.UNIT), available=0, maximum=2)
    path = f"/referrals/{ready.ref}/send"
    assert "no free place" in text(go(aigerim, path))
    assert go(aigerim, path, {"sure": "yes"}).status_code == 422
    assert go(aigerim, path, {"although": "on"}).status_code == 302


def test_the_service_answers_records_and_reports_and_the_sender_finishes(go, aigerim, worker, sent) -> None:
    path = f"/referrals/{sent.ref}"
    assert str(sent) in text(go(worker, "/referrals/received"))
    for verb, form in (
        ("acknowledge", {"sure": "yes"}),
        ("accept", {"sure": "yes"}),
        ("record", {"on": TODAY, "kind": "session", "minutes": "45", "is_attended": "on", "note": "Говорили"}),
        ("report", {"outcome": "helped", "report": "Стало легче"}),
    ):
        assert go(worker, f"{path}/{verb}").status_code == 200
        assert go(worker, f"{path}/{verb}", form).status_code == 302, verb
    mine = text(go(aigerim, path))
    for word in ("Стало легче", "Говорили", "Helped", "45"):
        assert word in mine
    assert go(aigerim, f"{path}/close", {"sure": "yes"}).status_code == 302
    assert again(aigerim, sent).state == State.CLOSED


def test_a_refusal_shows_its_reason_to_the_sender(go, aigerim, worker, sent) -> None:
    assert go(worker, f"/referrals/{sent.ref}/decline", {"reason": "other"}).status_code == 422
    assert go(worker, f"/referrals/{sent.ref}/decline", {"reason": "other", "note": "Ремонт"}).status_code == 302
    page = text(go(aigerim, f"/referrals/{sent.ref}"))
    assert "Another reason" in page
    assert "Ремонт" in page
    assert "erased" in page
    assert STORY not in page


def test_a_withdrawal_is_asked_and_ends_the_services_access(go, aigerim, worker, sent) -> None:
    path = f"/referrals/{sent.ref}"
    assert "cannot be taken back" in text(go(aigerim, f"{path}/revoke"))
    assert go(aigerim, f"{path}/revoke", {"sure": "yes"}).status_code == 302
    with pytest.raises(Http404):
        go(worker, path)
    assert str(sent) not in text(go(worker, "/referrals/received"))
    assert STORY not in text(go(aigerim, path))


@pytest.mark.parametrize(
    "verb", ["", "/acknowledge", "/accept", "/decline", "/record", "/report", "/close", "/revoke", "/send", "/share"]
)
def test_a_third_organisation_finds_nothing(go, dana, sent, verb) -> None:
    with pytest.raises(Http404):
        go(dana, f"/referrals/{sent.ref}{verb}")


@pytest.mark.parametrize("verb", ["", "/close", "/revoke", "/send", "/share", "/consent", "/discard"])
def test_a_colleague_with_other_cases_finds_nothing(go, bolat, sent, verb) -> None:
    with pytest.raises(Http404):
        go(bolat, f"/referrals/{sent.ref}{verb}")


def test_the_same_form_sent_twice_records_once(go, worker, sent, aigerim) -> None:
    from uuid import uuid4

    go(worker, f"/referrals/{sent.ref}/accept", {"sure": "yes"})
    form = {"on": TODAY, "kind": "session", "minutes": "45", "once": str(uuid4())}
    first, second = (go(worker, f"/referrals/{sent.ref}/record", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with reading(worker):
        assert ServiceRecord.objects.visible_to(worker).count() == 1


def test_the_same_sending_twice_is_one_referral(go, aigerim, child, service, pack) -> None:
    from uuid import uuid4

    path = f"/referrals/new/{service.ref}?for=child:{child.ref}"
    form = {"urgency": "usual", "once": str(uuid4())}
    first, second = (go(aigerim, path, form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    with reading(aigerim):
        assert Referral.objects.visible_to(aigerim).count() == 1


def test_the_page_is_written_down_as_read(go, worker, sent) -> None:
    from qorgan.journal.chain import READ_VERB
    from qorgan.journal.models import Entry

    go(worker, f"/referrals/{sent.ref}")
    assert Entry.objects.filter(verb=READ_VERB, stream=worker.account, about__contains=[sent.pk]).exists()


def test_a_draft_is_changed_excepted_and_thrown_away(go, aigerim, draft) -> None:
    path = f"/referrals/{draft.ref}"
    assert go(aigerim, f"{path}/change", {"urgency": "now", "message": "Срочно"}).status_code == 302
    assert go(aigerim, f"{path}/exception", {"ground": "crisis", "note": "Угроза"}).status_code == 302
    assert "Crisis situation" in text(go(aigerim, f"{path}/send"))
    assert go(aigerim, f"{path}/discard", {"sure": "yes"}).status_code == 302
    with pytest.raises(Http404):
        go(aigerim, path)


def test_a_number_leads_to_the_search_and_an_unknown_one_says_so(go, aigerim, child, pack) -> None:
    assert go(aigerim, f"/referrals/new?number={child}").status_code == 302
    assert "No child" in text(go(aigerim, "/referrals/new?number=0000-0000"))
    with pytest.raises(Http404):
        go(aigerim, "/referrals/new/service?for=child:zzzzzzzzzzzzzzzz")


def test_the_lists_name_no_child(go, aigerim, worker, sent) -> None:
    for by, path in ((aigerim, "/referrals/sent"), (worker, "/referrals/received"), (aigerim, "/referrals/sent?export=csv")):
        page = go(by, path).content.decode("utf-8", "replace")
        assert str(sent) in page
        assert SECRET not in page
    assert go(aigerim, "/referrals").headers["Location"] == "/referrals/sent"
    assert go(worker, "/referrals").headers["Location"] == "/referrals/received"
