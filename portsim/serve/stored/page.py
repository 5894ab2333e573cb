"""The page as one HTML file: its modules, styles and data inside it, and nothing that it asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

from portsim.base.files import read_text

FOLDER = Path(__file__).parent.parent / "page"
MAIN = "main.js"
IMPORT = re.compile(r'^import \{ ([\w$, ]+) \} from "\./([\w.]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) ([\w$]+))", re.MULTILINE)
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)


def page(title: str, facts: Mapping[str, object]) -> str:
    """The page of these facts as HTML, which runs from a file as well."""
    head, body = read_text(FOLDER / "index.html").split("</head>")
    head = re.sub(r"^<(?:link|script)\b.*\n", "", head, flags=re.MULTILINE)
    head = re.sub(r"<title>.*</title>", f"<title>{escape(title)}</title>", head)
    styles = "\n".join(read_text(FOLDER / name) for name in ("vendor/uPlot.min.css", "style.css"))
    licence, plots = (read_text(FOLDER / "vendor" / name) for name in ("uPlot.LICENSE", "uPlot.iife.min.js"))
    library = f"/*\n{licence}*/\n{plots}"
    held = json.dumps(facts, allow_nan=False, ensure_ascii=False, separators=(",", ":")).replace(
        "<", "\\u003c"
    )
    parts = [
        head,
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
        f"<style>\n{styles}</style>\n</head>",
        body.partition("</body>")[0],
        f'<script type="application/json" id="stored">{held}</script>\n',
        f"<script>\n{_inside(library)}</script>\n<script>\n{_inside(script())}</script>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def script() -> str:
    """The modules of the page as one script: each in a function that gives what it exports."""
    pieces = ["(async () => {", '"use strict";', "const modules = {};"]
    for name in _in_order(MAIN):
        text = read_text(FOLDER / name)
        exported = EXPORT.findall(text)
        text = IMPORT.sub(r'const { \1 } = modules["\2"];', EXPORT.sub("", text))
        if re.search(r"^(?:import|export)\b", text, re.MULTILINE):
            raise ValueError(f"{name}: imports or exports in a way that one script cannot hold")
        pieces.append(
            f'modules["{name}"] = await (async () => {{\n{text}\nreturn {{ {", ".join(exported)} }};\n}})();'
        )
    return "\n".join([*pieces, "})();\n"])


def _in_order(name: str, seen: dict[str, None] | None = None) -> Iterator[str]:
    """A module after those that it imports, each once."""
    seen = {} if seen is None else seen
    if name in seen:
        return
    seen[name] = None
    for _, other in IMPORT.findall(read_text(FOLDER / name)):
        yield from _in_order(other, seen)
    yield name


def _inside(text: str) -> str:
    """A script as an element of a page can hold it.

    Raises ValueError: something in it would end the element.
    """
    if re.search(r"<!--|</?script", text, re.IGNORECASE):
        raise ValueError("a script of the page holds what would end it")
    return text
