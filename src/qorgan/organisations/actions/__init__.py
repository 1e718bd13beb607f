"""What happens to organisations, to lists of them and to the codes of schools."""

from __future__ import annotations

from qorgan.organisations.actions.contacts import change_contacts
from qorgan.organisations.actions.importing import (
    import_draft,
    keep_organisation_sheet,
    take_in_organisations,
)
from qorgan.organisations.actions.register import (
    change_organisation,
    close_organisation,
    load_kinds,
    note_successor,
    register_organisation,
    rename_organisation,
    seal_fact,
)
from qorgan.organisations.actions.school_code import issue_school_code, revoke_school_code

__all__ = [
    "change_contacts",
    "change_organisation",
    "close_organisation",
    "import_draft",
    "issue_school_code",
    "keep_organisation_sheet",
    "load_kinds",
    "note_successor",
    "register_organisation",
    "rename_organisation",
    "revoke_school_code",
    "seal_fact",
    "take_in_organisations",
]
