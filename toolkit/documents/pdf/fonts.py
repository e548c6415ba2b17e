"""Fonts of Simplified Chinese where those that documents name are not installed.

Documents name 宋体, 黑体, 仿宋 and 楷体. Without them fontconfig offers the first Chinese font it knows, mostly
a Japanese one: 骨, 直 and 化 then look foreign. Windows and macOS bring the fonts along.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Face:
    """One typeface under all its names, and what stands in for it, the best first."""

    names: tuple[str, ...]
    stand_ins: tuple[str, ...]


_SERIF: Final = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "思源宋体")
_SANS: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "思源黑体")
SONG: Final = Face(
    ("宋体", "SimSun", "新宋体", "NSimSun", "宋体-简", "Songti SC"), (*_SERIF, "FandolSong", "AR PL UMing CN")
)
FACES: Final = (
    SONG,
    Face(("黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "等线", "DengXian"), (*_SANS, "WenQuanYi Zen Hei")),
    Face(("仿宋", "FangSong", "仿宋_GB2312", "FangSong_GB2312", "华文仿宋", "STFangsong"), ("FandolFang R", *_SERIF)),
    Face(
        ("楷体", "KaiTi", "楷体_GB2312", "KaiTi_GB2312", "华文楷体", "STKaiti"),
        ("LXGW WenKai", "AR PL UKai CN", *_SERIF),
    ),
)
ADVICE: Final = "install fonts-noto-cjk (Debian), google-noto-serif-cjk-fonts (Fedora) or Source Han Serif SC"
_SYSTEM: Final = "/etc/fonts/fonts.conf"
_OWN: Final = (".fonts", ".local/share/fonts")
_SHIPPED: Final = {
    "win32": (r"C:\Windows\Fonts\simsun.ttc",),
    "darwin": ("/System/Library/Fonts/Supplemental/Songti.ttc", "/Library/Fonts/Songti.ttc"),
}


def write_preference(folder: Path) -> dict[str, str]:
    """What a program's environment must say to prefer Simplified Chinese; the preference itself lies in that folder.

    The system's own preferences hold besides, and the fonts of this person are found though the program has no home.
    """
    written = folder / "fonts.conf"
    written.write_text(_preference(), encoding="utf-8")
    return {"FONTCONFIG_FILE": str(written)}


def _preference() -> str:
    folders = "".join(f"<dir>{escape(str(Path.home() / own))}</dir>" for own in _OWN)
    system = escape(os.environ.get("FONTCONFIG_FILE", _SYSTEM))
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{system}</include>{folders}{"".join(map(_rules, FACES))}</fontconfig>'
    )


def _rules(face: Face) -> str:
    """Behind each name of the face: its other names, then its stand-ins; fontconfig takes the first that is there."""
    return "".join(
        f'<match target="pattern"><test name="family"><string>{name}</string></test>'
        '<edit name="family" mode="append" binding="same">'
        f"{''.join(f'<string>{other}</string>' for other in (*face.names, *face.stand_ins) if other != name)}"
        "</edit></match>"
        for name in face.names
    )


def song_font() -> str:
    """The serif font in which Simplified Chinese is set here; '' for none."""
    if shipped := _SHIPPED.get(sys.platform):
        return next((SONG.names[0] for path in shipped if Path(path).is_file()), "")
    known = _families()
    return next((name for name in (*SONG.names, *SONG.stand_ins) if name in known), "")


def _families() -> frozenset[str]:
    """The names of all installed fonts, as fontconfig lists them; none without it."""
    lister = shutil.which("fc-list")
    if not lister:
        return frozenset()
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, timeout=30, check=False).stdout
    return frozenset(name.strip() for line in listed.splitlines() for name in line.split(","))
