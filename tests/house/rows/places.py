"""Screens of places."""

from qorgan.places.access import PLACE_READ
from qorgan.places.models import Place
from qorgan.texts.words import Words
from tests.house.rows import Stage, screen


@screen("places.list", "/places", needs=(PLACE_READ,))
def place(stage: Stage, number: int) -> None:
    if not number:
        Place.objects.create(code="rows", path="rows", names=Words(en="Rows"))
    Place.objects.create(code=f"rows{number}", path=f"rows.r{number}", level=2, names=Words(en=f"Row {number}"))
