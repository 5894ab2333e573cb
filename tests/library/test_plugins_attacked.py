"""Plug-ins with mistakes: each is one message that names the thing, and nothing is left half done."""

from __future__ import annotations

import importlib
import json
import pickle
import re
import sysconfig
import threading
from pathlib import Path

import pytest
from plugged import MEASURE_CODE, QUANTITY, TABLE, WEIGHED, compared, loaded, plugin

import portsim
from portsim.base.blame import Blame, blamed, line_of_theirs
from portsim.base.errors import ConfigError, PortsimError
from portsim.kpis.kpi import KPI
from portsim.scenario.plugins import of_file
from portsim.study.in_worker import sendable

pytestmark = [
    pytest.mark.usefixtures("tiny_folder", "blank_charts"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
]


# --- what is declared


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        (
            "portsim.kpi('own', 'Own', 'min', 'lower', portsim.Between('a', 'b'))",
            ValueError,
            "KPI 'own': better: got 'lower' (allowed: less, more, neither)",
        ),
        (
            "portsim.kpi('own', 'Own', 'min', 'less', portsim.Between('a', 'b'), 'medium')",
            ValueError,
            "KPI 'own': statistic: got 'medium' (nearest: median)",
        ),
        (
            "portsim.kpi('own', 'Own', 'share', 'less', portsim.Busy(('gate_in',)), 'p90')",
            ValueError,
            "KPI 'own': statistic: got 'p90'; Busy is one figure of a run, which has no p90",
        ),
        (
            "portsim.kpi('own', 'Own', 'share', 'less', portsim.Cost(), 'share_above', within=5.0)",
            ValueError,
            "KPI 'own': statistic: got 'share_above'; Cost is one figure of a run, which has no share_above",
        ),
        (
            "portsim.kpi('own', 'Own', 'share', 'less', portsim.Yearly('sheets'), spread=True)",
            ValueError,
            "KPI 'own': spread: got true; Yearly is one figure of a run, which has no spread",
        ),
        (
            "portsim.kpi('own', 'Own', 'min', 'less', 'gate_in')",
            TypeError,
            "KPI 'own': got 'gate_in', allowed a quantity, "
            'such as portsim.Between("gate_in", "gate_out")',
        ),
        (
            "portsim.kpi('a/b', 'Own', 'min', 'less', portsim.Between('a', 'b'))",
            ValueError,
            "KPI: got the name 'a/b', allowed letters, digits, spaces, _ and -",
        ),
        (
            "portsim.flow(5, ())",
            ValueError,
            "flow: got the name 5, allowed letters, digits, spaces, _ and -",
        ),
        (
            "@portsim.measure('weigh')\ndef weigh(world): return world",
            TypeError,
            "measure 'weigh': weigh is no class that inherits from portsim.Measure",
        ),
        (
            "@portsim.measure('weigh')\nclass Weigh(portsim.Measure): pass",
            TypeError,
            "measure 'weigh': Weigh has no title; write title: ClassVar[str] = \"What it does\"",
        ),
        (
            "portsim.table(portsim.Question('mine', 'Mine', len, file='../mine'))",
            ValueError,
            "table 'mine': file: got '../mine', allowed letters, digits, _ and -",
        ),
        (
            "portsim.Drawing('../mine', 'Mine', Figure())",
            ValueError,
            "drawing: got the name '../mine', allowed letters, digits, spaces, _ and -",
        ),
    ],
)
def test_a_declaration_that_cannot_be_is_refused_at_once(
    code: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind) as caught:
        of_file(plugin(code))
    assert str(caught.value) == message
    assert caught.value.__notes__ == [f"while running plug-in {Path('mine.py').resolve()}"]


def test_a_measure_without_a_name_is_refused() -> None:
    with pytest.raises(TypeError, match=r'allowed a name: @portsim\.measure\("my_measure"\)'):
        of_file(plugin("@portsim.measure\nclass Weigh(portsim.Measure): pass"))


def test_a_catalogue_gives_a_default_for_an_unknown_name() -> None:
    library = loaded("").library
    assert library[KPI].get("nope") is None
    assert library[KPI].get("nope", 5) == 5
    assert library[KPI].get("truck_turn_time") is library[KPI]["truck_turn_time"]
    with pytest.raises(PortsimError, match="unknown KPI 'nope'"):
        library[KPI]["nope"]


# --- what measures and KPIs do


@pytest.mark.parametrize("body", ["pass", "return None"])
def test_a_measure_that_returns_no_world_says_so(body: str) -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    path = plugin(MEASURE_CODE.format(body=body)).resolve()
    with pytest.raises(TypeError) as caught:
        portsim.load("weighed.yaml", plugins=path)
    assert str(caught.value) == (
        "measure 'weigh': apply returned NoneType, allowed World; return the changed world"
    )
    assert caught.value.__notes__ == [f"in measure 'weigh', declared at {path}:9"]


def test_a_measure_cannot_add_a_flow_that_is_there() -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    path = plugin(MEASURE_CODE.format(body="return world.add_flow(world.flows['domestic_truck'])"))
    message = "flows.domestic_truck: there is such a flow already; edit it, or choose another name"
    with pytest.raises(ConfigError, match=re.escape(message)):
        portsim.load("weighed.yaml", plugins=path)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("return [1.0, 2.0]", "list"),
        ("return None", "NoneType"),
        ("return 3", "int"),
        ("return np.array(3.0)", "an array of float64, shape ()"),
        ("return np.ones((3, 2))", "an array of float64, shape (3, 2)"),
        ("return np.array(['a'])", "an array of <U1, shape (1,)"),
    ],
)
def test_samples_are_an_array_of_numbers(body: str, what: str) -> None:
    with pytest.raises(TypeError) as caught:
        compared(QUANTITY.format(body=body))
    assert str(caught.value) == f"Own.samples returned {what}, allowed an array of numbers, shape (n,)"
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {Path('mine.py').resolve()}:18"]


@pytest.mark.parametrize("wrong", ["nan", "inf"])
def test_samples_that_are_no_numbers_are_a_mistake_and_not_left_out(wrong: str) -> None:
    with pytest.raises(ValueError, match="Own") as caught:
        compared(QUANTITY.format(body=f"return np.array([1.0, np.{wrong}, np.{wrong}])"))
    assert str(caught.value) == (
        f"Own.samples returned 2 of 3 samples that are {wrong}, allowed finite numbers; "
        "leave out what was not measured"
    )
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {Path('mine.py').resolve()}:18"]


def test_an_error_with_a_note_of_its_own_still_names_the_place() -> None:
    body = "error = ValueError('x'); error.add_note('mine'); raise error"
    with pytest.raises(ValueError, match="x") as caught:
        compared(QUANTITY.format(body=body))
    assert caught.value.__notes__ == ["mine", f"in KPI 'own', declared at {Path('mine.py').resolve()}:18"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            'times = portsim.Between("gate_arrival", "gate_in").samples(records); times -= 5.0; return times',
            "output array is read-only",
        ),
        ("records.arrival[:] = 0.0; return records.arrival", "assignment destination is read-only"),
        (
            "each = records.by_stream['domestic']; each.ended[0] = 0.0; return each.ended",
            "assignment destination is read-only",
        ),
        (
            "each = records.by_stream['domestic']; each.counted()[0] = True; return each.arrival",
            "assignment destination is read-only",
        ),
        ("own = records.raw.queued; own.sort(); return own", "sort array is read-only"),
    ],
)
def test_what_all_kpis_read_is_changed_in_place_by_none(body: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        compared(QUANTITY.format(body=body))
    path = Path("mine.py").resolve()
    assert blamed(caught.value) == f"{path}:12: ValueError: {said} (in KPI 'own', declared at {path}:18)"


def test_samples_are_handed_out_read_only_and_as_they_are() -> None:
    code = QUANTITY.format(body="return OWN") + "OWN = np.array([3.0, 1.0])\n"
    scenario = loaded(code)
    records = portsim.run(scenario)
    own = scenario.library[KPI]["own"]
    with pytest.raises(ValueError, match="assignment destination is read-only"):
        own.samples(records)[:] = 0
    assert own.value(records) == 2.0
    assert own.of.samples(records).flags.writeable  # the plug-in's own array is still its own


# --- worker processes


def test_an_error_that_cannot_be_sent_comes_from_a_worker_as_its_text() -> None:
    two = "class Two(Exception):\n    def __init__(self, a, b):\n        super().__init__(f'{a} and {b}')\n"
    with pytest.raises(RuntimeError, match="Two: 1 and 2") as caught:
        compared(two + QUANTITY.format(body="raise Two(1, 2)"), workers=2)
    path = Path("mine.py").resolve()
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {path}:21"]
    said = f"{path}:15: RuntimeError: Two: 1 and 2 (in KPI 'own', declared at {path}:21)"
    assert blamed(caught.value) == said


class Holding(Exception):
    """An error that holds what cannot be sent."""

    def __init__(self) -> None:
        super().__init__("one\nand two")
        self.lock = threading.Lock()


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (Holding(), "Holding: one and two"),
        (
            json.JSONDecodeError("Extra data", "{}{}", 2),
            "JSONDecodeError: Extra data: line 1 column 3 (char 2)",
        ),
    ],
)
def test_what_is_said_of_an_error_is_sent_whatever_else_it_holds_or_loses(
    error: Exception, text: str
) -> None:
    Blame("in KPI 'own'").note_on(error)
    sent = pickle.loads(pickle.dumps(sendable(error)))
    assert blamed(sent) == f"RuntimeError: {text} (in KPI 'own')"


def test_of_an_installed_plugin_its_own_line_is_said_and_not_that_of_another_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    for name, code in (("the_plugin", "the_frames.get('x')"), ("the_frames", "{}[key]")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text(f"import the_frames\n\n\ndef get(key):\n    {code}\n")
    with pytest.raises(KeyError) as caught:
        importlib.import_module("the_plugin").get("x")
    assert line_of_theirs(caught.value.with_traceback(caught.tb.tb_next)) == (
        f"{tmp_path / 'the_plugin' / '__init__.py'}:5"
    )


def test_of_code_that_a_plugin_reads_and_cannot_parse_its_own_line_is_said() -> None:
    code = QUANTITY.format(body="return compile('1 +', '<formula>', 'eval')")
    with pytest.raises(SyntaxError) as caught:
        compared(code)
    path = Path("mine.py").resolve()
    said = f"{path}:12: SyntaxError: invalid syntax (in KPI 'own', declared at {path}:18)"
    assert blamed(caught.value) == said


def test_an_error_of_a_plugins_own_kind_comes_from_a_worker_as_it_is() -> None:
    code = "class Odd(Exception):\n    pass\n" + QUANTITY.format(body="raise Odd('x')")
    with pytest.raises(Exception, match="x") as caught:
        compared(code, workers=2)
    assert type(caught.value).__name__ == "Odd"


@pytest.mark.parametrize(
    "keep",
    ["lambda run: threading.Lock()", "lambda run, lock=threading.Lock(): 1"],
)
def test_what_cannot_be_sent_says_what_to_do(keep: str) -> None:
    code = f"import threading\nportsim.table(portsim.Question('mine', 'Mine', len, {keep}))"
    with pytest.raises(Exception, match="pickle") as caught:
        compared(code, workers=2)
    assert "try --workers 1" in caught.value.__notes__[-1]


# --- tables and pictures


def test_two_tables_of_one_file_are_refused_before_anything_runs() -> None:
    code = TABLE.format(name="mine", answer="pd.DataFrame({'a': [1]})", file="comparison")
    scenario = loaded(code)
    with pytest.raises(PortsimError) as caught:
        portsim.compare(scenario, workers=1)
    assert re.fullmatch(
        r"tables 'comparison' at \S+:\d+ and 'mine' at \S+mine\.py:8 have one file, comparison\.csv; "
        "give one of them another",
        str(caught.value),
    )


def test_a_table_is_a_data_frame() -> None:
    study = compared(TABLE.format(name="mine", answer="[1]", file="mine"))
    with pytest.raises(TypeError, match="table 'mine': returned list, allowed a pandas DataFrame") as caught:
        portsim.write(study, Path("out"))
    assert caught.value.__notes__ == [f"in table 'mine', declared at {Path('mine.py').resolve()}:8"]
    assert not Path("out").exists()


PICTURE = "@portsim.picture('{name}', 'Mine')\ndef draw_{name}(study):\n    return {drawn}\n"


@pytest.mark.parametrize(
    ("drawn", "message"),
    [
        ("5", "chart: got int, allowed Axes or a Figure of Matplotlib"),
        ("'abc'", "picture 'mine': got str among its drawings, allowed portsim.Drawing"),
        ("[Figure()]", "picture 'mine': got Figure among its drawings, allowed portsim.Drawing"),
        (
            "[portsim.Drawing('savings', 'Mine', Figure())]",
            "two drawings are called 'savings'; give one of them another name",
        ),
    ],
)
def test_a_picture_gives_charts_of_names_of_their_own(drawn: str, message: str) -> None:
    study = compared(PICTURE.format(name="mine", drawn=drawn))
    with pytest.raises((TypeError, ValueError), match=re.escape(message)) as caught:
        portsim.write(study, Path("out"))
    assert caught.value.__notes__ == [f"in picture 'mine', declared at {Path('mine.py').resolve()}:8"]
    assert not Path("out").exists()


@pytest.mark.parametrize("drawn", ["None", "[]"])
def test_a_picture_with_nothing_to_show_is_left_out(drawn: str) -> None:
    portsim.write(compared(PICTURE.format(name="mine", drawn=drawn)), Path("out"))
    assert not Path("out/figures/mine.png").exists()
