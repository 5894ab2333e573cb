"""Vessel call: it waits for a berth, is cleared by officers who board, discharges, loads, and leaves.

It keeps its berth until its boxes are off and on. A box that is not ready when loading begins is left for the
next call of its line. A vessel that is early waits for its berth window at anchor; one that is late asks
for a berth at once.
"""

from __future__ import annotations

from portsim.model.flow import flow
from portsim.model.steps import inside, signal, start, travel, visit, wait_for_all, wait_for_next

flow(
    "vessel_call",
    (
        inside(
            "berth",
            (
                signal("berthed", at_end="berthed"),
                travel("agent_carries_papers"),
                visit("boarding_officer", "board_and_check"),
                signal("discharge_open", at_end="vessel_cleared"),
                travel("discharge_first"),
                signal("loading_open"),
                wait_for_all("discharged", at_end="all_discharged"),
                wait_for_all("aboard_or_left"),
            ),
            label="alongside",
        ),
        signal("sailed", at_end="sailed"),
    ),
)

flow("vessel_call_by_window", (wait_for_next("berth_window"), start("vessel_call")))
