"""Three addresses."""

from benchmarks.stage.bare import views
from django.urls import path

urlpatterns = [path("records", views.records), path("records/<int:pk>", views.record, name="record"), path("write", views.write)]
