"""Match keys: nobody stands on a name alone, and a stolen table gives hardly anybody away."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qorgan.matching import keys
from qorgan.matching.attributes import Attributes, Birth, profile
from qorgan.matching.keys import Agrees, says
from qorgan.vault.lookup import kinds

pytestmark = pytest.mark.django_db  # the root keys belong to a database

AIGERIM = Attributes(
    given="Айгерім", surname="Серікова", patronymic="Нұрланқызы", sex="female", born=Birth.on(date(2014, 5, 2)), region="75",
    district="75.1", iin="140502600012",
)  # fmt: skip


def meet(one: Attributes, other: Attributes) -> bool:
    return bool(set(keys.of_record(profile(one))) & keys.of_query(profile(other)).keys())


def test_no_kind_of_key_stands_on_a_name_alone() -> None:
    ours = {name: kind for name, kind in kinds().items() if name.startswith("matching.")}
    assert len(ours) == 8
    assert [name for name, kind in ours.items() if len(set(kind.attributes)) < 2] == ["matching.iin"]


def test_two_records_of_one_child_meet_though_half_of_what_they_say_differs() -> None:
    assert meet(AIGERIM, Attributes(given="Aygerim", surname="Serikova"))
    assert meet(AIGERIM, Attributes(given="Серікова", surname="Айгерім"))
    assert meet(AIGERIM, Attributes(given="Айгерім", surname="Сейікова"))
    assert meet(AIGERIM, Attributes(given="Айгерім", born=Birth.in_year(2015), region="75"))
    assert meet(AIGERIM, Attributes(given="Айгерім", district="75.1"))
    assert meet(AIGERIM, Attributes(surname="Серікқызы", born=Birth.on(date(2014, 5, 2))))
    assert meet(AIGERIM, Attributes(patronymic="Нурлановна", born=Birth.on(date(2014, 5, 2))))
    assert meet(AIGERIM, Attributes(given="Айга", surname="Серікова"))
    assert meet(AIGERIM, Attributes(iin="140502-600012"))


def test_a_name_alone_meets_nobody() -> None:
    assert keys.of_query(profile(Attributes(given="Айгерім"))) == {}
    assert keys.of_query(profile(Attributes(surname="Серікова", sex="female"))) == {}
    assert not meet(AIGERIM, Attributes(given="Ерлан", surname="Ким", born=Birth.on(date(2011, 1, 3)), region="10", district="10.1"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet="абвгдежзиклмнопрст", min_size=2, max_size=10), st.text(alphabet="абвгдежзиклмнопрст", min_size=2, max_size=10))
def test_a_record_is_found_by_what_it_says_itself(given_name: str, surname: str) -> None:
    one = Attributes(given=given_name, surname=surname, born=Birth.on(date(2014, 5, 2)), region="75")
    assert set(keys.of_record(profile(one))) <= keys.of_query(profile(one)).keys()


def test_a_record_has_no_more_keys_than_a_page_of_the_index_bears() -> None:
    made = keys.of_record(profile(AIGERIM))
    assert len(made) == len(set(made)) <= 24
    assert all(-(2**63) <= key < 2**63 for key in made)


def test_another_root_gives_other_keys(monkeypatch) -> None:
    before = set(keys.of_record(profile(AIGERIM)))
    monkeypatch.setattr(keys, "every_digest", lambda asked: [[bytes(b ^ 1 for b in one) for one in each] for each in REAL(asked)])
    assert not before & set(keys.of_record(profile(AIGERIM)))


REAL = keys.every_digest


class Dump:
    """20,000 invented children of unevenly spread names (rank r has weight 1 / (r + 3)), and the key table as a thief has it:
    numbers and records, no attribute. The thief knows the true shares of every name, place and year, and not the root key."""

    CHILDREN, GIVEN, SURNAMES, DISTRICTS = 20_000, 300, 900, 200

    def __init__(self) -> None:
        chance = random.Random(20261124)
        syllables = ["ба", "ге", "ди", "жо", "ку", "ла", "ме", "ни", "по", "ру", "са", "те", "фи", "хо", "шу"]
        words = sorted({a + b + c for a in syllables for b in syllables for c in syllables})
        chance.shuffle(words)
        self.given, self.surnames = words[: self.GIVEN], words[1000 : 1000 + self.SURNAMES]
        self.people = [
            Attributes(
                given=self.drawn(self.given, chance), surname=self.drawn(self.surnames, chance), region="1",
                district=f"1.{chance.randrange(self.DISTRICTS)}",
                born=Birth.on(date(chance.randrange(2009, 2026), 1 + chance.randrange(12), 1 + chance.randrange(28))),
            )
            for _ in range(self.CHILDREN)
        ]  # fmt: skip
        self.table = [(key, at) for at, one in enumerate(self.people) for key in keys.of_record(profile(one))]

    @staticmethod
    def drawn(pool: list[str], chance: random.Random) -> str:
        return chance.choices(pool, weights=[1 / (rank + 3) for rank in range(len(pool))])[0]

    def expected(self) -> list[tuple[str, str]]:
        """Pairs of names in the order in which they should occur."""
        heads = enumerate(self.given[:60])
        weighed = [(1 / (r + 3) / (s + 3), (name, family)) for r, name in heads for s, family in enumerate(self.surnames[:60])]
        return [pair for _, pair in sorted(weighed, reverse=True)]


def test_a_frequency_attack_on_a_dump_of_the_key_table_names_hardly_anybody(capsys) -> None:
    """Ranks the keys by how many records they name and matches them to the likeliest pairs of names; every record under a key
    gets the key's guess, the most frequent key first."""
    dump = Dump()
    by_key: dict[int, list[int]] = {}
    for key, record in dump.table:
        by_key.setdefault(key, []).append(record)
    ranked = sorted(by_key, key=lambda key: -len(by_key[key]))
    guess: dict[int, tuple[str, str]] = {}
    for key, pair in zip(ranked, dump.expected(), strict=False):
        for record in by_key[key]:
            guess.setdefault(record, pair)
    right = sum((one.given, one.surname) == guess.get(at) for at, one in enumerate(dump.people)) / dump.CHILDREN
    alone = Counter(one.given for one in dump.people)
    given_alone = sum(count for (_, count), name in zip(alone.most_common(), dump.given, strict=False) if _ == name) / dump.CHILDREN
    once = sum(len(records) == 1 for records in by_key.values()) / len(by_key)
    with capsys.disabled():
        print(
            f"\n  frequency attack on a dump of the match keys of 20,000 children: names {right:.2%} of them rightly "
            f"({once:.0%} of the keys name one child); keys on the given name alone would give {given_alone:.0%}"
        )
    assert right < 0.01
    assert given_alone > 0.25


def test_a_key_kind_on_a_given_name_alone_would_be_seen(monkeypatch) -> None:
    """The planted fault: the register of kinds refuses it before a key is made."""
    single = replace(kinds()["matching.names"], name="matching.given", attributes=("given",))
    monkeypatch.setitem(keys.lookup_kind.__globals__["_kinds"], "matching.given", single)
    ours = [name for name, kind in kinds().items() if name.startswith("matching.") and len(set(kind.attributes)) < 2]
    assert ours == ["matching.iin", "matching.given"]


def test_a_letter_apart_counts_where_not_both_names_agree_and_never_more_than_both() -> None:
    both = Agrees.GIVEN | Agrees.SURNAME
    assert says(both | Agrees.CLOSE) == says(both) > says(Agrees.CLOSE) == says(Agrees.CLOSE | Agrees.GIVEN) > says(Agrees.GIVEN)
    assert says(both | Agrees.DATE) > says(both | Agrees.YEAR) > says(both)
    assert says(Agrees(0)) == 0
