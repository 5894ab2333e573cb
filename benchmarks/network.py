"""The network that every library can run: a truck's way from the gate through yard, exam site and CFS.

It belongs to the benchmarks alone and stands in no registry. 100,000 trucks are fifty days.
"""

from __future__ import annotations

from pathlib import Path

from drawn import Model

from portsim.model.flow import Flow
from portsim.model.steps import maybe, travel, visit, when

TRUCK = Flow(
    "truck",
    (
        visit("gate_in", "paper_check"),
        travel("gate_to_yard"),
        maybe("one_above", (visit("yard_crane", "shift_box"),)),
        visit("yard_crane", "lift_on"),
        when(
            "selected_for_exam",
            (
                travel("yard_to_exam"),
                visit("scanner", "scan"),
                maybe("image_suspect", (visit("exam_bay", "open_and_search"),)),
            ),
        ),
        when("goes_to_cfs", (travel("yard_to_cfs"), visit("cfs_dock", "load_lot"))),
        travel("yard_to_gate"),
        visit("gate_out", "check_out"),
    ),
)
NETWORK = Model(Path(__file__).parent / "network.yaml", (TRUCK,))
