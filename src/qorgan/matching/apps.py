from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "qorgan.matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from qorgan.matching import access, actions, events, finding  # noqa: F401

        post_migrate.connect(finding.build, sender=self)
