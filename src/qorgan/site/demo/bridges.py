"""Hand-overs of the demo: contacts that became cases, in every state of the way back to the child."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import uuid5

from qorgan.access.acting import acting
from qorgan.access.principal import SYSTEM_NAMESPACE, Principal
from qorgan.casework.actions.case import assign_case
from qorgan.casework.choices import Risk
from qorgan.casework.models import Case
from qorgan.children.identity import ChildFacts
from qorgan.children.models import Child
from qorgan.helpline.choices import State
from qorgan.helpline.models import Contact, Thread
from qorgan.intake.actions.answer import receive_answer, send_answer, write_answer
from qorgan.intake.actions.follow_up import child_of, end_follow_up, note_read, say_whether_it_helped
from qorgan.intake.actions.handover import Chosen, Consent, hand_over, undo_handover
from qorgan.intake.choices import Ending, GivenBy, Helped, Wish
from qorgan.intake.models import Answer, FollowUp, Handover
from qorgan.intake.queries.handover import facts_of, offered
from qorgan.site.demo.casebook import House
from qorgan.site.demo.clock import at

WAYS: tuple[tuple[str, ...], ...] = (
    (),
    ("assign",),
    ("assign", "write"),
    ("assign", "write", "receive"),
    ("assign", "write", "receive", "send"),
    ("assign", "write", "receive", "send", "read"),
    ("assign", "write", "receive", "send", "read", "yes"),
    ("assign", "write", "receive", "send", "read", "no"),
    ("assign", "write", "receive", "send", "read", "skip"),
    ("assign", "write", "receive", "send", "not_reached"),
    ("undo",),
    ("assign", "write", "receive", "send", "read", "partly"),
)
"""From a case that waits for a worker to a child who said whether it helped."""
CALLED = {"kk": ("Ақерке", "Нұрлан", "Айым", "Дәурен"), "ru": ("Вика", "Тимур", "Алина", "Саша")}
WISH = {"kk": "Мектептегі психологқа айтыңыз, үйге қоңырау шалмаңыз.", "ru": "Скажите школьному психологу, домой не звоните."}
WHY = {"kk": "Бала қауіп туралы өзі айтты.", "ru": "Ребёнок сам рассказал об опасности."}
ANSWER = {
    "kk": "Сені тыңдаған маман бар. Ол мектепте кездесуге дайын, күнін өзің таңдайсың.",
    "ru": "Есть специалист, который готов встретиться в школе. День можно выбрать.",
}
TOLD = {
    "kk": "Сәлем. Саған жауап келді: мектепте кездесуге дайын адам бар. Қай күн ыңғайлы?",
    "ru": "Привет. Для тебя есть ответ: в школе готовы встретиться. Какой день удобен?",
}
SAID = {"kk": "Рақмет, енді жеңілірек.", "ru": "Спасибо, стало легче."}
HOUR = timedelta(hours=1)


class Bridge:
    """Hands contacts over by the room's own actions, each step some hours after the one before."""

    def __init__(self, counsellors: Sequence[Principal], houses: Sequence[House], now: datetime) -> None:
        self.counsellors, self.houses, self.now = counsellors, houses, now

    def write(self, rounds: int) -> int:
        """So many rounds through all ways; gives how many contacts were handed over."""
        count = 0
        for (by, contact), way in zip(self._contacts(), WAYS * rounds, strict=False):
            self._tell(count, by, contact, way)
            count += 1
        return count

    def _contacts(self) -> Iterator[tuple[Principal, Contact]]:
        """Final records with a story of ended conversations: the newest of each counsellor in turn, one of a conversation."""
        known: list[tuple[Principal, list[Contact]]] = []
        for by in self.counsellors:
            with acting(by):
                ended = Thread.objects.visible_to(by).filter(
                    state=State.ENDED, taken_by=by.account_id, ended_at__lt=self.now - 30 * HOUR
                )
                rows = Contact.objects.visible_to(by).select_related("form_version").filter(finalised_at__isnull=False, is_data=True)
                rows = rows.filter(thread__in=ended.values("pk"), counsellor=by.account_id).order_by("-ended_at", "pk")
                of_threads = {one.thread_id: one for one in reversed(rows[:80]) if facts_of(one)[1]}
                known.append((by, list(reversed(of_threads.values()))))
        for place in range(max((len(rows) for _by, rows in known), default=0)):
            yield from ((by, rows[place]) for by, rows in known if place < len(rows))

    def _tell(self, number: int, by: Principal, contact: Contact, way: Sequence[str]) -> None:
        house = self.houses[number % len(self.houses)]
        moment = (contact.ended_at or contact.began_at) + HOUR / 4
        with at(moment), acting(by):
            made = hand_over(
                by=by,
                contact=contact,
                chosen=self._chosen(number, contact, house),
                client_key=uuid5(SYSTEM_NAMESPACE, str(contact.pk)),
                seen=0,
            )
        self._invented(made, moment)
        for step in way:
            moment += HOUR / 12 if step == "undo" else min(5 * HOUR, (self.now - moment) / 3)
            with at(moment):
                self._step(step, number, by, house, made)

    def _invented(self, made: Handover, moment: datetime) -> None:
        """The child says that it is invented, as all of the demo; it was entered a moment before its case."""
        of = Case.objects.everything(because="the demo marks its own rows").filter(pk=made.case_id).values("child")
        children = Child.objects.everything(because="the demo marks its own rows").filter(pk__in=of)
        children.update(is_invented=True, registered_at=moment - HOUR / 60)

    def _chosen(self, number: int, contact: Contact, house: House) -> Chosen:
        facts, concerns = facts_of(contact)
        called, place = CALLED[contact.language][number % 4], house.organisation.place
        return Chosen(
            place=place,
            organisation=house.organisation,
            risk=(Risk.HIGH, Risk.MEDIUM, Risk.LOW)[number % 3],
            concerns=tuple(concerns),
            legal_ground="crisis",
            consent=Consent(given_by=GivenBy.NOBODY, note=WHY[contact.language]),
            wants_help=Wish.YES,
            agrees_to_tell=Wish.NOT_ASKED if number % 4 == 3 else Wish.YES,
            facts=ChildFacts(also_called=called, birth=facts.birth, sex=facts.sex, languages=(contact.language,), place=place),
            wish_words=WISH[contact.language] if number % 2 else "",
            is_urgent=number % 6 == 0,
            lines=frozenset(line.name for line in offered(contact)),
        )

    def _step(self, step: str, number: int, by: Principal, house: House, made: Handover) -> None:
        worker, language = house.workers[number % len(house.workers)], made.language
        if step == "assign":
            with acting(house.supervisor):
                case = Case.objects.visible_to(house.supervisor).get(pk=made.case_id)
            assign_case(by=house.supervisor, case=case, to=worker.account)
        elif step == "write":
            write_answer(by=worker, handover=made, text=ANSWER[language])
        elif step == "receive":
            receive_answer(by=by, answer=self._answer(by, made))
        elif step == "send":
            send_answer(
                by=by, answer=self._answer(by, made), text=TOLD[language], client_key=uuid5(SYSTEM_NAMESPACE, f"told {made.pk}")
            )
        elif step == "undo":
            undo_handover(by=by, handover=made)
        else:
            self._follow(step, by, made)

    def _answer(self, by: Principal, made: Handover) -> Answer:
        with acting(by):
            return Answer.objects.visible_to(by).get(handover=made)

    def _follow(self, step: str, by: Principal, made: Handover) -> None:
        """What the child does, or what is written down of it."""
        with acting(by):
            asked = FollowUp.objects.visible_to(by).get(answer__handover=made)
            thread = Thread.objects.visible_to(by).get(pk=made.thread_id)
        child = child_of(thread)
        if step == "read":
            note_read(by=child, follow_up=asked)
        elif step == "not_reached":
            end_follow_up(by=by, follow_up=asked, ending=Ending.NOT_REACHED)
        else:
            helped = None if step == "skip" else Helped(step)
            say_whether_it_helped(by=child, follow_up=asked, helped=helped, words=SAID[made.language] if step == "yes" else "")
