from django.apps import AppConfig


class HelplineConfig(AppConfig):
    name = "qorgan.helpline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.helpline import door_keys, emergency, following, navigation
        from qorgan.helpline.pages.contacts import beside
        from qorgan.helpline.slots import RECORD
        from qorgan.live import gates, sources
        from qorgan.oversight import subjects
        from qorgan.ui.slots import NAVIGATION

        NAVIGATION.fill(navigation.desk, order=10)
        NAVIGATION.fill(navigation.contacts, order=12)
        NAVIGATION.fill(navigation.board, order=14)
        NAVIGATION.fill(navigation.figures, order=16)
        NAVIGATION.fill(navigation.replies, order=70)
        NAVIGATION.fill(navigation.flag_words, order=71)
        RECORD.fill(beside)
        sources.register(following.THREAD)
        sources.register(following.DESK)
        gates.register("helpline.door", door_keys.gate)
        subjects.register(emergency.THREAD)
