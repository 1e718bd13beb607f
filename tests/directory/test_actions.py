"""What happens to services: who may, what is refused, what is remembered."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from qorgan.access.refusals import Refused, RuleBroken
from qorgan.directory.access import CAPACITY_SET, PACK, SERVICE_KEEP, SERVICE_READ
from qorgan.directory.actions import (
    add_service,
    change_service,
    close_service,
    free_place,
    reopen_service,
    set_capacity,
    take_place,
    verify_service,
)
from qorgan.directory.choices import Standing, Status, TaxonomyKey
from qorgan.directory.described import Band
from qorgan.directory.models import Capacity, Service
from qorgan.directory.queries import facts_of, outlook
from qorgan.journal.models import Entry

pytestmark = pytest.mark.django_db


def verbs(service: Service) -> list[str]:
    return list(Entry.objects.filter(stream=service.pk).order_by("seq").values_list("verb", flat=True))


def test_a_provider_enters_a_service_of_its_own_and_of_nobody_else(worker, keeper, ngo, shelter, facts) -> None:
    made = add_service(by=worker, organisation=ngo, facts=facts())
    assert verbs(made) == ["directory.service.added"]
    with pytest.raises(Refused):
        add_service(by=worker, organisation=shelter, facts=facts())
    assert add_service(by=keeper, organisation=shelter, facts=facts()).organisation == shelter


def test_what_was_said_of_a_service_is_read_back_as_it_was_said(worker, ngo, facts, term, village) -> None:
    said = facts(
        needs=(term("violence", TaxonomyKey.NEED),),
        bands=(Band(0, 3), Band(14, 17, "girl", term("violence", TaxonomyKey.NEED))),
        areas=(village,),
        languages=("ru",),
        phones=("111", "+77010000000"),
    )
    made = add_service(by=worker, organisation=ngo, facts=said)
    assert facts_of(made) == said
    assert (made.minimum_age, made.maximum_age) == (0, 17)


def test_a_party_and_a_closed_organisation_give_no_services(keeper, ngo, facts) -> None:
    ngo.kind.is_party = True
    with pytest.raises(RuleBroken):
        add_service(by=keeper, organisation=ngo, facts=facts())
    ngo.kind.is_party, ngo.state = False, "closed"
    with pytest.raises(RuleBroken):
        add_service(by=keeper, organisation=ngo, facts=facts())


def test_a_service_needs_a_kind_and_ages_in_order(worker, ngo, facts) -> None:
    for wrong in (facts(kinds=()), facts(bands=(Band(9, 3),)), facts(bands=(Band(0, 200),))):
        with pytest.raises(RuleBroken):
            add_service(by=worker, organisation=ngo, facts=wrong)
    assert not Service.objects.exists()


def test_a_change_tells_which_facts_and_no_change_is_refused(worker, service, facts) -> None:
    same = facts_of(service)
    with pytest.raises(RuleBroken):
        change_service(by=worker, service=service, facts=same)
    change_service(by=worker, service=service, facts=facts("Other", bands=same.bands, languages=same.languages, phones=same.phones))
    entry = Entry.objects.filter(stream=service.pk).latest("seq")
    assert '"names"' in entry.body
    assert "Other" not in entry.body


def test_a_neighbour_may_neither_change_nor_count_nor_close(cast, service, facts, term) -> None:
    dana = cast.person(SERVICE_READ, SERVICE_KEEP, CAPACITY_SET, at=cast.elsewhere)
    place = term("place", TaxonomyKey.UNIT)
    for act in (
        lambda: change_service(by=dana, service=service, facts=facts("X")),
        lambda: close_service(by=dana, service=service, status=Status.CLOSED),
        lambda: set_capacity(by=dana, service=service, unit=place, available=1),
        lambda: verify_service(by=dana, service=service, outcome="confirmed"),
        lambda: take_place(by=dana, service=service),
    ):
        with pytest.raises(Refused):
            act()


def test_a_closed_service_opens_again_and_one_that_ended_does_not(worker, service) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    close_service(by=worker, service=service, status=Status.CLOSED, until=tomorrow)
    assert outlook(service).standing == Standing.CLOSED
    assert outlook(service).warning
    with pytest.raises(RuleBroken):
        close_service(by=worker, service=service, status=Status.CLOSED)
    reopen_service(by=worker, service=service)
    assert outlook(service).warning is None
    with pytest.raises(RuleBroken):
        reopen_service(by=worker, service=service)
    with pytest.raises(RuleBroken):
        close_service(by=worker, service=service, status=Status.INACTIVE, until=tomorrow)
    close_service(by=worker, service=service, status=Status.DEFUNCT)
    with pytest.raises(RuleBroken):
        reopen_service(by=worker, service=service)
    assert not Service.objects.public().exists()


def test_places_are_counted_taken_and_freed_and_never_below_none(worker, service, term) -> None:
    place = term("place", TaxonomyKey.UNIT)
    with pytest.raises(RuleBroken):
        take_place(by=worker, service=service)
    with pytest.raises(RuleBroken):
        set_capacity(by=worker, service=service, unit=place, available=3, maximum=2)
    with pytest.raises(RuleBroken):
        set_capacity(by=worker, service=service, unit=term("psychological"), available=1)
    set_capacity(by=worker, service=service, unit=place, available=1, maximum=2)
    assert take_place(by=worker, service=service).available == 0
    assert outlook(service).standing == Standing.FULL
    with pytest.raises(RuleBroken):
        take_place(by=worker, service=service)
    free_place(by=worker, service=service)
    free_place(by=worker, service=service)
    with pytest.raises(RuleBroken):
        free_place(by=worker, service=service)
    assert Capacity.objects.get().available == 2


def test_an_old_count_is_shown_and_not_trusted(worker, service, term) -> None:
    row = set_capacity(by=worker, service=service, unit=term("place", TaxonomyKey.UNIT), available=4)
    assert outlook(service).standing == Standing.FREE
    Capacity.objects.filter(pk=row.pk).update(updated=timezone.now() - timedelta(days=15))
    found = outlook(service)
    assert (found.standing, found.free, found.is_taking) == (Standing.UNSURE, 4, True)
    assert found.warning


def test_a_check_sets_the_next_one_by_the_packs_limit_and_silence_makes_it_due_at_once(worker, service) -> None:
    today = timezone.localdate()
    assert verify_service(by=worker, service=service, outcome="confirmed").next_check_on == today + timedelta(days=180)
    assert service.assured_date == today
    assert verify_service(by=worker, service=service, outcome="unreachable").next_check_on == today
    with pytest.raises(RuleBroken):
        verify_service(by=worker, service=service, outcome="confirmed", next_check_on=date(2020, 1, 1))


def test_loading_the_pack_again_changes_nothing(lists) -> None:
    from qorgan.directory.loading import load_directory

    before = Entry.objects.count()
    assert load_directory() == 0
    assert Entry.objects.count() == before


def test_the_packs_principal_acts_for_every_organisation(service, facts) -> None:
    change_service(by=PACK, service=service, facts=facts("Again"))
    assert Service.objects.get().names["en"] == "Again"
