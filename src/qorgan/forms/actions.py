"""What happens to forms: uploaded, published, retired."""

from __future__ import annotations

import hashlib

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qorgan.access.principal import Principal
from qorgan.access.refusals import RuleBroken
from qorgan.forms.access import FORM_MANAGE
from qorgan.forms.definition import Definition, to_tree
from qorgan.forms.events import FormImported, FormPublished, FormRetired
from qorgan.forms.models import FormDefinition, FormVersion
from qorgan.forms.rules import may_publish, may_retire
from qorgan.forms.xlsform import XLSFormRefused, read_xlsform
from qorgan.journal.actions import action, record
from qorgan.texts.words import Words


@action(FORM_MANAGE)
def import_form(*, by: Principal, source: bytes, key: str = "") -> FormVersion:
    """Reads a sheet and keeps it as the form's next version, not yet published.

    `key` names the form; empty takes the sheet's `form_id`. A draft that was not published yet is replaced.
    Raises RuleBroken with every problem of the sheet, or when the very same sheet is in use already.
    """
    try:
        form = read_xlsform(source, key=key).definition
    except XLSFormRefused as refused:
        raise RuleBroken(str(refused), field="sheet") from refused
    if not form.key.replace("_", "").replace("-", "").isalnum() or not form.key.isascii() or len(form.key) > 64:
        raise RuleBroken(_("The sheet “settings” needs a form_id of Latin letters, digits and “_”."), field="sheet")
    definition, _made = FormDefinition.objects.select_for_update().get_or_create(
        key=form.key, defaults={"title": Words(dict(form.title) or {"en": form.key})}
    )
    version = _kept(by, definition, form, source)
    record(FormImported(subject=definition.id, version=version.id, number=version.number, checksum=version.checksum), by=by)
    return version


def _kept(by: Principal, definition: FormDefinition, form: Definition, source: bytes) -> FormVersion:
    checksum = hashlib.sha256(source).hexdigest()
    versions = FormVersion.objects.filter(definition=definition)
    if versions.filter(checksum=checksum, retired_at__isnull=True).exists():
        raise RuleBroken(_("This very sheet has been uploaded before."), field="sheet")
    latest = versions.aggregate(last=Max("number"))["last"] or 0
    draft = versions.drafts().first() or FormVersion(definition=definition, number=latest + 1)
    draft.source, draft.tree, draft.checksum = source, to_tree(form), checksum
    draft.loaded_by, draft.loaded_at = by.actor_id, timezone.now()
    draft.save()
    return draft


@action(FORM_MANAGE)
def publish_form(*, by: Principal, version: FormVersion) -> FormVersion:
    """Makes a version the one that is filled in. The versions before it stay readable with their answers."""
    version = FormVersion.objects.select_for_update().get(pk=version.pk)
    may_publish(version).demand()
    version.published_at, version.published_by = timezone.now(), by.actor_id
    version.save(update_fields=["published_at", "published_by"])
    title = Words(dict(version.form.title))
    if title:
        FormDefinition.objects.filter(pk=version.definition_id).update(title=title)
    record(FormPublished(subject=version.definition_id, version=version.id, number=version.number), by=by)
    return version


@action(FORM_MANAGE)
def retire_form(*, by: Principal, version: FormVersion) -> FormVersion:
    """Takes a version out of use. The version published before it, if it is not retired, is current again."""
    version = FormVersion.objects.select_for_update().get(pk=version.pk)
    may_retire(version).demand()
    version.retired_at = timezone.now()
    version.save(update_fields=["retired_at"])
    record(FormRetired(subject=version.definition_id, version=version.id, number=version.number), by=by)
    return version
