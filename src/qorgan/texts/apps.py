"""Wiring of the room `texts`."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """Registers the template filters, the widget template and the Kazakh catalogue of this room."""

    name = "qorgan.texts"
    label = "texts"
