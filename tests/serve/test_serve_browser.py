"""The page in a real Chromium: sliders, pins, undo, a copied link, saved files, untrusted titles, widths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Page, served
from tabs import CHROMIUM, Browser
from tiny import TINY

import portsim

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>'\\\"&amp;"
TITLED = (
    TINY.replace("title: One small terminal", f'title: "{SCRIPT}"')
    .replace("{days: 1,", "{days: 2,")
    .replace("{title: North,", f'{{title: "{SCRIPT}",')
    .replace("more_lanes: {", f'more_lanes: {{title: "{SCRIPT}", aims_at: [gate_queue_time], ')
    .replace("range: [90 s, 240 s]}", f'range: [90 s, 240 s], note: "{SCRIPT}"}}')
    .replace("{places.gate_in.lanes: 4}", "{places.gate_in.lanes: 5}")  # no slider goes there
    .replace(
        "uptake: {value: 90 %, source: A1}", "uptake: {value: 90 %, source: assumption, range: [50 %, 98 %]}"
    )
)
LANES = "[data-name='places.gate_in.lanes'] input[type=range]"
CHECK = "[data-name='tasks.paper_check'] input[type=range]"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("seen"), "--replications", "3", text=TITLED) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="no playwright here")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser(page: Page, chromium: Any) -> Iterator[Browser]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    found = Browser(context.new_page(), page.port)
    found.tab.goto(page.start)
    found.ready()
    found.tab.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    yield found
    context.close()
    assert found.wrong == []


def test_titles_of_a_scenario_are_shown_as_text(browser: Browser) -> None:
    text = "<img src=x onerror=alert(1)><script>alert(2)</script>'\"&amp;"
    assert browser.tab.inner_text("#title") == text
    assert browser.tab.title() == f"What if: {text}"
    assert text in browser.tab.inner_text("#rows")
    assert text in browser.tab.inner_text("#groups")
    assert browser.tab.locator("main img, aside img, body script:not([src])").count() == 0
    browser.click("#pin")
    assert text in browser.tab.inner_text("#pins")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (-0.00013, "\N{MINUS SIGN}0.00013"), (0.000999, "+0.00100"), (2.04e-6, "+0.0000020"), (9e-7, "0"),
        (0.00106, "+0.00106"), (-12.345, "\N{MINUS SIGN}12.3"), (1234.5, "+1,235"),
    ],
)  # fmt: skip
def test_small_differences_are_plain_decimals(browser: Browser, value: float, said: str) -> None:
    text = browser.tab.evaluate("async (value) => (await import('/dom.js')).signed(value)", value)
    assert text == said


def test_a_slider_is_moved_twenty_times_and_the_figures_follow(browser: Browser) -> None:
    seen = []
    for step in range(20):
        browser.press(LANES, "ArrowRight" if step % 4 < 2 else "ArrowLeft")
        seen.append(browser.difference("Gate queue time"))
    assert seen[:4] == seen[4:8] == seen[16:]  # up twice, down twice
    assert seen[0] == seen[2]  # three lanes
    assert len(set(seen[:4])) == 3  # three, four and two lanes
    assert "Nothing" in browser.tab.inner_text("#changed")


def test_undo_redo_and_a_copied_link(browser: Browser, page: Page) -> None:
    stated = browser.difference("Gate transaction time")
    browser.press(CHECK, "End")
    changed = browser.difference("Gate transaction time")
    assert changed != stated
    browser.click("#undo")
    assert browser.difference("Gate transaction time") == stated
    before = browser.drawn
    browser.tab.keyboard.press("Control+Shift+Z")
    browser.ready(before)
    assert browser.difference("Gate transaction time") == changed
    browser.click("#pin")
    link = browser.tab.url
    other = Browser(browser.tab.context.new_page(), page.port)
    other.tab.goto(link)
    other.ready()
    assert other.difference("Gate transaction time") == changed
    assert "Paper check: 4 min" in other.tab.inner_text("#changed")
    assert "Paper check: 4 min" in other.tab.inner_text("#pins")
    assert other.wrong == []


def test_pins_stand_side_by_side_and_can_be_compared_with(browser: Browser) -> None:
    browser.click("#pin")
    browser.press(LANES, "End")
    table = browser.tab.inner_text("#pins")
    assert "as stated" in table
    assert "Gate-in: lanes: 4" in table
    before = browser.drawn
    browser.tab.select_option("#against", "0")
    browser.ready(before)
    assert "Baseline" in browser.tab.inner_text("#rows")  # what the change alone does to it
    assert browser.difference("Gate queue time").startswith("\u2212")  # twice as many lanes
    browser.click("#undo")
    assert browser.difference("Gate queue time").startswith("0")  # the same variant as the pinned one


def column(browser: Browser, name: str) -> list[str]:
    """The column of a variant in the table of pins, from its changes to its replications."""
    place = browser.tab.locator("#pins thead th > span").all_inner_texts().index(name) + 2
    cells = browser.tab.locator(f"#pins tbody tr > *:nth-child({place})").all_inner_texts()
    return [str(each).strip() for each in cells]


def test_a_pin_made_while_its_runs_are_under_way_has_its_own_figures(browser: Browser) -> None:
    before = browser.drawn
    shown = browser.tab.evaluate(
        """(lanes) => {
            const slider = document.querySelector(lanes);
            slider.value = 3;
            slider.dispatchEvent(new Event("change"));
            document.getElementById("pin").click();  // before the figures of four lanes are there
            return document.querySelector("#pins tbody td").textContent;
        }""",
        LANES,
    )
    assert shown == "as stated"  # whose figures are shown still
    browser.ready(before)
    browser.tab.wait_for_function("() => !document.getElementById('pins').innerText.includes('run')")
    assert column(browser, "Now")[0].endswith("lanes: 4")
    assert column(browser, "A") == column(browser, "Now")


def test_a_pin_of_other_runs_is_compared_on_the_days_of_the_present_variant(browser: Browser) -> None:
    browser.click("#pin")
    for field, value in (("#length", "file"), ("#against", "0")):
        before = browser.drawn
        browser.tab.select_option(field, value)
        browser.ready(before)
    assert browser.difference("Gate transaction time").startswith("0\n")  # two days beside two days
    assert "Length of runs\tas stated: 2 days after 0\tquick: 1 day after 0" in browser.tab.inner_text(
        "#pins"
    )
    before = browser.drawn
    browser.tab.fill("#n", "4")
    browser.tab.locator("#n").press("Enter")
    browser.ready(before)  # all four of each
    assert browser.tab.inner_text("#status") == "4 replications of 4."
    browser.tab.fill("#n", "1")
    browser.tab.locator("#n").press("Enter")
    assert browser.tab.inner_text("#note") == "Replications: got 1, allowed a whole number from 2 to 200."


def test_figures_of_the_same_position_are_not_said_to_be_of_another(browser: Browser) -> None:
    browser.tab.route("**/figures?*", lambda _: None)  # no answer comes
    browser.tab.click("#pin")  # asks for the same figures once more
    status = browser.tab.locator("[role=status]").first
    assert status.inner_text() == "3 replications of 3. Running \u2026"
    assert "stale" not in (browser.tab.get_attribute("body", "class") or "")
    browser.tab.unroute("**/figures?*")


def test_every_pin_has_a_name_of_its_own(browser: Browser) -> None:
    browser.click("#pin")
    browser.click("#pin")
    browser.click("[aria-label='Remove variant A']")
    browser.click("#pin")
    assert browser.tab.locator("#against option").all_inner_texts()[1:] == ["pinned B", "pinned A"]


def test_figures_of_another_position_are_said_to_be_so_until_their_own_come(browser: Browser) -> None:
    browser.tab.route("**/figures?*", lambda _: None)  # no answer comes
    browser.tab.locator(LANES).press("End")
    status = browser.tab.locator("[role=status]").first
    assert status.inner_text() == "These figures are of the variant before. Running \u2026"
    browser.tab.unroute("**/figures?*")
    before = browser.drawn
    browser.tab.locator(LANES).press("Home")
    browser.ready(before)
    assert status.inner_text().strip() == "3 replications of 3."


def test_while_a_slider_is_dragged_its_change_stands_beside_the_figures(browser: Browser) -> None:
    before = browser.drawn
    browser.tab.locator(LANES).evaluate(
        "(each) => { each.value = 2; each.dispatchEvent(new Event('input')); }"
    )
    browser.ready(before)
    assert "lanes: 3" in browser.tab.inner_text("#changed")
    assert browser.tab.locator("#undo").is_disabled()  # it is not let go yet


def test_a_server_that_is_gone_is_no_fault_of_a_slider(browser: Browser) -> None:
    lost = "No answer: portsim serve may have been stopped. Start it again and open its new address."
    browser.press(LANES, "End")
    for path in ("figures", "save"):
        browser.tab.route(f"**/{path}?*", lambda route: route.abort())
    browser.tab.locator(LANES).press("Home")
    browser.tab.locator("#wrong").wait_for(state="visible")
    assert browser.tab.inner_text("#wrong") == lost
    assert browser.tab.inner_text("#status") == "These figures are of the variant before."
    browser.tab.evaluate("() => { document.getElementById('wrong').hidden = true; }")
    browser.tab.click("#save")
    browser.tab.locator("#wrong").wait_for(state="visible")
    assert browser.tab.inner_text("#wrong") == lost
    browser.wrong = [each for each in browser.wrong if "ERR_FAILED" not in each]


def test_a_server_that_refuses_the_page_is_heard(browser: Browser) -> None:
    browser.tab.route("**/notebook?*", lambda route: route.fulfill(status=403, body="no key\n"))
    browser.tab.click("#notebook")
    browser.tab.locator("#wrong").wait_for(state="visible")
    assert browser.tab.inner_text("#wrong") == "no key"
    browser.wrong = [each for each in browser.wrong if "403" not in each]


def test_a_figure_in_another_unit_puts_the_slider_at_its_place(browser: Browser) -> None:
    exact = browser.tab.locator("[data-name='tasks.paper_check'] .exact")
    before = browser.drawn
    exact.fill("120 s")
    exact.press("Enter")
    browser.ready(before)
    browser.press(CHECK, "ArrowRight")  # from 2 min on
    assert browser.tab.inner_text("[data-name='tasks.paper_check'] output") == "2.2 min"


def test_the_keyboard_stays_where_it_was_when_figures_come(browser: Browser) -> None:
    browser.press(LANES, "End")
    browser.click("#pin")
    browser.tab.focus("[aria-label='Take variant A']")
    before = browser.drawn
    browser.tab.evaluate("() => document.getElementById('undo').click()")
    browser.ready(before)
    now = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.id"
    assert browser.tab.evaluate(now) == "Take variant A"
    browser.press(LANES, "Home")
    browser.press("#changed button", "Enter")  # the button goes with the change
    assert browser.tab.evaluate(now) == "changed"
    browser.press(LANES, "Home")
    browser.press("[data-name='places.gate_in.lanes'] .back", "Enter")
    assert browser.tab.evaluate("(slider) => document.activeElement.matches(slider)", LANES)


def test_a_saved_scenario_and_a_notebook_give_the_same_figures(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.press(LANES, "ArrowRight")
    browser.press(CHECK, "Home")
    shown = browser.difference("Gate transaction time").split()
    paths = {}
    for button, ending in (("#save", ".yaml"), ("#notebook", ".py")):
        with browser.tab.expect_download() as download:
            browser.tab.click(button)
        assert download.value.suggested_filename == f"tiny_what_if{ending}"
        paths[ending] = tmp_path / f"tiny_what_if{ending}"
        download.value.save_as(paths[ending])
    study = portsim.compare(str(paths[".yaml"]), workers=1, claims=False, tables=("comparison",))
    assert study.scenario.identity in browser.tab.inner_text("#footing")
    table = study.comparison.set_index(["alternative", "kpi"])
    row = table.loc[("qr", "gate_transaction_time")]
    minus = "\u2212"
    digits = [float(each.replace(minus, "-")) for each in shown if each != "to"]
    assert digits == [float(f"{row[name]:.3g}") for name in ("difference", "low", "high")]
    compile(paths[".py"].read_text(encoding="utf-8"), "what_if.py", "exec")


def test_what_the_scenario_refuses_is_said_at_its_slider(browser: Browser) -> None:
    exact = browser.tab.locator("[data-name='tasks.paper_check'] .exact")
    exact.fill("5 parsec")
    exact.press("Enter")
    said = browser.tab.locator("[data-name='tasks.paper_check'] p.wrong")
    said.wait_for(state="visible")
    assert "got '5 parsec', allowed a time such as 150 s, 2.5 min or 2 h" in said.inner_text()
    browser.click("#undo")
    assert not said.is_visible()


def test_an_address_that_holds_nonsense_is_said(browser: Browser) -> None:
    browser.tab.evaluate("() => { location.hash = '%7Bnonsense'; }")
    browser.tab.locator("#note").wait_for(state="visible")
    assert "holds no state that can be read" in browser.tab.inner_text("#note")
    browser.ready()
    held = {"now": {"set": {"__proto__x": "1"}, "show": ["qr"], "length": "quick", "n": 3}}
    browser.tab.evaluate("(text) => { location.hash = encodeURIComponent(text); }", json.dumps(held))
    browser.tab.locator("#wrong").wait_for(state="visible")
    assert "unknown input '__proto__x'" in browser.tab.inner_text("#wrong")
    browser.wrong = [each for each in browser.wrong if "400" not in each]  # the answer to the unknown input


def test_an_address_that_holds_another_thing_changes_nothing(browser: Browser) -> None:
    browser.press(LANES, "End")
    fine = {"set": {}, "show": ["qr"]}
    others: tuple[object, ...] = (
        None, [], {}, {"now": {"set": None, "show": ["qr"]}}, {"now": {"set": [], "show": []}},
        {"now": fine, "pins": [{"name": "A", "state": None}]}, {"now": fine, "pins": "A"},
    )  # fmt: skip
    for held in others:
        browser.tab.evaluate("() => { document.getElementById('note').hidden = true; }")
        browser.tab.evaluate("(text) => { location.hash = encodeURIComponent(text); }", json.dumps(held))
        browser.tab.locator("#note").wait_for(state="visible")
        assert browser.tab.inner_text("#note") == (
            "The address holds no state that can be read: nothing is changed by it."
        )
        assert "lanes: 4" in browser.tab.inner_text("#changed")


def test_search_finds_inputs_by_their_words(browser: Browser) -> None:
    browser.tab.fill("#search", "gate lanes")
    assert browser.tab.inner_text("#matches").startswith("2 of ")  # of gate-in and gate-out
    assert browser.tab.locator("#groups .control:visible").count() == 2
    browser.tab.fill("#search", "")
    assert browser.tab.locator("#groups .control:visible").count() == 8  # as before: all were open


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(browser: Browser, width: int, scheme: str) -> None:
    browser.tab.emulate_media(color_scheme=scheme)
    browser.tab.set_viewport_size({"width": width, "height": 844})
    browser.tab.wait_for_timeout(300)
    assert browser.tab.evaluate("() => document.documentElement.scrollWidth") <= width
    colours = browser.tab.evaluate(
        "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert contrast(*colours) > 7


def test_every_field_has_a_label_and_the_keyboard_reaches_it(browser: Browser) -> None:
    unlabelled = browser.tab.evaluate(
        """() => [...document.querySelectorAll('input, select, button')]
        .filter((each) => !(each.labels && each.labels.length) && !each.getAttribute('aria-label'))
        .map((each) => each.textContent.trim() ? "" : each.outerHTML)"""
    )
    assert set(unlabelled) == {""}  # buttons are labelled by their text
    browser.tab.locator("#reset").press("Tab")
    assert browser.tab.evaluate("() => document.activeElement.id") == "pin"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours such as `rgb(1, 2, 3)` [1]; WCAG 2.2, relative luminance."""

    def luminance(colour: str) -> float:
        parts = [int(each) / 255 for each in colour[colour.index("(") + 1 : -1].split(",")[:3]]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
