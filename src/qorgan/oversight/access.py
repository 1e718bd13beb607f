"""Who watches the watchers: permissions of the room `oversight`, and who may know an emergency access.

The journal, keys, jobs and health show no child; emergency access does, and so makes a second factor compulsory.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from qorgan.access.guarded import NOTHING
from qorgan.access.permissions import permission
from qorgan.access.principal import Principal, declare_system
from qorgan.access.wall import Wall

JOURNAL_READ = permission("oversight.journal.read", _("Read the journal"))
KEYS_MANAGE = permission("oversight.keys.manage", _("See and change the encryption keys"))
EMERGENCY_USE = permission("oversight.emergency.use", _("Use emergency access"), shows_child=True)
EMERGENCY_REVIEW = permission("oversight.emergency.review", _("Review each use of emergency access"))
HEALTH_READ = permission("oversight.health.read", _("See the health of the system"))
JOBS_MANAGE = permission("oversight.jobs.manage", _("Repeat and discard background jobs"))
BACKUP_READ = permission("oversight.backup.read", _("See when backups were made"))

# Held by nobody's role: what the program and the command line do by themselves.
JOURNAL_SEAL = permission("oversight.journal.seal", _("Seal and verify the journal"))
BACKUP_NOTE = permission("oversight.backup.note", _("Write down that a backup was made or restored"))

KEEPER = declare_system("oversight.keeper", JOURNAL_SEAL, JOBS_MANAGE)
COMMAND = declare_system("oversight.command", JOURNAL_SEAL, BACKUP_NOTE)


def emergency(by: Principal) -> Q:
    """One's own uses; those of one's organisations for whoever reviews there; all for the reader of the journal."""
    own = Q(account_id=by.account_id) if by.account_id else NOTHING
    if not by.may(EMERGENCY_REVIEW):
        return own if by.may(EMERGENCY_USE) else NOTHING
    return Q() if by.may(JOURNAL_READ) else own | Q(organisations__overlap=sorted(by.organisations))


_REVIEWED = (
    "((SELECT qorgan_may('oversight.emergency.review')) AND ((SELECT qorgan_may('oversight.journal.read')) "
    "OR organisations && ARRAY(SELECT qorgan_organisations())))"
)
EMERGENCY_WALL = Wall(
    select=f"account_id = (SELECT qorgan_account()) OR {_REVIEWED}",
    insert=f"account_id = (SELECT qorgan_account()) AND (SELECT qorgan_may('oversight.emergency.use')) OR {_REVIEWED}",
    rights="SELECT, INSERT, UPDATE",
)
