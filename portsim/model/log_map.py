"""The map of a log: which column of a user's own file is which, and how its dates and numbers are written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Field, GetJsonSchemaHandler, Tag, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.base.errors import got, nearest
from portsim.base.units import CountValue
from portsim.model.hours import Monday
from portsim.model.part import Part

Unit = Literal[
    "minutes",
    "seconds",
    "hours",
    "days",
    "h:mm",
    "mm:ss",
    "epoch_seconds",
    "epoch_milliseconds",
    "excel_days",
]
OF_MOMENTS: tuple[Unit, ...] = ("epoch_seconds", "epoch_milliseconds", "excel_days")
OF_TIMES: tuple[Unit, ...] = tuple(unit for unit in get_args(Unit) if unit not in OF_MOMENTS)
KEYS = {"begin": "from", "end": "to", "unit": "as", "values": "is"}  # field: its key in a file


def _texts(value: object) -> object:
    """One name, or a list of them, as a list; numbers, true and false as they are written in YAML."""
    return tuple(map(_text, value)) if isinstance(value, list | tuple) else (_text(value),)


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float | date) else value


def _one_file(value: object) -> object:
    """Raises ValueError: a list of files."""
    if isinstance(value, list | tuple):
        raise ValueError("a log is one file: put the rows of all of them into one, below one line of names")
    return value


def _one_sign(value: object) -> object:
    """Raises ValueError: several signs."""
    if isinstance(value, str) and len(value) != 1:
        raise ValueError(f"got {got(value)}, allowed one sign such as ; or a tab")
    return value


def _with_text_keys(value: object) -> object:
    return {_text(key): each for key, each in value.items()} if isinstance(value, Mapping) else value


Names = Annotated[
    tuple[str, ...], BeforeValidator(_texts, json_schema_input_type=str | list[str]), Field(min_length=1)
]
DateAndTime = Annotated[
    tuple[str, ...],
    BeforeValidator(_texts, json_schema_input_type=str | list[str]),
    Field(min_length=1, max_length=2),
]  # a column, or two that are joined by a blank
Cell = str | int | float | bool
Cells = Annotated[
    tuple[str, ...], BeforeValidator(_texts, json_schema_input_type=Cell | list[Cell]), Field(min_length=1)
]


class Column(Part):
    """Where the values of one column stand in the file: a name alone, or one of these forms.

    `[date, time]` joins two columns, `{from: A, to: B}` is the time between two moments [min], `{filled: A}`
    is 1 where the cell is filled and 0 where it is blank. `is` lists the cells that count as 1.
    """

    column: DateAndTime | None = Field(None, description="a column, or two: a date and a time of day")
    begin: DateAndTime | None = Field(None, description="the moment from which a time is measured")
    end: DateAndTime | None = Field(None, description="the moment to which a time is measured")
    filled: str | None = Field(None, description="a column: 1 where its cell is filled, else 0")
    values: Cells | None = Field(None, description="the cells that count as 1; all others count as 0")
    unit: Unit | None = Field(None, description="the unit of numbers in these cells; minutes if not said")
    blank: float | None = Field(None, ge=0, description="the value of a blank cell [min, or 0 or 1]")

    @model_validator(mode="before")
    @classmethod
    def _keys_of_files(cls, data: object) -> object:
        if isinstance(data, str | list | tuple):
            return {"column": data}
        if not isinstance(data, Mapping):
            return data
        fields = {key: field for field, key in KEYS.items()}
        return {fields.get(key, key): value for key, value in data.items()}

    @model_validator(mode="after")
    def _is_one_form(self) -> Self:
        if (self.begin is None) != (self.end is None):
            raise ValueError("from and to go together")
        forms = [self.column is not None, self.begin is not None, self.filled is not None]
        if sum(forms) != 1:
            raise ValueError("a column needs one of: column, from and to, filled")
        if self.values is not None and self.column is None:
            raise ValueError("is goes with column")
        if self.filled is not None and self.blank is not None:
            raise ValueError("filled says what a blank cell is; remove blank")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the file that are read."""
        filled = () if self.filled is None else (self.filled,)
        return (*(self.column or ()), *(self.begin or ()), *(self.end or ()), *filled)

    @classmethod
    def keys_in(cls, data: Mapping[str, object]) -> dict[str, str]:
        return {name: KEYS.get(name, name) for name in super().keys_in(data)}

    def children(self) -> dict[str, object]:
        return {KEYS.get(name, name): value for name, value in super().children().items()}

    def words(self) -> str:
        if self.begin is not None and self.end is not None:
            text = f"from {' '.join(self.begin)} to {' '.join(self.end)}"
        else:
            text = " ".join(self.column or ()) or f"filled {self.filled}"
        more = (
            "" if self.values is None else f" is {' or '.join(self.values)}",
            "" if self.unit is None else f" as {self.unit}",
            "" if self.blank is None else f", blank {self.blank:g}",
        )
        return text + "".join(more)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of files."""
        schema = handler(core)
        target = handler.resolve_ref_schema(schema)
        target["properties"] = {KEYS.get(n, n): each for n, each in target["properties"].items()}
        return schema


ColumnOrName = Annotated[
    Column,
    BeforeValidator(
        lambda value: {"column": value} if isinstance(value, str | list) else value,
        json_schema_input_type=str | list[str] | Column,
    ),
]


class Events(Part):
    """An event log with a row for each event: its cases become rows, its activities columns.

    The column of an activity holds the moment at which its first event in the case happened.
    """

    case: str = Field(description="column that says which case an event is of")
    activity: Names = Field(description="column that says what happened; several are joined by a blank")
    time: DateAndTime = Field(description="column with the moment, or a date and a time of day")

    def words(self) -> str:
        return f"case {self.case}, activity {' '.join(self.activity)}, time {' '.join(self.time)}"


BLANKS = {"leave_out": "rows with blanks are left out", "draw": "blank times, traits and chances are drawn"}


class LogMap(Part):
    """A log with a map: `{file: gate.csv, columns: {arrival: transactionTime}, where: {direction: IN}}`.

    What is not said is found out of the file where it leaves no doubt, and said; all else is an error.
    """

    chosen_as: ClassVar[str] = "log map"
    added: ClassVar[frozenset[str]] = frozenset({"header", "terminal"})

    file: Annotated[str, BeforeValidator(_one_file, json_schema_input_type=str)] = Field(
        description="the file: CSV, .xlsx, .xls, .ods, Parquet, XES, OCEL (JSON) or EDIFACT (CODECO)"
    )
    columns: Annotated[
        Mapping[str, ColumnOrName],
        Field(description="what portsim reads, each with the column in which it stands"),
    ] = {}
    where: Annotated[
        Mapping[str, Cells],
        Field(description="which rows are read: a column, and the cell or cells that it may have"),
    ] = {}
    events: Events | None = Field(
        None, description="for a file with a row for each event in place of each shipment"
    )
    terminals: Annotated[
        Mapping[str, str],
        BeforeValidator(_with_text_keys),
        Field(description="each terminal as the file calls it, and its name in the scenario"),
    ] = {}
    terminal: str | None = Field(
        None, description="the terminal of all rows, for a file of one terminal alone"
    )
    time_zone: str | None = Field(
        None, description="the time zone by whose clock the run goes, such as Asia/Shanghai"
    )
    start: Monday | None = Field(
        None, description="date of the Monday with which the run begins; rows before it are left out"
    )
    day_first: bool | None = Field(None, description="whether 03/04/2026 is 3 April")
    decimal: Literal[".", ","] | None = Field(None, description="sign before the decimals of a number")
    thousands: Literal[".", ",", " ", "'"] | None = Field(None, description="sign between thousands")
    separator: Annotated[
        str | None,
        Field(min_length=1, max_length=1, description="sign between the columns of a CSV file"),
        BeforeValidator(_one_sign),
    ] = None
    encoding: str | None = Field(
        None, description="how a CSV or EDIFACT file is encoded, such as gbk or latin-1"
    )
    sheet: str | None = Field(None, description="the sheet of a workbook; the first if not said")
    header: Annotated[CountValue | None, Field(ge=1)] = Field(
        None,
        description="the line of a CSV file, or the row of a sheet, with the names of the columns, from 1; "
        "the first that is not blank if not said",
    )
    blanks: Literal["refuse", "leave_out", "draw"] = Field(
        "refuse",
        description="a row with a blank cell that is read: refuse it as an error, leave it out, or draw the "
        "blank time, trait or chance",
    )

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        if self.decimal is not None and self.decimal == self.thousands:
            raise ValueError(f"decimal and thousands are both {got(self.decimal)}; give one another sign")
        if self.separator is not None and self.separator in '"\r\n':
            raise ValueError(f"separator: got {got(self.separator)}, allowed a sign such as ; or a tab")
        if self.events is not None and not self.columns:
            raise ValueError("events need columns: which activity is the arrival?")
        if self.time_zone is not None:
            _check_zone(self.time_zone)
        if self.encoding is not None:
            _check_encoding(self.encoding)
        return self

    def __hash__(self) -> int:
        return hash(self.model_dump_json())

    def words(self) -> str:
        """The map in a few words, without the file."""
        said = [f"{name}: {column.words()}" for name, column in self.columns.items()]
        said += [f"where {name} is {' or '.join(cells)}" for name, cells in self.where.items()]
        said += [f"terminal {name} is {key}" for name, key in self.terminals.items()]
        if self.events is not None:
            said.append(f"events: {self.events.words()}")
        plain = ("time_zone", "start", "day_first", "decimal", "thousands", "separator", "encoding", "sheet",
                 "header", "terminal")  # fmt: skip
        given = ((name, getattr(self, name)) for name in plain)
        said += [f"{name} {value}" for name, value in given if value is not None]
        return "; ".join([*said, BLANKS[self.blanks]] if self.blanks in BLANKS else said)


def _check_zone(name: str) -> None:
    """Raises ValueError: no zone of the tz database, with the nearest."""
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = nearest(name, zoneinfo.available_timezones()) or ""
        alike = nearest(_city(name), [_city(near)])  # all of a continent are alike before the stroke
        hint = _offset(name) or (f" (nearest: {near})" if alike else "")
        allowed = "allowed a zone such as Asia/Shanghai or UTC"
        raise ValueError(f"time_zone: got {got(name)}, {allowed}{hint}") from None


def _city(zone: str) -> str:
    return zone.rpartition("/")[2]


def _offset(name: str) -> str:
    """The zone of a clock that is so many hours ahead of UTC all the year; its name has the other sign."""
    found = re.fullmatch(r"(?:UTC|GMT)? ?([+-])(\d{1,2})(?::?00)?", name, re.ASCII | re.IGNORECASE)
    if not found or not int(found[2]):
        return ""
    sign = {"+": "-", "-": "+"}[found[1]]
    return f"; without summer time that is Etc/GMT{sign}{int(found[2])}"


def _check_encoding(name: str) -> None:
    """Raises ValueError: no encoding of text that Python knows."""
    import codecs

    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        known = None
    if known is None or not getattr(known, "_is_text_encoding", True):
        raise ValueError(
            f"encoding: got {got(name)}, allowed utf-8, utf-16, latin-1, cp1252, gbk, gb18030, big5, ..."
        )


Named = str | LogMap


def _kind(value: object) -> str:
    return LogMap.chosen_as if isinstance(value, Mapping | list | LogMap) else "text"


LogFile = Annotated[
    Annotated[str, Tag("text")] | Annotated[LogMap, Tag(LogMap.chosen_as)], Discriminator(_kind)
]  # the name of a file whose columns have portsim's names, or a file with a map


def file_of(log: Named) -> str:
    """The file of a log."""
    return log if isinstance(log, str) else log.file


def with_file(log: Named, file: str) -> Named:
    """The log with its file in another place."""
    return file if isinstance(log, str) else log.model_copy(update={"file": file})
