"""Screens of casework."""

from django.utils import timezone

from qorgan.access.guarded import uuid7
from qorgan.casework import access
from qorgan.casework.models import Case, CaseSheet, Task, Transfer
from qorgan.casework.models.case import KEY_SCOPE
from qorgan.children.models import Child, Registration
from qorgan.forms.queries import current_version
from qorgan.organisations.models import Organisation, OrganisationKind
from qorgan.places.models import Place
from qorgan.texts.words import Words
from qorgan.vault.keys import new_key
from tests.house.rows import Stage, screen

WORKER = (
    access.CASE_READ,
    access.CASE_OPEN,
    access.CASE_CHANGE,
    access.CASE_OVERSEE,
    access.CASE_TRANSFER,
    "children.child.read",
    "children.child.register",
    "children.child.oversee",
    "clocks.clock.keep",
    "clocks.clock.read",
)
NAMES = Words(kk="а", ru="а", en="a")


def ground(stage: Stage) -> Organisation:
    """The reader's organisation and another one, at a place."""
    if "here" not in stage.kept:
        kind = OrganisationKind.objects.create(key="rows_centre", names=NAMES)
        place = Place.objects.create(code="rowsland", path="rowsland", names=NAMES)
        for key, number in (("here", stage.cast.here), ("elsewhere", stage.cast.elsewhere)):
            given = {"kind": kind, "place": place, "names": NAMES}
            stage.kept[key] = Organisation.objects.get_or_create(id=number, defaults=given)[0]
    return stage.kept["here"]


def child_of(stage: Stage, number: int) -> Child:
    """A registered child."""
    own = uuid7()
    new_key(subject=own, scope="children.child")
    child = Child.objects.create(id=own, survivor_id=own, surname="Серікова", given=f"Бала{number}")
    Registration.objects.create(child=child, survivor=child, organisation_id=stage.cast.here, account_id=stage.by.account_id)
    return child


def case(stage: Stage, number: int) -> Case:
    """One more case, with a child of its own; written as the owner, because limits are not what is counted here."""
    organisation = ground(stage)
    own = uuid7()
    new_key(subject=own, scope=KEY_SCOPE)
    return Case.objects.create(
        id=own,
        number=9000 + number,
        child=child_of(stage, number),
        organisation=organisation,
        place=organisation.place,
        owner=stage.by.account_id,
        risk="low",
        legal_ground="crisis",
        opened_at=timezone.now(),
    )


@screen("casework.cases", "/cases", needs=WORKER)
def one_case(stage: Stage, number: int) -> None:
    case(stage, number)


@screen("casework.tasks", "/tasks", needs=WORKER)
def task(stage: Stage, number: int) -> None:
    Task.objects.create(
        case=case(stage, number), kind="manual", what=f"Task {number}", assignee=stage.by.account_id, due_at=timezone.now()
    )


@screen("casework.transfers", "/offered", needs=WORKER)
def offered(stage: Stage, number: int) -> None:
    """A request to the reader's organisation."""
    offer = case(stage, number)
    own = uuid7()
    new_key(subject=own, scope="casework.transfer")
    Transfer.objects.create(
        id=own,
        case=offer,
        origin=stage.kept["elsewhere"],
        target=stage.kept["here"],
        asked_by=uuid7(),
        consent_ground="crisis",
        summary=f"Help {number}",
    )


@screen("casework.sheet", lambda stage: f"/cases/forms/{stage.kept['sheet'].ref}", needs=WORKER, is_list=False)
def sheet(stage: Stage, number: int) -> None:
    """A form that is being filled in."""
    stage.fixture("record_form")
    with stage.owner():
        version = current_version("contact_record")
        stage.kept["sheet"] = CaseSheet.objects.create(case=case(stage, number), kind="consent", form_version=version)
