from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "qorgan.oversight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from qorgan.live import sources
        from qorgan.oversight import access, actions, events, following, health, outgoing, panels  # noqa: F401
        from qorgan.ui.slots import BANNERS, NAVIGATION

        sources.register(following.EMERGENCIES)
        health.register(outgoing.OUTBOX, outgoing.outbox)
        health.register(outgoing.LIMITS, outgoing.time_limits)
        BANNERS.fill(panels.running_banner, order=10)
        NAVIGATION.fill(panels.emergency_item, order=800)
        NAVIGATION.fill(panels.reviews_item, order=810)
        NAVIGATION.fill(panels.health_item, order=920)
        NAVIGATION.fill(panels.journal_item, order=930)
        NAVIGATION.fill(panels.jobs_item, order=940)
        NAVIGATION.fill(panels.keys_item, order=950)
