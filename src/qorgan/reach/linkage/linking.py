"""One list linked from its file to its clusters: `id,cluster,score`, a row for each row."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from qorgan.reach.linkage import clusters, engine, reading, scoring
from qorgan.reach.linkage.forms import Former
from qorgan.reach.linkage.model import Model

HEADS: Final = ("id", "cluster", "score")
ROWS_A_CHUNK: Final = 250_000
Told = Callable[[str, float], None]


@dataclass(frozen=True)
class Linked:
    """What a linkage found. `unread`: cells that could not be read, `lines` the first of them; `ids_twice`: ids on more than one row;
    `rules_left_out`: blocking rules that would have brought too many pairs; `reviews`: pairs kept apart that a person should see.
    """

    rows: int
    children: int
    reviews: int
    unread: int
    lines: list[tuple[int, str]]
    missing: list[str]
    unknown_columns: int
    ids_twice: int
    without_id: int
    rules_left_out: int
    model: int


def chunks_for(rows: int) -> int:
    """In how many parts the pairs of a list are compared, so that memory grows with the list and not with its pairs."""
    return max(1, -(-rows // ROWS_A_CHUNK))


def link_file(source: Path, out: Path, *, model: Model, sexes: Mapping[str, str], memory: str, told: Told) -> Linked:
    """Links a list and writes its clusters; the file appears whole or not at all, for its owner alone.

    Raises FileRefused, OutOfMemory, OSError, and ValueError for a memory that is no size.
    """
    layout = reading.layout_of(source)
    former, ids = Former(sexes), list[str]()
    opened = engine.connect(memory)
    try:
        with scoring.memory_watched(opened):
            count = engine.load(opened, former.forms(_watched(source, layout, ids, told)))
        pairs = scoring.pairs(opened, count, model, chunks=chunks_for(count), told=told)
        found = clusters.cluster(opened, count, pairs, model.threshold)
    finally:
        opened.close()
    told("written", 0.0)
    _write(out, ids, found)
    told("written", 1.0)
    often = Counter(one for one in ids if one)
    return Linked(
        count, found.children, len(found.reviews), former.unread.count, former.unread.first, layout.missing, layout.unknown,
        sum(times > 1 for times in often.values()), ids.count(""), pairs.plan.left_out, model.version,
    )  # fmt: skip


def _watched(source: Path, layout: reading.Layout, ids: list[str], told: Told) -> Iterator[tuple[int, Mapping[str, str]]]:
    size = max(source.stat().st_size, 1)
    read = 0
    for number, (line, cells) in enumerate(reading.read(source, layout)):
        ids.append(cells["id"])
        read += sum(map(len, cells.values())) + len(cells)
        if number % 5_000 == 0:
            told("read", min(read / size, 1.0))
        yield line, cells
    told("read", 1.0)


def _write(out: Path, ids: list[str], found: clusters.Clusters) -> None:
    unfinished = out.with_name(f".{out.name}.unfinished")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADS)
            rows = zip(ids, found.label.tolist(), found.score.tolist(), strict=True)
            writer.writerows((one, label + 1, f"{score:.4f}") for one, label, score in rows)
        unfinished.replace(out)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
