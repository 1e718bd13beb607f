"""What happens in the room `staff`."""

from qorgan.staff.actions.account import (
    activate_account,
    change_account,
    check_register,
    deactivate_account,
    link_subject,
    open_account,
)
from qorgan.staff.actions.api_key import NewKey, make_key, revoke_key, rotate_key
from qorgan.staff.actions.bootstrap import (
    DemoPerson,
    create_demo_accounts,
    create_first_administrator,
    mark_installation,
)
from qorgan.staff.actions.link import NewLink, make_link, use_link
from qorgan.staff.actions.membership import choose_role, end_membership, grant_membership
from qorgan.staff.actions.own import change_own_password, choose_language, keep_own_account, note_factor
from qorgan.staff.actions.session import end_own_sessions, end_sessions
from qorgan.staff.actions.sign_in import note_failure, note_sign_in, note_sign_out

__all__ = [
    "DemoPerson",
    "NewKey",
    "NewLink",
    "activate_account",
    "change_account",
    "change_own_password",
    "check_register",
    "choose_language",
    "choose_role",
    "create_demo_accounts",
    "create_first_administrator",
    "deactivate_account",
    "end_membership",
    "end_own_sessions",
    "end_sessions",
    "grant_membership",
    "keep_own_account",
    "link_subject",
    "make_key",
    "make_link",
    "mark_installation",
    "note_factor",
    "note_failure",
    "note_sign_in",
    "note_sign_out",
    "open_account",
    "revoke_key",
    "rotate_key",
    "use_link",
]
