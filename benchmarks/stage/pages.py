"""The measured page: the product's own list of contacts, with one more column that opens a sealed value in every row.

The list as the product has it opens nothing sealed. With this column all doors are on: 25 rows of 25 subjects, 25 data
keys.
"""

from __future__ import annotations

from django.http import HttpResponse

from qorgan.helpline import access
from qorgan.helpline.models import Contact
from qorgan.helpline.pages.contacts import ContactTable
from qorgan.ui.pages import PageRequest, page, render
from qorgan.ui.tables import Column


class ToldTable(ContactTable):
    """Contacts with the first words of what was told."""

    columns = (*ContactTable.columns, Column("told", "Told", value=lambda row: row.sealed["summary"][:60]))


@page(needs=access.CONTACT_READ)
def told(request: PageRequest) -> HttpResponse:
    """The list."""
    table = ToldTable(Contact.objects.visible_to(request.by), request)
    return render(request, "helpline/contacts.html", {"table": table}, partials=(table.id,))
