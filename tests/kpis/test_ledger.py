"""The ledger, worked out by hand on tiny worlds: a year's work, payers to the fen, transfers, tariffs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from shipped import ENTRIES, KPIS, LIBRARY
from tiny import EVIDENCE, TINY
from worlds import Given, by_hand, flow, lasting, play, port, stream_of, workload

from portsim.base.errors import ConfigError
from portsim.kpis.between import Between
from portsim.kpis.cost import Cost
from portsim.kpis.ledger import Entry
from portsim.kpis.ledger_lines import Line, lines
from portsim.kpis.spent import Spent
from portsim.kpis.tariffs import check_tariffs
from portsim.kpis.year import year, year_unfinished
from portsim.model.payers import COMPANIES, PAYERS
from portsim.model.port import Port
from portsim.model.steps import Step, maybe, signal, start, travel, visit, wait_for_next
from portsim.model.tariff import Tariff
from portsim.model.world import World
from portsim.records.records import Records
from portsim.report.markdown import in_markdown
from portsim.report.pages.money import money_section
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.ledger import ledger_table, payers_table, untariffed
from portsim.study.run import run
from portsim.study.volumes import volumes_table

STEPS = (
    visit("gate", "serve", counts="document_window", at_queue="gate_arrival"),
    visit("crane", "lift_box", counts="lift"),
    signal("out", at_end="gate_out"),
)


def tariff(cost: str, payer: str = "haulier", **more: object) -> Tariff:
    money = {"value": cost, "source": "user"}
    return Tariff.model_validate({"cost": money, "payer": payer, **more})


def fee(amount: str) -> dict[str, str]:
    return {"value": amount, "source": "user"}


def trucks(tariffs: Mapping[str, Tariff], steps: tuple[Step, ...] = STEPS, **more: object) -> Records:
    """Two trucks, the second twice as slow as the first; 100 a day are stated."""
    lasts = {"serve": [30.0, 60.0], "lift_box": [30.0, 60.0]}
    records = by_hand(steps, [0.0, 200.0], {"gate": 1, "crane": 1}, **{**lasts, **more})  # type: ignore[arg-type]
    tasks = {"serve": lasting("1 h"), "lift_box": lasting("1 h")}
    return replace(records, world=world(port(tasks, {"truck": stream_of(100)}, tariffs=dict(tariffs))))


def world(of: Port) -> World:
    return World(of, {}, LIBRARY)


WAITS = Entry("waits", "Waits", "wait", (Between("gate_arrival", "gate_out"),), "h")


class TestYear:
    def test_is_the_mean_per_shipment_times_the_stated_volume(self) -> None:
        """60 and 120 minutes: 1.5 h in the mean, for 36,500 trucks a year."""
        assert year(WAITS, trucks({"wait": tariff("1 yuan/h")})) == pytest.approx(1.5 * 36500)

    def test_does_not_hang_on_how_many_were_simulated(self) -> None:
        lift = {"lift": tariff("60 yuan", "terminal")}
        assert year(ENTRIES["lifts"], trucks(lift)) == 36500

    def test_counts_pieces_per_step(self) -> None:
        three = {"shape": "constant", "mean": 3, "source": "user"}
        steps = (visit("gate", "serve", counts="handover"),)
        sheets = trucks({"sheet": tariff("0.2 yuan", "shipper", pieces=three)}, steps)
        assert year(ENTRIES["sheets"], sheets) == 3 * 36500

    def test_counts_hours_by_the_time_that_a_step_takes(self) -> None:
        ten = {"value": "10 min", "source": "user"}
        steps = (visit("gate", "serve", counts="handover"),)
        records = trucks({"handover_hour": tariff("50 yuan/h", "shipper", takes=ten)}, steps)
        assert year(ENTRIES["handover_hours"], records) == pytest.approx(36500 / 6)

    def test_is_0_where_a_world_has_no_such_step(self) -> None:
        assert year(ENTRIES["escort_trips"], trucks({"escort_trip": tariff("1 yuan", "shipper")})) == 0

    def test_counts_what_was_done_and_takes_the_rest_for_the_most(self) -> None:
        """One truck of two was lifted at the horizon; later the other one is, too."""
        records = trucks({"lift": tariff("60 yuan", "terminal")}, lift_box=[30.0, 9999.0])
        assert year(ENTRIES["lifts"], records) == 36500 / 2
        assert year(ENTRIES["lifts"], records.later(60)) == 36500
        assert year_unfinished(ENTRIES["lifts"], records) == 0.5
        assert lines(records)[0].fen == 36500 / 2 * 6000

    def test_the_share_unfinished_is_of_all_that_are_counted(self) -> None:
        """One of 200 trucks was lifted, one waits for it."""
        given = Given(
            [float(n) for n in range(200)],
            lasts={"come": 1.0, "lift_box": [1.0] * 199 + [9999.0]},
            chances={"odd": [True] + [False] * 198 + [True]},
        )
        lift = maybe("odd", (visit("crane", "lift_box", counts="lift"),))
        records = play(workload([flow("f", travel("come"), lift)], {"truck": given}, {"crane": 1}))
        assert Spent("count", counts=("lift",), since="arrival").unfinished(records) == 1 / 200

    def test_is_measured_where_only_later_steps_are_unfinished(self) -> None:
        steps = (*STEPS, travel("drive_home"))
        records = trucks({"lift": tariff("60 yuan", "terminal")}, steps, drive_home=9999.0)
        assert year(ENTRIES["lifts"], records) == 36500

    def test_of_a_cohort_leaves_the_others_out(self) -> None:
        records = trucks({"lift": tariff("60 yuan", "terminal")})
        records = replace(records, traits={"routed": np.array([True, False])})
        assert year(ENTRIES["lifts"], records, ("routed",)) == 36500 / 2


class TestFen:
    def test_an_amount_is_rounded_once(self) -> None:
        line = lines(trucks({"lift": tariff("0.000333 yuan", "terminal")}))[0]
        assert line.fen == round(36500 * 0.0333)

    def test_payers_add_up_to_the_total(self) -> None:
        study = [{"baseline": shipped(number)} for number in range(3)]
        table = payers_table(study, "baseline").set_index("payer")["amount"]
        fen = {payer: round(amount * 100) for payer, amount in table.items() if np.isfinite(amount)}
        assert sum(fen[p] for p in PAYERS if p in fen) == fen["all_payers"] > 0
        assert sum(fen[p] for p in COMPANIES if p in fen) == fen["companies"] > 0
        entries = ledger_table(study, "baseline")
        costs = entries[entries["kind"] == "cost"]["amount"]
        assert sum(round(amount * 100) for amount in costs) == fen["all_payers"]

    def test_the_kpi_is_the_sum_of_the_ledger(self) -> None:
        records = trucks({"lift": tariff("59.99 yuan", "terminal"), "truck_hour": tariff("80 yuan/h")})
        total = sum(line.fen or 0 for line in lines(records) if line.kind == "cost")
        assert round(float(Cost().samples(records)[0]) * 100) == total


class TestTransfer:
    def test_is_shown_for_both_sides_and_sums_to_0(self) -> None:
        records = trucks({"lift": tariff("60 yuan", "terminal", charged_to="shipper", fee=fee("75.55 yuan"))})
        paid = {line.payer: line.fen for line in lines(records) if line.kind == "transfer"}
        assert paid == {"shipper": 36500 * 7555, "terminal": -36500 * 7555}

    @pytest.mark.parametrize(
        ("charged_to", "amount"), [("shipper", "0 yuan"), ("shipper", "90 yuan"), ("haulier", "75 yuan")]
    )
    def test_changes_no_total(self, charged_to: str, amount: str) -> None:
        plain = trucks({"lift": tariff("60 yuan", "terminal")})
        charged = trucks({"lift": tariff("60 yuan", "terminal", charged_to=charged_to, fee=fee(amount))})
        assert KPIS["total_cost"].value(charged) == KPIS["total_cost"].value(plain) > 0
        assert KPIS["company_cost"].value(charged) == KPIS["company_cost"].value(plain)

    def test_is_never_counted_as_a_saving(self) -> None:
        before = trucks({"lift": tariff("60 yuan", "terminal", charged_to="shipper", fee=fee("75 yuan"))})
        after = trucks({"lift": tariff("60 yuan", "terminal", charged_to="shipper", fee=fee("50 yuan"))})
        study = [{"baseline": lines(before), "cheaper": lines(after)}] * 2
        table = payers_table(study, "baseline").set_index(["alternative", "payer"]).loc["cheaper"]
        assert (table["saved"] == 0).all()
        assert table.loc["shipper", "received"] == 36500 * 25 == -table.loc["terminal", "received"]
        assert table.loc["all_payers", "received"] == 0


class TestWithoutTariffs:
    @pytest.mark.parametrize("name", ["company_cost", "total_cost", "paper_cost", "sheets", "company_labour"])
    def test_money_is_not_measured_and_never_0(self, name: str) -> None:
        assert np.isnan(KPIS[name].value(trucks({})))

    def test_the_ledger_is_empty_and_says_what_it_leaves_out(self) -> None:
        records = trucks({})
        assert lines(records) == ()
        assert records.world is not None and untariffed(records.world) == tuple(ENTRIES)

    def test_of_one_entry_that_entry_alone_is_left_out(self) -> None:
        records = trucks({"lift": tariff("60 yuan", "terminal")})
        assert [line.entry for line in lines(records)] == ["lifts"]
        assert records.world is not None and "lifts" not in untariffed(records.world)


def test_labour_is_per_shipment_of_all_streams() -> None:
    """1.5 h of a driver for each of the 36,500 trucks, where as many others pass without one."""
    steps = (visit("gate_in", "serve", counts="document_window", at_queue="gate_arrival"),)
    records = by_hand(steps, [0.0, 200.0], {"gate_in": 1}, serve=[60.0, 120.0])
    tasks = {"serve": lasting("1 h")}
    demand = {"truck": stream_of(100), "other": stream_of(100, ("g",))}
    clerk = {"gate_clerk_hour": tariff("45 yuan/h", "terminal")}
    records = replace(records, world=world(port(tasks, demand, tariffs=clerk)))
    assert KPIS["company_labour"].value(records) == pytest.approx(1.5 / 2)


def test_where_no_goods_are_stated_labour_is_not_measured() -> None:
    tasks, clerk = {"serve": lasting("1 h")}, {"gate_clerk_hour": tariff("45 yuan/h", "terminal")}
    records = by_hand((visit("gate_in", "serve", counts="document_window"),), [], {"gate_in": 1}, serve=[])
    records = replace(records, world=world(port(tasks, {"truck": stream_of(0)}, tariffs=clerk)))
    assert np.isnan(KPIS["company_labour"].value(records)) and KPIS["company_labour"].of.behind(records) == {}


def test_a_shipment_that_stands_before_a_step_is_unfinished_also_if_another_thread_will_do_it() -> None:
    steps = (wait_for_next("morning"), start("box"))
    lifted = (maybe("odd", (visit("crane", "lift_box", counts="lift"),)),)
    given = Given([0.0], lasts={"lift_box": 1.0}, chances={"odd": [True]})
    flows = [flow("f", *steps), flow("box", *lifted)]
    held = play(workload(flows, {"truck": given}, {"crane": 1}, {"morning": [9e9]}))
    assert Spent("count", counts=("lift",), since="arrival").unfinished(held) == 1
    assert Spent("count", counts=("haul",), since="arrival").unfinished(held) == 0


# --- the shipped scenario


@cache
def shipped(number: int) -> tuple[Line, ...]:
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=2, warm_up_days=4, run_out="4 day")
    return lines(run(scenario, number))


def test_tariffs_never_change_a_run() -> None:
    scenario = load("ocean_gate").with_engine("compiled").with_study(days=1, warm_up_days=0, run_out="0 day")
    dear = scenario.set("tariffs.lift.cost", "9999 yuan")
    assert run(scenario).visits_table().equals(run(dear).visits_table())
    assert lines(run(scenario)) != lines(run(dear))


def test_a_what_if_can_change_a_tariff_and_who_pays(tiny_with: Callable[[str], Scenario]) -> None:
    more = """  lift: {cost: {value: 60 yuan, source: A1}, payer: terminal}
what_ifs:
  dear: {set: {tariffs.lift.cost: 90 yuan}}
  public: {set: {tariffs.lift: {cost: {value: 60 yuan, source: A1}, payer: public_purse}}}
compare:
  dear: [dear]
  public: [public]"""
    text = TINY[: TINY.index("measures:")] + "tariffs:\n" + more + "\n"
    Path("money.yaml").write_text(text)
    scenario = load("money.yaml")
    change = scenario.world("dear").changes[0]
    assert str(change) == "tariffs.lift.cost: 60 yuan -> 90 yuan (dear)"
    study = [{name: lines(run(scenario, 0, name)) for name in scenario.alternatives}] * 2
    saved = payers_table(study, "baseline").set_index(["alternative", "payer"])["saved"]
    amount = payers_table(study, "baseline").set_index(["alternative", "payer"])["amount"]
    assert saved["dear", "terminal"] == pytest.approx(-amount["baseline", "terminal"] / 2)
    assert saved["public", "companies"] == saved["public", "terminal"] == amount["baseline", "terminal"] > 0
    assert saved["public", "public_purse"] == -saved["public", "terminal"]
    assert saved["public", "all_payers"] == 0


def test_the_stated_volumes_are_those_of_the_long_run() -> None:
    table = volumes_table(load("ocean_gate").baseline.port).set_index("stream")["per_day"]
    assert table["import"] == 6 * 90
    assert table["consignment"] == 6 * 4 * (2 + 8) / 2  # calls, LCL boxes of a call, lots of a box
    assert "stacked_import" not in table


def test_the_report_tells_savers_entries_and_volumes() -> None:
    charge = {"charged_to": "shipper", "fee": fee("75 yuan")}
    tariffs = {"lift": tariff("60 yuan", "terminal", **charge), "truck_hour": tariff("80 yuan/h")}
    before, after = trucks(tariffs), trucks(tariffs, STEPS[:1] + STEPS[2:])
    study = [{"baseline": lines(before), "no_lift": lines(after)}] * 2
    assert before.port is not None
    section = money_section(
        payers_table(study, "baseline"),
        ledger_table(study, "baseline"),
        volumes_table(before.port),
        ("sheets",),
    )
    text = in_markdown(section)
    assert (
        "| No lift | Terminal | 0 yuan/y | +2.19 M yuan/y | +2.19 to +2.19 M yuan/y | -2.74 M yuan/y |"
        in text
    )
    assert "| No lift | Haulier | 2.19 M yuan/y | +2.19 M yuan/y |" in text  # trucks of whatever stream
    assert "| No lift | **All payers** | 2.19 M yuan/y | +4.38 M yuan/y |" in text
    assert "| No lift | Lifts | Shipper | transfer | 0 lifts | 75 yuan/lift | -2.74 M yuan/y |" in text
    assert "| Truck | 100 | 36,500 | user |" in text
    assert "Left out, because the scenario has no tariff for them: sheets." in text


# --- tariffs that cannot be used


@pytest.fixture
def tiny_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Scenario]:
    monkeypatch.chdir(tmp_path)
    Path("evidence.yaml").write_text(EVIDENCE)

    def written(tariffs: str) -> Scenario:
        Path("tiny.yaml").write_text(f"{TINY}tariffs:\n{tariffs}\n")
        return load("tiny.yaml")

    return written


AT = f"tiny.yaml:{TINY.count(chr(10)) + 2}"
# fmt: off
REFUSED = [
    ("  coffee: {cost: {value: 3 yuan, source: A1}, payer: customs}",
     f"{AT}:3: tariffs.coffee: not used by any ledger entry (allowed: "),
    ("  lifts: {cost: {value: 3 yuan, source: A1}, payer: terminal}",
     f"{AT}:3: tariffs.lifts: not used by any ledger entry (nearest: lift)"),
    ("  lift: {cost: {value: 3 yuan/h, source: A1}, payer: terminal}",
     f"{AT}:10: tariffs.lift.cost: got 3 yuan/h, allowed money for a piece, such as 75 yuan: "
     "ledger entry lifts is in lifts"),
    ("  driver_hour: {cost: {value: 3 yuan, source: A1}, payer: haulier}",
     f"{AT}:17: tariffs.driver_hour.cost: got 3 yuan, allowed money per time, such as 120 yuan/h: "
     "ledger entry driver_hours is in h"),
    ("  handover_hour: {cost: {value: 3 yuan/h, source: A1}, payer: shipper}",
     f"{AT}:3: tariffs.handover_hour.takes: missing: ledger entry handover_hours counts steps; "
     "say how long the work of one takes"),
    ("  driver_hour: {cost: {value: 3 yuan/h, source: A1}, payer: haulier, takes: {value: 1 h, source: A1}}",
     f"{AT}:70: tariffs.driver_hour.takes: not used: ledger entry driver_hours measures the "
     "time itself"),
    ("  lift: {cost: {value: 3 yuan, source: A1}, payer: termnal}",
     f"{AT}:45: tariffs.lift.payer: got 'termnal', allowed haulier, shipper, terminal, customs, "
     "cfs, airline_and_cargo_terminal, shipping_line, public_purse (nearest: terminal)"),
    ("  lift: {cost: {value: 3 yuan, source: A1}, payer: terminal, charged_to: shipper}",
     f"{AT}:3: tariffs.lift: charged_to and fee go together"),
    ("  lift: {cost: {value: 3 yuan, source: A1}, payer: shipper, charged_to: shipper, "
     "fee: {value: 3 yuan, source: A1}}",
     f"{AT}:3: tariffs.lift: a fee passes between two payers; got shipper on both sides"),
    ("  lift: {cost: {value: 3 yuan, source: A1, range: [1 yuan, 9 yuan/h]}, payer: terminal}",
     f"{AT}:10: tariffs.lift.cost: a range has the unit of its value: both for a piece [yuan], or "
     "both per time"),
    ("  lift: {cost: {value: 3, source: A1}, payer: terminal}",
     f"{AT}:17: tariffs.lift.cost.value: got 3, allowed money with its unit: write 3 yuan or 3 yuan/h"),
    ("  lift: {cost: {value: 3 yuan, source: assumption}, payer: terminal}",
     f"{AT}:10: tariffs.lift.cost: an assumption needs a range: add range: [low, high]"),
]
# fmt: on


@pytest.mark.parametrize(("tariffs", "message"), REFUSED)
def test_a_tariff_that_cannot_be_used_is_refused_with_what_to_do(
    tariffs: str, message: str, tiny_with: Callable[[str], Scenario]
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_tariffs(tiny_with(tariffs))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
