"""A real Dask cluster of processes: a scheduler and workers, started in a folder of their own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUIET = {
    "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",  # Dask gives a piece up with its first worker
}


def alive(process: int) -> bool:
    """Whether a process is there, and no mere zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def started(folder: Path, *words: str, code: Path = ROOT) -> subprocess.Popen[bytes]:
    """`dask ...` in a folder, with the portsim of the folder `code`."""
    folder.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "dask", *words],
        cwd=folder,
        env={**os.environ, **QUIET, "PYTHONPATH": str(code)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """The address of a scheduler that runs in a folder."""
    there = folder / "scheduler.json"
    words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    process = started(folder, *words, "--scheduler-file", str(there), "--idle-timeout", "600")
    try:
        deadline = time.monotonic() + 60
        while not (there.exists() and (found := re.search(r'"address": "(tcp://\S+)"', there.read_text()))):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        yield found[1]
    finally:
        end(process)


@contextmanager
def workers(address: str, folder: Path, number: int, code: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    """So many workers of one thread each, several of them started anew where one is killed."""
    words = ("worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--nworkers", str(number))
    more = ("--no-dashboard", "--local-directory", str(folder), "--death-timeout", "60")
    alone = ("--no-nanny",) if number == 1 else ()  # a process less
    process = started(folder, *words, *more, *alone, code=code)
    try:
        yield process
    finally:
        end(process)


def other_portsim(folder: Path, version: str) -> Path:
    """A copy of portsim that says it is of another version."""
    shutil.copytree(ROOT / "portsim", folder / "portsim", ignore=shutil.ignore_patterns("__pycache__"))
    file = folder / "portsim" / "base" / "version.py"
    text = re.sub(r'VERSION = "[^"]+"', f'VERSION = "{version}"', file.read_text())
    file.write_text(text)
    return folder
