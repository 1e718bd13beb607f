"""A table over rows that were opened for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.ui.forms import ONCE, Form
from qorgan.ui.models import SavedView
from qorgan.ui.tables import exports, private
from qorgan.ui.tables.address import COLUMNS, EXPORT, OWN, PAGE, SIZE, SORT, changed, without_pair
from qorgan.ui.tables.columns import Column, grouped
from qorgan.ui.tables.drawing import body
from qorgan.ui.tables.filters import Chip, Filter

SORTED_IN_MEMORY = 2_000  # HOUSE.md section 4: lists never sort by a sealed name in the database
COUNTED_TO = 2_000  # counting further costs every reader of every page, and nobody pages so far
SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of a row under its column."""

    column: Column
    value: Any
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is drawn."""

    cells: Sequence[Cell]
    row: Any


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: the link that sorts by it, and `ascending`, `descending` or nothing."""

    column: Column
    url: str
    order: str


class Table:
    """Subclass it and name `key`, `columns`, `filters`, `order`; see the package's docstring."""

    key: ClassVar[str]
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    order: ClassVar[str]
    title: ClassVar[Promise | str] = ""
    empty_title: ClassVar[Promise | str] = _("Nothing here yet")
    empty_text: ClassVar[Promise | str] = ""
    is_exportable: ClassVar[bool] = True
    keeps_views: ClassVar[bool] = True
    is_private: ClassVar[bool] = False
    """Whether the filters describe a person: they are sent by POST, for which the page answers `asked_address`."""

    def __init__(self, rows: QuerySet, request: HttpRequest) -> None:
        self.request = request
        self.by: Principal = request.by  # type: ignore[attr-defined]
        self.path = request.path
        self.given: QueryDict = request.POST if self.is_private and request.method == "POST" else request.GET
        self.address: QueryDict = self.given
        if self.is_private:
            self._take_apart()
        self._all = rows

    def _take_apart(self) -> None:
        """`address` has no word of a filter, `given` has those that were sent or stand in the address enciphered."""
        own = {word for one in self.filters for word in one.words()}
        sent, self.address = self.given.copy(), self.given.copy()
        for word in (*own, ONCE, "csrfmiddlewaretoken"):
            self.address.pop(word, None)
        before = self.address.get(private.ABOUT, "")
        filters = sent if self.request.method == "POST" else private.opened(before, bound=self._bound)
        self.given = self.address.copy()
        for word in own & filters.keys():
            self.given.setlist(word, [value for value in filters.getlist(word) if value])

    @property
    def _bound(self) -> bytes:
        return f"{self.path}\0{self.by.account_id or ''}".encode()

    def _address(self, given: QueryDict) -> str:
        """`?…` with the filters of `given` in it as they may stand there."""
        query, filters = self.address.copy(), QueryDict(mutable=True)
        for word in sorted({word for one in self.filters for word in one.words()} & given.keys()):
            filters.setlist(word, given.getlist(word))
        query.pop(private.ABOUT, None)
        query.pop(PAGE, None)
        token = private.closed(filters, bound=self._bound)
        return changed(query, **({private.ABOUT: token} if token else {}))

    @property
    def asked_address(self) -> str:
        """Where a POST of the filters leads: the list itself, with nothing of them to read in its address."""
        return f"{self.path}{self._address(self.given)}"

    @property
    def id(self) -> str:
        """The element's id, which is the name of the page's partial and what htmx aims at."""
        return self.key.replace(".", "-").replace("_", "-")

    # ---- columns

    @cached_property
    def shown_columns(self) -> list[Column]:
        """The columns in sight: those chosen, else those not hidden by themselves; the lead always."""
        chosen = set(self.given.getlist(COLUMNS))
        known = {column.name for column in self.columns}
        if not chosen & known:
            return [column for column in self.columns if not column.is_hidden]
        return [column for column in self.columns if column.is_lead or column.name in chosen]

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Every column but the lead, and whether it is in sight."""
        return [(column, column in self.shown_columns) for column in self.columns if not column.is_lead]

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns in sight."""
        return [self._head(column) for column in self.shown_columns]

    def _head(self, column: Column) -> Head:
        is_here = self.sorted_by is column
        order = ("descending" if self.is_descending else "ascending") if is_here else ""
        turned = f"-{column.name}" if order == "ascending" else column.name
        url = changed(self.address, (PAGE,), **{SORT: turned}) if column.is_sortable else ""
        return Head(column, url, order)

    # ---- filters

    @cached_property
    def filtered(self) -> QuerySet:
        """The rows that pass every filter, without an order."""
        rows = self._all
        for one in self.filters:
            rows = one.apply(rows, self.given, self.by)
        return rows

    @cached_property
    def chips(self) -> list[tuple[Chip, str]]:
        """The filters in force, each with the address without it."""
        found = [chip for one in self.filters for chip in one.chips(self.given, self.by)]
        return [(chip, self._without(chip)) for chip in found]

    def _without(self, chip: Chip) -> str:
        if not self.is_private:
            return without_pair(self.address, chip.removes)
        return self._address(QueryDict(without_pair(self.given, chip.removes).removeprefix("?")))

    @property
    def unfiltered_url(self) -> str:
        """The address without any filter."""
        return changed(self.address, [PAGE, private.ABOUT, *(word for one in self.filters for word in one.words())])

    @cached_property
    def filter_form(self) -> Form:
        """The filters as a plain form, sent by GET unless they describe a person."""
        values: dict[str, Any] = {}
        for one in self.filters:
            words = one.words()
            values[one.name] = [self.given.get(word, "") for word in words] if len(words) > 1 else self.given.get(one.name, "")
        form = Form(initial=values, auto_id=f"{self.id}-%s")
        del form.fields["once"]
        form.all_optional = True
        for one in self.filters:
            form.fields[one.name] = one.field(self.by)
            form.fields[one.name].widget.attrs.setdefault("class", "q-input")
        return form

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What the filter form carries along unseen: order, columns, size, and what the page itself is asked for."""
        left_out = {PAGE, EXPORT, private.ABOUT, *(word for one in self.filters for word in one.words())}
        return [(word, value) for word, values in self.address.lists() if word not in left_out for value in values]

    @property
    def carried_to_columns(self) -> list[tuple[str, str]]:
        """What the choice of columns carries along unseen: everything else."""
        left_out = (COLUMNS, EXPORT)
        return [(word, value) for word, values in self.address.lists() if word not in left_out for value in values]

    # ---- order

    @cached_property
    def _order(self) -> str:
        asked = self.given.get(SORT, "")
        names = {column.name for column in self.columns if column.is_sortable}
        return asked if asked.removeprefix("-") in names else self.order

    @property
    def is_descending(self) -> bool:
        return self._order.startswith("-")

    @cached_property
    def sorted_by(self) -> Column | None:
        """The column of the present order; None for an order that no column shows."""
        name = self._order.removeprefix("-")
        return next((column for column in self.columns if column.name == name and column.is_sortable), None)

    @property
    def is_too_long_to_sort(self) -> bool:
        """Whether the order asked for is possible in memory only, and there are too many rows for it."""
        column = self.sorted_by
        return bool(column and column.sort_by and not column.sort and self.count > SORTED_IN_MEMORY)

    @cached_property
    def ordered(self) -> QuerySet | list[Any]:
        """The rows in order; ties are broken by the primary key, so that pages never overlap."""
        column = self.sorted_by
        if column is None:
            return self.filtered.order_by(*self._expressions((self._order.removeprefix("-"),)))
        if column.sort:
            return self.filtered.order_by(*self._expressions(column.sort))
        if self.is_too_long_to_sort:
            return self.filtered.order_by("-pk")
        assert column.sort_by is not None
        return sorted(self.filtered.order_by("pk"), key=column.sort_by, reverse=self.is_descending)

    def _expressions(self, names: Sequence[str]) -> list[str]:
        if not self.is_descending:
            return [*names, "pk"]
        turned = [name.removeprefix("-") if name.startswith("-") else f"-{name}" for name in names]
        return [*turned, "-pk"]

    # ---- pages

    @cached_property
    def count(self) -> int:
        """How many rows pass, counted to 2,001 at most."""
        return self._counted(COUNTED_TO)

    def _counted(self, most: int) -> int:
        return self.filtered.order_by()[: most + 1].count()

    @property
    def count_text(self) -> str:
        """The count in words of the reader: exact up to two thousand."""
        if self.count > COUNTED_TO:
            return str(_("more than %(number)s") % {"number": grouped(COUNTED_TO)})
        return grouped(self.count)

    @cached_property
    def size(self) -> int:
        asked = self.given.get(SIZE, "")
        return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]

    @cached_property
    def pages(self) -> int:
        return max(-(-min(self.count, COUNTED_TO) // self.size), 1)

    @cached_property
    def page(self) -> int:
        asked = self.given.get(PAGE, "")
        return min(max(int(asked), 1), self.pages) if asked.isdecimal() and len(asked) < 7 else 1

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """The first, the last and the neighbours; 0 stands for a gap."""
        near = {1, self.pages, self.page - 1, self.page, self.page + 1} & set(range(1, self.pages + 1))
        links: list[tuple[int, str]] = []
        for number in sorted(near):
            if links and number - links[-1][0] > 1:
                links.append((0, ""))
            links.append((number, changed(self.address, (), **{PAGE: number})))
        return links

    @property
    def previous_url(self) -> str:
        return changed(self.address, (), **{PAGE: self.page - 1}) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return changed(self.address, (), **{PAGE: self.page + 1}) if self.page < self.pages else ""

    @property
    def size_links(self) -> list[tuple[int, str]]:
        return [(size, changed(self.address, (PAGE,), **{SIZE: size})) for size in SIZES]

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, as they are."""
        first = (self.page - 1) * self.size
        return list(self.ordered[first : first + self.size])

    @cached_property
    def lines(self) -> list[Line]:
        """The rows of this page, as they are drawn."""
        return [
            Line(
                [Cell(column, column.shown(row), column.link(row) if column.link else "") for column in self.shown_columns],
                row,
            )
            for row in self.rows
        ]

    @property
    def body(self) -> SafeString:
        """The rows of this page as HTML."""
        return body(self.shown_columns, self.lines)

    # ---- saved views

    @cached_property
    def views(self) -> list[SavedView]:
        """One's own and shared views, one's own first."""
        if not self.keeps_views:
            return []
        found = SavedView.objects.visible_to(self.by).filter(table=self.key).order_by("name", "pk")
        return sorted(found, key=lambda view: view.owner != self.by.account_id)

    @property
    def keepable_query(self) -> str:
        """The query string that may be kept: known words only, nothing that was typed."""
        query = QueryDict(mutable=True)
        for one in self.filters:
            if one.is_kept and not self.is_private:
                for word, values in one.kept(self.given).items():
                    query.setlist(word, values)
        for word in (SORT, SIZE, COLUMNS):
            if word in self.given:
                query.setlist(word, self.given.getlist(word))
        return query.urlencode()

    # ---- export

    @property
    def is_export(self) -> bool:
        """Whether a file is asked for."""
        return self.is_exportable and self.given.get(EXPORT) in ("csv", "xlsx")

    @property
    def export_links(self) -> dict[str, str]:
        return {kind: changed(self.address, OWN[1:3], **{EXPORT: kind}) for kind in ("csv", "xlsx")}

    def exported(self) -> HttpResponse:
        """The file of all rows that pass, in their order, with the columns in sight.

        Raises RuleBroken for more than ten thousand rows.
        """
        if self._counted(exports.MOST_ROWS) > exports.MOST_ROWS:
            raise RuleBroken(_("More than 10,000 rows do not fit into one file. Narrow the list first."))
        columns = [column for column in self.shown_columns if column.is_exported]
        name = f"{self.id}-{timezone.localdate():%Y-%m-%d}"
        if self.given[EXPORT] == "csv":
            return exports.as_file(exports.as_csv(columns, self.ordered), "text/csv; charset=utf-8", f"{name}.csv")
        book = exports.as_xlsx(columns, self.ordered, str(self.title) or self.key)
        return exports.as_file(book, exports.XLSX, f"{name}.xlsx")
