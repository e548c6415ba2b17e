"""The answers that follow from others: 同上 from the row above, calculated ones; lines first, then the form."""

from __future__ import annotations

import re
from dataclasses import replace

from toolkit.model.form import Calculation, Field, Form, Table
from toolkit.model.kinds import Choice, Choices, Listing, Note, Words, YesNo
from toolkit.model.submission import Answer, Line, Submission
from toolkit.model.text import Text

REFERENCE = re.compile(r"\{([\w.]+)\}")
"""`{key}` or `{table.key}` of a declared formula."""

_REPEATED = (Words, Listing, Choice, Choices, YesNo)
"""What 同上 may repeat: words and choices, never amounts, days or numbers. Source: domain.md 4.2."""
AS_ABOVE = Text("与上一行相同", "as in the row above")


def repeated(form: Form, submission: Submission) -> Submission:
    """The submission with 同上 and 〃 in its tables answered by the row above, and told so; registers included.

    What may not be repeated, and what has nothing above it, stays blank with its note.
    """
    tables = dict(submission.tables)
    for table in (t for t in form.tables if t.key in tables):
        columns = tuple(field for field in table.columns if isinstance(field.kind, _REPEATED))
        lines: list[Line] = []
        for line in tables[table.key]:
            above = lines[-1] if lines and lines[-1].number == line.number - 1 else None
            lines.append(_as_above(line, above, columns) if above else line)
        tables[table.key] = tuple(lines)
    return replace(submission, tables=tables)


def _as_above(line: Line, above: Line, columns: tuple[Field, ...]) -> Line:
    told: dict[str, Answer] = {}
    for field in columns:
        answer, upper = line.answers.get(field.key), above.answers.get(field.key)
        if answer is None or upper is None or upper.value is None:
            continue
        if any(note.code == "N-DITTO" for note in answer.notes):
            facts = {"raw": answer.raw, "value": field.kind.show(upper.value), "why": AS_ABOVE}
            notes = tuple(Note("N-READ", facts) if n.code == "N-DITTO" else n for n in answer.notes)
            told[field.key] = replace(answer, value=upper.value, notes=notes)
    return replace(line, answers={**line.answers, **told}) if told else line


def computed(form: Form, submission: Submission, *, only_begun: bool = False) -> Submission:
    """The submission with its blank calculated answers computed; faulty ones stay as they are.

    `only_begun`: leave those blank of which nothing is known yet, so that a sum of nothing is not 0.
    """
    for table in form.tables:
        if table.key in submission.tables:
            lines = tuple(_line(table, line, submission, only_begun) for line in submission.lines(table.key))
            submission = replace(submission, tables={**submission.tables, table.key: lines})
    for field in (f for f in form.answers if f.calculation):
        answer = _answer(field, submission.answer(field.key), submission, None, only_begun)
        if answer.value is not None:
            submission = replace(submission, answers={**submission.answers, field.key: answer})
    return submission


def _line(table: Table, line: Line, submission: Submission, only_begun: bool) -> Line:
    """The line, column by column: one may rest on another to its left."""
    for field in (f for f in table.columns if f.calculation):
        answer = _answer(field, line.answer(field.key), submission, line, only_begun)
        if answer.value is not None:
            line = replace(line, answers={**line.answers, field.key: answer})
    return line


def _answer(field: Field, answer: Answer, submission: Submission, line: Line | None, only_begun: bool) -> Answer:
    calculation = field.calculation
    if calculation is None or answer.value is not None or answer.fault is not None:
        return answer
    if only_begun and not _begun(calculation, submission, line):
        return answer
    value = calculation.compute(submission, line)
    return answer if value is None else replace(answer, value=value)


def _begun(calculation: Calculation, submission: Submission, line: Line | None) -> bool:
    """Whether anything the formula refers to is known."""
    for reference in REFERENCE.findall(calculation.formula):
        table, _, key = reference.rpartition(".")
        if any(row.value(key) is not None for row in submission.lines(table)):
            return True
        if not table and (submission.value(key) is not None or (line is not None and line.value(key) is not None)):
            return True
    return False
