"""Tags that draw the components of `templates/ui/components/`. Loaded for every template as a builtin.

Small things are tags (`{% icon "lock" %}`); things with a body are blocks:

    {% panel title=_("Tasks") %} … {% endpanel %}
    {% note "warn" title=_("Not sent yet") %} … {% endnote %}
    {% nothing "inbox" title=_("No referrals yet") %} the one way to begin {% endnothing %}
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from qorgan.ui import pieces
from qorgan.ui.widgets import kind_of

register = template.Library()
log = logging.getLogger(__name__)

TONE_ICON = {
    "danger": "alert-octagon",
    "warn": "hourglass",
    "ok": "circle-check",
    "info": "info-circle",
    "guard": "lock",
}
SCRIPTS = ("page", "theme", "keys", "palette", "toasts", "lines", "drafts", "clocks", "live", "tables", "files", "days", "find")
TILE_STEPS = 5
RISK_HEIGHTS = (5, 7, 10, 12)


@cache
def icon_names() -> frozenset[str]:
    """The names in the sprite."""
    listed = (Path(__file__).parents[1] / "icons.txt").read_text().split("\n")
    return frozenset(name for name in listed if name and not name.startswith("#"))


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """An icon of the sprite. It is decoration unless `label` names it. `size` is "", "lg" or "xl".

    A name that the sprite lacks draws a dot and is logged: a missing picture must not take a desk down.
    """
    if name not in icon_names():
        log.warning("the sprite has no icon %r", name)
        name = "point"
    if not label:
        return _decoration(name, size)
    return _drawn_icon(name, size, format_html('role="img" aria-label="{}"', label))


@cache
def _decoration(name: str, size: str) -> SafeString:
    """An icon without words: the same for everybody, so it is drawn once in a process."""
    return _drawn_icon(name, size, mark_safe('aria-hidden="true"'))


def _drawn_icon(name: str, size: str, said: SafeString) -> SafeString:
    return format_html(
        '<svg class="q-icon{}" {}><use href="{}#{}"/></svg>',
        f" q-icon-{size}" if size else "",
        said,
        static("ui/vendor/icons.svg"),
        name,
    )


@register.simple_tag
def tag(tone: str, text: Any, icon_name: str | None = None) -> SafeString:
    """A status: icon, word and colour. Tones: danger, warn, ok, info, guard, accent, out, or "" for plain.

    The icon follows the tone unless named; `icon_name=""` leaves it out for tones that carry no alarm.
    """
    name = TONE_ICON.get(tone, "") if icon_name is None else icon_name
    return format_html('<span class="q-tag{}">{}{}</span>', f" q-tag-{tone}" if tone else "", icon(name) if name else "", text)


@register.simple_tag
def risk(level: int, text: Any = "") -> SafeString:
    """Rising bars for a level from 0 to 4, with the word beside; without a word the level is read out."""
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="4" height="{}"{}/>',
        (
            (index * 6, 12 - height, height, "" if index < level else mark_safe(' class="q-off"'))
            for index, height in enumerate(RISK_HEIGHTS)
        ),
    )
    said = mark_safe('aria-hidden="true"')
    if not text:
        said = format_html('role="img" aria-label="{}"', _("Level %(level)s of 4") % {"level": level})
    return format_html('<svg class="q-risk" viewBox="0 0 22 12" {}>{}</svg>{}', said, bars, text)


@register.simple_tag
def risk_tag(level: int, text: Any) -> SafeString:
    """A danger or risk level as a tag; red from level 3, where a person must act now."""
    return format_html('<span class="q-tag{}">{}</span>', " q-tag-danger" if level >= 3 else "", risk(level, text))


@register.inclusion_tag("ui/components/bar.html")
def bar(value: float, whole: float, label: Any, spent: float = 0, tone: str = "") -> dict[str, Any]:
    """A bar of `value` within `whole` (any one unit), `spent` hatched before it; past the whole it turns red.

    The label says the same in words: it is all that a screen reader and a black-and-white printer get.
    """
    whole = float(whole) or 1.0
    solid, hatched = float(value) / whole * 100, float(spent) / whole * 100
    return {
        "label": label,
        "tone": tone,
        "is_over": solid + hatched > 100,
        "solid": _svg(min(solid, 100)),
        "hatched": _svg(min(hatched, 100 - min(solid, 100))),
        "from": _svg(min(solid, 100)),
    }


def _svg(number: float) -> str:
    """A number as SVG writes it: never with a decimal comma, whatever the language."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


@register.filter
def svg(number: float) -> str:
    """A number for an SVG attribute."""
    return _svg(float(number))


@register.simple_tag
def face(name: str, tone: str = "", size: str = "") -> SafeString:
    """Initials in a circle; the name stands beside it in the page."""
    return format_html(
        '<span class="q-face{}{}" aria-hidden="true">{}</span>',
        f" q-face-{tone}" if tone else "",
        f" q-face-{size}" if size else "",
        pieces.initials(name),
    )


@register.simple_block_tag
def panel(content: str, title: Any = "", aside: Any = "", tight: bool = False, level: int = 2) -> SafeString:
    """A white panel with a heading; `tight` leaves out the inner space (lists, tables). One primary button in each."""
    return _block("panel", content, title=title, aside=aside, tight=tight, level=level)


@register.simple_block_tag
def note(content: str, tone: str = "info", title: Any = "", icon_name: str = "", role: str = "") -> SafeString:
    """A note with an icon. Tones: info, warn, danger, ok, guard."""
    return _block("note", content, tone=tone, title=title, icon_name=icon_name or TONE_ICON[tone], role=role)


@register.simple_block_tag
def nothing(content: str, icon_name: str = "inbox", title: Any = "", text: Any = "") -> SafeString:
    """An empty place: what will be here, and (the body) the one way to begin."""
    return _block("nothing", content, icon_name=icon_name, title=title, text=text)


@register.simple_block_tag
def failed(content: str, title: Any = "", text: Any = "", number: str = "") -> SafeString:
    """Something could not be loaded: what happened, what is kept, and (the body) what to do. `number` finds the log."""
    return _block("failed", content, title=title, text=text, number=number)


@register.simple_block_tag
def confirm(  # noqa: PLR0917  (tags are called by keyword in templates)
    content: str, name: str, title: Any, text: Any, verb: Any, cancel: Any = "", tone: str = "danger"
) -> SafeString:
    """A dialog that names the thing and the verb ("Close case"); cancel is first in focus.

    The body is the page's own `<form method="post" id="<name>-form">` with its token and fields and without a button. A
    link or button with `data-dialog="<name>"` opens the dialog; without script the link leads to a page of its own.
    """
    return _block("confirm", content, id=name, title=title, text=text, verb=verb, cancel=cancel, tone=tone)


def _block(name: str, content: str, **context: Any) -> SafeString:
    return SafeString(render_to_string(f"ui/components/{name}.html", {"body": content, **context}))


@register.inclusion_tag("ui/components/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """A form field: label, hint, error above the field, the control."""
    return {"field": bound, "kind": kind_of(bound.field.widget)}


@register.inclusion_tag("ui/components/errors.html")
def form_errors(form: Any) -> dict[str, Any]:
    """The summary on top of a form that was refused: takes the focus, links to the fields."""
    return {"form": form, "lines": form.error_lines() if form.is_bound else []}


@register.inclusion_tag("ui/components/form.html")
def form(form: Any, verb: Any, action: str = "", cancel: str = "", tone: str = "primary") -> dict[str, Any]:
    """A whole plain form that posts to `action` (or to its own page), with summary, fields, token and buttons."""
    return {"form": form, "verb": verb, "action": action, "cancel": cancel, "tone": tone}


@register.inclusion_tag("ui/components/clock.html")
def clock(clock: pieces.Clock, strip: bool = False) -> dict[str, Any]:
    """A running limit: icon, level, remaining time and bar. `strip` is the line below the top bar."""
    return {"clock": clock, "strip": strip, "time": remaining(clock.left), "words": remaining_words(clock)}


def remaining(left: timedelta) -> str:
    """The figure of a clock: `06:18` below an hour, `3:06:18` below a day, `2 d 4 h` above."""
    seconds = int(left.total_seconds())
    if seconds >= 86_400:
        return _("%(days)s d %(hours)s h") % {"days": seconds // 86_400, "hours": seconds % 86_400 // 3_600}
    hours, minutes, rest = seconds // 3_600, seconds % 3_600 // 60, seconds % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes:02}:{rest:02}"


def remaining_words(clock: pieces.Clock) -> str:
    """The same for a screen reader, by the minute."""
    minutes = int(clock.left.total_seconds() // 60)
    if clock.state == "acknowledged":
        return _("Confirmed after %(minutes)s min") % {"minutes": minutes}
    if clock.state == "over":
        return _("Out of time by %(minutes)s min") % {"minutes": minutes}
    return _("%(minutes)s min left") % {"minutes": minutes}


@register.inclusion_tag("ui/components/emergency.html")
def emergency(until: datetime, reason: Any, end_url: str = "") -> dict[str, Any]:
    """The violet line of emergency access: until when, why, who sees it, end now."""
    now = timezone.now()
    return {
        "until": until,
        "now": now,
        "reason": reason,
        "end_url": end_url,
        "time": remaining(max(until - now, timedelta(0))),
    }


@register.inclusion_tag("ui/components/figure.html")
def figure(figure: pieces.Figure) -> dict[str, Any]:
    """A figure tile: label (link to its definition), value or word, range, date."""
    return {"figure": figure}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(items: Sequence[pieces.Happened]) -> dict[str, Any]:
    """What happened, in order; days divide."""
    return {"items": items}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(tabs: Sequence[pieces.Tab], label: Any) -> dict[str, Any]:
    """Links to the parts of a record."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("ui/components/segments.html")
def segments(tabs: Sequence[pieces.Tab], label: Any) -> dict[str, Any]:
    """Links that show the same thing otherwise (board, list, map)."""
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("ui/components/steps.html")
def steps(steps: Sequence[pieces.Step], label: Any) -> dict[str, Any]:
    """Where a case or a referral stands."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("ui/components/crumbs.html")
def crumbs(crumbs: Sequence[pieces.Crumb]) -> dict[str, Any]:
    """The way to this page."""
    return {"crumbs": crumbs}


@register.inclusion_tag("ui/components/person.html")
def person(person: pieces.Person) -> dict[str, Any]:
    """A person's card."""
    return {"person": person}


@register.inclusion_tag("ui/components/tile_map.html")
def tile_map(tiles: Sequence[pieces.Tile], caption: Any, steps: Sequence[Any] = ()) -> dict[str, Any]:
    """Equal tiles, one a place, from the rows given; blanks keep the shape. `steps` are five words for the legend."""
    by_place = {(tile.row, tile.column): tile for tile in tiles}
    width = max((tile.column for tile in tiles), default=0)
    height = max((tile.row for tile in tiles), default=0)
    cells = [by_place.get((row, column)) for row in range(1, height + 1) for column in range(1, width + 1)]
    return {"cells": cells, "width": width, "caption": caption, "legend": list(enumerate(steps, 1))}


@register.inclusion_tag("ui/components/conflict.html")
def conflict(differences: Sequence[pieces.Difference], who: str, at: Any, same: int = 0) -> dict[str, Any]:
    """Two people changed one thing: field by field, nothing preset."""
    return {"differences": differences, "who": who, "at": at, "same": same}


@register.inclusion_tag("ui/components/table.html")
def table(table: Any) -> dict[str, Any]:
    """A whole table with filters, chips, columns, saved views, export, pages. `table` is a `qorgan.ui.tables.Table`."""
    return {"table": table}


@register.simple_tag
def chart(chart: Any) -> SafeString:
    """A chart of `qorgan.ui.charts` with its table beside it."""
    return chart.html()


@register.simple_tag
def live(source: str, key: Any) -> SafeString:
    """Attributes that make an element hear a live source: it gets the event `live` at each message."""
    return format_html('data-live="/live/{}/{}"', source, key)


@register.simple_tag(takes_context=True)
def once(context: template.Context, name: str) -> SafeString:
    """A part that stands twice in a page (in the side bar and in its narrow twin), drawn once."""
    kept = context.render_context.get(name)
    if kept is None:
        kept = context.render_context[name] = template.Engine.get_default().get_template(name).render(context)
    return SafeString(kept)


@register.simple_tag
@cache
def scripts() -> SafeString:
    """Our browser modules. Each is sent by its own address, so that its version is in it."""
    return format_html_join("\n", '<script type="module" src="{}"></script>', ((static(f"ui/js/{name}.js"),) for name in SCRIPTS))
