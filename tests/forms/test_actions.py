"""Forms uploaded, published, retired; and the forms of a country pack."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qorgan.access.acting import acting
from qorgan.access.refusals import Refused, RuleBroken
from qorgan.forms.actions import import_form, publish_form, retire_form
from qorgan.forms.loading import load_pack_forms
from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.forms.queries import current_version
from qorgan.journal.models import Entry
from tests.forms.sheets import HEAD, TOY_SETTINGS, row, toy_xlsx, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
SMALL = xlsx([HEAD, row("text", "a", "A")], [], TOY_SETTINGS)
OTHER = xlsx([HEAD, row("text", "b", "B")], [], TOY_SETTINGS)


def verbs(definition_id, owner) -> list[str]:
    with owner():
        return list(Entry.objects.filter(stream=definition_id).order_by("seq").values_list("verb", flat=True))


def test_each_step_is_remembered_in_the_form_s_own_stream(keeper, owner):
    version = import_form(by=keeper, source=SMALL)
    publish_form(by=keeper, version=version)
    retire_form(by=keeper, version=version)
    assert verbs(version.definition_id, owner) == [
        "forms.definition.imported",
        "forms.definition.published",
        "forms.definition.retired",
    ]


def test_the_first_version_is_number_one_and_the_next_number_two(keeper):
    first = publish_form(by=keeper, version=import_form(by=keeper, source=SMALL))
    second = import_form(by=keeper, source=OTHER)
    assert (first.number, second.number) == (1, 2)


def test_a_draft_is_replaced_by_the_next_upload(keeper):
    first, second = import_form(by=keeper, source=SMALL), import_form(by=keeper, source=OTHER)
    assert first.pk == second.pk
    assert set(second.form.nodes) == {"b"}
    with acting(keeper):
        assert FormVersion.objects.count() == 1


def test_the_very_same_sheet_is_refused(keeper):
    import_form(by=keeper, source=SMALL)
    with pytest.raises(RuleBroken, match="uploaded before"):
        import_form(by=keeper, source=SMALL)


def test_a_faulty_sheet_is_refused_with_its_places_and_nothing_is_kept(keeper):
    with pytest.raises(RuleBroken, match="row 2, column name"):
        import_form(by=keeper, source=xlsx([HEAD, row("text", "", "A")], [], TOY_SETTINGS))
    with acting(keeper):
        assert not FormDefinition.objects.exists()


def test_a_sheet_without_a_name_needs_one(keeper):
    nameless = xlsx([HEAD, row("text", "a", "A")], [], [["form_title", "form_id"], ["Имя", "анкета"]])
    with pytest.raises(RuleBroken, match="form_id"):
        import_form(by=keeper, source=nameless)


def test_the_current_version_is_the_newest_that_is_not_retired(keeper):
    first = publish_form(by=keeper, version=import_form(by=keeper, source=SMALL))
    second = publish_form(by=keeper, version=import_form(by=keeper, source=OTHER))
    with acting(keeper):
        assert current_version("toy_contact") == second
    retire_form(by=keeper, version=second)
    with acting(keeper):
        assert current_version("toy_contact") == first
    retire_form(by=keeper, version=first)
    with acting(keeper), pytest.raises(RuleBroken, match="not published"):
        current_version("toy_contact")


def test_what_may_not_be_said_twice_is_refused(keeper):
    version = import_form(by=keeper, source=SMALL)
    with pytest.raises(RuleBroken, match="never published"):
        retire_form(by=keeper, version=version)
    publish_form(by=keeper, version=version)
    with pytest.raises(RuleBroken, match="published already"):
        publish_form(by=keeper, version=version)
    retire_form(by=keeper, version=version)
    with pytest.raises(RuleBroken, match="retired already"):
        retire_form(by=keeper, version=version)


def test_who_may_only_read_can_do_none_of_it(keeper, reader):
    version = import_form(by=keeper, source=SMALL)
    for act, given in (
        (import_form, {"source": OTHER}),
        (publish_form, {"version": version}),
        (retire_form, {"version": version}),
    ):
        with pytest.raises(Refused):
            act(by=reader, **given)


def test_the_current_version_is_found_with_one_query_and_its_tree_only_once(keeper):
    publish_form(by=keeper, version=import_form(by=keeper, source=toy_xlsx()))
    with acting(keeper):
        assert current_version("toy_contact").form.nodes
        with CaptureQueriesContext(connection) as caught:
            assert current_version("toy_contact").form.nodes
    assert len(caught) == 1


def test_the_pack_s_forms_are_loaded_once_and_again_only_when_they_change(tmp_path, keeper):
    (tmp_path / "contact_record.xlsx").write_bytes(SMALL)
    loaded = load_pack_forms(tmp_path)
    assert [(version.form.key, version.number, version.is_published) for version in loaded] == [("contact_record", 1, True)]
    assert load_pack_forms(tmp_path) == []
    (tmp_path / "contact_record.xlsx").write_bytes(OTHER)
    assert [version.number for version in load_pack_forms(tmp_path)] == [2]


def test_the_pack_brings_nothing_back_that_was_retired_here(tmp_path, keeper):
    (tmp_path / "contact_record.xlsx").write_bytes(SMALL)
    retire_form(by=keeper, version=load_pack_forms(tmp_path)[0])
    assert load_pack_forms(tmp_path) == []


def test_a_pack_without_forms_loads_none(tmp_path):
    assert load_pack_forms(tmp_path / "nothing") == []
