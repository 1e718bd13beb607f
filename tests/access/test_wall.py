"""The second wall is built where it is not as declared, mended where somebody changed it, and otherwise left alone."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, connections

from qorgan.access import wall

TABLE = "helpline_thread"


@pytest.fixture
def built(owner, db):
    """The wall as it stands; what a test does to it is rolled back with the test."""
    with owner():
        wall.build(connection)
        yield


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def policies() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT policyname FROM pg_policies WHERE tablename = %s", [TABLE])
        return {name for (name,) in cursor.fetchall()}


def test_a_wall_that_stands_as_declared_is_left_alone(built) -> None:
    assert wall.build(connection) == []


@pytest.mark.parametrize(
    "change",
    [
        f"DROP POLICY qorgan_select ON {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY",
        f"CREATE POLICY by_hand ON {TABLE} FOR SELECT USING (true)",
        f"ALTER POLICY qorgan_select ON {TABLE} USING (true)",
        f"GRANT SELECT ON {TABLE} TO PUBLIC",
    ],
)
def test_what_somebody_changed_by_hand_is_put_right_and_nothing_else_is_touched(built, change: str) -> None:
    before = policies()
    run(change)
    assert wall.build(connection) == [TABLE]
    assert policies() == before
    assert wall.build(connection) == []


def test_what_a_model_declares_anew_is_built(built, monkeypatch) -> None:
    declared = wall.statements

    def other(existing: set[str]) -> dict[str, list[str]]:
        found = declared(existing)
        found[TABLE] = [one.replace("FOR DELETE", "FOR DELETE ") for one in found[TABLE]]
        return found

    monkeypatch.setattr(wall, "statements", other)
    assert wall.build(connection) == [TABLE]


def test_who_writes_in_a_table_is_waited_for_in_short_steps_so_that_others_write_on(built, monkeypatch) -> None:
    """The wall of a table in use is not forced: whoever waits behind the builder waits a tenth of a second at most."""
    monkeypatch.setattr(wall, "TRIES", 3)
    run(f"COMMENT ON TABLE {TABLE} IS 'stale'")
    other = connections.create_connection("default")
    try:
        with other.cursor() as writer:
            writer.execute("BEGIN")
            writer.execute(f"LOCK TABLE {TABLE} IN ROW EXCLUSIVE MODE")
            with pytest.raises(OperationalError):
                wall.build(connection)
            writer.execute("ROLLBACK")
        assert wall.build(connection) == [TABLE]
    finally:
        other.close()
