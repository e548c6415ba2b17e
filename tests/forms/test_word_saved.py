"""Filled Word forms that LibreOffice saved: as docx, twice, and by way of .odt and .doc (forms.md 2.1)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.forms.every_kind import TODAY
from tests.forms.word_xml import docx, p, run, sdt, tbl, tc
from toolkit.catalogue import FORMS
from toolkit.forms.blank import make
from toolkit.forms.fill import fill
from toolkit.forms.read import read
from toolkit.forms.word import story_of
from toolkit.model.form import Form
from toolkit.model.submission import Submission, Value
from toolkit.office.package import Package

OFFICE: Final = shutil.which("soffice")
WORD_FORMS: Final = [form for form in FORMS if form.medium == "docx"]
ROUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "docx": ("docx",), "docx twice": ("docx", "docx"), "odt": ("odt", "docx"), "doc": ("doc", "docx"),
}  # fmt: skip
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")


def converted(files: list[Path], to: str, out: Path) -> list[Path]:
    """The files as LibreOffice saves them in that format."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation={(out.parent / 'profile').as_uri()}"
    command = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(out), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return [out / f"{file.stem}.{to}" for file in files]


def filled(form: Form) -> bytes:
    """The form with the example of every field, two rows a table."""
    values = {f.key: f.example for f in form.fields if not f.calculation and not f.drawn}
    columns = {t.key: {c.key: c.example for c in t.columns if not c.calculation and not c.drawn} for t in form.tables}
    tables = {key: (row, row) for key, row in columns.items()}
    return fill(make(form, company="上海启明", deal="SJ-2026-0001"), form, values, tables)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    """Every Word form as it comes back, by route and form; `""` is the one that went out."""
    root = tmp_path_factory.mktemp("saved")
    sources = []
    for form in WORD_FORMS:
        sources.append(root / f"{form.id}.docx")
        sources[-1].write_bytes(filled(form))
    found = {("", source.stem): source for source in sources}
    for name, steps in ROUTES.items():
        files = sources
        for n, step in enumerate(steps):
            files = converted(files, step, root / name.replace(" ", "-") / str(n))
        found |= {(name, file.stem): file for file in files}
    return found


Told = tuple[dict[str, Value], dict[str, list[dict[str, Value]]]]


def told(submission: Submission) -> Told:
    """Every value, of the form and of its tables."""
    tables: dict[str, list[dict[str, Value]]] = {
        key: [{k: a.value for k, a in line.answers.items() if a.value is not None} for line in lines]
        for key, lines in submission.tables.items()
    }
    return {key: a.value for key, a in submission.answers.items() if a.value is not None}, tables


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("form", WORD_FORMS, ids=lambda form: form.id)
def test_a_form_that_libreoffice_saved_says_the_same(
    form: Form, route: str, saved: Mapping[tuple[str, str], Path]
) -> None:
    sent = read(saved["", form.id].read_bytes(), "x.docx", FORMS, today=TODAY)

    back = read(saved[route, form.id].read_bytes(), "x.docx", FORMS, today=TODAY)

    assert (back.form, back.version, back.deal) == (form.id, form.version, "SJ-2026-0001")
    assert told(back) == told(sent)
    assert len(told(sent)[0]) > 5
    assert back.remarks == ()
    assert [a.key for a in back.answers.values() if a.fault] == [a.key for a in sent.answers.values() if a.fault]


def test_controls_that_libreoffice_repeats_are_read_once(tmp_path: Path) -> None:
    plain_text = "<w:text/>"
    cells = [
        tc(p(sdt(run("上海启明"), tag="f_a", properties=f'<w:alias w:val="甲"/>{plain_text}'))),
        tc(sdt(p("苏州"), tag="f_b")),
        tc(p(sdt(run("8888"), tag="f_c", properties=plain_text))),
    ]
    source = tmp_path / "controls.docx"
    source.write_bytes(docx(tbl(*((f"标签{n}", cell) for n, cell in enumerate(cells))), p()))

    files = [source]
    for n in range(3):
        files = converted(files, "docx", tmp_path / f"out{n}")
        (table,) = story_of(Package(files[0].read_bytes(), "x.docx")).tables
        assert [row[1].text for row in table.rows] == ["上海启明", "苏州", "8888"]
