"""What can go wrong with sealed things. No message ever holds a key, a plaintext or a ciphertext."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.access.refusals import RuleBroken


class VaultFault(RuntimeError):
    """Any fault of the vault."""


class KeyringBroken(VaultFault):
    """The root keys are missing, readable by others, damaged or not the ones this database was sealed with."""


class NoKey(VaultFault):
    """A value was to be sealed for a subject that has no data key. A fault of the code: `new_key` comes first."""


class KeyExists(VaultFault):
    """A second data key was asked for one subject."""


class KeyGone(VaultFault):
    """A value was to be sealed for a subject whose key was shredded: what was erased stays erased."""


class WrongKey(VaultFault):
    """A wrapped data key does not open under the root key it names."""


class Tampered(VaultFault):
    """A ciphertext was changed, cut, or moved to another row, field or file."""


class SealedUse(VaultFault):
    """A sealed field was used in a way that would let plaintext through or compare ciphertext."""


class LedgerBroken(VaultFault):
    """A ledger outside the database was altered; the message names the first wrong line."""


class NoRoom(RuleBroken):
    """The disk is full: nothing of the file was kept."""

    def __init__(self) -> None:
        super().__init__(_("There is no room left on the server's disk. The file was not kept; please send it later."))


class FileTooLarge(RuleBroken):
    """The file is larger than allowed: nothing of it was kept."""

    def __init__(self, allowed: int) -> None:
        megabytes = max(1, allowed // 1_000_000)
        super().__init__(_("The file is too large. The limit in megabytes: %(limit)s.") % {"limit": megabytes})
