"""Folders for what several tests look at, which last as long as the process and no longer."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

_KEPT: list[TemporaryDirectory[str]] = []  # each is removed as the process ends


def kept_folder(prefix: str) -> Path:
    """An empty folder of its own."""
    _KEPT.append(TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True))
    return Path(_KEPT[-1].name)
