"""Keyed look-ups: found by those who may know, by nobody else, and useless in a dump."""

from __future__ import annotations

import random
from collections import Counter
from uuid import uuid4

import pytest
from django.db import connection, transaction

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.vault import keyring as rings
from qorgan.vault import lookup
from qorgan.vault.faults import SealedUse
from tests.toy.models import BOX_READ, BOX_WRITE, Box
from tests.vault.models import FOLDER_FIND, KEEPER, Folder, Note

pytestmark = pytest.mark.django_db
PHONE = "+77010000001"


@pytest.fixture
def folders(cast):
    """A folder here and one elsewhere with the same telephone; the person here, and the subjects."""
    here = cast.person(BOX_READ, BOX_WRITE, FOLDER_FIND, role="folder_reader")
    there = cast.person(BOX_READ, BOX_WRITE, FOLDER_FIND, role="folder_reader", at=cast.elsewhere)
    subjects = []
    for by, organisation in ((here, cast.here), (there, cast.elsewhere)):
        with acting(by):
            box = Box.objects.create(organisation=organisation)
            folder = Folder.objects.create(box=box, subject=uuid4())
            lookup.remember("phone", subject=folder.subject, values=[(PHONE,)])
            subjects.append(folder.subject)
    return here, there, *subjects


def found(by: Principal, *values: str, kind: str = "phone") -> list:
    with acting(by):
        return lookup.find(kind, *values)


def test_each_finds_only_what_lies_within_its_need_to_know(folders):
    here, there, mine, theirs = folders
    assert found(here, PHONE) == [mine]
    assert found(there, PHONE) == [theirs]


def test_planted_fault_as_the_owner_of_the_tables_the_function_would_give_everything(folders, owner):
    """The wall of a folder builds on the wall of its box; a function that runs as the owner sees through both."""
    here, _, mine, theirs = folders
    with owner(), connection.cursor() as cursor:
        branches = " UNION ".join(lookup._branch(entry) for entry in lookup._findable)
        cursor.execute(
            "CREATE FUNCTION vault_find(asked text, digests bytea[]) RETURNS SETOF uuid LANGUAGE sql STABLE "
            f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ {branches} $$"
        )
    with acting(here), connection.cursor() as cursor:
        cursor.execute("SELECT public.vault_find('phone', %s)", [[lookup.digest("phone", PHONE)]])
        assert {row[0] for row in cursor.fetchall()} == {mine, theirs}


def test_without_the_permission_nothing_is_found(folders, cast):
    ermek = cast.person(BOX_READ)
    assert found(ermek, PHONE) == []
    assert found(Principal.nobody(), PHONE) == []


def test_hidden_and_absent_look_alike(folders, cast):
    there = folders[1]
    only_here = uuid4()
    here = folders[0]
    with acting(here):
        Folder.objects.create(box=Box.objects.visible_to(here).get(), subject=only_here)
        lookup.remember("phone", subject=only_here, values=[("+77010000002",)])
    assert found(there, "+77010000002") == found(there, "+77010000003") == []


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM vault_lookup",
        "INSERT INTO vault_lookup (kind, digest, subject, root) VALUES ('x', '', gen_random_uuid(), 'r')",
        "DELETE FROM vault_lookup",
        "SELECT vault_outdated('phone', 'x', 1)",
    ],
)
def test_the_web_role_does_not_reach_the_table_itself(db, statement):
    with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_look_ups_are_written_by_an_actor_only(db):
    with pytest.raises(Exception, match="written by an actor"), transaction.atomic():
        lookup.remember("phone", subject=uuid4(), values=[(PHONE,)])
    with pytest.raises(Exception, match="written by an actor"), transaction.atomic():
        lookup.forget(subject=uuid4())


def test_remembering_replaces_what_was_known_before(folders):
    here, _, mine, _ = folders
    with acting(here):
        lookup.remember("phone", subject=mine, values=[("+77010000004",), ("+77010000005",)])
    assert found(here, PHONE) == []
    assert found(here, "+77010000004") == found(here, "+77010000005") == [mine]
    with acting(here):
        lookup.forget(subject=mine, kind="toy.name_year")
    assert found(here, "+77010000004") == [mine]
    with acting(here):
        lookup.forget(subject=mine)
    assert found(here, "+77010000004") == []


def test_several_attributes_find_together_and_in_their_order(folders):
    here, _, mine, _ = folders
    with acting(here):
        lookup.remember("toy.name_year", subject=mine, values=[("ахмет", "айгерім", "2014")])
    assert found(here, "ахмет", "айгерім", "2014", kind="toy.name_year") == [mine]
    assert found(here, "айгерім", "ахмет", "2014", kind="toy.name_year") == []


def test_parts_do_not_run_into_each_other():
    assert lookup.digest("toy.name_year", "ab", "c", "1") != lookup.digest("toy.name_year", "a", "bc", "1")


def test_the_same_words_of_two_kinds_have_unrelated_digests():
    other = lookup.lookup_kind("toy.year_name", "surname", "given_name", "year")
    assert lookup.digest(other.name, "a", "b", "1") != lookup.digest("toy.name_year", "a", "b", "1")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("phone", ("87010000001",)),
        ("phone", ("+7701",)),
        ("phone", ("",)),
        ("phone", (PHONE, PHONE)),
        ("toy.name_year", ("айгерім",)),
        ("unknown", (PHONE,)),
    ],
)
def test_values_of_another_shape_are_refused_without_being_repeated(kind, values):
    with pytest.raises(SealedUse) as refusal:
        lookup.digest(kind, *values)
    assert not any(value and value in str(refusal.value) for value in values)


def test_a_name_alone_cannot_be_declared():
    with pytest.raises(ValueError, match="frequency"):
        lookup.lookup_kind("toy.given_name", "given_name")
    with pytest.raises(ValueError, match="frequency"):
        lookup.lookup_kind("toy.given_name", "given_name", "given_name")
    with pytest.raises(ValueError, match="declared twice"):
        lookup.lookup_kind("phone", "phone", "place")
    with pytest.raises(ValueError, match="named like"):
        lookup.lookup_kind("Phone", "phone", "place")


def test_a_table_without_row_security_cannot_be_made_findable():
    with pytest.raises(TypeError, match="no wall"):
        lookup.findable(lookup.PHONE, model=Note, needs=FOLDER_FIND)


def test_a_column_without_an_index_cannot_be_made_findable():
    for column in ("other", "nowhere"):
        with pytest.raises(TypeError, match="no index"):
            lookup.findable(lookup.PHONE, model=Folder, needs=FOLDER_FIND, column=column)


def test_while_the_root_changes_old_and_new_digests_are_found_and_the_old_ones_are_listed(folders, home, owner):
    here, _, mine, _ = folders
    rings.write(rings.folder(), rings.make("lookup-2099-01"))
    assert found(here, PHONE) == [mine]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    with acting(KEEPER):
        assert mine in lookup.outdated("phone")
        lookup.remember("phone", subject=mine, values=[(PHONE,)])
        assert mine not in lookup.outdated("phone")
    assert found(here, PHONE) == [mine]


def test_only_the_keeper_lists_outdated_digests(folders, home):
    here = folders[0]
    rings.write(rings.folder(), rings.make("lookup-2099-01"))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE qorgan_worker")
    with acting(here):
        assert lookup.outdated("phone") == []


def test_a_look_up_uses_the_index_whatever_the_table_holds(folders, owner):
    with owner(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO vault_lookup (kind, digest, subject, root) SELECT 'phone', "
            "substring(sha256(n::text::bytea) from 1 for 16), gen_random_uuid(), 'r' "
            "FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE vault_lookup")
        cursor.execute(
            "EXPLAIN SELECT subject FROM vault_lookup WHERE kind = 'phone' AND digest = ANY(%s)", [[lookup.digest("phone", PHONE)]]
        )
        plan = " ".join(row[0] for row in cursor.fetchall())
    assert "a_digest_finds_a_subject_once" in plan
    assert "Seq Scan" not in plan


class Population:
    """Invented children whose names are as unevenly spread as names are: rank r has weight 1/(r + 3).

    300 given names, 900 surnames, 200 districts, 20,000 children. The attacker knows the true weights of every
    attribute, as a census publishes them, and the whole table of digests; it does not know the key.
    """

    CHILDREN = 20_000

    def __init__(self) -> None:
        chance = random.Random(20261122)
        self.given = self.spread(300, "g", chance)
        self.surnames = self.spread(900, "s", chance)
        self.districts = self.spread(200, "d", chance)

    def spread(self, count: int, letter: str, chance: random.Random) -> list[str]:
        return chance.choices(
            [f"{letter}{rank}" for rank in range(count)], weights=[1 / (rank + 3) for rank in range(count)], k=self.CHILDREN
        )

    @staticmethod
    def expected(*spreads: int) -> list[tuple[str, ...]]:
        """Combinations in the order in which they should occur, most frequent first."""
        letters = "gsd"
        combos: list[tuple[float, tuple[str, ...]]] = [(1.0, ())]
        for letter, count in zip(letters, spreads, strict=False):
            # The head of the list is what a ranking can match; the tail has one child each.
            combos = sorted(
                ((weight / (rank + 3), (*parts, f"{letter}{rank}")) for weight, parts in combos[:1_000] for rank in range(count)),
                reverse=True,
            )
        return [parts for _, parts in combos]


def attack(tokens: list[bytes], truth: list[tuple[str, ...]], guesses: list[tuple[str, ...]]) -> float:
    """Matches digests to values by rank of frequency; the share of children whose values it names rightly."""
    ranked = [token for token, _ in Counter(tokens).most_common()]
    guess = dict(zip(ranked, guesses, strict=False))
    return sum(guess.get(token) == real for token, real in zip(tokens, truth, strict=True)) / len(truth)


def test_a_frequency_attack_names_children_by_single_tokens_and_hardly_by_combinations(monkeypatch, capsys):
    people = Population()
    monkeypatch.setitem(lookup._kinds, "toy.alone", lookup.LookupKind("toy.alone", ("given",)))
    monkeypatch.setitem(lookup._kinds, "toy.pair", lookup.LookupKind("toy.pair", ("given", "surname")))
    monkeypatch.setitem(lookup._kinds, "toy.triple", lookup.LookupKind("toy.triple", ("given", "surname", "district")))
    columns = (people.given, people.surnames, people.districts)
    figures = {}
    for kind, spreads in (("toy.alone", (300,)), ("toy.pair", (300, 900)), ("toy.triple", (300, 900, 200))):
        truth = list(zip(*columns[: len(spreads)], strict=True))
        seen: dict[tuple[str, ...], bytes] = {}
        tokens = [seen.setdefault(parts, lookup.digest(kind, *parts)) if parts not in seen else seen[parts] for parts in truth]
        figures[kind] = attack(tokens, truth, people.expected(*spreads))
    with capsys.disabled():
        print(
            "\n  frequency attack on 20,000 children names: given name alone "
            f"{figures['toy.alone']:.1%}, given name and surname {figures['toy.pair']:.2%}, "
            f"and district {figures['toy.triple']:.3%}"
        )
    assert figures["toy.alone"] > 0.25
    assert figures["toy.pair"] < 0.01
    assert figures["toy.triple"] < 0.001
