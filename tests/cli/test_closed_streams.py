"""Standard streams that are closed or full, and memory that is short: one message, exit code 0 or 2."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("tiny_folder")
COMMAND = f"{sys.executable} -m portsim"


def shell(line: str) -> tuple[int, str]:
    """Exit code and what stands on stderr."""
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    ("workers", "closed"), [(1, "<&- >&-"), pytest.param(2, ">&-", marks=pytest.mark.slow), (2, "2>&-")]
)
def test_a_closed_stream_keeps_nothing_from_being_done(workers: int, closed: str) -> None:
    assert shell(f"{COMMAND} run tiny.yaml --workers {workers} --out out {closed}")[0] == 0
    assert Path("out/visits.parquet").exists() and Path("out/provenance.json").exists()


def test_who_cannot_be_asked_gets_a_port_as_if_nothing_was_said() -> None:
    assert shell(f"{COMMAND} init <&-") == (0, "")
    assert "name: my_port" in Path("my_port.yaml").read_text()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_letter_that_the_output_has_not_is_spelt_out(encoding: str) -> None:
    code, told = shell(f"PYTHONIOENCODING={encoding} {COMMAND} validate tiny.yaml --lang zh > said")
    assert (code, told) == (0, "")
    said = Path("said").read_bytes()
    assert b"\\u6ca1\\u6709" in said and said.isascii()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_error_stream_leaves_the_exit_code() -> None:
    assert shell(f"{COMMAND} validate missing.yaml 2>/dev/full") == (2, "")


def test_too_little_memory_is_one_message() -> None:
    code = "import sys, portsim.cli.studies as s; import portsim.cli.app as a\n"
    code += "def short(*_, **__): raise MemoryError('Unable to allocate 36 GiB')\n"
    code += "import portsim.study.one_alternative as t; t.spread_out = short\n"
    code += "sys.argv = ['portsim', 'run', 'tiny.yaml', '--out', 'out']; a.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == (
        "memory is short (Unable to allocate 36 GiB): try --workers 1, fewer days or a smaller demand; "
        "earlier results are unchanged"
    )
    assert not Path("out").exists()


def test_a_name_that_is_no_text_and_one_that_steers_the_terminal() -> None:
    code, told = shell(f"{COMMAND} run tiny.yaml --workers 1 --out $'o\\xff' | tail -1")
    assert (code, told.count("Traceback")) == (0, 0)
    code, told = shell(f"{COMMAND} validate $'x\\e[2J.yaml'")
    assert code == 2 and "\x1b" not in told and "x\\x1b[2J.yaml: no such file" in told
