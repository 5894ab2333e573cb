"""A guard against slower code that needs no idle machine: instructions a truck, counted by Valgrind.

    python benchmarks/guard.py            compare with benchmarks/instructions.json; exit code 1 beyond 5 %
    python benchmarks/guard.py --write    renew the figures

Callgrind counts what the building of a workload and a run of the compiled engine execute on the network, ten
days and twenty (some 20,000 and 40,000 trucks). A figure is the difference of the two by the difference of
their trucks, so that imports, compilation and tables cancel. Counts do not depend on the load of the machine:
three runs agreed within 0.02 %. Numba compiles for the processor `generic` and NumPy takes its plainest
loops: the figures are of x86-64 without AVX, whatever processor they are counted on. They still go by the
versions of Numba, NumPy and the C library, which stand beside them.

An instruction is not a nanosecond: memory that comes late and branches that are guessed wrong are not seen.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

FIGURES = Path(__file__).parent / "instructions.json"
CASE = Path(__file__).parent / "guarded.py"
DAYS = (1, 10, 20)  # the first makes ready what is imported late
PARTS = ("workload", "engine")
MARKS = 3  # of each length: before the workload, between, and after the engine
TOLERANCE = 0.05
MARK = "getppid"

Figures = dict[str, float]


def environment(folder: Path) -> dict[str, str]:
    """The surroundings of a counted process: nothing that depends on the processor or on chance."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    return {
        **os.environ,
        "NUMBA_CPU_NAME": "generic",
        "NUMBA_CPU_FEATURES": "",
        "NUMBA_CACHE_DIR": str(folder / "numba"),
        "NPY_DISABLE_CPU_FEATURES": " ".join(simd.get("found", [])),
        "PYTHONHASHSEED": "0",
    }


def totals(folder: Path) -> list[int]:
    """The instructions between marks, in their order, from the files that Callgrind left.

    Raises ValueError: a file without a total.
    """
    parts = sorted(folder.glob("part.*"), key=lambda path: int(path.suffix[1:]))
    found = []
    for path in parts:
        lines = [line for line in path.read_text().splitlines() if line.startswith("totals:")]
        if len(lines) != 1:
            raise ValueError(f"{path}: got {len(lines)} lines of totals, expected one")
        found.append(int(lines[0].split()[1]))
    return found


def counted(case: Sequence[str], folder: Path) -> tuple[list[int], str]:
    """Instructions between the marks of a script, the first part being what comes before the first mark, and
    what the script prints.

    Raises subprocess.CalledProcessError: the script failed.
    """
    around = environment(folder)
    command = [sys.executable, *case]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=around)  # so that its code is compiled
    watched = ["valgrind", "--tool=callgrind", "--quiet", f"--dump-before={MARK}"]
    watched.append(f"--callgrind-out-file={folder / 'part'}")
    told = subprocess.run([*watched, *command], check=True, stdout=subprocess.PIPE, text=True, env=around)
    return totals(folder), told.stdout


def figures(instructions: Sequence[int], trucks: Sequence[int]) -> Figures:
    """Instructions a truck of each part, from the two longest lengths.

    Raises ValueError: another number of marks than the case has.
    """
    if len(instructions) != MARKS * len(trucks):
        raise ValueError(f"got {len(instructions)} marks, expected {MARKS} for each of {len(trucks)} lengths")
    more = trucks[-1] - trucks[-2]
    short, long = instructions[-2 * MARKS : -MARKS], instructions[-MARKS:]
    return {part: (long[k] - short[k]) / more for k, part in enumerate(PARTS, start=1)}


def surroundings() -> dict[str, str]:
    """The versions that the counts go by."""
    told = subprocess.run(["valgrind", "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return {
        "machine": f"{platform.machine()}, Numba's processor generic",
        "python": platform.python_version(),
        "libc": " ".join(platform.libc_ver()),
        "valgrind": told.strip().removeprefix("valgrind-"),
        **{name: version(name) for name in ("numba", "llvmlite", "numpy")},
    }


def beyond(found: Figures, committed: Mapping[str, float]) -> list[str]:
    """A line for each part that is not within the tolerance."""
    lines = []
    for part, now in found.items():
        change = now / committed[part] - 1
        if abs(change) > TOLERANCE:
            what = f"{abs(change):.1%} {'more' if change > 0 else 'less'}"
            lines.append(
                f"{part}: {now:,.0f} instructions a truck, {what} than the {committed[part]:,.0f} of "
                f"{FIGURES.name}, allowed {TOLERANCE:.0%}; if it is meant: python benchmarks/guard.py --write"
            )
    return lines


def main(arguments: list[str] | None = None) -> int:
    """1 where a figure is beyond its tolerance, 2 where nothing can be counted."""
    parser = argparse.ArgumentParser(description="Compare instructions a truck with the committed figures.")
    parser.add_argument("--write", action="store_true", help=f"renew {FIGURES.name}")
    options = parser.parse_args(arguments)
    if shutil.which("valgrind") is None:
        print("valgrind: not found; install it (Debian: apt install valgrind)", file=sys.stderr)
        return 2
    if not options.write and not FIGURES.exists():
        print(f"{FIGURES}: not found; make it with --write", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        instructions, told = counted([str(CASE), *map(str, DAYS)], Path(folder))
    found, around = figures(instructions, [int(n) for n in told.split()]), surroundings()
    if options.write:
        rounded = {part: round(each, 1) for part, each in found.items()}
        FIGURES.write_text(
            json.dumps({"instructions a truck": rounded, "counted with": around}, indent=2) + "\n"
        )
        print(f"{FIGURES.name}: " + ", ".join(f"{part} {each:,.0f}" for part, each in found.items()))
        return 0
    kept = json.loads(FIGURES.read_text())
    committed, before = kept["instructions a truck"], kept["counted with"]
    for part, now in found.items():
        print(f"{part}: {now:,.1f} instructions a truck, {now / committed[part] - 1:+.2%}")
    for name in (name for name, each in around.items() if each != before.get(name)):
        print(f"{name}: {around[name]} here, {before.get(name)} when {FIGURES.name} was written")
    wrong = beyond(found, committed)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
