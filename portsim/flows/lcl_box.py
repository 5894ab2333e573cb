"""LCL boxes: fetched from the yard, driven to the CFS, devanned and tallied while the driver waits.

The box is the carrier of its consignments: they can be collected once its tally is done.
"""

from __future__ import annotations

from portsim.flows import flow
from portsim.flows.import_box import CALL, DISCHARGE, PICK_UP, RELEASE
from portsim.steps import signal, travel, visit, wait_for_next, wait_until

flow(
    "lcl_box",
    (
        *DISCHARGE,
        *RELEASE,
        wait_until("box_at_cfs"),
        visit("cfs_team", "devan_and_tally"),
        signal("tally_done", at_end="tally_done"),
    ),
)

flow(
    "lcl_truck",
    (
        *CALL,
        wait_for_next("planned_pickup"),
        *PICK_UP,
        travel("public_road_to_cfs"),
        signal("box_at_cfs", at_end="at_cfs"),
        wait_until("tally_done"),
        visit("cfs_desk", "sign_delivery", counts="document_window", at_end="delivered"),
    ),
)

flow(
    "consignment",
    (
        wait_until("tally_done", of="carrier"),
        travel("consignee_comes"),
        visit("cfs_desk", "collection_papers", counts="document_window", at_queue="collection"),
        visit("cfs_dock", "load_lot", at_end="collected"),
    ),
)
