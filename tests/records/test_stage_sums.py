"""Stages: they add up to the time of every shipment, and their means to the mean of the whole way."""

import numpy as np
import pytest
from recorded import GATE, run_of
from worlds import by_hand

from portsim.kpis.milestones import milestones_in_order
from portsim.kpis.split import split
from portsim.kpis.stages import Stage, stages
from portsim.scenario.scenario import Scenario


class TestStages:
    def test_they_add_up_to_the_time_of_every_counted_shipment(self, scenario: Scenario) -> None:
        """From the first to the latest milestone, or to the horizon of a shipment that is not through."""
        for alternative in scenario.alternatives:
            records, world = run_of(alternative), scenario.world(alternative)
            for stream, shipments in records.by_stream.items():
                names = milestones_in_order(world, stream)
                counted = shipments.counted()
                found = split(records, shipments, names, counted)
                passed = np.array([shipments.stamp(n)[counted] for n in names if n in shipments.milestones])
                through = np.isfinite(shipments.ended[counted]) | np.isfinite(passed[-1])  # of shipped flows
                until = np.where(through, np.fmax.reduce(passed), records.horizon)
                minutes = np.array([*found.minutes.values(), found.rest])
                np.testing.assert_allclose(
                    minutes.sum(axis=0), until - shipments.arrival[counted], atol=1e-6, err_msg=stream
                )
                assert (minutes >= 0).all(), (alternative, stream)

    def test_the_means_of_every_group_add_up_to_the_mean_of_the_whole_way(self, scenario: Scenario) -> None:
        for alternative in scenario.alternatives:
            groups: dict[tuple[str, str, str], list[Stage]] = {}
            for each in stages(run_of(alternative), scenario.world(alternative)):
                groups.setdefault((each.stream, each.channel, each.terminal), []).append(each)
            assert len(groups) > 30
            for key, rows in groups.items():
                parts = sum(each.mean for each in rows if each.kind != "whole")
                assert parts == pytest.approx(next(e.mean for e in rows if e.kind == "whole")), key

    def test_milestones_are_stamped_at_queue_start_and_end(self) -> None:
        records = by_hand([GATE], [0, 1], {"gate": 1}, work=5)
        truck = records.by_stream["truck"]
        stamped = {name: truck.stamp(name).tolist() for name in truck.milestones}
        assert stamped == {"arrival": [0, 1], "gate_arrival": [0, 1], "gate_in": [0, 5], "gate_out": [5, 10]}
