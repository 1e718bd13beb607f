from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "qorgan.reach"
    default_auto_field = "django.db.models.BigAutoField"
