"""YAML text to values: what is no YAML is said in simple words, and a hostile text is refused early."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from portsim.base.errors import ConfigError

if TYPE_CHECKING:
    from ruamel.yaml import YAML

MOST_VALUES = 20_000  # of a file, aliases counted as what they repeat; a scenario has about five thousand
DEEPEST = 100  # mappings and lists inside one another
# what the parser lets through
RARE = (ValueError, TypeError, AttributeError, LookupError, AssertionError, NotImplementedError)
NOT_READ = "a value cannot be read; look for tags (!!), merges (<<) and very long numbers"

IN_SIMPLE_WORDS = (
    (r"duplicate key \"(.*?)\" with", "duplicate key '{}'; remove one"),
    (r"found character '\\t'", "a tab cannot indent; use spaces"),
    (r"found character '(.*)' that cannot start", "'{}' cannot begin a value; put the value in quotes"),
    (
        r"mapping values are not allowed",
        "a ':' where no key can stand; quote the text, or check the indentation",
    ),
    (r"sequence entries are not allowed", "a '-' where no list can begin; put it on a line of its own"),
    (r"found undefined alias '(.*)'", "alias *{} has no anchor &{} above it"),
    (r"found another document", "a second document begins; a file holds one"),
    (r"(?:end of stream|but got '<stream end>)", "the quotes or brackets that begin here are never closed"),
    (r"could not find expected ':'", "this line or the one above lacks a ':' after its key"),
    (r"expected <block end>", "the indentation does not fit the lines above"),
)


def parse_yaml(text: str, file: str) -> object:
    """The values of a YAML text, as ruamel.yaml gives them.

    Raises ConfigError: not YAML, nested too deeply, or too many values.
    """
    from ruamel.yaml.composer import MaxDepthExceededError
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an anchor used again is allowed; the last one counts
            return _reader(file).load(text)
    except (MaxDepthExceededError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise too_deep(f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file) from None
    except MarkedYAMLError as error:
        problem = str(error.problem or error.context).split("\n")[0]
        mark = error.problem_mark or error.context_mark
        if "end" in problem and "stream" in problem and error.context_mark:
            mark = error.context_mark  # the end of the file says nothing; where it was opened does
        where = f"{file}:{mark.line + 1}:{mark.column + 1}" if mark else file
        for pattern, words in IN_SIMPLE_WORDS:
            if match := re.search(pattern, problem):
                problem = words.format(*match.groups() * 2)
                break
        raise ConfigError(f"{where}: not valid YAML: {problem}") from None
    except (YAMLError, *RARE) as error:
        problem = str(error).splitlines()[0] if isinstance(error, YAMLError) and str(error) else NOT_READ
        at = text[: getattr(error, "position", None) or 0]
        where = f"{file}:{at.count(chr(10)) + 1}:{len(at) - at.rfind(chr(10))}" if at else file
        raise ConfigError(f"{where}: not valid YAML: {problem}") from None


def too_deep(where: str) -> ConfigError:
    return ConfigError(f"{where}: is nested too deeply, allowed {DEEPEST} levels")


def too_many(where: str) -> ConfigError:
    return ConfigError(f"{where}: got more than {MOST_VALUES} values")


def _reader(file: str) -> YAML:
    """A parser that stops at too many values, and says where a value cannot be read."""
    from ruamel.yaml import YAML
    from ruamel.yaml.composer import Composer
    from ruamel.yaml.constructor import RoundTripConstructor
    from ruamel.yaml.nodes import Node

    class Counting(Composer):
        values = 0

        def compose_node(self, parent: object, index: object) -> object:
            self.values += 1
            if self.values > MOST_VALUES:
                raise too_many(f"{file}:{self.parser.peek_event().start_mark.line + 1}")
            return super().compose_node(parent, index)

    class Placing(RoundTripConstructor):
        def construct_object(self, node: Node, deep: bool = False) -> object:
            try:
                return super().construct_object(node, deep)
            except RARE:
                mark = node.start_mark
                what = f"not valid YAML: {NOT_READ}"
                if str(node.tag).endswith(":timestamp"):
                    what = f"got {node.value}, which is no date; allowed one such as 2026-03-02"
                raise ConfigError(f"{file}:{mark.line + 1}:{mark.column + 1}: {what}") from None

    reader = YAML(typ="rt")
    reader.Composer, reader.Constructor, reader.max_depth = Counting, Placing, DEEPEST
    return reader
