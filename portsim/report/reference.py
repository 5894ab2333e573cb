"""A library as pages of reference: every KPI, parameter, measure, ledger entry, table and file key."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import unescape
from typing import Any

from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.ledger import ENTRY
from portsim.model.flow import FLOW
from portsim.model.library import Library
from portsim.model.measure import MEASURE, Alteration
from portsim.model.step import Group
from portsim.report.markdown import as_text, pipe_table
from portsim.report.picture import PICTURE
from portsim.scenario.schema import json_schema
from portsim.study.question import QUESTION

REF = "#/$defs/"
CODE, ESCAPED = re.compile(r"\\`(.*?)\\`"), re.compile(r"\\(.)")
GROUPS: tuple[Group, ...] = ("places", "tasks", "chances", "traits", "calendars")


def parts(library: Library) -> Mapping[str, Callable[[], str]]:
    """Name of each part to what makes it, Markdown."""
    made = {
        "kpis": kpis,
        "parameters": parameters,
        "measures": measures,
        "ledger-entries": ledger_entries,
        "tables": tables,
        "pictures": pictures,
        "scenario-keys": scenario_keys,
    }
    return {name: partial(make, library) for name, make in made.items()}


def kpis(library: Library) -> str:
    """Every KPI: name, what it is, unit, which way is better, statistic, smallest difference that matters."""
    rows = [
        (f"`{name}`", as_text(each.title), each.unit, each.better, each.statistic, _matters(each))
        for name, each in library[KPI].items()
    ]
    headings = ("KPI", "what it is", "unit", "better", "statistic", "matters from")
    return pipe_table(headings, rows)


def _matters(kpi: Kpi) -> str:
    if kpi.matters is not None:
        return f"{kpi.matters:g} {kpi.unit}"
    return "1 point" if kpi.unit == "share" else "1 % of the baseline"


def parameters(library: Library) -> str:
    """Every number that a flow or ledger entry asks a scenario for, and who asks for it."""
    asked: dict[str, dict[str, None]] = {}
    for group in GROUPS:
        for name, flow in library[FLOW].items():
            for step in flow.all_steps:
                for each in (*step.named(group), *(step.held if group == "places" else ())):
                    asked.setdefault(f"{group}.{each}", {})[name] = None
    for name, entry in library[ENTRY].items():
        asked.setdefault(f"tariffs.{entry.tariff}", {})[name] = None
    rows = [(f"`{key}`", ", ".join(by)) for key, by in sorted(asked.items(), key=lambda pair: pair[0])]
    return pipe_table(("key in a scenario", "asked for by"), rows)


def measures(library: Library) -> str:
    """Every measure with what it does, what it aims at, and its options."""
    return "\n\n".join("\n\n".join(_measure(name, each)) for name, each in library[MEASURE].items())


def _measure(name: str, measure: type[Alteration]) -> Iterator[str]:
    yield f"### {name}"
    yield f"**{as_text(measure.title)}.** {_with_code(inspect.getdoc(measure) or '')}"
    aims = ", ".join(f"`{kpi}`" for kpi in measure.aims_at)
    yield f"Aims at: {aims or 'no KPI of its own'}."
    yield _keys(measure.model_json_schema())


def ledger_entries(library: Library) -> str:
    """Every ledger entry: what work it counts, in which unit, and the tariff that prices it."""
    rows = [
        (f"`{name}`", as_text(each.title), each.unit, f"`tariffs.{each.tariff}`")
        for name, each in library[ENTRY].items()
    ]
    return pipe_table(("entry", "what it is", "unit", "tariff"), rows)


def tables(library: Library) -> str:
    """Every table of a study, with its file."""
    rows = [
        (f"`{name}`", as_text(each.title), f"`{each.file}.csv`" if each.file else "none")
        for name, each in library[QUESTION].items()
    ]
    return pipe_table(("table", "what it says", "file"), rows)


def pictures(library: Library) -> str:
    """Every picture of a study."""
    rows = [(f"`{name}`", as_text(PICTURE.says(each))) for name, each in library[PICTURE].items()]
    return pipe_table(("picture", "what it shows"), rows)


def scenario_keys(library: Library) -> str:
    """Every key of a scenario file, section by section, with its kind of value and its default."""
    definitions = json_schema(library)["$defs"]
    measures = {each.__name__ for each in library[MEASURE].values()}
    text = [_keys(definitions["ScenarioFile"])]
    for name, schema in sorted(definitions.items()):
        if name.endswith("Overlay") or name in (*measures, "ScenarioFile", "Measures"):
            continue
        text += [f"### {name}", *_section(schema, definitions)]
    return "\n\n".join(each for each in text if each)


def _section(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """What a section is, and its keys; of one that can be of several kinds, which these are."""
    if "oneOf" in schema:
        kinds = list(map(_kind, schema["oneOf"]))
        if "discriminator" in schema:
            yield f"One of {', '.join(kinds)}, by its `{schema['discriminator']['propertyName']}`."
        else:
            needed = [definitions[kind]["required"] for kind in kinds]
            own = [next(key for key in keys if sum(key in each for each in needed) == 1) for keys in needed]
            said = (f"{kind} (`{key}`)" for kind, key in zip(kinds, own, strict=True))
            yield f"One of {', '.join(said)}, by the key that it has."
        return
    keyed = next(each for each in (schema, *schema.get("anyOf", ())) if "properties" in each)
    yield _with_code(str(keyed.get("description", "")).split("\n\n")[0])
    yield _keys(keyed)


def _keys(schema: Mapping[str, Any]) -> str:
    """The keys of one section: what may stand there, what is taken where it is left out."""
    needed = schema.get("required", ())
    rows = [
        (
            f"`{key}`",
            as_text(_kind(value)),
            "needed" if key in needed else _default(value),
            _with_code(str(value.get("description", ""))),
        )
        for key, value in schema.get("properties", {}).items()
    ]
    if isinstance(further := schema.get("additionalProperties"), dict):  # a key that has no name of its own
        rows.insert(0, (further["title"], as_text(_kind(further)), "needed", further["description"]))
    return pipe_table(("key", "value", "left out", "what it is"), rows)


def _with_code(text: str) -> str:
    """A docstring as Markdown that shows it as it is, with what stands between back-ticks as code."""
    return CODE.sub(lambda code: "`" + unescape(ESCAPED.sub(r"\1", code[1])) + "`", as_text(text))


def _default(schema: Mapping[str, Any]) -> str:
    text = _plain(schema.get("default"))
    return f"`{text}`" if text else "none"


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_plain(each)}" for key, each in value.items() if each is not None)
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)


def _kind(schema: Mapping[str, Any]) -> str:
    """What may stand under a key, in words: `number`, `list of text`, `Duration`, `a or b`."""
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(REF)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            kinds = dict.fromkeys(_kind(each) for each in schema[several])
            return " or ".join(each for each in kinds if each != "nothing") or "nothing"
    if "enum" in schema:
        return " or ".join("blank" if each == " " else str(each) for each in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    kind = schema.get("type", "any value")
    if kind == "array" and "prefixItems" in schema:
        return f"pair of {_kind({'anyOf': schema['prefixItems']})}"
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "object":
        by_pattern: Mapping[str, Any] = next(iter(schema.get("patternProperties", {}).values()), {})
        each = schema.get("additionalProperties") or by_pattern
        return f"names, each with {_kind(each)}" if isinstance(each, dict) and each else "a mapping"
    words = {"string": "text", "integer": "whole number", "boolean": "true or false", "null": "nothing"}
    return words.get(str(kind), str(kind))
