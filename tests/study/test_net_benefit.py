"""Net benefit by hand: savings made up line by line, costs from a file, and what is left."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from costed import COSTED
from tiny import EVIDENCE, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.kpis.ledger_lines import Line
from portsim.model.payers import Payer
from portsim.study.paying import net_benefit
from portsim.study.paying.net_benefit import payback
from portsim.study.paying.net_sentences import sentences
from portsim.study.question import StudyResult

ANNUITY = 10000 * 0.2504565  # A/P, 8 %, 5 years


def line(entry: str, payer: Payer, yuan: float | None, kind: str = "cost") -> Line:
    fen = None if yuan is None else round(100 * yuan)
    return Line(entry, payer, kind, math.nan, "h", 1.0, fen)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> portsim.Scenario:
    folder = tmp_path_factory.mktemp("costed")
    (folder / "tiny.yaml").write_text(COSTED)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    return portsim.load(str(folder / "tiny.yaml"))


@pytest.fixture(scope="module")
def study(scenario: portsim.Scenario) -> StudyResult:
    return portsim.compare(scenario.only("qr"), workers=1, tables=["payers"])


def with_lines(study: StudyResult, saved: list[float | None]) -> StudyResult:
    """A study in which the terminal saves these amounts [yuan/y], one per replication, and hauliers 500; the
    fee that a haulier pays no more is a transfer."""
    kept = []
    for each, amount in zip(study.replications, saved, strict=True):
        before = (
            line("a", "terminal", 90000),
            line("b", "haulier", 700),
            line("c", "haulier", 80, "transfer"),
        )
        now = None if amount is None else 90000 - amount
        after = (line("a", "terminal", now), line("b", "haulier", 200), line("c", "haulier", 0, "transfer"))
        kept.append({**each, "ledger": {"baseline": before, "qr": after}})
    return replace(study, replications=tuple(kept))


def rows(study: StudyResult) -> pd.DataFrame:
    return portsim.net_benefit(study).net_benefit.set_index("payer")


@pytest.fixture(scope="module")
def found(study: StudyResult) -> pd.DataFrame:
    return rows(with_lines(study, [7000, 8000, 9000]))


class TestByHand:
    """The terminal saves 7000, 8000 and 9000 yuan: 8000 +- 4.3027 * 1000 / sqrt(3). It pays the annuity and
    2000 yuan a year, hauliers 1000 yuan a year for their phones."""

    def test_net_is_saved_less_costs(self, found: pd.DataFrame) -> None:
        assert found.loc["terminal", "saved"] == 8000
        assert found.loc["terminal", "annuity"] == pytest.approx(ANNUITY, abs=0.01)
        assert found.loc["terminal", "per_year"] == pytest.approx(2000)
        assert found.loc["terminal", "costs"] == pytest.approx(2000 + ANNUITY, abs=0.01)
        assert found.loc["terminal", "net"] == pytest.approx(6000 - ANNUITY, abs=0.01)
        assert found.loc["haulier", "net"] == pytest.approx(500 - 1000)
        assert found.loc["companies", "net"] == pytest.approx(5500 - ANNUITY, abs=0.01)
        assert found.loc["all_payers", "net"] == found.loc["companies", "net"]

    def test_its_interval_is_that_of_the_saving(self, found: pd.DataFrame) -> None:
        half = 4.302653 * 1000 / math.sqrt(3)
        own = found.loc["terminal"]
        assert (own["low"], own["high"]) == pytest.approx((own["net"] - half, own["net"] + half), abs=0.01)
        assert found.loc["haulier", "low"] == found.loc["haulier", "high"] == -500

    def test_the_ratio_is_saved_over_costs(self, found: pd.DataFrame) -> None:
        assert found.loc["terminal", "ratio"] == pytest.approx(8000 / (2000 + ANNUITY), abs=1e-5)
        assert found.loc["haulier", "ratio"] == pytest.approx(0.5)

    def test_it_is_paid_back_out_of_what_is_left(self, found: pd.DataFrame) -> None:
        """6000 a year pay 10000 back in 1.667 years; with 8 % interest n solves (1 - 1.08^-n) / 0.08 =
        10000 / 6000, so 1.08^-n = 0.86667."""
        assert found.loc["terminal", "payback"] == pytest.approx(10000 / 6000)
        assert found.loc["terminal", "discounted_payback"] == pytest.approx(
            -math.log(1 - 0.08 * 10000 / 6000) / math.log(1.08)
        )
        assert math.isnan(found.loc["haulier", "payback"])

    def test_costs_are_said_over_their_ranges(self, found: pd.DataFrame) -> None:
        """Cheap: 5000 over 10 years without interest, and 1000. Dear: 20000, 4 years, 12 %: A/P 0.32923."""
        assert found.loc["terminal", "costs_least"] == pytest.approx(5000 / 10 + 1000)
        assert found.loc["terminal", "costs_most"] == pytest.approx(20000 * 0.32923 + 4000, abs=0.5)

    def test_the_verdict_is_what_the_interval_says(self, found: pd.DataFrame) -> None:
        assert dict(found["verdict"]) == {
            "haulier": "does not pay",
            "terminal": "pays",
            "companies": "pays",
            "all_payers": "pays",
        }


def test_what_does_not_pay_is_not_paid_back_within_its_life(
    study: StudyResult, scenario: portsim.Scenario
) -> None:
    """10000 over 5 years at 8 %, of which 2300 a year are left: 4.35 years without interest, 5.55 with it."""
    table = portsim.net_benefit(with_lines(study, [4200, 4300, 4400])).net_benefit
    said = " ".join(sentences(scenario, table, "qr", "terminal"))
    assert "does not pay" in said and "paid back in 5.55 years" in said


def test_a_payer_who_is_left_as_he_was_is_unaffected(study: StudyResult) -> None:
    """Of an alternative without costs that saves nothing."""
    free = replace(study, scenario=study.scenario.alternative("free", "more_lanes").only("free"))
    kept = tuple({**each, "ledger": {"baseline": (line("a", "cfs", 5),), "free": (line("a", "cfs", 5),)}}
                 for each in study.replications)  # fmt: skip
    kept = tuple({**each, "growth": {"baseline": g["baseline"], "free": g["qr"]}}
                 for each in kept for g in (each["growth"],))  # fmt: skip
    found = rows(replace(free, replications=kept))
    assert set(found["verdict"]) == {"unaffected"} and set(found["net"]) == {0.0}


def test_where_a_queue_grows_no_saving_is_said(study: StudyResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(net_benefit, "growing", lambda _: frozenset({"qr"}))
    found = portsim.net_benefit(with_lines(study, [7000, 8000, 9000]))
    assert found.sentences[:2] == (
        "For companies (overloaded): qr.",
        "qr, companies: overloaded; a queue grows for as long as the run lasts, so that nothing is saved.",
    )


def test_a_payer_who_pays_no_longer_has_a_row(study: StudyResult) -> None:
    """The CFS pays 5 yuan a year, and with the measure customs does."""
    moved = {"baseline": (line("a", "cfs", 5),), "qr": (line("a", "customs", 5),)}
    found = rows(replace(study, replications=tuple({**each, "ledger": moved} for each in study.replications)))
    assert dict(found["saved"][["cfs", "customs", "companies", "all_payers"]]) == {
        "cfs": 5,
        "customs": -5,
        "companies": 5,
        "all_payers": 0,
    }


def test_replications_that_did_not_measure_an_entry_are_left_out(study: StudyResult) -> None:
    found = rows(with_lines(study, [7000, None, 9000])).loc["terminal"]
    assert (found["n"], found["saved"]) == (2, 8000)
    found = rows(with_lines(study, [None, None, None])).loc["terminal"]
    assert (found["n"], found["verdict"]) == (0, "not measured") and math.isnan(found["net"])


@pytest.mark.parametrize(
    ("once", "gain", "rate", "years"),
    [
        (1000.0, 250.0, 0.0, 4.0),
        (1000.0, 402.11, 0.1, 3.0),  # A/P, 10 %, 3 years is 0.40211
        (1000.0, 100.0, 0.1, math.inf),  # the gain pays the interest alone
        (1000.0, -5.0, 0.0, math.inf),
        (1000.0, 0.0, 0.0, math.inf),
        (0.0, -5.0, 0.0, 0.0),
    ],
)
def test_years_until_it_is_paid_back(once: float, gain: float, rate: float, years: float) -> None:
    assert payback(once, gain, rate) == pytest.approx(years, abs=1e-3)
    assert math.isnan(payback(once, math.nan, rate))


def test_the_saving_is_that_of_the_table_of_payers(scenario: portsim.Scenario) -> None:
    study = portsim.compare(scenario, workers=1, tables=["payers"])
    found = portsim.net_benefit(study).net_benefit.set_index(["alternative", "payer"])
    for row in study.payers[study.payers["alternative"] != "baseline"].to_dict("records"):
        own = found.loc[(row["alternative"], row["payer"])]
        assert own["saved"] == pytest.approx(row["saved"], abs=0.02)
        assert (own["saved_low"], own["saved_high"]) == pytest.approx((row["low"], row["high"]), abs=0.02)
    again = portsim.net_benefit(scenario, workers=1)
    pd.testing.assert_frame_equal(again.net_benefit, portsim.net_benefit(study).net_benefit)
    for said in ({"days": 3}, {"replications": 9}, {"seed": 2}):
        with pytest.raises(PortsimError) as caught:
            portsim.net_benefit(study, **said)
        assert str(caught.value) == (
            f"net_benefit: {next(iter(said))}: the study was run already; leave it out, or give the scenario"
        )
    assert list(again.costs["item"]) == ["readers", "phones", "readers", "phones"]
    assert (
        "all of" not in again.sentences[-1]
        and "Of 5 figures of costs 4 are assumptions" in again.sentences[-1]
    )


def test_what_cannot_be_answered_is_said(scenario: portsim.Scenario, tmp_path: Path) -> None:
    with pytest.raises(PortsimError, match="table 'ledger': this study was not asked for it"):
        portsim.net_benefit(portsim.compare(scenario, workers=1, tables=["comparison"], kpis=[]))
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    with pytest.raises(PortsimError, match=r"has no tariffs, so nobody saves money.* --of \(Python: of\)$"):
        portsim.net_benefit(str(tmp_path / "tiny.yaml"))
    with pytest.raises(PortsimError, match="no alternative has figures of a year: it compares nothing"):
        portsim.net_benefit(scenario.only("baseline"))


def test_costs_without_ranges_have_no_ends(scenario: portsim.Scenario, study: StudyResult) -> None:
    """Phones cost 1000 a year and have no range; the readers have, and so have both together."""
    table = portsim.net_benefit(with_lines(study, [500.0, 500.0, 500.0])).net_benefit
    said = {group: " ".join(sentences(scenario, table, "qr", group)) for group in ("haulier", "terminal")}
    assert "haulier: " in said["haulier"] and "costs 1,000 yuan, net benefit" in said["haulier"]
    assert "over the ranges), net benefit" in said["terminal"]
