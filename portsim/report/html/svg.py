"""A chart written as SVG becomes a part of a page: names of its own, the page's colours, no scripts."""

from __future__ import annotations

import re
from typing import Final
from xml.etree import ElementTree

LINK: Final = "{http://www.w3.org/1999/xlink}href"
LEFT_OUT: Final = frozenset({"metadata", "style", "script", "foreignObject", "title", "a"})
COLOURS: Final = {
    "#ffffff": "var(--paper)",
    "#000000": "var(--ink)",
    "#222222": "var(--ink)",
    "#444444": "var(--dim)",
    "#6e6e6e": "var(--dim)",
    "#8c8c8c": "var(--grey)",
    "#bbbbbb": "var(--rule)",
    "#dddddd": "var(--rule)",
    "#f0f0f0": "var(--rule)",
}
_COLOUR: Final = re.compile("|".join(COLOURS), re.IGNORECASE)
_NAME: Final = re.compile(r"url\(#([^)]+)\)")
_FAMILY: Final = re.compile(r"font-family: [^;]*;? ?")  # the page has fonts of its own
_UNTURNED: Final = re.compile(r"rotate\(-?0 [^)]*\)")
_DIGITS: Final = re.compile(r"(\.\d\d)\d+")


def inlined(text: str, name: str, labelled_by: str) -> str:
    """The chart as an element of a page; ids begin with `name`, and `labelled_by` is the id of its caption.

    It is as wide as its text says, in pixels of a screen, and narrower where the page is.
    """
    root = ElementTree.fromstring(text)
    prefix = f"{name}-"
    _clean(root, prefix)
    left, top, width, height = (float(x) for x in root.get("viewBox", "0 0 576 432").split())
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    pixels = round(width * 4 / 3)
    root.attrib |= {
        "viewBox": f"{left:g} {top:g} {width:g} {height:g}",
        "class": "chart",
        "role": "img",
        "aria-labelledby": labelled_by,
        "style": f"width:{pixels}px;aspect-ratio:{width:g}/{height:g}",
    }
    return ElementTree.tostring(root, encoding="unicode")


def _clean(element: ElementTree.Element, prefix: str) -> None:
    element.tag = _local(element.tag)
    attributes = dict(element.attrib)
    element.attrib.clear()
    for key, value in attributes.items():
        if key == LINK or key == "href":
            if value.startswith("#"):
                element.attrib["href"] = f"#{prefix}{value[1:]}"
            elif value.startswith("data:image/"):
                element.attrib["href"] = value
        elif key == "id":
            element.attrib["id"] = prefix + value
        elif key == "transform" and _UNTURNED.fullmatch(value):
            continue
        elif not key.startswith("{") and not key.startswith("on"):
            element.attrib[key] = _styled(value, prefix)
    for child in list(element):
        if not isinstance(child.tag, str) or _local(child.tag) in LEFT_OUT:
            element.remove(child)
        else:
            _clean(child, prefix)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _styled(value: str, prefix: str) -> str:
    """A value with names of its own, the page's colours, and no more digits than a screen shows."""
    value = _NAME.sub(lambda found: f"url(#{prefix}{found[1]})", value)
    value = _COLOUR.sub(lambda found: COLOURS[found[0].lower()], value)
    return _DIGITS.sub(r"\1", _FAMILY.sub("", value))
