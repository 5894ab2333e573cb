"""Runs that are killed, interrupted or simultaneous leave one whole folder, and no process behind.

PORTSIM_ATTACK=60 kills each command so often (`make attack`); by default a few times.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest
from kept import kept_folder

pytestmark = pytest.mark.usefixtures("tiny_folder")
KILLS = int(os.environ.get("PORTSIM_ATTACK", "3"))
ROUNDS = max(1, KILLS // 4)
SIGNS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)
PORTSIM = (sys.executable, "-m", "portsim")
# Python ends by SIGINT itself where it met the interrupt inside an `exec`, although it was answered
STOPPED = (130, -signal.SIGINT)
OF_ONE_RUN = {"run": "visits.parquet", "compare": "comparison.csv"}


def start(
    command: str,
    seed: int,
    out: str = "out",
    workers: str = "1",
    replications: str = "3",
    ignored: signal.Signals | None = None,
) -> subprocess.Popen[bytes]:
    """A run of a seed in a session of its own, some seconds long."""

    def begin() -> None:
        for each in (signal.SIGINT, signal.SIGHUP):  # a runner may have them ignored
            signal.signal(each, signal.SIG_DFL)
        if ignored is not None:
            signal.signal(ignored, signal.SIG_IGN)

    options = ("--seed", str(seed), "--out", out, "--replications", replications, "--workers", workers)
    return subprocess.Popen(
        [*PORTSIM, command, "tiny.yaml", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=begin,
    )


def wait_until_it_writes(process: subprocess.Popen[bytes], processes: int = 1) -> None:
    """Wait until a run holds its folder and has so many processes, and until they are at work."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if list(Path().glob(".out.*.partial")) and len(session(process.pid)) >= processes:
            break
        time.sleep(0.05)
    time.sleep(0.2)


def digest(folder: str, command: str) -> str:
    return hashlib.sha256(Path(folder, OF_ONE_RUN[command]).read_bytes()).hexdigest()


def seed_of(folder: str) -> int:
    """The seed of a folder; all files are there that its manifest names, and no others."""
    listed = Path(folder, ".portsim").read_text().splitlines()
    found = (p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if p.is_file())
    assert sorted(found) == sorted([".portsim", *listed])
    seed = json.loads(Path(folder, "provenance.json").read_text())["seed"]
    assert isinstance(seed, int)
    return seed


@cache
def undisturbed(command: str, seed: int) -> tuple[Path, float]:
    """The folder that a run leaves which nobody disturbs, and how long it takes [s]."""
    folder, started = kept_folder("undisturbed") / "alone", time.monotonic()
    with start(command, seed, str(folder)) as run:
        assert run.wait(120) == 0
    return folder, time.monotonic() - started


@pytest.fixture
def of_seed(request: pytest.FixtureRequest) -> dict[int, str]:
    """What an undisturbed run of each seed leaves."""
    command = request.node.callspec.params["command"]
    return {seed: digest(str(undisturbed(command, seed)[0]), command) for seed in (1, 2)}


def session(leader: int) -> list[int]:
    """The processes of a session that are still alive."""
    alive = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its = stat.read_text().rsplit(")", 1)[1].split()[:4]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its) == leader and state not in "ZX":
            alive.append(int(stat.parent.name))
    return alive


@pytest.mark.parametrize("command", ["run", pytest.param("compare", marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_leaves_the_earlier_folder_or_the_new_one(
    command: str, of_seed: dict[int, str]
) -> None:
    moments = random.Random(11)
    earlier, length = undisturbed(command, 2)  # the second one: all is compiled
    shutil.copytree(earlier, "out")
    for number in range(KILLS):
        process = start(command, 1 + number % 2)
        time.sleep(moments.uniform(0.15, 1.1) * length)
        os.killpg(process.pid, SIGNS[number % 3])
        _, told = process.communicate(timeout=60)
        assert process.returncode in (0, *STOPPED, -SIGNS[number % 3]), told
        assert b"Traceback" not in told, told.decode()[-3000:]
        assert digest("out", command) == of_seed[seed_of("out")]
    with start(command, 1) as run:
        assert run.wait(120) == 0
    assert seed_of("out") == 1 and digest("out", command) == of_seed[1]
    assert sorted(p.name for p in Path().iterdir() if p.name.startswith(".out")) == []


@pytest.mark.parametrize(
    ("sign", "to_all"),
    [
        ("SIGINT", False),
        ("SIGTERM", False),
        ("SIGHUP", False),
        ("SIGINT", True),
        ("SIGTERM", True),
        pytest.param("SIGHUP", True, marks=pytest.mark.slow),  # each by itself is there
    ],
)
def test_a_stop_or_a_terminal_that_is_closed_leaves_nothing_half_written(sign: str, to_all: bool) -> None:
    process = start("run", 1, workers="2", replications="5000")
    wait_until_it_writes(process, 4)  # tracker and two workers
    (os.killpg if to_all else os.kill)(process.pid, getattr(signal, sign))
    _, told = process.communicate(timeout=60)
    assert process.returncode in STOPPED, told
    # a signal to all ends the tracker of the workers, too, and what its successor says comes last
    lines = told.decode().splitlines()
    assert "stopped; earlier results are unchanged, unless the new ones were complete already" in lines
    assert [p.name for p in Path().iterdir() if p.name.startswith((".out", "out"))] == []


def test_a_run_under_nohup_outlives_its_terminal() -> None:
    process = start("run", 1, ignored=signal.SIGHUP)
    wait_until_it_writes(process)
    os.killpg(process.pid, signal.SIGHUP)
    _, told = process.communicate(timeout=120)
    assert process.returncode == 0, told
    assert seed_of("out") == 1


@pytest.mark.parametrize("command", ["run", pytest.param("compare", marks=pytest.mark.slow)])
def test_four_at_once_leave_a_folder_of_one_run(command: str, of_seed: dict[int, str]) -> None:
    for _ in range(ROUNDS):
        runs = [start(command, seed) for seed in (*of_seed, *of_seed)]
        told = [run.communicate(timeout=120)[1].decode() for run in runs]
        for run, text in zip(runs, told, strict=True):
            assert run.returncode in (0, 2), text
            assert run.returncode == 0 or "another run is writing it; wait, or name another folder" in text
        assert 0 in [run.returncode for run in runs]
        assert digest("out", command) == of_seed[seed_of("out")]
    assert [p.name for p in Path().iterdir() if p.name.startswith(".out")] == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see all processes")
@pytest.mark.parametrize("after", [0.2, 1.0])
def test_no_worker_outlives_its_parent(after: float) -> None:
    for _ in range(max(1, KILLS // 6)):
        process = subprocess.Popen(
            [*PORTSIM, "compare", "tiny.yaml", "--workers", "2", "--replications", "5000"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while len(session(process.pid)) < 4 and time.monotonic() < deadline:  # tracker and two workers
            time.sleep(0.05)
        time.sleep(after)
        process.kill()
        process.wait()
        deadline = time.monotonic() + 5
        while session(process.pid) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert session(process.pid) == []
