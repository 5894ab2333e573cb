"""A port that counts in dollars says dollars in all that users read, and nothing of yuan; its amounts are
those of the same port in yuan divided by the rate."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import Outcome
from dollars import IN_DOLLARS, IN_YUAN, NOTE, RATE
from served import served
from tiny import EVIDENCE

import portsim
from portsim.report.charts import fonts
from portsim.serve.saved import as_scenario
from portsim.serve.state import read_state
from portsim.serve.variant import Variants
from portsim.study.earlier import earlier_audit

Terminal = Callable[..., Outcome]
TEXTS = (".csv", ".md", ".html", ".svg", ".json")
KEY = "money.yuan"  # of the rate, as the file has it
SIGN = "\u5143"  # of yuan, which stands in the words for dollar and euro too
DOLLAR = "\u7f8e\u5143"
FONT = pytest.mark.skipif(not fonts.installed(), reason="no font with Chinese characters")
pytestmark = pytest.mark.usefixtures("quick_engine")
both = pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=FONT)])
one_is_slow = pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=[FONT, pytest.mark.slow])])


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("dollars.yaml").write_text(IN_DOLLARS)
    Path("yuan.yaml").write_text(IN_YUAN)
    Path("evidence.yaml").write_text(EVIDENCE)


def texts(outcome: Outcome, folder: str) -> Iterator[tuple[str, str]]:
    """What the terminal says, and each text of a folder of results."""
    assert outcome.code == 0, outcome.err
    yield "terminal", outcome.out + outcome.err
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix in TEXTS:
            yield str(path), path.read_text(encoding="utf-8")


def of_yuan(text: str) -> list[str]:
    """The places of a text that speak of yuan, but for the key of the rate and a note that the user wrote."""
    text = text.replace(KEY, "").replace(NOTE, "")
    return [
        text[each.start() - 40 : each.end() + 40] for each in re.finditer(f"yuan|(?<!\u7f8e){SIGN}", text)
    ]


def only_dollars(outcome: Outcome, folder: str, language: str) -> dict[str, str]:
    """All texts, in none of which yuan are spoken of."""
    found = dict(texts(outcome, folder))
    assert {name: places for name, text in found.items() if (places := of_yuan(text))} == {}
    assert any(re.search("USD" if language == "en" else DOLLAR, text) for text in found.values())
    return found


@one_is_slow
@pytest.mark.usefixtures("blank_png")
def test_a_study_says_dollars_in_all_that_it_leaves(terminal: Terminal, language: str) -> None:
    outcome = terminal("compare", "dollars.yaml", "--lang", language, "--out", "out", "--verbose")
    found = only_dollars(outcome, "out", language)
    name = {"en": "M USD/y", "zh": f"\u767e\u4e07{DOLLAR}/\u5e74"}[language]
    for file in ("report.md", "report.html", "figures/payers.svg"):
        assert name in found[f"out/{file}"], file
    units = pd.read_csv("out/comparison.csv").set_index("kpi")["unit"]
    assert set(units[["total_cost", "company_cost"]]) == {"M USD/y"}
    assert NOTE in found["out/report.html"]


@one_is_slow
@pytest.mark.usefixtures("blank_png")
def test_a_page_in_both_languages_says_dollars_in_each(terminal: Terminal, language: str) -> None:
    other = {"en": "zh", "zh": "en"}[language]
    if not fonts.installed():
        pytest.skip("no font with Chinese characters")
    outcome = terminal(
        "compare", "dollars.yaml", "--lang", f"{language},{other}", "--out", "out", "--no-play"
    )
    page = only_dollars(outcome, "out", language)["out/report.html"]
    assert "M USD/y" in page
    assert f"\u767e\u4e07{DOLLAR}/\u5e74" in page


@pytest.mark.usefixtures("blank_charts")
def test_amounts_are_those_in_yuan_divided_by_the_rate(terminal: Terminal) -> None:
    for name in ("yuan", "dollars"):
        assert terminal("compare", f"{name}.yaml", "--out", name, "--no-play").code == 0
    fen = 0.01 * (1 + 1 / RATE)
    seen = 0
    for table, keys in (("ledger", ["alternative", "entry", "payer", "kind"]), ("comparison", ["kpi"])):
        yuan, dollars = (pd.read_csv(f"{name}/{table}.csv") for name in ("yuan", "dollars"))
        assert (yuan[keys] == dollars[keys]).all(axis=None)
        money = yuan["unit"].str.contains("yuan") if table == "comparison" else yuan["payer"] != ""
        columns = (
            ["baseline", "value", "difference", "low", "high", "matters"]
            if table == "comparison"
            else ["amount", "difference", "difference_low", "difference_high", "unit_cost"]
        )
        expected = yuan.loc[money, columns].to_numpy() / RATE
        found = dollars.loc[money, columns].to_numpy()
        near = fen if table == "ledger" else 1e-7
        assert np.allclose(found, expected, rtol=2e-5, atol=near, equal_nan=True)
        seen += int((np.abs(found) > 1).sum()) if table == "ledger" else int((np.abs(found) > 0.01).sum())
        others = [c for c in yuan.columns if yuan[c].dtype.kind == "f"]
        if table == "comparison":
            pd.testing.assert_frame_equal(yuan.loc[~money, others[:6]], dollars.loc[~money, others[:6]])
    assert seen > 40


@one_is_slow
@pytest.mark.usefixtures("blank_png")
def test_analyses_say_dollars_in_all_that_they_leave(terminal: Terminal, language: str) -> None:
    size = (
        "size",
        "dollars.yaml",
        "--over",
        "places.gate_in.lanes=1:2",
        "--target",
        "total_cost <= 5 M USD/y",
    )
    cost = ("--cost", "places.gate_in.lanes=1000 USD/y", "--replications", "3")
    once = "measures.qr_gate_pass.costs.readers.once"
    for number, words in enumerate(
        (
            (*size, *cost),
            ("breakeven", "dollars.yaml", "tariffs.truck_hour.cost", "--alternative", "qr"),
            ("breakeven", "dollars.yaml", once, "--target", "1000 USD/y", "--alternative", "qr"),
            ("breakeven", "dollars.yaml"),
            ("attribute", "dollars.yaml", "--alternative", "both"),
            ("uncertainty", "dollars.yaml", "--samples", "8"),
            ("precision", "dollars.yaml", "--kpi", "total_cost", "--within", "0.1 M USD/y", "--most", "6"),
        )
    ):
        only_dollars(terminal(*words, "--lang", language, "--out", f"out{number}"), f"out{number}", language)
    assert set(pd.read_csv("out0/front.csv")["cost_unit"]) == {"USD/y"}
    assert set(pd.read_csv("out2/curve.csv")["unit"]) == {"USD"}


@pytest.mark.usefixtures("blank_charts")
def test_what_is_asked_for_in_yuan_is_converted(terminal: Terminal) -> None:
    """Costs of size, targets of breakeven and widths of precision: 8 yuan are a dollar."""
    words = ("size", "dollars.yaml", "--over", "places.gate_in.lanes=1:2", "--replications", "3")
    for number, (limit, cost) in enumerate((("5 M USD/y", "1000 USD/y"), ("40 M yuan/y", "8000 yuan/y"))):
        asked = ("--target", f"total_cost <= {limit}", "--cost", f"places.gate_in.lanes={cost}")
        assert terminal(*words, *asked, "--out", f"size{number}").code == 0
    assert Path("size0/front.csv").read_text() == Path("size1/front.csv").read_text()
    scenario = portsim.load("dollars.yaml")
    key = "measures.qr_gate_pass.costs.readers.once"
    one, other = (
        portsim.breakeven(scenario, key, alternative="qr", target=target, workers=1)
        for target in ("1000 USD/y", "8000 yuan/y")
    )
    assert set(one.curve["target"]) == set(other.curve["target"]) == {1000.0}
    widths = [
        portsim.precision(scenario, kpis="total_cost", within=w, most=5, workers=1)
        for w in ("1 M USD/y", "8 M yuan/y")
    ]
    assert [set(width.half_widths["target"].dropna()) for width in widths] == [{1.0}, {1.0}]


def test_a_third_money_is_refused_with_those_that_are_allowed(terminal: Terminal) -> None:
    words = (
        "size",
        "dollars.yaml",
        "--over",
        "places.gate_in.lanes=1:2",
        "--target",
        "truck_visit_time <= 60 min",
    )
    assert terminal(*words, "--cost", "places.gate_in.lanes=1 EUR/y").err.splitlines()[-1] == (
        "--cost places.gate_in.lanes: got '1 EUR/y', allowed a cost such as 900000 USD/y, 0.9 M USD/y, 100 "
        "USD/h, or without money 1 point; EUR is no money of this scenario (allowed: USD, or yuan, which its "
        "rate converts)"
    )
    words = ("breakeven", "dollars.yaml", "tariffs.truck_hour.cost", "--target", "5 EUR/y")
    assert terminal(*words).err.splitlines()[-1] == (
        "--target: got '5 EUR/y', allowed a number [USD/y], such as 150 M USD/y"
    )
    words = ("precision", "dollars.yaml", "--kpi", "total_cost", "--within", "1 M EUR/y")
    assert terminal(*words).err.splitlines()[-1] == (
        "--within: got '1 M EUR/y'; no figure is in 'M EUR/y' (nearest: M USD/y)"
    )


@both
def test_lists_of_a_port_say_dollars(terminal: Terminal, language: str) -> None:
    for words in (("sources",), ("diff",), ("describe",), ("validate",), ("list", "kpis", "--scenario")):
        outcome = terminal(*words, "dollars.yaml", "--lang", language)
        assert (outcome.code, of_yuan(outcome.out)) == (0, []), words
    assert "18.75 USD/h" in terminal("sources", "dollars.yaml", "--csv").out
    assert "M yuan/y" in terminal("list", "kpis").out  # of no port


def test_tables_in_a_notebook_say_dollars() -> None:
    study = portsim.compare("dollars.yaml", replications=2, workers=1)
    assert "M USD/y" in set(study.comparison["unit"])
    assert not study.comparison["unit"].str.contains("yuan").any()
    assert "M yuan/y" in set(study.table("comparison")["unit"])
    found = portsim.net_benefit(study)
    assert not any(of_yuan(sentence) for sentence in found.sentences)
    assert any("USD" in sentence for sentence in found.sentences)


@pytest.mark.usefixtures("blank_charts")
def test_results_of_an_earlier_study_are_read_as_they_were_written(terminal: Terminal) -> None:
    Path("claims.yaml").write_text(
        "source: a paper\nclaims: {S1: {statement: Codes pay, reported_in: a paper, readings: [{name: all, "
        "kpi: total_cost, alternative: qr, figure: saved, reported: 0.8, unit: M yuan/y, sense: about}]}}\n"
    )
    Path("dollars.yaml").write_text(f"claims: claims.yaml\n{IN_DOLLARS}")
    assert terminal("compare", "dollars.yaml", "--no-play").code == 0
    scenario = portsim.load("dollars.yaml")
    found = earlier_audit(Path("results/tiny"), scenario)
    assert found is not None
    assert (found["unit"].iloc[0], found["reported"].iloc[0]) == ("M yuan/y", 0.1)
    assert set(pd.read_csv("results/tiny/claims.csv")["unit"]) == {"M USD/y"}
    assert "0.1 M USD/y" in terminal("claims", "dollars.yaml", "--why", "S1", "--verbose").out


def test_the_page_that_is_served_says_dollars(tmp_path: Path) -> None:
    with served(tmp_path, text=IN_DOLLARS) as page:
        for language, name in (("en", "[M USD/y]"), ("zh", f"[\u767e\u4e07{DOLLAR}/\u5e74]")):
            status, content, _ = page.ask("GET", f"/scenario?lang={language}")
            facts = json.loads(content)
            words = facts.pop("words")
            assert status == 200
            assert name in words["Saved in a year [M yuan/y]; below 0 it pays more."]
            assert not any(of_yuan(each) for each in words.values())
            assert of_yuan(json.dumps(facts, ensure_ascii=False)) == []
            assert "18.75 USD/h" in json.dumps(facts)
        state = {"set": {"tariffs.truck_hour.cost": "20 USD/h"}, "show": ["qr"], "n": 2}
        status, content, _ = page.ask("POST", "/figures?lang=zh", {"state": state})
        lines = content.decode()
        assert status == 200, lines
        assert (
            of_yuan(json.dumps([json.loads(line) for line in lines.splitlines()], ensure_ascii=False)) == []
        )


def test_what_the_page_saves_is_the_scenario_that_it_showed() -> None:
    """Also where the range of a price is moved in: what is written is in dollars, and not converted again."""
    variants = Variants(portsim.load("dollars.yaml"))
    controls = {**variants.controls}
    asked = {"set": {"tariffs.truck_hour.cost": "20 USD/h"}, "show": ["qr"], "n": 2}
    state = read_state(asked, variants.base, controls)
    Path("saved.yaml").write_text(as_scenario(variants, state))
    for scenario in (portsim.load("saved.yaml"), variants.of(state)):
        assert scenario.baseline.port.tariffs["truck_hour"].cost.value.amount == 20.0
