"""A document checked against a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portsim.base.errors import ConfigError, Keys, dotted
from portsim.model.part import Part
from portsim.scenario.explain import Complaint, explain
from portsim.scenario.reading import Document

M = TypeVar("M", bound=BaseModel)


MOST_LINES = 10
NOWHERE = Document({}, {})


# --- checking


def build(model: type[M], doc: Document) -> M:
    """The checked model of a document.

    Raises ConfigError: one line per error, in file order, at most ten.
    """
    return build_from(model, doc.data, doc)


def build_from(model: type[M], data: Mapping[str, object], doc: Document = NOWHERE) -> M:
    """The checked model of data, in which checked parts may stand; `doc` knows where each key is.

    Raises ConfigError: one line per error, in file order, at most ten.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # a list is counted without its wrong entries, which are reported anyway
        counted = [e for e in error.errors(include_url=False) if not _long_enough(e)]
        complaints = _of_coined(explain(counted, model, data), doc.coined)
    complaints.sort(key=lambda c: (doc.where(c.path), dotted(c.path)))
    lines = [doc.where(c.path).says(dotted(c.path), c.text, names_key=c.names_key) for c in complaints]
    more = [f"... and {len(lines) - MOST_LINES} more"] if len(lines) > MOST_LINES else []
    raise ConfigError("\n".join(lines[:MOST_LINES] + more), lines)


def in_words(error: ValidationError) -> str:
    """What is wrong with a part that was made of no file: `Trait.of: got 0 entries, allowed at least 1`."""
    kinds = {kind.__name__: kind for kind in _kinds(Part)}
    found = error.errors(include_url=False)
    given = {each["loc"][0]: each["input"] for each in found if each["loc"]}
    said = explain(found, kinds.get(error.title, Part), given)
    return "; ".join(": ".join(filter(None, (dotted((error.title, *c.path)), c.text))) for c in said)


def _kinds(base: type[Part]) -> Iterator[type[Part]]:
    for kind in base.__subclasses__():
        yield kind
        yield from _kinds(kind)


def _of_coined(complaints: list[Complaint], coined: Mapping[Keys, str]) -> list[Complaint]:
    """One complaint for each name that may be misspelt, with all that it lacks as a part of its own."""
    out = [c for c in complaints if c.path[:2] not in coined or c.names_key]
    for path, near in coined.items():
        own = [c for c in complaints if c.path[:2] == path and not c.names_key]
        if own:
            what = "; ".join(f"{dotted(c.path[2:])}: {c.text}".removeprefix(": ") for c in own)
            text = f"unknown name '{path[1]}' in {path[0]} (nearest: {near}); as a new one: {what}"
            out.append(Complaint(path, text, names_key=True))
    return out


def _long_enough(error: ErrorDetails) -> bool:
    given, least = error["input"], error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and isinstance(given, list) and len(given) >= least
