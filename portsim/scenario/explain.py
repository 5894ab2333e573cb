"""A failed check against a model, told in a sentence: the place, what was got, what is allowed."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from portsim.base.errors import Keys, did_you_mean, dotted, got, listed, nearest


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
    loc = error["loc"][:-1] if kind == "missing" else error["loc"]
    path, branch, hints = _follow(model, loc, data)
    value = error["input"]
    found = f"got {got(value)}"

    def say(text: str, *, misfit: bool = False) -> _Finding:
        return _Finding(Complaint(path, text), branch, misfit)

    if kind == "missing":
        name = error["loc"][-1]
        hint = next((d for h in hints if (d := _description(h, name))), "")
        what = f"item {name + 1}" if isinstance(name, int) else f"key '{name}'"
        return say(f"missing {what}" + (f" ({hint})" if hint else ""))
    if kind == "extra_forbidden":
        _, _, owners = _follow(model, loc[:-1], data)
        place = f"in {dotted(path[:-1])}" if len(path) > 1 else "at the top level"
        text = f"unknown key '{path[-1]}' {place}{did_you_mean(str(path[-1]), _keys(owners))}"
        return _Finding(Complaint(path, text, names_key=True), branch, False)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        if kind == "union_tag_invalid":
            key = str(context["discriminator"]).strip("'")
            value, path = context["tag"], (*path, key)
        names = re.findall(r"'([^']*)'", str(context.get("expected", context.get("expected_tags"))))
        near = nearest(str(value), names)
        allowed = listed(names) + (f" (nearest: {near})" if near else "")
        return say(f"got {got(value)}, allowed {allowed}", misfit=True)
    if kind == "union_tag_not_found":
        return say(f"missing key {context['discriminator']}")
    if kind in ("value_error", "assertion_error"):
        text = str(context.get("error", error["msg"]))
        return say(text, misfit=text.startswith("got ") and ", allowed " in text)
    if kind.startswith(("model_", "dataclass_")):
        with_keys = f" with keys {listed(keys)}" if (keys := _keys(hints)) else ""
        return say(f"{found}, allowed a mapping{with_keys}", misfit=True)
    if kind in ("too_short", "too_long"):
        limit = (
            f"at least {context['min_length']}" if kind == "too_short" else f"at most {context['max_length']}"
        )
        return say(f"got {context['actual_length']} entries, allowed {limit}")
    for bound, words in BOUNDS.items():
        if bound in context:
            return say(f"{found}, allowed {words.format(f'{context[bound]:g}')}", misfit=True)
    if kind.startswith(tuple(f"{k}_" for k in ALLOWED)) and kind.endswith(WRONG_TYPE):
        return say(f"{found}, allowed {ALLOWED[kind.split('_')[0]]}", misfit=True)
    return say(f"{found}; {error['msg'][:1].lower()}{error['msg'][1:]}")


# --- the models that may stand at a path, to know the names allowed there


def _follow(
    model: object, loc: Keys, data: object
) -> tuple[Keys, tuple[Keys, str | int] | None, list[object]]:
    """The part of pydantic's path that is in the data, the first union branch on it, the types at its end."""
    path: Keys = ()
    branch: tuple[Keys, str | int] | None = None
    hints = _unfold(model)
    for part in loc:
        there = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
        if part not in there:  # pydantic's own name of a union branch or of a validator
            branch = branch or (path, part)
            hints = [h for h in hints if _answers_to(h, part)] or hints
            continue
        data = data[part]  # type: ignore[index]
        path = (*path, part)
        hints = [inner for hint in hints for inner in _child(hint, part)]
    return path, branch, hints


def _unfold(hint: object) -> list[object]:
    if hasattr(hint, "__value__"):  # a named alias of a type
        return _unfold(hint.__value__)
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return _unfold(typing.get_args(hint)[0])
    if origin in (typing.Union, types.UnionType):
        return [inner for each in typing.get_args(hint) for inner in _unfold(each)]
    return [hint]


def _fields(hint: object) -> dict[str, object]:
    """Key in the file to the field's description, of a model; nothing for any other type."""
    from pydantic import BaseModel

    if not (isinstance(hint, type) and issubclass(hint, BaseModel)):
        return {}
    return {info.alias or name: info for name, info in hint.model_fields.items()}


def _child(hint: object, part: str | int) -> list[object]:
    field = _fields(hint).get(str(part))
    if field is not None:
        return _unfold(getattr(field, "annotation", None))
    args = [a for a in typing.get_args(hint) if a is not Ellipsis]
    if not args or _fields(hint):
        return []
    at = part if isinstance(part, int) and part < len(args) else -1
    return _unfold(args[at])


def _answers_to(hint: object, tag: str | int) -> bool:
    literals = (typing.get_args(getattr(f, "annotation", None)) for f in _fields(hint).values())
    return getattr(hint, "__name__", None) == tag or any(tag in each for each in literals)


def _keys(hints: Iterable[object]) -> list[str]:
    return sorted({name for hint in hints for name in _fields(hint)})


def _description(hint: object, name: str | int) -> str:
    return getattr(_fields(hint).get(str(name)), "description", None) or ""
