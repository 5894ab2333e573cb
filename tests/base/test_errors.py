"""The nearest of the names that are allowed."""

from __future__ import annotations

import pytest

from portsim.base.errors import nearest


@pytest.mark.parametrize(
    ("got", "allowed", "found"),
    [
        ("oceangate", ["ocean_gate", "xiamen"], "ocean_gate"),
        ("--worker", ["--workers", "--days"], "--workers"),
        ("--nope", ["--zone", "--days"], None),
        ("my_prot.yaml", ["my_port.yaml", "other.yaml"], "my_port.yaml"),
        ("nofile.yaml", ["xiamen.yaml"], None),
        ("tasks.check.maen", ["tasks.check.mean", "tasks.other.mean"], "tasks.check.mean"),
    ],
)
def test_dashes_and_endings_make_no_two_names_alike(got: str, allowed: list[str], found: str | None) -> None:
    assert nearest(got, allowed) == found
