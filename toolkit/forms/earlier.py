"""Answers read from a blank of an earlier version, as the current version of the form asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from toolkit.forms.answers import Parts
from toolkit.model.form import Field, Form
from toolkit.model.kinds import Kind, Note, Raw
from toolkit.model.submission import Answer, Value

DROPPED = "N-DROPPED"
"""The earlier version asked for something that is asked for no more."""


def brought_up(parts: Parts, made_from: Form, form: Form, today: date) -> Parts:
    """The same answers under the current declaration: what it newly asks is blank, what it asks no more is told."""
    answers, tables, remarks = parts
    former = {table.key: table.columns for table in made_from.tables}
    rows = {
        table.key: tuple(
            replace(line, answers=_asked(line.answers, former.get(table.key, ()), table.columns, today))
            for line in tables.get(table.key, ())
        )
        for table in form.tables
    }
    gone = list(_gone(answers, form.fields))
    current = {table.key: table.columns for table in form.tables}
    for key, lines in tables.items():
        gone += [answer for line in lines for answer in _gone(line.answers, current.get(key, ()))]
    told = tuple(Note(DROPPED, {"place": one.place, "raw": one.raw}, is_warning=True) for one in gone)
    return _asked(answers, made_from.fields, form.fields, today), rows, (*remarks, *told)


def _gone(answers: Mapping[str, Answer], asked: tuple[Field, ...]) -> Iterator[Answer]:
    """What was answered and is asked for no more."""
    keys = {field.key for field in asked}
    return (answer for key, answer in answers.items() if key not in keys and answer.raw)


def _asked(
    answers: Mapping[str, Answer], former: tuple[Field, ...], asked: tuple[Field, ...], today: date
) -> dict[str, Answer]:
    kinds = {field.key: field.kind for field in former}
    return {f.key: _read_anew(answers.get(f.key, Answer(f.key)), kinds.get(f.key), f, today) for f in asked}


def _read_anew(answer: Answer, former: Kind | None, field: Field, today: date) -> Answer:
    """The answer by the current kind: a choice that became words, an option that went, is read as such."""
    if answer.value is None or former is None or former == field.kind:
        return answer
    reading = field.kind.read(Raw(former.show(answer.value)), today=today)
    return replace(answer, value=cast(Value, reading.value), fault=reading.fault)
