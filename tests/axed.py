"""Pages checked by axe-core in a real Chromium: what it finds, light and dark, wide and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium, and none is installed")
ALL_VIEWS = tuple(product(("light", "dark"), (1280, 390)))  # colours, width [px]
VIEWS = (ALL_VIEWS[0], ALL_VIEWS[3])  # each of both once
SERIOUS = ("serious", "critical")
ANY = ("minor", "moderate", *SERIOUS)
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true })"


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; the test is skipped where playwright is not installed."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def findings(
    browser: Any,
    address: str,
    impacts: Collection[str] = ANY,
    ready: Callable[[Any], object] | None = None,
    views: Iterable[tuple[str, int]] = VIEWS,
) -> list[str]:
    """What axe finds on a page with all its folds open: one line for each element. `ready` waits until the
    page is drawn, and may use it first. `views` are the colours and the width [px] in which it is opened."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed").Axe()
    lines: list[str] = []
    for scheme, width in views:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        context.set_default_timeout(300_000)  # [ms] on a busy machine
        page = context.new_page()
        page.goto(address)
        if ready is not None:
            ready(page)
        page.evaluate(OPEN)
        answer = axe.run(page, options={"resultTypes": ["violations"]}).response
        assert len(answer["passes"]) > 10  # it did look at the page
        lines += [
            f"{scheme}, {width} px: {each['id']} ({each['impact']}): {node['html'][:160]}"
            for each in answer["violations"]
            if each["impact"] in impacts
            for node in each["nodes"]
        ]
        context.close()
    return lines
