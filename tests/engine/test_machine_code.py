"""Machine code on the disk: it is read where it fits, and compiled anew where any of its files changed."""

from __future__ import annotations

import importlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import portsim
from portsim.base.errors import PortsimError
from portsim.engine.choice import ready, ready_ahead

pytest.importorskip("numba")
compiled_engine = importlib.import_module("portsim.engine.compiled.compiled_engine")

COMPILING = "compiling the engine, once for this installation: some seconds\n"
READY = "from portsim.engine.choice import ready; ready('compiled')"
TESTS = Path(__file__).parents[1]
OUTER = """
from inner import inner
from portsim.engine.compiled.machine_code import kept

@kept
def outer(x):
    return inner(x)
"""
INNER = """
from numba import njit
from of_others import ADDED

@njit
def inner(x):
    return x + ADDED
"""
FILES_THAT_COUNT = """
from pathlib import Path
from portsim.engine.compiled import kernel
from portsim.engine.compiled.machine_code import fingerprint
fits = fingerprint(kernel.interpret.py_func)
for file in sorted(Path(kernel.__file__).parent.glob("*.py")):
    text = file.read_bytes()
    file.write_bytes(text + b"# edited")
    if fingerprint(kernel.interpret.py_func) != fits:
        print(file.stem)
    file.write_bytes(text)
"""
RUN = """
from worlds import GATE, Given, flow, lowered, workload
from portsim.engine.choice import ready, ready_ahead
given = workload([flow("f", GATE)], {"truck": Given([0, 1], lasts={"work": 5})}, {"gate": 1})
print(ready("compiled")(lowered(given), given).area.tolist())
"""


def python(code: str, folder: Path | None = None, **own: str) -> tuple[str, str]:
    """What a fresh process prints and tells; it imports from that folder, or what this one imports."""
    first = folder or Path(portsim.__file__).parents[1]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(first), str(TESTS)]), **own}
    call = [sys.executable, "-c", code]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=env, cwd=first)
    return done.stdout, done.stderr


def copied_to(folder: Path) -> Path:
    """A copy of the package without anything compiled; the folder of its compiled engine."""
    source = Path(portsim.__file__).parent
    shutil.copytree(source, folder / "portsim", ignore=shutil.ignore_patterns("__pycache__"))
    return folder / "portsim" / "engine" / "compiled"


def test_a_change_in_what_a_kept_function_calls_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The function that is called, and a constant that comes from a third file; what is restored is read."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def told(helper: str, added: int) -> tuple[int, int]:
        """The result, and how often it was read from the disk."""
        for name, text in {"outer": OUTER, "inner": helper, "of_others": f"ADDED = {added}\n"}.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
            sys.modules.pop(name, None)
        outer = importlib.import_module("outer").outer
        return outer(1), sum(outer.stats.cache_hits.values())

    assert told(INNER, 1) == (2, 0)
    assert told(INNER, 1) == (2, 1)
    assert told(INNER.replace("x + ADDED", "x - ADDED"), 1) == (0, 0)
    assert told(INNER, 7) == (8, 0)
    assert told(INNER, 1) == (2, 1)


def test_the_fingerprint_is_of_every_file_that_the_interpreter_is_compiled_of(tmp_path: Path) -> None:
    """And of none that only lays out its memory."""
    copied_to(tmp_path)
    told, _ = python(FILES_THAT_COUNT, tmp_path)
    files = "ahead heap kernel moments queues servers signals threads unfinished writing"
    assert told.split() == files.split()


def test_machine_code_that_fits_is_read_also_where_the_files_are_newer() -> None:
    """As after a checkout: nothing is compiled, so nothing is told."""
    from portsim.engine.compiled.kernel import interpret
    from portsim.engine.compiled.machine_code import on_disk

    ready("compiled")
    (index,) = on_disk(interpret)
    os.utime(index, (0, 0))
    assert python(READY) == ("", "")
    assert index.stat().st_mtime == 0


@pytest.mark.slow
def test_an_edited_helper_of_the_interpreter_is_compiled_anew(tmp_path: Path) -> None:
    """Trucks at 0 and 1, 5 min each at one gate: 1 x 1 + 2 x 4 + 1 x 5 = 14 truck minutes; where who leaves
    counts twice, 1 + 2 x (8 + 5) = 27."""
    servers = copied_to(tmp_path) / "servers.py"
    text = servers.read_text(encoding="utf-8")

    def told() -> tuple[str, str]:
        return python(RUN, tmp_path, NUMBA_CACHE_DIR=str(tmp_path / "kept"))

    assert told() == ("[14.0]\n", COMPILING)
    assert told() == ("[14.0]\n", "")
    servers.write_text(text.replace("pool.area += ", "pool.area += 2 * "), encoding="utf-8")
    assert told() == ("[27.0]\n", COMPILING)
    servers.write_text(text, encoding="utf-8")
    assert told() == ("[14.0]\n", "")


@pytest.mark.parametrize(
    ("there", "folder", "prepared"),
    [([Path("kernel.nbi")], "kept", True), ([], None, True), ([], "kept", False)],
)
def test_nobody_waits_for_an_engine_to_be_compiled_ahead(
    there: list[Path], folder: str | None, prepared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read where it is on the disk, and compiled ahead only where it cannot be kept."""
    called: list[str] = []
    interpret = SimpleNamespace(stats=SimpleNamespace(cache_path=folder), signatures=())
    monkeypatch.setattr(compiled_engine, "interpret", interpret)
    monkeypatch.setattr(compiled_engine, "on_disk", lambda _: there)
    monkeypatch.setattr(compiled_engine, "_run_nothing", lambda: called.append("prepared"))
    ready_ahead()
    assert bool(called) == prepared


@pytest.mark.parametrize("asked", [lambda: ready("compiled"), ready_ahead])
def test_a_numba_that_cannot_be_loaded_is_said(
    asked: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is older than NumPy allows."""
    monkeypatch.delattr("portsim.engine.compiled.compiled_engine")
    monkeypatch.setitem(sys.modules, "portsim.engine.compiled.compiled_engine", None)
    said = (
        "engine: Numba is installed and cannot be loaded (import of "
        "portsim.engine.compiled.compiled_engine halted; None in sys.modules); "
        "install portsim[fast] anew, or take engine: simpy"
    )
    with pytest.raises(PortsimError, match=re.escape(said)):
        asked()


@pytest.mark.slow
def test_damaged_machine_code_is_compiled_anew(tmp_path: Path) -> None:
    def told() -> str:
        return python(READY, NUMBA_CACHE_DIR=str(tmp_path))[1]

    assert told() == COMPILING
    for length in (0, 100):
        (index,) = tmp_path.rglob("*interpret*.nbi")
        index.write_bytes(index.read_bytes()[:length])
        assert re.fullmatch(rf"the compiled engine on the disk is damaged \(\w+\)\n{COMPILING}", told())
        assert told() == ""
