from django.apps import AppConfig


class HelplineConfig(AppConfig):
    name = "qorgan.helpline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.helpline import door_keys, following
        from qorgan.live import gates, sources

        sources.register(following.THREAD)
        sources.register(following.DESK)
        gates.register("helpline.door", door_keys.gate)
