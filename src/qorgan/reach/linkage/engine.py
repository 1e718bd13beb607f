"""DuckDB inside this process: in memory, with a limit, with nothing of its own on disk and no way out.

Names stand in this engine in their comparing form. So it writes no temporary file (what does not fit in its memory is refused
with a word about `--memory`, not spilled), opens no file, loads no extension and asks no network; its settings are locked.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import duckdb
import pyarrow as pa

from qorgan.reach.linkage.forms import Form

MEMORY: Final = "3GB"
"""What a linkage may use unless told otherwise; a million rows need less."""
_CLOSED: Final = (
    ("temp_directory", "''"), ("max_temp_directory_size", "'0KiB'"), ("allow_community_extensions", "false"),
    ("allow_persistent_secrets", "false"), ("preserve_insertion_order", "false"), ("enable_external_access", "false"),
)  # fmt: skip
_BATCH: Final = 50_000
_TEXT, _SMALL, _YES = pa.string(), pa.int16(), pa.bool_()
_SCHEMA: Final = pa.schema([
    ("row", pa.int64()), ("gf", _TEXT), ("gk", _TEXT), ("gs", _TEXT), ("gz", _TEXT), ("ga", _TEXT), ("sf", _TEXT), ("sk", _TEXT),
    ("pf", _TEXT), ("pk", _TEXT), ("names", _TEXT), ("sex", _TEXT), ("year", _SMALL), ("month", _SMALL), ("day", _SMALL),
    ("dated", pa.int32()), ("rough", _YES), ("region", _TEXT), ("phone", _TEXT), ("iin", _TEXT), ("proved", _YES),
])  # fmt: skip


class OutOfMemory(Exception):
    """The engine needs more than it was given. The text names the limit and no row."""

    def __init__(self, limit: str) -> None:
        super().__init__(f"more memory than {limit} is needed; give more, or link the list in parts")


def connect(memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """A closed engine. `memory` as DuckDB writes it: `2GB`, `500MB`. Raises ValueError for another text."""
    opened = duckdb.connect(":memory:", config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        opened.execute(f"SET memory_limit = '{memory.replace(chr(39), '')}'").fetchall()
    except duckdb.Error:
        opened.close()
        raise ValueError(f"memory {memory!r} is not a size like 2GB") from None
    for name, value in (("threads", str(threads or os.cpu_count() or 1)), *_CLOSED):
        opened.execute(f"SET {name} = {value}").fetchall()
    opened.execute("SET lock_configuration = true").fetchall()
    return opened


def _batches(forms: Iterable[Form]) -> Iterator[pa.RecordBatch]:
    rows = iter(forms)
    while taken := list(islice(rows, _BATCH)):
        columns = zip(*taken, strict=True)
        arrays = [pa.array(cells, one.type) for cells, one in zip(columns, _SCHEMA, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=_SCHEMA)


def load(engine: duckdb.DuckDBPyConnection, forms: Iterable[Form], table: str = "rows") -> int:
    """Fills a table with forms; gives how many. The rows are read once, in batches."""
    empty = _SCHEMA.empty_table()
    engine.register("incoming", empty)
    engine.execute(f"CREATE TABLE {table} AS SELECT * FROM incoming").fetchall()
    engine.unregister("incoming")
    count = 0
    for batch in _batches(forms):
        engine.register("incoming", pa.Table.from_batches([batch]))
        engine.execute(f"INSERT INTO {table} SELECT * FROM incoming").fetchall()
        engine.unregister("incoming")
        count += batch.num_rows
    return count
