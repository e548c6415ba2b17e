"""Compiled templates on disk, for the next process: the code of every part, by the template's hash."""

from __future__ import annotations

import contextlib
import marshal
import os
import sys
from dataclasses import astuple
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import jinja2

from toolkit.documents.compile.patched import PatchedPart, Tag
from toolkit.documents.compile.program import CompiledPart

_MARK: Final = b"salesdocs program\n"
_folder: Path | None = None


def keep_in(folder: Path | None) -> None:
    """Where compiled templates are kept from now on: a folder that only this service writes; None for nowhere.

    What lies there is run as code, as Python's own .pyc files are.
    """
    global _folder  # noqa: PLW0603 (one place a process, as Python's own cache)
    _folder = folder


def kept(template: bytes, lang: str) -> tuple[CompiledPart, ...] | None:
    """The parts compiled earlier, None where there are none or they are damaged or of another version."""
    if _folder is None:
        return None
    try:
        content = (_folder / _name(template, lang)).read_bytes()
        mark, digest, body = content[: len(_MARK)], content[len(_MARK) :][:32], content[len(_MARK) + 32 :]
        if mark != _MARK or digest != sha256(body).digest():
            return None
        return tuple(_part(each) for each in marshal.loads(body))
    except (OSError, ValueError, EOFError, TypeError):
        return None


def keep(template: bytes, lang: str, parts: tuple[CompiledPart, ...]) -> None:
    """Keep the compiled parts; a folder that cannot be written is no trouble."""
    if _folder is None:
        return
    body = marshal.dumps([_plain(part) for part in parts])
    with contextlib.suppress(OSError):
        _folder.mkdir(parents=True, exist_ok=True)
        path = _folder / _name(template, lang)
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_bytes(_MARK + sha256(body).digest() + body)
        unfinished.replace(path)


def _plain(part: CompiledPart) -> tuple[object, ...]:
    patched = part.patched
    tags = tuple(astuple(tag) for tag in patched.tags)
    told = (patched.part, patched.source, tags, patched.paragraphs, patched.is_main)
    return told, part.code, part.has_escapes, part.has_drawings, part.has_free_grids, part.is_whole


def _part(plain: tuple[Any, ...]) -> CompiledPart:
    (name, source, tags, paragraphs, is_main), *rest = plain
    patched = PatchedPart(name, source, tuple(Tag(*tag) for tag in tags), paragraphs, is_main)
    return CompiledPart(patched, *rest)


def _name(template: bytes, lang: str) -> str:
    return f"{sha256(template).hexdigest()}-{lang}-{_engine()}.bin"


@cache
def _engine() -> str:
    """What the code was made by: this Python, Jinja, and our own compiler as it stands on disk."""
    own = sorted(Path(__file__).parent.glob("*.py"))
    stamps = [f"{path.name} {path.stat().st_mtime_ns} {path.stat().st_size}" for path in own]
    told = "\n".join((sys.version, jinja2.__version__, *stamps))
    return sha256(told.encode()).hexdigest()[:16]
