"""Addresses of intake."""

from django.urls import path

from qorgan.intake.pages import answer, danger, danger_answer, danger_list, door, duty, handover, notification

_DANGER = [
    path("answer", danger_answer.danger_answer, name="danger_answer"),
    path("dangers", danger_list.dangers, name="dangers"),
    path("dangers/received", danger_list.notifications_received, name="notifications_received"),
    path("dangers/received/<slug:ref>", danger_answer.notification_received, name="notification_received"),
    path("dangers/assess/<slug:ref>", danger.danger_assess, name="danger_assess"),
    path("dangers/assess/contact/<slug:ref>", danger.danger_assess_contact, name="danger_assess_contact"),
    path("dangers/told/<slug:ref>/remind", notification.notification_remind, name="notification_remind"),
    path("dangers/told/<slug:ref>/taken", notification.notification_taken, name="notification_taken"),
    path("dangers/told/<slug:ref>/declined", notification.notification_declined, name="notification_declined"),
    path("dangers/told/<slug:ref>/withdraw", notification.notification_withdraw, name="notification_withdraw"),
    path("dangers/reports/<slug:ref>", duty.duty_countersign, name="duty_countersign"),
    path("dangers/<slug:ref>", danger.danger, name="danger"),
    path("dangers/<slug:ref>/call", danger.danger_call, name="danger_call"),
    path("dangers/<slug:ref>/close", danger.danger_close, name="danger_close"),
    path("dangers/<slug:ref>/report", duty.duty_report, name="duty_report"),
    path("dangers/<slug:ref>/omit", duty.duty_omit, name="duty_omit"),
    path("dangers/<slug:ref>/notify/<slug:body>", notification.danger_notify, name="danger_notify"),
]

_BRIDGE = [
    path("contacts/<slug:ref>/case", handover.case_of_contact, name="case_of_contact"),
    path("desk/<slug:ref>/cases", handover.beside, name="intake_beside"),
    path("handovers/<slug:ref>", handover.handed_over, name="handed_over"),
    path("handovers/<slug:ref>/undo", handover.handover_undo, name="handover_undo"),
    path("handovers/<slug:ref>/ask", handover.handover_ask, name="handover_ask"),
    path("handovers/<slug:ref>/answer", answer.answer_new, name="answer_new"),
    path("answers/<slug:ref>", answer.answer, name="answer"),
    path("answers/<slug:ref>/receive", answer.answer_receive, name="answer_receive"),
    path("follow-ups", answer.follow_ups, name="follow_ups"),
    path("follow-ups/<slug:ref>", answer.follow_up, name="follow_up"),
    path("chat/helped", door.helped, name="helped"),
]

urlpatterns = [*_DANGER, *_BRIDGE]
