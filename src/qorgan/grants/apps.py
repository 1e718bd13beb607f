from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GrantsConfig(AppConfig):
    name = "qorgan.grants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self._wire_themes()
        self._wire_granting()

    def _wire_themes(self) -> None:
        from qorgan.grants import access, actions, events, theme_panels  # noqa: F401
        from qorgan.grants.choices import PURPOSE
        from qorgan.notices import purposes
        from qorgan.ui import references
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(theme_panels.navigation, order=52)
        NAVIGATION.fill(theme_panels.navigation_asked, order=53)
        references.register_follower(theme_panels.followed)
        purposes.register(
            purposes.Purpose(PURPOSE, _("Answer about a theme of grants"), landing="theme_answer", permissions=access.BODY)
        )

    def _wire_granting(self) -> None:
        from qorgan.grants import actions, call_access, call_events, granting_panels, project_access, project_events  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(granting_panels.calls, order=54)
        NAVIGATION.fill(granting_panels.reviews, order=55)
        NAVIGATION.fill(granting_panels.projects, order=56)
