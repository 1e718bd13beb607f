from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "benchmarks.stage.bare"
    label = "bare"
