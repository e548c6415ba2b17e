"""What was typed compared with what is read: right, missing but told, missing and required, or silently wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.libreoffice.cases import Case
from tests.libreoffice.filled import Typed, asked_of
from toolkit.model.form import Field, Table
from toolkit.model.kinds import Fault, Note
from toolkit.model.submission import Line, Submission


@dataclass(slots=True)
class Verdict:
    """How the answers of one file were read."""

    right: int = 0
    told: list[str] = field(default_factory=list)
    """Missing, and a fault, a note or a remark says so; or missing and required."""
    wrong: list[str] = field(default_factory=list)
    """Silently wrong: another value, or a blank that nothing tells of."""
    unmet: list[str] = field(default_factory=list)
    """Recoverable, yet not right; or a code that is not told."""


def judge(case: Case, submission: Submission) -> Verdict:
    """Every answer and every row of the form."""
    verdict = Verdict()
    for asked in asked_of(case.form.fields):
        _compare(verdict, case, asked.key, asked, case.expected.values, submission, submission)
    for table in case.form.tables:
        _rows(verdict, case, table, submission)
    codes = {note.code for note in _notes(submission)}
    verdict.unmet += [f"nothing tells {code}" for code in case.tells if code not in codes]
    return verdict


def _rows(verdict: Verdict, case: Case, table: Table, submission: Submission) -> None:
    expected, lines = case.expected.tables[table.key], list(submission.lines(table.key))
    if table.key in case.shuffled:
        lines = _in_order(table, expected, lines)
    for n, row in enumerate(expected):
        name = f"{table.key}[{n + 1}]"
        if n < len(lines):
            for asked in asked_of(table.columns):
                _compare(verdict, case, f"{name}.{asked.key}", asked, row, lines[n], submission)
        elif _names(submission, table.title) or len(lines) < table.least:
            verdict.told.append(name)
            if table.key not in case.lost:
                verdict.unmet.append(f"{name} is not read")
        else:
            verdict.wrong.append(f"{name} is lost in silence")
    verdict.wrong += [f"{table.key}: {line.place} is no row" for line in lines[len(expected) :]]


def _in_order(table: Table, expected: Sequence[Typed], lines: list[Line]) -> list[Line]:
    """The lines in the order of the rows expected, by their first answer; others behind."""
    key = asked_of(table.columns)[0].key
    order = {row.get(key): n for n, row in enumerate(expected)}
    return sorted(lines, key=lambda line: order.get(line.value(key), len(order)))


def _compare(
    verdict: Verdict, case: Case, name: str, asked: Field, row: Typed, source: Submission | Line, submission: Submission
) -> None:
    answer, expected = source.answer(asked.key), row.get(asked.key)
    if answer.value == expected and answer.fault is None:
        verdict.right += expected is not None
        return
    said = f"{name}: {expected!r} read as {answer.value!r} ({answer.raw!r} at {answer.place})"
    is_told = answer.fault is not None or any(note.is_warning for note in answer.notes)
    is_needed = answer.value is None and (asked.need is True or _names(submission, asked.label))
    if not is_told and not is_needed:
        verdict.wrong.append(said)
        return
    verdict.told.append(said)
    table = name.partition("[")[0]
    if not {name, f"{table}.{asked.key}", table} & case.lost:
        verdict.unmet.append(said)


def _names(submission: Submission, label: object) -> bool:
    """Whether a remark on the file names this label or title."""
    for note in submission.remarks:
        for fact in note.facts.values():
            if fact == label or (isinstance(fact, tuple) and label in fact):
                return True
    return False


def _notes(submission: Submission) -> Iterator[Note | Fault]:
    yield from submission.remarks
    for source in (submission, *(line for lines in submission.tables.values() for line in lines)):
        for answer in source.answers.values():
            yield from answer.notes
            if answer.fault is not None:
                yield answer.fault
