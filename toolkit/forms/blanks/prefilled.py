"""What is known when a blank is made, with the calculated answers that follow from it."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model.computed import computed
from toolkit.model.form import Form, Prefill, Table
from toolkit.model.submission import Answer, Line, Submission, Value


def completed(form: Form, prefill: Prefill) -> Prefill:
    """The prefill with every calculated value that it already determines; lines first."""
    submission = computed(
        form,
        Submission(
            form.id,
            form.version,
            {key: Answer(key, value) for key, value in prefill.values.items()},
            {table.key: _lines(table, prefill.tables.get(table.key, ())) for table in form.tables},
        ),
        only_begun=True,
    )
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
