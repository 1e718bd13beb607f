from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    name = "qorgan.intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        self._wire_danger()
        self._wire_bridge()

    def _wire_danger(self) -> None:
        from qorgan.casework.slots import TIMELINE
        from qorgan.clocks import kinds
        from qorgan.helpline.slots import BOARD, CONTACT, RECORD, STRIP
        from qorgan.intake import danger_board, danger_following, danger_holders, danger_limits, danger_panels  # noqa: F401
        from qorgan.intake.actions.notification import PURPOSE
        from qorgan.intake.danger_access import BODY
        from qorgan.notices import purposes
        from qorgan.ui.slots import NAVIGATION

        for kind in danger_limits.KINDS:
            kinds.register(kind)
        danger_holders.wire()
        NAVIGATION.fill(danger_panels.navigation, order=13)
        NAVIGATION.fill(danger_panels.navigation_received, order=24)
        RECORD.fill(danger_panels.beside, order=10)
        CONTACT.fill(danger_panels.on_contact, order=10)
        STRIP.fill(danger_panels.strip)
        BOARD.fill(danger_board.figures)
        TIMELINE.fill(danger_panels.lines_of_case)
        purposes.register(purposes.Purpose(PURPOSE, _("Answer a notification"), landing="danger_answer", permissions=BODY))

    def _wire_bridge(self) -> None:
        from qorgan.casework.slots import DO, TIMELINE
        from qorgan.clocks import kinds
        from qorgan.helpline.slots import CONTACT, DOOR, RECORD, SEEN
        from qorgan.intake import facts, following, limits, panels  # noqa: F401
        from qorgan.ui.slots import NAVIGATION

        for kind in limits.KINDS:
            kinds.register(kind)
        NAVIGATION.fill(panels.navigation, order=13)
        RECORD.fill(panels.panel, order=20)
        CONTACT.fill(panels.on_contact, order=20)
        DO.fill(panels.answer_of_case)
        TIMELINE.fill(panels.lines_of_case)
        DOOR.fill(panels.helped)
        SEEN.fill(following.seen)
        limits.wire()
