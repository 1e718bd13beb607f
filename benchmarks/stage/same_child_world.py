"""Synthetic children for the benchmark `same_child.py`: families, names as people write them, slips of the pen. Nobody real.

Written apart from the normaliser: it shares no table with `qorgan.matching` or `qorgan.texts`, so what the normaliser does not
know it is not spared. Shares of noise are those of the measurements in docs/decisions/0060-matching-and-children.md.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

TODAY = date(2026, 11, 1)
DUPLICATES, IIN_KNOWN = 0.15, 0.30

_HEADS = """
нұр ай жан бек ер бай дос тілек қан ақ алтын гүл күн сұл дәу мұхамед әлі ораз сейіт есен құдай жұма омар ахмет қайрат мұрат
болат темір арыс абыл ыбыр жақсы төле шын шаң бауыр ғали ғаб рах әбді өмір үмбет қожа смағ тұрсын қыдыр мәу асыл ерке жақып
сүлей қасым рай маң нағы сәт бәй жол ынты ілия һам
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_TAILS_HE = """
жан бек лан ғали бол сұлтан дәулет хан мұрат болат қазы берген тай ғазы мырза тас жігіт құл баев ман нияз сейіт темір алы ер
ғазиз дияр ас
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_TAILS_SHE = """
гүл жан нұр сұлу бану ай күміс зат шолпан лы асыл бибі ша за на ра дана тыр гүлім маржан
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_RUSSIAN_HE = """
Александр Дмитрий Максим Артём Иван Никита Егор Михаил Андрей Сергей Алексей Кирилл Даниил Тимофей Юрий Павел
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_RUSSIAN_SHE = """
Анастасия Мария Дарья Анна Елизавета Виктория Полина Екатерина Ксения Юлия Софья Алина Надежда Варвара Яна
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_RUSSIAN_FAMILY_HEADS = """
Иван Смирн Кузнец Поп Сокол Лебед Козл Новик Мороз Петр Волк Солов Васил Зайц Павл Семён Голуб Виноград Богдан Вороб Фёдор
Михайл Бел Тарас Комар Орл Кисел Щербак Жук Черныш Юд Яковл Цветк Мельник Шевч Коваль Ткач Бондар Гонч Крав Степан Никол Андре
Алекс Дмитр Григор Захар Макс Роман Сидор Тимоф Филипп Ефим Лукьян Мартын Назар Осип Прохор Родион Савел Трофим Устин Харит
Чернов Шишк Щук Яшк Берёз Вишн Гусь Дроб Ершк Журавл Калин Лис Медвед Носк Огур Пушк Рыб Снег Травк Уголь Фрол Холод Цыган Чай
Миллер Шмидт Вебер Штейн Кох Ким Цой Хан Югай Пак
""".split()  # noqa: SIM905  # a list of sixty lines tells no more
_SHORT = {"Александр": "Саша", "Дмитрий": "Дима", "Михаил": "Миша", "Мария": "Маша", "Анастасия": "Настя", "Екатерина": "Катя"}


@dataclass(frozen=True)
class Person:
    """One child as it is in truth. `family` names the brothers and sisters; places are numbers from 0."""

    ident: int
    family: int
    given: str
    surname: str
    father: str
    is_girl: bool
    born: date
    region: int
    district: int
    iin: str


@dataclass(frozen=True)
class Written:
    """One record: what somebody wrote. `born` is (year, month, day), month and day 0 where they are not known."""

    given: str
    surname: str
    patronymic: str
    sex: str
    born: tuple[int, int, int] | None
    is_estimate: bool
    region: int | None
    district: int | None
    iin: str


def _joined(heads: list[str], tails: list[str], size: int, chance: random.Random) -> list[str]:
    every = sorted({(head + tail).capitalize() for head in heads for tail in tails if head[-1] != tail[0]})
    chance.shuffle(every)
    return every[:size]


class Names:
    """Pools of names, unevenly spread as names are.

    Given names: rank r has weight 1 / (r + 5); the commonest is borne by 3 % of its sex. Surnames: (r + 2) ** -0.6 among 25,000, which
    is how the Ministry of Justice counted them in 2014: Akhmetov 73,627 of 17.2 million (0.43 %), the 33 commonest 4.8 % together.
    """

    def __init__(self) -> None:
        chance = random.Random(1989)
        self.he = _joined(_HEADS, _TAILS_HE, 1400, chance)
        self.she = _joined(_HEADS, _TAILS_SHE, 900, chance)
        halves = [head + middle for head in _HEADS for middle in ("", "а", "ы", "мұх", "ке")]
        self.families = _joined(halves, [*_TAILS_HE, *_HEADS, "құлов", "бетов", "шев", "сов", "нов"], 25_000, chance)
        self.russian_families = _joined(_RUSSIAN_FAMILY_HEADS, ["ов", "ин", "енко", "ский", "чук", "ников"], 700, chance)
        given = (self.he, self.she, _RUSSIAN_HE, _RUSSIAN_SHE)
        self._weights = {id(pool): list(accumulate(1 / (rank + 5) for rank in range(len(pool)))) for pool in given}
        for pool in (self.families, self.russian_families):
            self._weights[id(pool)] = list(accumulate((rank + 2) ** -0.6 for rank in range(len(pool))))

    def one(self, pool: list[str], chance: random.Random) -> str:
        """A name of a pool by its weight."""
        return chance.choices(pool, cum_weights=self._weights[id(pool)])[0]


def _control(eleven: str) -> str:
    for weights in (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)):
        left = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
        if left < 10:
            return str(left)
    return ""


def _iin(born: date, is_girl: bool, chance: random.Random) -> str:
    while True:
        eleven = f"{born:%y%m%d}{6 if is_girl else 5}{chance.randrange(10000):04}"
        if control := _control(eleven):
            return eleven + control


def people(seed: int, count: int, names: Names, regions: int, districts: int) -> Iterator[Person]:
    """Children in families of one to four, twins among them; brothers and sisters never share a given name."""
    chance = random.Random(seed)
    made = family = 0
    while made < count:
        family += 1
        is_russian = chance.random() < 0.2
        surname = names.one(names.russian_families if is_russian else names.families, chance)
        father = names.one(_RUSSIAN_HE if is_russian else names.he, chance)
        form = chance.random()
        region = min(int(chance.expovariate(1 / 6)), regions - 1)
        district = chance.randrange(districts)
        born = TODAY - timedelta(days=chance.randrange(40, 365 * 17))
        taken: set[str] = set()
        for number in range(chance.choices((1, 2, 3, 4), (30, 35, 22, 13))[0]):
            if number and chance.random() > 0.013:
                born -= timedelta(days=chance.randrange(330, 1800))  # the older ones come after the youngest
            is_girl = chance.random() < 0.487
            pool = (_RUSSIAN_SHE if is_girl else _RUSSIAN_HE) if is_russian else (names.she if is_girl else names.he)
            given = names.one(pool, chance)
            while given in taken:
                given = names.one(pool, chance)
            taken.add(given)
            yield Person(
                made, seed * 10**7 + family, given, _family_name(surname, form, is_girl, is_russian), father, is_girl, born,
                region, district,
                _iin(born, is_girl, chance) if chance.random() < IIN_KNOWN / 0.9 else "",
            )  # fmt: skip
            made += 1
            if made == count:
                return


def _family_name(base: str, form: float, is_girl: bool, is_russian: bool) -> str:
    if is_russian:
        if is_girl and base.endswith("ский"):
            return base[:-2] + "ая"
        return base + "а" if is_girl and base.endswith(("в", "ин")) else base
    if base.endswith("в"):
        return base + ("а" if is_girl else "")
    if form < 0.62:
        return base + ("ев" if base[-1] in "йиаеыі" else "ов") + ("а" if is_girl else "")
    return base if form < 0.85 else base + ("қызы" if is_girl else "ұлы")


def _patronymic(father: str, is_girl: bool, chance: random.Random) -> str:
    form = chance.random()
    if form < 0.5:
        return father + ("қызы" if is_girl else "ұлы")
    if form < 0.9:
        stem, soft = (father[:-1], "е") if father[-1] in "йь" else (father, "о")
        return stem + soft + ("вна" if is_girl else "вич")
    return father


# How a name is written -----------------------------------------------------------------------------------------------------

_KEYBOARD = {"ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и"}
_NEW_LATIN = {
    "а": "a", "ә": "ä", "б": "b", "в": "v", "г": "g", "ғ": "ğ", "д": "d", "е": "e", "ё": "io", "ж": "j", "з": "z", "и": "i",
    "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ñ", "о": "o", "ө": "ö", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ұ": "ū", "ү": "ü", "ф": "f", "х": "h", "һ": "h", "ц": "ts", "ч": "ch", "ш": "ş", "щ": "şş", "ы": "y",
    "і": "ı", "ь": "", "ъ": "", "э": "e", "ю": "iu", "я": "ia",
}  # fmt: skip
_PASSPORT = {
    **_NEW_LATIN, "ә": "a", "ғ": "g", "ж": "zh", "й": "y", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "х": "kh", "ш": "sh",
    "щ": "shch", "і": "i", "ю": "yu", "я": "ya", "ё": "yo",
}  # fmt: skip
_SLOPPY = {
    "ж": ("zh", "j", "g"), "қ": ("k", "q", "k"), "к": ("k", "k", "c"), "ғ": ("g", "gh"), "х": ("h", "kh", "x"), "ш": ("sh", "s"),
    "й": ("y", "i", "j"), "ы": ("y", "i"), "і": ("i", "y"), "у": ("u", "w"), "в": ("v", "w"), "ә": ("a", "e", "ä"), "я": ("ya", "ia"),
    "ю": ("yu", "u"), "ц": ("c", "ts"), "ө": ("o", "u"), "ү": ("u", "y"),
}  # fmt: skip


def _spelled(name: str, style: int, chance: random.Random) -> str:
    if style == 1:
        return name
    if style == 0:
        swap = {**_KEYBOARD, "ә": chance.choice("аае")}
        return "".join(swap.get(letter, letter) for letter in name.lower()).capitalize()
    table = _NEW_LATIN if style == 2 else _PASSPORT
    letters = []
    for letter in name.lower():
        choice = chance.choice(_SLOPPY[letter]) if style == 4 and letter in _SLOPPY else table.get(letter, letter)
        letters.append(choice)
    spelled = "".join(letters)
    return spelled.upper() if style == 3 and chance.random() < 0.5 else spelled.capitalize()


def _slip(name: str, chance: random.Random) -> str:
    if len(name) < 3 or chance.random() > 0.055:
        return name
    at = chance.randrange(1, len(name) - 1)
    letter = chance.choice("аеиноркстлм" if name[at] > "z" else "aeinorkstlm")
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + letter + name[at:]
    if kind == 2:
        return name[:at] + letter + name[at + 1 :]
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


def _dated(born: date, chance: random.Random) -> tuple[tuple[int, int, int] | None, bool]:
    year, month, day = born.year, born.month, born.day
    roll = chance.random()
    if roll < 0.78:
        return (year, month, day), False
    if roll < 0.81:
        kind = chance.randrange(3)
        if kind == 0:
            return (year, month, chance.randrange(1, 29)), False
        return (
            ((year, chance.randrange(1, 13), min(day, 28)), False)
            if kind == 1
            else ((year + chance.choice((-1, 1)), month, min(day, 28)), False)
        )
    if roll < 0.82:
        return ((year, day, month), False) if day <= 12 else ((year, month, day), False)
    if roll < 0.90:
        return (year + (chance.choice((-1, 1)) if chance.random() < 0.4 else 0), 1, 1), chance.random() < 0.5
    return ((year, 0, 0), True) if roll < 0.95 else (None, False)


def _mistyped(iin: str, chance: random.Random) -> str:
    if not iin or chance.random() > 0.015:
        return iin
    at = chance.randrange(12)
    return iin[:at] + str((int(iin[at]) + chance.randrange(1, 10)) % 10) + iin[at + 1 :]


def record(person: Person, chance: random.Random, regions: int, districts: int) -> Written:
    """One writing down of a child."""
    style = chance.choices((0, 1, 2, 3, 4), (45, 35, 5, 7, 8))[0]
    given = person.given
    if chance.random() < 0.03:
        given = _SHORT.get(given, given[:4])
    given, surname, patronymic = (
        _slip(_spelled(name, style, chance), chance)
        for name in (given, person.surname, _patronymic(person.father, person.is_girl, chance))
    )
    if chance.random() < 0.03:
        given, surname = surname, given
    if chance.random() < 0.02:
        surname = ""
    born, is_estimate = _dated(person.born, chance)
    region: int | None = person.region if chance.random() > 0.05 else chance.randrange(regions)
    district: int | None = person.district if region == person.region and chance.random() > 0.07 else chance.randrange(districts)
    if chance.random() < 0.02:
        region = district = None
    return Written(
        given, surname, "" if chance.random() < 0.35 else patronymic,
        "" if chance.random() < 0.03 else ("female" if person.is_girl else "male"), born, is_estimate, region, district,
        _mistyped(person.iin, chance),
    )  # fmt: skip


def description(person: Person, chance: random.Random, regions: int, districts: int) -> tuple[Written, int]:
    """What a caller tells the helpline: given name, surname, sex, region, and an age that is a year off in 40 %."""
    told = record(person, chance, regions, districts)
    age = TODAY.year - person.born.year - ((TODAY.month, TODAY.day) < (person.born.month, person.born.day))
    off = chance.choice((-1, 1)) if chance.random() < 0.4 else 0
    return replace(told, patronymic="", born=None, district=None, iin="", region=person.region), max(age + off, 0)
