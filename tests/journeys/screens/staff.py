"""Screens of the room `staff`."""

from tests.journeys.screens import HALF_SIGNED_IN, NEWCOMER, NOBODY, Screen, linked_from, refused
from tests.journeys.visitors import key_of_a_program, one_time_link, send

ADMINISTRATOR, SUPERVISOR = "administrator", "case_supervisor"
ONE = "accounts/<slug:ref>"
KEY = "keys/<slug:ref>"


def of_one(route: str):
    """A page of the first account of the list."""

    def find(walk, screen: Screen) -> str:
        return linked_from("/accounts")(walk, Screen(ONE, role=screen.role)) + route

    return find


def link_made(page) -> None:
    """Makes the one-time link and waits for its code."""
    send(page)
    page.locator("#made-code").wait_for()


def one_link(walk, _screen: Screen) -> str:
    """A one-time link that nobody has used."""
    return one_time_link(walk)[0]


def key_page(walk, screen: Screen) -> str:
    """The page of a key that this role made."""
    return key_of_a_program(walk, screen.role)


def of_key(route: str):
    """A page of the first key of the list."""

    def find(walk, screen: Screen) -> str:
        return key_page(walk, screen) + route

    return find


SCREENS = [
    Screen("sign-in", role=NOBODY),
    Screen("sign-in", role=NOBODY, state="refused", then=refused),
    Screen("sign-in/second", role=HALF_SIGNED_IN),
    Screen("sign-in/with/<slug:provider_id>", role=NOBODY, at="/sign-in/with/state", gives="absent"),
    Screen("sign-in/with/<slug:provider_id>/back", role=NOBODY, at="/sign-in/with/state/back", gives="absent"),
    Screen("sign-in/link/<str:secret>", role=NOBODY, at=one_link),
    Screen("sign-in/link/<str:secret>", role=NOBODY, at=one_link, state="refused", then=refused),
    Screen("sign-in/passkey", role=NOBODY, gives="elsewhere"),
    Screen("sign-in/again", role=ADMINISTRATOR),
    Screen("sign-in/again/code", role=NEWCOMER),
    Screen("sign-in/again/passkey", role=ADMINISTRATOR, gives="elsewhere"),
    Screen("welcome", role=ADMINISTRATOR, gives="elsewhere"),
    Screen("me", role="counsellor"),
    Screen("me/role", role="counsellor"),
    Screen("me/password", role="counsellor"),
    Screen("me/second-factor", role="counsellor"),
    Screen("me/second-factor/codes", role="counsellor"),
    Screen("me/second-factor/passkey", role="counsellor"),
    Screen("me/second-factor/<int:factor>/remove", role=NEWCOMER, at=linked_from("/me")),
    Screen("me/recovery-codes", role=NEWCOMER),
    Screen("me/recovery-codes/new", role=NEWCOMER),
    Screen("accounts", role=ADMINISTRATOR),
    Screen("accounts/new", role=ADMINISTRATOR),
    Screen("accounts/new", role=ADMINISTRATOR, state="refused", then=refused),
    Screen(ONE, role=ADMINISTRATOR, at=of_one("")),
    Screen(f"{ONE}/change", role=ADMINISTRATOR, at=of_one("/change")),
    Screen(f"{ONE}/register", role=ADMINISTRATOR, at=of_one("/register")),
    Screen(f"{ONE}/subject", role=ADMINISTRATOR, at=of_one("/subject"), gives="elsewhere"),
    Screen(f"{ONE}/close", role=ADMINISTRATOR, at=of_one("/close")),
    Screen(f"{ONE}/link", role=ADMINISTRATOR, at=of_one("/link")),
    Screen(f"{ONE}/link", role=ADMINISTRATOR, at=of_one("/link"), state="made", then=link_made),
    Screen(f"{ONE}/roles/new", role=ADMINISTRATOR, at=of_one("/roles/new?role=counsellor")),
    Screen("memberships/<slug:ref>/end", role=ADMINISTRATOR, at=linked_from(of_one(""))),
    Screen("roles", role=ADMINISTRATOR),
    Screen("keys", role=ADMINISTRATOR),
    Screen("keys/new", role=ADMINISTRATOR, state="nothing"),
    Screen("keys/new", role=SUPERVISOR),
    Screen("keys/new", role=SUPERVISOR, state="refused", then=refused),
    Screen(KEY, role=SUPERVISOR, at=key_page),
    Screen(f"{KEY}/rotate", role=SUPERVISOR, at=of_key("/rotate")),
    Screen(f"{KEY}/revoke", role=SUPERVISOR, at=of_key("/revoke")),
]
