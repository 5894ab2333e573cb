"""The README and its pages: code runs, figures are those of the committed study, names are right."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

import portsim
from portsim.report.analyses.uncertainty import claims_in_rows
from portsim.report.numbers import SIGNS, figures, interval
from portsim.report.primaries import ORDER
from portsim.scenario.locate import scenario_folder
from portsim.scenario.plugins import library
from portsim.scenario.reading import read
from portsim.study.question import QUESTION

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
FINDINGS, OWN_PORT, IN_PYTHON = (
    (ROOT / "docs" / name).read_text() for name in ("findings.md", "own-port.md", "python.md")
)
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
XIAMEN = ROOT / "results" / "xiamen"
CLAIMS = pd.read_csv(XIAMEN / "claims.csv")
OTHER_PORTS = [
    pd.read_csv(ROOT / "results" / name / "claims.csv").set_index(["claim", "reading"])
    for name in ("xiamen_2022", "xiamen_congested")
]
FILE = read(scenario_folder() / "xiamen_claims.yaml").data["claims"]
PRIMARY = {
    (claim, each["name"])
    for claim, text in FILE.items()  # type: ignore[attr-defined]
    for each in text["readings"]
    if each.get("primary")
}
PRIMARIES = CLAIMS[[key in PRIMARY for key in zip(CLAIMS["claim"], CLAIMS["reading"], strict=True)]]
PORTS = {
    "xiamen": "Against paper at the gate",
    "xiamen_2022": "Against the port as of 2022",
    "xiamen_congested": "Against paper where the port queues",
}
UNCERTAIN = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "claims.csv")
COMPARISON = pd.read_csv(XIAMEN / "comparison.csv").set_index(["alternative", "kpi"])
LEDGER = pd.read_csv(XIAMEN / "ledger.csv").set_index(["alternative", "entry", "kind"])


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def block(page: str, name: str) -> str:
    """A YAML file that a page shows, without the line that names it."""
    (found,) = re.findall(rf"```yaml\n# {re.escape(name)}\n(.*?)```", page, re.DOTALL)
    return str(found)


def between(begin: str, end: str, page: str = README) -> str:
    return page.split(f"<!-- {begin}")[1].split("-->", 1)[1].split(f"<!-- {end}")[0].strip()


def simulated(row: dict[str, object]) -> str:
    unit = str(row["unit"])
    if pd.isna(row["simulated"]):
        return "-"
    return f"{figures(row['simulated'], unit)} ({interval(row['low'], row['high'], unit)})"


def audit_in_short() -> str:
    """One row a claim: its primary reading, with both uncertainties."""
    heads = ("claim", "reported", "simulated (95 % CI)", "verdict", "5 to 95 % over inputs")
    rows = [f"| {' | '.join(heads)} | holds in | decided by |", "|---|---:|---:|---|---:|---:|---|"]
    over_inputs = {row[0]: (row[3], row[5], row[6] or "-") for row in claims_in_rows(UNCERTAIN)}
    rows += [
        f"| {row['claim']} {row['statement']} "
        f"| {SIGNS[row['sense']]} {figures(row['reported'], row['unit'])} | {simulated(row)} "
        f"| {row['verdict']} | {' | '.join(over_inputs[row['claim']])} |"
        for row in PRIMARIES.to_dict("records")
    ]
    return "\n".join(rows)


def three_ports() -> str:
    """One row a claim: its primary reading against a paper gate, the port as of 2022, and a congested one."""
    rows = ["| claim | reported | paper at the gate | as of 2022 | congested |", "|---|---:|---|---|---|"]
    for row in PRIMARIES.to_dict("records"):
        others = [each.loc[(row["claim"], row["reading"])] for each in OTHER_PORTS]
        unit = str(row["unit"])
        cells = [f"{figures(each['simulated'], unit)}, {each['verdict']}" for each in (row, *others)]
        reported = f"{SIGNS[row['sense']]} {figures(row['reported'], unit)}"
        rows.append(f"| {row['claim']} {row['statement']} | {reported} | {' | '.join(cells)} |")
    return "\n".join(rows)


def worlds_of_three_ports() -> str:
    """One table a port, paper gate, as of 2022 and congested, with one row a claim, over the ranges of the
    inputs."""
    tables = []
    for name, port in PORTS.items():
        claims = pd.read_csv(ROOT / "results" / f"{name}_uncertainty" / "claims.csv")
        rows = ["| claim | reported | 5 to 95 % | holds in | decided by |", "|---|---:|---:|---:|---|"]
        cells = [(*row[:2], *(row[k] or "-" for k in (3, 5, 6))) for row in claims_in_rows(claims)]
        rows += [f"| {' | '.join(each)} |" for each in cells]
        tables.append(f"**{port}**\n\n" + "\n".join(rows))
    return "\n\n".join(tables)


def test_three_ports_over_the_inputs_are_those_of_the_committed_worlds() -> None:
    assert between("worlds of three ports:", "end of worlds", FINDINGS) == worlds_of_three_ports()


def test_the_three_ports_are_those_of_the_committed_studies() -> None:
    assert between("three ports:", "end of three ports", FINDINGS) == three_ports()


def test_the_audit_in_short_is_that_of_the_committed_study() -> None:
    assert between("results:", "end of results") == audit_in_short()
    assert list(CLAIMS["claim"].unique()) == [f"C{number}" for number in range(1, 13)]


def test_the_turning_points_are_those_of_the_committed_worlds() -> None:
    flips = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "flips.csv").set_index(["claim", "input"])
    text = in_one_line(README)
    for claim, key, told in (
        ("C8", "tasks.paper_check", "from {:.2f} min of paper check on"),
        ("C9", "measures.qr_document_handover.uptake", "below {:.0f} % of uptake"),
        ("C6", "demand.lcl_box.number", "from {:.2f} LCL boxes a call on"),
    ):
        figure, *_ = str(flips.loc[(claim, key), "turns_at"]).split()
        assert f"{claim} {told.format(float(figure))}" in text
    worlds = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "worlds.csv")
    inputs = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "inputs.csv")
    assert f"{inputs['key'].nunique()} uncertain numbers" in text and f"{len(worlds)} further worlds" in text


def test_what_is_said_of_the_worlds_is_so() -> None:
    worlds = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "worlds.csv")
    primary = UNCERTAIN[UNCERTAIN["primary"]].set_index("claim")
    text = in_one_line(README)
    assert f"they are raised, somewhere in {worlds['more_servers_at'].notna().sum()} worlds" in text
    assert (worlds["qr_gate_pass: gate_queue_time"] > -0.7).mean().round(2) == 0.98
    assert "In 98 % of the worlds a QR pass saves less than 0.7 min of queue a truck" in text
    inputs = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "inputs.csv").set_index("key")
    for key in ("places.gate_in.lanes", "places.yard_crane.blocks", "places.berth.blocks"):
        assert inputs.loc[key, "low_end"] == inputs.loc[key, "stated"]
    congested = pd.read_csv(ROOT / "results" / "xiamen_congested" / "comparison.csv")
    (queue,) = congested.query("alternative == 'qr_gate_pass' and kpi == 'gate_queue_time'")["difference"]
    assert f"([findings](docs/findings.md)) it saves {-queue:.1f}." in text
    larger = (worlds["C12: companies"] > primary.loc["C12", "stated"]).mean()
    assert f"C12 is larger in {larger:.0%} of the worlds".replace("%", " %") in text
    found = (f"{100 * primary.loc[claim, 'explained']:.0f} %" for claim in ("C12", "C4"))
    assert "For C12 all terms found explain {} of the variance, for C4 {}.".format(*found) in text
    beyond = primary.index[primary["p_exceeded"] > 0.9]
    assert f"{', '.join(beyond[:-1])} and {beyond[-1]} are *exceeded* in more than nine of ten" in text
    total = reading("C12", "companies")
    assert float(str(total["low"])) < 1.5 * 150 < float(str(total["high"]))
    assert "its CI reaches over the 225 M" in text


def test_what_is_said_of_the_worlds_of_the_congested_port_is_so() -> None:
    folder = ROOT / "results" / "xiamen_congested_uncertainty"
    saved = -pd.read_csv(folder / "worlds.csv")["qr_gate_pass: gate_queue_time"]
    primary = pd.read_csv(folder / "claims.csv").query("primary").set_index("claim")
    text = in_one_line(FINDINGS)
    more, far_more = (f"{(saved > least).mean():.0%}".replace("%", " %") for least in (2, 7.6))
    assert f"more than 2 min of queue in {more} of them, and more than 7.6 in {far_more}" in text
    paper = UNCERTAIN.query("primary").set_index("claim")
    c11, there = (each.loc["C11", "p_holds"] for each in (primary, paper))
    assert f"C11 holds in {c11:.0%} of them where it holds in {there:.0%}".replace("%", " %") in text
    assert f"C11 holds in {c11:.0%} of that port's worlds".replace("%", " %") in in_one_line(README)
    most, fewer = (f"{each.loc['C12', 'p_exceeded']:.0%}" for each in (primary, paper))
    assert f"C12 is exceeded in {most} of them and in {fewer} against paper".replace("%", " %") in text
    medians = (f"{each.loc['C12', 'p50']:.0f}" for each in (paper, primary))
    assert f"its median goes from {' to '.join(medians)} M yuan a year" in text
    noisy = primary.index[primary["noise_share"] > 0.5]
    assert f"as for {' and '.join(noisy)} of the third port, nothing can be told" in text


def test_what_is_said_of_the_spread_of_times_is_so() -> None:
    tables = (ROOT / "results" / f"{name}_uncertainty" / "deciding.csv" for name in PORTS)
    found = pd.concat([pd.read_csv(table).query("input == 'shapes.spread_of_times'") for table in tables])
    assert not ((found["kind"] == "claim") & found["primary"].astype(bool)).any() and len(found) == 5
    low, high = (f"{100 * share:.0f}" for share in (found["total"].min(), found["total"].max()))
    text = in_one_line(FINDINGS)
    assert f"It takes part in {low} to {high} % of the variance of five further figures" in text


def test_what_limits_the_shares_against_paper_is_so() -> None:
    worlds = pd.read_csv(ROOT / "results" / "xiamen_uncertainty" / "worlds.csv")
    primary, text = UNCERTAIN.query("primary").set_index("claim"), in_one_line(FINDINGS)
    places = worlds["more_servers_at"].fillna("").str.split().str.len().mean()
    raised = worlds["more_servers_at"].notna().sum()
    assert f"{raised} of 256 worlds have such a place, and {places:.0f} of 34 places in a world" in text
    most = -worlds["qr_gate_pass: gate_queue_time"].min()
    assert f"saves less than 0.7 min of queue a truck, and {most:.1f} at most" in text
    more = (worlds["C12: companies"] > reading("C12", "companies")["simulated"]).mean()
    assert f"against paper {more:.0%} of them save more than the 223 M of C12".replace("%", " %") in text
    known = {claim: f"{100 * primary.loc[claim, 'explained']:.0f} %" for claim in ("C12", "C3", "C6")}
    said = "explain {C12} of the variance of C12, {C3} of that of C3 and {C6} of that of C6"
    assert said.format(**known) in text
    others = primary.drop(["C3", "C6", "C12"])["explained"]
    assert list(others.index[others < 0.65]) == ["C1", "C4"] and not others["C1"]
    saved, c4 = worlds["C4: companies of the whole port"], primary.loc["C4"]
    half = (
        f"of C4 {100 * c4['explained']:.0f} %: 5 to 95 % of its worlds save {c4['p5']:.1f} to {c4['p95']:.1f}"
    )
    assert f"{half} M yuan a year, single ones {saved.min():.0f} and {saved.max():.0f}." in text


def test_what_hangs_on_a_reading_is_that_of_the_committed_study() -> None:
    text = in_one_line(FINDINGS)
    handling = reading("C3", "handling time of routed boxes")
    assert f"without the waits, it falls by {figures(handling['simulated'], 'share')}, which is" in text
    labour, time = (reading("C11", f"half the {what}") for what in ("labour of companies", "time, all flows"))
    assert f"it is {figures(labour['simulated'], 'share')}, *partly*." in text
    assert f"of all flows it is {figures(time['simulated'], 'share')}, not reproduced;" in text
    output = reading("C11", "1.5 times the output of an hour's labour")
    assert [each["verdict"] for each in (handling, labour, time, output)] == [
        "not reproduced",
        "partly reproduced",
        "not reproduced",
        "reproduced",
    ]
    implied = reading("C3", "implied baseline of 150 min")["simulated"]
    assert f"in the model it is {figures(implied, 'min')}, most of it" in text
    assert f"are set down within {figures(reading('C1', 'P90')['simulated'], 'min')}." in text


def test_the_published_figures_are_counted() -> None:
    verdicts = pd.read_csv(XIAMEN / "validation.csv")["verdict"].value_counts()
    met, missed = verdicts["met"], verdicts["missed"]
    assert f"Held against {verdicts.sum()} [published figures]" in README
    assert f"meets {met} and misses {missed}" in in_one_line(README)
    assert (
        f"Of {verdicts.sum()} published figures that no input came from, {met} are met, {missed} missed"
        in (in_one_line(FINDINGS))
    )


def test_claims_are_counted_by_the_verdict_on_their_primary_reading() -> None:
    counts = PRIMARIES["verdict"].value_counts()
    said = ", ".join(f"{counts[verdict]} {verdict}" for verdict in ORDER if verdict in counts)
    assert f"of the {len(PRIMARIES)} claims: {said}." in in_one_line(README)
    others = CLAIMS.drop(PRIMARIES.index)
    missed = (others["verdict"] == "not reproduced").sum()
    assert f"Of the {len(others)} further readings {missed} are not reproduced" in in_one_line(README)
    products = (PRIMARIES["label"] == "product of inputs").sum()
    assert f"so do {products} of the {len(PRIMARIES)}" in in_one_line(README)


def moved(alternative: str, kpi: str) -> tuple[str, str, str]:
    """The baseline, the figure with the measure, and the 95 % CI of the difference."""
    row = COMPARISON.loc[(alternative, kpi)]
    unit = str(row["unit"])
    return (
        figures(row["baseline"], unit),
        figures(row["value"], unit),
        interval(row["low"], row["high"], unit, signed=True),
    )


def reading(claim: str, name: str) -> dict[str, object]:
    (row,) = CLAIMS[(CLAIMS["claim"] == claim) & (CLAIMS["reading"] == name)].to_dict("records")
    return row


def test_the_findings_are_those_of_the_committed_study() -> None:
    gate, visit = moved("qr_gate_pass", "gate_transaction_time"), moved("qr_gate_pass", "truck_visit_time")
    exam = moved("smart_cloud_routing", "exam_set_down_time")
    scanner = moved("smart_cloud_routing", "scanner_queue_time")
    papers, saved = reading("C10", "paper and hand-overs"), reading("C12", "companies")
    (with_reported,) = re.findall(r"C10: ([\d.]+),", str(saved["leans_on"]))
    courier = -LEDGER.loc[("qr_document_handover", "courier_trips", "cost"), "difference"].sum()
    study = json.loads((XIAMEN / "provenance.json").read_text())
    said = in_one_line(between("findings:", "end of findings"))
    for text in (
        f"takes {gate[1]} instead of {gate[0]} (95 % CI of the difference {gate[2]})",
        f"visit {visit[1]} instead of {visit[0]} ({visit[2]})",
        f"trucks with a code: {simulated(reading('C8', '90 % less transaction time'))}",
        f"exam site {simulated(reading('C1', 'mean'))} after gate-in",
        f"reported were {figures(float(reading('C1', 'mean')['reported']), 'min')}",
        f"exam boxes is {exam[1]} instead of {exam[0]} ({exam[2]})",
        f"queue grows from {scanner[0]} to {scanner[1]} ({scanner[2]})",
        f"saves companies {simulated(papers)}; reported were {papers['reported']:.0f}",
        f"{figures(courier / 1e6, 'M yuan/y')} are courier trips",
        f"at {papers['reported'] / papers['simulated']:.3g} times the volume",
        f"save companies {simulated(saved)} instead of {saved['reported']:.0f}",
        f"with the reported amount for papers it would be {float(with_reported):.0f}.",
    ):
        assert text in said
    assert f"({study['replications']} replications of {study['days']} days)" in README


def test_a_first_visitor_reads_less_than_170_lines() -> None:
    assert len(README.splitlines()) < 170


@pytest.mark.usefixtures("blank_charts")
def test_the_python_of_the_pages_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", IN_PYTHON, re.DOTALL)
    assert len(code.strip().splitlines()) <= 12
    monkeypatch.chdir(tmp_path)
    space: dict[str, object] = {}
    exec(code, space)
    table, names, visits, ax = space["table"], space["names"], space["visits"], space["ax"]
    assert isinstance(table, pd.DataFrame) and set(table["alternative"]) == {"qr_half"}
    assert isinstance(names, pd.Series) and "Truck visit time" in set(names)
    assert isinstance(visits, pd.DataFrame) and (visits["label"] == "gate_in_qr").any()
    assert isinstance(ax, Axes)
    folder = tmp_path / "results" / "my_port"
    written = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    nothing_to_say = {"events.csv", "backlog.csv", "growing_queues.csv", "logs.csv"}
    nothing_to_say |= {"observed.csv", "observed_quantiles.csv", "observed_hours.csv"}
    assert written == set(files_named()) - nothing_to_say


def files_named() -> set[str]:
    """The files of a results folder that the page names."""
    rows = re.search(r"\| file \| what it says \|\n(.*?)\n\n", OWN_PORT, re.DOTALL)
    assert rows is not None
    return {name.rstrip("/") for row in rows[1].splitlines() for name in re.findall("`(.*?)`", row)}


def test_the_page_names_every_table_that_is_written() -> None:
    written = {f"{each.file}.csv" for each in library(plugins=False)[QUESTION].values() if each.file}
    assert written == {name for name in files_named() if name.endswith(".csv")}


def test_the_readmes_own_gate_runs_and_comes_to_what_is_said(tmp_path: Path) -> None:
    (tmp_path / "my_gate.yaml").write_text(block(README, "my_gate.yaml"))
    study = portsim.compare(portsim.load(tmp_path / "my_gate.yaml"), workers=1)
    table = study.comparison.set_index(["alternative", "kpi"])
    growth, both = (table.loc[(name, "truck_visit_time")] for name in ("growth", "both"))
    longer = [figures(row["difference"], "min") for row in (growth, both)]
    spans = [interval(row["low"], row["high"], "min", signed=True) for row in (growth, both)]
    assert (
        f"With 40 % more trucks a visit of {figures(growth['baseline'], 'min')} takes {longer[0]} longer "
        f"(95 % CI {spans[0]}); with a fifth lane besides, {longer[1]} ({spans[1]})."
    ) in in_one_line(README)


def test_the_overlay_of_the_page_is_valid(tmp_path: Path) -> None:
    (tmp_path / "my_port.yaml").write_text(block(OWN_PORT, "my_port.yaml"))
    scenario = portsim.load(tmp_path / "my_port.yaml")
    assert scenario.baseline.port.places["gate_in"].servers.at("ocean_gate") == 10
    assert "qr_half" in scenario.alternatives


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md", "benchmarks/README.md", "docs/plug-ins.md"])
def test_every_file_that_a_page_links_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    links = re.findall(r'\]\(([^)h#][^)]*)\)|src="([^"h][^"]*)"', text)
    for link in ("".join(pair) for pair in links):
        assert ((ROOT / page).parent / link).exists(), link


def test_the_rooms_of_the_architecture_are_those_of_the_import_contract() -> None:
    """In the order in which data flows: an import may point to a room above."""
    table = ARCHITECTURE.split("| room | its concept |")[1].split("\n\n")[0]
    shown = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    assert shown == layers[::-1] and f"{len(shown)} rooms" in ARCHITECTURE


def test_every_file_that_the_architecture_names_exists() -> None:
    named = set(re.findall(r"`([\w./-]+\.(?:py|yaml|toml|md))`", ARCHITECTURE))
    assert len(named) > 40
    assert [
        name for name in named if not any((top / name).exists() for top in (ROOT, ROOT / "portsim"))
    ] == []


def test_the_citation_has_the_version_and_goes_with_the_source() -> None:
    cited = read(ROOT / "CITATION.cff").data
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "software")
    assert (cited["version"], cited["license"]) == (portsim.__version__, "MIT")
    with (ROOT / "pyproject.toml").open("rb") as file:
        built = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    assert "CITATION.cff" in built
