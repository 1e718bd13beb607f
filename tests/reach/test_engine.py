"""The engine is closed: no file, no network, no extension, no more memory than it was given; and says so in one sentence."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from qorgan.reach.linkage import engine
from qorgan.reach.linkage.scoring import memory_watched
from tests.reach.lists import AIGERIM, loaded, numbered


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT * FROM read_csv('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/qorgan-out.csv'", "ATTACH '/tmp/qorgan-out.duckdb' AS other",
        "INSTALL httpfs", "LOAD httpfs", "SELECT * FROM read_csv('https://example.org/x.csv')", "EXPORT DATABASE '/tmp/qorgan-out'",
    ],
)  # fmt: skip
def test_nothing_is_read_written_or_fetched(attempt: str) -> None:
    opened = engine.connect()
    with pytest.raises(duckdb.Error):
        opened.execute(attempt).fetchall()
    assert not list(Path("/tmp").glob("qorgan-out*"))


@pytest.mark.parametrize("change", ["memory_limit = '100GB'", "temp_directory = '/tmp'", "enable_external_access = true"])
def test_its_settings_are_locked(change: str) -> None:
    opened = engine.connect()
    with pytest.raises(duckdb.Error, match="configuration"):
        opened.execute(f"SET {change}").fetchall()


def test_more_memory_than_it_was_given_is_refused_in_one_sentence_and_nothing_is_spilled_to_disk(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened = engine.connect("60MB", threads=1)
    with pytest.raises(engine.OutOfMemory, match=r"more memory than .* is needed") as refused, memory_watched(opened):
        opened.execute("CREATE TABLE large AS SELECT md5(i::varchar) AS text FROM range(5000000) t(i)").fetchall()
    assert "md5" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", ["much", "", "1 quintillion'; DROP TABLE rows"])
def test_a_memory_that_is_no_size_is_refused(size: str) -> None:
    with pytest.raises(ValueError, match="not a size"):
        engine.connect(size)


def test_rows_are_loaded_in_batches_and_numbered_from_nought(monkeypatch) -> None:
    monkeypatch.setattr(engine, "_BATCH", 2)
    opened, count = loaded(numbered(*[AIGERIM] * 5))
    assert count == 5
    assert opened.execute("SELECT list(row ORDER BY row) FROM rows").fetchall() == [([0, 1, 2, 3, 4],)]
