"""A page in a real browser, and all that goes wrong on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
NEEDS_BROWSER = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
PATIENT = 300_000  # [ms]; a busy machine is slow, and that is no error of the page
sync_api.expect.set_options(timeout=PATIENT)


@contextmanager
def browsing() -> Iterator[sync_api.Browser]:
    """A browser, until the block ends."""
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


class Seen:
    """A page that is open, and what went wrong on it."""

    def __init__(
        self, browser: sync_api.Browser, file: Path, width: int = 1280, scheme: str = "light", at: str = ""
    ) -> None:
        self.page = browser.new_page(
            viewport={"width": width, "height": 800}, color_scheme=scheme, accept_downloads=True
        )
        self.page.set_default_timeout(PATIENT)
        self.problems: list[str] = []
        self.page.on("console", lambda said: self.problems.append(said.text))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("dialog", lambda dialog: self.problems.append(dialog.message))
        self.page.on("request", lambda asked: self._requested(asked.url))
        self.file = file
        self.page.goto(f"{file.as_uri()}{at}")

    def _requested(self, address: str) -> None:
        if address.partition("#")[0] != self.file.as_uri() and not address.startswith("blob:"):
            self.problems.append(address)

    def column(self, table: str, at: int) -> list[str]:
        """What stands in a column of the rows that are shown."""
        rows = f"{table} tbody tr:not([hidden]) > :nth-child({at})"
        return [text.strip() for text in self.page.locator(rows).all_text_contents()]

    def wide(self) -> int:
        """How wide the page is with all that is folded away [px]."""
        self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        return int(self.page.evaluate("document.documentElement.scrollWidth"))
