"""Alternatives that hold an event, and the languages of the page, in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import served
from tabs import CHROMIUM, Browser
from tiny import TINY

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
STORM = TINY.replace("{days: 1, warm_up_days: 0,", "{days: 3, warm_up_days: 0,").replace(
    "what_ifs:\n",
    "  closure:\n    places: [gate_in, gate_out]\n"
    '    hours: {hours: [["08:00", "12:00"]], "on": [1], source: assumption, range: ["2 h", "8 h"]}\n'
    "what_ifs:\n",
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="no playwright here")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def test_an_event_needs_the_days_of_the_file_and_says_that_it_is_no_matter_of_a_year(
    chromium: Any, tmp_path: Path
) -> None:
    text = STORM.replace("compare:\n", "compare:\n  storm: [closure]\n")
    with served(tmp_path, "--replications", "2", text=text) as own:
        context = chromium.new_context(viewport={"width": 1280, "height": 900})
        found = Browser(context.new_page(), own.port)
        found.tab.set_default_timeout(120_000)
        found.tab.goto(own.start)
        found.ready()
        found.tab.click("#shown-box summary")
        storm = found.tab.locator("#shown input[value=storm]")
        assert storm.is_disabled()  # its day 1 is not among the quick days
        assert "needs longer runs" in found.tab.inner_text("#shown")
        before = found.drawn
        found.tab.select_option("#length", "file")
        found.ready(before)
        before = found.drawn
        storm.check()
        found.ready(before)
        # who comes while the gates are closed waits
        assert found.difference("Gate queue time").startswith("+")
        assert found.tab.inner_text("#rows caption >> nth=0") == "Storm"
        assert "Storm: happens once in a run, so it has no money a year." in found.tab.inner_text(
            "#money-said"
        )
        before = found.drawn
        found.tab.select_option("#length", "quick")
        found.ready(before)
        assert found.tab.inner_text("#note") == "Storm: needs longer runs, and is no longer shown."
        assert not storm.is_checked()
        assert found.wrong == []
        context.close()


def test_the_page_opens_in_chinese_and_is_switched(chromium: Any, tmp_path: Path) -> None:
    with served(tmp_path, "--replications", "2", "--lang", "zh") as own:
        context = chromium.new_context(viewport={"width": 390, "height": 900})
        found = Browser(context.new_page(), own.port)
        found.tab.set_default_timeout(120_000)
        found.tab.goto(own.start)
        found.ready()
        assert found.tab.inner_text("#undo") == "\u64a4\u9500"
        assert "95 % \u7f6e\u4fe1\u533a\u95f4" in found.tab.inner_text("#rows-said")
        assert found.tab.evaluate("() => document.documentElement.scrollWidth") <= 390
        found.tab.select_option("#language", "en")
        found.tab.wait_for_function("() => document.documentElement.lang === 'en'")
        found.ready()
        assert found.tab.inner_text("#undo") == "Undo"
        assert "language" in found.tab.url  # in the state of the address
        assert found.wrong == []
        context.close()
