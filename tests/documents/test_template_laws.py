"""Laws over all templates and clauses: names, fonts, fields, tables."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, get_type_hints
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree

from tests.documents.golden_deal import KINDS, TEMPLATES
from tests.documents.template_names import NotOffered, fields_of, used, used_in
from toolkit.catalogue import CATALOGUE
from toolkit.documents.clauses import shipped
from toolkit.documents.figures.clause import ClauseFigures
from toolkit.documents.figures.contract import ContractFigures
from toolkit.documents.strict import environment
from toolkit.model.document import DocumentKind

WRITTEN = [kind for kind in KINDS.values() if kind.template]
every_template = pytest.mark.parametrize("kind", WRITTEN, ids=lambda kind: kind.word)


def _figures_type(kind: DocumentKind) -> Any:
    figures: Callable[..., Any] | None = kind.figures
    assert figures is not None
    return get_type_hints(figures)["return"]


def _content(kind: DocumentKind) -> bytes:
    return (TEMPLATES / kind.template).read_bytes()


@every_template
def test_every_name_a_template_uses_is_offered_and_every_figure_is_used(kind: DocumentKind) -> None:
    figures = _figures_type(kind)

    names = used(_content(kind), figures)

    # what clauses hold is made by the clause library and used through paragraphs and passages
    assert names == fields_of(figures, module="toolkit.documents")


def test_every_name_a_clause_uses_is_offered_and_every_figure_is_used() -> None:
    clauses = shipped()

    names = used_in((line for one in clauses for line in (f"{{{{ {one.when} }}}}", *one.text)), ClauseFigures)

    assert {name for record, name in names if record == "ClauseFigures"} == set(get_type_hints(ClauseFigures))


def test_a_name_that_is_not_offered_is_found_within_a_loop() -> None:
    line = "{% for line in lines %}{{ line.discount|money }}{% endfor %}"

    with pytest.raises(NotOffered, match="discount"):
        used_in((line,), ContractFigures)


@every_template
def test_every_run_has_a_simplified_chinese_font(kind: DocumentKind) -> None:
    document = Document(BytesIO(_content(kind)))

    styles = document.styles.element
    fonts = {f.get(qn("w:eastAsia")) for f in styles.iter(qn("w:rFonts"))}
    # a box to tick is a Chinese character: in Times New Roman it would come out of some other font, smaller
    tick = styles.find(".//w:style[@w:styleId='Tick']//w:rFonts", styles.nsmap)
    latin = {f.get(qn("w:ascii")) for f in styles.iter(qn("w:rFonts")) if f is not tick}

    assert styles.find(qn("w:docDefaults")).find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "宋体"
    assert fonts <= {"宋体", "黑体", "仿宋", "楷体"}
    assert latin == {"Times New Roman"}
    with ZipFile(BytesIO(_content(kind))) as package:
        assert not any(b"Calibri" in package.read(name) for name in package.namelist())


@every_template
def test_no_run_departs_from_its_styles_fonts_and_sizes(kind: DocumentKind) -> None:
    with ZipFile(BytesIO(_content(kind))) as package:
        parts = [n for n in package.namelist() if n.startswith(("word/document", "word/header", "word/footer"))]
        runs = [r for part in parts for r in etree.fromstring(package.read(part)).iter(qn("w:rPr"))]

    assert all({child.tag for child in run} <= {qn("w:rStyle")} for run in runs)


@every_template
def test_every_page_says_its_number_of_how_many(kind: DocumentKind) -> None:
    footer = Document(BytesIO(_content(kind))).sections[0].footer._element

    fields = [code.text.strip() for code in footer.iter(qn("w:instrText")) if code.text]
    words = "".join(t.text or "" for t in footer.iter(qn("w:t")))

    assert fields == ["PAGE", "NUMPAGES"]
    assert "第 1 页 共 1 页" in words


@every_template
def test_the_head_of_a_table_repeats_and_no_row_breaks(kind: DocumentKind) -> None:
    document = Document(BytesIO(_content(kind)))

    lists = [t for t in document.tables if t.style is not None and t.style.name == "明细表"]

    assert lists
    for table in lists:
        assert table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    for table in document.tables:
        assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


@every_template
def test_every_tag_stands_in_one_run(kind: DocumentKind) -> None:
    with ZipFile(BytesIO(_content(kind))) as package:
        parts = [n for n in package.namelist() if n.startswith(("word/document", "word/header", "word/footer"))]
        texts = [t.text or "" for part in parts for t in etree.fromstring(package.read(part)).iter(qn("w:t"))]

    halves = [text for text in texts if text.count("{{") != text.count("}}") or text.count("{%") != text.count("%}")]

    assert halves == []


def test_a_notice_cannot_know_a_price() -> None:
    names = fields_of(_figures_type(KINDS["G06"]), module="toolkit.documents")

    assert not [name for _, name in names if any(word in name for word in ("price", "total", "gross", "net", "amount"))]


def test_the_clauses_are_the_twenty_five_of_the_specification() -> None:
    clauses = shipped()

    assert [clause.id[:3] for clause in clauses] == [f"c{n:02d}" for n in range(1, 26)]
    assert all(clause.version and clause.title and clause.text for clause in clauses)
    for clause in clauses:
        for line in clause.text:
            environment(autoescape=False).parse(line)


@pytest.mark.parametrize("kind", [k for k in KINDS.values() if k.form], ids=lambda kind: kind.word)
def test_a_document_made_from_a_form_is_written_as_that_form_is(kind: DocumentKind) -> None:
    form = CATALOGUE.forms[kind.form]

    assert (kind.medium, kind.series, kind.template) == (form.medium, form.series, "")


def test_every_document_has_its_own_word() -> None:
    assert len({kind.word for kind in KINDS.values()}) == len(KINDS)


def test_only_the_letters_on_an_order_share_a_series() -> None:
    shared = [kind.id for kind in KINDS.values() if [k.series for k in KINDS.values()].count(kind.series) > 1]

    assert shared == ["G07", "G08"]
