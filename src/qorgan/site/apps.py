from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "qorgan.site"
    label = "site"
