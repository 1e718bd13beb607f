"""The screens of forms: list, version, upload, trial; without JavaScript."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from qorgan.access.acting import acting
from qorgan.forms.models import FormVersion
from qorgan.forms.pages.form_list import form_list
from qorgan.forms.pages.form_preview import form_preview
from qorgan.forms.pages.form_upload import form_upload
from qorgan.forms.pages.form_version import form_publish, form_retire, form_sheet, form_version
from tests.forms.sheets import HEAD, LIST_HEAD, TOY_CHOICES, TOY_SETTINGS, TOY_SURVEY, row, toy_xlsx, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "plain_shell")]
KEY = ("toy_contact", 1)


def upload(content: bytes) -> dict[str, SimpleUploadedFile]:
    return {"sheet": SimpleUploadedFile("form.xlsx", content)}


def test_the_list_names_the_version_in_use(ask, reader, published, sheet):
    page = sheet(form_list(ask(reader)))
    assert "Toy contact" in page.text()
    assert "Version 1" in page.text()
    assert "Upload a form" not in page.text()


def test_the_list_reads_the_same_number_of_queries_for_one_form_and_for_many(ask, keeper, reader, published, django_assert_num_queries):
    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            form_list(ask(reader))
        return len(caught)

    from qorgan.forms.actions import import_form

    one = queries()
    for number in range(5):
        import_form(by=keeper, source=toy_xlsx(), key=f"another_{number}")
    assert queries() == one


def test_who_may_not_read_forms_finds_no_page(ask, cast, published):
    stranger = cast.person()
    for view in (form_version, form_preview, form_sheet):
        with pytest.raises(Http404):
            view(ask(stranger), *KEY)
    with pytest.raises(Http404):
        form_list(ask(stranger))


def test_who_may_only_read_cannot_upload_publish_or_retire(ask, reader, published):
    for view, arguments in ((form_upload, ()), (form_publish, KEY), (form_retire, KEY)):
        with pytest.raises(Http404):
            view(ask(reader, post=[]), *arguments)


@pytest.mark.parametrize("number", [2, 99999])
def test_a_version_that_does_not_exist_is_not_found(ask, reader, published, number):
    for view in (form_version, form_preview, form_sheet):
        with pytest.raises(Http404):
            view(ask(reader), "toy_contact", number)


def test_the_sheet_comes_back_byte_for_byte(ask, keeper, reader):
    content = toy_xlsx()
    form_upload(ask(keeper, files=upload(content)))
    assert form_sheet(ask(reader), *KEY).content == content


def test_a_sheet_is_uploaded_looked_at_and_published(ask, keeper, sheet):
    answer = form_upload(ask(keeper, files=upload(toy_xlsx())))
    assert answer.status_code == 302
    assert answer["Location"] == "/forms/toy_contact/1"
    page = sheet(form_version(ask(keeper), *KEY))
    assert "Not published" in page.text()
    assert "Identifies, sealed" in page.text()
    assert form_publish(ask(keeper, post=[]), *KEY).status_code == 302
    assert "Published" in sheet(form_version(ask(keeper), *KEY)).text()


def test_a_sheet_with_faults_is_refused_with_every_cell_named(ask, keeper, sheet):
    faulty = xlsx(
        [HEAD, row("select_one nowhere", "a", "A"), row("text", "b c", "B"), row("mystery", "d", "D")],
        [LIST_HEAD],
        TOY_SETTINGS,
    )
    answer = form_upload(ask(keeper, files=upload(faulty)))
    assert answer.status_code == 422
    cells = [cell.text_content() for cell in sheet(answer).tree.xpath("//table//tr/td[3]")]
    assert cells == ["A2", "B3", "A4"]
    with acting(keeper):
        assert FormVersion.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"\x00" * 4096, toy_xlsx()[:3000]])
def test_what_is_no_spreadsheet_is_refused_in_words(ask, keeper, sheet, content):
    answer = form_upload(ask(keeper, files=upload(content)))
    assert answer.status_code == 422
    assert sheet(answer).errors()


def test_the_next_version_shows_what_it_changes(ask, keeper, published, sheet):
    changed = [line for line in TOY_SURVEY if line[1] != "minutes"]
    changed.insert(2, row("text", "place_found", "Where"))
    form_upload(ask(keeper, files=upload(xlsx(changed, TOY_CHOICES, TOY_SETTINGS))), "toy_contact")
    lines = sheet(form_version(ask(keeper), "toy_contact", 2)).tree.xpath("//section[1]//tbody/tr")
    assert [[cell.text_content() for cell in line] for line in lines] == [
        ["Whereplace_found", "Added", ""],
        ["Minutesminutes", "Removed", ""],
    ]


def test_publishing_twice_says_why_not(ask, keeper, published, sheet):
    answer = form_publish(ask(keeper, post=[]), *KEY)
    assert answer.status_code == 409
    assert "published already" in sheet(answer).text()


def test_a_person_without_script_fills_a_form_to_its_end(ask, reader, published, sheet):
    """Every step is a plain POST of what the page before held."""
    page = sheet(form_preview(ask(reader), *KEY))
    assert page.names() == {"call_type", "called_at", "call_back", "minutes", "channel"}

    page = sheet(form_preview(ask(reader, post=page.sent("update", call_type="counselling")), *KEY))
    assert {"child_name", "age", "region", "topics"} <= page.names()
    assert "story" not in page.names()

    page = sheet(form_preview(ask(reader, post=page.sent("update", region="75", topics=["violence", "school"])), *KEY))
    offered = page.tree.xpath("//*[@name='a.district']/@value | //*[@name='a.district']/option/@value")
    assert {"7510", "7511"} <= set(offered)
    assert "7110" not in offered
    assert "story" in page.names()

    page = sheet(form_preview(ask(reader, post=page.sent("add:members", story="Жанжал")), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("update", members__0__member_name="Ана", members__0__member_age="41")), *KEY))
    assert "Age of Ана" in page.text()
    assert "Members: 1, oldest: 41" in page.text()
    assert "members.0.member_adult" in page.names()

    answer = form_preview(ask(reader, post=page.sent("finalise")), *KEY)
    page = sheet(answer)
    assert answer.status_code == 422
    assert page.errors() == {"fill-age": "Age: This must be answered."}
    assert page.tree.get_element_by_id("fill-age").get("aria-invalid") == "true"

    answer = form_preview(ask(reader, post=page.sent("finalise", age="11")), *KEY)
    assert answer.status_code == 200
    assert "The answers are complete." in sheet(answer).text()
    plain, sealed = (json.loads(kept.text) for kept in sheet(answer).tree.xpath("//pre"))
    assert plain["topics"] == ["violence", "school"]
    assert sealed == {"story": "Жанжал", "members": [{"member_name": "Ана"}]}


def test_answers_to_questions_that_go_away_come_back_with_them(ask, reader, published, sheet):
    page = sheet(form_preview(ask(reader), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("update", call_type="counselling")), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("add:members", age="9", topics=["family", "peers"])), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("update", members__0__member_name="Апа")), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("update", call_type="silent")), *KEY))
    assert "age" not in page.names()
    page = sheet(form_preview(ask(reader, post=page.sent("update", call_type="counselling")), *KEY))
    fields = dict(page.fields())
    assert fields["a.age"] == "9"
    assert fields["a.members.0.member_name"] == "Апа"
    assert [value for name, value in page.fields() if name == "a.topics" and value] == ["family", "peers"]


def test_removing_a_row_moves_the_later_ones_up(ask, reader, published, sheet):
    page = sheet(form_preview(ask(reader), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("update", call_type="counselling")), *KEY))
    for name in ("first", "second", "third"):
        page = sheet(form_preview(ask(reader, post=page.sent("add:members")), *KEY))
        index = len(page.tree.xpath("//fieldset[starts-with(@id, 'fill-members-')][legend]")) - 1
        while f"members.{index}.member_name" not in page.names():
            index -= 1
        page = sheet(form_preview(ask(reader, post=page.sent("update", **{f"members__{index}__member_name": name})), *KEY))
    page = sheet(form_preview(ask(reader, post=page.sent("remove:members.1")), *KEY))
    fields = dict(page.fields())
    assert [fields.get(f"a.members.{index}.member_name") for index in range(3)] == ["first", "third", None]


def test_the_part_that_htmx_gets_is_the_part_of_the_whole_page(ask, reader, published, sheet):
    page = sheet(form_preview(ask(reader), *KEY))
    sent = page.sent("update", call_type="counselling", called_at="2026-11-24T10:00")
    whole = sheet(form_preview(ask(reader, post=sent), *KEY)).tree.get_element_by_id("fill")
    partial = sheet(form_preview(ask(reader, post=sent, htmx="fill"), *KEY)).tree
    from lxml import html

    assert html.tostring(partial).strip() == html.tostring(whole, with_tail=False).strip()


def test_the_trial_speaks_each_language_of_the_form(ask, reader, published, sheet):
    for language, words in (("kk", "Kind of call (қаз)"), ("ru", "Kind of call (рус)"), ("en", "Kind of call")):
        assert words in sheet(form_preview(ask(reader, f"/?in={language}"), *KEY)).text()


STRANGE = [
    "",
    "\x00",
    "a\x00b",
    "\u202eevil\u202c",
    "x" * 90_000,
    "-1e999",
    "٣",
    "2026-02-31",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "99999999999999999999999",
    "9999-12-31T23:59:59-23:59",
]
VERBS = [
    "update",
    "save",
    "finalise",
    "add:members",
    "remove:members.0",
    "add:child",
    "add:",
    "remove:members.-1",
    "remove:members.99",
    "\x00",
    "add:members.0.members",
]
NAMES = [
    "call_type",
    "age",
    "born",
    "topics",
    "called_at",
    "call_back",
    "minutes",
    "channel",
    "region",
    "members",
    "members._rows",
    "members.0._row",
    "members.0.member_age",
    "members.0.member_name",
    "members.9999._row",
    "members.x._row",
    "nothing",
    "",
    "..",
    "child.age",
]


@pytest.mark.parametrize("verb", VERBS)
def test_no_submission_breaks_the_trial(ask, reader, published, verb):
    for value in STRANGE:
        sent = [(f"a.{name}", value) for name in NAMES]
        answer = form_preview(ask(reader, post=[*sent, ("a.call_type", "counselling"), ("_do", verb)]), *KEY)
        assert answer.status_code in (200, 422)
        assert b"<script>alert" not in answer.content


def test_the_page_holds_no_inline_script_or_style(ask, reader, published, sheet):
    tree = sheet(form_preview(ask(reader), *KEY)).tree
    assert not tree.xpath("//@style | //style | //script[not(@src)] | //@*[starts-with(name(), 'on')]")


def test_a_megabyte_in_one_answer_is_refused_in_words(ask, reader, published, sheet):
    sent = [("a.call_type", "counselling"), ("a.topics", "violence"), ("a.story", "ә" * 500_000), ("_do", "finalise")]
    answer = form_preview(ask(reader, post=sent), *KEY)
    assert answer.status_code == 422
    assert "Too long: 500000 characters" in sheet(answer).errors()["fill-story"]
