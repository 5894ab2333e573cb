"""A scenario file that portsim writes names the one that it extends from where it lies."""

from __future__ import annotations

import os
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path


def placed(text: str, file: Path) -> str:
    """The text of a scenario for a file at this place: what it extends is named from there, so that both can
    be moved together. Comments at its top stay."""
    import yaml

    body = yaml.safe_load(text)
    head = takewhile(lambda line: line.startswith("#"), text.splitlines(keepends=True))
    return "".join(head) + dumped({**body, "extends": named_from(body["extends"], file.resolve().parent)})


def named_from(name: str, folder: Path) -> str:
    """A whole path as seen from a folder; a shipped scenario's name and a path on another drive stay."""
    if not Path(name).is_absolute():
        return name
    try:
        return Path(os.path.relpath(name, folder)).as_posix()
    except ValueError:
        return name


def dumped(body: Mapping[str, object]) -> str:
    """The YAML of a scenario, as files that portsim writes have it."""
    import yaml

    flow = None if any(isinstance(each, dict | list) for each in body.values()) else False
    return str(
        yaml.safe_dump(dict(body), sort_keys=False, default_flow_style=flow, width=110, allow_unicode=True)
    )
