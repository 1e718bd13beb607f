from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "qorgan.organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.organisations import access, actions, events  # noqa: F401
