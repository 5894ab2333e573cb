"""The table of queues and use by hour of the day, over replications."""

from pathlib import Path

import numpy as np
import pytest
from tiny import TINY

import portsim


@pytest.mark.usefixtures("tiny_folder")
def test_the_use_of_an_hour_is_of_replications_with_a_server_at_work_in_it() -> None:
    """The only lane fails every day or so for three hours, so some replication has none in some hour; from
    12:00 to 13:00 the gate out is shut in all of them."""
    day, repair = "shape: exponential, mean: 24 h, source: user", "shape: constant, mean: 3 h, source: user"
    failing = f"{{between: {{{day}}}, repair: {{{repair}}}}}"
    lanes = "gate_in: {lanes: {value: 2, source: A1}}"
    one = f"gate_in: {{lanes: {{value: 1, source: A1}}, breakdown: {failing}}}"
    Path("tiny.yaml").write_text(TINY.replace(lanes, one))
    study = portsim.compare("tiny.yaml", tables=["hours"], claims=False, replications=4, workers=1)
    runs = [kept["baseline"]["gate_in", "north"][1] for kept in study.kept("hours")]
    broken = np.isnan(runs).any(axis=0) & ~np.isnan(runs).all(axis=0)
    assert broken.any()
    table = study.table("hours").set_index(["alternative", "place", "hour"])["utilisation"]
    for hour in np.flatnonzero(broken):
        assert table["baseline", "gate_in", hour] == pytest.approx(np.nanmean([run[hour] for run in runs]))
    assert np.isnan(table["baseline", "gate_out", 12])
