from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "qorgan.notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.live import sources
        from qorgan.notices import access, actions, events, following, panels, sending  # noqa: F401
        from qorgan.ui.slots import COMMANDS, NAVIGATION, TOP

        TOP.fill(panels.bell)
        COMMANDS.fill(panels.notices_command, order=890)
        NAVIGATION.fill(panels.deliveries_item, order=935)
        NAVIGATION.fill(panels.receivers_item, order=936)
        sources.register(following.BELL)
