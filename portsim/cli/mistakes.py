"""What is said of a command line from which no command can be read: the word, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal, get_args, get_origin

from cyclopts import (
    App,
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from portsim.base.errors import got, nearest

OF_PYTHON = re.compile(r" \(Python: [^)]*\)")


def mistake(error: CycloptsError) -> str:
    """One sentence without a full stop; of mistakes that are not known here, the library's own."""
    if isinstance(error, UnknownCommandError) and error.unused_tokens and error.app is not None:
        return _unknown_command(error.unused_tokens[0], error.command_chain or (), error.app)
    if isinstance(error, UnknownOptionError):
        word = (error.token.keyword or error.token.value).partition("=")[0]
        names = [name for each in error.argument_collection for name in each.names]
        return f"{_command(error)}: unknown option {word}{_nearest(word, names)}"
    if isinstance(error, UnusedCliTokensError) and error.unused_tokens:
        return f"{_command(error)}: got {got(error.unused_tokens[0])} beyond all that it takes"
    if isinstance(error, MissingArgumentError) and error.argument is not None:
        return _missing(error)
    if isinstance(error, RepeatArgumentError):
        return f"{_command(error)}: {error.token.keyword} stands twice; leave one of them out"
    if isinstance(error, CoercionError) and error.token is not None:
        return _wrong_value(error.token.keyword, error.token.value, error)
    return str(error).rstrip(".")


def as_typed(text: str, words: Iterable[str]) -> str:
    """A message whose lines begin with the name of an argument of Python, with the option in its place that
    was typed: after the `words` `--per-world 0` the line `per_world: got 0` is of `--per-world`. What a
    message says to users of Python alone is left out."""
    typed = {word.partition("=")[0] for word in words}

    def option(name: re.Match[str]) -> str:
        asked = f"--{name[0].replace('_', '-')}"
        return asked if asked in typed else name[0]

    text = OF_PYTHON.sub("", text)
    return re.sub(r"^[a-z_]+(?=:? )", option, text, flags=re.MULTILINE)


def _nearest(word: str, names: Iterable[str]) -> str:
    near = nearest(word, names)
    return "" if near is None else f" (nearest: {near})"


def _command(error: CycloptsError) -> str:
    return " ".join(("portsim", *(error.command_chain or ())))


def _missing(error: MissingArgumentError) -> str:
    """An option or argument that must be given was not, or an option was given without its value."""
    assert error.argument is not None
    name = error.argument.name
    if error.tokens_so_far or error.keyword is not None or error.argument.tokens:
        option = error.keyword or name
        if (takes := error.argument.token_count()[0]) > 1:
            said = " ".join(error.tokens_so_far)
            return f"{_command(error)}: {option}: got {got(said)}, allowed {takes} values"
        return f"{_command(error)}: {option} has no value; one that begins with - is written {option}=-1"
    if error.argument.field_info.is_positional:
        name = name.lstrip("-").upper()
    return f"{_command(error)}: {name} is missing"


def _wrong_value(option: str | None, value: str, error: CoercionError) -> str:
    """A value that is none of the few that there are, or one behind an option that takes none."""
    name = option or ("" if error.argument is None else error.argument.name.lstrip("-").upper())
    if get_origin(error.target_type) is Literal:
        words = [str(each) for each in get_args(error.target_type)]
        return f"{name}: got {got(value)}, allowed {', '.join(words)}{_nearest(value, words)}"
    if error.target_type in (int, float):
        return f"{name}: got {got(value)}, allowed a number"
    if error.target_type is bool:
        return f"{name}: got {got(value)}, and takes no value; write {name} or leave it out"
    return str(error).rstrip(".")


def _unknown_command(word: str, chain: Sequence[str], app: App) -> str:
    """Of a group of commands, which there are; of a scenario file, what it can be given to."""
    names = [name for name in app if not name.startswith("-")]
    if chain:
        group = " ".join(("portsim", *chain))
        said = f"{group}: got {got(word)}, allowed {', '.join(names)}"
        return f"{said}; write {group} {names[0]} {word}" if len(names) == 1 else said
    if word.endswith((".yaml", ".yml")):
        return f"got {got(word)}, allowed a command; write portsim compare {word}"
    return f"got {got(word)}, allowed a command{_nearest(word, names)}"
