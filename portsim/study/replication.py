"""One replication: every alternative of a scenario run on the same draws, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.claims.claim import Claim
from portsim.claims.finding import Finding, find
from portsim.kpis.hours import hours_of_day
from portsim.kpis.kpi import KPI
from portsim.kpis.ledger_lines import Line, lines
from portsim.kpis.stages import QUANTILES, Stage, stages
from portsim.library.kpis.outage import backlogs
from portsim.records.records import Records
from portsim.scenario.scenario import Scenario
from portsim.study.run import run_world
from portsim.workload.draws import Draws

SPREAD = ("truck_turn_time", "truck_visit_time", "exam_lead_time", "lcl_pickup_time")


@dataclass(frozen=True)
class Replication:
    """What one replication leaves behind once its records are gone."""

    values: Mapping[str, Mapping[str, float]]
    findings: Mapping[tuple[str, str], Finding]
    stages: Mapping[str, list[Stage]]
    hours: Mapping[str, Mapping[tuple[str, str], tuple[Floats, Floats]]]
    spread: Mapping[tuple[str, str], Floats]
    shipments: Mapping[str, list[tuple[str, int, int, int]]]
    ledger: Mapping[str, tuple[Line, ...]]
    backlogs: Mapping[str, Mapping[str, Floats]]


def replicate(scenario: Scenario, claims: Mapping[str, Claim], number: int) -> Replication:
    """Run every alternative once on the draws of one replication."""
    draws = Draws(scenario.study.seed, number, shared=True)
    baseline: Records | None = None
    values: dict[str, dict[str, float]] = {}
    findings: dict[tuple[str, str], Finding] = {}
    staged: dict[str, list[Stage]] = {}
    hours: dict[str, dict[tuple[str, str], tuple[Floats, Floats]]] = {}
    spread: dict[tuple[str, str], Floats] = {}
    shipments: dict[str, list[tuple[str, int, int, int]]] = {}
    ledger: dict[str, tuple[Line, ...]] = {}
    waits: dict[str, Mapping[str, Floats]] = {}
    for alternative in scenario.alternatives:
        world = scenario.world(alternative)
        records = run_world(world, scenario, number, draws)
        baseline = baseline or records
        values[alternative] = {name: kpi.value(records) for name, kpi in scenario.library[KPI].items()}
        staged[alternative] = stages(records, world)
        hours[alternative] = hours_of_day(records)
        shipments[alternative] = _counts(records)
        ledger[alternative] = lines(records)
        waits[alternative] = backlogs(records)
        for name in SPREAD:
            if name in scenario.library[KPI] and len(samples := scenario.library[KPI][name].samples(records)):
                spread[alternative, name] = (
                    np.quantile(samples, QUANTILES) * scenario.library[KPI][name].scale
                )
        for claim, text in claims.items():
            for reading in text.readings:
                if reading.alternative == alternative:
                    findings[claim, reading.name] = find(reading, baseline, records)
    return Replication(values, findings, staged, hours, spread, shipments, ledger, waits)


def _counts(records: Records) -> list[tuple[str, int, int, int]]:
    """(stream, arrived in the window, ended, unfinished at the horizon)."""
    out = []
    for stream, shipments in records.by_stream.items():
        counted = shipments.counted()
        ended = int(np.isfinite(shipments.ended[counted]).sum())
        out.append((stream, int(counted.sum()), ended, int(counted.sum()) - ended))
    return out
