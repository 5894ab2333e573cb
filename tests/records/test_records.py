"""Records: the same to the bit where nothing changes, the same from a file, counted within their window."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from recorded import GATE, moved, tampered
from shipped import MEASURES
from worlds import NEVER, Given, flow, play, same, workload

from portsim.kpis.between import Between
from portsim.kpis.spent import Spent
from portsim.model.measure import Measure
from portsim.model.steps import travel, wait_until
from portsim.records.records import Records
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.scenario import Scenario
from portsim.study.run import run

HAVE_USERS = [name for name, cls in MEASURES.items() if issubclass(cls, Measure)]


class TestUptakeZero:
    @pytest.mark.parametrize("measure", HAVE_USERS)
    def test_a_measure_that_nobody_uses_changes_nothing(
        self, scenario: Scenario, baseline: Records, measure: str
    ) -> None:
        unused = run(scenario.alternative("none", measure, uptake="0 %"), 0, "none")
        pd.testing.assert_frame_equal(unused.visits_table(), baseline.visits_table(), check_exact=True)
        assert same(unused.raw.shipment_end, baseline.raw.shipment_end)  # type: ignore[arg-type]


class TestEqual:
    def test_a_run_repeats_to_the_bit(self, scenario: Scenario, baseline: Records) -> None:
        assert run(scenario, 0, BASELINE).raw.equals(baseline.raw)

    @pytest.mark.parametrize("column", ["slot", "shipment", "pool", "queued", "started", "ended"])
    def test_one_other_value_is_not_equal(self, small: Records, column: str) -> None:
        other = tampered(small, **{column: moved(getattr(small.raw, column), 0, 1)})
        assert not small.raw.equals(other.raw)

    def test_equal_is_meant_for_unfinished_visits_too(self, small: Records) -> None:
        assert small.raw.equals(tampered(small).raw) and np.isnan(small.raw.ended).any()


class TestFiles:
    def test_visits_come_back_as_they_were(self, baseline: Records, tmp_path: Path) -> None:
        baseline.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "visits.parquet")
        pd.testing.assert_frame_equal(back, baseline.visits_table(), check_exact=True)

    def test_shipments_come_back_as_they_were(self, baseline: Records, tmp_path: Path) -> None:
        baseline.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "shipments.parquet")
        pd.testing.assert_frame_equal(back, baseline.shipments_table(), check_exact=True)

    def test_what_had_not_come_yet_comes_back_as_missing(self, small: Records, tmp_path: Path) -> None:
        small.write(tmp_path / "run")
        back = pd.read_parquet(tmp_path / "run" / "visits.parquet")
        assert int(back["ended"].isna().sum()) == int(np.isnan(small.raw.ended).sum()) > 0

    @pytest.mark.parametrize("rows", [1, 5, 1000])
    def test_visits_are_written_in_pieces_and_come_back_as_one_table(
        self, small: Records, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("portsim.records.records.PIECE", rows)
        small.write(tmp_path / "run")
        file = tmp_path / "run" / "visits.parquet"
        table = small.visits_table()
        assert len(table) == 9 * 4 + 3 + 1  # two are at work
        assert pq.ParquetFile(file).metadata.num_row_groups == -(-40 // rows)
        pd.testing.assert_frame_equal(pd.read_parquet(file), table, check_exact=True)

    def test_categories_are_the_words_that_are_used(self, small: Records) -> None:
        table = small.visits_table()
        assert table["label"].cat.categories.tolist() == ["drive", "in_yard", "lift", "road"]
        assert table["place"].cat.categories.tolist() == ["", "crane", "yard"]

    def test_a_run_without_shipments_leaves_two_tables_without_rows(self, tmp_path: Path) -> None:
        none = play(workload([flow("f", GATE)], {"truck": Given([], lasts={"work": []})}, {"gate": 1}))
        none.write(tmp_path / "run")
        visits, shipments = (
            pd.read_parquet(tmp_path / "run" / f"{name}.parquet") for name in ("visits", "shipments")
        )
        assert (len(visits), len(shipments)) == (0, 0)
        assert visits.columns.tolist() == none.visits_table().columns.tolist()

    def test_a_step_without_a_place_has_none(self, small: Records) -> None:
        table = small.visits_table()
        assert set(table.loc[table["label"] == "road", "place"]) == {""}
        assert set(table.loc[table["label"] == "road", "block"]) == {-1}


class TestWindow:
    def records(self, window: tuple[float, float]) -> Records:
        given = Given([5, 10, 15, 20], lasts={"work": [1, 2, 3, 4]})
        return play(workload([flow("f", GATE)], {"truck": given}, {"gate": 4}, horizon=100), window)

    def test_counts_from_its_begin_and_before_its_end(self) -> None:
        samples = Between("gate_in", "gate_out").samples(self.records((10, 20)))
        assert samples.tolist() == [2, 3]

    def test_counts_minutes_of_the_same_shipments(self) -> None:
        samples = Spent("both", labels=("work",), since="gate_arrival").samples(self.records((10, 20)))
        assert samples.tolist() == [2, 3]

    def test_counts_what_was_not_visited_as_zero(self) -> None:
        samples = Spent("count", labels=("elsewhere",), since="gate_arrival").samples(self.records((10, 20)))
        assert samples.tolist() == [0, 0]


def test_a_shipment_that_waits_for_ever_is_still_at_work() -> None:
    given = Given([1], carrier=[-1])
    waiting = flow("f", wait_until("berthed", of="carrier"))
    records = play(workload([waiting, flow("ship")], {"box": given}, {}))
    assert same(records.raw.shipment_end, [NEVER])  # type: ignore[arg-type]


def test_of_two_threads_that_stamp_a_milestone_the_latest_counts() -> None:
    """One is there after 100, 5 and 7 min, the other after 5, 100 and, for the third shipment, too late."""
    flows = [flow(name, travel("t", label=f"{name}_goes", at_end="there")) for name in ("f", "g")]
    lasts = {"f_goes": [100.0, 5.0, 7.0], "g_goes": [5.0, 100.0, 5000.0]}
    given = Given([0.0, 10.0, 20.0], ("f", "g"), lasts)
    records = play(workload(flows, {"truck": given}, {}))
    (trucks,) = records.among(())
    assert same(trucks.stamp("there"), [100, 110, NEVER])
    assert records.pending_stamp(trucks, "there").tolist() == [False, False, True]
