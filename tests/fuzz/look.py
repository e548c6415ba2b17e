"""What a broken file is put through: the gate, then everything that reads; in a process of its own, with little memory.

The process reads files from standard input, each after a line with its length and name, and answers with one line of
JSON: what became of it, where a trouble arose, peak memory in MiB, seconds of processor time.
"""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from toolkit.catalogue import FORMS
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.forms.excel.book import Book
from toolkit.forms.read import read
from toolkit.forms.word.reader import story_of
from toolkit.office.gate import admit
from toolkit.office.package import Package

MOST_MEMORY = 600 << 20
"""Bytes of address space beyond which a process gets no more."""
TODAY = date(2026, 7, 15)
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def look(content: bytes, name: str) -> str:
    """What becomes of a file: `read`, `unknown`, or the reason word of its refusal."""
    try:
        package = admit(content, name)
        _look_around(package)
        read(content, name, FORMS, today=TODAY)
    except UnreadableFile as refused:
        return refused.code
    except UnknownForm:
        return "unknown"
    return "read"


def _look_around(package: Package) -> None:
    """Everything that a form might have in it, whether or not this file is one."""
    if package.medium == "docx":
        sum(len(text) for text in story_of(package).texts())
        return
    for sheet in Book(package).sheets.values():
        for row, column, _ in sheet.cells():
            sheet.at(row, column + 1)
        _ = sheet.bottom, sheet.tables, sheet.merges, sheet.hidden_columns, sheet.hidden_rows
        _ = sheet.turned.bottom, sheet.turned.merges, sheet.turned.hidden_rows


def outcome(looked: Callable[[bytes, str], str], content: bytes, name: str) -> dict[str, object]:
    """What became of the file, as it is told to the process that asked."""
    begun = time.process_time()
    _forget_peak()
    try:
        told: dict[str, object] = {"became": looked(content, name)}
    except Exception as trouble:  # noqa: BLE001 - whatever escapes is what is sought here
        told = {"trouble": f"{type(trouble).__name__} at {_place(trouble)}: {str(trouble)[:200]}"}
    return {**told, "mib": _peak_mib(), "seconds": round(time.process_time() - begun, 2)}


def _place(trouble: BaseException) -> str:
    """The last line of ours that was run."""
    frames = traceback.extract_tb(trouble.__traceback__)
    ours = [frame for frame in frames if "toolkit" in frame.filename] or list(frames)
    return f"{Path(ours[-1].filename).name}:{ours[-1].lineno} {ours[-1].name}"


def _forget_peak() -> None:
    if _CLEAR.exists():
        _CLEAR.write_text("5")


def _peak_mib() -> int:
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) >> 10


def main(looker: str) -> None:
    """Answers until nobody asks any more. `looker` names the function that looks, `module:function`."""
    module, _, function = looker.partition(":")
    looked = getattr(importlib.import_module(module), function)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    asked = sys.stdin.buffer
    while header := asked.readline():
        length, _, name = header.decode().rstrip("\n").partition(" ")
        told = outcome(looked, asked.read(int(length)), name)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
