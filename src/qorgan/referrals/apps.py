from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "qorgan.referrals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.children.slots import CHILD, CHILD_ACTIONS
        from qorgan.referrals import access, actions, events, facts, panels, silence, telling  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(panels.navigation, order=30)
        CHILD.fill(panels.of_a_child)
        CHILD_ACTIONS.fill(panels.refer_child)
        silence.wire()
