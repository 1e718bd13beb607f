"""The invented children of the demo and those who care for them: pure, the same for the same seed and day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from qorgan.children.choices import CaregiverSex, Disability, LegalBasis, Relation, Sex
from qorgan.children.identity import CaregiverFacts, ChildFacts
from qorgan.matching.attributes import Birth
from qorgan.site.demo.people import Names
from qorgan.site.demo.talks import SEED
from qorgan.texts.identifiers import check_digit

CHILDREN = 120
SIZES = (1, 2, 1, 3, 2, 1, 4, 2)
"""How many children the families have, in turn."""
FAMILIES = 60
"""About as many families have so many children."""
RARE = (Relation.GRANDMOTHER, Relation.AUNT, Relation.FOSTER_CARER)
"""Who cares where it is not a parent: in every sixth family."""


@dataclass(frozen=True, slots=True)
class Family:
    """Brothers and sisters, and the grown-ups of their household. The first grown-up is the one who cares most."""

    language: str
    children: tuple[ChildFacts, ...]
    carers: tuple[CaregiverFacts, ...]
    lives_since: date


def families(names: Names, *, scale: int, today: date) -> list[Family]:
    """Families with `120 * scale` children."""
    random, left = Random(SEED + 2), CHILDREN * scale  # noqa: S311 - invented people
    made: list[Family] = []
    while left:
        size = min(SIZES[len(made) % len(SIZES)], left)
        made.append(_family(random, names, size, is_of_parents=len(made) % 6 != 4, today=today))
        left -= size
    return made


def _family(random: Random, names: Names, size: int, *, is_of_parents: bool, today: date) -> Family:
    language = random.choice(("kk", "kk", "ru"))
    surname, father = random.choice(names.of["surname"]), random.choice(names.of["male"])
    kin = _Kin(random, names, today, language=language, surname=surname, father=father)
    ages = sorted(random.sample(range(2, 17), size), reverse=True)
    return Family(
        language=language,
        children=tuple(kin.child(age) for age in ages),
        carers=kin.parents() if is_of_parents else (kin.other_carer(),),
        lives_since=today - timedelta(days=random.randrange(200, 2000)),
    )


class _Kin:
    """Draws the people of one family; `father` gives the children their patronymic."""

    def __init__(self, random: Random, names: Names, today: date, *, language: str, surname: dict, father: dict) -> None:
        self.random, self.names, self.language, self.today = random, names, language, today
        self.surname, self.father = surname, father
        self.taken: set[str] = set()

    def child(self, age: int) -> ChildFacts:
        """A child; every fourth birth date is known to the month, the year or as an age, and every fifth has no IIN."""
        random, sex = self.random, self.random.choice((Sex.MALE, Sex.FEMALE))
        born = self.today - timedelta(days=age * 365 + random.randrange(20, 340))
        is_exact = random.random() < 0.75
        row = self._given("male" if sex is Sex.MALE else "female")
        return ChildFacts(
            given=row[self.language],
            surname=self._surname(is_feminine=sex is Sex.FEMALE),
            patronymic=self._patronymic(is_feminine=sex is Sex.FEMALE),
            birth=Birth.on(born) if is_exact else self._estimated(born, age),
            sex=sex,
            iin=wrong_iin(random, born, is_male=sex is Sex.MALE) if is_exact and random.random() < 0.8 else "",
            languages=(self.language,),
            citizenship="own",
            disability=random.choices((Disability.NONE, Disability.PHYSICAL, Disability.MENTAL), (16, 1, 1))[0],
        )

    def _estimated(self, born: date, age: int) -> Birth:
        month, year = Birth.in_month(born.year, born.month), Birth.in_year(born.year)
        return self.random.choice((month, year, Birth.at_age(age, self.today)))

    def parents(self) -> tuple[CaregiverFacts, ...]:
        """A mother, and in most families a father."""
        mother = self._carer("female", Relation.MOTHER, LegalBasis.PARENT, is_primary=True)
        if self.random.random() < 0.35:
            return (mother,)
        father = self._carer("male", Relation.FATHER, LegalBasis.PARENT, row=self.father)
        return (mother, father)

    def other_carer(self) -> CaregiverFacts:
        """Somebody who is no parent; a foster carer by contract, the others as guardians."""
        relation = self.random.choice(RARE)
        basis = LegalBasis.FOSTER if relation is Relation.FOSTER_CARER else LegalBasis.GUARDIAN
        return self._carer("female", relation, basis, is_primary=True)

    def _carer(
        self, kind: str, relation: Relation, basis: LegalBasis, *, is_primary: bool = False, row: dict | None = None
    ) -> CaregiverFacts:
        found = row or self._given(kind)
        return CaregiverFacts(
            given=found[self.language],
            surname=self._surname(is_feminine=kind == "female"),
            sex=CaregiverSex.FEMALE if kind == "female" else CaregiverSex.MALE,
            born=str(self.today.year - self.random.randrange(27, 58)),
            phone=f"+7700000{self.random.randrange(1000, 9999)}",  # a number that leads nowhere
            language=self.language,
            relation=relation,
            is_primary=is_primary,
            lives_with_child=True,
            basis=basis,
            represents_from=self.today - timedelta(days=self.random.randrange(400, 1500)),
        )

    def _given(self, kind: str) -> dict:
        free = [row for row in self.names.of[kind] if row[self.language] not in self.taken]
        row = self.random.choice(free)
        self.taken.add(row[self.language])
        return row

    def _surname(self, *, is_feminine: bool) -> str:
        feminine = self.surname[f"feminine_{self.language}"] if is_feminine else ""
        return str(feminine or self.surname[self.language])

    def _patronymic(self, *, is_feminine: bool) -> str:
        return str(self.father[f"{'daughter' if is_feminine else 'son'}_{self.language}"])


def wrong_iin(random: Random, born: date, *, is_male: bool) -> str:
    """A number in the form of an IIN whose last digit is wrong on purpose, so that it can be nobody's."""
    eleven = f"{born:%y%m%d}{5 if is_male else 6}{random.randrange(10_000):04}"
    right = check_digit(eleven)
    return f"{eleven}{((right or 0) + random.randrange(1, 10)) % 10}"
