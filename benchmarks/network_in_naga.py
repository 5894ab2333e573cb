"""The network in Naga: a model of blocks (create, process, delay, decide, route) that Naga runs on SimPy.

Trucks are orders with a release time, and their own draws are the attributes of an order, which the blocks
read as expressions. A truck's yard block is the one station of its sequence. The logs are on: of each
resource when it was requested, seized and released (the last 100,000 rows are kept), and of each truck when
it came and went. Whose a moment is they do not say, so the moments of each place are compared in order of
time, and of the whole run the number of visits and the mean wait. Naga's own statistics of queues, lengths
and use come besides and cannot be left out. To write the model is part of a run, as it holds the draws.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from drawn import Draws, servers
from nagasim import api
from nagasim import build as nb
from nagasim.settings.config import LOG_HISTORY
from visits import Moments

from portsim.workload.build import Workload

FLOW = "truck"
PLACES = ("gate_in", "scanner", "exam_bay", "cfs_dock", "gate_out")
CRANE = "yard_crane"
MOMENTS = ("request", "seize", "release")

Frames = Mapping[str, pd.DataFrame]


def own(label: str) -> nb.Distribution:
    """How long a step takes: the truck's own draw."""
    return nb.Constant(value=f"entity.{label}")


def fork(model: nb.Model, name: str, attribute: str) -> nb.Block:
    """Trucks with the attribute take the first link, all others the second."""
    return model.decide(name=name, mode="Condition", conditions=[f"entity.{attribute} == 1"])


def orders(model: nb.Model, s: Draws) -> None:
    """An order for each truck, with its draws."""
    asked = {
        "above": s.chances[FLOW, "one_above"],
        "suspect": s.chances[FLOW, "image_suspect"],
        "exam": s.traits["selected_for_exam"],
        "cfs": s.traits["goes_to_cfs"],
    }
    minutes = {label: column for (_, label), column in s.minutes.items()}
    for i, moment in enumerate(s.arrival):
        attributes = {label: column[i] for label, column in minutes.items()}
        attributes |= {name: int(column[i]) for name, column in asked.items()}
        model.add_order(id=str(i), release=moment, sequence=f"block_{s.block[i]}", attributes=attributes)


def written(workload: Workload) -> nb.Model:
    """The network and all trucks, as a model."""
    model = nb.Model(time_limit=workload.horizon, warmup=0, replications=1)
    for place in PLACES:
        model.add_resource(name=place, capacity=servers(workload, place))
    orders(model, Draws(workload.streams[0]))

    def visit(label: str, place: str, name: str) -> nb.Block:
        return model.process(name=name, resource_name=place, distribution=own(label))

    def drive(label: str) -> nb.Block:
        return model.delay(name=label, distribution=own(label))

    out = model.dispose(name="out")
    to_yard = model.route(name="gate_to_yard", distribution=own("gate_to_yard"))
    (
        model.create(arrival_mode="Orders", name="arrivals")
        >> visit("paper_check", "gate_in", "gate_in")
        >> to_yard
    )
    to_yard >> out  # for a truck at the end of its sequence: none comes here twice
    examined = fork(model, "examined", "exam")
    for block in range(sum(place == CRANE for place, _, _ in workload.capacity)):
        crane = f"{CRANE}_{block}"
        model.add_resource(name=crane, capacity=servers(workload, CRANE))
        model.add_sequence(name=f"block_{block}", steps=[{"station": f"yard_{block}"}])
        above = fork(model, f"above_{block}", "above")
        lift = visit("lift_on", crane, f"lift_{block}")
        model.station(name=f"yard_{block}") >> above >> visit("shift_box", crane, f"shift_{block}") >> lift
        above >> lift >> examined
    suspect, lcl = fork(model, "suspect", "suspect"), fork(model, "lcl", "cfs")
    home = drive("yard_to_gate")
    examined >> drive("yard_to_exam") >> visit("scan", "scanner", "scan") >> suspect
    suspect >> visit("open_and_search", "exam_bay", "search") >> lcl
    suspect >> lcl
    examined >> lcl
    lcl >> drive("yard_to_cfs") >> visit("load_lot", "cfs_dock", "load") >> home
    lcl >> home
    home >> visit("check_out", "gate_out", "check_out") >> out
    return model


def run(workload: Workload) -> Frames:
    """Run the network to the horizon: Naga's tables.

    Raises AssertionError: Naga did not finish its one replication.
    """
    frames = api.run_model(written(workload).layout, record_logs=True)
    assert frames is not None, "Naga left no replication"
    return dict(frames)


def moments(left: Frames) -> dict[tuple[str, int], Moments]:
    """What the logs and the summary say of each place and block; a full log has its last rows alone."""
    summary = left["resource_summary"].set_index("Resource")
    out: dict[tuple[str, int], Moments] = {}
    for name, log in left["resource_log"].groupby("Resource"):
        place, _, block = str(name).rpartition("_") if str(name).startswith(CRANE) else (str(name), "", "0")
        when = {kind: np.sort(rows["time"].to_numpy()) for kind, rows in log.groupby("event_type")}
        since = -np.inf if len(log) < LOG_HISTORY else float(log["time"].min())
        seized, waited = int(summary["Total Seizes"][name]), float(summary["Time in Queue Avg"][name])
        out[place, int(block)] = Moments(since, *(when[kind] for kind in MOMENTS), seized, waited)
    return out
