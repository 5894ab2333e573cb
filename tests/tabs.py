"""A tab of a real Chromium, and what went wrong in it."""

from __future__ import annotations

import shutil
import time
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Browser:
    """A tab, and what went wrong in it."""

    def __init__(self, tab: Any, port: int) -> None:
        self.tab, self.wrong = tab, []
        own = f"http://127.0.0.1:{port}/"
        tab.on(
            "console",
            lambda each: self.wrong.append(each.text) if each.type in ("error", "warning") else None,
        )
        tab.on("pageerror", lambda error: self.wrong.append(str(error)))
        tab.on("dialog", lambda dialog: self.wrong.append(f"dialog {dialog.message}"))
        tab.on(
            "request",
            lambda one: None if one.url.startswith((own, "blob:", "data:")) else self.wrong.append(one.url),
        )

    def ready(self, at_least: int = 0) -> None:
        """Waits until all replications of the present state are drawn."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            busy, drawn, n, of = self.tab.evaluate(
                "() => [document.body.classList.contains('busy'), Number(document.body.dataset.drawn || 0), "
                "Number(document.body.dataset.n || 0), document.getElementById('progress').max]"
            )
            if not busy and drawn > at_least and n == of:
                return
            if not busy and self.tab.locator("#wrong").is_visible():
                break
            time.sleep(0.02)
        raise AssertionError(f"no figures after a minute: {self.tab.inner_text('main')}")

    @property
    def drawn(self) -> int:
        return int(self.tab.evaluate("() => Number(document.body.dataset.drawn || 0)"))

    def press(self, slider: str, key: str) -> None:
        """Moves a slider by a key, and waits for the figures."""
        before = self.drawn
        self.tab.locator(slider).press(key)
        self.ready(before)

    def click(self, button: str) -> None:
        before = self.drawn
        self.tab.click(button)
        self.ready(before)

    def difference(self, title: str) -> str:
        row = self.tab.locator("#rows tr", has=self.tab.locator("th span", has_text=title)).first
        return str(row.locator("td.difference").inner_text())
