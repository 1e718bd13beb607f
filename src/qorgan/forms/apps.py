from django.apps import AppConfig


class FormsConfig(AppConfig):
    name = "qorgan.forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.forms import access, actions, events, panels  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(panels.navigation, order=820)
