from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "qorgan.access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from qorgan.access import wall

        post_migrate.connect(wall.after_migrate, sender=self)
