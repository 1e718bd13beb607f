from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "qorgan.clocks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.clocks import access, actions, events  # noqa: F401
