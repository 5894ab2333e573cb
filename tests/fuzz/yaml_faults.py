"""Scenario files with one fault: of their letters, of their lines, of their values."""

# ruff: noqa: E501, RUF001, RUF005

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import yaml
from cases import Case
from tiny import EVIDENCE, GATE_CLAIMS, TINY

from portsim.scenario.locate import scenario_folder
from portsim.scenario.reading import read_any
from portsim.scenario.starting import Wanted, begun

Fault = Callable[[random.Random, str], bytes]
ODD: list[Any] = [
    None, 0, -1, 5, 1e308, -1e308, 10**18, 10**40, float("nan"), float("inf"), True, False, "", " ", "x", "9 min",
    "-3 min", "0 s", "1e15 day", "9" * 400, "a.b", "12 parsecs", "5 per fortnight", "1e400 min", "30 min min", "½ h",
    "三十 min", "١٢ min", "5 ‰", "150%%", "-20 %", "nan", "inf h", "x" * 20_000, [], [None], ["x"], [[]], [[1, 2], 3],
    {}, {"x": None}, {"value": 0}, {"value": {"value": {}}}, {"shape": "erlang"}, {"shape": []}, [{}], {"港口": 1},
    {"🚢": {"🚚": 1}}, "2026-13-45", "2026-02-30", "9999-12-31", "0001-01-01", "1/2/26", "XX", ["XX", 7], {"a": [1]},
    [0] * 24, [[["06:00", "12:00"]]], ["25:00", "26:00"], {"from": 1, "to": 2}, {"source": "user"},
    {"value": "x", "source": "user"}, {"value": 1, "source": "user", "range": [2, 3]},
    {"value": 1, "source": "user", "range": [1]}, {"value": float("nan"), "source": "user"},
    {"value": -1, "source": "user"}, {"value": 1e300, "source": "user"}, {"value": "1 h", "source": 7},
]  # fmt: skip
EXTRA = [
    "without: 5", "without: [air, air]", "without: [nothing_like_it]", "without: {air: true}", "without: [[air]]",
    "without: [3]", "without: ['']", "without: all", "without: [export, import, vessel]", "without: [truck]",
    "without: [demand.export]", "without: [gate_in]", "without: null",
    "calendars: {customs_hours: {holidays: XX}}", "calendars: {office: {holidays: [CN, 5]}}",
    "calendars: {office: {holidays: {country: CN, without: [x]}}}", "calendars: {office: {closed: [2026-02-31]}}",
    "calendars: {office: {holidays: US-XX}}", "calendars: {office: {hours: [[9, 8]]}}", "calendars: []",
    "study: {start: 2026-13-01}", "study: {start: 0001-01-01}", "study: {start: 9999-12-27}", "study: {start: 5}",
    "study: {start: 2026-03-03}", "study: {start: soon}", "study: {days: 1e9}", "study: {days: -3}", "study: {seed: -1}",
    "study: {seed: 1.5}", "study: {replications: 0}", "study: {run_out: 5}", "study: [1]", "study: {days: .nan}",
    "extends: 5", "extends: [a, b]", "extends: no_such_port", "extends: .", "extends: /", "extends: scenario.yaml",
    "extends: circle.yaml", "extends: binary.yaml", "extends: evidence.yaml", "extends: ''", "extends: 'x\\0y'",
    "extends: " + "y" * 5000, "plugins: 5", "plugins: [no.py]", "plugins: [nothing]", "plugins: [[a]]", "plugins: ['']",
    "plugins: [broken.py]", "claims: 5", "claims: no.yaml", "claims: binary.yaml", "claims: empty.yaml",
    "validation: no.yaml", "validation: evidence.yaml", "evidence: 5", "evidence: no.yaml", "evidence: binary.yaml",
    "compare: 5", "compare: {a: b}", "compare: {a: [nothing]}", "compare: {a: [a]}", "compare: {'': []}",
    "compare: {a: [b], b: [a]}", "compare: {a: [{x: 1}]}", "compare: {baseline: []}", "what_ifs: 3",
    "what_ifs: {w: {set: 5}}", "what_ifs: {w: {set: {a.b.c: 5}}}", "what_ifs: {w: {scale: {demand.x: a}}}",
    "what_ifs: {w: {scale: {demand: .inf}}}", "what_ifs: {w: {}}", "what_ifs: {w: null}", "measures: [a]",
    "measures: {no_such_measure: {}}", "targets: {t: 5}", "targets: {t: {from: a, to: b, within: x}}",
    "tariffs: {x: 3}", "limits: 5", "limits: [{a: 1}]", "aims_at: x", "matters: x", "flow_edits: 7", "name: Ä Ö",
    "name: ../../etc", "name: ''", "name: 5", "name: [a]", "title: [a]", "title: 5", "港口: 1", "🚢: 1", "? [a, b]\n: 1",
    "1: 2", "true: 1", "null: 1", "1.5: 2", "? {a: 1}\n: 2", "? ''\n: 1", "x: &a [*a]", "x: &a {b: *a}", "x: *nowhere",
    "x: !!python/object:os.system {}", "x: !!binary aGk=", "x: !!set {a, b}", "x: !!timestamp soon", "x: !!int y",
    "x: !mine 5", "<<: 5", "<<: [a]", "x: {<<: *y}", "x: 0x1F", "x: 012", "x: 1_000", "x: 1:30", "x: .inf", "x: 1e400",
    "x: 2026-02-30", "x: 2026-02-28T25:61:00Z", "x: |\n  text\n more", "x: >5\n y", "x: 'open", 'x: "open', "x: [1, 2",
    "x: {a: 1", "x: ]", "x: }", "x: @a", "x: `a`", "x: %a", "x: - 1", "- x", "x", "x: y: z", ": x", "x:\n\t- tab", "---\nx: 1",
    "...\nx: 1", "%YAML 1.1", "%FOO bar", 'x: "\\ud800"', 'x: "\\xZZ"', 'x: "\\e[2J"', "x: '\u202eabc'", "x: \u2028y",
    "x: " + "[" * 3000, "x: " + "{a: " * 300, "x:\n" + "".join(" " * n + "a:\n" for n in range(1, 300)),
    "x: [" + "a, " * 25_000 + "a]", "x: " + "long " * 100_000, "y" * 70_000 + ": 1", "x: " + "9" * 5000,
]  # fmt: skip
UNITS = [
    "parsecs",
    "min min",
    "mins!",
    "%",
    "yuan",
    "分钟",
    "per",
    "per year per year",
    "",
    "s/h",
    "MIN",
    "ｍin",
]
BOMB = "".join(f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9) if n else '1'}]\n" for n in range(9))


@cache
def bases() -> dict[str, tuple[dict[str, bytes], str]]:
    """Folders of files that load, and the file that is damaged in each."""
    shipped = {p.name: p.read_bytes() for p in scenario_folder().glob("*.yaml")}
    tiny = {"tiny.yaml": TINY.encode(), "evidence.yaml": EVIDENCE.encode()}
    claimed = TINY.replace("evidence: evidence.yaml", "evidence: evidence.yaml\nclaims: claims.yaml").encode()
    found = {
        "tiny": (tiny, "tiny.yaml"),
        "evidence": (tiny, "evidence.yaml"),
        "claims": ({**tiny, "tiny.yaml": claimed, "claims.yaml": GATE_CLAIMS.encode()}, "claims.yaml"),
    }
    for template in ("gate", "customs", "port"):
        text = begun(Wanted("mine", template, ("east", "west")), "mine.yaml")
        found[template] = ({"mine.yaml": text.encode()}, "mine.yaml")
    for name, text in OWN.items():
        found[name] = ({"mine.yaml": text.encode()}, "mine.yaml")
    for name in (
        "ocean_gate",
        "xiamen",
        "xiamen_2022",
        "what_ifs",
        "evidence",
        "xiamen_claims",
        "validation",
    ):
        found[f"shipped {name}"] = (shipped, f"{name}.yaml")
    return found


OWN = {
    "own without": "extends: xiamen\nname: mine\ntitle: Mine\nwithout: [air, lcl]\nstudy: {days: 2, replications: 1}\n",
    "own gate": "extends: ocean_gate\nname: mine\ntitle: Mine\nplaces:\n  gate_in:\n    lanes: {value: 30, source: user}\n"
    "what_ifs:\n  more:\n    set:\n      places.gate_in.lanes: 40\ncompare:\n  more: [more]\n",
    "own holidays": "extends: ocean_gate\nname: mine\ntitle: Mine\nstudy: {start: 2026-04-27}\ncalendars:\n"
    "  customs_day:\n    holidays: CN\n",
}  # fmt: skip
SMALL = ("tiny", "evidence", "claims", "gate", "customs", "port", *OWN)


# --- faults of letters and lines


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _full(rng: random.Random, lines: list[str]) -> int:
    """A line that holds more than a remark."""
    return rng.choice(
        [n for n, each in enumerate(lines) if each.strip() and not each.lstrip().startswith("#")] or [0]
    )


def _on_a_line(change: Callable[[random.Random, str], str]) -> Fault:
    def fault(rng: random.Random, text: str) -> bytes:
        lines = _lines(text)
        n = _full(rng, lines)
        lines[n] = change(rng, lines[n])
        return "".join(lines).encode()

    return fault


def _renamed(rng: random.Random, line: str) -> str:
    keys = list(re.finditer(r"[A-Za-z_][\w.]*(?=:)", line))
    if not keys:
        return line.replace(" ", "  ", 1)
    key = rng.choice(keys)
    word = key.group()
    n = rng.randrange(len(word))
    new = rng.choice(
        [word[:n] + word[n + 1 :] or "q", word + "s", "港" + word, "🚢", word.upper(), f"{word} ", "'" + word]
    )
    return line[: key.start()] + new + line[key.end() :]


def _unit(rng: random.Random, line: str) -> str:
    units = list(re.finditer(r"(?<=\d )(min|s|h|day|per day|per hour|yuan\S*|%)", line))
    if not units:
        return line.rstrip("\n") + rng.choice([" 5 parsecs", ":", " :", ",", "]"]) + "\n"
    found = rng.choice(units)
    return line[: found.start()] + rng.choice(UNITS) + line[found.end() :]


def _number(rng: random.Random, line: str) -> str:
    numbers = list(re.finditer(r"(?<![\w.])\d+(\.\d+)?", line))
    new = rng.choice(
        [
            "-1",
            "0",
            "1e309",
            ".nan",
            "-.inf",
            "1e18",
            "x",
            "1,5",
            "٣",
            "",
            "1.2.3",
            "0x10",
            "[]",
            "{}",
            "null",
        ]
    )
    if not numbers:
        return line.rstrip("\n") + f" {new}\n"
    found = rng.choice(numbers)
    return line[: found.start()] + new + line[found.end() :]


def _sign(rng: random.Random, line: str) -> str:
    n = rng.randrange(len(line) or 1)
    return (
        line[:n]
        + rng.choice(
            list("{}[]:,'\"&*!|>%@`#?-\t") + ["\0", "\x1b", "\x85", "\u2028", "\ufeff", "\u202e", "：", "，"]
        )
        + line[n:]
    )


def _swapped(rng: random.Random, text: str) -> bytes:
    lines = _lines(text)
    a, b = _full(rng, lines), _full(rng, lines)
    lines[a], lines[b] = lines[b], lines[a]
    return "".join(lines).encode()


def _cut(rng: random.Random, text: str) -> bytes:
    raw = text.encode()
    return raw[: rng.randrange(1, len(raw))]


def _extra(rng: random.Random, text: str) -> bytes:
    extra = rng.choice(EXTRA)
    key = extra.partition(":")[0]
    if rng.random() < 0.7 and re.search(rf"^{re.escape(key)}:", text, re.M):  # in the place of what is there
        text = re.sub(rf"^{re.escape(key)}:.*\n(?:[ #-].*\n|\n)*", "", text, count=1, flags=re.M)
    return (text.rstrip("\n") + f"\n{extra}\n").encode("utf-8", "surrogatepass")


def _encoded(encoding: str, also: str = "") -> Fault:
    return lambda rng, text: (text + also).encode(encoding, "replace")


def _whole(*texts: str | bytes) -> Fault:
    def fault(rng: random.Random, text: str) -> bytes:
        chosen = rng.choice(texts)
        return chosen if isinstance(chosen, bytes) else chosen.replace("TEXT", text).encode()

    return fault


def _noise(rng: random.Random, text: str) -> bytes:
    raw = bytearray(text.encode())
    for _ in range(rng.choice([1, 3, 30])):
        raw[rng.randrange(len(raw))] = rng.randrange(256)
    return bytes(raw)


# --- faults of values


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from _paths(value, (*path, key))


def _at_a_value(change: Callable[[random.Random, Any, Any], None]) -> Fault:
    def fault(rng: random.Random, text: str) -> bytes:
        data = copy.deepcopy(_loaded(text))
        path = rng.choice(list(_paths(data)))
        node: Any = data
        for key in path[:-1]:
            node = node[key]
        change(rng, node, path[-1])
        return yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=200).encode()

    return fault


@cache
def _loaded(text: str) -> Any:
    return read_any(text, "base.yaml")[0]


def _odd(rng: random.Random, node: Any, key: Any) -> None:
    node[key] = rng.choice(ODD)


def _gone(rng: random.Random, node: Any, key: Any) -> None:
    del node[key]


def _other_kind(rng: random.Random, node: Any, key: Any) -> None:
    value = node[key]
    node[key] = (
        list(value.items()) if isinstance(value, dict) else {"a": value} if rng.random() < 0.5 else [value]
    )
    if isinstance(value, dict):
        node[key] = [dict([each]) for each in value.items()]


def _doubled(rng: random.Random, node: Any, key: Any) -> None:
    if isinstance(node, list):
        node.append(node[key])
    else:
        node[rng.choice([f"{key}_2", "港口", "🚢", "x" * 3000, " ", "a b", "a.b", "-", "0"])] = node[key]


FAULTS: dict[str, Fault] = {
    "an odd value": _at_a_value(_odd),
    "a value taken out": _at_a_value(_gone),
    "a value of another kind": _at_a_value(_other_kind),
    "a value under another name": _at_a_value(_doubled),
    "an odd key": _extra,
    "a line taken out": _on_a_line(lambda rng, line: ""),
    "a line twice": _on_a_line(lambda rng, line: line * 2),
    "a key renamed": _on_a_line(_renamed),
    "a wrong unit": _on_a_line(_unit),
    "a wrong number": _on_a_line(_number),
    "a stray sign": _on_a_line(_sign),
    "indentation": _on_a_line(lambda rng, line: rng.choice([" ", "   ", "\t", "  \t"]) + line.lstrip(rng.choice(["", " "]))),
    "lines that changed places": _swapped,
    "a cut file": _cut,
    "UTF-16": _encoded("utf-16"),
    "UTF-16 without a mark": _encoded("utf-16-le"),
    "UTF-32": _encoded("utf-32"),
    "Latin-1": _encoded("latin-1", "# é\nlimits: [é]\n"),
    "GBK": _encoded("gbk", "# 港口\n"),
    "a mark in the middle": _whole("TEXT\ufeffx: 1\n", "\ufeff\ufeffTEXT"),
    "NUL": _whole("TEXTx: a\0b\n", "\0TEXT"),
    "noise": _noise,
    "another kind of file": _whole(b"", b"\n\n", b"# nothing\n", b"5\n", b"- a\n", b"null\n", b"[]\n", b"PK\x03\x04xx", b"{}\n",
                                   b"\x89PNG\r\n\x1a\n", b"\xff\xfe", b"a,b,c\n1,2,3\n", b"<xml/>\n", b"'text'\n", b"x" * 1_000_001),
    "aliases": _whole(f"TEXT{BOMB}", f"{BOMB}TEXT", "TEXTx: &x {y: &y [*x]}\n", "TEXTx: &x\n  <<: *x\n"),
    "line ends": _encoded("utf-8", "\r\nx: 1\r\r\n\x0b"),
}  # fmt: skip
COMMANDS = ("validate", "validate", "validate", "validate", "doctor", "doctor", "diff", "sources")
BESIDE = {
    "circle.yaml": b"extends: mine.yaml\nname: circle\n",
    "binary.yaml": b"\x00\x01\xff" * 30,
    "empty.yaml": b"",
    "broken.py": b"def (:\n",
}


def scenario_cases(seed: int, number: int, names: tuple[str, ...] = ()) -> Iterator[Case]:
    """So many cases, every fault as often as any other; of these bases alone if some are named."""
    rng = random.Random(seed)
    faults = list(FAULTS)
    for n in range(number):
        name = rng.choice(names or (*SMALL * 3, *bases()))
        files, damaged = bases()[name]
        fault = faults[n % len(faults)] if rng.random() < 0.6 else rng.choice(faults[:11])
        raw = FAULTS[fault](rng, files[damaged].decode())
        main = "mine.yaml" if "mine.yaml" in files else "tiny.yaml" if "tiny.yaml" in files else "xiamen.yaml"
        main = (
            damaged
            if name.startswith("shipped")
            and damaged in ("ocean_gate.yaml", "xiamen_2022.yaml", "what_ifs.yaml")
            else main
        )
        command = rng.choice(COMMANDS)
        beside = {**BESIDE, "circle.yaml": f"extends: {main}\nname: circle\n".encode()}
        yield Case(f"{name}: {fault}", {**beside, **files, damaged: raw}, damaged, (command, main))
