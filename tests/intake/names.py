"""The zoo of names: what files are called by people, by programs and by those who mean ill; and what Windows takes.

`is_legal_on_windows` is written from Microsoft's "Naming Files, Paths, and Namespaces" and knows nothing of our code.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

# -- what Windows takes ------------------------------------------------------------------------------------------------

_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}
_DEVICES |= {f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789\u00b9\u00b2\u00b3"}
_TURNING = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}
_UNSEEN = {0x00AD, 0x034F, 0x115F, 0x1160, 0x180E, 0x200B, 0x200C, 0x2060, 0x2800, 0x3164, 0xFEFF, 0xFFA0}


def faults(name: str, *, longest: int = 80, most_bytes: int = 200) -> list[str]:
    """Why a file or folder may not be called so; nothing for a name that all systems and people can bear."""
    found = []
    if not name or name in (".", ".."):
        return ["no name"]
    if any(mark in '<>:"/\\|?*' for mark in name):
        found.append("forbidden sign")
    if any(ord(mark) < 32 or 0x7F <= ord(mark) < 0xA0 for mark in name):
        found.append("control sign")
    if any(0xD800 <= ord(mark) <= 0xDFFF for mark in name):
        return [*found, "half a pair"]
    if any(ord(mark) in _TURNING or ord(mark) in _UNSEEN for mark in name):
        found.append("unseen sign")
    if name[-1] in ". " or name[0] == " ":
        found.append("dot or space at its edge")
    if name.partition(".")[0].rstrip(" ").upper() in _DEVICES:
        found.append("device")
    if len(name.encode("utf-16-le")) // 2 > longest:
        found.append(f"longer than {longest}")
    if len(name.encode()) > most_bytes:
        found.append(f"more than {most_bytes} bytes")
    if unicodedata.normalize("NFC", name) != name:
        found.append("not composed")
    return found


def is_legal_on_windows(name: str) -> bool:
    """Whether Windows, Linux and a share all take the name of one file, and nobody is deceived by it."""
    return not faults(name)


def one_to_some_system(names: Iterable[str]) -> list[list[str]]:
    """Names that a share on Windows or macOS cannot tell apart."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(unicodedata.normalize("NFC", name.casefold()), []).append(name)
    return [same for same in alike.values() if len(same) > 1]


# -- the zoo -----------------------------------------------------------------------------------------------------------

_ORDINARY = (
    "成本核算表.xlsx",
    "成本核算表 - 副本 (2).xlsx",
    "成本核算表(终稿)(最终).xlsx",
    "《报价单》【客户】.xlsx",
    "2026.07.01 报价.v1.2.xlsx",
    "Kostenblatt Müller & Söhne.xlsx",
    "résumé café naïve.xlsx",
    "Ångström Ökonomie.xlsx",
    "ﬁnance ①②③.xlsx",
    "한국어 견적서.xlsx",
    "日本語がぎぐげご.xlsx",
    "Việt Nam báo giá.xlsx",
    "ไทยใบเสนอราคา.xlsx",
    "हिन्दी कोटेशन.xlsx",
    "שלום.xlsx",
    "عرض السعر.xlsx",
    "Straße STRASSE.xlsx",
    "İstanbul ıI.xlsx",
    "ΣΑΣ σας.xlsx",
)
_LONG = (
    "a" * 250 + ".xlsx",
    "表" * 83 + ".xlsx",
    "表" * 85,
    "长名" * 20 + "." * 20 + ".xlsx",
    "x\u0323\u0307" * 40 + ".xlsx",
    "😀" * 60 + ".xlsx",
    "." + "点" * 70 + ".xlsx",
    "a b" * 80 + ".xlsx",
)
_SIGNS = (
    "表😀.xlsx",
    "👨\u200d👩\u200d👧\u200d👦 家庭.xlsx",
    "❤\ufe0f☎\ufe0e.xlsx",
    "gp\u202excod.xlsx",
    "\u2066\u2069\u200f报价.xlsx",
    "\ufeff报价\u200b\u00ad.xlsx",
    "\u3164\u115f\u2800.xlsx",
    "\U000e0041\U000e007f.xlsx",
    "full\uff0e\uff0exlsx．xlsx",
    "全角／路径＼名:?*.xlsx",
    "\u2028\u2029.xlsx",
    "no\u00a0break\u3000space.xlsx",
    "新建\n行.xlsx",
    "制表\t符.xlsx",
    "回车\r\n伪造.xlsx",
    "\x01\x02\x1b[31m红.xlsx",
    "\x7f\x9b.xlsx",
)
_WINDOWS = (
    "CON.xlsx",
    "con.tar.xlsx",
    "NUL",
    "nul .xlsx",
    "AUX.docx",
    "PRN.xlsx",
    "COM1.xlsx",
    "COM\u00b9.xlsx",
    "LPT\u00b3.docx",
    "CONIN$.xlsx",
    "CLOCK$.xlsx",
    "a:b.xlsx",
    "C:报价.xlsx",
    "报价.xlsx:stream:$DATA",
    'quote".xlsx',
    "it's.xlsx",
    "<报价>.xlsx",
    "报价|终稿?.xlsx",
    "报价*.xlsx",
    "..\\..\\报价.xlsx",
    "\\\\host\\share\\报价.xlsx",
    "报价.",
    "报价..xlsx.",
    "报价.xlsx ",
    " 报价.xlsx",
    "BAOJIA~1.XLS",
    "~1.xlsx",
    "desktop.ini.xlsx",
    "报价.xlsx.lnk",
)
_SHELLS = (
    "%s%n%d.xlsx",
    "%2e%2e%2f报价.xlsx",
    "{{x}}.xlsx",
    "{% raw %}{#.xlsx",
    "{0}{label}.xlsx",
    "$(rm -rf .).xlsx",
    "`id`.xlsx",
    "a;b&c|d.xlsx",
    "-rf.xlsx",
    "--help",
    "=HYPERLINK(1).xlsx",
    "+1.xlsx",
    "@SUM(1).xlsx",
    "'; DROP TABLE arrival;--.xlsx",
    "<script>alert(1)<.xlsx",
    "&amp;.xlsx",
    "!!.xlsx",
    "#.xlsx",
    "报价.xlsx\u0301",
)
_DOTS = (
    "..xlsx",
    ".xlsx",
    ".报价.docx",
    "报价....xlsx",
    "报价.xlsx.xlsx",
    "报价.docx.xlsx",
    "无后缀",
    "报价.XLSX",
    "报价.xlsxx",
    "报价.检查结果.txt",
    "报价.xlsx.回执.txt",
    "报价_需修改.xlsx",
    "报价_需修改2~1.xlsx",
    "_.xlsx",
    "a~.xlsx",
    "x.回执.txt.xlsx",
)
ZOO = (*_ORDINARY, *_LONG, *_SIGNS, *_WINDOWS, *_SHELLS, *_DOTS)
"""Names that Linux takes; `/`, `.` and `..` it does not, and dot files, `~$` and their like are not for us."""

BYTES = (
    "表格.xlsx".encode("gbk"),
    "見積書.xlsx".encode("shift-jis"),
    b"\xff\xfe\x80.xlsx",
    b"caf\xe9.xlsx",
    b"\xed\xa0\x80\xed\xbf\xbf.xlsx",
    b"\xf0\x28\x8c\xbc.docx",
    "表格".encode("gbk") * 30 + b".xlsx",
    b"\xc0\xaf..\xc0\xaf.xlsx",
)
"""Names that are no UTF-8: of old archives, of other code pages, of nobody."""


def variants(name: str) -> Iterator[str]:
    """The name composed and decomposed, as it is and with its case swapped."""
    for form in ("NFC", "NFD"):
        for cased in (name, name.swapcase()):
            yield unicodedata.normalize(form, cased)


def every_name() -> list[bytes]:
    """Each name of the zoo in all its variants, once, as bytes; those that the file system bears."""
    spelt = [os.fsencode(one) for name in ZOO for one in variants(name)]
    return [one for one in dict.fromkeys((*spelt, *BYTES)) if len(one) <= 255]


def suffix(raw: bytes) -> str:
    """The ending of a name that may be no text."""
    return PurePosixPath(raw.decode("utf-8", "backslashreplace")).suffix.lower()


BEARS_ANY_BYTES = sys.platform == "linux"
"""macOS and Windows refuse most of the zoo themselves."""
