"""The public names: listed, found, quick to import, and the same for type checkers."""

import ast
import inspect
import subprocess
import sys
from functools import cached_property
from pathlib import Path

import pytest

import portsim

NAMES = {
    "__version__",
    "Alteration",
    "Answers",
    "attribute",
    "Between",
    "breakeven",
    "calibrate",
    "Busy",
    "channel",
    "charts",
    "compare",
    "control",
    "ConfigError",
    "Cost",
    "Count",
    "Drawing",
    "Duration",
    "Entry",
    "entry",
    "Event",
    "export",
    "fit",
    "forecast",
    "Flow",
    "flow",
    "if_room",
    "inside",
    "Kpi",
    "kpi",
    "label",
    "Library",
    "load",
    "look",
    "maybe",
    "Measure",
    "measure",
    "Money",
    "net_benefit",
    "PerDay",
    "picture",
    "Place",
    "play",
    "Plugin",
    "plugin",
    "PortsimError",
    "precision",
    "Quantity",
    "Question",
    "Records",
    "Run",
    "run",
    "run_key",
    "Scenario",
    "Share",
    "signal",
    "size",
    "Spent",
    "start",
    "summary",
    "Store",
    "StudyResult",
    "table",
    "Time",
    "Trait",
    "travel",
    "uncertainty",
    "visit",
    "wait_for_all",
    "wait_for_next",
    "wait_until",
    "Weighed",
    "when",
    "when_sent",
    "working_on",
    "World",
    "write",
    "Yearly",
}


def test_the_public_names_are_these() -> None:
    assert set(portsim.__all__) == NAMES
    assert set(dir(portsim)) == NAMES
    assert all(getattr(portsim, name) is not None for name in NAMES)


def test_type_checkers_see_the_same_names() -> None:
    stub = ast.parse((Path(portsim.__file__).parent / "__init__.pyi").read_text())
    seen = {alias.asname for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    seen |= {name.id for node in stub.body for name in ast.walk(node) if isinstance(name, ast.Name)}
    seen -= {None, "gallery", "of_file", "list", "str", "__all__"}
    assert seen == NAMES
    assert (Path(portsim.__file__).parent / "py.typed").is_file()


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"^module 'portsim' has no attribute 'lood'$"):
        _ = portsim.lood


def test_every_public_function_and_member_says_what_it_is() -> None:
    silent = []
    for name in NAMES:
        thing = getattr(portsim, name)
        members = vars(thing) if inspect.isclass(thing) else {}
        for member in (each for each in members if not each.startswith("_")):
            found = inspect.unwrap(getattr(members[member], "fget", None) or getattr(thing, member))
            if (inspect.isroutine(found) or isinstance(members[member], cached_property)) and (
                inspect.getdoc(getattr(thing, member)) is None
            ):
                silent.append(f"{name}.{member}")
        if inspect.isroutine(thing) and not thing.__doc__:
            silent.append(name)
    assert silent == []


def test_to_import_portsim_loads_nothing_heavy() -> None:
    heavy = "'numpy', 'pydantic', 'pandas', 'matplotlib'"
    code = f"import sys, portsim; print([m for m in ({heavy}) if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_every_word_of_flows_is_public() -> None:
    """The twelve words in which the library writes its flows are there for a flow of one's own."""
    from portsim.model import steps, words

    made = {name for name, each in vars(steps).items() if getattr(each, "__module__", "") == steps.__name__}
    assert made <= NAMES and len(made) == 12
    kinds = {name for name, each in vars(words).items() if getattr(each, "__module__", "") == words.__name__}
    assert len(kinds - {"Fork"}) == len(made)
