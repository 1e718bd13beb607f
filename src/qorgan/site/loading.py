"""What `qorgan migrate` fills a fresh database with: everything of the country pack that rooms keep in tables.

Each entry names a function without arguments that may run again and again: it adds what is missing, changes what the
pack has changed and leaves the rest. Named by dotted path, because models can only be imported once Django is ready.
"""

from collections.abc import Callable

from django.utils.module_loading import import_string

# What others name is loaded first: roles name kinds, the contact record names places, the helpline its operator.
LOADERS: tuple[str, ...] = (
    "qorgan.clocks.loading.load",
    "qorgan.places.loading.load_places",
    "qorgan.organisations.loading.load_organisation_kinds",
    "qorgan.directory.loading.load_directory",
    "qorgan.referrals.loading.load_referrals",
    "qorgan.staff.roles.load",
    "qorgan.forms.loading.load_pack_forms",
    "qorgan.helpline.loading.load",
    "qorgan.intake.danger_pack.load",
    "qorgan.conferences.pack.load",
    "qorgan.grants.theme_pack.load",
    "qorgan.grants.granting_pack.load",
)


class PackProblem(Exception):
    """The country pack cannot be loaded; the text says which part and why."""


def load_pack(say: Callable[[str], None]) -> None:
    """Run every loader; ``say`` gets the name of each before it runs. A fault in the pack's files is a PackProblem."""
    for path in LOADERS:
        name = path.rsplit(".", 1)[0].removeprefix("qorgan.")
        say(name)
        try:
            import_string(path)()
        except ValueError as fault:  # what loaders raise for files that cannot be used
            raise PackProblem(f"the country pack does not fit this release ({name}): {fault}") from fault
