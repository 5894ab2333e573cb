"""A small yard whose trucks and vans come from logs, and lists of what stands where in its runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from portsim.model.words import Inside, Visit
from portsim.records.records import Records
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario

DAY = 1440
PLUGIN = """\
from portsim.model.flow import flow
from portsim.model.steps import inside, signal, start, travel, visit, wait_until, when

flow(
    "truck",
    (
        visit("gate_in", "check"),
        travel("drive"),
        start("box"),
        inside("tractor", (visit("crane", "lift"), signal("lifted"), travel("haul"))),
        when("chosen", (visit("bay", "open"),), orelse=(travel("pass_by"),)),
        wait_until("weighed"),
        visit("gate_out", "leave"),
    ),
)
flow(
    "box",
    (inside("slot", (wait_until("lifted"), visit("scale", "weigh")), label="in_slot"), signal("weighed")),
)
flow(
    "van",
    (
        visit("gate_in", "check", label="van_check", priority="urgent"),
        visit("crane", "lift", label="van_lift"),
        visit("gate_out", "leave", label="van_out"),
    ),
)
"""
YARD = """\
name: yard
title: One small yard
plugins: [yard.py]
study: {days: 7, warm_up_days: 0, run_out: 1 day, replications: 3, seed: 1}
terminals:
  t: {title: T, share: {value: 1, source: user}}
places:
  gate_in: {lanes: {value: 2, source: user}}
  tractor: {tractors: {value: 2, source: user}}
  crane: {cranes: {value: 1, source: user}}
  slot: {slots: {value: 30, source: user}}
  scale: {scales: {value: 1, source: user}}
  bay: {bays: {value: 1, source: user}}
  gate_out: {lanes: {value: 1, source: user}}
tasks:
  check: {CHECK, source: user}
  drive: {shape: constant, mean: 3.21 min, source: user}
  lift: {LIFT, source: user}
  haul: {shape: constant, mean: 1.37 min, source: user}
  open: {shape: constant, mean: 17.3 min, source: user}
  pass_by: {shape: constant, mean: 0.77 min, source: user}
  weigh: {shape: constant, mean: 2.63 min, source: user}
  leave: {shape: constant, mean: 1.91 min, source: user}
traits:
  chosen: {share: {value: 20 %, source: user}, of: [truck]}
what_ifs:
  more_cranes: {set: {places.crane.cranes: {value: 2, source: user}}}
compare: {more_cranes: [more_cranes]}
demand:
  truck: {flows: [truck], per_day: {value: 100 per day, source: user}, log: trucks.csv}
  van: {flows: [van], per_day: {value: 20 per day, source: user}, log: vans.csv}
"""
CONSTANT = {"CHECK": "shape: constant, mean: 7.03 min", "LIFT": "shape: constant, mean: 4.11 min"}
RANDOM = {"CHECK": "shape: gamma, mean: 7.03 min, cv: 0.5", "LIFT": "shape: exponential, mean: 3.9 min"}


def yard(times: dict[str, str], days: int = 12, *edits: tuple[str, str], alike: bool = True) -> Scenario:
    """The yard in the working folder, with logs of so many days: all alike, or each with hours of its own."""
    rng = np.random.default_rng(7)
    text = YARD
    for old, new in (*times.items(), *edits):
        assert text.count(old) == 1, "an edit must say exactly what it changes"
        text = text.replace(old, new)
    for name, number in (("trucks", 190), ("vans", 20)):
        rows = []
        for day in range(days):
            if day == 0 or not alike:
                arrival = np.sort(rng.uniform(300, 1200, number))
                chosen = rng.random(number) < 0.2
            rows.append(pd.DataFrame({"arrival": day * DAY + arrival, "chosen": chosen.astype(int)}))
        log = pd.concat(rows)
        log[["arrival", "chosen"] if name == "trucks" else ["arrival"]].to_csv(f"{name}.csv", index=False)
    Path("yard.yaml").write_text(text)
    Path("yard.py").write_text(PLUGIN)
    return load("yard.yaml")


def standing(records: Records, moment: float) -> pd.DataFrame:
    """The list of who stands where at a moment [min] of a run: each thread of each shipment, under its id."""
    rows = []
    for slot, step, visits in zip(records.slots, records.steps, records.raw.visits, strict=True):
        begun = np.where(np.isnan(visits.started), np.inf, visits.started) <= moment
        ended = np.where(np.isnan(visits.ended), np.inf, visits.ended) <= moment
        for n in np.flatnonzero((visits.queued <= moment) & ~ended):
            if isinstance(step, Inside) and begun[n]:
                continue  # it stands at a step inside
            served = isinstance(step, Visit) and begun[n]
            ship = int(visits.shipment[n])
            since = visits.started[n] if served else visits.queued[n]
            doing = ("in service" if served else "waiting") if isinstance(step, Visit) else ""
            row = {"stream": slot.stream, "step": f"{slot.flow}.{slot.label}", "since": since, "doing": doing}
            row |= {"id": f"s{ship}", "arrival": records.arrival[ship]}
            rows.append(row | {trait: int(has[ship]) for trait, has in records.traits.items()})
    table = pd.DataFrame(rows)
    table.loc[table["stream"] == "van", "chosen"] = None
    return table.sample(frac=1, random_state=1)  # in no order
