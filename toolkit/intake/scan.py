"""What lies in the inbox: forms and attachments, oldest first; no links, no lock files, no junk."""

from __future__ import annotations

import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toolkit.folders import is_junk

ATTACHMENTS = (".pdf", ".jpg", ".jpeg", ".png")  # decisions.md 17


@dataclass(frozen=True, slots=True)
class Found:
    """One file in the inbox, as last seen."""

    path: Path
    size: int
    mtime_ns: int

    @property
    def is_attachment(self) -> bool:
        """A scan or photograph: it belongs to a form that names it."""
        return self.path.suffix.lower() in ATTACHMENTS


def scan(inbox: Path) -> tuple[Found, ...]:
    """Every ordinary file below the inbox, oldest first, names deciding between equals."""
    return tuple(sorted(_files(inbox), key=lambda found: (found.mtime_ns, found.path.name)))


def _files(folder: Path) -> Iterator[Found]:
    for path in folder.iterdir():
        try:
            seen = path.lstat()
        except FileNotFoundError:
            continue  # taken back between the listing and the look
        if stat.S_ISDIR(seen.st_mode):
            if not path.name.startswith("."):
                yield from _files(path)
        elif stat.S_ISREG(seen.st_mode) and not is_junk(path.name):
            yield Found(path, seen.st_size, seen.st_mtime_ns)


def name_key(name: str) -> str:
    """How attachments are matched: last part of a path as typed, NFC, case folded."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", last.strip()).casefold()
