"""The ledger's tables over replications, from lines made up by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from portsim.kpis.ledger_lines import Kind, Line
from portsim.model.payers import Payer
from portsim.scenario.load import load
from portsim.study.ledger import LEDGER_OF_A_YEAR, ledger_table, payers_table
from portsim.study.question import FEN
from portsim.study.study import compare

MISSING = None


def line(fen: int | None, entry: str = "lifts", payer: Payer = "terminal", kind: Kind = "cost") -> Line:
    quantity = math.nan if fen is None else fen / 100
    return Line(entry, payer, kind, quantity, "lifts", 1.0, fen)


def study(before: list[int | None], after: list[int | None]) -> list[dict[str, tuple[Line, ...]]]:
    """A replication for each pair of amounts [fen] of one row."""
    pairs = zip(before, after, strict=True)
    return [{"baseline": (line(then),), "a": (line(now),)} for then, now in pairs]


def row(table: pd.DataFrame, **key: str) -> pd.Series:
    """The one row with these values."""
    for name, value in key.items():
        table = table[table[name] == value]
    (found,) = [each for _, each in table.iterrows()]
    return found


class TestVerdict:
    """The 95 % t-interval of two replications is their mean and 12.7 times half their distance."""

    @pytest.mark.parametrize(
        ("saved", "verdict"),
        [
            ((1000, 1010), "saves"),  # 1005 +- 64
            ((48, 50), "saves"),  # 49 +- 12.7: reaches beyond 50 fen, 1 % of 5000
            ((12, 14), "equivalent"),  # 13 +- 12.7, from 0.3 fen on: it excludes 0, and does not matter
            ((-12, -14), "equivalent"),
            ((-48, -50), "pays more"),
            ((-1000, -1010), "pays more"),
            ((1000, -900), "undecided"),  # 50 +- 12,071
            ((10, 200), "undecided"),  # 105 +- 1207: the mean alone is above 0
            ((-10, -200), "undecided"),
            ((0, 0), "equivalent"),
        ],
    )
    def test_is_what_the_whole_interval_says(self, saved: tuple[int, int], verdict: str) -> None:
        found = row(
            payers_table(study([5000, 5000], [5000 - each for each in saved]), "baseline"),
            alternative="a",
            payer="terminal",
        )
        assert found["verdict"] == verdict
        assert found["saved"] == pytest.approx(sum(saved) / 200)
        half = math.tan(0.475 * math.pi) * abs(saved[0] - saved[1]) / 2  # t of one degree is Cauchy
        assert found["low"] == pytest.approx((sum(saved) / 2 - half) / 100)
        assert found["high"] == pytest.approx((sum(saved) / 2 + half) / 100)

    @pytest.mark.parametrize(
        ("more", "verdict", "low"),
        [
            (0, "saves", 10.0),
            (900, "saves", 1.0),  # 1000 fen are saved, 900 may still be spent
            (1100, "undecided", -1.0),
        ],
    )
    def test_what_unfinished_shipments_may_add_can_undo_a_saving(
        self, more: int, verdict: str, low: float
    ) -> None:
        ledgers = study([5000] * 3, [4000] * 3)
        for each in ledgers:
            each["a"] = (replace(each["a"][0], more=more),)
        found = row(payers_table(ledgers, "baseline"), alternative="a", payer="terminal")
        assert found["verdict"] == verdict and found["saved"] == 10
        assert (found["low"], found["high"]) == pytest.approx((low, 10.0))
        assert found["amount_is"] == ("at least" if more else "exact")

    @pytest.mark.parametrize("grows", ["a", "baseline"])
    @pytest.mark.parametrize(
        ("after", "verdict"), [(4000, "overloaded"), (5000, "overloaded"), (6000, "pays more")]
    )
    def test_where_a_queue_grows_nobody_saves(self, grows: str, after: int, verdict: str) -> None:
        table = payers_table(study([5000] * 3, [after] * 3), "baseline", {grows})
        assert row(table, alternative="a", payer="terminal")["verdict"] == verdict

    def test_needs_a_replication_that_measured_both_sides(self) -> None:
        table = payers_table(study([5000, MISSING], [MISSING, 4000]), "baseline")
        found = row(table, alternative="a", payer="terminal")
        assert found["verdict"] == "not measured" and found["n"] == 0
        assert math.isnan(found["saved"])


class TestDifference:
    def test_is_that_of_the_amounts_shown(self) -> None:
        """The means 100.4 and 100.6 fen are shown as 100 and 101; their difference 0.2 is shown as 1."""
        found = row(
            ledger_table(study([100, 100, 100, 101, 101], [100, 100, 101, 101, 101]), "baseline"),
            alternative="a",
        )
        assert (found["amount"], found["difference"]) == (1.01, 0.01)

    def test_takes_the_replications_that_measured_both(self) -> None:
        """Of the amounts 60 and 90 in the mean, those that stand against each other are 50 and 80."""
        table = ledger_table(study([5000, 7000, MISSING], [8000, MISSING, 10000]), "baseline")
        found, base = row(table, alternative="a"), row(table, alternative="baseline")
        assert (base["amount"], found["amount"]) == (60, 90)
        assert found["difference"] == 30 == 80 - 50
        assert (found["n"], found["measured"]) == (2, False)

    def test_of_payers_is_over_replications_that_measured_all_their_rows(self) -> None:
        """Lifts were measured in both replications, scans in the first one alone: 40 + 10 are saved there."""
        ledgers = [
            {
                "baseline": (line(10000), line(5000, "scans")),
                "a": (line(6000), line(4000, "scans")),
            },
            {"baseline": (line(10000), line(MISSING, "scans")), "a": (line(10000), line(4000, "scans"))},
        ]
        found = row(payers_table(ledgers, "baseline"), alternative="a", payer="terminal")
        assert (found["saved"], found["n"]) == (50, 1)

    def test_is_not_measured_where_no_replication_measured_all_rows(self) -> None:
        first = (line(10000), line(MISSING, "scans"))
        second = (line(MISSING), line(5000, "scans"))
        found = row(
            payers_table([{"baseline": first, "a": first}, {"baseline": second, "a": second}], "baseline"),
            alternative="a",
            payer="all_payers",
        )
        assert (found["amount"], found["verdict"]) == (150, "not measured")
        assert math.isnan(found["saved"])

    def test_of_a_row_that_the_baseline_lacks_is_its_whole_amount(self) -> None:
        ledgers = [{"baseline": (line(100),), "a": (line(100), line(700, "scans"))}] * 2
        assert row(ledger_table(ledgers, "baseline"), alternative="a", entry="scans")["difference"] == 7

    def test_of_a_row_that_only_the_baseline_has_is_saved(self) -> None:
        ledgers = [{"baseline": (line(100), line(700, "scans")), "a": (line(100),)}] * 2
        assert row(payers_table(ledgers, "baseline"), alternative="a", payer="terminal")["saved"] == 7
        found = row(ledger_table(ledgers, "baseline"), alternative="a", entry="scans")
        assert (found["amount"], found["difference"], found["unit"], found["n"]) == (0, -7, "lifts", 2)


class TestPayers:
    LEDGERS = (
        {
            "baseline": (
                line(10000),
                line(3000, "scans", "customs"),
                line(2000, "lifts", "shipper", "transfer"),
                line(-2000, "lifts", "terminal", "transfer"),
            ),
            "a": (
                line(7000),
                line(5000, "scans", "customs"),
                line(500, "lifts", "shipper", "transfer"),
                line(-500, "lifts", "terminal", "transfer"),
            ),
        },
    ) * 2

    @pytest.mark.parametrize(
        ("payer", "amount", "saved", "received"),
        [
            ("terminal", 70, 30, -15),  # it is paid 15 yuan less in fees
            ("shipper", 0, 0, 15),
            ("customs", 50, -20, 0),
            ("companies", 70, 30, 0),  # customs is none
            ("all_payers", 120, 10, 0),
        ],
    )
    def test_costs_are_saved_and_transfers_received(
        self, payer: str, amount: float, saved: float, received: float
    ) -> None:
        found = row(payers_table(self.LEDGERS, "baseline"), alternative="a", payer=payer)
        assert (found["amount"], found["saved"], found["received"]) == (amount, saved, received)

    def test_what_is_received_is_the_mean_over_replications(self) -> None:
        """A fee of 20 yuan falls by 4 and by 6."""
        fees = [(line(2000, kind="transfer"), line(each, kind="transfer")) for each in (1600, 1400)]
        ledgers = [{"baseline": (before,), "a": (after,)} for before, after in fees]
        found = row(payers_table(ledgers, "baseline"), alternative="a", payer="terminal")
        assert (found["received"], found["saved"], found["amount"]) == (5, 0, 0)

    def test_who_pays_no_longer_has_a_row_of_what_is_saved(self) -> None:
        ledgers = [{"baseline": (line(100),), "a": (line(100, payer="public_purse"),)}] * 2
        found = payers_table(ledgers, "baseline")
        own = found[found["alternative"] == "a"].set_index("payer")["saved"]
        assert own.to_dict() == {"terminal": 1, "public_purse": -1, "companies": 1, "all_payers": 0}

    def test_come_in_the_order_of_payers_with_the_totals_last(self) -> None:
        table = payers_table(self.LEDGERS, "baseline")
        assert table["payer"].tolist() == ["shipper", "terminal", "customs", "companies", "all_payers"] * 2
        assert table["alternative"].tolist() == ["baseline"] * 5 + ["a"] * 5


def test_without_replications_or_tariffs_the_tables_are_empty() -> None:
    for ledgers in ([], [{"baseline": (), "a": ()}]):
        assert ledger_table(ledgers, "baseline").empty
        assert payers_table(ledgers, "baseline").empty


def test_a_row_holds_the_mean_over_replications_with_its_interval() -> None:
    """Amounts of 40 and 60 yuan: 50 +- 12.7062 x 10."""
    found = row(ledger_table(study([4000, 6000], [4000, 6000]), "baseline"), alternative="baseline")
    assert (found["quantity"], found["amount"], found["n"], found["measured"]) == (50, 50, 2, True)
    assert found["low"] == pytest.approx(50 - 127.062, abs=1e-3)
    assert found["high"] == pytest.approx(50 + 127.062, abs=1e-3)
    assert (found["payer"], found["kind"]) == ("terminal", "cost")
    assert (found["unit"], found["unit_cost"]) == ("lifts", 1.0)


def test_a_difference_has_the_interval_of_the_pairs() -> None:
    """Differences of 10 and 30 yuan: 20 +- 12.7062 x 10."""
    found = row(ledger_table(study([4000, 6000], [5000, 9000]), "baseline"), alternative="a")
    assert found["difference"] == 20
    assert found["difference_low"] == pytest.approx(20 - 127.062, abs=1e-3)
    assert found["difference_high"] == pytest.approx(20 + 127.062, abs=1e-3)


def test_a_single_replication_is_a_row_too() -> None:
    found = row(ledger_table(study([4000], [5000]), "baseline"), alternative="a")
    assert (found["amount"], found["unit"], found["unit_cost"]) == (50, "lifts", 1.0)


def test_streams_that_are_missing_in_some_replication_are_named_once_each() -> None:
    lost = [("barge",), ("train", "barge"), ()]
    ledgers = [{"baseline": (replace(line(100), missing=each),)} for each in lost]
    assert row(ledger_table(ledgers, "baseline"), alternative="baseline")["missing"] == "barge; train"


def test_the_columns_are_those_of_the_files() -> None:
    assert " ".join(ledger_table([], "baseline").columns) == (
        "alternative entry payer kind quantity unit unit_cost amount low high difference difference_low "
        "difference_high n measured amount_is missing"
    )
    assert " ".join(payers_table([], "baseline").columns) == (
        "alternative payer amount saved low high received n amount_is verdict"
    )


@pytest.mark.usefixtures("tiny_folder")
def test_a_study_keeps_the_lines_of_every_replication() -> None:
    """A lift costs 60 yuan: 100 trucks a day, one lift each, whatever the measure."""
    tiny = Path("tiny.yaml")
    lift = "tariffs:\n  lift: {cost: {value: 60 yuan, source: A1}, payer: terminal}\n"
    tiny.write_text(tiny.read_text() + lift)
    found = compare(load("tiny.yaml").only("lanes"), workers=1, claims=False)
    ledger, payers = found.table("ledger"), found.table("payers")
    assert ledger["alternative"].tolist() == ["baseline", "lanes"]
    assert ledger["amount"].tolist() == [60 * 36500] * 2 and ledger["n"].tolist() == [2, 2]
    assert payers["payer"].tolist() == ["terminal", "companies", "all_payers"] * 2
    assert payers["amount"].tolist() == [60 * 36500] * 6
    assert LEDGER_OF_A_YEAR.file == "ledger" and LEDGER_OF_A_YEAR.digits == FEN


@pytest.mark.usefixtures("tiny_folder")
def test_a_gate_that_cannot_keep_up_saves_nothing_however_cheap_its_lifts() -> None:
    """100 trucks a day take 35 minutes each at two lanes: 1.22 of what these can do. A lift is a tenth of the
    price; those that are still to be done at the end would make one of every truck."""
    slow = """\
  slow:
    set:
      tasks.paper_check: {shape: exponential, mean: 35 min, source: user}
      tariffs.lift.cost: 6 yuan
compare:
  slow: [slow]
"""
    lift = "tariffs:\n  lift: {cost: {value: 60 yuan, source: A1}, payer: terminal}\n"
    tiny = Path("tiny.yaml")
    tiny.write_text(tiny.read_text().replace("days: 1,", "days: 9,").replace("compare:\n", slow) + lift)
    found = compare(load("tiny.yaml").only("slow"), workers=1, claims=False)
    ledger, payers = found.table("ledger"), found.table("payers")
    cheap = row(ledger, alternative="slow")
    assert cheap["amount"] < 6 * 36500 and cheap["difference_high"] >= -54 * 36500
    assert ledger["amount_is"].tolist() == ["exact", "at least"]
    assert payers[payers["alternative"] == "slow"]["verdict"].tolist() == ["overloaded"] * 3
