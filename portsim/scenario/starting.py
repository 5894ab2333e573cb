"""A scenario of one's own to begin with: a template filled in, with as many servers as its work needs."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from portsim.base.errors import ConfigError, did_you_mean
from portsim.base.files import write_text
from portsim.scenario.holidays import check_country
from portsim.scenario.load import load
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.scenario import Scenario
from portsim.scenario.starting_money import MONEY, keeps_yuan, money_of

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).parents[1] / "library" / "templates"
ENDING = ".yaml.j2"
PLENTY = 1000  # servers of each place, or its blocks, while the work that comes to it is counted
BUSIEST, MEAN = 0.9, 0.75  # of what servers can do, in the busiest hour of the week and in the mean
WIDER = 1.6  # the upper end of a range of servers beside what is needed
RULE = (
    f"at each terminal the fewest with at most {100 * BUSIEST:.0f} % busy with what comes in the busiest "
    f"hour, and {100 * MEAN:.0f} % in the mean, unless noted"
)
NAME = re.compile(r"[a-z][a-z0-9_]*")
MOST_TERMINALS = 20


@dataclass(frozen=True)
class Wanted:
    """What is known of a port before its file is there: `trucks` a day, names of terminals, and exam sites: 1
    for all together, or one at each. Offices close on the public holidays of a `country`, from `start` on,
    and prices are in its money where that is known.
    """

    name: str
    template: str
    terminals: tuple[str, ...] = ("main",)
    trucks: int = 1000
    sites: int | None = None
    without: tuple[str, ...] = ()
    country: str | None = None
    start: date | None = None

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").capitalize()


class Needed(NamedTuple):
    """How many servers, or blocks, are busy with what comes in the busiest hour, and in the mean."""

    busiest: float
    mean: float

    def number(self, most: float) -> int:
        """The fewest of which at most a share `most` is busy in the busiest hour."""
        return max(1, math.ceil(self.busiest / most), math.ceil(self.mean / min(most, MEAN)))


@dataclass
class Sizes:
    """How many servers, or blocks, the places of a template get at each terminal; plenty at first."""

    terminals: tuple[str, ...]
    needed: Mapping[str, Mapping[str, Needed]] = field(default_factory=dict)

    def count(self, place: str, most: float = BUSIEST) -> str:
        """The number as a scenario file says it, of which at most a share `most` is busy."""
        if not self.needed:
            return f"{{value: {PLENTY}, source: assumption, range: [1, {PLENTY}]}}"
        found = {t: needed.number(most) for t, needed in self.needed.get(place, {}).items()}
        numbers = list(found.values()) or [1]
        alike = len(set(numbers)) == 1
        value = numbers[0] if alike else "{" + ", ".join(f"{t}: {n}" for t, n in found.items()) + "}"
        note = "" if most == BUSIEST else f", note: at most {100 * most:.0f} % busy in the busiest hour"
        high = math.ceil(WIDER * max(numbers)) + (max(numbers) == 1)
        return f"{{value: {value}, source: assumption, range: [{min(numbers)}, {high}]{note}}}"


def templates() -> dict[str, str]:
    """The names of the templates, each with what it is."""
    found = {}
    for path in sorted(FOLDER.glob(f"*{ENDING}")):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        found[path.name.removesuffix(ENDING)] = first.strip("{}# ")
    return found


def begun(wanted: Wanted, file: str) -> str:
    """The text of a scenario file of this name that loads and can run.

    Raises ConfigError: no such template; a name that can be none; parts that the port cannot be without.
    """
    _check(wanted)
    plenty = Sizes(wanted.terminals)
    sized = Sizes(wanted.terminals, _needed(_filled(wanted, file, plenty), file))
    text = _filled(wanted, file, sized)
    left = _read(text, file).baseline.port.terminals
    if not set(wanted.terminals) <= set(left):
        raise ConfigError(
            f"without: got {', '.join(wanted.without)}, and then no truck comes to "
            f"{', '.join(wanted.terminals)}; leave out less, or begin a file of your own that extends a "
            "shipped port"
        )
    return text


def check_names(what: str, *names: str) -> None:
    """Refuse what can be no name of a port or a terminal.

    Raises ConfigError: other signs than small letters, digits and _, or no letter first.
    """
    for name in names:
        if not NAME.fullmatch(name):
            example = "my_port" if what == "name" else "east"
            raise ConfigError(
                f"{what}: got '{name}', allowed small letters, digits and _, with a letter first, such as "
                f"{example}"
            )


def _check(wanted: Wanted) -> None:
    if wanted.template not in templates():
        hint = did_you_mean(wanted.template, templates())
        raise ConfigError(f"template: unknown template '{wanted.template}'{hint}")
    check_names("name", wanted.name)
    check_names("terminals", *wanted.terminals)
    if len(set(wanted.terminals)) < len(wanted.terminals):
        raise ConfigError("terminals: two have one name; give each a name of its own")
    if not 1 <= len(wanted.terminals) <= MOST_TERMINALS:
        raise ConfigError(f"terminals: got {len(wanted.terminals)}, allowed 1 to {MOST_TERMINALS}")
    if not 10 <= wanted.trucks <= 100_000:
        raise ConfigError(f"trucks: got {wanted.trucks}, allowed 10 to 100,000 a day")
    asked = _asked_for(wanted.template + ENDING)
    if wanted.without and "without" not in asked:
        raise ConfigError(f"without: template {wanted.template} has no part that can be left out")
    if wanted.sites is not None and "shared" not in asked:
        raise ConfigError(f"exam sites: template {wanted.template} has none; leave that out")
    if wanted.country is not None:
        check_country(wanted.country)
    priced = "money" in asked and money_of(wanted.country) is not None
    if wanted.country is not None and "country" not in asked and not priced:
        raise ConfigError(f"country: {_no_use(wanted.template, wanted.country)}")


def _no_use(template: str, country: str) -> str:
    """Why a country says nothing to a template: it closes no office, and money of no country is priced in."""
    if not keeps_yuan(country):  # whose money all prices are in
        return f"template {template} has no offices; leave that out"
    return (
        f"template {template} has no offices, and the money of {country} is none of {', '.join(MONEY)}; "
        "leave that out, and put yours under money in the file"
    )


def _asked_for(template: str) -> set[str]:
    """The names of all that a template, and those that it takes in, ask for."""
    from jinja2 import meta

    tree = _environment().parse((FOLDER / template).read_text(encoding="utf-8"))
    taken_in = (_asked_for(name) for name in meta.find_referenced_templates(tree) if name is not None)
    return meta.find_undeclared_variables(tree).union(*taken_in)


def _filled(wanted: Wanted, file: str, sizes: Sizes) -> str:
    together = wanted.sites == 1 and len(wanted.terminals) > 1
    shared = f", serves: [{', '.join(wanted.terminals)}]" if together else ""
    text = (
        _environment()
        .get_template(wanted.template + ENDING)
        .render(
            name=wanted.name,
            title=wanted.title,
            file=file,
            terminals=_terminals(wanted.terminals),
            trucks=wanted.trucks,
            part=lambda share: round(wanted.trucks * share),
            servers=sizes.count,
            blocks=sizes.count,
            shared=shared,
            without=list(wanted.without),
            country=wanted.country,
            start=wanted.start,
            money=money_of(wanted.country),
            rule=RULE,
        )
    )
    return text.lstrip("\n")


def _terminals(names: Sequence[str]) -> list[dict[str, object]]:
    """Names, titles and shares [%] of terminals that are all alike; the shares add up to 100."""
    edges = [round(1000 * k / len(names)) for k in range(len(names) + 1)]
    return [
        {"name": name, "title": name.replace("_", " ").capitalize(), "share": f"{(end - begin) / 10:g}"}
        for name, (begin, end) in zip(names, pairwise(edges), strict=True)
    ]


def _needed(text: str, file: str) -> dict[str, dict[str, Needed]]:
    """How many servers, or blocks, the work of each place takes at each terminal."""
    found: dict[str, dict[str, Needed]] = {}
    for each in offered_loads(_read(text, file).baseline):
        needed = Needed(PLENTY * each.rush[1], PLENTY * each.mean)
        found.setdefault(each.place, {})[each.terminal] = needed
    return found


def _read(text: str, file: str) -> Scenario:
    """The scenario of a text, as if it stood in a file of this name.

    Raises ConfigError: it is none; without a place, as the user wrote none of its lines.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, Path(file).name)
        write_text(path, text)
        try:
            return load(path)
        except ConfigError as error:
            said = re.sub(rf"^{re.escape(str(path))}:\d+:\d+: ", "", str(error), flags=re.MULTILINE)
            raise ConfigError(said.replace(str(path), file)) from None


def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
