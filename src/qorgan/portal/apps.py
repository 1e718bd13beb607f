from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "qorgan.portal"
    default_auto_field = "django.db.models.BigAutoField"
