from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "qorgan.places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.places import access, actions, events, panels  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(panels.navigation, order=700)
