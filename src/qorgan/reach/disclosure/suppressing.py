"""Which cells are not shown: the small ones, and as few others as keep the small ones from being worked out.

For each hidden cell a linear programme looks for the cheapest change of the figures that leaves all sums right and moves the cell by
what must stay open; the cells that such a change touches are hidden too (Kelly, Golden, Assad 1992; Fischetti, Salazar 2001). What was
published before cannot be touched. Nothing is returned that the attacker of `attack.py` did not try in vain.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, hstack, vstack

from qorgan.reach.disclosure.attack import WIDTH, derived, intervals
from qorgan.reach.disclosure.tables import Name, System

_TOUCHED = 1e-6
_FREE = 1e-4


class MayNotBePublished(ValueError):
    """What was published before gives a small cell away, whatever is hidden now. The table must be coarser."""


def suppressed(system: System, also: Iterable[Name] = ()) -> frozenset[Name]:
    """The names of the cells that must not be shown. `also`: cells that are not to be shown anyway. Raises MayNotBePublished."""
    hidden = {name for name, cell in system.cells.items() if cell.is_small and not cell.is_out} | set(also)
    done: set[Name] = set()
    while waiting := sorted(hidden - done, key=lambda name: (-system.cells[name].value, name)):
        target = waiting[0]
        done.add(target)
        if not intervals(system, hidden, [target])[target].is_wide:
            hidden |= _helpers(system, hidden, target)
    if left := derived(system, hidden):
        raise MayNotBePublished(f"{len(left)} small figures could be worked out from what is published")
    return frozenset(hidden)


def _helpers(system: System, hidden: set[Name], target: Name) -> set[Name]:
    """The cells to hide beside `target` so that its value stays open by `WIDTH`, at the least cost.

    Two changes are sought at once, one that makes the target larger and one that makes it smaller; together they span the width. A cell
    that is hidden already costs next to nothing, a total more than a part, a published one cannot change.
    """
    names = system.names
    equal, at_most = system.matrices()
    size = len(names)
    values = np.array([cell.value for cell in system.cells.values()], dtype=float)
    cost = np.array([_cost(system, name, hidden) for name in names])
    # Variables: up⁺, up⁻ (the change that raises the target), down⁺, down⁻ (the one that lowers it), all of them at least nought.
    movement = csr_matrix(hstack([equal, -equal])) if equal.shape[0] else csr_matrix((0, 2 * size))
    sums = _both(movement)
    limits, most = _bounded(at_most, values)
    most_down = np.where([system.cells[name].is_out for name in names], 0.0, values)
    most_up = np.array([0.0 if system.cells[name].is_out else None for name in names], dtype=object)
    bounds = [*zip([0] * size, most_up, strict=True), *zip([0] * size, most_down, strict=True)] * 2
    at = names.index(target)
    span = np.zeros(4 * size)
    span[[at, 3 * size + at]], span[[size + at, 2 * size + at]] = 1, -1
    done = linprog(
        np.tile(cost, 4), A_eq=csr_matrix(vstack([sums, csr_matrix(span)])), b_eq=np.array([*np.zeros(sums.shape[0]), WIDTH]),
        A_ub=limits if limits.shape[0] else None, b_ub=most if limits.shape[0] else None, bounds=bounds, method="highs",
    )  # fmt: skip
    if done.status != 0:
        raise MayNotBePublished("a small figure could be worked out from what is published, and nothing is left to hide beside it")
    moved = done.x.reshape(4, size).sum(axis=0)
    return {name for name, one in zip(names, moved, strict=True) if one > _TOUCHED}


def _cost(system: System, name: Name, hidden: set[Name]) -> float:
    if name in hidden:
        return _FREE
    cell = system.cells[name]
    dimensions = max(len(one[2]) for one in system.cells)
    return (1 + math.log1p(cell.value)) * 4 ** (dimensions - len(name[2]))


def _both(block: csr_matrix) -> csr_matrix:
    """The same equations for both changes."""
    nothing = csr_matrix(block.shape)
    return csr_matrix(vstack([hstack([block, nothing]), hstack([nothing, block])]))


def _bounded(at_most: csr_matrix, values: np.ndarray) -> tuple[csr_matrix, np.ndarray]:
    """Bounds between cells hold after either change too."""
    if not at_most.shape[0]:
        return csr_matrix((0, 4 * at_most.shape[1])), np.zeros(0)
    room = -(at_most @ values)
    return _both(csr_matrix(hstack([at_most, -at_most]))), np.concatenate([room, room])
