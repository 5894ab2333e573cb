"""The audit of reported results: claims are data, and each reading of one is judged by the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from portsim.break_even import break_even
from portsim.comparison import interval
from portsim.document import Document, build, read
from portsim.errors import ConfigError, did_you_mean
from portsim.kpis import KPIS, Kpi, load_all
from portsim.kpis.reads import Read
from portsim.records import Records
from portsim.scenario import Scenario
from portsim.sourced import ASSUMPTION, Part, Sourced, sourced_numbers
from portsim.units import show_minutes
from portsim.workload.draws import Floats
from portsim.world import World

if TYPE_CHECKING:
    import pandas as pd

ClaimVerdict = Literal["reproduced", "partly reproduced", "not reproduced", "calibrated to", "not testable"]
COLUMNS = (
    "claim",
    "reading",
    "statement",
    "unit",
    "sense",
    "reported",
    "simulated",
    "low",
    "high",
    "n",
    "verdict",
    "deciding_parameters",
    "independent",
)


class Reading(Part):
    """One way to take a claim literally: which figure of which scenario is compared with what."""

    name: str
    kpi: str | None = Field(description="null where the model measures nothing that could test it")
    scenario: str
    why: str = Field("", description="why it cannot be tested")
    figure: Literal["value", "baseline", "saved", "saved_share", "ratio"] = Field(
        description="the KPI under the measure, in the baseline, baseline - measure, "
        "1 - measure / baseline, or measure / baseline"
    )
    cohort: tuple[str, ...] = Field(
        (), description="traits of the shipments it speaks of, the same in both scenarios"
    )
    reported: float = Field(allow_inf_nan=False)
    unit: str
    sense: Literal["at_most", "at_least", "about"]
    tolerance: float = Field(
        0.1, gt=0, lt=1, description="for `about`: relative half-width that counts as hit"
    )


class Claim(Part):
    """A reported result in our own words."""

    statement: str
    reported_in: str
    readings: tuple[Reading, ...] = Field(min_length=1)


class ClaimsFile(Part):
    claims: dict[str, Claim] = Field(min_length=1)


@dataclass(frozen=True)
class Finding:
    """What one replication says about one reading: figure [unit], and the steps behind it [min].

    `users` is how many shipments of the reading's cohort arrive in a day [1/day].
    """

    figure: float
    before: Mapping[str, float]
    after: Mapping[str, float]
    users: float = 0.0


def load_claims(path: Path, scenario: Scenario) -> Mapping[str, Claim]:
    """Read and check a claims file; readings of alternatives that were left out by choice are left out too.

    Raises ConfigError: an unknown KPI, scenario or trait, with its place and the nearest name.
    """
    load_all()
    document = read(path)
    kept: dict[str, Claim] = {}
    for name, claim in build(ClaimsFile, document).claims.items():
        readings = []
        for number, reading in enumerate(claim.readings):
            _check(reading, document, ("claims", name, "readings", number), scenario)
            if reading.scenario in scenario.compare:
                readings.append(reading)
        if readings:
            kept[name] = claim.model_copy(update={"readings": tuple(readings)})
    return kept


def _check(reading: Reading, document: Document, where: tuple[str | int, ...], scenario: Scenario) -> None:
    traits: Mapping[str, object] = {}
    if reading.scenario in scenario.compare:
        traits = scenario.world(reading.scenario).port.traits
    cohort = reading.cohort if traits else ()
    asked: list[tuple[str, str, Iterable[str]]] = [
        ("kpi", reading.kpi or next(iter(KPIS)), KPIS),
        ("scenario", reading.scenario, scenario.declared),
        *(("cohort", trait, traits) for trait in cohort),
    ]
    for key, got, allowed in asked:
        if got not in allowed:
            word = "trait" if key == "cohort" else key
            hint = did_you_mean(got, allowed)
            raise ConfigError(f"{document.where((*where, key))}: {where[1]}: unknown {word} '{got}'{hint}")


def find(reading: Reading, before: Records, after: Records) -> Finding:
    """Evaluate one reading on one replication; both scenarios are measured on the same cohort."""
    kpi = _among(reading)
    if kpi is None:
        return Finding(float("nan"), {}, {})
    raw = before
    before = after.once(("cohort", id(raw)), lambda: raw.with_traits_of(after))
    base, measure = kpi.value(before), kpi.value(after)
    if reading.figure == "value":
        figure = measure
    elif reading.figure == "baseline":
        figure = base
    elif reading.figure == "saved":
        figure = base - measure
    elif base == 0 or not np.isfinite(base):
        figure = float("nan")
    else:
        figure = 1 - measure / base if reading.figure == "saved_share" else measure / base
    begin, end = after.window
    users = sum(int(each.counted(reading.cohort).sum()) for each in after.among(())) / ((end - begin) / 1440)
    return Finding(figure, _behind(kpi, before), _behind(kpi, after), users)


def _behind(kpi: Kpi, records: Records) -> Mapping[str, float]:
    return records.once(("behind", kpi.of), lambda: kpi.of.behind(records))


def _among(reading: Reading) -> Kpi | None:
    """The KPI of a reading, on its cohort alone."""
    if reading.kpi is None:
        return None
    return KPIS[reading.kpi].among(reading.cohort)


def judge(reading: Reading, low: float, mean: float, high: float) -> ClaimVerdict:
    """Reproduced: the whole CI meets the statement. Partly: the CI straddles it, or the whole CI shows at
    least half of the reported effect (for `at_most`: at most twice the figure; for `about`: from half to one
    and a half times the figure). Not: anything else, also what is far more than was reported."""
    if not np.isfinite([low, mean, high]).all():  # no verdict without an interval
        return "not testable"
    goal = reading.reported
    if reading.sense == "at_least":
        met, near = low >= goal, max(mean, high) >= goal or low >= goal / 2
    elif reading.sense == "at_most":
        met, near = high <= goal, min(mean, low) <= goal or high <= goal * 2
    else:
        floor, ceiling = sorted((goal * (1 - reading.tolerance), goal * (1 + reading.tolerance)))
        met = floor <= low and high <= ceiling
        near = not (high < floor or low > ceiling) or (low >= goal / 2 and high <= goal * 1.5)
    return "reproduced" if met else "partly reproduced" if near else "not reproduced"


def audit_table(
    claims: Mapping[str, Claim],
    findings: Mapping[tuple[str, str], list[Finding]],
    scenario: Scenario,
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The claims table, one row per reading, and for each the cause that the model shows."""
    import pandas as pd

    rows, causes = [], {}
    for name, claim in claims.items():
        for reading in claim.readings:
            each = findings[name, reading.name]
            figures: Floats = np.array([f.figure for f in each])
            mean, low, high = interval(figures)
            keys = deciding(reading, scenario)
            tainted, assumed = _pedigree(keys, reading, scenario)
            verdict = judge(reading, low, mean, high)
            if tainted and verdict != "not testable":
                verdict = "calibrated to"
            rows.append(
                (
                    name,
                    reading.name,
                    claim.statement,
                    reading.unit,
                    reading.sense.replace("_", " "),
                    reading.reported,
                    mean,
                    low,
                    high,
                    int(np.isfinite(figures).sum()),
                    verdict,
                    "; ".join(keys) or ("" if reading.kpi is None else "the order of the steps alone"),
                    "" if reading.kpi is None else "no: " + "; ".join(tainted) if tainted else "yes",
                )
            )
            cause = _cause(reading, each, assumed, len(keys))
            needed = _break_even(reading, each, mean, scenario)
            causes[name, reading.name] = f"{cause}; {needed}" if needed else cause
    return pd.DataFrame(rows, columns=list(COLUMNS)), causes


def deciding(reading: Reading, scenario: Scenario) -> tuple[str, ...]:
    """The parameters that the KPI's steps read, under the measure and, for a contrast, in the baseline."""
    kpi = _among(reading)
    if kpi is None:
        return ()
    return tuple(dict.fromkeys(key for world in worlds(reading, scenario) for key in kpi.of.reads(world)))


def steps_read(reading: Reading, scenario: Scenario) -> tuple[Read, ...]:
    """The steps that the KPI reads, under the measure and, for a contrast, in the baseline."""
    kpi = _among(reading)
    if kpi is None:
        return ()
    return tuple(dict.fromkeys(read for world in worlds(reading, scenario) for read in kpi.of.steps(world)))


def worlds(reading: Reading, scenario: Scenario) -> Iterator[World]:
    """The worlds whose figures a reading takes, the one under the measure first."""
    if reading.figure != "baseline":
        yield scenario.world(reading.scenario)
    if reading.figure != "value":
        yield scenario.baseline


def numbers_behind(keys: Iterable[str], world: World) -> list[tuple[str, Sourced]]:
    """The sourced numbers at or below some keys of a world, in the order of the keys."""
    numbers = sourced_numbers(world.port)
    return [(key, n) for each in keys for key, n in numbers if key == each or key.startswith(each + ".")]


def from_claim(number: Sourced) -> bool:
    return any(source.startswith("claim ") for source in number.source)


def _pedigree(keys: tuple[str, ...], reading: Reading, scenario: Scenario) -> tuple[list[str], list[str]]:
    """Of the deciding keys, in the two worlds of the reading: those from a claim, and those assumed."""
    tainted: dict[str, None] = {}
    assumed: dict[str, None] = {}
    for world in (scenario.baseline, scenario.world(reading.scenario)):
        for key, number in numbers_behind(keys, world):
            if from_claim(number):
                tainted[key] = None
            if ASSUMPTION in number.source:
                assumed[key] = None
    return list(tainted), list(assumed)


def _break_even(reading: Reading, findings: list[Finding], mean: float, scenario: Scenario) -> str:
    """For a yearly figure, the volume or the unit cost that would make the statement true."""
    if reading.kpi is None or reading.figure not in ("value", "saved"):
        return ""
    prices = KPIS[reading.kpi].of.prices(scenario.world(reading.scenario))
    if prices is None or not np.isfinite(mean):
        return ""
    sign = 1.0 if reading.figure == "value" else -1.0
    parts: dict[str, float] = {}
    for finding in findings:
        for name in {**finding.before, **finding.after}:
            change = sign * finding.after.get(name, 0.0)
            change += finding.before.get(name, 0.0) if reading.figure == "saved" else 0.0
            parts[name] = parts.get(name, 0.0) + change / len(findings)
    users = float(np.mean([finding.users for finding in findings])) if reading.cohort else 0.0
    return break_even(reading.reported, mean, reading.unit, parts, prices, users)


def _cause(reading: Reading, findings: list[Finding], assumed: list[str], total: int) -> str:
    """What the model shows: the largest steps before and after, and how much of it is assumed."""
    if reading.kpi is None:
        return reading.why
    counts = KPIS[reading.kpi].unit.split("/")[0] not in ("min", "h", "share", "trucks")
    parts = []
    for word, side in (("baseline", "before"), ("with the measure", "after")):
        sums: dict[str, float] = {}
        for finding in findings:
            for label, amount in getattr(finding, side).items():
                sums[label] = sums.get(label, 0.0) + amount / len(findings)
        largest = sorted(sums.items(), key=lambda item: (-item[1], item[0]))[:3]
        shown = ", ".join(f"{k} {v:.2f}" if counts else f"{k} {show_minutes(v)}" for k, v in largest)
        if shown:
            parts.append(f"{word}: {shown}")
    mean = interval(np.array([finding.figure for finding in findings]))[0]
    if not np.isfinite(mean):
        parts.insert(0, "not measured: too many shipments are unfinished, or the scenario lacks the tariffs")
    if reading.sense == "about" and abs(mean - reading.reported) > reading.tolerance * abs(reading.reported):
        word = "more" if mean > reading.reported else "less"
        parts.insert(0, f"{word} than reported")
    parts.append(f"{len(assumed)} of its {total} deciding parameters are assumed")
    return "; ".join(parts)
