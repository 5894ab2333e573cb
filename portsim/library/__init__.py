"""What portsim ships: flows, measures, KPIs, ledger entries and pictures."""

from __future__ import annotations

import pkgutil
from importlib import import_module


def load_all() -> None:
    """Import every file of this folder, so that what it ships is declared."""
    for module in pkgutil.walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
