from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "qorgan.vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from qorgan.access.acting import accompany
        from qorgan.vault import access, adoption, events  # noqa: F401
        from qorgan.vault.opened import opened

        accompany(opened)
        post_migrate.connect(adoption.after_migrate, sender=self)
