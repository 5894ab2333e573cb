"""One key of a document changed by the user."""

from __future__ import annotations

from portsim.base.errors import ConfigError, Keys, Position, did_you_mean, dotted, got
from portsim.scenario.layers import by_user, merge, number_key, paths, positions_of
from portsim.scenario.reading import Document, PlainCopy, parse_yaml


def assign(doc: Document, key: str, text: str, origin: str = "--set") -> tuple[Document, str, str]:
    """The document with one key changed, the old value and the new one as text.

    Raises ConfigError: the key leads nowhere (with the nearest name), or the text is no value.
    """
    path = _path(doc.data, key, origin)
    where = Position(origin, 0, 0)
    option = f"{origin} {key}".strip()
    value = PlainCopy(option, {(): Position(option, 0, 0)}).plain(parse_yaml(text, option), ())
    if value is None and text.strip() not in ("null", "~"):
        raise ConfigError(where.says(key, "got no value; write null to remove the key"))
    old = _at(doc.data, path)
    if isinstance(old, dict) and not isinstance(value, dict | None) and number_key(old) is None:
        raise ConfigError(where.says(key, f"holds several keys; set one of them ({', '.join(old)})"))
    if value is None and isinstance(path[-1], int):
        raise ConfigError(where.says(key, "an entry of a list cannot be removed; set the whole list"))
    claimed = {(*path, *below): where for below in paths(value)}
    new = None if value is None else merge(old, value, path, Document({}, {path: where}), claimed)
    data = _put(doc.data, path, new)
    # below a sourced mapping, the whole is the user's; a plain value has been dealt with by the merge
    owner = path if isinstance(value, dict) else path[:-1] if value is None or number_key(old) is None else ()
    while owner and not (isinstance(node := _at(doc.data, owner), dict) and "source" in node):
        owner = owner[:-1]
    told = value if owner == path and isinstance(value, dict) else path[len(owner) : len(owner) + 1]
    if owner and "source" not in told and "note" not in told:
        node = _at(data, owner)
        assert isinstance(node, dict)
        data = _put(data, owner, by_user(node) | {k: node[k] for k in ("range",) if k in told and k in node})
        claimed[(*owner, "source")] = where
    assert isinstance(data, dict)
    changed = Document(data, positions_of(data, claimed, doc.positions), doc.coined)
    return changed, _shown(old), _shown(value)


def _path(data: object, key: str, origin: str) -> Keys:
    """The path of a dotted key; every part must exist."""
    where, node = Position(origin, 0, 0), data
    path: Keys = ()
    for part in key.split("."):
        place = dotted(path)
        here = f" in {place}" if place else " at the top level"
        if isinstance(node, dict) and part not in node:
            raise ConfigError(where.says(key, f"unknown key '{part}'{here}{did_you_mean(part, node)}"))
        if isinstance(node, list) and not (part.isdecimal() and int(part) < len(node)):
            allowed = f"0 to {len(node) - 1}" if node else "none"
            raise ConfigError(where.says(key, f"unknown entry '{part}'{here} (allowed: {allowed})"))
        if not isinstance(node, dict | list):
            raise ConfigError(where.says(key, f"{place} is {got(node)}, it has no key '{part}'"))
        path = (*path, int(part) if isinstance(node, list) else part)
        node = _at(node, path[-1:])
    return path


def _at(node: object, path: Keys) -> object:
    for part in path:
        assert isinstance(node, dict | list)
        node = node[part]  # type: ignore[index]
    return node


def _put(node: object, path: Keys, value: object) -> object:
    """A copy with one value replaced; None removes a key."""
    if not path:
        return value
    if isinstance(node, list):
        return [_put(v, path[1:], value) if n == path[0] else v for n, v in enumerate(node)]
    assert isinstance(node, dict)
    if value is None and len(path) == 1:
        return {k: v for k, v in node.items() if k != path[0]}
    return node | {path[0]: _put(node[path[0]], path[1:], value)}


def _shown(value: object) -> str:
    if isinstance(value, dict):
        key = number_key(value)
        inner = (f"{k}: {_shown(v)}" for k, v in value.items())
        return _shown(value[key]) if key in value else f"{{{', '.join(inner)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
