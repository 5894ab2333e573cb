"""A file or folder is written whole or not at all, on real full disks and through real kills."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from portsim.base.errors import PortsimError
from portsim.base.files import MANIFEST, check_folder, staged_folder, write_bytes, write_text


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=60, check=False)


def names(folder: Path) -> list[str]:
    """What lies in a folder, without the manifest of a folder that was written whole."""
    return sorted(p.name for p in folder.iterdir() if p.name != MANIFEST)


def test_text_is_written_in_utf8_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "厦门\n")
    write_text(tmp_path / "a.txt", "Xiamen 厦门\n")
    assert (tmp_path / "a.txt").read_bytes() == "Xiamen 厦门\n".encode()
    assert names(tmp_path) == ["a.txt"]


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
        == f"PortsimError: cannot write {target}: file too large; what was there before is unchanged\n"
    )
    assert target.read_bytes() == b"earlier" and names(tmp_path) == ["a.bin"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_no_space_left_is_said() -> None:
    with pytest.raises(PortsimError) as caught:
        write_text(Path("/dev/full"), "x")
    expected = "cannot write /dev/full: no space left on device; what was there before is unchanged"
    assert str(caught.value) == expected


def test_a_missing_folder_or_a_folder_as_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PortsimError) as caught:
        write_text(tmp_path / "no" / "a.txt", "x")
    assert str(caught.value) == (
        f"cannot write {tmp_path}/no/a.txt: the folder {tmp_path}/no does not exist; "
        "what was there before is unchanged"
    )
    with pytest.raises(PortsimError, match="it is a folder"):
        write_bytes(tmp_path, b"x")


def test_the_mode_of_a_file_and_a_symbolic_link_to_it_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


# --- folders


def test_a_staged_folder_replaces_the_earlier_one_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for name in ("first", "second"):
        with staged_folder(target) as folder:
            assert folder.name == ".out.partial" and names(folder) == []
            (folder / name).write_text(name)
    assert names(target) == ["second"] and names(tmp_path) == ["out"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_earlier_folder(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    with pytest.raises(failure), staged_folder(target) as folder:
        (folder / "a").write_text("later")
        raise failure
    assert (target / "a").read_text() == "earlier" and names(tmp_path) == ["out"]


def test_a_full_disk_inside_is_said_and_other_errors_pass_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = python(
        """
        import resource, sys
        from pathlib import Path
        from portsim.base.files import staged_folder
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        try:
            with staged_folder(Path(sys.argv[1])) as folder:
                (folder / "a").write_bytes(bytes(1_000_000))
        except Exception as error:
            print(type(error).__name__, error, sep=": ")
        """,
        target,
    )
    assert (
        done.stdout
        == f"PortsimError: cannot write {target}: file too large; what was there before is unchanged\n"
    )
    with pytest.raises(FileNotFoundError), staged_folder(target) as folder:
        (folder / "missing.csv").read_text()
    assert names(tmp_path) == []


def test_a_kill_in_the_middle_leaves_the_earlier_folder_and_the_next_run_clears_up(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    done = python(
        """
        import os, signal, sys
        from pathlib import Path
        from portsim.base.files import staged_folder
        with staged_folder(Path(sys.argv[1])) as folder:
            (folder / "a").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        target,
    )
    assert done.returncode == -signal.SIGKILL
    assert (target / "a").read_text() == "earlier" and names(tmp_path) == [".out.partial", "out"]
    with staged_folder(target) as folder:
        assert names(folder) == []
    assert names(tmp_path) == ["out"]


def test_a_kill_between_the_two_renames_is_put_right_by_the_next_run(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    done = python(
        """
        import os, signal, sys
        from pathlib import Path
        from portsim.base.files import staged_folder
        rename = Path.rename
        def rename_and_die(self, other):
            rename(self, other)
            os.kill(os.getpid(), signal.SIGKILL)
        Path.rename = rename_and_die
        with staged_folder(Path(sys.argv[1])) as folder:
            (folder / "a").write_text("later")
        """,
        target,
    )
    assert done.returncode == -signal.SIGKILL
    assert names(tmp_path) == [".out.old", ".out.partial"]
    with pytest.raises(ValueError), staged_folder(target):
        raise ValueError
    assert (target / "a").read_text() == "earlier" and names(tmp_path) == ["out"]


def test_two_runs_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        done = python(
            """
            import sys
            from pathlib import Path
            from portsim.base.files import staged_folder
            try:
                with staged_folder(Path(sys.argv[1])):
                    pass
            except Exception as error:
                print(error)
            """,
            target,
        )
        (folder / "a").write_text("first")
    expected = f"cannot write {target}: another run is writing it; wait, or name another folder\n"
    assert done.stdout == expected
    assert names(target) == ["a"]


def test_a_users_own_folder_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(PortsimError) as caught, staged_folder(tmp_path, mark="manifest.json"):
        pass
    assert (
        str(caught.value)
        == f"cannot write {tmp_path}: it holds other files and no manifest.json; name a new folder"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PortsimError, match="it would replace the folder"), staged_folder(Path()):
        pass
    with (
        pytest.raises(PortsimError, match="it is a file, allowed a folder"),
        staged_folder(Path("thesis.tex")),
    ):
        pass
    assert names(tmp_path) == ["thesis.tex"]


def test_a_folder_with_its_mark_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("1", "2"):
        with staged_folder(target, mark="manifest.json") as folder:
            (folder / "manifest.json").write_text(text)
    assert (target / "manifest.json").read_text() == "2"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PortsimError, match="permission denied; what was there before is unchanged"):
        write_text(tmp_path / "a.txt", "x")
    with pytest.raises(PortsimError, match="permission denied"), staged_folder(tmp_path / "out"):
        pass


def test_a_file_of_the_users_in_a_results_folder_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target, mark="mark") as folder:
        (folder / "mark").write_text("ours")
    (target / "notes").mkdir()
    (target / "notes" / "mine.txt").write_text("mine")
    expected = (
        f"cannot write {target}: it holds notes/mine.txt, which portsim did not write; "
        "move it away, or name a new folder"
    )
    with pytest.raises(PortsimError) as error:
        check_folder(target, "mark")
    assert str(error.value) == expected
    with pytest.raises(PortsimError) as error, staged_folder(target, mark="mark"):
        pass
    assert str(error.value) == expected
    assert (target / "notes" / "mine.txt").read_text() == "mine"


def test_a_folder_that_only_looks_like_results_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mark").write_text("{}")
    with pytest.raises(PortsimError, match="it holds other files and no mark; name a new folder"):
        check_folder(tmp_path / "other", "mark")


def test_what_was_written_here_may_be_replaced(tmp_path: Path) -> None:
    for text in ("first", "second"):
        check_folder(tmp_path / "out", "mark")
        with staged_folder(tmp_path / "out", mark="mark") as folder:
            (folder / "mark").write_text(text)
    assert (tmp_path / "out" / "mark").read_text() == "second"
