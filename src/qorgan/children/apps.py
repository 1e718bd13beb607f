from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "qorgan.children"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.children import access, actions, emergency, events, navigation, slots  # noqa: F401
        from qorgan.oversight import subjects
        from qorgan.ui.slots import COMMANDS, NAVIGATION

        NAVIGATION.fill(navigation.children, order=16)
        NAVIGATION.fill(navigation.queue, order=18)
        COMMANDS.fill(navigation.register, order=16)
        COMMANDS.fill(navigation.search, order=17)
        subjects.register(emergency.CHILD)
