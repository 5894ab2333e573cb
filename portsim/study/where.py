"""Where work is done: a text that names this machine or a Dask cluster, and which of them is meant now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from importlib.util import find_spec
from urllib.parse import urlsplit

from portsim.base.errors import PortsimError, did_you_mean, got, nearest

LOCAL, DASK = "local", "dask"
SCHEMES = {"dask": "tcp", "tcp": "tcp", "tls": "tls"}  # as users write them, and as Dask does
ALLOWED = "allowed local, dask, dask://HOST:PORT, tcp://HOST:PORT, tls://HOST:PORT"

_ON: ContextVar[str] = ContextVar("on", default=LOCAL)


@contextmanager
def working_on(on: str | None) -> Iterator[None]:
    """Have all work of the block done there: `local`, by processes of this machine; `dask`, by a cluster of
    its own on this machine; `dask://HOST:PORT`, also `tcp://` and `tls://`, by the cluster whose scheduler
    has this address. None changes nothing.

    with portsim.working_on("dask://192.168.0.7:8786"):
        study = portsim.compare("xiamen")

    Results do not depend on it.

    Raises PortsimError: none of these; Dask is not installed.
    """
    if on is not None:
        check_place(on)
    before = _ON.set(_ON.get() if on is None else on)
    try:
        yield
    finally:
        _ON.reset(before)


def work_on(on: str) -> None:
    """As `working_on`, until the block that was entered last is left."""
    check_place(on)
    _ON.set(on)


def working_now() -> str:
    """Where work is done that is begun now."""
    return _ON.get()


def check_place(on: str) -> None:
    """Raises PortsimError: the text names no place, or one that needs Dask, which is not installed."""
    if on != LOCAL:
        scheduler_of(on)
        if find_spec("distributed") is None:
            raise PortsimError(f"on: got '{on}', which needs Dask; install portsim[cluster]")


def scheduler_of(on: str) -> str | None:
    """The address of a scheduler as Dask writes it; None where a cluster of its own is meant.

    Raises PortsimError: the text is neither `dask` nor written as an address.
    """
    if on == DASK:
        return None
    if not isinstance(on, str) or "://" not in on:
        near = nearest(on, (LOCAL, DASK)) if isinstance(on, str) else None
        raise PortsimError(f"on: got {got(on)}, {ALLOWED}{f' (nearest: {near})' if near else ''}")
    scheme, _, rest = on.partition("://")
    if scheme not in SCHEMES:
        raise PortsimError(f"on: got {got(on)}, {ALLOWED}{did_you_mean(scheme, SCHEMES)}")
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.netloc != rest or parts.username is not None:
        raise PortsimError(
            f"on: got {got(on)}, which names no host with a port of 1 to 65535; "
            f"write e.g. {scheme}://192.168.0.7:8786"
        )
    return f"{SCHEMES[scheme]}://{rest}"
