"""Screens of forms."""

from qorgan.access.principal import Principal
from qorgan.forms.access import FORM_MANAGE, FORM_READ
from qorgan.forms.actions import import_form
from tests.forms.sheets import toy_xlsx
from tests.house.rows import Stage, screen


def keeper(stage: Stage) -> Principal:
    return stage.kept.setdefault("keeper", stage.cast.person(FORM_READ, FORM_MANAGE))


@screen("forms.form_list", "/forms", needs=(FORM_READ,))
def form(stage: Stage, number: int) -> None:
    import_form(by=keeper(stage), source=toy_xlsx(), key=f"form_{number}")


@screen("forms.form_preview", "/forms/form_0/1/try?in=en", needs=(FORM_READ,), is_list=False)
def form_that_is_tried(stage: Stage, number: int) -> None:
    form(stage, number)
