"""Addresses of notices."""

from django.urls import path

from qorgan.notices.pages import deliveries, link, own, receivers

urlpatterns = [
    path("notices", own.notices, name="notices"),
    path("notices/bell", own.bell, name="notices_bell"),
    path("notices/mark", own.mark, name="notices_mark"),
    path("notices/ways", own.ways, name="notices_ways"),
    path("notices/deliveries", deliveries.deliveries, name="deliveries"),
    path("notices/deliveries/<slug:ref>", deliveries.delivery, name="delivery"),
    path("notices/deliveries/<slug:ref>/<slug:verb>", deliveries.delivery_act, name="delivery_act"),
    path("notices/receivers", receivers.receivers, name="receivers"),
    path("notices/receivers/new", receivers.receiver_new, name="receiver_new"),
    path("notices/receivers/<slug:ref>", receivers.receiver, name="receiver"),
    path("notices/receivers/<slug:ref>/key/<slug:verb>", receivers.receiver_key, name="receiver_key"),
    path("l/<slug:token>", link.link, name="link"),
    path("l/<slug:token>/code", link.link_code, name="link_code"),
]
