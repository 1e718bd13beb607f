"""The invented dangers of the demo, in every state, tied to its conversations: who was told, who answered, who kept silent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from qorgan.access.acting import acting
from qorgan.access.principal import Principal
from qorgan.helpline.choices import Channel
from qorgan.helpline.models import Contact, Thread
from qorgan.intake.actions.acknowledgement import acknowledge_notification, decline_notification, note_acknowledgement
from qorgan.intake.actions.danger import Said, assess_danger, close_danger, newest_assessment, note_call
from qorgan.intake.actions.duty import Told, countersign, omit_report, report_offence
from qorgan.intake.actions.notification import notify_body
from qorgan.intake.danger_access import BODY
from qorgan.intake.danger_bodies import nearest
from qorgan.intake.danger_choices import Factor, Way
from qorgan.intake.danger_pack import danger as pack
from qorgan.intake.danger_sheets import DANGER, sheets_of, told_of
from qorgan.intake.models import Danger, DutyReport, Notification
from qorgan.organisations.access import PACK as REGISTER
from qorgan.organisations.actions import seal_fact
from qorgan.organisations.choices import SealedKind
from qorgan.organisations.models import Organisation
from qorgan.places.models import Place
from qorgan.site.demo.clock import at

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
DUTY_MAIL, DUTY_PHONE = "duty-{number:03}@example.org", "+77000001{number:03}"
"""Invented, like every address of the demo: they lead nowhere."""
WORDS = {
    "attack_now": ("Бала үйде, әкесі мас күйде есікті ұрып тұр.", "Ребёнок дома, пьяный отец бьёт в дверь."),
    "suicide_now": ("Бала дәрі ішкенін жазды, есі анық, жалғыз.", "Ребёнок написал, что принял таблетки; в сознании, один."),
    "lost_now": ("Жеті жасар бала автобекетте жалғыз отыр.", "Ребёнок семи лет один на автовокзале."),
    "violence_lately": ("Өгей әкесі кеше ұрған, бүгін үйге қайтып келеді.", "Отчим вчера избил, сегодня возвращается домой."),
    "afraid_home": ("Сабақтан кейін үйге барудан қорқады.", "После школы боится идти домой."),
    "no_carer": ("Екі күннен бері үйде ересек адам жоқ.", "Второй день дома нет взрослых."),
    "hurt_again": ("Сыныптастары күнде қорлайды, түрткілейді.", "Одноклассники каждый день унижают и толкают."),
    "lacks": ("Қыста аяқкиімі жоқ, сабаққа бармайды.", "Зимой нет обуви, в школу не ходит."),
    "worry": ("Айтуы шатасып тұр, тағы сөйлесу керек.", "Рассказ путается, нужно поговорить ещё."),
}
ANSWER = {"name": "Ерлан Демоұлы", "position": "кезекші инспектор", "plan": "Шықтық, 20 минутта жетеміз."}
DECLINE = {
    "name": "Гүлнар Демоқызы",
    "position": "кезекші маман",
    "reason": "Мекенжай біздің ауданда емес.",
    "pass_to": "Қалалық орталық",
}


@dataclass(frozen=True, slots=True)
class Plot:
    """One danger: the question answered yes, how long ago, whom it was told, and what came of it."""

    yes: str
    ago: timedelta
    body: str = ""
    then: str = ""
    offence: str = ""
    duty: str = ""


PLOTS = (
    Plot("attack_now", 4 * MINUTE, "police", offence="yes"),
    Plot("suicide_now", 2 * MINUTE, offence="no"),
    Plot("violence_lately", 50 * MINUTE, "police", offence="not_known"),
    Plot("no_carer", 25 * MINUTE, "guardianship", offence="yes", duty="omitted"),
    Plot("hurt_again", 5 * HOUR, "family_support"),
    Plot("worry", 20 * HOUR),
    Plot("attack_now", 3 * DAY, "police", "link", offence="yes", duty="made"),
    Plot("lost_now", 6 * DAY, "police", "telephone", offence="no"),
    Plot("afraid_home", 9 * DAY, "family_support", "link closed", offence="no"),
    Plot("no_carer", 12 * DAY, "guardianship", "declined telephone", offence="not_known", duty="agreed"),
    Plot("lacks", 15 * DAY, "family_support", "telephone closed"),
    Plot("hurt_again", 18 * DAY, "", "closed"),
    Plot("", 2 * DAY),
)
CALLS = (
    Plot("violence_lately", 35 * MINUTE, "police", offence="yes"),
    Plot("afraid_home", 4 * DAY, "family_support", "telephone closed", offence="no"),
)
"""Of contacts where nobody wrote: a counsellor spoke on the telephone."""
NEWS = HOUR
"""A danger so new belongs to a conversation that is still held."""


class Alarms:
    """Writes the dangers of one line. `counsellors` assess and tell, `leaders` countersign, `houses` are where bodies sign in."""

    def __init__(
        self, counsellors: Sequence[Principal], leaders: Sequence[Principal], houses: Sequence[Organisation], now: datetime
    ) -> None:
        self.counsellors, self.leaders, self.houses, self.now = counsellors, leaders, houses, now

    def write(self, rounds: int) -> int:
        """Gives the bodies their duty contacts and tells the plots so many times; gives how many dangers there are."""
        self._give_duty_contacts()
        known = self._conversations()
        count = 0
        for number, plot in enumerate(PLOTS * rounds):
            found = next(known[plot.ago < NEWS], None)
            if found is None:
                continue
            self._tell(number, plot, *found)
            count += 1
        for number, (plot, call) in enumerate(zip(CALLS * rounds, self._calls(), strict=False)):
            self._tell(number, plot, *call)
            count += 1
        return count

    def _give_duty_contacts(self) -> None:
        kinds = {kind for body in pack().bodies.values() for kind in body.kinds}
        for number, one in enumerate(Organisation.objects.filter(kind__in=kinds).order_by("key", "pk")):
            for kind, text in ((SealedKind.DUTY_MAIL, DUTY_MAIL), (SealedKind.DUTY_PHONE, DUTY_PHONE)):
                seal_fact(by=REGISTER, organisation=one, kind=kind, text=text.format(number=number))

    def _conversations(self) -> dict[bool, Iterator[tuple[Principal, Thread]]]:
        """Conversations that counsellors hold now (True) and that they held before (False), each counsellor in turn."""
        kept: dict[bool, list[tuple[Principal, Thread]]] = {True: [], False: []}
        for by in self.counsellors:
            with acting(by):
                rows = Thread.objects.visible_to(by).select_related("place").filter(taken_by=by.account_id).order_by("-opened_at", "pk")
                for thread in rows.exclude(state="destroyed")[:40]:
                    kept[thread.state == "taken"].append((by, thread))
        for rows in kept.values():
            rows.sort(key=lambda pair: pair[1].number % 97)
        return {is_held: iter(rows) for is_held, rows in kept.items()}

    def _calls(self) -> Iterator[tuple[Principal, Contact]]:
        """The newest call that each counsellor wrote down."""
        for by in self.counsellors:
            with acting(by):
                rows = Contact.objects.visible_to(by).filter(counsellor=by.account_id, channel=Channel.PHONE, thread=None)
                found = rows.order_by("-began_at", "pk").first()
            if found is not None:
                yield by, found

    def _tell(self, number: int, plot: Plot, by: Principal, of: Thread | Contact) -> None:
        moment, place = self.now - plot.ago, self._place_of(number, plot)
        answers = {plot.yes: "yes"} if plot.yes else {one.key: "no" for one in pack().questions}
        with at(moment):
            danger = assess_danger(by=by, of=of, said=Said(answers=answers, offence=plot.offence, place=place))
            if danger.level == 4 and plot.body:
                note_call(by=by, danger=danger, number=pack().levels[4].call_first[-1], called_at=moment, incident="ДЕМО-4417")
        if plot.body:
            with at(moment + MINUTE):
                self._notify(by, danger, plot)
        self._answered(by, danger, plot, moment + 12 * MINUTE)
        self._reported(by, danger, plot, moment + 20 * MINUTE)
        if "closed" in plot.then:
            with at(moment + DAY):
                close_danger(by=by, danger=self._again(by, danger), why="Бала қауіпсіз жерде, жұмыс іс бойынша жалғасады.")

    def _place_of(self, number: int, plot: Plot) -> Place:
        """Where the child is: with the police of a region that has a centre too, so that silence can be passed on; else at a house."""
        if plot.body == "police":
            centres = {_region(one) for one in Organisation.objects.filter(kind="family_support_centre").select_related("place")}
            for one in Organisation.objects.filter(kind="police").select_related("place").order_by("key"):
                if _region(one) in centres:
                    return one.place
        return self.houses[number % len(self.houses)].place

    def _notify(self, by: Principal, danger: Danger, plot: Plot) -> None:
        body = pack().bodies[plot.body]
        ((organisation, _near), *_rest) = nearest(body.kinds, danger.place)
        words = WORDS[plot.yes][danger.number % 2]
        with acting(by):
            sheets = sheets_of(by, danger, newest_assessment(by, danger))
            keys = frozenset(f"{DANGER}:{offer.name}" for sheet in sheets if sheet.form == DANGER for offer in sheet.offers)
            told = told_of(sheets, keys, words)
        notify_body(by=by, danger=danger, body=plot.body, organisation=organisation, told=told, factor=Factor.PIN)

    def _answered(self, by: Principal, danger: Danger, plot: Plot, moment: datetime) -> None:
        for step in plot.then.split():
            waiting = [one for one in self._notified(by, danger) if one.standing == "sent"]
            if step == "closed" or not waiting:
                continue
            with at(moment):
                self._answer(by, waiting[-1], step)
            moment += 15 * MINUTE

    def _answer(self, by: Principal, notification: Notification, step: str) -> None:
        if step == "telephone":
            note_acknowledgement(by=by, notification=notification, **ANSWER)
            return
        bearer = Principal.bearer(notification.pk, BODY)
        with acting(bearer):
            own = Notification.objects.visible_to(bearer).get()
        if step == "link":
            acknowledge_notification(by=bearer, notification=own, **ANSWER)
        else:
            decline_notification(by=bearer, notification=own, **DECLINE)

    def _reported(self, by: Principal, danger: Danger, plot: Plot, moment: datetime) -> None:
        found = self._again(by, danger)
        with at(min(moment, self.now)):
            if plot.duty == "made":
                to = next(one.organisation for one in self._notified(by, found) if one.organisation.kind.may_receive_report)
                told = Told("violence", to, Way.TELEPHONE, moment, body_number="ДЕМО-КУИ 118")
                report_offence(by=by, danger=found, told=told)
            elif plot.duty:
                omit_report(by=by, danger=found, reason="no_place", note="Бала атын да, мекенжайын да айтпады.")
        if plot.duty == "agreed":
            leader = self.leaders[0]
            with acting(leader):
                report = DutyReport.objects.visible_to(leader).get(danger=found, outcome="not_made")
            with at(moment + HOUR):
                countersign(by=leader, report=report, is_agreed=True)

    def _again(self, by: Principal, danger: Danger) -> Danger:
        with acting(by):
            found: Danger = Danger.objects.visible_to(by).get(pk=danger.pk)
            return found

    def _notified(self, by: Principal, danger: Danger) -> list[Notification]:
        with acting(by):
            rows = Notification.objects.visible_to(by).filter(danger=danger).select_related("organisation__kind")
            return list(rows.order_by("place_in_list"))


def _region(one: Organisation) -> str:
    """The path of the region of an organisation."""
    return ".".join(one.place.path.split(".")[:2])
