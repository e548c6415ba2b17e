"""What is known when a blank is made, with the calculated answers that follow from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from toolkit.model.form import Calculation, Form, Prefill, Table
from toolkit.model.submission import Answer, Line, Submission, Value

REFERENCE = re.compile(r"\{([\w.]+)\}")
"""`{key}` or `{table.key}` of a declared formula."""


def completed(form: Form, prefill: Prefill) -> Prefill:
    """The prefill with every calculated value that it already determines; lines first."""
    submission = Submission(
        form.id,
        form.version,
        {key: Answer(key, value) for key, value in prefill.values.items()},
        {table.key: _lines(table, prefill.tables.get(table.key, ())) for table in form.tables},
    )
    for table in form.tables:
        lines = tuple(_with_calculations(table, line, submission) for line in submission.lines(table.key))
        submission = replace(submission, tables={**submission.tables, table.key: lines})
    for field in form.fields:
        if field.calculation and submission.value(field.key) is None and _begun(field.calculation, submission, None):
            value = field.calculation.compute(submission, None)
            submission = replace(submission, answers={**submission.answers, field.key: Answer(field.key, value)})
    return Prefill(
        {key: answer.value for key, answer in submission.answers.items()},
        {
            key: tuple({k: a.value for k, a in line.answers.items()} for line in lines)
            for key, lines in submission.tables.items()
        },
    )


def _lines(table: Table, rows: tuple[Mapping[str, Value], ...]) -> tuple[Line, ...]:
    return tuple(
        Line(n, "", {key: Answer(f"{table.key}.{key}", value) for key, value in row.items()})
        for n, row in enumerate(rows, start=1)
    )


def _with_calculations(table: Table, line: Line, submission: Submission) -> Line:
    answers = dict(line.answers)
    for field in table.columns:
        begun = replace(line, answers=answers)
        if field.calculation and line.value(field.key) is None and _begun(field.calculation, submission, begun):
            value = field.calculation.compute(submission, begun)
            answers[field.key] = Answer(f"{table.key}.{field.key}", value)
    return replace(line, answers=answers)


def _begun(calculation: Calculation, submission: Submission, line: Line | None) -> bool:
    """Whether anything the formula refers to is known; a sum of nothing is not shown as 0."""
    for reference in REFERENCE.findall(calculation.formula):
        table, _, key = reference.rpartition(".")
        if any(row.value(key) is not None for row in submission.lines(table)):
            return True
        if not table and (submission.value(key) is not None or (line is not None and line.value(key) is not None)):
            return True
    return False
