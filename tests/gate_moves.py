"""A day at a gate as EDIFACT (CODECO, D.95B) reports it, written by hand, and its rows as they must be."""

HEAD = "UNA:+.? '\nUNB+UNOA:2+MICT+OOL+260302:2300+17'\n"

FULL_IN = """\
UNH+M1+CODECO:D:95B:UN:ITG14'
BGM+34+D1+9'
TDT+20+055N+1++OOLV:172:166:OOCL+++A8BI5:146::MAGNAVIA'
NAD+CF+OOL:160:166'
EQD+CN+TGHU1643396+22G1:102:5++2+5'
RFF+BN:3048413690'
TMD+3'
DTM+7:202603020603:203'
LOC+9+PHMNL:139:6'
LOC+11+HKHKG:139:6'
LOC+165+PHMNL:139:6+N1:TER:ZZZ'
MEA+AAE+G+KGM:21430'
SEL+OOLAYJ9379+SH+1'
TDT+1++3+31+O?'NEIL:172+++AB1'
CNT+16:1'
UNT+16+M1'
"""
TWO_EMPTY_IN = """\
UNH+M2+CODECO:D:95B:UN:ITG14'
BGM+34+D2+9'
TDT+1++3+31++++AB2'
LOC+165+PHMNL:139:6+N1:TER:ZZZ'
EQD+CN+TGHU0000002+22G1:102:5+++4'
DTM+7:202603020700:203'
EQD+CN+TGHU0000003+22G1:102:5+++4'
DTM+203:202603020704:203'
CNT+16:2'
UNT+10+M2'
"""
IMPORT_OUT = """\
UNH+M3+CODECO:D:95B:UN:ITG14'
BGM+36+D3+9'
DTM+137:202603021200:203'
EQD+CN+TGHU0000004+45G1:102:5++3+5'
RFF+BM:7788'
DTM+7:202603020752:203'
LOC+165+PHMNL:139:6+N1:TER:ZZZ'
TDT+1++3+31++++AB2'
UNT+9+M3'
"""
BY_RAIL = """\
UNH+M4+CODECO:D:00B:UN'
BGM+36++9'
EQD+CN+TGHU0000005+22G1:102:5++3+5'
DTM+7:202603020900:203'
LOC+165+PHMNL:139:6'
TDT+1++2+++++W77'
UNT+7+M4'
"""
NEXT_DAY_OUT = """\
UNH+M5+CODECO:D:95B:UN:ITG14'
BGM+36+D5+9'
EQD+CN+TGHU0000006+22G1:102:5++3+5'
DTM+7:202603030604:203'
LOC+165+PHMNL:139:6+N1:TER:ZZZ'
TDT+1++3+31++++AB1'
UNT+7+M5'
"""
NOT_READ = """\
UNH+M6+COARRI:D:95B:UN:ITG14'
BGM+46+D6+9'
EQD+CN+TGHU0000007+22G1:102:5++3+5'
UNT+4+M6'
UNH+M7+APERAK:D:95B:UN:ITG14'
BGM+12+D7+9'
UNT+3+M7'
"""
DAY = f"{HEAD}{FULL_IN}{TWO_EMPTY_IN}{IMPORT_OUT}{BY_RAIL}{NEXT_DAY_OUT}{NOT_READ}UNZ+7+17'\n"

COLUMNS = (
    "container", "direction", "time", "load", "trade", "size_type", "terminal", "mode", "truck", "visit",
    "visit_moves",
)  # fmt: skip
# fmt: off
ROWS = [  # AB2 brings two boxes, four minutes apart, and takes one; AB1 is gone for a day and a minute
    ("TGHU1643396", "in", "2026-03-02 06:03", "full", "export", "22G1", "N1", "road", "AB1", "V1", "in"),
    ("TGHU0000002", "in", "2026-03-02 07:00", "empty", None, "22G1", "N1", "road", "AB2", "V2", "in and out"),
    ("TGHU0000003", "in", "2026-03-02 07:04", "empty", None, "22G1", "N1", "road", "AB2", "V2", "in and out"),
    ("TGHU0000004", "out", "2026-03-02 07:52", "full", "import", "45G1", "N1", "road", "AB2", "V2", "in and out"),  # noqa: E501
    ("TGHU0000005", "out", "2026-03-02 09:00", "full", "import", "22G1", "PHMNL", "rail", None, "V3", "out"),
    ("TGHU0000006", "out", "2026-03-03 06:04", "full", "import", "22G1", "N1", "road", "AB1", "V4", "out"),
]
# fmt: on


def message(*segments: str, name: str = "M") -> str:
    """A gate-in report of these segments."""
    body = "".join(f"{each}'\n" for each in segments)
    return f"UNH+{name}+CODECO:D:95B:UN:ITG14'\nBGM+34+D+9'\n{body}UNT+{len(segments) + 3}+{name}'\n"


def interchange(*messages: str) -> str:
    return f"{HEAD}{''.join(messages)}UNZ+{len(messages)}+17'\n"
