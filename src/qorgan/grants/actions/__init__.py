"""What happens in grants: verbs, each with the actor and an event."""

from qorgan.grants.actions.application import (
    begin_application,
    check_application,
    file_application,
    save_application,
    set_budget,
    set_promises,
    take_back_application,
)
from qorgan.grants.actions.call import add_programme, cancel_call, open_call, prepare_call, register_expert
from qorgan.grants.actions.contract import Planned, draft_contract, plan_tranches, sign_contract
from qorgan.grants.actions.decision import decide_application
from qorgan.grants.actions.report import Figure, begin_report, decide_report, finish_project, send_report, write_report
from qorgan.grants.actions.result import claim_deliverable, judge_deliverable, promise_deliverable
from qorgan.grants.actions.review import (
    ask_expert,
    close_scores,
    declare_conflict,
    deny_conflict,
    draw_experts,
    score_application,
)
from qorgan.grants.actions.spending import (
    add_project_document,
    ask_move,
    decide_expenditure,
    decide_move,
    open_project_document,
    record_expenditure,
)
from qorgan.grants.actions.theme import (
    add_theme_document,
    change_theme,
    draft_theme,
    open_asked_document,
    open_theme_document,
    remove_theme_document,
    submit_theme,
    withdraw_theme,
)
from qorgan.grants.actions.theme_approval import ask_body, comment_as_body, comment_theme, decide_theme
from qorgan.grants.actions.tranche import approve_tranche, pay_tranche, prepare_tranche, return_tranche
from qorgan.grants.call_rules import Line

__all__ = [
    "Figure",
    "Line",
    "Planned",
    "add_programme",
    "add_project_document",
    "add_theme_document",
    "approve_tranche",
    "ask_body",
    "ask_expert",
    "ask_move",
    "begin_application",
    "begin_report",
    "cancel_call",
    "change_theme",
    "check_application",
    "claim_deliverable",
    "close_scores",
    "comment_as_body",
    "comment_theme",
    "decide_application",
    "decide_expenditure",
    "decide_move",
    "decide_report",
    "decide_theme",
    "declare_conflict",
    "deny_conflict",
    "draft_contract",
    "draft_theme",
    "draw_experts",
    "file_application",
    "finish_project",
    "judge_deliverable",
    "open_asked_document",
    "open_call",
    "open_project_document",
    "open_theme_document",
    "pay_tranche",
    "plan_tranches",
    "prepare_call",
    "prepare_tranche",
    "promise_deliverable",
    "record_expenditure",
    "register_expert",
    "remove_theme_document",
    "return_tranche",
    "save_application",
    "score_application",
    "send_report",
    "set_budget",
    "set_promises",
    "sign_contract",
    "submit_theme",
    "take_back_application",
    "withdraw_theme",
    "write_report",
]
