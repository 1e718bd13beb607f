"""Who may look at forms and who may change them. A form is nobody's secret; its answers belong to other rooms."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from qorgan.access.permissions import permission
from qorgan.access.principal import declare_system
from qorgan.access.wall import Wall

FORM_READ = permission("forms.definition.read", _("Look at forms and try them"))
FORM_MANAGE = permission("forms.definition.manage", _("Upload, publish and retire forms"))

PACK = declare_system("forms.pack", FORM_READ, FORM_MANAGE)
"""Loads the forms of the country pack."""

FORM_WALL = Wall(select="true", write="(SELECT qorgan_may('forms.definition.manage'))")
"""Everybody may read a form, also a child at the front door; only its keepers may write."""
