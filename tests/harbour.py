"""A small model of a harbour and a document that fits it, for the tests of documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from portsim.base.errors import ConfigError
from portsim.base.units import CountValue, Minutes
from portsim.scenario.checking import build
from portsim.scenario.reading import Document, read


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Lanes(Part):
    value: CountValue | dict[str, CountValue]
    source: str = Field(description="row of the evidence list")
    range: tuple[CountValue, CountValue] | None = None
    note: str = ""


class Task(Part):
    shape: Literal["constant", "erlang", "lognormal"]
    mean: Minutes
    source: str
    k: Annotated[int, Field(ge=1, le=100)] | None = None
    range: tuple[Minutes, Minutes] | None = None


class Gate(Part):
    lanes: Lanes
    calendar: str | None = None


class Dog(Part):
    kind: Literal["dog"]
    bark: int


class Cat(Part):
    kind: Literal["cat"]
    meow: int


class Use(Part):
    measure: str
    over: bool = False


class Harbour(Part):
    places: dict[str, Gate] = {}
    tasks: dict[str, Task] = {}
    guards: list[Annotated[Dog | Cat, Field(discriminator="kind")]] = []
    compare: dict[str, tuple[str | Use, ...]] = {}
    weights: tuple[float, ...] = Field((1, 1), min_length=2, max_length=2)
    title: str | None = None

    @model_validator(mode="after")
    def _quiet(self) -> Harbour:
        if self.title == "loud":
            raise ValueError("the harbour is quiet at night")
        return self


PORT = """\
# a harbour
places:
  gate_in:
    lanes: {value: 4, source: A1, range: [3, 5], note: read off a photo}
  gate_out:
    lanes:
      value: {north: 2, south: 3}
      source: A2
tasks:
  paper_check: {shape: erlang, mean: 150 s, k: 3, source: E1, range: [90 s, 240 s]}
guards:
  - {kind: dog, bark: 1}
  - kind: cat
    meow: 2
"""


def document(tmp_path: Path, text: str, name: str = "port.yaml") -> Document:
    (tmp_path / name).write_text(text)
    return read(tmp_path / name)


def failure(tmp_path: Path, text: str) -> str:
    """The error of a file, without the folder that holds it."""
    with pytest.raises(ConfigError) as caught:
        build(Harbour, document(tmp_path, text))
    return str(caught.value).replace(f"{tmp_path}/", "")
