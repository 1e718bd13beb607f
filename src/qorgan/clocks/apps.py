from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "qorgan.clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.clocks import access, actions, events, navigation  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(navigation.clocks, order=30)
        NAVIGATION.fill(navigation.limits, order=720)
