"""What people wait for before anything runs: processor time of a command in a fresh process [s].

    python benchmarks/use.py --rounds 9

A row tells the median of user and system time, and the least; the clock on the wall too. Each process
writes its bytecode and warms the disk in a round that does not count. What loading takes beyond the imports
is measured inside a process that has all of them.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field

LOAD = (
    "import time, portsim\n"
    "from portsim.scenario.plugins import shipped\n"
    "load = portsim.load\n"
    "shipped()\n"
    "import yaml.cyaml\n"
    "begin = time.process_time()\n"
    "load({name!r})\n"
    "print(time.process_time() - begin)\n"
)
COMMANDS = {
    "python alone": ("-c", "pass"),
    "import portsim": ("-c", "import portsim"),
    "import of what loads": ("-c", "import portsim; portsim.load"),
    "portsim --help": ("-m", "portsim", "--help"),
    "load ocean_gate": ("-c", "import portsim; portsim.load('ocean_gate')"),
    "load xiamen": ("-c", "import portsim; portsim.load('xiamen')"),
    "portsim validate ocean_gate": ("-m", "portsim", "validate", "ocean_gate"),
}
INSIDE = {f"load {name} beyond imports": ("-c", LOAD.format(name=name)) for name in ("ocean_gate", "xiamen")}


@dataclass
class Waits:
    """What was measured of one command [s], a figure for each round."""

    processor: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def row(self, what: str) -> str:
        """One line of the table."""
        middle, least = statistics.median(self.processor), min(self.processor)
        wall = f"{statistics.median(self.wall):>8.3f}" if self.wall else ""
        return f"{what:<32}{middle:>10.3f}{least:>8.3f}{wall}"


def users_own() -> dict[str, str]:
    """The environment of a user, whose modules are compiled once and not in each process."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def run(arguments: tuple[str, ...]) -> tuple[str, float, float]:
    """What a fresh process prints, the seconds of the processor that it took, and those on the wall.

    Raises subprocess.CalledProcessError: the command failed.
    """
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, text=True, env=users_own())
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Measure what a command takes in a fresh process.")
    parser.add_argument("--rounds", type=int, default=9, help="how often each is measured; 9 by default")
    rounds = parser.parse_args(arguments).rounds
    if rounds < 1:
        parser.error(f"--rounds: got {rounds}, allowed 1 or more")
    waits = {what: Waits() for what in (*COMMANDS, *INSIDE)}
    for number in range(rounds + 1):
        for what, command in COMMANDS.items():
            _, processor, wall = run(command)
            if number:
                waits[what].processor.append(processor)
                waits[what].wall.append(wall)
        for what, command in INSIDE.items():
            told, _, _ = run(command)
            if number:
                waits[what].processor.append(float(told))
    print(f"{'seconds':<32}{'processor':>10}{'least':>8}{'wall':>8}")
    for what, measured in waits.items():
        print(measured.row(what))


if __name__ == "__main__":
    main()
