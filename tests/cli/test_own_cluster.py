"""`--on dask`: a cluster of its own on this machine, which nobody else can reach and nothing outlives."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import Terminal, contents, portsim

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.usefixtures("tiny_folder"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see all processes"),
]
SCRIPT = """\
import portsim, psutil
study = portsim.compare("tiny.yaml", workers=2, on="dask")
for process in psutil.Process().children(recursive=True):
    for each in process.net_connections("inet"):
        if each.status == "LISTEN":
            print(each.laddr.ip)
print("finished")
portsim.compare("tiny.yaml", workers=2, on="dask")  # by the same cluster
print([process.cmdline()[-1] for process in psutil.Process().children()])
"""


def environment(folder: Path) -> dict[str, str]:
    """What a process gets whose temporary files lie in a folder."""
    folder.mkdir()
    return {**os.environ, "TMPDIR": str(folder)}


def of_folder(folder: Path) -> list[str]:
    """The processes that were given this temporary folder, and are alive."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state = (process / "stat").read_text().rsplit(")", 1)[1].split()[0]
            given = (process / "environ").read_bytes().split(b"\0")
            words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"TMPDIR={folder}".encode() in given and state not in "ZX":
            found.append(words)
    return found


def test_a_script_has_a_cluster_of_its_own_that_nobody_else_can_reach(tmp_path: Path) -> None:
    Path("script.py").write_text(SCRIPT)  # as short as that: no `if __name__ == "__main__"` is needed
    ran = subprocess.run(
        [sys.executable, "script.py"], capture_output=True, text=True, env=environment(tmp_path / "own")
    )
    assert ran.returncode == 0, ran.stderr
    *hosts, finished, clusters = ran.stdout.splitlines()
    assert finished == "finished" and clusters == "['2']"
    assert set(hosts) == {"127.0.0.1"} and len(hosts) >= 3  # scheduler and two workers
    assert of_folder(tmp_path / "own") == [] and list((tmp_path / "own").iterdir()) == []


def test_the_command_leaves_the_same_bytes_wherever_it_is_run(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("run", "tiny.yaml", "--workers", "1", "--out", "here").code == 0
    ran = portsim("run", "tiny.yaml", "--workers", "2", "--on", "dask", "--out", "there", cwd=tmp_path)
    assert contents(tmp_path / "there") == contents(tmp_path / "here")
    assert "distributed" not in ran.stderr


@pytest.mark.parametrize(
    ("sign", "code"), [(signal.SIGINT, 130), pytest.param(signal.SIGKILL, -9, marks=pytest.mark.slow)]
)
def test_it_ends_with_the_command_however_that_ends(sign: signal.Signals, code: int, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    options = ("--on", "dask", "--workers", "2", "--replications", "5000")
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim", "compare", "tiny.yaml", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(folder),
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a runner may have it ignored
    )
    deadline = time.monotonic() + 60
    while len(of_folder(folder)) < 4 and time.monotonic() < deadline:  # command, cluster, two workers
        time.sleep(0.05)
    time.sleep(2)
    os.killpg(process.pid, sign)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in told
    assert ("stopped; earlier results are unchanged" in told) == (sign is signal.SIGINT)
    deadline = time.monotonic() + 20
    while of_folder(folder) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert of_folder(folder) == [] and [path.name for path in folder.iterdir()] == []
    assert not Path("results", "tiny").exists()


def test_a_place_that_is_none_is_one_message(tmp_path: Path) -> None:
    ran = portsim("compare", "tiny.yaml", "--on", "dsak", cwd=tmp_path, check=False)
    assert ran.returncode == 2
    assert ran.stderr == (
        "--on: got 'dsak', allowed local, dask, dask://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT "
        "(nearest: dask)\n"
    )
