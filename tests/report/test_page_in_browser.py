"""The page in a real browser: no error, request or overflow; tables sort, filter and save; no hostile text
runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsed import NEEDS_BROWSER, Seen, browsing, sync_api
from hostile import TITLE, written

pytestmark = NEEDS_BROWSER
CHANGES = "table[data-name=changes]"
STRESS = "table[data-name=stress]"


@pytest.fixture(scope="module")
def browser() -> Iterator[sync_api.Browser]:
    with browsing() as opened:
        yield opened


def seen_of(browser: sync_api.Browser, width: int = 1280, scheme: str = "light") -> Seen:
    return Seen(browser, written() / "report.html", width, scheme)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_goes_wrong_and_nothing_is_wider_than_the_screen(
    browser: sync_api.Browser, width: int, scheme: str
) -> None:
    seen = seen_of(browser, width, scheme)
    assert seen.wide() == width
    assert seen.problems == []


def test_hostile_texts_run_nothing(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)
    assert seen.page.locator("h1").inner_text() == TITLE
    assert seen.page.title().startswith(TITLE)
    more = "<img src=x onerror=document.title=1>"
    seen.page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", more)
    seen.page.wait_for_timeout(100)
    assert seen.page.title().startswith(TITLE)


def test_a_click_on_a_heading_sorts_up_then_down_and_says_so(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)
    heading = seen.page.locator(f"{STRESS} thead th").nth(2)
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    up = seen.column(STRESS, 3)
    assert up == sorted(up, key=str.lower) and len(up) == 24
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "descending"
    assert seen.column(STRESS, 3) == up[::-1]


def test_numbers_sort_by_size_whatever_their_unit(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)
    table = "table[data-name=measure_qr]"
    seen.page.locator(f"{table} thead th").nth(2).get_by_role("button").click()
    values = seen.page.eval_on_selector_all(
        f"{table} tbody tr > :nth-child(3)", "cells => cells.map((each) => Number(each.dataset.v))"
    )
    assert values == sorted(values) and len(set(values)) > 3


def test_a_filter_keeps_the_rows_with_all_its_words(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)
    field = seen.page.get_by_label("Filter rows of: STRESS-DES check-list")
    field.fill("experiments RUN LENGTH")
    assert seen.column(STRESS, 2) == ["4.2"]
    assert seen.page.locator(f"figure:has({STRESS}) [role=status]").inner_text() == "1 of 24 rows"
    field.fill("")
    assert len(seen.column(STRESS, 2)) == 24


def test_a_table_is_saved_as_csv_as_it_is_shown(browser: sync_api.Browser, tmp_path: Path) -> None:
    seen = seen_of(browser)
    with seen.page.expect_download() as saved:
        seen.page.get_by_label("Save as CSV: Changes of the model by alternative").click()
    assert saved.value.suggested_filename == "changes.csv"
    saved.value.save_as(tmp_path / "changes.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "changes.csv").read_text(encoding="utf-8-sig"))))
    assert rows[0] == ["Alternative", "Measure", "Parameter", "Old", "New"]
    assert [row[2] for row in rows[1:]] == seen.column(CHANGES, 3)


def test_a_chart_saves_what_it_is_drawn_from(browser: sync_api.Browser, tmp_path: Path) -> None:
    seen = seen_of(browser)
    with seen.page.expect_download() as saved:
        seen.page.locator("#f-hours_gate button.csv").click()
    saved.value.save_as(tmp_path / "hours.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "hours.csv").read_text(encoding="utf-8-sig"))))
    assert [row["hour"] for row in rows] == [str(hour) for hour in range(24)]
    assert {"queue: baseline", "queue: qr", "utilisation: lanes"} <= rows[0].keys()


def test_the_theme_has_a_switch_and_the_keyboard_reaches_the_answer(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)

    def paper() -> str:
        return str(seen.page.evaluate("getComputedStyle(document.body).backgroundColor"))

    light = paper()
    seen.page.locator("#theme").click()
    assert paper() != light and seen.page.locator("#theme").inner_text() == "Light"
    seen.page.locator("#theme").click()
    assert paper() == light
    seen.page.reload()
    seen.page.emulate_media(color_scheme="dark")  # the system turns dark while the page is open
    sync_api.expect(seen.page.locator("#theme")).to_have_text("Light")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.textContent") == "To the answer"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("location.hash") == "#main"


def test_a_printed_page_has_no_tools_and_is_a_pdf(browser: sync_api.Browser) -> None:
    seen = seen_of(browser)
    seen.page.emulate_media(media="print")
    assert not seen.page.locator("nav").is_visible() and not seen.page.locator("#theme").is_visible()
    assert not seen.page.get_by_label("Filter rows of: STRESS-DES check-list").is_visible()
    assert seen.page.pdf(format="A4").startswith(b"%PDF")


def test_in_print_it_is_light_and_keeps_headings_and_width_and_no_button(browser: sync_api.Browser) -> None:
    page = seen_of(browser, width=688, scheme="dark").page  # [px] between the margins of A4
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate("(each => [each.backgroundColor, each.color])(getComputedStyle(document.body))")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    heading = page.locator(f"{CHANGES} thead th").first
    assert heading.inner_text().strip() == heading.get_attribute("data-title") != ""
    # Chromium prints a button on the first page of a table alone, its text on each
    assert heading.locator("button").evaluate("each => getComputedStyle(each).display") == "contents"
    assert page.locator(".tools button:visible, figcaption button:visible").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
