"""How far a study is, on the error stream: a bar on a terminal, a line a minute of plain text in a pipe."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import copy_context
from typing import TYPE_CHECKING, Protocol

from portsim.base.language import known, t
from portsim.base.printable import printable
from portsim.report.words import apart

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY = 60.0  # [s] between two lines in a pipe
CHARTS = 1.5  # [s] an alternative, for the time left: 12 to 20 s for the twelve of a shipped scenario
SOME = 4  # runs of each worker from which on only the later half counts
Clock = Callable[[], float]


class Shown(Protocol):
    """Where progress is shown."""

    def show(self, text: str, done: int, total: int | None) -> None:
        """Show what is done now; `total` None where it is not known."""

    def stop(self) -> None:
        """Show the end."""


class Progress(AbstractContextManager["Progress"]):
    """How far a study is; called with (done, total), and told by `doing` what comes after the runs.

    The time left is that of the runs done last, spread evenly over those to come: of the later half of them
    once there are some, so that a slow start, such as compiling or a machine that was busy then, is left
    behind. `at_once` runs are under way at the same time: the first that is done stands for all of these.
    `afterwards` [s] is what comes after them, such as charts. Before the first run is done no time is said.
    """

    def __init__(
        self,
        title: str,
        what: str = "replications",
        *,
        afterwards: float = 0.0,
        at_once: int = 1,
        clock: Clock = time.monotonic,
        shown: Shown | None = None,
    ) -> None:
        self.title, self.what, self.afterwards, self.clock = printable(title), known(what), afterwards, clock
        self.shown: Shown = shown or (_bar() if sys.stderr.isatty() else Lines(clock))
        self.at_once = at_once
        self.begun = self.last = self.clock()
        self._times = [self.begun]  # when the first began, then when each number of runs was done
        self.done, self.stage = 0, t("reading, and compiling where needed")
        self.total: int | None = None
        self._lock, self._over = threading.Lock(), threading.Event()

    def __enter__(self) -> Progress:
        self._show()
        speaking = copy_context()  # a thread begins in English
        threading.Thread(
            target=speaking.run, args=(self._keep_showing,), name="progress", daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with self._lock:
            self.shown.stop()

    def __call__(self, done: int, total: int) -> None:
        """So many of `total` runs are done; 0 when the first one begins."""
        self.last = self.clock()
        if done == 0:
            self.begun, self._times = self.last, [self.last]
        self._times += [self.last] * (done + 1 - len(self._times))
        self.done, self.total, self.stage = done, total, ""
        self._show()

    def doing(self, what: str) -> None:
        """All runs are done, and this is what comes now."""
        self.stage, self.last = what, self.clock()
        self._show()

    def text(self) -> str:
        """What is done now, and how much time is left."""
        if self.stage:
            over = self.afterwards - (self.clock() - self.last) if self.total is not None else 0.0
            stage = known(self.stage)
            text = apart([stage, _about(over)]) if over > 0 else stage
            return t("{title}: {text}", title=self.title, text=text)
        count = t(
            "{title}: {done} of {total} {what}",
            title=self.title,
            done=self.done,
            total=self.total,
            what=self.what,
        )
        to_come = self.left()
        if to_come is None:
            return count
        left = _about(to_come)
        return apart([count, t("{left} with charts", left=left) if self.afterwards else left])

    def left(self) -> float | None:
        """The time left [s], with what comes after the runs; None before the first run is done."""
        if not self.done or self.total is None:
            return None
        since = self.done // 2 if self.done >= SOME * self.at_once else 0
        runs_done = self.done - since if since else max(self.done, min(self.at_once, self.total))
        each = (self.last - self._times[since]) / runs_done
        runs = each * (self.total - self.done) - (self.clock() - self.last)
        return max(runs, 0.0) + self.afterwards

    def _show(self) -> None:
        with self._lock:
            if not self._over.is_set():
                self.shown.show(self.text(), self.done, self.total)

    def _keep_showing(self) -> None:
        while not self._over.wait(1.0):
            self._show()


def charts_take(alternatives: int) -> float:
    """How long tables and charts will take [s] for so many alternatives."""
    return CHARTS * alternatives


def _about(seconds: float) -> str:
    """A time left in words, never more exact than it is known."""
    if seconds < 10:
        return t("some seconds left")
    if seconds < 100:
        return t("about {seconds:.0f} s left", seconds=round(seconds, -1))
    if seconds < 90 * 60:
        return t("about {minutes:.0f} min left", minutes=seconds / 60)
    return t("about {hours:.1f} h left", hours=seconds / 3600)


class Lines:
    """Plain lines, for a pipe or a file: the first at once, then one a minute where there is news."""

    def __init__(self, clock: Clock = time.monotonic, write: Callable[[str], None] | None = None) -> None:
        self.clock, self.write = clock, write or _write
        self.next, self.said = clock(), ""

    def show(self, text: str, done: int, total: int | None) -> None:
        """Write the text if a minute has passed since the last line."""
        if self.clock() >= self.next and text != self.said:
            self.next, self.said = self.clock() + EVERY, text
            self.write(text)

    def stop(self) -> None:
        """Nothing: what follows is the answer."""


def _write(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class _Bar:
    """A bar of rich, with the text beside it."""

    def __init__(self, bar: Bar) -> None:
        self.bar = bar
        self.task = bar.add_task("", total=None)
        bar.start()

    def show(self, text: str, done: int, total: int | None) -> None:
        self.bar.update(self.task, description=text, completed=done, total=total)

    def stop(self) -> None:
        self.bar.stop()


def _bar() -> _Bar:
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bar

    text = TextColumn("{task.description}", markup=False)
    return _Bar(Bar(BarColumn(bar_width=10), text, console=Console(stderr=True), transient=True))
