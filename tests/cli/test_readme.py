"""The README's code runs, and its figures are those of the committed study."""

import re
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes

from portsim.report.numbers import figures, interval
from portsim.report.rows import SIGNS

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def results_table() -> str:
    claims = pd.read_csv(ROOT / "results" / "xiamen" / "claims.csv")
    rows = [
        "| claim | reading | reported | simulated (95 % CI) | n | verdict |",
        "|---|---|---:|---:|---:|---|",
    ]
    flow_by_flow = (claims["claim"] == "C11") & ~claims["reading"].str.contains("all flows|labour")
    for row in claims[~flow_by_flow].to_dict("records"):
        unit = row["unit"]
        simulated = "-"
        if pd.notna(row["simulated"]):
            simulated = f"{figures(row['simulated'], unit)} ({interval(row['low'], row['high'], unit)})"
        rows.append(
            f"| {row['claim']} {row['statement']} | {row['reading']} "
            f"| {SIGNS[row['sense']]} {figures(row['reported'], unit)} | {simulated} "
            f"| {row['n']} | {row['verdict']} |"
        )
    return "\n".join(rows)


def test_the_readmes_figures_are_those_of_the_committed_study() -> None:
    shown = README.split("tests/cli/test_readme.py -->\n")[1].split("<!-- end of results -->")[0].strip()
    assert shown == results_table()


def test_the_readmes_python_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(code.strip().splitlines()) <= 10
    space: dict[str, object] = {}
    exec(code, space)
    table, visits, ax = space["table"], space["visits"], space["ax"]
    assert isinstance(table, pd.DataFrame) and set(table["alternative"]) == {"qr_half"}
    assert isinstance(visits, pd.DataFrame) and (visits["label"] == "gate_in_qr").any()
    assert isinstance(ax, Axes)


def test_the_readmes_scenario_is_valid(tmp_path: Path) -> None:
    import portsim

    (text,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "my_port.yaml"
    path.write_text(text)
    scenario = portsim.load(str(path))
    assert scenario.baseline.port.places["gate_in"].servers.at("ocean_gate") == 10
    assert set(scenario.alternatives) >= {"qr_half", "two_more_lanes"}


def test_every_file_that_the_readme_links_exists() -> None:
    for link in re.findall(r"\]\(([^)h#][^)]*)\)", README):
        assert (ROOT / link).exists(), link
