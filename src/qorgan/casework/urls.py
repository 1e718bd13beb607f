"""Addresses of casework."""

from django.urls import path

from qorgan.casework.pages import case, case_list, decisions, work

urlpatterns = [
    path("cases", case_list.case_list, name="cases"),
    path("tasks", case_list.task_list, name="case_tasks"),
    path("caseload", case_list.case_board, name="case_board"),
    path("offered", case_list.transfer_list, name="case_transfers"),
    path("offered/<slug:ref>", decisions.case_transfer, name="case_transfer"),
    path("cases/new/<slug:child>", case.case_new, name="case_new"),
    path("cases/forms/<slug:ref>", work.case_sheet, name="case_sheet"),
    path("cases/tasks/<slug:ref>/end", work.task_end, name="task_end"),
    path("cases/tasks/<slug:ref>/give", work.task_give, name="task_give"),
    path("cases/tasks/<slug:ref>/resume", work.task_resume, name="task_resume"),
    path("cases/documents/<slug:ref>", work.document_open, name="document_open"),
    path("cases/documents/<slug:ref>/remove", work.document_remove, name="document_remove"),
    path("cases/services/<slug:ref>", work.service_end, name="service_end"),
    path("cases/approvals/<slug:ref>", decisions.approval, name="case_approval"),
    path("cases/approvals/<slug:ref>/withdraw", decisions.approval_withdraw, name="approval_withdraw"),
    path("cases/<slug:ref>", case.case, name="case"),
    path("cases/<slug:ref>/change", case.case_change, name="case_change"),
    path("cases/<slug:ref>/assign", case.case_assign, name="case_assign"),
    path("cases/<slug:ref>/take", case.case_take, name="case_take"),
    path("cases/<slug:ref>/share", case.case_share, name="case_share"),
    path("cases/<slug:ref>/unshare", case.case_unshare, name="case_unshare"),
    path("cases/<slug:ref>/forms", work.sheet_begin, name="sheet_begin"),
    path("cases/<slug:ref>/task", work.task_new, name="task_new"),
    path("cases/<slug:ref>/note", work.note_new, name="note_new"),
    path("cases/<slug:ref>/document", work.document_new, name="document_new"),
    path("cases/<slug:ref>/close", decisions.case_close, name="case_close"),
    path("cases/<slug:ref>/plan-approval", decisions.plan_approval, name="plan_approval"),
    path("cases/<slug:ref>/reopen", decisions.case_reopen, name="case_reopen"),
    path("cases/<slug:ref>/hand-over", decisions.case_hand_over, name="case_hand_over"),
]
