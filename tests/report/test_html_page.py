"""The page: one file with all its parts, in which every text of a user stays text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from counted import calls
from hostile import IMAGE, SCRIPT, TEXTS, TITLE, study, written
from html_read import Page, page_in
from paged import aims, payers_of

import portsim
from portsim.report.answer.measures import Answer, answers
from portsim.report.html.page import joined, told
from portsim.report.html.ranking import Span, bars
from portsim.report.html.svg import inlined
from portsim.report.pages.stress import _experiment
from portsim.report.pages.whole import gathered
from portsim.study.provenance import provenance
from portsim.study.uncertainty.earlier import Over

MOST = 3_000_000  # [bytes]


@pytest.fixture(scope="module")
def folder() -> Path:
    return written()


@pytest.fixture(scope="module")
def read(folder: Path) -> Page:
    return page_in(folder)


def test_the_page_has_its_sections_in_order(read: Page) -> None:
    assert [each.text for each in read.root.all("h2")] == [
        "The answer",
        "What was reported, and what the simulation finds",
        "How sure, and what decides it",
        "What each measure changes",
        "Stage by stage",
        "Times and hours of the day",
        "Who saves what",
        "Figures for which the counted days are too few",
        "Whether the warm-up is long enough (MSER)",
        "What each measure changed in the model",
        "Assumptions",
        "Limits",
        "STRESS-DES check-list",
        "Provenance",
    ]


def test_no_title_in_the_contents_is_longer_than_a_few_words(read: Page) -> None:
    (nav,) = read.root.all("nav")
    titles = [each.text for each in nav.all("a")]
    assert titles[:5] == ["Answer", "Audit", "What decides", "Differences", "Stages"]
    assert {"Too few days", "Warm-up", "STRESS-DES"} <= set(titles)
    assert max(map(len, titles)) <= 14


def test_the_first_screen_has_each_measure_in_the_order_of_money(read: Page) -> None:
    found = answers(study().comparison, study().payers, study().audit, study().claims)
    cards = list(read.root.all("article"))
    assert [card.attributes["id"] for card in cards] == [f"m-{each.alternative}" for each in found]
    (card,) = [each for each in cards if each.attributes["id"] == "m-qr"]
    assert "gate transaction time from" in card.text and "Gain nobody beyond run noise" in card.text
    assert "Claims S1 partly reproduced" in card.text
    assert re.search(r"portsim uncertainty /\S+/tiny\.yaml", read.section("The answer"))


def test_primary_readings_are_open_and_the_others_folded(read: Page) -> None:
    assert [row[0] for row in read.rows("Primary readings")] == ["Claim", "S1"]
    folds = {next(each.all("summary")).text: each for each in read.root.all("details")}
    assert "at the lane" in folds["Further readings: 2"].text
    assert "deciding parameters assumed" in folds["Primary readings: why, and what decides them"].text


def test_what_changed_what_is_assumed_and_what_gives_the_same_figures_stand_there(read: Page) -> None:
    changes = read.rows("Changes of the model by alternative")
    assert ["Lanes", "More lanes", "places.gate_in.lanes", "2", "4"] in changes
    ((group, key, *_),) = read.rows("Assumed numbers")[1:]
    assert (group, key) == ("tasks", "tasks.paper_check")
    facts = {row[0]: row[1] for row in read.rows("What gives the same figures again")}
    assert facts["Seed"] == "1" and facts["Identity"] == study().scenario.identity


def test_the_check_list_of_stress_has_all_items_of_monks_et_al(read: Page) -> None:
    rows = read.rows("STRESS-DES check-list")[1:]
    assert [row[1] for row in rows] == [
        "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "2.5.5",
        "3.1", "3.2", "3.3", "3.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
    ]  # fmt: skip
    said = {row[1]: row[3] for row in rows}
    assert said["3.4"].startswith("1 of these numbers are assumed") and "seed 1" in said["5.2"]
    assert said["4.1"].startswith("The port starts empty. ")


def test_the_check_list_says_what_stands_in_the_port_at_the_start() -> None:
    start, *_ = (each.text for each in _experiment(portsim.load("ocean_gate").with_study(warm_up_days=1)))
    assert start == (
        "The port starts with nothing but stacked export, stacked import. 1 day of warm-up is not counted."
    )


def test_every_table_has_a_caption_headings_and_a_scroll_of_its_own(read: Page) -> None:
    scrolls = [each for each in read.root.all("div") if each.attributes.get("class") == "scroll"]
    inside = [table for each in scrolls for table in each.all("table")]
    tables = list(read.root.all("table"))
    assert len(tables) == len(inside) > 8
    for table in tables:
        assert next(table.all("caption")).text
        (head,) = table.all("thead")
        assert all(cell.attributes["scope"] == "col" for cell in head.all("th"))
        (body,) = table.all("tbody")
        assert all(next(row.all("th")).attributes["scope"] == "row" for row in body.all("tr"))


def test_every_chart_says_what_it_is_and_what_it_rests_on(read: Page) -> None:
    figures = [each for each in read.root.all("figure") if each.attributes["class"] == "drawn"]
    assert len(figures) >= 4
    for figure in figures:
        (chart,) = figure.all("svg")
        (caption,) = figure.all("figcaption")
        assert chart.attributes["role"] == "img"
        named = [each.attributes.get("id") for each in caption.all("span")]
        assert chart.attributes["aria-labelledby"] in named
        assert "n = 2 replications of 1 day, seed 1, tiny" in caption.text
        assert chart.text.endswith("n = 2, seed 1, tiny")


def test_no_address_stands_twice_and_every_link_has_its_target(read: Page, folder: Path) -> None:
    every = [each.attributes["id"] for each in read.root.elements() if "id" in each.attributes]
    assert len(every) == len(set(every))
    links = [each.attributes["href"] for each in read.root.all("a", "use")]
    assert links and all(link[1:] in every for link in links if link.startswith("#"))
    others = {link for link in links if not link.startswith("#")}
    assert others <= {"play.html"} and all((folder / link).is_file() for link in others)


def test_hostile_texts_are_shown_as_text(read: Page) -> None:
    (title,) = read.root.all("h1")
    assert title.text == TITLE
    assert all(text in read.root.text for text in TEXTS)
    assert len(list(read.root.all("script"))) == 1 and not list(read.root.all("img"))
    assert SCRIPT in read.section("Assumptions") and IMAGE in read.section("Limits")


def test_nothing_runs_on_a_page_but_its_own_script(read: Page) -> None:
    attributes = [name for each in read.root.elements() for name in each.attributes]
    assert not [name for name in attributes if name.startswith("on")]
    (policy,) = [
        each.attributes["content"] for each in read.root.all("meta") if "http-equiv" in each.attributes
    ]
    assert "default-src 'none'" in policy and re.search(r"script-src 'sha256-[\w+/=]+'", policy)


def test_the_page_needs_no_network_and_stays_small(folder: Path) -> None:
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert len(text.encode()) < MOST
    assert not re.findall(r"""<[^>]*\s(?:src|href)=["'](?!#|data:image/|play\.html["'])[^"']*""", text)
    assert not re.findall(r"@import|url\((?!#)", text)


def test_the_page_of_finished_tables_is_made_with_little_work(folder: Path) -> None:
    found = study()
    facts = provenance(found.scenario)
    made = calls(lambda: joined([told(gathered(found, facts, {}), folder / "figures")]))
    assert made < 500_000  # of functions: a row more costs some, and none goes over all others


def test_the_short_report_has_hostile_texts_as_text_too(folder: Path) -> None:
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert "<script>" not in text and "<img" not in text and "&lt;script&gt;" in text


def test_without_provenance_there_is_no_page(folder: Path) -> None:
    with pytest.raises(ValueError, match="provenance: version, identity, seed"):
        told(gathered(study(), {}, {}), folder / "figures")


def test_bars_stand_on_one_scale_that_holds_0_and_all_intervals() -> None:
    """From 0 to 10 M: 4 M with 3.5 to 4.5, over the inputs 2 to 10 M."""
    (answer,) = answers(aims(), payers_of(qr_gate_pass=4e6), aims().head(0), {})
    wide = Answer(**{**vars(answer), "over": Over(2e6, 1e7)})
    assert bars([wide]) == [("qr_gate_pass", 0.0, 40.0, Span(35.0, 10.0), Span(20.0, 80.0))]
    assert bars(answers(aims(), payers_of(qr_gate_pass=float("nan")), aims().head(0), {})) == []


SVG = """<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="75pt" height="30pt"
 viewBox="0 0 75 30" onload="run()">
 <metadata>who</metadata><script>run()</script><style>*{color:red}</style>
 <a xlink:href="http://attack.test"><text>gone</text></a>
 <defs><path id="mark" d="M 0.123456 1"/></defs>
 <use xlink:href="#mark" style="stroke: #000000; fill: #FFFFFF" clip-path="url(#mark)" onclick="run()"/>
 <image xlink:href="http://attack.test/x"/><image xlink:href="data:image/png;base64,AA"/>
</svg>"""


def test_a_chart_on_the_page_has_names_and_colours_of_the_page_and_runs_nothing() -> None:
    found = inlined(SVG, "mine", "about")
    assert '<path id="mine-mark" d="M 0.12 1"' in found and 'href="#mine-mark"' in found
    assert "stroke: var(--ink); fill: var(--paper)" in found and 'clip-path="url(#mine-mark)"' in found
    assert 'aria-labelledby="about"' in found and "width:100px;aspect-ratio:75/30" in found
    assert "data:image/png" in found
    assert not [
        gone for gone in ("run()", "attack.test", "who", "gone", "color:red", "75pt") if gone in found
    ]
