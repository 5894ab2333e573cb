"""`portsim claims --why`: from a claim down to its sources, on one screen and without a run."""

from __future__ import annotations

from pathlib import Path

import pytest
from shipped import KPIS
from tiny import EVIDENCE, GATE_CLAIMS, TINY

from portsim.base.errors import PortsimError
from portsim.claims.chain import Chain, follow
from portsim.claims.claim import load_claims
from portsim.cli import studies as cli
from portsim.report.terminal.why import show_why
from portsim.scenario.load import load
from portsim.scenario.locate import scenario_folder
from portsim.scenario.scenario import Scenario
from portsim.study import replication

FORMS = "  expected without queues"
CLAIMS = [f"C{number}" for number in range(1, 13)]


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a world was run")

    monkeypatch.setattr(replication, "run_world", never)
    monkeypatch.setenv("COLUMNS", "110")


@pytest.fixture(scope="module")
def xiamen() -> Scenario:
    return load("xiamen")


def chain_of(name: str, scenario: Scenario) -> Chain:
    assert scenario.claims is not None
    return follow(name, load_claims(scenario.claims, scenario)[name], scenario)


def screen(name: str, scenario: Scenario, capsys: pytest.CaptureFixture[str]) -> list[str]:
    show_why(chain_of(name, scenario))
    return capsys.readouterr().out.splitlines()


def line_with(start: str, lines: list[str]) -> str:
    """The one line that begins so above the closed forms, or below them; its columns one space apart."""
    begin = next((n for n, line in enumerate(lines) if line.startswith(FORMS)), len(lines))
    end = next((n for n, line in enumerate(lines) if n > begin and not line.strip()), len(lines))
    (found,) = [line for line in (*lines[:begin], *lines[end:]) if line.strip().startswith(start)]
    return " ".join(found.split())


@pytest.mark.parametrize("name", CLAIMS)
def test_every_claim_fits_a_screen(name: str, xiamen: Scenario, capsys: pytest.CaptureFixture[str]) -> None:
    lines = screen(name, xiamen, capsys)
    assert lines[0].startswith(f"{name}  ")
    assert max(map(len, lines)) <= 110
    assert len(lines) <= 60
    assert any("deciding parameters" in line for line in lines)


def test_all_claims_were_shown(xiamen: Scenario) -> None:
    assert xiamen.claims is not None
    assert list(load_claims(xiamen.claims, xiamen)) == CLAIMS


class TestGateStep:
    """C8: 90 % more efficient, read four ways on three KPIs."""

    def test_names_its_kpis_and_what_each_is_asked(
        self, xiamen: Scenario, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lines = screen("C8", xiamen, capsys)
        assert lines[1] == "  reported in S5 QR-code gate pass; qr_gate_pass against the baseline"
        heads = [line.split("  ")[0] for line in lines if line.startswith("KPI ")]
        assert heads == ["KPI gate_transaction_time", "KPI gate_total_time", "KPI gate_lane_throughput"]
        asked = line_with("90 % less transaction time", lines)
        assert asked == "90 % less transaction time share saved about 90 % of has_code"
        ratio = line_with("1.9 times", lines)
        assert ratio == "1.9 times the lane throughput measure / baseline about 1.9 times"

    def test_tells_steps_that_kpis_share_once_and_marks_those_of_the_measure(
        self, xiamen: Scenario, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = " ".join(" ".join(screen("C8", xiamen, capsys)).split())
        assert text.count("reads the steps") == 1
        assert "empty_truck, domestic_truck: +gate_in_qr_or_gate_in?, +gate_in_qr, gate_in" in text

    def test_shows_parameters_with_value_range_and_source_the_assumed_first(
        self, xiamen: Scenario, capsys: pytest.CaptureFixture[str]
    ) -> None:
        lines = screen("C8", xiamen, capsys)
        assert (
            line_with("tasks.scan_code", lines)
            == "tasks.scan_code +erlang, mean 20 s 12 s to 30 s E1 E2 E3 E4 E6 E7"
        )
        assert (
            line_with("tasks.paper_check", lines)
            == "tasks.paper_check erlang, mean 2.5 min 1.5 min to 4 min E1 E2 E5"
        )
        assert line_with("places.gate_in", lines).endswith("10 / 23 / 14 10 to 36 assumption")
        assert line_with("counts at", lines) == "counts at ocean_gate / haicang / dongdu"
        keys = [each.key for each in chain_of("C8", xiamen).parameters]
        assert keys == [
            "places.gate_in.lanes",
            "traits.has_code.share",
            "tasks.scan_code",
            "tasks.paper_check",
        ]
        said = (
            "4 deciding parameters, 2 of them assumed; independent: yes, none comes from the claim's source"
        )
        assert said in lines

    def test_ends_at_the_references(self, xiamen: Scenario, capsys: pytest.CaptureFixture[str]) -> None:
        lines = screen("C8", xiamen, capsys)
        row = line_with("E3 ", lines)
        assert row.startswith("E3 automatic customs lane: at most 20 s without an alert Hong Kong")


def test_the_set_down_of_an_exam_box_reads_no_step_after_it(xiamen: Scenario) -> None:
    chain = chain_of("C1", xiamen)
    assert [link.kpi.name for link in chain.kpis if link.kpi] == [
        "exam_set_down_time",
        "exam_set_down_time_p90",
    ]
    steps = {flow: [s.label for s in each.steps] for each in chain.flows for flow in each.flows}
    assert steps["export_truck"] == [
        "gate_to_exam_or_gate_to_yard",
        "gate_to_exam",
        "set_down_direct",
        "gate_to_yard",
        "wait_slot_given",
        "lift_off",
    ]
    assert steps["export_box"][1:4] == ["wait_exam_order", "report_arrival", "exam_shift"]
    assert steps["export_box"][-1] == "set_down"
    assert "export_clearance" not in steps
    sources = {each.key: each.source for each in chain.parameters}
    assert sources["tasks.set_down"] == ("J1", "assumption")
    assert sources["calendars.exam_shift"] == ("B7",)
    assert not {"tasks.scan", "tasks.load"} & set(sources)


def test_a_group_of_numbers_is_shown_number_by_number(xiamen: Scenario) -> None:
    keys = [each.key for each in chain_of("C1", xiamen).parameters]
    assert "demand.export_declaration.declares.before" in keys
    assert "demand.export_declaration.declares" not in keys


def test_the_wait_for_the_tally_hangs_on_the_devanning(
    xiamen: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = screen("C5", xiamen, capsys)
    assert line_with("KPI tally_wait", lines).endswith("Driver's wait for the tally of an LCL box [min]")
    assert line_with("boxes of linked", lines).endswith("saved at least 120 min of linked_warehouse")
    assert line_with("lcl_box:", lines) == "lcl_box: devan_and_tally"
    assert line_with("lcl_truck:", lines).endswith("wait_tally_done")
    assert line_with("tasks.devan_and_tally", lines).endswith("90 min to 4 h K1 K2")
    assert line_with("K1 ", lines).endswith("laborloop.com")


def test_a_number_from_a_claim_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    scenario = load("ocean_gate").set("tasks.paper_check", "{mean: 15 s, range: null, source: claim C8}")
    lines = screen("C8", scenario, capsys)
    assert "independent: no, from the claim's source: tasks.paper_check" in " ".join(lines)


def test_the_command_shows_the_chain_and_an_unknown_claim_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    cli.claims("ocean_gate", why="C5")
    shown = capsys.readouterr().out
    assert shown.startswith("C5  The haulier of an LCL box")
    cli.claims("ocean_gate", why="c5")
    assert capsys.readouterr().out == shown
    assert shown.endswith(
        "results/ocean_gate has no study of this scenario to compare with: portsim compare ocean_gate\n"
    )
    typed = str(scenario_folder() / "ocean_gate.yaml")
    cli.claims(typed, why="C5")
    assert capsys.readouterr().out.endswith(
        f"results/ocean_gate has no study of this scenario to compare with: portsim compare {typed}\n"
    )
    with pytest.raises(PortsimError) as error:
        cli.claims("ocean_gate", why="C99")
    others = "left out, as they do not speak of ocean_gate: " + ", ".join(
        f"{name} (xiamen, xiamen_2022, xiamen_congested)" for name in ("C4", "C9", "C10", "C12")
    )
    names = "C1, C11, C2, C3, C5, C6, C7, C8"
    assert str(error.value) == f"unknown claim 'C99' (allowed: {names}); {others}"
    with pytest.raises(PortsimError) as error:
        cli.claims("ocean_gate", why="tally")
    assert str(error.value).startswith("unknown claim 'tally' (allowed: C1, C11, C2,")


def test_a_claim_that_nothing_measures_says_so(
    tmp_path: Path, xiamen: Scenario, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(
        "claims:\n  Z1:\n    statement: Drivers are happier\n    reported_in: a leaflet\n    readings:\n"
        "      - {name: mood, kpi: null, why: nobody measures moods, alternative: qr_gate_pass, "
        "figure: saved, reported: 1, unit: share, sense: about}\n"
    )
    show_why(follow("Z1", load_claims(path, xiamen)["Z1"], xiamen))
    assert capsys.readouterr().out.splitlines() == [
        "Z1  Drivers are happier",
        "  reported in a leaflet; qr_gate_pass against the baseline",
        "  mood: measured by no KPI: nobody measures moods",
    ]


def test_a_price_decides_what_is_paid_and_not_how_much_there_is(xiamen: Scenario) -> None:
    world = xiamen.world("qr_document_handover")
    assert {"tariffs.sheet.pieces", "chances.second_handover"} <= set(KPIS["sheets"].of.reads(world))
    for name, decided in (("sheets", False), ("company_labour", False), ("paper_cost", True)):
        assert ("tariffs.sheet.cost" in KPIS[name].of.reads(world)) is decided, name


def test_a_reading_can_name_a_kpi_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    own = 'claims: gate.yaml\ncohorts: {morning: {hours: [["06:00", "12:00"]]}}\n'
    own += "kpis: {at_dawn: {of: gate_total_time, cohort: [morning]}}\n"
    Path("evidence.yaml").write_text(EVIDENCE)
    Path("tiny.yaml").write_text(TINY + own)
    Path("gate.yaml").write_text(GATE_CLAIMS.replace("kpi: gate_total_time", "kpi: at_dawn"))
    cli.claims("tiny.yaml", why="S1", verbose=True)
    shown = capsys.readouterr().out
    assert "KPI at_dawn  Gate queue and transaction, morning [min]" in shown
    assert "none: it speaks of the cohort morning" in shown
