from django.apps import AppConfig


class HelplineConfig(AppConfig):
    name = "qorgan.helpline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.urls import reverse_lazy
        from django.utils.translation import gettext_lazy as _

        from qorgan.helpline import access, door_keys, following
        from qorgan.helpline.pages.contacts import beside
        from qorgan.helpline.slots import RECORD
        from qorgan.live import gates, sources
        from qorgan.ui.navigation import Item
        from qorgan.ui.slots import NAVIGATION

        def desk(request):
            if request.by.may(access.DESK_OPEN):
                return Item(_("Desk"), str(reverse_lazy("desk")), "headset", key="D")
            return None

        def contacts(request):
            if request.by.may(access.CONTACT_READ):
                return Item(_("Contacts"), str(reverse_lazy("contacts")), "clipboard-list")
            return None

        NAVIGATION.fill(desk, order=10)
        NAVIGATION.fill(contacts, order=12)
        RECORD.fill(beside)

        sources.register(following.THREAD)
        sources.register(following.DESK)
        gates.register("helpline.door", door_keys.gate)
