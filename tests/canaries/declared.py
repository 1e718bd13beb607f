"""What may be found where, each with its reason, and which fields a walk must have filled in to prove anything."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Clear:
    """A column that keeps what was typed as it was typed: from which fields of which forms, and why that harms nobody."""

    fields: tuple[str, ...]
    reason: str


_NAMES = ("names_kk", "names_ru", "names_en")
_OF_ORGANISATIONS = tuple(f"{form}.{name}" for form in ("organisation_new", "organisation_rename") for name in _NAMES)

# What a body writes about its services and public sites is published. A confidential site keeps none of it: a constraint and
# triggers hold its columns empty (tests/directory), and what it says is sealed.
_OF_THE_DIRECTORY = ("service_*", "site_*")
_DIRECTORY = {
    f"directory_{column}": Clear(_OF_THE_DIRECTORY, "the public directory of services; nothing of a confidential site")
    for column in (
        "location.names", "location.description", "location.transportation", "location.address", "location.postal_code",
        "service.names", "service.alternate_names", "service.description", "service.alert", "service.application_process",
        "service.fees_description", "service.interpretation_services", "service.accreditations",
        "service.eligibility_description", "service.folded", "service.url", "service.email", "service.key",
        "phone.number", "phone.description", "schedule.description", "scheduleexception.description",
        "servicecontact.title", "servicecontact.department", "costoption.option", "costoption.amount_description",
        "capacity.description", "serviceatlocation.description",
    )
}  # fmt: skip

# A theme of grants is the text of a public programme; its forms ask for nobody. What bodies write to each other is sealed.
_OF_THEMES = ("theme_new.*", "theme_change.*", "theme_paper_*")
_THEMES = {
    f"grants_{column}": Clear(_OF_THEMES, "the text of a public programme of grants, which names nobody")
    for column in (
        "theme.title", "theme.origin_words", "theme.origin_source", "themeversion.title", "themeversion.need", "themeversion.aims",
        "themeversion.results", "themeversion.reason",
    )
}  # fmt: skip

# A conference is public life: its programme, its recommendations, what bodies answered. Who its delegates are is sealed.
_OF_CONFERENCES = ("conference_new.*", "edition_new.*", "session_new.*", "recommendation_*")
_CONFERENCES = {
    f"conferences_{column}": Clear(_OF_CONFERENCES, "public life of a conference; its forms ask for no person here")
    for column in (
        "conference.names", "edition.venue", "edition.source", "programmeitem.titles", "programmeitem.about", "programmeitem.hall",
        "recommendation.words", "addressed.answer", "addressed.source",
    )
}  # fmt: skip

# A canary in any other column, or of another field in these, makes the guard red.
IN_CLEAR: dict[str, Clear] = {
    "helpline_flagword.words": Clear(("flag_word_new.words", "flag_word_edit.words"), "the list of words that raise a conversation"),
    "organisations_organisation.names": Clear(_OF_ORGANISATIONS, "names of bodies stand in a public register"),
    "organisations_organisation.folded": Clear(_OF_ORGANISATIONS, "the same names, folded for the search"),
    "organisations_organisationname.names": Clear(_OF_ORGANISATIONS, "former names of the same bodies"),
    "organisations_organisationname.source": Clear(("organisation_rename.source",), "the paper that changed a body's name"),
    "staff_account.alias": Clear(
        ("account_new.alias", "account_change.alias", "own_account.alias"), "an invented name under which children know a counsellor"
    ),
    "staff_account.username": Clear(("account_new.username",), "what a member of staff signs in with; the form asks for no real name"),
    "grants_expert.number": Clear(("grant_expert_new.number",), "a number of the public register of experts"),
    "staff_apikey.name": Clear(("api_key_new.name",), "what a program is called; the form asks for no names of people"),
    "helpline_shift.alias": Clear(("own_account.alias",), "the same invented name while its holder is on shift"),
    "helpline_thread.taken_alias": Clear(("own_account.alias",), "the invented name of who holds a conversation"),
    "helpline_contact.alias": Clear(("own_account.alias",), "the invented name of who keeps a record"),
    "helpline_message.alias": Clear(("own_account.alias",), "the invented name of who answered"),
    "ui_savedview.name": Clear(("view_save.name",), "a reader's name for a set of filters; the form asks for no names of people"),
    **_DIRECTORY,
    **_THEMES,
    **_CONFERENCES,
}

# Fields whose words stand in the address of the page that answers: in the history of a shared computer, in a link that is
# sent on. None of them asks for a child, nor for anybody's name: a search for people is sent with POST.
IN_ADDRESS: dict[str, str] = {
    "place_list?words": "names of places",
    "organisation_list?words": "names of bodies of a public register",
    "service_list?words": "names of services of the public directory",
    "accounts?find": "what members of staff sign in with; no real name",
    "membership_new?find": "names of bodies, to choose where a role is held",
    "journal?actor": "a random number of an account; anything else finds nothing",
    "journal?subject": "a random number of a record; anything else finds nothing",
    "referral_begin?number": "the public number of a child, which is random and opens nothing by itself",
    "styleguide?words": "samples; nothing is searched",
    "sample_table?words": "samples; nothing is searched",
}

# Nothing of these may be missing: the child's words, the record, the people of staff, the written reasons. A room with forms
# of its own adds its main fields.
MUST_BE_TAKEN = {
    "help.text",
    "chat.text",
    "reply.text",
    "contact.a.child_first_name",
    "contact.a.child_last_name",
    "contact.a.child_phone",
    "contact.a.child_address",
    "account_new.name",
    "account_new.phone",
    "account_new.mail",
    "account_register.number",
    "emergency.reason",
    "search_contacts.phone",
    "organisation_seal.text",
    "organisation_rename.names_ru",
    "view_save.name",
}
