"""A small register: two schools, a shelter whose address is nobody's, an NGO."""

from __future__ import annotations

import pytest

from qorgan.organisations.access import PACK
from qorgan.organisations.actions import register_organisation
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.places.stage import go  # noqa: F401


@pytest.fixture
def town(as_web) -> Place:
    return Place.objects.create(code="t1", path="t.t1", names=Words(kk="Қала", ru="Город", en="Town"), folded="город")


@pytest.fixture
def village(as_web) -> Place:
    return Place.objects.create(code="t2", path="t.t2", names=Words(kk="Ауыл", ru="Село", en="Village"))


@pytest.fixture
def kinds(as_web) -> dict[str, OrganisationKind]:
    make = OrganisationKind.objects.create
    return {
        "school": make(key="toy_school", names={"en": "School", "ru": "Школа"}, has_pupils=True),
        "shelter": make(key="toy_shelter", names={"en": "Shelter"}, confidential_site=True),
        "ngo": make(key="toy_ngo", names={"en": "NGO"}),
    }


@pytest.fixture
def school(kinds, town) -> Organisation:
    return register_organisation(by=PACK, kind=kinds["school"], place=town, names=Words(ru="Школа № 1", en="School 1"))


@pytest.fixture
def other_school(kinds, village) -> Organisation:
    return register_organisation(by=PACK, kind=kinds["school"], place=village, names=Words(ru="Школа № 2"))


@pytest.fixture
def shelter(kinds, town) -> Organisation:
    return register_organisation(by=PACK, kind=kinds["shelter"], place=town, names=Words(ru="Приют"), address="Улица Тайная, 5")
