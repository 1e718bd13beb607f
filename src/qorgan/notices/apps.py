from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qorgan.notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.live import sources
        from qorgan.notices import access, actions, events, following, sending  # noqa: F401

        sources.register(following.BELL)
