"""How quick the what-if page is: its start, and a changed number until first and last figures are there [s].

    python benchmarks/serve.py

A process of its own serves ocean_gate as `portsim serve` does; this one asks as the page does, for runs of
one day and of five, each with a day of warm-up and two of run-out. The numbers are those of
`benchmarks/redraw.py`, each changed in turn; after them the measure's uptake, for which the baseline is not
run again. *First* is the first estimate (one replication or two), *last* all replications. The start is that
of a page as it opens: with the alternatives and the replications that the page begins with. Last of all comes
how long it takes to stop.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from cores import say_worth
from redraw import UPTAKE, changes
from use import users_own

SHOWN = "qr_gate_pass"
RUNS = (("quick", 3), ("file", 6))  # length as the page calls it, replications
DAYS = {"quick": "1 day", "file": "5 days"}
PORT = Path("scenarios/ocean_gate.yaml").resolve()
FILE = f"""extends: {PORT}
name: five_days
title: Ocean Gate, five days
study: {{days: 5, warm_up_days: 1, run_out: 2 day}}
"""


class Client:
    """Asks for figures as the page does."""

    def __init__(self, start: str) -> None:
        found = re.search(r"127\.0\.0\.1:(\d+)/start\?key=(\S+)", start)
        assert found is not None, start
        self.port, self.key = int(found[1]), found[2]

    def _asked(self, method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        origin = f"http://127.0.0.1:{self.port}"
        connection.request(
            method, path, body, {"Origin": origin, "Cookie": f"portsim_{self.port}={self.key}"}
        )
        return connection.getresponse()

    def opened(self) -> tuple[float, float]:
        """Seconds to the first and to the last figures of the state that a page opens with."""
        page = json.loads(self._asked("GET", "/scenario").read())
        return self._figures({"show": page["show"], "length": page["lengths"][0]["id"], "n": page["n"]})

    def figures(self, changed: dict[str, str], length: str, n: int) -> tuple[float, float]:
        """Seconds to the first and to the last figures of a state."""
        return self._figures({"set": changed, "show": [SHOWN], "length": length, "n": n})

    def _figures(self, state: dict[str, object]) -> tuple[float, float]:
        begin = time.perf_counter()
        lines = self._asked("POST", "/figures", json.dumps({"state": state}))
        found = json.loads(next(lines))  # the first figures
        assert found["kind"] == "figures", found
        first = time.perf_counter() - begin
        *_, last = lines
        assert json.loads(last) == {"kind": "end"}, last
        return first, time.perf_counter() - begin


def name_of(key: str) -> str:
    """A number of `benchmarks/redraw.py` as the page names it."""
    return f"measures.{SHOWN}.uptake" if key == UPTAKE else key.removesuffix(".mean").removesuffix(".per_day")


def measured(address: str, begin: float, changed: int) -> None:
    """Print how long a page that began at `begin` takes to its figures, and for so many changes of them."""
    client = Client(address)
    there = time.perf_counter() - begin
    first, last = (there + seconds for seconds in client.opened())
    begun = f"to the first figures: {first:.2f} s, to the last: {last:.2f} s"
    print(f"from the start to the address: {there:.2f} s, {begun}", flush=True)
    uptake = name_of(UPTAKE)
    for length, n in RUNS:
        say_worth()
        took = [
            client.figures({name: str(value)}, length, n)
            for key, value in islice(changes(), changed)
            if (name := name_of(key)) not in ("demand.empty", uptake)
        ]
        _told(f"changes, {DAYS[length]} x {n}", took)
        kept = [client.figures({uptake: f"{percent} %"}, length, n) for percent in range(50, 50 + changed)]
        _told(f"changes of the uptake, for which the baseline is not run again, {DAYS[length]} x {n}", kept)


def _told(which: str, took: list[tuple[float, float]]) -> None:
    """Print how long changes took to their first and to their last figures."""
    for what, seconds in zip(("first", "last"), zip(*took, strict=True), strict=True):
        p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
        row = f"least {min(seconds):.2f}  p50 {statistics.median(seconds):.2f}  p95 {p95:.2f}"
        print(f"{what} figures of {len(took)} {which}: {row} s")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure the what-if page.")
    parser.add_argument("--changes", type=int, default=50, help="each of one number")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        port = Path(folder, "five_days.yaml")
        port.write_text(FILE, encoding="utf-8")
        _serve(port, options.changes)


def _serve(port: Path, changes: int) -> None:
    """Measure the page of a port, from its start to its end."""
    begin = time.perf_counter()
    command = [sys.executable, "-u", "-m", "portsim", "serve", str(port), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=users_own()) as process:
        assert process.stdout is not None
        try:
            measured(process.stdout.readline(), begin, changes)
            begin = time.perf_counter()
            process.terminate()
            process.wait()
        finally:
            process.kill()  # whatever happens: it would be waited for
        print(f"from SIGTERM to the end: {time.perf_counter() - begin:.2f} s")


if __name__ == "__main__":
    main()
