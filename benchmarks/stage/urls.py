"""Every address of the product, and the benchmark's."""

from benchmarks.stage.pages import told
from django.urls import path

from qorgan.site.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [path("bench/told", told, name="told"), *urlpatterns]
