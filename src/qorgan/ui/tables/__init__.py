"""Declarative tables: columns, typed filters, order, pages, saved views and export over a queryset opened for a reader.

    class Organisations(Table):
        key = "organisations.list"
        columns = (Column("name", _("Name"), is_lead=True, sort=("name_sort",), link=lambda row: row.address),)
        filters = (ChoiceFilter("kind", _("Kind"), Kind.choices), TextFilter("words", _("Name"), ("folded",)))
        order = "name"

    table = Organisations(Organisation.objects.visible_to(request.by), request)
    if table.is_export:
        return table.exported()
    return render(request, "organisations/list.html", {"table": table}, partials=(table.id,))

and in the page: `{% partialdef organisations-list inline %}{% table table %}{% endpartialdef %}`. A list costs the same
number of queries with one row and with thirty: one for the count, one for the rows, one for the saved views.
"""

from qorgan.ui.tables.columns import Column, Kind
from qorgan.ui.tables.filters import ChoiceFilter, DaysFilter, Filter, PlaceFilter, TextFilter, YesNoFilter
from qorgan.ui.tables.table import Table

__all__ = [
    "ChoiceFilter",
    "Column",
    "DaysFilter",
    "Filter",
    "Kind",
    "PlaceFilter",
    "Table",
    "TextFilter",
    "YesNoFilter",
]
