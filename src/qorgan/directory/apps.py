from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "qorgan.directory"
    default_auto_field = "django.db.models.BigAutoField"
