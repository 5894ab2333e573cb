"""`run`, `compare` and `claims` on a small scenario: what they print, and what they leave in a folder."""

import json
from pathlib import Path

import pandas as pd
import pytest
from commands import Terminal, contents

from portsim import __version__
from portsim.scenario.load import load
from portsim.study.run import run

pytestmark = pytest.mark.usefixtures("tiny_folder")
ALONE = ("--workers", "1")


def test_run_writes_the_records_as_parquet(terminal: Terminal) -> None:
    code, out, _ = terminal("run", "tiny.yaml", "--alternative", "qr", "--verbose", *ALONE)
    assert code == 0 and "Truck turn time, gate-in to gate-out" in out
    records, folder = run(load("tiny.yaml"), 0, "qr"), Path("results/tiny_qr")
    for name, table in (("visits", records.visits_table()), ("shipments", records.shipments_table())):
        written = pd.read_parquet(folder / f"{name}.parquet")
        pd.testing.assert_frame_equal(written, table, check_exact=True)
    assert (records.visits_table()["label"] == "gate_in_qr").any()


def test_run_leaves_provenance_beside_the_records_and_replaces_its_own_folder(terminal: Terminal) -> None:
    for alternative in ("baseline", "qr"):
        code, printed, _ = terminal(
            "run", "tiny.yaml", "--alternative", alternative, "--out", "records", *ALONE
        )
        assert code == 0
        assert set(contents(Path("records"))) == {
            ".portsim",
            "provenance.json",
            "shipments.parquet",
            "visits.parquet",
        }
        facts = json.loads(Path("records/provenance.json").read_text())
        assert facts["alternative"] == alternative
        assert (facts["version"], facts["seed"], facts["replications"]) == (__version__, 1, 2)
        assert facts["engine"] in ("simpy", "compiled")
        assert f"seed 1, identity {facts['identity']}" in printed


def test_one_replication_is_run_and_printed_without_an_interval(terminal: Terminal) -> None:
    printed = terminal("run", "tiny.yaml", "--days", "1", "--replications", "1", "--verbose").out
    assert "1 replication of 1 day, so without CI; seed 1, identity" in printed
    assert "95 %" not in printed
    line = next(line for line in printed.splitlines() if "Truck turn time, gate-in to gate-out" in line)
    assert line.split("gate-out")[1].split()[1:] == ["min"]


def test_kpis_of_a_plug_in_are_shown_first_of_all(terminal: Terminal) -> None:
    """Of more than a dozen with a figure, that one was counted among those left out."""
    Path("mine.py").write_text(
        "import portsim\n"
        "of = portsim.Between('gate_in', 'gate_out')\n"
        "portsim.kpi('turn_over_45', 'Trucks in for 45 min', 'share', 'less', of, 'share_above', within=45)\n"
    )
    prices = "tariffs: {truck_hour: {payer: haulier, cost: {value: 100 yuan/h, source: user}}}\n"
    Path("own.yaml").write_text(f"extends: tiny.yaml\nname: own\ntitle: Own\nplugins: [mine.py]\n{prices}")
    _, out, _ = terminal("run", "own.yaml", *ALONE)
    assert "more with a figure" in out and "Trucks in for 45 min" in out


@pytest.mark.usefixtures("blank_charts")
def test_set_changes_the_run_and_is_logged(terminal: Terminal) -> None:
    gate = {}
    for lanes in (2, 1):
        words = ("--set", f"places.gate_in.lanes={lanes}") if lanes == 1 else ()
        assert terminal("compare", "tiny.yaml", *words, *ALONE).code == 0
        table = pd.read_csv("results/tiny/comparison.csv").set_index(["alternative", "kpi"])
        gate[lanes] = table.loc[("qr", "gate_utilisation"), "baseline"]
    assert gate[1] == pytest.approx(2 * gate[2], rel=0.02)  # the same work for half the lanes
    changes = pd.read_csv("results/tiny/changes.csv")
    assert list(changes.iloc[0]) == ["all", "places.gate_in.lanes", "2", "1", "--set"]
    assert "places.gate_in.lanes: 2 -> 1 (--set)" in Path("results/tiny/provenance.json").read_text()


CLAIMS = """\
claims:
  S1:
    statement: A code halves the gate transaction
    reported_in: a paper
    readings:
      - name: with a code
        kpi: gate_transaction_time
        scenario: qr
        figure: saved_share
        reported: 0.5
        unit: share
        sense: at_least
"""


def test_claims_prints_the_cause_and_the_deciding_parameters(terminal: Terminal) -> None:
    """The time at the lane is decided by who has a code, how long a code and a paper take, and the lanes."""
    tiny = Path("tiny.yaml")
    tiny.write_text(tiny.read_text().replace("name: tiny", "claims: claims.yaml\nname: tiny"))
    Path("claims.yaml").write_text(CLAIMS)
    before = sorted(Path().iterdir())
    out = terminal("claims", "tiny.yaml", *ALONE).out
    decided = next(line for line in out.splitlines() if line.strip().startswith("decided by: "))
    assert set(decided.strip().removeprefix("decided by: ").split("; ")) == {
        "traits.has_code.share",
        "tasks.scan_code",
        "tasks.paper_check",
        "places.gate_in.lanes",
    }
    assert "cause: product of inputs (" in out and "closed form 78 %; " in " ".join(out.split())
    said = " ".join(out.split())
    assert "; baseline: gate_in 2." in said and "with the measure: gate_in_qr 17." in said
    assert "1 reported claim, each by its primary reading: 1 " in said
    assert sorted(Path().iterdir()) == before
