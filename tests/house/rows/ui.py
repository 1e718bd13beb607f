"""Screens of ui: the samples, whose table is over one's own saved views."""

from qorgan.ui.access import STYLEGUIDE_READ
from qorgan.ui.models import SavedView
from tests.house.rows import Stage, screen


@screen("ui.samples", "/styleguide/table", needs=(STYLEGUIDE_READ,))
def saved_view(stage: Stage, number: int) -> None:
    SavedView.objects.create(owner=stage.by.account, table="cases.list", name=f"View {number}")


@screen("ui.styleguide", "/styleguide", needs=(STYLEGUIDE_READ,))
def saved_view_among_samples(stage: Stage, number: int) -> None:
    saved_view(stage, number)
