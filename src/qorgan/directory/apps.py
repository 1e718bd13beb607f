from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "qorgan.directory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.directory import access, actions, events, panels  # noqa: F401
        from qorgan.organisations.slots import ORGANISATION
        from qorgan.ui.slots import COMMANDS, NAVIGATION

        NAVIGATION.fill(panels.navigation, order=40)
        COMMANDS.fill(panels.service_command, order=40)
        ORGANISATION.fill(panels.of_organisation)
