from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    name = "qorgan.children"
    default_auto_field = "django.db.models.BigAutoField"
