"""Contact records of the demo: what a counsellor would have answered, drawn from a fixed seed and the talk's own facts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any

from qorgan.access.principal import Principal
from qorgan.forms.binding import bind
from qorgan.forms.queries import current_version
from qorgan.helpline import call_types
from qorgan.helpline.actions.contact import FORM, begin_contact, finalise_contact, save_contact
from qorgan.helpline.models import Contact, Thread
from qorgan.places.models import Place
from qorgan.site.demo.clock import at
from qorgan.site.demo.talks import SEED, Call, Talk

DRAFTS = 0.05
"""Share of records that nobody has finalised yet."""


class Recorder:
    """Keeps the records of the stories; the form is read once."""

    def __init__(self) -> None:
        self.form = current_version(FORM).form
        self.random = Random(SEED)  # noqa: S311 - an invented record
        self.regions: Sequence[str] = list(Place.objects.of_first_level().order_by("code").values_list("code", flat=True))

    def keep(self, by: Principal, thread: Thread, talk: Talk) -> None:
        """Finalises the record that was begun when the conversation was taken. Raises RuleBroken where an answer is
        missing: the pack's form asks something that `answers` does not know.
        """
        if self.random.random() < DRAFTS:
            return
        mine = Contact.objects.visible_to(by).filter(thread=thread, counsellor=by.account_id, finalised_at=None)
        contact = mine.order_by("-episode").first()
        if contact is not None:
            bound = bind(self.form, self.answers(talk), final=True)
            finalise_contact(by=by, contact=contact, bound=bound, expected=contact.version)

    def begin(self, by: Principal, thread: Thread, talk: Talk) -> None:
        """Saves what a counsellor has filled in while the conversation goes on."""
        contact = Contact.objects.visible_to(by).filter(thread=thread, counsellor=by.account_id, finalised_at=None).first()
        if contact is not None:
            known: dict[str, Any] = {"call_type": talk.call_type, "child_language": talk.language}
            save_contact(by=by, contact=contact, bound=bind(self.form, known), expected=contact.version)

    def keep_call(self, by: Principal, call: Call) -> None:
        """The record of a contact that came another way than by writing."""
        line = next(iter(by.organisations))
        with at(call.opened_at):
            contact = begin_contact(by=by, organisation_id=line, channel=call.channel, language=call.talk.language)
        if call.ended_at is not None:
            with at(call.ended_at):
                bound = bind(self.form, self.answers(call.talk), final=True)
                finalise_contact(by=by, contact=contact, bound=bound, expected=contact.version)

    def answers(self, talk: Talk) -> dict[str, Any]:
        """Answers to every question that may be asked; the form drops what is not asked in this case."""
        if not call_types.is_data(talk.call_type):
            return {"call_type": talk.call_type}
        random, is_adult = self.random, talk.call_type == "someone_about_child"
        age = random.randrange(5, 17) if is_adult or talk.age is None else talk.age
        return {
            "call_type": talk.call_type,
            "categories": [talk.reason],
            "child_age": str(age) if not is_adult or random.random() < 0.8 else "unknown",
            "child_gender": random.choices(("girl", "boy", "unknown"), (55, 38, 7))[0],
            "region": random.choice(self.regions) if random.random() < 0.8 else "unknown",
            "area_type": random.choice(("city", "town", "rural", "unknown")),
            "child_language": talk.language,
            "caller_relationship": random.choice(("parent", "grandparent", "teacher", "neighbour", "relative")),
            "caller_age": "adult",
            "incident_duration": random.choice(("once", "ongoing", "unknown")),
            "urgency": random.choices(("danger_now", "within_day", "within_week", "not_urgent"), (1, 3, 5, 6))[0],
            "help_kind": random.choice(("information", "psychological", "psychological", "organisational")),
            "consent_ground": "crisis",
            "duty_to_report": random.choice(("no_identity", "handed_to_leader")),
            "actions_taken": ["listened", *random.sample(("information_given", "safety_plan", "other"), 1)],
            "heard_from": random.choice(("school_qr", "friend", "internet", "family", "unknown")),
        }
