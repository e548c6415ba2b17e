"""Laws over everything the catalogue declares."""

from __future__ import annotations

import ast
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import toolkit
from toolkit.catalogue import CATALOGUE, FORMS, MESSAGES
from toolkit.model.form import Form, When
from toolkit.model.kinds.reading import Raw
from toolkit.model.process import Command, Transition
from toolkit.model.text import Lang

TODAY = date(2026, 7, 15)
PACKAGE = Path(toolkit.__file__).parent
CODE = re.compile(r"(?:R-\d\d|[FGM]\d\d[A-Z]?-\d\d|[MN]-[A-Z][A-Z0-9-]*)")

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@every_form
def test_labels_are_unique_in_both_languages(form: Form) -> None:
    groups = [form.fields, *(table.columns for table in form.tables)]
    langs: tuple[Lang, ...] = ("zh", "en")

    for lang in langs:
        for fields in groups:
            twice = [label for label, n in Counter(f.label.said(lang) for f in fields).items() if n > 1]
            assert not twice


@every_form
def test_every_example_reads_without_fault(form: Form) -> None:
    fields = [*form.fields, *(column for table in form.tables for column in table.columns)]

    for field in fields:
        assert field.example, field.key
        reading = field.kind.read(Raw(field.example), today=TODAY)
        assert reading.fault is None, (field.key, reading.fault)
        assert reading.value is not None, field.key


@every_form
def test_every_key_that_a_declaration_names_exists(form: Form) -> None:
    keys = {field.key for field in form.answers}

    for table in (None, *form.tables):
        near = keys | ({column.key for column in table.columns} if table else set())
        for field in table.columns if table else form.fields:
            named = [field.not_before, field.not_after, field.need.key if isinstance(field.need, When) else ""]
            assert [key for key in named if key not in ("", "today") and key not in near] == []
    assert form.own_number in ("", *keys)
    assert all(key in keys for key in form.attachments)


@every_form
def test_a_form_with_a_series_says_where_its_number_stands(form: Form) -> None:
    assert bool(form.series) <= bool(form.own_number)


def test_every_stage_can_be_reached() -> None:
    process = CATALOGUE.process
    reached = {t.target for t in process.transitions if not t.source}

    while True:
        steps: list[Transition | Command] = [*process.transitions, *process.commands]
        further = {step.target or s for step in steps for s in step.source if s in reached}
        if further <= reached:
            break
        reached |= further

    assert reached == {stage.name for stage in CATALOGUE.process.stages}


def test_every_transition_names_what_exists() -> None:
    stages = {stage.name for stage in CATALOGUE.process.stages}

    for t in CATALOGUE.process.transitions:
        assert t.form in CATALOGUE.forms
        assert {*t.source, t.target} <= {*stages, ""}, t.id
        assert set(t.blanks) <= set(CATALOGUE.forms), t.id
        assert {due.document for due in t.documents} <= set(CATALOGUE.documents), t.id
        assert {change.document for change in t.statuses} <= set(CATALOGUE.documents), t.id


def test_every_form_of_a_deal_is_awaited_somewhere() -> None:
    awaited = {t.form for t in CATALOGUE.process.transitions}

    assert {form.id for form in FORMS if form.records in ("filing", "lead")} == awaited


def test_every_document_is_issued_by_some_transition() -> None:
    issued = {due.document for t in CATALOGUE.process.transitions for due in t.documents}

    assert issued == set(CATALOGUE.documents)


def said_codes() -> set[str]:
    """Every literal in the package that looks like a finding's code and stands in a call."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                literals = [a for a in [*node.args, *(k.value for k in node.keywords)] if isinstance(a, ast.Constant)]
                found |= {a.value for a in literals if isinstance(a.value, str) and CODE.fullmatch(a.value)}
    return found


def test_every_code_that_is_said_has_its_words() -> None:
    guards = {code for t in CATALOGUE.process.transitions for code in t.guards}

    assert said_codes() - set(MESSAGES) - guards == set()


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_message_asks_for_the_same_facts_in_both_languages(code: str) -> None:
    zh, en = (set(re.findall(r"\{(\w+)\}", words)) - {"label"} for words in MESSAGES[code])

    assert zh == en
