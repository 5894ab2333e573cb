"""The command line: what it prints, what it writes, and how it says that something is wrong."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from portsim import __version__

ROOT = Path(__file__).parents[2]
SHORT = ("--days", "1", "--replications", "2")


def portsim(*words: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    out = subprocess.run(
        [sys.executable, "-m", "portsim", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "140"},
    )
    if check:
        assert out.returncode == 0, out.stderr
    return out


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which ocean_gate was compared with one worker."""
    folder = tmp_path_factory.mktemp("compared")
    out = portsim("compare", "ocean_gate", *SHORT, "--workers", "1", cwd=folder)
    (folder / "printed.txt").write_text(out.stdout)
    return folder


def test_two_workers_give_the_same_bytes_as_one(compared: Path, tmp_path: Path) -> None:
    portsim("compare", "ocean_gate", *SHORT, "--workers", "2", cwd=tmp_path)
    assert contents(tmp_path / "results" / "ocean_gate") == contents(compared / "results" / "ocean_gate")


def test_compare_prints_and_leaves_tables_charts_and_report(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    names = set(contents(folder))
    assert {
        "comparison.csv",
        "claims.csv",
        "stages.csv",
        "changes.csv",
        "provenance.json",
        "report.md",
    } <= names
    assert {"figures/savings.png", "figures/savings.svg", "figures/claims.png"} <= names
    printed = (compared / "printed.txt").read_text()
    assert "Reported and simulated, claim by claim" in printed
    facts = json.loads((folder / "provenance.json").read_text())
    assert f"identity {facts['identity']}" in printed and facts["replications"] == 2
    assert facts["identity"] in (folder / "report.md").read_text()


def test_tables_have_the_columns_that_are_promised(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    assert list(pd.read_csv(folder / "claims.csv").columns) == [
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
        "parameters",
        "assumed",
        "largest_before",
        "largest_after",
        "largest_in",
        "break_even_factor",
        "users_per_day",
        "break_even_users",
        "break_even_entry",
        "price",
        "break_even_price",
        "price_unit",
    ]
    assert list(pd.read_csv(folder / "comparison.csv").columns) == [
        "alternative",
        "kpi",
        "unit",
        "baseline",
        "value",
        "difference",
        "low",
        "high",
        "relative",
        "p_holm",
        "variance_reduction",
        "n",
        "verdict",
    ]


def test_every_chart_that_the_report_shows_is_there(compared: Path) -> None:
    import re

    folder = compared / "results" / "ocean_gate"
    shown = re.findall(r"\]\((figures/[^)]+)\)", (folder / "report.md").read_text())
    assert len(shown) >= 8
    assert all((folder / name).is_file() for name in shown)


def test_a_short_study_regenerates_the_committed_copy(tmp_path: Path) -> None:
    portsim("compare", "ocean_gate", "--days", "1", "--replications", "3", "--out", "short", cwd=tmp_path)
    committed = ROOT / "results" / "ocean_gate_short"
    for name in ("comparison", "claims", "stages", "changes", "shipments", "ledger"):
        new, old = (pd.read_csv(folder / f"{name}.csv") for folder in (tmp_path / "short", committed))
        pd.testing.assert_frame_equal(new, old, rtol=1e-5, atol=1e-9)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("compare", "ocean_gate", "--workers", "-1"),
            "workers: got -1, allowed 0 (one per core) or more",
        ),
        (
            ("compare", "oceangate"),
            "unknown scenario 'oceangate' (nearest: ocean_gate); give a name or a .yaml file",
        ),
        (
            ("compare", "ocean_gate", "--set", "places.gate_inn.lanes=6"),
            "--set places.gate_inn.lanes: unknown key 'gate_inn' in places (nearest: gate_in)",
        ),
        (
            ("compare", "ocean_gate", "--set", "places.gate_in.lanes=six"),
            "--set places.gate_in.lanes.value: got 'six', allowed a whole number >= 0 or a mapping",
        ),
        (
            ("compare", "ocean_gate", "--set", "lanes"),
            "--set lanes: got no 'key=value', write e.g. --set places.gate_in.lanes=6",
        ),
        (("run", "ocean_gate", "--alternative", "qr"), "unknown alternative 'qr'"),
        (("show", "export_trucks"), "unknown flow 'export_trucks' (nearest: export_truck)"),
        (("run", "ocean_gate", "--days", "0"), "--days: got 0, allowed a whole number from 1 to 3660"),
        (("compare", "ocean_gate", "--days", "-1"), "--days: got -1, allowed a whole number from 1 to 3660"),
        (("compare", "ocean_gate", "--days", "x"), "--days: got 'x', allowed a whole number"),
        (("compare", "ocean_gate", "--days=1.5"), "--days: got '1.5', allowed a whole number"),
        (
            ("compare", "ocean_gate", "--replications", "0"),
            "--replications: got 0, allowed a whole number from 1 to 10000",
        ),
        (
            ("compare", "ocean_gate", "--replications", "1"),
            "replications: got 1, allowed 2 or more to compare; portsim run takes 1",
        ),
        (
            ("claims", "xiamen", "--seed", "-4"),
            "--seed: got -4, allowed a whole number from 0 to 999999999999",
        ),
        (("compare", "ocean_gate", "--workers", "two"), "--workers: got 'two', allowed a whole number"),
        (("compere", "ocean_gate"), 'Unknown command "compere"'),
        (
            ("validate", "ocean_gate", "--set", "places.gate_in.lanes=4"),
            "offered load 1.56 at ocean_gate: more work arrives than the servers can do; add lanes",
        ),
    ],
)
def test_a_users_error_is_one_message_and_exit_code_2(
    words: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    out = portsim(*words, cwd=tmp_path, check=False)
    assert out.returncode == 2
    assert message in out.stderr
    assert "Traceback" not in out.stderr and len(out.stderr.strip().splitlines()) <= 2
    assert list(tmp_path.iterdir()) == []


def test_set_changes_the_run_and_is_logged(tmp_path: Path) -> None:
    portsim("compare", "ocean_gate", *SHORT, "--set", "places.gate_in.lanes=10", cwd=tmp_path)
    folder = tmp_path / "results" / "ocean_gate"
    changes = pd.read_csv(folder / "changes.csv")
    assert list(changes.iloc[0]) == ["all", "places.gate_in.lanes", "12", "10", "--set"]
    assert "places.gate_in.lanes: 12 -> 10 (--set)" in (folder / "provenance.json").read_text()


def test_an_interrupt_leaves_earlier_results_untouched(compared: Path) -> None:
    folder = compared / "results" / "ocean_gate"
    before = contents(folder)
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim", "compare", "ocean_gate", "--replications", "200", "--workers", "1"],
        cwd=compared,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a runner may have it ignored
    )
    time.sleep(8)
    os.killpg(process.pid, signal.SIGINT)
    try:
        _, error = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "stopped; earlier results are untouched" in error and "Traceback" not in error
    assert contents(folder) == before
    assert [p.name for p in folder.parent.iterdir() if p.suffix == ".partial"] == []


def test_a_folder_that_cannot_be_written_is_a_clear_message(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    out = portsim("compare", "ocean_gate", *SHORT, "--out", "taken/results", cwd=tmp_path, check=False)
    assert out.returncode == 2
    assert "cannot write" in out.stderr and "Traceback" not in out.stderr
    assert (tmp_path / "taken").read_text() == "a file"


def test_run_writes_the_records_as_parquet(tmp_path: Path) -> None:
    out = portsim("run", "ocean_gate", *SHORT, "--alternative", "qr_gate_pass", cwd=tmp_path)
    assert "Truck turn time, gate-in to gate-out" in out.stdout
    visits = pd.read_parquet(tmp_path / "results" / "ocean_gate_qr_gate_pass" / "visits.parquet")
    shipments = pd.read_parquet(tmp_path / "results" / "ocean_gate_qr_gate_pass" / "shipments.parquet")
    assert len(visits) > 10_000 and set(visits["shipment"]) <= set(shipments["shipment"])


def test_run_leaves_provenance_beside_the_records_and_replaces_its_own_folder(tmp_path: Path) -> None:
    for alternative in ("baseline", "qr_gate_pass"):
        words = ("run", "ocean_gate", *SHORT, "--alternative", alternative, "--out", "records")
        printed = portsim(*words, cwd=tmp_path).stdout
        assert set(contents(tmp_path / "records")) == {
            ".portsim",
            "provenance.json",
            "shipments.parquet",
            "visits.parquet",
        }
        facts = json.loads((tmp_path / "records" / "provenance.json").read_text())
        assert facts["alternative"] == alternative
        assert (facts["version"], facts["seed"], facts["replications"]) == (__version__, 20230815, 2)
        assert facts["engine"] in ("simpy", "compiled")
        assert f"seed 20230815, identity {facts['identity']}" in printed


def test_one_replication_is_run_and_printed_without_an_interval(tmp_path: Path) -> None:
    printed = portsim("run", "ocean_gate", "--days", "1", "--replications", "1", cwd=tmp_path).stdout
    assert "1 replication of 1 days, so without CI; seed 20230815, identity" in printed
    assert "95 %" not in printed
    line = next(line for line in printed.splitlines() if "Truck turn time, gate-in to gate-out" in line)
    assert line.count("│") == 3 and " min " in line


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("list",), "smart_cloud_routing"),
        (("list", "kpis"), "lcl_pickup_time"),
        (("show", "export_box"), "waits for the next exam shift"),
        (("show", "export_box", "--diagram"), "flowchart TD"),
        (("show", "export_box", "--table"), "branch selected_for_exam, otherwise go to"),
        (("show", "export_truck", "--alternative", "smart_cloud_routing"), "takes gate to exam"),
        (("sources", "xiamen"), "assumption"),
        (("diff", "ocean_gate", "qr_gate_pass"), "tasks.scan_code: none -> erlang, mean 20 s (qr_gate_pass)"),
        (("validate", "xiamen"), "all is well"),
        (("schema",), '"ScenarioFile"'),
        (("--version",), __version__),
    ],
)
def test_the_small_commands_say_what_they_should(
    words: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    assert expected in portsim(*words, cwd=tmp_path).stdout


def test_sources_shows_what_the_user_set(tmp_path: Path) -> None:
    words = ("sources", "ocean_gate", "--set", "places.gate_in.lanes=10")
    lines = [" ".join(line.split()) for line in portsim(*words, cwd=tmp_path).stdout.splitlines()]
    assert "│ places.gate_in.lanes │ 10 │ │ user │ │" in lines


def test_claims_prints_the_cause_and_the_deciding_parameters(tmp_path: Path) -> None:
    out = portsim("claims", "ocean_gate", *SHORT, cwd=tmp_path).stdout
    lines = out.splitlines()
    at = lines.index(next(line for line in lines if line.startswith("C2 hauls of routed boxes: ")))
    assert lines[at + 1].startswith("  cause: baseline: exam_to_yard ")
    assert lines[at + 2] == "  decided by: the order of the steps alone"
    assert list(tmp_path.iterdir()) == []


def test_help_and_import_load_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "matplotlib", "scipy", "simpy", "joblib", "pydantic", "ruamel")
    code = (
        "import sys, portsim, portsim.cli.app\n"
        "try: portsim.cli.app.app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [m for m in {heavy!r} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip().endswith("LOADED []")


def test_the_wheel_carries_the_scenarios(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)],
        capture_output=True,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("ocean_gate.yaml", "xiamen.yaml", "xiamen_claims.yaml", "evidence.yaml"):
        assert f"portsim/scenarios/{name}" in names


def test_a_folder_of_the_users_is_refused_before_the_work_is_done(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    out = portsim("compare", "ocean_gate", "--out", "mine", cwd=tmp_path, check=False)
    assert out.returncode == 2
    assert out.stderr == "cannot write mine: it holds other files and no provenance.json; name a new folder\n"
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"


def test_a_terminated_run_leaves_no_worker_behind(tmp_path: Path) -> None:
    words = ["compare", "ocean_gate", "--replications", "100", "--workers", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim", *words],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    time.sleep(8)
    process.terminate()
    process.communicate(timeout=60)  # returns only when no worker holds the pipe any more
    assert process.returncode == 130
    assert list(tmp_path.glob("results/*")) == []


@pytest.mark.parametrize("command", [("list",), ("show", "export_box"), ("sources", "ocean_gate")])
def test_a_reader_that_leaves_early_is_no_error(command: tuple[str, ...], tmp_path: Path) -> None:
    words = " ".join([sys.executable, "-m", "portsim", *command])
    out = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -1"], cwd=tmp_path, capture_output=True, text=True
    )
    assert out.returncode == 0 and out.stderr == ""


def test_an_output_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    out = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m portsim list > /dev/full"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert out.returncode == 2
    assert out.stderr == "cannot write the output: No space left on device\n"


def test_an_alternative_that_changes_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "same.yaml").write_text(
        "extends: ocean_gate.yaml\nname: same\ntitle: Nothing new\nclaims: null\n"
        "what_ifs: {as_before: {set: {places.gate_in.lanes: 12}}}\ncompare: {as_before: [as_before]}\n"
    )
    out = portsim("validate", "same.yaml", cwd=tmp_path, check=False)
    assert out.returncode == 2
    assert out.stderr == (
        "same.yaml:6:11: alternative as_before: changes nothing; places.gate_in.lanes is 12 already\n"
    )
