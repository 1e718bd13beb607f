from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "qorgan.grants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.grants import access, actions, events  # noqa: F401
