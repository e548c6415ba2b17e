"""Names people give things: how two are told to be the same, and what a file may be called."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NOT_TELLING: Final = str.maketrans(dict.fromkeys("()·・•-‐‑–—.\u200b\ufeff\u00ad"))

_PORTS: Final = tuple(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")
_RESERVED: Final = frozenset(("CON", "PRN", "AUX", "NUL", *_PORTS))
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}\Z")
_MOST_BYTES: Final = 200
_UNSEEN: Final = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180F, 0x2800, 0x3164, 0xFFA0))
)
"""Letters and marks that show nothing: two names that differ in them look the same."""
_PLAIN: Final = str.maketrans("（）　\u00a0", "()  ") | dict.fromkeys(
    (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
)
"""Half width for these; what only chooses between pictures of the character before it goes."""


def name_key(name: str) -> str:
    """What two spellings of one name share: no spaces, brackets, dots or hyphens, half width, upper case.

    For finding look-alikes, never for identity. Source: domain.md 4.1, 5.
    """
    half_width = unicodedata.normalize("NFKC", name).upper()
    return "".join(half_width.translate(_NOT_TELLING).split())


def safe_name(text: str, *, longest: int = 80, behind: str = "") -> str:
    """The text as one file or folder name that Windows, Linux and a share all take; `_` for nothing usable.

    Letters, digits, CJK, spaces and `-_.()` stay, anything else becomes `_`. At most `longest` characters and
    200 bytes of UTF-8, cut before the ending (`.docx`) and never inside a letter with its accents; short enough
    that the name with `behind` at its end (`.回执.txt`) keeps both limits, too.
    `safe_name(safe_name(x)) == safe_name(x)`. Source: intake.md 5.3, row 18.
    """
    longest, most_bytes = longest - len(behind), _MOST_BYTES - len(behind.encode())
    composed = unicodedata.normalize("NFC", text.translate(_PLAIN))
    cleaned = _trimmed("".join(c if _is_allowed(c) else "_" for c in composed))
    found = _ENDING.search(cleaned)
    ending = found.group() if found and found.start() > 0 and len(found.group()) < longest else ""
    stem = _trimmed(cleaned.removesuffix(ending)) or "_"
    if is_reserved(stem):
        stem = f"_{stem}"
    return _trimmed(_cut(stem, longest - len(ending), most_bytes - len(ending))) + ending


def folded(path: str) -> str:
    """What two paths share that some file system takes for one: they differ in case or composition alone."""
    return path.lower() if path.isascii() else unicodedata.normalize("NFC", path.casefold())


def is_reserved(name: str) -> bool:
    """Whether Windows takes the name for a device, whatever its ending: `CON`, `nul.txt`, `COM1.tar.gz`."""
    return name.split(".", maxsplit=1)[0].rstrip(" ").upper() in _RESERVED


def _is_allowed(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in " -_.()"
    is_letter = character.isalnum() or unicodedata.category(character) in ("Mn", "Mc")
    return is_letter and character not in _UNSEEN


def _trimmed(name: str) -> str:
    return name.lstrip(" .").rstrip(" .")


def _cut(name: str, characters: int, octets: int) -> str:
    end = min(len(name), characters)
    while len(name[:end].encode()) > octets:
        end -= 1
    while 0 < end < len(name) and unicodedata.category(name[end]).startswith("M"):
        end -= 1
    return name[:end]


def plain_number(number: str) -> str:
    """A number without the version people write behind it: `BJ-2026-0001-V1` -> `BJ-2026-0001`.

    Source: decisions.md 3.
    """
    return re.sub(r"-V\d+$", "", number)
