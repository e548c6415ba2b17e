"""What is filled in is what is read, for every kind and both media."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as for_all

from tests.forms.every_kind import ANSWERS, COLUMNS, FILLED, FORMS, GOODS, TODAY, WORKBOOK, given, prefills, told
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.model import kinds
from toolkit.model.form import Form, Prefill
from toolkit.model.submission import Value

OFTEN = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFFICE = shutil.which("soffice")

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.medium)


def test_the_form_of_these_tests_asks_for_every_kind() -> None:
    named = {f.kind.name for form in FORMS for f in form.fields}

    names = {getattr(kind, "name", None) for kind in vars(kinds).values() if isinstance(kind, type)}
    assert {name for name in names if isinstance(name, str)} == named
    assert set(ANSWERS) == {f.key for f in WORKBOOK.fields} - {"own_number", "total"}
    assert set(COLUMNS) == {f.key for f in GOODS.columns} - {"amount"}


@each_form
@for_all(known=prefills())
@example(known=FILLED)
@OFTEN
def test_what_is_prefilled_is_what_is_read(form: Form, known: Prefill) -> None:
    blank = make(form, prefill=known, deal="SJ-2026-0001", number="KH-2026-0007")

    submission = read(blank, f"x.{form.medium}", FORMS, today=TODAY)

    values, rows = told(submission)
    assert values.pop("own_number") == "KH-2026-0007"
    assert (values, rows) == given(known)
    assert (submission.form, submission.deal, submission.number) == (form.id, "SJ-2026-0001", "KH-2026-0007")
    assert submission.remarks == ()


@each_form
@for_all(typed=prefills())
@example(typed=FILLED)
@OFTEN
def test_what_is_filled_in_is_what_is_read(form: Form, typed: Prefill) -> None:
    filled = fill(make(form), form, typed.values, typed.tables)

    submission = read(filled, f"x.{form.medium}", FORMS, today=TODAY)

    assert told(submission) == given(typed)
    assert not [a for a in submission.answers.values() if a.fault]


@each_form
def test_more_rows_than_the_blank_shows_are_read_too(form: Form) -> None:
    rows: list[dict[str, Value]] = [{"article": f"部件{n}号", "quantity": n + 1} for n in range(28)]

    submission = read(fill(make(form), form, {}, {"goods": rows}), "x", FORMS, today=TODAY)

    assert [line.words("article") for line in submission.lines("goods")] == [row["article"] for row in rows]
    assert [line.number for line in submission.lines("goods")] == list(range(1, 29))


@each_form
def test_an_untouched_blank_says_nothing_at_all(form: Form) -> None:
    submission = read(make(form, company="苏州恒拓智能装备有限公司"), "x", FORMS, today=TODAY)

    assert told(submission) == ({}, {"goods": []})
    assert not [a for a in submission.answers.values() if a.fault or a.notes]
    assert all(a.place for a in submission.answers.values())


@each_form
def test_texts_typed_are_kept_as_typed(form: Form) -> None:
    typed = {"price_all": "28.6万", "agrees": "√是", "on": "2026年7月20日", "colours": "红/蓝"}

    submission = read(fill(make(form), form, typed, {}), "x", FORMS, today=TODAY)

    assert {key: submission.answer(key).raw for key in typed} == typed
    assert submission.words("price_all") == "286000.00"
    assert submission.answer("price_all").notes != ()


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
@each_form
def test_a_form_saved_by_libreoffice_reads_the_same(form: Form, tmp_path: Path) -> None:
    file = tmp_path / f"filled.{form.medium}"
    file.write_bytes(fill(make(form, deal="SJ-2026-0001"), form, FILLED.values, FILLED.tables))

    saved = through_office(file, tmp_path / "out", form.medium)

    submission = read(saved, file.name, FORMS, today=TODAY)
    assert told(submission) == given(FILLED)
    assert (submission.form, submission.version, submission.deal) == (form.id, form.version, "SJ-2026-0001")
    assert submission.remarks == ()


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_the_formulas_of_a_blank_are_live(tmp_path: Path) -> None:
    file = tmp_path / "filled.xlsx"
    file.write_bytes(fill(make(WORKBOOK), WORKBOOK, FILLED.values, FILLED.tables))

    submission = read(through_office(file, tmp_path / "out", "xlsx"), file.name, FORMS, today=TODAY)

    assert [line.words("amount") for line in submission.lines("goods")] == ["226000.00", "60000.00"]
    assert submission.words("total") == "286000.00"


def through_office(file: Path, out: Path, medium: str) -> bytes:
    """The file as LibreOffice saves it."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(out.parent / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", medium, "--outdir", str(out), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return (out / file.name).read_bytes()
