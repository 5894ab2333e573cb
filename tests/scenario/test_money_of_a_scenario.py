"""A scenario counts its money in another currency: what is read, converted and refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from dollars import CONVERTED, IN_DOLLARS, IN_YUAN, MONEY
from tiny import EVIDENCE

import portsim
from portsim.base.currency import money_name
from portsim.base.errors import ConfigError, PortsimError
from portsim.base.units import Price
from portsim.claims.claim import load_claims
from portsim.claims.observations import load_observations
from portsim.scenario.costs import costs_of
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

TRUCK_HOUR = "tariffs.truck_hour.cost"
CLAIMS = """\
source: a paper on gates
claims:
  S1:
    statement: Lanes save 8 M yuan a year
    reported_in: a paper
    readings:
      - {name: all, kpi: total_cost, alternative: lanes, figure: saved, reported: 8, unit: UNIT, sense: about}
"""
FIGURES = """\
figures:
  bill: {statement: What a year costs, kpi: total_cost, observed: 8, unit: UNIT, band: [6, 10],
         source: user, because: as the books say, differs: nothing}
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("evidence.yaml").write_text(EVIDENCE)


def read(text: str, name: str = "port.yaml") -> Scenario:
    Path(name).write_text(text)
    return portsim.load(name)


def price_of(scenario: Scenario, alternative: str = "baseline") -> Price:
    return scenario.world(alternative).port.tariffs["truck_hour"].cost.value


def test_prices_in_yuan_are_divided_by_the_rate_and_others_are_taken_as_they_are() -> None:
    for text in (CONVERTED, IN_DOLLARS):
        scenario = read(text)
        tariff = scenario.baseline.port.tariffs["truck_hour"].cost
        assert tariff.value == Price(18.75, "yuan/h")
        assert tariff.range == (Price(7.5, "yuan/h"), Price(47.5, "yuan/h"))
        assert price_of(scenario, "dear") == Price(25.0, "yuan/h")
        readers, phones = (each.item for each in costs_of(scenario, "qr"))
        assert readers.once is not None and readers.per_year is not None and phones.per_year is not None
        assert (readers.once.value, readers.per_year.value, phones.per_year.value) == (1250, 250, 125)


def test_the_identity_goes_by_the_money_and_not_by_the_way_in_which_prices_are_written() -> None:
    yuan, dollars, converted = map(read, (IN_YUAN, IN_DOLLARS, CONVERTED))
    assert dollars.identity == converted.identity
    as_many_yuan = read(IN_DOLLARS.replace(MONEY, "").replace("USD", "yuan"))
    assert len({yuan.identity, dollars.identity, as_many_yuan.identity}) == 3


def test_what_is_read_leaves_the_money_of_others_alone() -> None:
    dollars = read(IN_DOLLARS)
    assert money_name() == "yuan"
    with dollars.counting():
        assert money_name() == "USD"
        assert price_of(read(IN_YUAN, "other.yaml")) == Price(150.0, "yuan/h")
        with pytest.raises(ConfigError, match="AUD"):
            read(IN_YUAN.replace("150 yuan/h", "150 AUD/h"), "wrong.yaml")
        assert money_name() == "USD"
    assert money_name() == "yuan"


def test_a_file_may_count_in_another_money_than_the_one_that_it_extends() -> None:
    read(IN_YUAN, "above.yaml")
    text = f"extends: above.yaml\nname: below\ntitle: Below\n{MONEY}"
    assert price_of(read(text)) == Price(18.75, "yuan/h")
    own = f"{text}tariffs: {{truck_hour: {{cost: {{value: 95 USD/h, source: user}}}}}}\n"
    assert price_of(read(own)) == Price(95.0, "yuan/h")
    read(IN_DOLLARS, "above.yaml")
    assert price_of(read("extends: above.yaml\nname: below\ntitle: Below\n")) == Price(18.75, "yuan/h")
    with pytest.raises(ConfigError, match="no money of this scenario") as found:
        read(text.replace("USD", "EUR"))
    assert "above.yaml:" in str(found.value)


def test_numbers_are_set_in_either_money_and_the_rate_is_one_of_them() -> None:
    scenario = read(CONVERTED)
    assert price_of(scenario.set(TRUCK_HOUR, "20 USD/h")) == Price(20.0, "yuan/h")
    assert price_of(scenario.set(TRUCK_HOUR, "160 yuan/h")) == Price(20.0, "yuan/h")
    assert price_of(scenario.set("money.yuan", 5)) == Price(30.0, "yuan/h")
    assert price_of(scenario.set("money.yuan", 5), "dear") == Price(40.0, "yuan/h")
    with pytest.raises(ConfigError, match=r"set tariffs.*got '9 GBP/h'.*GBP is no money of this scenario"):
        scenario.set(TRUCK_HOUR, "9 GBP/h")


def test_the_rate_is_among_the_sources_and_no_input_of_a_study() -> None:
    scenario = read(CONVERTED)
    (rate,) = [number for key, number in sources(scenario) if key == "money.yuan"]
    assert (rate.words(), rate.range_words()) == ("8", "7 to 9")
    with pytest.raises(PortsimError, match=r"INPUT: money\.yuan is a rate"):
        portsim.breakeven(scenario, "money.yuan")


ALLOWED = "allowed money such as 75 USD, 120 USD/h or 40 USD per day"
THIRD = "GBP is no money of this scenario (allowed: USD, or yuan, which its rate converts)"
NO_RATE = "allowed how many yuan one of the currency is: a plain number from 0.000001 to 1000000, such as 7.1"
NO_CODE = "allowed an ISO 4217 code in capital letters, such as USD or EUR"
PRICE, HOUR = "tariffs.truck_hour.cost.value", "18.75 USD/h"
VALUE, RANGE = "value: 8, source: assumption", "source: assumption, range: [7, 9]"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            MONEY,
            "",
            "tariffs.gate_clerk_hour.cost.value: got '5.625 USD/h', allowed money such as 75 yuan, 120 "
            "yuan/h or 40 yuan per day; USD is no unit of money (allowed: yuan; state another currency under "
            "money)",
        ),
        (HOUR, "18.75 GBP/h", f"{PRICE}: got '18.75 GBP/h', {ALLOWED}; {THIRD}"),
        (
            "1250 USD",
            "1250 GBP",
            "measures.qr_gate_pass.costs.readers.once.value: got '1250 GBP', allowed money that is paid "
            f"once, such as 250000 USD or 2.5 M USD; {THIRD}",
        ),
        ("25 USD/h", "25 GBP/h", f"what_ifs.dear: {PRICE}: got '25 GBP/h', {ALLOWED}; {THIRD}"),
        (HOUR, "-1 USD/h", f"{PRICE}: got '-1 USD/h', allowed money of 0 or more"),
        (HOUR, "18.75 CNY/h", f"{PRICE}: got '18.75 CNY/h', {ALLOWED}; write yuan for CNY"),
        (VALUE, "value: 0, source: assumption", f"money.yuan.value: got 0, {NO_RATE}"),
        (VALUE, "value: .nan, source: assumption", f"money.yuan.value: got nan, {NO_RATE}"),
        (VALUE, "source: assumption", "money.yuan: missing key 'value'"),
        (MONEY, "money: {currency: USD}\n", "money: missing key 'yuan' (how many yuan one of it is worth)"),
        (MONEY, "money: USD\n", "money: got 'USD', allowed a mapping with keys currency, yuan"),
        ("currency: USD", "currency: usd", f"money.currency: got 'usd', {NO_CODE}; write USD"),
        (
            "currency: USD",
            "currency: CNY",
            "money.currency: got CNY, which is yuan; leave money out, and money is in yuan",
        ),
        (RANGE, "source: assumption", "money.yuan: an assumption needs a range: add range: [low, high]"),
        (RANGE, "source: Z9", "money.yuan.source: unknown source 'Z9' (allowed: A1, assumption, user)"),
    ],
)
def test_what_is_no_money_of_the_scenario_is_refused_at_its_place(old: str, new: str, said: str) -> None:
    assert old in IN_DOLLARS
    text = IN_DOLLARS.replace(old, new, 1)
    with pytest.raises(ConfigError) as found:
        read(text)
    lines = [line for line in str(found.value).splitlines() if line.endswith(f": {said}")]
    assert len(lines) == 1, str(found.value)
    file, line, column = lines[0].split(":")[:3]
    place = new.strip() or "5.625 USD/h"
    assert file == "port.yaml" and int(column) > 0
    assert place.splitlines()[0] in text.splitlines()[int(line) - 1]


def test_a_claim_in_yuan_is_converted_before_it_is_judged() -> None:
    text = f"claims: claims.yaml\n{IN_DOLLARS}"
    Path("claims.yaml").write_text(CLAIMS.replace("UNIT", "M yuan/y"))
    scenario = read(text)
    (reading,) = load_claims(Path("claims.yaml"), scenario)["S1"].readings
    assert (reading.reported, reading.unit) == (1.0, "M yuan/y")
    Path("claims.yaml").write_text(CLAIMS.replace("UNIT", "M USD/y"))
    (reading,) = load_claims(Path("claims.yaml"), scenario)["S1"].readings
    assert (reading.reported, reading.unit) == (8.0, "M yuan/y")
    Path("claims.yaml").write_text(CLAIMS.replace("UNIT", "M EUR/y"))
    with pytest.raises(
        ConfigError, match=r"unit: got 'M EUR/y', allowed M USD/y, the unit of saved of total_"
    ):
        load_claims(Path("claims.yaml"), scenario)
    with pytest.raises(ConfigError, match=r"unit: got 'M EUR/y', allowed M yuan/y"):
        load_claims(Path("claims.yaml"), read(IN_YUAN))


def test_an_observed_figure_in_another_money_is_refused() -> None:
    scenario = read(IN_DOLLARS)
    Path("figures.yaml").write_text(FIGURES.replace("UNIT", "M USD/y"))
    assert load_observations(Path("figures.yaml"), scenario)["bill"].unit == "M yuan/y"
    Path("figures.yaml").write_text(FIGURES.replace("UNIT", "M yuan/y"))
    with pytest.raises(
        ConfigError, match=r"got 'M yuan/y', allowed M USD/y.*give `observed` and `band` in M U"
    ):
        load_observations(Path("figures.yaml"), scenario)
