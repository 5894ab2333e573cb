"""Questions asked of many runs, and the result that answers them: what a run keeps, and the tables made of
it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from portsim.base.arguments import check_arguments
from portsim.base.errors import ArgumentError, PortsimError, did_you_mean, got
from portsim.claims.claim import Claim
from portsim.claims.observation import Observation
from portsim.kpis.kpi import KPI, Kpi
from portsim.model.declare import declare
from portsim.model.library import Declared, Kind, Library
from portsim.model.world import World
from portsim.records.records import Records
from portsim.scenario.identity import value_key
from portsim.scenario.plain import NOT_COUNTED
from portsim.scenario.scenario import Scenario
from portsim.study.in_money import with_money
from portsim.study.without_rows import typed

if TYPE_CHECKING:
    import pandas as pd

    from portsim.claims.measured.comparison import Comparison
    from portsim.claims.measured.file import Measured


T = TypeVar("T")
EXACT, FEN = "%.6g", "%.2f"  # how numbers are written


@dataclass(frozen=True)
class Run:
    """One alternative in one replication: its records, and those of the baseline on the same draws.

    `number` is that of the replication, from 0; `again` runs another world on the same draws, to a time [min]
    at least. The baseline is run when it is asked for, as `baseline`.
    `pair` are those with the event that it holds and of the same measures without it, equally long; None if
    it holds none. `observations` are the observed figures that the model is held against. `measured` names
    the KPIs that are asked for, None all. `comparisons` are held against what users measured.
    """

    scenario: Scenario
    claims: Mapping[str, Claim]
    alternative: str
    world: World
    records: Records
    before: Callable[[], Records]
    number: int
    again: Callable[[World, float], Records]
    pair: tuple[Records, Records] | None = None
    observations: Mapping[str, Observation] = field(default_factory=dict)
    measured: tuple[str, ...] | None = None
    comparisons: tuple[Comparison, ...] = ()

    @property
    def kpis(self) -> Mapping[str, Kpi]:
        """The KPIs that the study asks for, by name."""
        return kpis_asked(self.scenario.library, self.measured)

    @property
    def baseline(self) -> Records:
        """The records of the baseline on the same draws."""
        return self.before()

    @property
    def steady(self) -> Records:
        """The records of the same measures without an event."""
        return self.records if self.pair is None else self.pair[1]


@dataclass(frozen=True)
class Question:
    """A question of a study, answered by a table that is found under its name.

    `keep` takes from a run all that the table needs, for the records are gone by then. It reads that run and
    the baseline's, and what it gives is never changed: a later study may be given it again. Without `keep`
    the table is made of what other questions keep. `needs` names the questions and tables that it reads
    besides its own; they are asked with it. A table with a `file` is written to the results folder under that
    name, and not at all if it may be `left_out` and has no rows. `digits` says how its numbers are written.
    `in_report` gives it a section of its own in the report, for a table that no other section is about; none
    where it may be `left_out` and has no rows; `short` is the title of that section in the contents.
    `sentences` are what the command line prints about the answer. Without `texts`, what is kept does not
    depend on the claims and the observed figures that a study has, so that a study with others has it too.
    One that is `about_measured` is asked only of a study that is held against what users measured, and is no
    part of any identity.

    Raises ValueError: the file has other characters in its name than letters, digits, _ and -. TypeError: no
    function makes the table; `needs` is one text.
    """

    name: str
    title: str
    table: Callable[[StudyResult], pd.DataFrame]
    keep: Callable[[Run], Any] | None = None
    file: str = ""
    left_out: bool = False
    digits: str = EXACT
    in_report: bool = False
    sentences: Callable[[StudyResult], list[str]] | None = None
    needs: tuple[str, ...] = field(default=(), metadata={NOT_COUNTED: True})
    texts: bool = field(default=True, metadata={NOT_COUNTED: True})
    short: str = field(default="", metadata={NOT_COUNTED: True})
    about_measured: bool = field(default=False, metadata={NOT_COUNTED: True})

    def __post_init__(self) -> None:
        if not callable(self.table):
            raise TypeError(f"table '{self.name}': got {got(self.table)}, allowed a function of a study")
        if isinstance(self.needs, str):
            raise TypeError(
                f"table '{self.name}': needs: got {got(self.needs)}, allowed names of tables: (\"events\",)"
            )
        if not re.fullmatch(r"[\w-]*", self.file):
            raise ValueError(
                f"table '{self.name}': file: got {got(self.file)}, allowed letters, digits, _ and -"
            )


def _says(question: Question) -> str:
    return question.title


def as_csv(table: pd.DataFrame, digits: str = EXACT) -> str:
    """A table as it is written to a file, its units in the money that is counted in."""
    return with_money(table).to_csv(index=False, float_format=digits, lineterminator="\n")


QUESTION: Kind[Question] = Kind("table", "tables", _says, named=False)


def table(question: Question) -> Question:
    """Declare the table that answers a question, under its name.

    Raises PortsimError: the module declares the name twice. ArgumentError: something else than a question.
    """
    check_arguments(table, locals())
    return declare(QUESTION, question.name, question)


class Asked(NamedTuple):
    """What runs are asked: questions by name, the KPIs that these measure, None for all, and what users
    measured that they are held against, with its identity."""

    questions: tuple[str, ...]
    kpis: tuple[str, ...] | None = None
    comparisons: tuple[Comparison, ...] = ()
    measured_key: str = ""

    def against(self, measured: Measured, library: Library) -> Asked:
        """The same, and the questions about what users measured."""
        more = (
            name for name, each in library[QUESTION].items() if each.about_measured and each.keep is not None
        )
        key = value_key([measured.comparisons, measured.figures])
        return self._replace(
            questions=(*self.questions, *more), comparisons=measured.comparisons, measured_key=key
        )


def asked(
    library: Library, tables: Collection[str] | None = None, kpis: Collection[str] | None = None
) -> Asked:
    """What runs are asked for these tables and KPIs (all, if None), in the library's order.

    Raises PortsimError: no such table or KPI.
    """
    known = library[QUESTION]
    tables, kpis = ((each,) if isinstance(each, str) else each for each in (tables, kpis))
    needed = list(dict.fromkeys(known if tables is None else tables))
    for name in needed:
        needed.extend(each for each in known[name].needs if each not in needed)
    questions = tuple(
        name
        for name, each in known.items()
        if name in needed and each.keep is not None and not each.about_measured
    )
    return Asked(questions, None if kpis is None else tuple(kpis_asked(library, kpis)))


def kpis_asked(library: Library, names: Collection[str] | None) -> Mapping[str, Kpi]:
    """These KPIs (all, if None), in the library's order.

    Raises PortsimError: no such KPI.
    """
    known = library[KPI]
    if names is None:
        return known
    chosen = {name: known[name] for name in names}
    return {name: chosen[name] for name in known if name in chosen}


def check_tables(library: Library) -> None:
    """Raises PortsimError: two tables are written to one file; the message names both places."""
    first: dict[str, Declared[Question]] = {}
    for each in library.declared:
        if each.kind == QUESTION and each.thing.file:
            earlier = first.setdefault(each.thing.file, each)
            if earlier is not each:
                raise PortsimError(
                    f"tables '{earlier.name}' at {earlier.where} and '{each.name}' at {each.where} "
                    f"have one file, {each.thing.file}.csv; give one of them another"
                )


class NotAsked(PortsimError):
    """Tables that a study was not asked for, as `tables`."""

    def __init__(self, tables: tuple[str, ...]) -> None:
        super().__init__(tables)
        self.tables = tables

    def __str__(self) -> str:
        s, it = ("", "it") if len(self.tables) == 1 else ("s", "them")
        names = ", ".join(f"'{each}'" for each in self.tables)
        return f"table{s} {names}: this study was not asked for {it}; name {it} in tables"


Kept = Mapping[str, Mapping[str, Any]]  # question -> alternative -> what a run kept for it


@dataclass(frozen=True)
class StudyResult:
    """All replications of a study. Its tables are found by the name of their question: `study.comparison`,
    with units in the money of the scenario; `table` has `yuan` there, whatever money that is.

    `claims` and `observations` are the reported results and the published figures that it was asked about,
    `measured` the names of the KPIs that were asked for, None for all. `against` is what users measured, if
    it is held against that.
    """

    scenario: Scenario
    claims: Mapping[str, Claim]
    replications: tuple[Kept, ...]
    observations: Mapping[str, Observation] = field(default_factory=dict)
    measured: tuple[str, ...] | None = None
    against: Measured | None = None
    _made: dict[Hashable, Any] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<StudyResult of {self.scenario!r}, {len(self.replications)} replications>"

    @property
    def kpis(self) -> Mapping[str, Kpi]:
        """The KPIs that the study was asked for, by name."""
        return kpis_asked(self.scenario.library, self.measured)

    def kept(self, question: str) -> list[Mapping[str, Any]]:
        """What the runs kept for a question, replication by replication: alternative -> what its run kept.

        Raises NotAsked: the study was not asked this question.
        """
        if any(question not in each for each in self.replications):
            raise NotAsked((question,))
        return [each[question] for each in self.replications]

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the study under this key, made at the first call only."""
        if key not in self._made:
            self._made[key] = make()
        made: T = self._made[key]
        return made

    def table(self, name: str) -> pd.DataFrame:
        """The table of a question, the caller's own: what is changed in it is not changed in the study.

        Raises PortsimError: the scenario's library has no table of this name. NotAsked: the study was not
        asked for it. TypeError: the question answers
        with something else than a DataFrame.
        """
        import pandas as pd

        if not isinstance(name, str):
            raise ArgumentError(f"StudyResult.table: name: got {got(name)}, allowed text")
        library = self.scenario.library
        question = library[QUESTION][name]

        def answered() -> pd.DataFrame:
            try:
                return question.table(self)
            except NotAsked as error:
                with_it = asked(library, (name,)).questions  # what is asked with it need not be named
                raise error if not set(error.tables) <= set(with_it) else NotAsked((name,)) from None

        def make() -> pd.DataFrame:
            with library.blaming(QUESTION, name), self.scenario.counting():
                made = answered()
                if not isinstance(made, pd.DataFrame):
                    raise TypeError(
                        f"table '{name}': returned {type(made).__name__}, allowed a pandas DataFrame"
                    )
                return typed(made)

        return self.once(("table", name), make).copy()

    def check_asked(self, tables: Collection[str]) -> None:
        """Raises NotAsked: the study was not asked for some of these tables; all of them are named."""
        missing = []
        for name in tables:
            try:
                self.table(name)
            except NotAsked:
                missing.append(name)
        if missing:
            raise NotAsked(tuple(missing))

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name.startswith("_"):  # asked of a copy too, before it has its scenario
            raise AttributeError(name)
        if name not in self.scenario.library[QUESTION]:
            hint = did_you_mean(name, self.scenario.library[QUESTION])
            raise AttributeError(f"a study has no attribute and no table '{name}'{hint}")
        with self.scenario.counting():
            return with_money(self.table(name))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.scenario.library[QUESTION]]
