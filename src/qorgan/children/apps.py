from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "qorgan.children"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.children import access, actions, events, slots  # noqa: F401
