from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "qorgan.directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.directory import access, actions, events  # noqa: F401
