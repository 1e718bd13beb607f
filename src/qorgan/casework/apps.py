from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "qorgan.casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.casework import clock_kinds, emergency, escalating, navigation, panels, referring
        from qorgan.casework.slots import DO, SIDE, TIMELINE
        from qorgan.children.slots import CHILD, CHILD_ACTIONS
        from qorgan.clocks import kinds
        from qorgan.oversight import subjects
        from qorgan.referrals.slots import ASKING
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(navigation.cases, order=20)
        NAVIGATION.fill(navigation.tasks, order=21)
        NAVIGATION.fill(navigation.board, order=22)
        NAVIGATION.fill(navigation.offered, order=23)
        CHILD.fill(panels.of_a_child)
        CHILD_ACTIONS.fill(panels.open_case)
        subjects.register(emergency.CASE)
        ASKING.fill(referring.asking)
        DO.fill(referring.refer, order=50)
        SIDE.fill(referring.beside, order=10)
        TIMELINE.fill(referring.story)
        escalating.wire()
        for kind in clock_kinds.KINDS:
            kinds.register(kind)
