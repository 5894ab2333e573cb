"""Numbers that are written by hand in the pages of docs/ are those of the committed studies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from portsim.report.numbers import figures

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "results"
PORTS = ("xiamen", "xiamen_2022", "xiamen_congested")
FINDINGS, METHOD, MODEL, README, UNCERTAINTY, VALIDATION = (
    " ".join((ROOT / name).read_text().split())
    for name in (
        "docs/findings.md", "docs/method.md", "docs/model.md", "README.md", "docs/uncertainty.md",
        "docs/validation.md",
    )
)  # fmt: skip
PUBLISHED = {name: pd.read_csv(RESULTS / name / "validation.csv").set_index("figure") for name in PORTS}
WORLDS = {
    name: pd.read_csv(RESULTS / f"{name}_uncertainty" / "claims.csv").query("primary").set_index("claim")
    for name in PORTS
}


def reading(port: str, claim: str, name: str) -> pd.Series:
    claims = pd.read_csv(RESULTS / port / "claims.csv").set_index(["claim", "reading"])
    return claims.loc[(claim, name)]


def difference(port: str, kpi: str) -> pd.Series:
    """What a QR pass does to a figure."""
    table = pd.read_csv(RESULTS / port / "comparison.csv").set_index(["alternative", "kpi"])
    return table.loc[("qr_gate_pass", kpi)]


def saved(port: str, *entries: str) -> float:
    """What entries of the ledger save under all measures together [M yuan/y]."""
    ledger = pd.read_csv(RESULTS / port / "ledger.csv").query(
        "alternative == 'digital_port' and kind == 'cost'"
    )
    return float(-ledger[ledger["entry"].isin(entries)]["difference"].sum() / 1e6)


def simulated(port: str, figure: str) -> str:
    row = PUBLISHED[port].loc[figure]
    return figures(row["simulated"], row["unit"])


def test_the_ports_against_published_figures() -> None:
    paper, congested = PUBLISHED["xiamen"], PUBLISHED["xiamen_congested"]
    for figure, what in (("V11", "dwell of an import box"), ("V13", "fetched after release")):
        published = f"{paper.loc[figure, 'observed']:g} h"
        rest = f"| {simulated('xiamen', figure)} | {simulated('xiamen_congested', figure)}: met"
        assert f"| {figure} {what} | {published} {rest}" in VALIDATION
    v1, queue = congested.loc["V1"], simulated("xiamen_congested", "V7")
    short = v1["band_low"] - v1["low"]
    assert (
        f"| V1 import released | 34 h | {simulated('xiamen', 'V1')} | {simulated('xiamen_congested', 'V1')} "
        f"({v1['low']:.2f} to {v1['high']:.2f} h): {v1['verdict']}, by {short:.2f} h |"
    ) in VALIDATION
    v2 = f"{simulated('xiamen_congested', 'V2')}: {congested.loc['V2', 'verdict']}"
    both = f"| V2, V4 export released | 2.1 h, 3.3 h | {simulated('xiamen', 'V2')} | {v2}"
    assert both in VALIDATION
    gate = f"| 20 min | {simulated('xiamen', 'V7')} | {float(queue.split()[0]):.1f} min: missed"
    assert f"| V7 queue at the gate {gate}" in VALIDATION
    counts = paper["verdict"].value_counts()
    assert f"`xiamen` meets {counts['met']}, misses {counts['missed']}, and is undecided at one" in VALIDATION
    assert (counts["undecided"], counts["not measured"], len(paper)) == (1, 1, 20)


def test_the_table_of_simulated_and_published_figures() -> None:
    dwell = PUBLISHED["xiamen"].loc["V12", "simulated"] / 24
    for what, figure in (
        ("truck in a terminal with a smart gate", simulated("xiamen", "V6")),
        ("trucks out within 30 min", simulated("xiamen", "V5")),
        ("queue at a gate with clerks", simulated("xiamen", "V7")),
        ("import released after the vessel has come", simulated("xiamen", "V1")),
        ("customs, import declaration", f"{PUBLISHED['xiamen'].loc['V16', 'simulated']:.1f} h"),
        ("customs, export declaration", f"{PUBLISHED['xiamen'].loc['V17', 'simulated']:.1f} h"),
        ("vessel in port", simulated("xiamen", "V8")),
        ("export box from gate to loaded", f"{dwell:.1f} d"),
    ):
        assert f"| {what} | {figure} |" in FINDINGS
    queue = PUBLISHED["xiamen_congested"].loc["V7", "simulated"]
    imports = simulated("xiamen_congested", "V1")
    assert f"its imports take {imports} and its gate queues for {queue:.1f} min" in FINDINGS


def test_what_congestion_does() -> None:
    queue, visit = (difference("xiamen_congested", kpi) for kpi in ("gate_queue_time", "truck_visit_time"))
    before = difference("xiamen", "gate_queue_time")["baseline"]
    assert f"queues for {queue['baseline']:.1f} min instead of {before:.2f}" in FINDINGS
    assert (
        f"saves a truck {-visit['difference']:.1f} min, of which {-queue['difference']:.1f} are queue"
        in FINDINGS
    )
    hours = [saved(port, "truck_hours", "driver_hours") for port in ("xiamen_congested", "xiamen")]
    totals = [reading(port, "C12", "companies")["simulated"] for port in ("xiamen_congested", "xiamen")]
    grown = f"{hours[0] - hours[1]:.0f} of the {totals[0] - totals[1]:.1f}"
    assert grown == "145 of the 146.5" and "145 of the 146 M yuan by which C12 grows" in FINDINGS
    shares = [reading(port, "C11", "half the labour of companies")["simulated"] for port in PORTS]
    turned = f"({figures(shares[2], 'share')} instead of {figures(shares[0], 'share')} of the labour)"
    assert turned in VALIDATION
    assert f"({totals[0]:.0f} instead of {totals[1]:.0f} M yuan a year)" in VALIDATION


def test_what_one_price_carries() -> None:
    ledger = pd.read_csv(RESULTS / "xiamen" / "ledger.csv").set_index(["alternative", "entry"])["quantity"]
    hours = ledger[("baseline", "ship_hours")] - ledger[("digital_port", "ship_hours")]
    total = reading("xiamen", "C12", "companies")
    assert 0.32 < saved("xiamen", "ship_hours") / total["simulated"] < 0.36
    assert (
        f"the hour of a ship carries a third of C12, and some {round(hours, -2):,.0f} ship-hours" in FINDINGS
    )
    most, end = 1.5 * total["reported"], total["high"]
    assert f"From {most:.0f} M yuan on it is *exceeded*, and its CI ends at {end:.0f}" in FINDINGS


def test_how_many_come_and_how_many_are_routed() -> None:
    study = json.loads((RESULTS / "xiamen" / "provenance.json").read_text())
    days = study["days"] * study["replications"]
    came = pd.read_csv(RESULTS / "xiamen" / "shipments.csv").set_index(["alternative", "stream"])["arrived"]
    trucks = (
        sum(came["baseline"][each] for each in ("export", "import", "lcl_box", "empty", "domestic")) / days
    )
    assert round(trucks, -3) == 17_000
    assert "about 17,000 truck visits a day" in README and "about 17,000 truck visits a day" in FINDINGS
    stages = pd.read_csv(RESULTS / "xiamen" / "stages.csv").query(
        "alternative == 'smart_cloud_routing' and stream == 'export' and terminal == 'all'"
    )
    (called,) = stages.query("stage == 'to exam_called'").to_dict("records")
    assert 0.32 < 1 - called["taken"] / called["n"] < 0.36
    assert "the boxes that it reaches, a third of those that are examined" in README


def test_what_is_said_of_the_worlds() -> None:
    folder = RESULTS / "xiamen_uncertainty"
    worlds, inputs = pd.read_csv(folder / "worlds.csv"), pd.read_csv(folder / "inputs.csv")
    raised, names = worlds["more_servers_at"].notna().sum(), list(inputs["input"].unique())
    assert f"in xiamen {raised} of {len(worlds)} worlds have one" in UNCERTAINTY
    together = np.abs(np.corrcoef(worlds[names].to_numpy().T) - np.eye(len(names))).max()
    assert f"(of {len(names)} inputs at {len(worlds)} points, one pair by 0.94)" in UNCERTAINTY
    assert f"brings the largest correlation down to {together:.2f} there" in UNCERTAINTY


def test_what_was_settled_last_is_what_the_committed_worlds_say() -> None:
    """The second figure of each pair in the last table of the rules."""
    for port in PORTS:
        row = METHOD.split(f"| `{port}` |")[-1].split("| `")[0]
        then = re.findall(r"(?:\d+), (\d+) ", row)
        assert then[:12] == [f"{100 * share:.0f}" for share in WORLDS[port]["p_holds"]]
    slowest = [f"{WORLDS[port].loc['C5', 'p95']:.0f}" for port in PORTS]
    assert (
        "quantile of C5 went from 327 to {} min against paper, from 336 to {} as of 2022 and from 329 to {} "
        "at the congested port"
    ).format(*slowest) in METHOD
    noise = {port: WORLDS[port]["noise_share"] for port in PORTS}
    assert f"C5 went from 1 to {100 * noise['xiamen']['C5']:.0f} % against paper" in METHOD
    assert f"and to {100 * noise['xiamen_congested']['C5']:.0f} at the congested port" in METHOD
    assert f"C4 went from 26 to {100 * noise['xiamen_congested']['C4']:.0f} %" in METHOD
    assert WORLDS["xiamen_congested"]["decided_by"].isna()["C4"]


def test_which_verdicts_turn_from_port_to_port() -> None:
    claims = list(WORLDS["xiamen"].index)
    names = [(each, WORLDS["xiamen"].loc[each, "reading"]) for each in claims]
    found = {claim: [reading(port, claim, name)["verdict"] for port in PORTS] for claim, name in names}
    same = {claim: given[0] for claim, given in found.items() if len(set(given)) == 1}
    assert [claim for claim in claims if same.get(claim) == "reproduced"] == ["C2", "C5", "C6"]
    assert (
        "C2, C5 and C6 are reproduced against all three ports. C3 is exceeded against all three." in FINDINGS
    )
    assert same["C3"] == "exceeded" and [claim for claim in claims if claim not in same] == claims[6:]
    assert "(C7 to C12) turn from one port to another" in FINDINGS
    turned = [claim for claim in claims if found[claim][0] != found[claim][2]]
    assert turned == ["C11", "C12"] and "Congestion turns two primary verdicts, C11 and C12." in FINDINGS
    assert "no primary verdict but those of C11 and C12 turns" in MODEL


def test_in_how_many_worlds_claims_hold_at_all_three_ports() -> None:
    holds = pd.DataFrame({port: WORLDS[port]["p_holds"] for port in PORTS})
    assert list(holds.index[(holds >= 0.9).all(axis=1)]) == ["C2", "C5"]
    assert list(holds.index[(holds <= 0.1).all(axis=1)]) == ["C3", "C4", "C10", "C12"]
    assert (
        "C2 and C5 hold in at least nine of ten worlds of all three ports, C3, C4, C10 and C12 in at most "
        "one of ten"
    ) in FINDINGS


def test_how_far_pick_up_follows_release() -> None:
    release, dwell = (PUBLISHED["xiamen"].loc[name, "simulated"] for name in ("V1", "V11"))
    assert f"{release:.0f} h of release against {dwell:.0f} h of dwell" in MODEL


def test_the_table_of_contents_of_the_results_names_version_and_seed() -> None:
    page = " ".join((RESULTS / "README.md").read_text().split())
    made = [json.loads(path.read_text()) for path in RESULTS.glob("*/provenance.json")]
    (version,), (seed,) = ({each[key] for each in made} for key in ("version", "seed"))
    assert f"All were run with version {version}, seed {seed}" in page
