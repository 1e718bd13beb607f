from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "qorgan.site"
    label = "site"

    def ready(self) -> None:
        from qorgan.oversight import health
        from qorgan.site import schema

        health.register(schema.NAME, schema.look)
