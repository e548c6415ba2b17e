"""A filled form, as read: answers with their cells, repeated lines, and who it says it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from toolkit.model.kinds.reading import Fault, Note, Span, Term

Value = str | int | bool | Decimal | date | Span | Term | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One field of a submission: what was typed, where, and what it means."""

    key: str
    value: Value = None
    raw: str = ""
    place: str = ""
    notes: tuple[Note, ...] = ()
    fault: Fault | None = None
    cell: int = 0
    """Word: which cell of that row, counted from 1; 0 in a workbook and outside of tables."""
    found_by: str = ""
    """`name`, `label`, `table`, `tag`, `form field` or `header`; '' where the answer was not found."""


class Packed(Mapping[str, Answer]):
    """Answers of which little more than values is wanted: each value is unpacked when it is first asked for."""

    __slots__ = ("_packed", "_unpack", "_values")

    def __init__(self, packed: Mapping[str, Any], unpack: Callable[[Any], Value]) -> None:
        self._packed, self._unpack = packed, unpack
        self._values: dict[str, Value] = {}

    def value(self, key: str) -> Value:
        """What was answered; asked for thousands of times that are not there, so without an exception."""
        value = self._values.get(key)
        if value is None and key in self._packed:
            value = self._values[key] = self._unpack(self._packed[key])
        return value

    def __getitem__(self, key: str) -> Answer:
        if key not in self._packed:
            raise KeyError(key)
        return Answer(key, self.value(key))

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class _Answers:
    """What a submission and one of its lines have in common: answers found by key."""

    __slots__ = ()
    answers: Mapping[str, Answer]

    def answer(self, key: str) -> Answer:
        """The answer of that key; an empty one where the form has no such answer."""
        return self.answers.get(key) or Answer(key)

    def value(self, key: str) -> Value:
        """What was answered; None for blank, faulty and absent answers."""
        answers = self.answers
        if type(answers) is Packed:
            return answers.value(key)
        found = answers.get(key)
        return None if found is None else found.value

    def words(self, key: str) -> str:
        """The answer as text, '' when blank."""
        value = self.value(key)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def amount(self, key: str) -> Decimal | None:
        """The answer as a number, None when blank or of another kind."""
        value = self.value(key)
        if isinstance(value, bool):
            return None
        return Decimal(value) if isinstance(value, int) else value if isinstance(value, Decimal) else None

    def day(self, key: str) -> date | None:
        """The answer as a day, None when blank or of another kind."""
        value = self.value(key)
        return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True)
class Line(_Answers):
    """One repeated row."""

    number: int
    """Counted from 1 as the person sees the rows of that table."""
    place: str
    """`明细!12` in a workbook, `第2个表 第3行` in a Word file."""
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission(_Answers):
    """One filled form, or one row of a register (then `line` says which)."""

    form: str
    """Id of the declaration, `F05`."""
    version: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    tables: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    deal: str = ""
    """The deal number its stamp names, '' without a stamp."""
    number: str = ""
    """The form's own number, as stamped; '' where it is drawn on acceptance."""
    source: str = ""
    """The file's name as dropped."""
    digest: str = ""
    """SHA-256 of the file."""
    line: int | None = None
    remarks: tuple[Note, ...] = ()
    """What the reader has to say of the file as a whole."""

    def lines(self, table: str) -> tuple[Line, ...]:
        """The filled rows of a table, in order."""
        return self.tables.get(table, ())

    def rows(self, table: str) -> Iterator[Submission]:
        """A register taken apart: one submission a row, each with the header's answers; the first tells the remarks.

        Source: decisions.md 6.
        """
        for n, line in enumerate(self.lines(table)):
            own = {**self.answers, **line.answers}
            yield replace(self, answers=own, tables={}, line=line.number, remarks=() if n else self.remarks)
