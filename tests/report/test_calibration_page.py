"""The page of a calibration: the answer in sentences, what stands in its sections, texts that stay texts."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from browsed import NEEDS_BROWSER, Seen, browsing, sync_api
from calibrated_page import DESK, WAY, analysis, written
from hostile import IMAGE, TITLE
from html_read import Element, Page, page_of

from portsim.base.language import speaking
from portsim.report.answer.calibrated import calibrated_in_short
from portsim.report.charts import fonts
from portsim.study.analysis import Analysis

pytest.importorskip("sklearn")
CHINESE = pytest.mark.skipif(not fonts.installed(), reason="no font with Chinese characters is installed")
INPUT = {"median": "6 min", "low": "5 min", "high": "7 min", "prior_low": "2 min", "prior_high": "10 min"}
IN_SAMPLE = "1 of 1 matched figures lie within what is foretold (95 %)"
HELD_OUT = "0 of 1 figures held out lie within what is foretold (95 %)"
TIMES = "the calibrated port meets {} of 1 measured times of the logs"
FIGURE = {"statement": "as counted", "at_50": 16.0, "observed": 15.0, "unit": "min"}


def read() -> Page:
    return page_of(written("en").read_text(encoding="utf-8"))


def short(inputs: list[dict[str, object]], figures: list[dict[str, object]], observed: str = "") -> list[str]:
    """The answer of tables that are written down here; `observed` is a verdict for each kind of weeks."""
    rows = [{**INPUT, "trades_with": "", "correlation": 0.0, **row} for row in inputs]
    tables = {
        "inputs": pd.DataFrame(rows),
        "figures": pd.DataFrame([{**FIGURE, **row} for row in figures]),
        "posterior": pd.DataFrame({"weight": [1.0]}),
    }
    if observed:
        verdicts = [each.split(": ") for each in observed.split(", ")]
        tables["observed"] = pd.DataFrame(verdicts, columns=["weeks", "verdict"]).assign(terminal="all")
    return list(calibrated_in_short(replace(analysis(), tables=tables)))


def test_the_answer_says_what_was_found_and_what_was_not() -> None:
    said = short(
        [{"input": "tasks.gate_to_yard", "verdict": "identified"},
         {"input": "places.gate_in.lanes", "verdict": "not identified"}],
        [{"figure": "F1", "sample": "matched", "verdict": "met"},
         {"figure": "H1", "sample": "held out", "verdict": "missed"}],
        "all: met, not held out: met, held out: missed",
    )  # fmt: skip
    assert said == [
        "The observed figures fix 1 of 2 inputs. Not identified: gate-in lanes.",
        "Gate to yard: 6 min (5 to 95 %: 5 to 7 min). Before it was 2 to 10 min.",
        f"In sample the port meets what was observed: {IN_SAMPLE}; {TIMES.format(1)}.",
        f"Out of sample the port does not meet all that was observed: {HELD_OUT}; missed: H1 (16 min against "
        f"15 min); {TIMES.format(0)}.",
        "The calibrated port is gate_calibrated.yaml, beside this page.",
    ]


def test_a_pair_that_trades_off_is_said_once_and_a_missing_hold_out_is_said() -> None:
    pair = {"input": "tasks.gate_to_yard", "trades_with": "tasks.yard_to_gate"}
    other = {"input": "tasks.yard_to_gate", "trades_with": "tasks.gate_to_yard"}
    both = {"verdict": "not identified", "correlation": -0.97}
    said = short([{**pair, **both}, {**other, **both}], [{"figure": "F", "sample": "matched",
                 "verdict": "met"}], "all: met")  # fmt: skip
    assert said[:-1] == [
        "The observed figures fix none of the 2 inputs: gate to yard, yard to gate.",
        "Gate to yard and yard to gate trade off (rank correlation -0.97): the figures tell what both do "
        "together, and neither alone.",
        f"In sample the port meets what was observed: {IN_SAMPLE}; {TIMES.format(1)}.",
        "Out of sample: nothing was held out, so how good it is on other weeks is not known.",
    ]


def test_a_time_that_is_undecided_leaves_the_answer_open() -> None:
    figures = [{"figure": "F", "sample": "matched", "verdict": "met"}]
    own = {"input": "tasks.gate_to_yard", "verdict": "identified"}
    sure, _, in_sample, *_ = short([own], figures, "all: undecided")
    assert sure == "The observed figures fix all inputs that were looked for (1)."
    assert in_sample == (
        f"In sample it is open whether the port meets all that was observed: {IN_SAMPLE}; {TIMES.format(0)}, "
        "1 undecided."
    )


def test_the_page_has_its_sections_in_order() -> None:
    assert read().titles[:6] == [
        "The answer",
        "Inputs: prior against posterior",
        "Observed against simulated, in and out of sample",
        "Held against what you measured",
        "What the model may be off by",
        "How it was found",
    ]
    assert read().titles[6:] == ["Limits", "Provenance"]


def test_its_answer_is_that_of_the_port_of_which_the_way_is_known() -> None:
    """18 min in the middle of the log, of which 4 + 4 + 1 are no way: 9 min lies in the interval."""
    row = analysis().tables["inputs"].set_index("input").loc[WAY]
    assert row["at_5"] < 18 - 4 - 4 - 1 < row["at_95"]
    said = read().section("The answer")
    assert "The observed figures fix 1 of 2 inputs. Not identified: resolve" in said
    assert (
        "not meet all that was observed: 0 of 2 figures held out lie within what is foretold (95 %)" in said
    )
    assert "the calibrated port meets 0 of 1 measured times of the logs" in said


def test_tables_have_every_input_and_figure_those_that_were_matched_first() -> None:
    page = read()
    assert [row[0] for row in page.rows("Prior and posterior of each input")[1:]] == [WAY, DESK]
    headings, *rows = page.rows("Observed figures, and what the port gives")
    assert [(row[0], row[1], row[-1][2:]) for row in rows] == [
        (f"F1 {IMAGE}", "matched", "met"),
        ("Truck turn time P50 (gate)", "matched", "met"),
        ("Truck turn time P90 (gate)", "matched", "met"),
        ("Truck turn time P50 (gate)", "held out", "missed"),
        ("Truck turn time P90 (gate)", "held out", "missed"),
    ]
    assert rows[3][headings.index("Observed")] == "54 min ± 0.29"
    errors = {row[0] + row[1]: row for row in page.rows("Errors, discrepancy, and what is left")[1:]}
    assert errors[f"F1 {IMAGE}matched"][2:4] == ["2 min", "0.9 min"], "5 % of 18 min"


def test_it_says_what_gives_the_same_figures_again() -> None:
    facts = json.loads((written("en").parent / "provenance.json").read_text())
    rows = dict(read().rows("What gives the same figures again"))
    assert rows["Seed"] == str(facts["seed"]) and rows["Identity"] == facts["identity"]
    assert rows["Observed sha256"] == facts["observed_sha256"] and rows["Discrepancy"] == "0.05"
    assert "Overlay" not in rows


def test_texts_of_the_user_are_no_markup() -> None:
    html = written("en").read_text(encoding="utf-8")
    assert next(read().root.all("h1")).text == " ".join(TITLE.split())
    assert "<script>document" not in html and "<img" not in html
    assert html.count("<script>") == 1


@CHINESE
def test_in_chinese_no_english_sentence_is_left() -> None:
    page = page_of(written("en", "zh").read_text(encoding="utf-8"))
    (own,) = [each for each in page.root.all("div") if each.attributes.get("data-lang") == "zh"]
    names = {"portsim", "identity", "report", "discrepancy", "gate", "truck", "calibrated", "yaml", "csv"}
    texts = [text for text in _shown(own) if len(set(re.findall("[A-Za-z]{3,}", text)) - names) > 3]
    own_words = ("document", "attack", "truck_turn_time", "Vernon", "Kennedy")  # of users, references
    assert [text for text in texts if not any(word in text for word in own_words)] == []


def _shown(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in ("code", "script", "style"):
            yield from _shown(child)


@pytest.mark.parametrize("sentence", [
    "tasks.a: 3 min (5 to 95 %: 2 min to 4 min), stated 5 min; 50 % of its prior is gone. It trades "
    "off with tasks.b (rank correlation 0.80): the figures fix what both do together better than either.",
    "tasks.a is not identified: 97 % of its prior is left. It stays as stated.",
    "tasks.a is not identified: 90 % of its prior is left. It trades off with tasks.b (rank correlation "
    "-0.80), so it is set with it, to its median, and keeps its range.",
    "By these runs a discrepancy of 21 % of each figure would do, in place of 5 %; or wider ranges, other "
    "inputs, or a flow that the port has and the model lacks.",
    "The calibrated port meets 0 of 3 measured times in the weeks held out; undecided: 2.",
    "Waves: 2, of 128 worlds each; 88 % of the prior is not ruled out. Of 200 points of the posterior that "
    "were run 60 count.",
    "Of F1, F2 the emulator is less sure than the figure itself: more --samples, more --per-world or longer "
    "--days would tell more.",
])  # fmt: skip
def test_warnings_have_chinese_words(sentence: str) -> None:
    from portsim.base.language import retold

    with speaking("zh"):
        assert retold(sentence) != sentence
        assert "prior" not in retold(sentence) and "emulator" not in retold(sentence)


def test_the_port_that_nothing_fits_says_so() -> None:
    tables = {**analysis().tables, "posterior": pd.DataFrame()}
    found = replace(analysis(), tables=tables, sentences=("Wider ranges or other inputs may help.",))
    assert isinstance(found, Analysis)
    assert list(calibrated_in_short(found)) == ["Wider ranges or other inputs may help."]


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with browsing() as opened:
        yield opened


@NEEDS_BROWSER
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_nothing_goes_wrong_and_nothing_is_wider_than_the_screen(
    browser: sync_api.Browser, width: int, scheme: str
) -> None:
    seen = Seen(browser, written("en"), width, scheme)
    assert seen.wide() == width
    assert seen.page.locator("h1").inner_text() == TITLE
    assert seen.page.locator(".ranking .bar").count() == 2
    assert seen.problems == []


@CHINESE
@NEEDS_BROWSER
def test_a_switch_changes_the_language(browser: sync_api.Browser) -> None:
    seen = Seen(browser, written("en", "zh"), 390)
    seen.page.get_by_role("button", name="中文").click()
    assert seen.page.locator("h2:visible").first.inner_text() == "结论"
    assert seen.wide() == 390 and seen.problems == []


@NEEDS_BROWSER
def test_a_chart_saves_the_table_that_it_is_drawn_from(browser: sync_api.Browser, tmp_path: Path) -> None:
    seen = Seen(browser, written("en"))
    with seen.page.expect_download() as saved:
        seen.page.locator("#f-figures button.csv").click()
    saved.value.save_as(tmp_path / "figures.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "figures.csv").read_text(encoding="utf-8-sig"))))
    assert [row["sample"] for row in rows] == ["matched"] * 3 + ["held out"] * 2
