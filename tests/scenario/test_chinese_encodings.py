"""A file that does not say its encoding: Chinese text is known by its common characters, all else as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from portsim.base.errors import ConfigError
from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.dialect import likely
from portsim.scenario.logs.inspection.inspect import inspect_log

GATE = "车牌号,到达时间,异常\n闽D45334,2026-03-02 06:02,否\n闽D98875,2026-03-02 06:07,是\n"
RUSSIAN = "Номер,Прибытие,Терминал\nЖ123ЯЩ,2026-03-02,Восточный\nД456ЛЮ,2026-03-02,Западный причал\n"
THAI = "ทะเบียนรถ,เวลามาถึง\nกท 1234,2026-03-02\nท่าเรือแหลมฉบัง,2026\n"
GERMAN = "Kennzeichen,Ankunft,Größe\nMünchen,2026,groß\nKöln,2026,klein\n"
KOREAN = "차량번호,도착시간\n부산,2026\n인천,2\n"
JAPANESE = "車両番号,到着時刻\n品川,2026\nトラック,2\n"


@pytest.mark.parametrize(
    ("text", "encoding", "guess"),
    [
        (GATE, "gb18030", "gb18030"),
        ("车牌号,到达时间\n1,2026-03-02 06:02\n", "gbk", "gb18030"),
        ("闸口,到港\n东渡,3\n海沧,4\n", "gb2312", "gb18030"),
        (GATE + "闽D45334,2026-03-03 06:02,否\n" * 3000, "gb18030", "gb18030"),
        ("車牌號,到達時間\n1,2026\n臺北,2\n", "big5", "big5"),
        (RUSSIAN, "iso8859-5", "iso8859-5"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "cp1251"),
        (THAI, "cp874", "cp874"),
        (GERMAN, "latin-1", "cp1252"),
        (KOREAN, "euc_kr", "cp949"),
        (JAPANESE, "shift_jis", "cp932"),
    ],
)
def test_the_encoding_of_a_few_lines(text: str, encoding: str, guess: str) -> None:
    assert likely(text.encode(encoding)) == guess


def test_the_names_are_read_and_the_map_states_the_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gate.csv").write_bytes(GATE.encode("gb18030"))
    found = inspect_log("gate.csv", Asked(guess=True))
    assert found.said == "CSV, GB18030 (a guess), separator ','"
    assert [each.name for each in found.looks] == ["车牌号", "到达时间", "异常"]
    assert found.encoding == "gb18030"
    assert found.guess.arrival == "到达时间"
    with pytest.raises(ConfigError, match="it looks like gb18030: say encoding: gb18030"):
        inspect_log("gate.csv", Asked())
