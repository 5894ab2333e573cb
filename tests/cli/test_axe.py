"""axe-core finds nothing on portsim's own pages: report, what-if page, playback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from axed import ALL_VIEWS, VIEWS, chromium, findings, needs_chromium
from hostile import written
from served import served
from worlds import by_hand

from portsim.model.steps import travel, visit
from portsim.report.play.play import play_page

pytestmark = needs_chromium
STEPS = (visit("gate", "work"), travel("drive"), visit("crane", "lift"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def until(page: Any, holds: str) -> None:
    """Wait until something holds; the page's own policy forbids to ask for it inside the page."""
    for _ in range(4800):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(25)
    raise AssertionError(f"never: {holds}")


def test_axe_finds_what_is_wrong(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    text = "A page with a pale text and a field without a name. " * 3
    page.write_text(
        f'<!DOCTYPE html><html lang="en"><title>A page</title><main><h1>A page</h1><h2>Text</h2>'
        f'<p style="color:#bbb;background:#fff">{text}</p><ul><li>one</li></ul><input></main></html>'
    )
    found = {line.split(": ")[1] for line in findings(browser, page.as_uri())}
    assert {"color-contrast (serious)", "label (critical)"} <= found


@pytest.mark.parametrize("views", [VIEWS, pytest.param(ALL_VIEWS, marks=pytest.mark.slow)])
def test_the_report(browser: Any, views: Sequence[tuple[str, int]]) -> None:
    assert findings(browser, (written() / "report.html").as_uri(), views=views) == []


def test_the_what_if_page_with_a_pinned_variant(browser: Any, tmp_path: Path) -> None:
    def pinned(page: Any) -> None:
        until(page, "Number(document.body.dataset.n || 0) === 2")
        page.click("#pin")
        until(page, "document.querySelectorAll('#pins tr').length > 1")

    def waiting(page: Any) -> None:
        pinned(page)
        page.route("**/figures?*", lambda _: None)  # no answer comes
        page.locator("input[type=range]").first.press("End")
        until(page, "document.body.classList.contains('stale')")

    with served(tmp_path, "--replications", "2") as page:
        assert findings(browser, page.start, ready=pinned) == []
        assert findings(browser, page.start, ready=waiting) == []


def test_the_playback_with_a_truck_that_is_followed(browser: Any, tmp_path: Path) -> None:
    def followed(page: Any) -> None:
        until(page, "Play.ready === true")
        page.select_option("#movers", index=1)
        until(page, "document.querySelectorAll('#steps tr').length > 1")

    one, other = (
        by_hand(STEPS, [0, 1, 100], {"gate": lanes, "crane": 1}, work=4, drive=5, lift=3, horizon=1440.0)
        for lanes in (1, 2)
    )
    file = tmp_path / "play.html"
    file.write_text(play_page(one, other, "A gate", ("Baseline", "Two lanes")), encoding="utf-8")
    assert findings(browser, file.as_uri(), ready=followed) == []
