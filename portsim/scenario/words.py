"""Words for the names of a library and a scenario: titles of what-ifs, and `words/zh.json` beside their files
for another language than English."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from portsim.base.currency import count_in
from portsim.base.errors import PortsimError, got, said_of
from portsim.base.language import ENGLISH, speak, speaking
from portsim.model.library import Library, Plugin
from portsim.scenario.locate import scenario_folder
from portsim.scenario.scenario import Scenario
from portsim.scenario.titles import titles

FOLDER = "words"


def words(
    language: str, library: Library, scenario: Scenario | None = None, *, called: bool = True
) -> dict[str, str]:
    """The words of a language for names and texts: what portsim ships, then plug-ins, then the scenario and
    what it extends; the later ones count where two have a name. Without a scenario the words of all shipped
    ones come first. What-ifs, and alternatives of one alone, are called by their title; in another language
    by the scenario's words for it, or for the name; but not where `called` is False, as where nouns of
    servers are shown too and one of them may be the name of an alternative (lanes).

    Raises PortsimError: a file of words is no JSON object of texts, or cannot be read.
    """
    own_titles = {} if scenario is None or not called else titles(scenario)
    if language == ENGLISH:
        return own_titles
    folders = [] if scenario is not None else [scenario_folder()]
    folders += [folder for plugin in library.plugins for folder in _of_plugin(plugin)]
    own = {} if scenario is None else _read_all(_of_scenario(scenario), language)
    found = _read_all(folders, language) | own
    for name, title in own_titles.items():
        found[name] = own.get(title) or own.get(name, title)
    return found


@contextmanager
def speaking_of(scenario: Scenario, language: str, *, called: bool = True) -> Iterator[None]:
    """Speak a language, with the words of a scenario and its library and of its money, until the block ends;
    `called` as in `words`.

    Raises LookupError: there is no such language. PortsimError: as `words`.
    """
    with scenario.counting(), speaking(language, words(language, scenario.library, scenario, called=called)):
        yield


def speak_of(language: str, library: Library, scenario: Scenario | None = None) -> None:
    """Speak a language from now on, with the words of a library and a scenario, and of its money.

    Raises LookupError: there is no such language. PortsimError: as `words`.
    """
    speak(language, words(language, library, scenario))
    count_in(None if scenario is None else scenario.currency)


def _of_plugin(plugin: Plugin) -> Iterator[Path]:
    """The folder of a plug-in's module or package, and those of the files that declare its things."""
    file = getattr(sys.modules.get(plugin.module), "__file__", None)
    if file:
        yield Path(file).parent
    yield from (Path(each.file).parent for each in plugin.declared)


def _of_scenario(scenario: Scenario) -> Iterator[Path]:
    """The folders of the scenario's files, of what it extends first."""
    files = {position.file for position in scenario.document.positions.values()}
    own = scenario.path.parent
    yield from sorted({Path(file).parent for file in files} - {own})
    yield own


def _read_all(folders: Iterable[Path], language: str) -> dict[str, str]:
    """The words of a language in several folders, the later ones in place of the earlier ones."""
    found: dict[str, str] = {}
    for folder in dict.fromkeys(folders):
        file = folder / FOLDER / f"{language}.json"
        if file.is_file():
            found |= _read(file)
    return found


def _read(file: Path) -> Mapping[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise PortsimError(f"{file}: cannot be read: {said_of(error)}") from None
    except ValueError as error:
        raise PortsimError(f"{file}: got no JSON ({error}), allowed an object of names and words") from None
    if not isinstance(found, dict):
        raise PortsimError(f"{file}: got {got(found)}, allowed an object of names and words")
    for name, said in found.items():
        if not isinstance(said, str) or not said:
            raise PortsimError(f"{file}: {name}: got {got(said)}, allowed the words for it as a text")
    return found
