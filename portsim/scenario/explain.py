"""A failed check against a model, in a sentence: the place, what was got, what is allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from portsim.base.errors import Keys, did_you_mean, dotted, got, listed, nearest
from portsim.scenario.expected import Expected, expected_at


@dataclass(frozen=True)
class Complaint:
    """One thing that is wrong at a path of the configuration."""

    path: Keys
    text: str
    names_key: bool = False


ALLOWED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "finite": "a finite number",
    "bool": "true or false",
    "dict": "a mapping",
    "mapping": "a mapping",
    "list": "a list",
    "tuple": "a list",
    "date": "a date such as 2026-03-01",
    "none": "nothing",
}
WRONG_TYPE = ("_type", "_parsing", "_from_float", "_required", "_number")
NOTHING = "; write below it what it has, or take its line out"
BOUNDS = {"gt": "above {}", "ge": "{} or more", "lt": "below {}", "le": "{} or less"}


@dataclass(frozen=True)
class _Finding:
    """A complaint with the branch of a union it comes from, because a union complains once per branch."""

    complaint: Complaint
    branch: tuple[Keys, str | int] | None
    misfit: bool  # the value as a whole is not what this branch takes

    @property
    def halves(self) -> list[str]:
        return self.complaint.text.split(", allowed ", 1)


def explain(errors: Iterable[ErrorDetails], model: type[BaseModel], data: object) -> list[Complaint]:
    """What pydantic found, in the words and paths of the file instead of those of the models."""
    findings = [_finding(error, model, data) for error in errors]
    for place in {f.branch[0]: None for f in findings if f.branch}:
        findings = _best_branch(findings, place)
    return list(dict.fromkeys(f.complaint for f in findings))


def _best_branch(findings: list[_Finding], place: Keys) -> list[_Finding]:
    """Of a union's branches keep the one that was most likely meant; if none fits, join what they allow."""
    branches: dict[str | int, list[_Finding]] = {}
    for f in findings:
        if f.branch and f.branch[0] == place:
            branches.setdefault(f.branch[1], []).append(f)
    if len(branches) < 2:
        return findings
    others = [f for f in findings if not f.branch or f.branch[0] != place]
    fitting = [b for b in branches.values() if not any(f.misfit and f.complaint.path == place for f in b)]
    if fitting:
        return others + min(fitting, key=len)
    misfits = [f for b in branches.values() for f in b if f.misfit and len(f.halves) == 2]
    if not misfits:
        return findings
    choices = dict.fromkeys(f.halves[1] for f in misfits)
    joined = Complaint(place, f"{misfits[0].halves[0]}, allowed {' or '.join(choices)}")
    return [*others, _Finding(joined, None, True)]


def _finding(error: ErrorDetails, model: type[BaseModel], data: object) -> _Finding:
    kind, context = error["type"], error.get("ctx", {})
    at = expected_at(model, error["loc"], data)
    path, value = at.path, error["input"]
    found = f"got {got(value)}"

    def say(text: str, *, misfit: bool = False) -> _Finding:
        return _Finding(Complaint(path, text), at.branch, misfit)

    if kind == "missing":
        owner = expected_at(model, error["loc"][:-1], data)
        return _Finding(_missing(error["loc"][-1], owner), owner.branch, False)
    if kind == "extra_forbidden":
        return _Finding(_extra(path, expected_at(model, error["loc"][:-1], data)), at.branch, False)
    if kind == "union_tag_not_found":
        return _Finding(_no_tag(str(context["discriminator"]).strip("'"), at), at.branch, False)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        if kind == "union_tag_invalid":
            key = str(context["discriminator"]).strip("'")
            value, path = value.get(key) if isinstance(value, dict) else context["tag"], (*path, key)
        names = re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags"))))
        near = nearest(str(value), names)
        allowed = listed(names) + (f" (nearest: {near})" if near else "")
        return say(f"got {got(value)}, allowed {allowed}", misfit=True)
    if kind in ("value_error", "assertion_error"):
        text = str(context.get("error", error["msg"]))
        return say(text, misfit=text.startswith("got ") and ", allowed " in text)
    if kind.startswith(("model_", "dataclass_")):
        keys = at.keys_of_all if at.called else at.keys
        with_keys = f" with keys {listed(keys)}" if keys else ""
        return say(f"{found}, allowed a mapping{with_keys}{_to_write(value, keys)}", misfit=True)
    if kind in ("too_short", "too_long"):
        limit = (
            f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        )
        number = context["actual_length"] or len(value)  # pydantic stops to count a mapping at its limit
        return say(f"got {number} entries, allowed {limit}")
    for bound, words in BOUNDS.items():
        if bound in context:
            return say(f"{found}, allowed {words.format(f'{context[bound]:g}')}", misfit=True)
    if kind.startswith(tuple(f"{k}_" for k in ALLOWED)) and kind.endswith(WRONG_TYPE):
        return say(f"{found}, allowed {_allowed(kind.split('_')[0], value, at)}", misfit=True)
    return say(f"{found}; {error['msg'][:1].lower()}{error['msg'][1:]}")


def _allowed(kind: str, value: object, at: Expected) -> str:
    """What a simple type allows; text in the place of a list of texts as that list."""
    allowed = ALLOWED[kind]
    if kind in ("list", "tuple") and isinstance(value, str) and at.lists_text:
        return f"{allowed} such as [{value}]"
    return allowed + (NOTHING if value is None and kind in ("dict", "mapping") else "")


def _to_write(value: object, keys: Sequence[str]) -> str:
    """What to write for a number of which a file gives the figure alone, and for nothing."""
    if value is None:
        return NOTHING
    if not isinstance(value, int | float | str) or isinstance(value, bool) or "source" not in keys:
        return ""
    if "value" in keys:
        return f"; write {{value: {value}, source: user}}"
    return f"; write {{shape: constant, mean: {value}, source: user}}" if "shape" in keys else ""


def _missing(name: str | int, owner: Expected) -> Complaint:
    if isinstance(name, int):
        return Complaint(owner.path, f"missing item {name + 1}")
    if owner.called and not owner.in_all(name):
        return _misspelt(name, owner) or Complaint(owner.path, f"{owner.called} needs {name}")
    hint = owner.description(name)
    return Complaint(owner.path, f"missing key '{owner.key_of(name)}'" + (f" ({hint})" if hint else ""))


def _extra(path: Keys, owner: Expected) -> Complaint:
    key = str(path[-1])
    if owner.called and key in owner.keys_of_all:
        return Complaint(path, f"{owner.called} takes no {key} (allowed: {listed(owner.keys)})")
    return _unknown(key, owner)


def _no_tag(key: str, at: Expected) -> Complaint:
    """The key that decides which others there are is missing."""
    return _misspelt(key, at) or Complaint(at.path, f"missing key '{key}'")


def _misspelt(name: str, owner: Expected) -> Complaint | None:
    """The unknown key of a mapping that is most like a missing one."""
    given = owner.data if isinstance(owner.data, dict) else {}
    near = nearest(name, [key for key in given if key not in owner.keys_of_all])
    return None if near is None else _unknown(near, owner)


def _unknown(key: str, owner: Expected) -> Complaint:
    place = f"in {dotted(owner.path)}" if owner.path else "at the top level"
    text = f"unknown key '{key}' {place}{did_you_mean(key, owner.keys)}"
    return Complaint((*owner.path, key), text, names_key=True)
