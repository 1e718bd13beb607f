from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "qorgan.organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.organisations import access, actions, events, panels, reaching  # noqa: F401
        from qorgan.places.slots import PLACE
        from qorgan.ui.slots import COMMANDS, NAVIGATION

        NAVIGATION.fill(panels.navigation, order=710)
        COMMANDS.fill(panels.register_command, order=710)
        PLACE.fill(panels.of_place)
        reaching.wire()
