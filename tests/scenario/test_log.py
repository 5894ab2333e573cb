"""A user's own log takes the place of generated columns, and of nothing else."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import portsim
from portsim.base.errors import ConfigError
from portsim.scenario.scenario import Scenario
from portsim.workload.build import Stream, build

OVERLAY = """
extends: ocean_gate.yaml
name: logged
title: Ocean Gate with a log of its own
claims: null
study: {days: 1, warm_up_days: 0, run_out: 1 day}
demand: {%s: {log: %s}}
"""


def with_log(folder: Path, table: pd.DataFrame, stream: str = "domestic", parquet: bool = False) -> Scenario:
    name = "log.parquet" if parquet else "log.csv"
    if parquet:
        table.to_parquet(folder / name)
    else:
        table.to_csv(folder / name, index=False)
    (folder / "logged.yaml").write_text(OVERLAY % (stream, name))
    return portsim.load(str(folder / "logged.yaml"))


def stream_of(scenario: Scenario, name: str) -> Stream:
    world = scenario.baseline
    workload = build(world, scenario.study.horizon, 1, 0)
    return next(stream for stream in workload.streams if stream.name == name)


@pytest.mark.parametrize("parquet", [False, True])
def test_arrivals_and_measured_columns_come_from_the_log_in_order_of_time(
    tmp_path: Path, parquet: bool
) -> None:
    table = pd.DataFrame(
        {
            "arrival": [30.0, 10.0, 20.0],
            "domestic_truck.gate_in": [3.0, 1.0, 2.0],
            "domestic_truck.trouble": [1, 0, 0],
        }
    )
    stream = stream_of(with_log(tmp_path, table, parquet=parquet), "domestic")
    assert stream.arrival.tolist() == [10.0, 20.0, 30.0]
    assert stream.durations["domestic_truck", "gate_in"].tolist() == [1.0, 2.0, 3.0]
    assert stream.chances["domestic_truck", "trouble"].tolist() == [False, False, True]
    assert len(set(stream.durations["domestic_truck", "lift_domestic"].tolist())) == 3


def test_traits_come_from_the_log(tmp_path: Path) -> None:
    table = pd.DataFrame({"arrival": [1.0, 2.0], "selected_for_exam": [1, 0]})
    stream = stream_of(with_log(tmp_path, table, "export"), "export")
    assert stream.traits["selected_for_exam"].tolist() == [True, False]


def test_the_run_records_what_the_log_says(tmp_path: Path) -> None:
    table = pd.DataFrame({"arrival": [0.5, 600.25], "domestic_truck.gate_in": [7.0, 8.0]})
    visits = portsim.run(with_log(tmp_path, table)).visits_table()
    gate = visits[(visits["stream"] == "domestic") & (visits["label"] == "gate_in")]
    assert gate["queued"].tolist() == [0.5, 600.25]
    assert np.allclose(gate["ended"] - gate["started"], [7.0, 8.0])


def test_other_streams_do_not_notice_the_log(tmp_path: Path) -> None:
    logged = with_log(tmp_path, pd.DataFrame({"arrival": [1.0]}))
    plain = portsim.load("ocean_gate").with_study(days=1, warm_up_days=0, run_out="1 day")
    assert np.array_equal(stream_of(logged, "export").arrival, stream_of(plain, "export").arrival)


def test_the_identity_follows_the_logs_contents(tmp_path: Path) -> None:
    first = with_log(tmp_path, pd.DataFrame({"arrival": [1.0]})).identity
    assert with_log(tmp_path, pd.DataFrame({"arrival": [2.0]})).identity != first


def test_a_chance_in_a_log_is_0_or_1(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"line 2, column 'domestic_truck.trouble': got '3', allowed 0 or 1"
    ):
        with_log(tmp_path, pd.DataFrame({"arrival": [1.0], "domestic_truck.trouble": [3]}))


def test_a_log_of_what_a_carrier_brings_needs_one_of_the_carrier(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="vessel brings import and has no log to find its calls in"):
        with_log(tmp_path, pd.DataFrame({"carrier": ["V1"]}), "import")


def test_a_log_cannot_replace_declarations(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a stream that declares another takes no log"):
        with_log(tmp_path, pd.DataFrame({"arrival": [1.0]}), "import_declaration")


def test_a_trait_of_declarations_in_a_log_holds_for_the_papers_too(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "arrival": np.arange(0.0, 1440.0, 10.0),
            "selected_for_exam": np.arange(144) % 12 == 0,
            "lodged_before_arrival": 1,
        }
    ).astype(float)
    scenario = with_log(tmp_path, table, "export")
    boxes, papers = (stream_of(scenario, name) for name in ("export", "export_declaration"))
    called = papers.traits["selected_for_exam"][boxes.declaration - papers.offset]
    assert called[boxes.traits["selected_for_exam"]].all() and not called.all()
    assert (papers.arrival[boxes.declaration - papers.offset] <= boxes.arrival).all()


def test_every_exam_box_of_a_log_is_examined(tmp_path: Path) -> None:
    table = pd.DataFrame({"arrival": [1.0, 400.0, 800.0], "selected_for_exam": [0, 1, 0]})
    records = portsim.run(with_log(tmp_path, table, "export").with_study(days=1, run_out="4 day"))
    export = records.by_stream["export"]
    examined = np.isfinite(export.stamp("exam_end"))
    assert examined.tolist() == [False, True, False]
    assert np.isfinite(export.stamp("release")).all()
