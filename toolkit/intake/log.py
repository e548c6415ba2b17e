"""The log of the service: one line an event, as words or as JSON, to the terminal or into a file that is rotated.

What people typed or called their files cannot forge a line: control characters are written as escapes. A log that
cannot be written (full disk, closed terminal) never stops work; the lines that were lost are counted.
Source: intake.md 4 (47), 5.3 (23).
"""

from __future__ import annotations

import json
import logging
import sys
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Final, Literal, TextIO

Shape = Literal["text", "json"]

FILE_BYTES: Final = 10 * 1024 * 1024
FILES_KEPT: Final = 5
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Control, format (what turns the direction of text, too), half of a character, line and paragraph ends."""


class Log:
    """Lines of one service, written as they happen; a context manager that closes the file.

    With a `path` they go into that file, ten megabytes at a time and five of them kept. Without, JSON goes to stderr;
    words go to stdout, those of a trouble to stderr.
    """

    def __init__(self, shape: Shape = "text", path: Path | None = None) -> None:
        self._shape, self._path = shape, path
        file = _File(path) if path else None
        self._ordinary: _Counting = file or _Terminal("stderr" if shape == "json" else "stdout")
        self._troubles: _Counting = file or _Terminal("stderr")

    def __enter__(self) -> Log:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def lost(self) -> int:
        """Lines that could not be written."""
        return sum(handler.lost for handler in {self._ordinary, self._troubles})

    def event(self, event: str, words: str = "", /, *, is_trouble: bool = False, **facts: object) -> None:
        """Write one event: its words (its name and facts, where it has none), or all of it as JSON.

        Facts are what JSON holds; anything else is written as its `str`. Raises nothing.
        """
        now = datetime.now(UTC)
        if self._shape == "json":
            level = "error" if is_trouble else "info"
            said = {"time": now.isoformat(timespec="milliseconds"), "level": level, "event": event, **facts}
            line = as_json({**said, "words": words} if words else said)
        else:
            line = _as_text(event, words, facts)
            line = f"{now.astimezone():%Y-%m-%d %H:%M:%S} {line}" if self._path else line
        handler = self._troubles if is_trouble else self._ordinary
        handler.handle(logging.LogRecord("salesdocs", logging.INFO, "", 0, "%s", (line,), None))

    def close(self) -> None:
        """Write what is held back and close the file."""
        for handler in (self._ordinary, self._troubles):
            with suppress(OSError, ValueError):
                handler.close()


def as_json(said: object) -> str:
    """One line of JSON, readable as it is: letters of every script stay, what cannot be seen is an escape."""
    return _escaped(json.dumps(said, ensure_ascii=False, default=str))


def visible(text: str) -> str:
    """A text in one line: what cannot be seen (line ends above all) is written as JSON would."""
    return _escaped(text)


def _escaped(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(json.dumps(one)[1:-1] if unicodedata.category(one) in _INVISIBLE else one for one in text)


def _as_text(event: str, words: str, facts: dict[str, object]) -> str:
    """The words, their own lines kept; else the event with its facts."""
    if words:
        return "\n".join(visible(line) for line in words.split("\n"))
    return " ".join([event, *(f"{name}={as_json(value)}" for name, value in facts.items())])


class _Counting(logging.Handler):
    """A handler that counts what it could not write, and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = 0

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802  the library's
        """One line less."""
        self.lost += 1


class _File(_Counting, RotatingFileHandler):
    """A file of ten megabytes; full, it becomes `name.1`, and the fifth is let go."""

    def __init__(self, path: Path) -> None:
        RotatingFileHandler.__init__(
            self,
            path,
            maxBytes=FILE_BYTES,
            backupCount=FILES_KEPT - 1,
            encoding="utf-8",
            errors="backslashreplace",
            delay=True,
        )
        self.lost = 0


class _Terminal(_Counting):
    """stdout or stderr as they are at that moment: a service may have neither."""

    def __init__(self, name: Literal["stdout", "stderr"]) -> None:
        super().__init__()
        self._name = name

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line at once."""
        stream: TextIO | None = getattr(sys, self._name)
        if stream is None:
            return
        try:
            stream.write(f"{record.getMessage()}\n")
            stream.flush()
        except (OSError, ValueError):  # full, closed, or nobody reads
            self.handleError(record)
