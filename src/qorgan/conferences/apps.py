from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferencesConfig(AppConfig):
    name = "qorgan.conferences"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.conferences import access, actions, events, navigation, queries  # noqa: F401
        from qorgan.conferences.choices import KIND, PURPOSE
        from qorgan.notices import purposes
        from qorgan.ui import references
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(navigation.conferences, order=51)
        purposes.register(purposes.Purpose(PURPOSE, _("Name your delegates"), landing="invited", permissions=access.INVITED))
        references.register(
            references.ReferenceKind(KIND, _("Recommendation of a conference"), queries.find_reference, queries.reference_choices)
        )
