"""Who may do what with keys. Keys show no child: a holder of these permissions reads nothing that is sealed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import permission
from qorgan.access.principal import declare_system

KEY_ROTATE = permission("vault.master.rotate", _("Change the master key"))
KEY_SHRED = permission("vault.key.shred", _("Erase what belongs to a subject for good"))
HOLD_SET = permission("vault.hold.set", _("Set and lift a legal hold"))
SHARES_MAKE = permission("vault.share.make", _("Make and use the shares of the recovery key"))

KEEPER = declare_system("vault.keeper", KEY_ROTATE, KEY_SHRED, SHARES_MAKE)
