"""The row that is likely to take time next: worked out by hand for a short program."""

import numpy as np

from portsim.engine.compiled.likely import likely_next
from portsim.engine.program import Kind


def test_forks_are_gone_through_and_jumps_followed():
    rows = [
        (Kind.TRAVEL, -1),
        (Kind.BRANCH, 4),
        (Kind.SIGNAL, -1),
        (Kind.JUMP, 5),
        (Kind.VISIT, -1),
        (Kind.ENTER, -1),
        (Kind.LEAVE, -1),
        (Kind.END, -1),
    ]
    kinds = np.array([kind for kind, _ in rows], dtype=np.int8)
    targets = np.array([target for _, target in rows], dtype=np.int32)
    assert likely_next(kinds, targets) == [5, 5, 5, 4, 5, 7, 7, 7]


def test_a_jump_in_a_circle_ends():
    kinds = np.array([Kind.TRAVEL, Kind.JUMP, Kind.JUMP], dtype=np.int8)
    assert likely_next(kinds, np.array([-1, 2, 1], dtype=np.int32)) == [2, 1, 2]
