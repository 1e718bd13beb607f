"""Screens of conferences: the list, and the delegates of one edition."""

from datetime import date

from qorgan.conferences import access
from qorgan.conferences.actions import found_conference, open_edition, register_delegate
from qorgan.conferences.actions.accreditation import Person
from qorgan.conferences.models import Category, Edition
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen
from tests.house.rows.referrals import _house

SECRETARY = (access.CONFERENCE_READ, access.CONFERENCE_KEEP, access.DELEGATE_ACCREDIT)


def _edition(stage: Stage) -> Edition:
    house = _house(next(iter(stage.by.organisations)))
    by = stage.kept.setdefault("secretary", stage.cast.person(*SECRETARY, at=house.pk))
    words = Words(kk="Конференция", ru="Конференция", en="Conference")
    conference = stage.kept.setdefault("conference", found_conference(by=by, names=words))
    place = Place.objects.order_by("pk").first()
    return open_edition(by=by, conference=conference, starts_on=date(2030, 5, 1), ends_on=date(2030, 5, 2), place=place)


@screen("conferences.editions", "/conferences", needs=(access.CONFERENCE_READ,))
def edition(stage: Stage, number: int) -> None:
    _edition(stage)


@screen("conferences.delegates", lambda stage: f"/conferences/{stage.kept['edition'].ref}/delegates", needs=SECRETARY)
def delegate(stage: Stage, number: int) -> None:
    """A person of an organisation's, each with another number."""
    if "edition" not in stage.kept:
        stage.kept["edition"] = _edition(stage)
    by, held = stage.kept["secretary"], stage.kept["edition"]
    with stage.owner():
        kept = Category.objects.everything(because="the row is arranged").filter(edition=held).order_by("place_in_list").first()
        house = Organisation.objects.get(pk=next(iter(stage.by.organisations)))
    register_delegate(by=by, category=kept, organisation=house, person=Person(f"Delegate {number}", number=f"9001014{number:05}"))
