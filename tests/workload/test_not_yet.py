"""Cells of a log that were told after a moment are blank at it, and those of later steps with them."""

from __future__ import annotations

from math import nan

import numpy as np

from portsim.scenario.logs.log import Log
from portsim.workload.not_yet import known_at

ORDER = ("reefer", "truck.gate", "truck.trouble", "truck.lift", "box.lift")
LOG = Log(
    np.array([0.0, 10.0, 20.0]),
    np.zeros(3, dtype=np.int64),
    {
        "truck.lift": np.array([5.0, 6.0, 7.0]),
        "truck.gate": np.array([1.0, 2.0, 3.0]),
        "truck.trouble": np.array([0.0, 1.0, 0.0]),
        "box.lift": np.array([8.0, 8.0, 8.0]),
        "reefer": np.array([1.0, 0.0, 1.0]),
    },
    np.arange(3),
    told={"truck.gate": np.array([4.0, nan, 30.0]), "reefer": np.array([4.0, 26.0, nan])},
)


def test_what_was_told_later_is_blank_and_so_are_later_steps_of_the_flow() -> None:
    found = known_at(LOG, 25.0, ORDER).columns
    expected = {
        "truck.gate": [1, 2, nan],
        "truck.trouble": [0, 1, nan],
        "truck.lift": [5, 6, nan],
        "box.lift": [8, 8, 8],
        "reefer": [1, nan, 1],
    }
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)


def test_at_the_moment_itself_it_is_told_and_without_one_all_is() -> None:
    np.testing.assert_array_equal(known_at(LOG, 30.0, ORDER).columns["truck.gate"], [1, 2, 3])
    assert known_at(LOG, None, ORDER) is LOG
