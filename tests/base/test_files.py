"""A file is written whole or not at all, on really full disks."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from portsim.base.errors import PortsimError
from portsim.base.files import cannot_write, check_replaced, filled, write_bytes, write_text


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=60, check=False)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_text_is_written_in_utf8_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "厦门\n")
    write_text(tmp_path / "a.txt", "Xiamen 厦门\n")
    assert (tmp_path / "a.txt").read_bytes() == "Xiamen 厦门\n".encode()
    assert names(tmp_path) == ["a.txt"]


def test_a_file_name_that_is_no_text_is_spelt_out_in_a_text(tmp_path: Path) -> None:
    write_text(tmp_path / "report.md", "portsim compare '\udcb8\udcdb.yaml'\n")
    assert (tmp_path / "report.md").read_text() == "portsim compare '\\udcb8\\udcdb.yaml'\n"


def test_a_full_disk_leaves_the_earlier_contents(tmp_path: Path) -> None:
    """The operating system itself refuses to write beyond 64 kB."""
    target = tmp_path / "a.bin"
    target.write_bytes(b"earlier")
    done = python(
        """
        import resource, sys
        from pathlib import Path
        from portsim.base.files import write_bytes
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        try:
            write_bytes(Path(sys.argv[1]), bytes(1_000_000))
        except Exception as error:
            print(type(error).__name__, error, sep=": ")
        """,
        target,
    )
    assert (
        done.stdout
        == f"NotWritten: cannot write {target}: file too large; what was there before is unchanged\n"
    )
    assert target.read_bytes() == b"earlier" and names(tmp_path) == ["a.bin"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_no_space_left_is_said() -> None:
    with pytest.raises(PortsimError) as caught:
        write_text(Path("/dev/full"), "x")
    expected = "cannot write /dev/full: no space left on device; what was there before is unchanged"
    assert str(caught.value) == expected


def test_two_with_one_process_number_do_not_meet(tmp_path: Path) -> None:
    """As in two containers that write into one folder of a network disk."""
    path = tmp_path / "out.txt"
    with filled(path) as one, filled(path) as other:
        one.write(b"one")
        other.write(b"other")
    assert path.read_text() == "one" and list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_or_a_folder_as_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PortsimError) as caught:
        write_text(tmp_path / "no" / "a.txt", "x")
    assert str(caught.value) == (
        f"cannot write {tmp_path}/no/a.txt: the folder {tmp_path}/no does not exist; "
        "what was there before is unchanged"
    )
    with pytest.raises(PortsimError, match="it is a folder"):
        write_bytes(tmp_path, b"x")
    refused = cannot_write(tmp_path / "a.txt", FileNotFoundError(errno.ENOENT, "No such file or directory"))
    assert "a.txt: no such file or directory; what" in str(
        refused
    )  # the folder is there: /proc is such a one


def test_the_mode_of_a_file_and_a_symbolic_link_to_it_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_file_in_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PortsimError, match="permission denied; what was there before is unchanged"):
        write_text(tmp_path / "a.txt", "x")


@pytest.mark.parametrize("there", [None, b"", b"<page> of earlier", b"name: my_port\n", b"\xff"])
def test_an_output_takes_the_place_of_its_own_kind_alone(there: bytes | None, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    if there is not None:
        target.write_bytes(there)
    if there is None or not there.startswith((b"name", b"\xff")):
        check_replaced(target, ["<page>", "<other>"], "page")
        return
    with pytest.raises(PortsimError) as caught:
        check_replaced(target, ["<page>", "<other>"], "page")
    said = "it is there already and is no page; remove it, or give another name"
    assert str(caught.value) == f"cannot write {target}: {said}"
