"""What is known of the uncertainty of a scenario: the tables that `portsim uncertainty` left in a folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.errors import PortsimError
from portsim.base.notes import note
from portsim.base.version import VERSION
from portsim.scenario.scenario import Scenario
from portsim.study.in_money import without_money
from portsim.study.uncertainty.tables import CLAIMS, DECIDING, FLIPS, INPUTS, SAVINGS, TORNADO

if TYPE_CHECKING:
    import pandas as pd

ANALYSIS = "uncertainty"
LENGTH = ("days", "warm_up_days", "replications", "seed")  # of the runs of a world
TABLES = {
    "claims": CLAIMS,
    "savings": SAVINGS,
    "deciding": DECIDING,
    "flips": FLIPS,
    "tornado": TORNADO,
    "inputs": INPUTS,
}
WORDS = {
    "claims": ("claim", "reading", "verdict", "decided_by", "measure_first"),
    "savings": ("kind", "alternative", "figure", "unit", "better", "decided_by"),
    "deciding": ("kind", "of", "figure", "input"),
    "flips": ("claim", "reading", "input", "stated", "turns_at", "low", "high", "from", "to"),
    "tornado": ("claim", "reading", "unit", "input", "stated_at", "at", "verdict"),
    "inputs": ("input", "key", "stated", "low_end", "high_end", "distribution", "source"),
}


class Over(NamedTuple):
    """A figure over the worlds of drawn inputs [unit]: from 5 % to 95 % of them."""

    p5: float
    p95: float


class Holds(NamedTuple):
    """The share [0..1] of worlds in which the primary reading of a claim is reproduced, with its 95 %
    interval for so many worlds."""

    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Sure:
    """How sure a study is over its inputs; the tables are as `study/uncertainty/tables.py` describes them.

    `days` are the counted days of a world, of which there are `worlds`.
    """

    folder: Path
    claims: pd.DataFrame
    savings: pd.DataFrame
    deciding: pd.DataFrame
    flips: pd.DataFrame
    tornado: pd.DataFrame
    inputs: pd.DataFrame
    worlds: int
    days: int
    version: str
    identity: str

    def saving(self, alternative: str, who: str) -> Over | None:
        """What a payer or group saves under an alternative [yuan/y]; None where no world says it."""
        return self._over("saving", alternative, who)

    def aim(self, alternative: str, kpi: str) -> Over | None:
        """The difference that an alternative makes to a KPI that it aims at [its unit]; None if not asked."""
        return self._over("aim", alternative, kpi)

    def decided_by(self, alternative: str, who: str) -> str:
        """The inputs that decide what a payer or group saves, `tasks.a 40%; tasks.b 9%`; empty where none is
        named."""
        rows = self.savings
        own = (rows["kind"] == "saving") & (rows["alternative"] == alternative) & (rows["figure"] == who)
        return "; ".join(str(each) for each in rows.loc[own, "decided_by"] if each)

    def _over(self, kind: str, alternative: str, figure: str) -> Over | None:
        return self._spreads.get((kind, alternative, figure))

    @cached_property
    def _spreads(self) -> Mapping[tuple[str, str, str], Over]:
        known = self.savings.dropna(subset=["p5", "p95"])
        names = zip(known["kind"], known["alternative"], known["figure"], strict=True)
        ends = zip(known["p5"], known["p95"], strict=True)
        return {name: Over(float(p5), float(p95)) for name, (p5, p95) in zip(names, ends, strict=True)}

    def holds(self, claim: str) -> Holds | None:
        """In which share of worlds a claim holds by its primary reading; None if it was not asked."""
        return self._held.get(claim)

    @cached_property
    def _held(self) -> Mapping[str, Holds]:
        own = self.claims[self.claims["primary"].astype(bool)]
        shares = own[["p_holds", "p_holds_low", "p_holds_high"]].itertuples(index=False)
        return {
            str(claim): Holds(*map(float, each)) for claim, each in zip(own["claim"], shares, strict=True)
        }

    @property
    def in_percent(self) -> Mapping[str, str]:
        """Claim to the share of worlds in which it holds: `61 %`."""
        return {claim: f"{100 * holds.share:.0f} %" for claim, holds in self._held.items()}

    @property
    def influence(self) -> Mapping[str, float]:
        """Key of a number to the largest total index of it over all figures [share of the variance]; empty
        where the worlds are too few to tell."""
        if self.deciding.empty:
            return {}
        largest = self.deciding.groupby("input")["total"].max()
        keys = self.inputs[self.inputs["input"].isin(largest.index)]
        return {str(key): float(largest[name]) for name, key in zip(keys["input"], keys["key"], strict=True)}


def place_of(results: Path, scenario: Scenario) -> Path:
    """Where `portsim uncertainty` leaves what it finds of a scenario, beside the folder of its study."""
    return results / f"{scenario.name}_{ANALYSIS}"


def asked_for(folder: Path, scenario: Scenario) -> Sure:
    """What the user's folder says of the uncertainty of a scenario.

    Raises PortsimError: no folder of such an analysis; it is of another scenario, or of other figures.
    """
    found = _read(folder, scenario)
    if isinstance(found, str):
        raise PortsimError(f"sure {folder}: {found}; run {command(scenario)}")
    return found


def found_beside(results: Path, scenario: Scenario) -> Sure | None:
    """What stands of it beside a study; None where nothing does, and with a note where it is of other
    figures."""
    folder = place_of(results, scenario)
    if not folder.is_dir():
        return None
    found = _read(folder, scenario)
    if isinstance(found, str):
        note(f"{folder} is left out: {found}; run {command(scenario)} again")
        return None
    return found


def command(scenario: Scenario, what: str = ANALYSIS) -> str:
    """What works out the uncertainty of a scenario, or does something else with it: a shipped one by its
    name, else by its file."""
    from portsim.scenario.locate import shipped_scenarios

    shipped = scenario.path in shipped_scenarios().values()
    return f"portsim {what} {scenario.name if shipped else quote(scenario.path.as_posix())}"


def _read(folder: Path, scenario: Scenario) -> Sure | str:
    """The tables of a folder, or why they are not taken."""
    import pandas as pd

    file = folder / "provenance.json"
    if not file.is_file():
        return "it has no provenance.json"
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return "its provenance.json is no JSON"
    if not isinstance(facts, dict) or facts.get("analysis") != ANALYSIS:
        return f"it is no folder of portsim {ANALYSIS}"
    if wrong := _other(facts, scenario):
        return wrong
    tables = {}
    for name, columns in TABLES.items():
        path = folder / f"{name}.csv"
        if not path.is_file():
            return f"it has no {path.name}"
        text = dict.fromkeys(WORDS[name], str)
        found = pd.read_csv(path, dtype=text, keep_default_na=False, na_values=_empty(columns, text))
        if tuple(found.columns) != tuple(columns):
            return f"{path.name} has other columns than those of this version, {VERSION}"
        with scenario.counting():
            tables[name] = without_money(found)
    worlds, days = int(facts["samples"]), int(facts["days"])
    return Sure(folder, **tables, worlds=worlds, days=days, version=VERSION, identity=str(facts["identity"]))


def _empty(columns: tuple[str, ...], text: Mapping[str, type]) -> dict[str, list[str]]:
    return {name: [""] for name in columns if name not in text}


def _other(facts: Mapping[str, object], scenario: Scenario) -> str:
    """Why the facts are of other figures than a scenario's; empty where they are of the same.

    Days, seed and number of replications may differ: the identity is that of the scenario with those of the
    analysis, and with the alternatives that it was asked about.
    """
    if facts.get("scenario") != scenario.name:
        return f"it is of the scenario '{facts.get('scenario')}', not of '{scenario.name}'"
    if facts.get("version") != VERSION:
        return f"it was made by portsim {facts.get('version')}, and this is {VERSION}"
    names = facts.get("alternatives")
    known = list(names) if isinstance(names, dict) else []
    out = facts.get("run_out")
    if not set(known) <= set(scenario.compare) or not isinstance(out, dict):
        return "its alternatives are not those of this study"
    stated = {key: facts.get(key) for key in LENGTH}
    if not all(isinstance(value, int) for value in stated.values()):
        return "its provenance.json lacks days, warm_up_days, replications or seed"
    same = scenario.only(*known).with_study(**stated, run_out=out)  # type: ignore[arg-type]
    if same.identity != facts.get("identity"):
        return (
            f"its figures are of another identity, {facts.get('identity')}; with its days and seed this "
            f"scenario is {same.identity}"
        )
    return ""
