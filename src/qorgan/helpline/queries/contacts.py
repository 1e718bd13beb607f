"""Earlier contacts: of the same conversation, or with the same telephone number."""

from __future__ import annotations

from qorgan.access.principal import Principal
from qorgan.helpline.models import Contact
from qorgan.vault.lookup import find

MOST = 50


def previous(by: Principal, contact: Contact) -> list[Contact]:
    """Earlier records of the same conversation that this reader may know, newest first."""
    if contact.thread_id is None:
        return []
    of_thread = Contact.objects.visible_to(by).filter(thread_id=contact.thread_id).exclude(pk=contact.pk)
    return list(of_thread.order_by("-began_at")[:MOST])


def with_phone(by: Principal, phone: str) -> list[Contact]:
    """Records with this telephone number (E.164), newest first. Those hidden from the reader and those absent look alike."""
    return list(Contact.objects.visible_to(by).filter(pk__in=find("phone", phone)).order_by("-began_at")[:MOST])
