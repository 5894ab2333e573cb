"""Fonts for languages that are not written in Latin letters, as far as the machine has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.text import Text

from portsim.base.errors import PortsimError
from portsim.base.language import spoken
from portsim.base.wide import wide

LATIN: Final = "DejaVu Sans"
CHINESE: Final = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei",
    "PingFang SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "SimHei", "Noto Sans CJK JP", "Heiti SC",
)  # fmt: skip
NEEDED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({"zh": CHINESE})
FILES: Final = (
    re.compile(  # of these families; Matplotlib may have looked for fonts before they were installed
        r"NotoSans(CJK|SC)|SourceHanSans|msyh|PingFang|wqy-|simhei|STHeiti", re.IGNORECASE
    )
)


@cache
def installed(families: tuple[str, ...] = CHINESE) -> tuple[str, ...]:
    """Those of the families that the machine has, in their order."""
    known = set(font_manager.get_font_names())
    if not known.intersection(families):
        for path in font_manager.findSystemFonts():
            if FILES.search(Path(path).name):
                font_manager.fontManager.addfont(path)
        known = set(font_manager.get_font_names())
    return tuple(name for name in families if name in known)


def families() -> list[str]:
    """The fonts of a chart in the language that is spoken, the first one first."""
    needed = NEEDED.get(spoken())
    return [LATIN] if needed is None else [LATIN, *installed(needed)]


def check_fonts(language: str) -> None:
    """Raises PortsimError: no font of this machine has the characters of a language."""
    if language in NEEDED and not installed(NEEDED[language]):
        raise PortsimError(
            f"--lang {language}: charts need a font with Chinese characters, and none was found; install "
            "Noto Sans CJK SC (Debian and Ubuntu: fonts-noto-cjk), or take --lang en"
        )


def fitted(figure: Figure) -> bool:
    """Give every text with wide characters a font that has them, where the machine has one; whether any text
    was changed. Names may be of any script, whatever language is spoken."""
    fonts = [LATIN, *installed()]
    found = [
        each
        for each in figure.findobj(Text)
        if isinstance(each, Text) and any(map(wide, each.get_text())) and each.get_fontfamily() != fonts
    ]
    for each in found:
        each.set_fontfamily(fonts)
    return bool(found)
