"""What happens to children, caregivers, households and joinings."""

from qorgan.children.actions.caregiver import add_caregiver, add_known_caregiver, correct_caregiver, end_caregiver
from qorgan.children.actions.child import correct_child, register_child, release_child, restrict_child, stand_at
from qorgan.children.actions.household import make_household, move_in, move_out
from qorgan.children.actions.merge import merge_children, refuse_pair, split_child, undo_merge, undo_refusal
from qorgan.children.actions.search import search_children

__all__ = [
    "add_caregiver",
    "add_known_caregiver",
    "correct_caregiver",
    "correct_child",
    "end_caregiver",
    "make_household",
    "merge_children",
    "move_in",
    "move_out",
    "refuse_pair",
    "register_child",
    "release_child",
    "restrict_child",
    "search_children",
    "split_child",
    "stand_at",
    "undo_merge",
    "undo_refusal",
]
