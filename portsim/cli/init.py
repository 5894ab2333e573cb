"""The command `init`: a scenario file of one's own to begin with."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from portsim.base.errors import PortsimError, got
from portsim.base.many import many
from portsim.base.printable import say
from portsim.cli.options import whole, whole_number

TRUCKS = 1000  # a day, where nothing is said


def init(
    name: str | None = None,
    *,
    template: Annotated[str | None, Parameter(help="gate, customs or port; gate if not said.")] = None,
    terminals: Annotated[
        str | None, Parameter(help="How many terminals, or their names: 2, or east,west; 1 if not said.")
    ] = None,
    trucks: Annotated[
        int | None, Parameter(help="Trucks a day through all gates; 1000 if not said.", converter=whole)
    ] = None,
    exam_sites: Annotated[
        int | None,
        Parameter(help="1 for all terminals together, or as many as terminals.", converter=whole),
    ] = None,
    without: Annotated[str | None, Parameter(help="Parts that the port does without, e.g. air,lcl.")] = None,
    country: Annotated[
        str | None,
        Parameter(
            help="Whose public holidays close the offices, and whose money prices are in where that is "
            "known (US, GB, the euro): CN, US-CA."
        ),
    ] = None,
    out: Annotated[Path | None, Parameter(help="The file; NAME.yaml if not said.")] = None,
) -> None:
    """Begin a port of your own: a commented scenario file that can be run at once.

    The templates: gate is gates and a yard; customs adds vessels, exams and papers; port also LCL and air
    cargo. Servers are sized by the work that comes. Without any option it asks.

    Parameters
    ----------
    name:
        Name of the port: small letters, digits and _; it names the file and the results.
    """
    from portsim.base.files import write_text
    from portsim.base.monday import last_monday
    from portsim.scenario.starting import Wanted, begun, templates
    from portsim.scenario.starting_money import keeps_yuan

    given = (name, template, terminals, trucks, exam_sites, without, country)
    if all(each is None for each in given) and sys.stdin.isatty():
        name, template, terminals, trucks, exam_sites = _asked(templates())
    name = "my_port" if name is None else name
    names = _names("1" if terminals is None else terminals)
    if exam_sites not in (None, 1, len(names)):
        raise PortsimError(
            f"--exam-sites: got {exam_sites}, allowed 1 for all terminals together, or {len(names)}, one at "
            "each"
        )
    wanted = Wanted(
        name,
        "gate" if template is None else template,
        names,
        TRUCKS if trucks is None else trucks,
        sites=exam_sites,
        without=tuple(part.strip() for part in (without or "").split(",") if part.strip()),
        country=country,
        start=None if country is None else last_monday(date.today()),
    )
    file = Path(f"{name}.yaml") if out is None else out
    if file.exists():
        raise PortsimError(f"{file}: is there already; give another name, or another file with --out")
    write_text(file, begun(wanted, str(file)))
    shown = shlex.quote(str(file))
    say(f"{file}: {', '.join(names)}; {many(wanted.trucks, 'truck')} a day. Next:")
    say(f"  portsim compare {shown}   # what its measures save, with charts")
    say(f"  portsim serve {shown}     # move its numbers in the browser")
    say(f"  portsim sources {shown}   # which numbers are yours to replace")
    if keeps_yuan(country):
        say(f"Prices stay in yuan until {file} says its currency (ISO 4217) and how many yuan one of it is:")
        say("  money: {currency: CODE, yuan: {value: NUMBER, source: user}}")


def _names(terminals: str) -> tuple[str, ...]:
    """The names of the terminals that a number or a list of names gives."""
    text = terminals.strip()
    if not text.isdigit():
        return tuple(each.strip() for each in text.split(","))
    if not 1 <= int(text[:6]) <= 20:
        raise PortsimError(f"--terminals: got {got(text)}, allowed 1 to 20, or names such as east,west")
    return ("main",) if int(text) == 1 else tuple(f"terminal_{k + 1}" for k in range(int(text)))


def _asked(templates: dict[str, str]) -> tuple[str, str, str, int, int | None]:
    """Name, template, terminals, trucks a day and exam sites, as the user answers."""
    from rich.prompt import IntPrompt, Prompt

    from portsim.scenario.starting import check_names

    for key, text in templates.items():
        say(f"  {key:8} {text}")
    template = Prompt.ask("Template", choices=list(templates), default="gate")
    name = _until_right(
        lambda: Prompt.ask("Name (small letters, digits, _)", default="my_port"),
        lambda given: check_names("name", given),
    )
    terminals = _until_right(
        lambda: Prompt.ask("Terminals: how many, or their names (east,west)", default="1"),
        lambda given: check_names("terminals", *_names(given)),
    )
    trucks = _until_right(
        lambda: Prompt.ask("Trucks a day through all gates", default=str(TRUCKS)),
        lambda given: _check_whole("trucks", given),
    )
    number, sites = len(_names(terminals)), None
    if number > 1 and template != "gate":
        sites = IntPrompt.ask("Exam sites", choices=["1", str(number)], default=number)
    return name, template, terminals, whole_number(trucks) or TRUCKS, sites


def _check_whole(what: str, text: str) -> None:
    if whole_number(text) is None:
        raise PortsimError(f"{what}: got {got(text)}, allowed a whole number such as 1800 or 1,800")


def _until_right(ask: Callable[[], str], check: Callable[[str], None]) -> str:
    """Ask again, with what is wrong, until the answer can be taken: the others are not lost for it."""
    while True:
        given = ask()
        try:
            check(given)
        except PortsimError as error:
            say(str(error))
        else:
            return given
