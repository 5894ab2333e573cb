"""LCL boxes: fetched from the yard, driven to the CFS, devanned and tallied while the driver waits.

The box goes to the CFS unopened, before its consignments are cleared; it is their carrier. They are declared
one by one and can be collected once the tally is done and their papers are released and handed over.
"""

from __future__ import annotations

from portsim.library.flows.import_box import CALL, DISCHARGE, PICK_UP, UNLOADED
from portsim.model.flow import flow
from portsim.model.steps import signal, start, travel, visit, wait_for_next, wait_until

flow(
    "lcl_box",
    (
        UNLOADED,
        start("box_in_block"),
        wait_until("slot_given"),
        *DISCHARGE,
        travel("transfer_permit"),
        signal("released", at_end="release"),
        wait_until("box_at_cfs"),
        visit("cfs_team", "devan_and_tally"),
        signal("tally_done", at_end="tally_done"),
    ),
)

flow(
    "lcl_truck",
    (
        wait_until("released"),
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
        wait_until("tally_done", of="carrier", at_end="tally_done"),
        wait_until("papers_released", of="declaration"),
        signal("released", at_end="release"),
        wait_until("papers_handed_over", of="declaration"),
        travel("consignee_comes"),
        visit("cfs_desk", "collection_papers", counts="document_window", at_queue="collection"),
        visit("cfs_dock", "load_lot", at_end="collected"),
    ),
)
