"""What happens in grants: verbs, each with the actor and an event."""

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

__all__ = [
    "add_theme_document", "ask_body", "change_theme", "comment_as_body", "comment_theme", "decide_theme", "draft_theme",
    "open_asked_document", "open_theme_document", "remove_theme_document", "submit_theme", "withdraw_theme",
]  # fmt: skip
