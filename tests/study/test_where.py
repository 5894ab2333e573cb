"""Where work is done: what names a place, and which one is meant."""

from __future__ import annotations

import importlib.util

import pytest

import portsim
from portsim.base.errors import PortsimError
from portsim.study.where import check_place, scheduler_of, working_now, working_on
from portsim.study.workers import check_workers

ALLOWED = "allowed local, dask, dask://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT"


@pytest.mark.parametrize(
    ("on", "address"),
    [
        ("dask", None),
        ("dask://head:8786", "tcp://head:8786"),
        ("tcp://192.168.0.7:8786", "tcp://192.168.0.7:8786"),
        ("tls://head.port.example:65535", "tls://head.port.example:65535"),
        ("dask://[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_a_place_is_written_so(on: str, address: str | None) -> None:
    assert scheduler_of(on) == address


@pytest.mark.parametrize(
    ("on", "message"),
    [
        ("", f"on: got '', {ALLOWED}"),
        ("dsak", f"on: got 'dsak', {ALLOWED} (nearest: dask)"),
        ("Local", f"on: got 'Local', {ALLOWED} (nearest: local)"),
        ("head:8786", f"on: got 'head:8786', {ALLOWED}"),
        ("http://head:8786", f"on: got 'http://head:8786', {ALLOWED} (allowed: dask, tcp, tls)"),
        ("task://head:8786", f"on: got 'task://head:8786', {ALLOWED} (nearest: dask)"),
        *(
            (
                text,
                f"on: got '{text}', which names no host with a port of 1 to 65535; "
                "write e.g. dask://192.168.0.7:8786",
            )
            for text in (
                "dask://head",
                "dask://:8786",
                "dask://head:0",
                "dask://head:65536",
                "dask://head:port",
                "dask://me@head:8786",
                "dask://head:8786/status",
                "dask://",
            )
        ),
    ],
)
def test_anything_else_is_one_message(on: str, message: str) -> None:
    with pytest.raises(PortsimError) as caught:
        check_place(on)
    assert str(caught.value) == message


def test_what_is_no_text_is_one_message() -> None:
    with pytest.raises(PortsimError, match=rf"^on: got 8786, {ALLOWED}$"):
        portsim.compare("ocean_gate", on=8786)  # type: ignore[arg-type]


def test_without_dask_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "portsim.study.where.find_spec", lambda name: None if name == "distributed" else found(name)
    )
    with pytest.raises(PortsimError, match=r"^on: got 'dask', which needs Dask; install portsim\[cluster\]$"):
        check_place("dask")
    check_place("local")


def test_a_place_holds_within_its_block_and_not_after_it() -> None:
    assert working_now() == "local"
    with working_on("dask"):
        with portsim.working_on(None):
            assert working_now() == "dask"
        with working_on("local"):
            assert working_now() == "local"
        assert working_now() == "dask"
    assert working_now() == "local"


def test_a_cluster_at_an_address_takes_no_number_of_workers() -> None:
    check_workers(4, "dask")
    with pytest.raises(PortsimError) as caught:
        check_workers(4, "dask://head:8786")
    assert str(caught.value) == (
        "workers: got 4, but the cluster at dask://head:8786 has as many as it was started with; "
        "leave the number out"
    )
