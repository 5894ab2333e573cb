"""The command line, called in this process or started as one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import warnings
from pathlib import Path
from typing import NamedTuple

import pytest

from portsim.cli.app import STOPS, main


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


class Terminal:
    """Calls the command line in this process, which costs less than a new one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *words: str) -> Outcome:
        self.monkeypatch.setattr(sys, "argv", ["portsim", *words])
        self.monkeypatch.setenv("COLUMNS", "140")
        # by default no worker processes are started
        self.monkeypatch.setattr(os, "cpu_count", lambda: 1)
        self.monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0}, raising=False)
        before = {each: signal.getsignal(each) for each in (signal.SIGINT, *STOPS)}
        hook, code = sys.unraisablehook, 0
        self.capsys.readouterr()
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", message="Cyclopts application invoked without tokens")
                main()
        except SystemExit as end:
            assert isinstance(end.code, int)
            code = end.code
        finally:
            sys.unraisablehook = hook
            for each, handler in before.items():
                signal.signal(each, handler)
        return Outcome(code, *self.capsys.readouterr())


def portsim(*words: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Start the command line as a process of its own."""
    out = subprocess.run(
        [sys.executable, "-m", "portsim", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "140"},
    )
    if check:
        assert out.returncode == 0, out.stderr
    return out


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
