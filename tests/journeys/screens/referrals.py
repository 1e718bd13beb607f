"""Screens of the room `referrals`."""

from tests.journeys.screens import Screen, linked_from

SENDER, WORKER = "caseworker", "service_worker"


def standing_at(listed: str, state: str, verb: str = ""):
    """The first referral of a list that stands at a state, and a page of it."""

    def find(walk, screen: Screen) -> str:
        one = linked_from(f"{listed}?state={state}")(walk, Screen("referrals/<slug:ref>", role=screen.role))
        return f"{one}/{verb}" if verb else one

    return find


def sent(state: str, verb: str = ""):
    return standing_at("/referrals/sent", state, verb)


def received(state: str, verb: str = ""):
    return standing_at("/referrals/received", state, verb)


def of_a_child(walk, screen: Screen) -> str:
    """The search of a service for the first child of the list."""
    child = linked_from("/children")(walk, Screen("children/<slug:ref>", role=screen.role))
    return f"/referrals/new/service?for=child:{child.rstrip('/').rpartition('/')[2]}"


def to_a_service(walk, screen: Screen) -> str:
    """A draft for that child to the first service of the directory."""
    chosen = of_a_child(walk, screen)
    service = linked_from("/services?words=psych")(walk, Screen("services/<slug:ref>", role=screen.role))
    return f"/referrals/new/{service.rpartition('/')[2]}?{chosen.partition('?')[2]}"


ONE = "referrals/<slug:ref>"
SCREENS = [
    Screen("referrals", role=SENDER, gives="elsewhere"),
    Screen("referrals/sent", role=SENDER),
    Screen("referrals/received", role=WORKER),
    Screen("referrals/new", role=SENDER),
    Screen("referrals/new/service", role=SENDER, at=of_a_child),
    Screen("referrals/new/<slug:ref>", role=SENDER, at=to_a_service),
    Screen(ONE, role=SENDER, at=sent("reported")),
    Screen(ONE, role=SENDER, at=sent("declined"), state="declined"),
    Screen(ONE, role=SENDER, at=sent("revoked"), state="withdrawn"),
    Screen(ONE, role=WORKER, at=received("sent"), state="service"),
    *(Screen(f"{ONE}/{verb}", role=SENDER, at=sent("drafted", verb))
      for verb in ("change", "share", "consent", "exception", "send", "discard")),
    *(Screen(f"{ONE}/{verb}", role=WORKER, at=received("sent", verb)) for verb in ("acknowledge", "accept", "decline")),
    *(Screen(f"{ONE}/{verb}", role=WORKER, at=received("under_way", verb)) for verb in ("record", "report")),
    Screen(f"{ONE}/close", role=SENDER, at=sent("reported", "close")),
    Screen(f"{ONE}/revoke", role=SENDER, at=sent("sent", "revoke")),
]  # fmt: skip
