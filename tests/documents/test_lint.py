"""Every fault of a template is told at its place, all at once, and nothing is told of a right one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from struct import pack
from typing import Any, get_type_hints
from zipfile import ZipFile
from zlib import compress, crc32

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.golden_deal import TEMPLATES
from toolkit.desk.templates import offered_to, template_kinds
from toolkit.documents.figures.shown import APPEARS
from toolkit.documents.lint import lint, looked_at
from toolkit.documents.lint.annotate import annotated
from toolkit.documents.lint.figures import all_figures, figures_of
from toolkit.documents.lint.findings import FAULTS, TemplateFinding
from toolkit.documents.lint.telling import lines, row
from toolkit.documents.nearest import nearest
from toolkit.model.document import DocumentKind
from toolkit.model.text import Text
from toolkit.office.package import local


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + name + content + pack(">I", crc32(name + content))


PICTURE = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", compress(b"\x00\x00"))
    + _chunk(b"IEND", b"")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    name: str
    gross: Decimal = field(metadata=APPEARS)
    done_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    number: str
    total: Decimal = field(metadata=APPEARS)
    day: date
    signed_on: date | None
    count: int
    is_new: bool
    buyer: Side
    agent: Side | None
    lines: tuple[Row, ...]


KIND = DocumentKind(
    id="G99", word="trial", title=Text("试", "trial"), stage=1, series="SY", template="trial.docx", is_external=True
)
Cells = Sequence[Sequence[str]]


def word(*paragraphs: str, table: Cells = ()) -> Word:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(rows=len(table), cols=len(table[0]))
        for cells, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.paragraphs[0].text = text
    return made


def saved(made: Word) -> bytes:
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def template(*paragraphs: str, table: Cells = ()) -> bytes:
    return saved(word(*paragraphs, table=table))


def found(content: bytes, *, kind: DocumentKind | None = None) -> tuple[TemplateFinding, ...]:
    return lint(content, "trial.docx", Figures, kind=kind)


def only(content: bytes) -> TemplateFinding:
    (finding,) = found(content)
    return finding


HEAD = ("名称", "金额")
ONE_TAG: dict[str, tuple[str, str]] = {
    # what is written: the code, and a word of what is said of it
    "{{ totl|money }}": ("unknown_name", "total"),
    "{{ ｔｏｔａｌ|money }}": ("unknown_name", "total"),
    "{{ tоtаl|money }}": ("unknown_name", "total"),
    "{{ buyer.nmae }}": ("unknown_name", "buyer.name"),
    "{{ gross|money }}": ("unknown_name", "line.gross"),
    "{% if nmber %}x{% endif %}": ("unknown_name", "number"),
    "{{ total_cost|money }}": ("unknown_name", "total"),
    "{{ number|money }}": ("wrong_type", "文本"),
    "{{ total|day }}": ("wrong_type", "|day"),
    "{{ day|capitals }}": ("wrong_type", "日期"),
    "{{ number + total }}": ("wrong_type", "文本"),
    "{% if total > '5' %}x{% endif %}": ("wrong_type", "文本"),
    "{% if day == '2026-07-01' %}x{% endif %}": ("wrong_type", "日期"),
    "{% for one in total %}x{% endfor %}": ("wrong_type", "循环"),
    "{{ lines.gross }}": ("wrong_type", "每一项"),
    "{{ '共' ~ total }}": ("wrong_type", "~"),
    "{{ total }}": ("printed_raw", "{{ total|money }}"),
    "{{ day }}": ("printed_raw", "{{ day|day }}"),
    "{{ lines }}": ("printed_raw", "列表"),
    "{{ buyer }}": ("printed_raw", "一组"),
    "{{ is_new }}": ("printed_raw", "是非"),
    "{{ signed_on|day }}": ("unguarded", "signed_on"),
    "{% if signed_on is none %}{{ signed_on|day }}{% endif %}": ("unguarded", "signed_on"),
    "{% if signed_on or is_new %}{{ signed_on|day }}{% endif %}": ("unguarded", "signed_on"),
    "{% if signed_on %}a{% else %}{{ signed_on|day }}{% endif %}": ("unguarded", "signed_on"),
    "{{ agent.name }}": ("unguarded", "agent"),
    "{{ 'a' if is_new }}": ("no_else", "else"),
    "{{ total|mony }}": ("unknown_filter", "money"),
    "{% if total is posive %}x{% endif %}": ("unknown_test", "posive"),
    "{{ money(total) }}": ("unknown_function", "|money"),
    "{% fro one in lines %}": ("unknown_statement", "for"),
    "{{ number|safe }}": ("unsafe", "safe"),
    "{{p number }}": ("raw_place", "{{ number }}"),
    "{{ total|money + }}": ("syntax", "unexpected"),
    "{{ }}": ("syntax", "expression"),
    "{{ total|money }": ("half_tag", "{{ total|money }}"),
    "{ { total|money } }": ("half_tag", "{{ total|money }}"),
    "{ total }": ("half_tag", "{{ total }}"),
    "total|money }}": ("half_tag", "}}"),
    "{{ total|money": ("half_tag", "{{ total|money"),
    "｛｛ total|money ｝｝": ("full_width", "{{ total|money }}"),
    "{{ total｜money }}": ("full_width", "{{ total|money }}"),
    "{％ if is_new ％}x{% endif %}": ("full_width", "{% if is_new %}"),
    "{% if count ＞ 1 %}x{% endif %}": ("full_width", "＞"),
    "{{ (total)|money（） }}": ("full_width", "（"),
    "{%tr for line in lines %}": ("no_such_place", "表格行"),
    "{% if is_new %}x": ("not_closed", "{% endif %}"),
    "x{% endif %}": ("not_opened", "endif"),
    "x{% else %}": ("not_opened", "else"),
}


@pytest.mark.parametrize("written", ONE_TAG)
def test_a_fault_of_one_tag_is_told_where_it_stands(written: str) -> None:
    code, said = ONE_TAG[written]
    content = template("标题", f"前{written}后")

    findings = [one for one in found(content) if not (code == "no_such_place" and one.code == "not_closed")]

    (finding,) = [one for one in findings if one.code not in {"lost_text"}]
    assert finding.code == code
    assert (finding.part, finding.paragraph) == ("word/document.xml", 2)
    assert finding.text == f"前{written}后"
    assert said in f"{finding.says.zh}{finding.advice.zh}"
    assert finding.says.en
    assert finding.severity == FAULTS[code].severity


RIGHT = (
    "{{ total|money }}{{ total|capitals }}{{ day|day }}{{ count }}{{ buyer.name }}{{ lines|length }}",
    "{% if signed_on %}{{ signed_on|day }}{% endif %}",
    "{% if signed_on is not none and total > 5 %}{{ signed_on|day }}{% endif %}",
    "{% if not signed_on %}–{% else %}{{ signed_on|day }}{% endif %}",
    "{{ signed_on|day if signed_on else '–' }}",
    "{% if is_new and signed_on %}{{ signed_on|day }}{% elif count %}{{ count + 1 }}{% endif %}",
    "{% if agent %}{{ agent.name }}{% endif %}",
    "{% for line in lines if line.done_on %}{{ loop.index }}{{ line.done_on|day }}{% endfor %}",
    "{{ lines|sum(attribute='gross')|money }}{{ lines[0].name }}{{ lines|map(attribute='name')|join('、') }}",
    "{% set sum = total * 2 %}{{ sum|money }}{{ number ~ '-' ~ count }}",
    "{{ “A” if is_new else ‘B’ }}{# 备注｛｛ #}{% raw %}{{ nothing }}{% endraw %}",
    "{_{ total }_}",
    "税率１３％（含税）：｛备注｝ 100%",
    "{% if extra is defined %}{{ extra }}{% endif %}",
)


@pytest.mark.parametrize("written", RIGHT)
def test_nothing_is_told_of_what_is_right(written: str) -> None:
    assert found(template(written)) == ()


def test_a_row_loop_closed_by_a_plain_end_is_told_at_the_end() -> None:
    line = ("{{ line.name }}", "{{ line.gross|money }}")

    finding = only(template(table=(HEAD, ("{%tr for line in lines %}", ""), line, ("{% endfor %}", ""))))

    assert (finding.code, finding.tag) == ("mixed_block", "{% endfor %}")
    assert finding.cell.zh == "第1个表 第4行 第1格"
    assert "{%tr endfor %}" in finding.advice.zh


@pytest.mark.parametrize(
    ("table", "tag"),
    [
        ((HEAD, ("{% if is_new %}甲", "乙{% endif %}")), "{% if is_new %}"),
        ((HEAD, ("{% if is_new %}甲", "乙"), ("丙{% endif %}", "丁")), "{% if is_new %}"),
    ],
    ids=["cells", "rows"],
)
def test_a_block_from_one_cell_to_another_is_told(table: Cells, tag: str) -> None:
    finding = only(template(table=table))

    assert (finding.code, finding.tag, finding.severity) == ("torn_block", tag, "error")


def test_a_block_from_the_text_into_a_table_is_told() -> None:
    finding = only(template("{% if is_new %}甲", table=(("乙{% endif %}", "丙"),)))

    assert finding.code == "torn_block"


def test_a_block_over_paragraphs_is_a_warning() -> None:
    finding = only(template("{% if is_new %}甲", "乙{% endif %}"))

    assert (finding.code, finding.severity, finding.paragraph) == ("across_paragraphs", "warning", 1)


def test_a_tag_spread_over_cells_is_told_with_where_it_ends() -> None:
    finding = only(template(table=(("{{ total|", "money }}"),)))

    assert (finding.code, finding.cell.zh) == ("spread_tag", "第1个表 第1行 第1格")
    assert "第1个表 第1行 第2格" in finding.says.zh


@pytest.mark.parametrize(
    ("paragraphs", "lost"),
    [
        (("{%p if is_new %}甲", "乙", "{%p endif %}"), "甲"),
        (("{%p if is_new %}{%p if count %}", "乙", "{%p endif %}", "{%p endif %}"), "{%p if count %}"),
        (("{%p if is_new %}", "乙", "{{ number }}{%p endif %}"), "{{ number }}"),
    ],
)
def test_what_stands_beside_a_tag_for_the_whole_paragraph_is_told_as_lost(
    paragraphs: tuple[str, ...], lost: str
) -> None:
    finding = only(template(*paragraphs))

    assert finding.code == "lost_text"
    assert lost in finding.says.zh


def test_what_stands_in_another_cell_of_a_tags_row_is_told_as_lost() -> None:
    rows = (HEAD, ("{%tr for line in lines %}", "备注"), ("{{ line.name }}", ""), ("{%tr endfor %}", ""))

    finding = only(template(table=rows))

    assert (finding.code, finding.tag) == ("lost_text", "{%tr for line in lines %}")
    assert "备注" in finding.says.zh


def test_a_picture_beside_a_tag_for_the_whole_paragraph_is_told_as_lost() -> None:
    made = word("{%p if is_new %}", "乙", "{%p endif %}")
    made.paragraphs[0].add_run().add_picture(BytesIO(PICTURE), width=Mm(5))

    assert [one.code for one in found(saved(made))] == ["lost_text"]


def test_text_behind_a_run_tag_in_its_formatted_run_loses_its_format() -> None:
    made = word()
    made.add_paragraph().add_run("{%r if is_new %}粗体{%r endif %}").bold = True

    codes = {one.code for one in found(saved(made))}

    assert codes == {"lost_format"}


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ((("{%tr for line in lines %}", ""), ("{{ line.name }}", ""), ("{%tr endfor %}", "")), "nothing_left"),
        ((HEAD, ("{%tr for line in lines %}", ""), ("{{ line.name }}", ""), ("{%tr endfor %}", "")), ""),
        (
            (("{%tr if is_new %}", ""), ("甲", ""), ("{%tr else %}", ""), ("乙", ""), ("{%tr endif %}", "")),
            "",
        ),
    ],
    ids=["all rows in the loop", "a head", "one row either way"],
)
def test_a_table_that_may_lose_all_rows_is_told(table: Cells, code: str) -> None:
    assert [one.code for one in found(template(table=table))] == ([code] if code else [])


def test_a_cell_that_may_lose_all_paragraphs_is_told() -> None:
    made = word(table=(("{%p if is_new %}", "甲"),))
    cell = made.tables[0].rows[0].cells[0]
    cell.add_paragraph("乙")
    cell.add_paragraph("{%p endif %}")

    assert [one.code for one in found(saved(made))] == ["nothing_left"]


def _put(parent: Any, element: str, **attributes: str) -> Any:
    made = OxmlElement(f"w:{element}")
    for key, text in attributes.items():
        made.set(qn(f"w:{key}"), text)
    parent.append(made)
    return made


def _bookmarked(made: Word) -> None:
    for name in ("bookmarkStart", "bookmarkEnd"):
        _put(made.paragraphs[1]._p, name, id="7", name="条款")


def _pictured(made: Word) -> None:
    made.paragraphs[1].add_run().add_picture(BytesIO(PICTURE), width=Mm(5))


@pytest.mark.parametrize(("put", "code"), [(_bookmarked, "id_in_loop"), (_pictured, "picture_in_loop")])
def test_what_a_loop_would_repeat_is_told(put: Callable[[Word], None], code: str) -> None:
    made = word("{%p for line in lines %}", "{{ line.name }}", "{%p endfor %}")
    put(made)

    finding = only(saved(made))

    assert (finding.code, finding.paragraph) == (code, 2)


def test_what_goes_with_the_loops_own_tags_is_not_repeated() -> None:
    made = word("{%p for line in lines %}", "{{ line.name }}", "{%p endfor %}")
    for paragraph in (made.paragraphs[0], made.paragraphs[2]):
        _put(paragraph._p, "bookmarkStart", id="7", name="条款")

    assert found(saved(made)) == ()


def _styled(made: Word) -> None:
    _put(made.paragraphs[1]._p.get_or_add_pPr(), "pStyle", val="没有的样式")


def _numbered(made: Word) -> None:
    _put(_put(made.paragraphs[1]._p.get_or_add_pPr(), "numPr"), "numId", val="997")


def _tracked(made: Word) -> None:
    _put(made.paragraphs[1]._p, "ins")


def _commented(made: Word) -> None:
    _put(made.paragraphs[1].runs[0]._r, "commentReference")


def _fetching(made: Word) -> None:
    _put(made.paragraphs[1]._p, "fldSimple", instr='INCLUDETEXT "C:\\\\a.docx"')


@pytest.mark.parametrize(
    ("put", "code"),
    [
        (_styled, "missing_style"),
        (_numbered, "missing_numbering"),
        (_tracked, "tracked_changes"),
        (_commented, "comments"),
        (_fetching, "active_content"),
    ],
)
def test_what_is_wrong_beside_the_tags_is_told(put: Callable[[Word], None], code: str) -> None:
    made = word("甲", "乙")
    put(made)

    finding = only(saved(made))

    assert (finding.code, finding.paragraph) == (code, 2)


def test_a_paragraph_without_a_number_names_no_numbering() -> None:
    made = word("甲")
    _put(_put(made.paragraphs[0]._p.get_or_add_pPr(), "numPr"), "numId", val="0")

    assert found(saved(made)) == ()


def test_a_file_that_is_no_word_document_is_a_finding() -> None:
    assert [one.code for one in lint(b"no zip", "x.docx", Figures)] == ["not_word"]


def test_a_document_within_the_document_needs_docxtpl() -> None:
    (finding,) = lint(template("{{p annex }}"), "x.docx", {"annex": Any})

    assert (finding.code, finding.severity) == ("needs_docxtpl", "warning")


def test_required_figures_that_are_never_printed_are_told_with_the_rule() -> None:
    findings = found(template("{{ buyer.name }}"), kind=KIND)

    told = {one.says.zh.split()[1]: one for one in findings}
    assert set(told) == {"number", "total", "lines"}
    assert "文件编号" in told["number"].says.zh
    assert "{{ total|money }}" in told["total"].advice.zh
    assert "{%tr for" in told["lines"].advice.zh


def test_a_column_of_rows_that_is_no_amount_is_asked_for_by_a_warning() -> None:
    rows = (HEAD, ("{%tr for line in lines %}", ""), ("", "{{ line.gross|money }}"), ("{%tr endfor %}", ""))

    findings = found(template("{{ number }}{{ buyer.name }}{{ total|money }}", table=rows), kind=KIND)

    assert [(one.code, one.severity, one.says.zh.split()[1]) for one in findings] == [
        ("never_shown", "warning", "lines[].name"),
        ("never_shown", "warning", "lines[].done_on"),
    ]


def test_cost_and_margin_are_told_in_a_document_for_customers_only() -> None:
    content = template("{{ margin|percent }}")

    assert found(content, kind=KIND)[0].code == "cost_shown"
    assert [one.code for one in found(content)] == ["unknown_name"]


def test_all_faults_are_told_at_once_in_the_order_of_their_places() -> None:
    made = word(
        "{{ totl|money }}", "｛｛ day|day ｝｝", "{% if is_new %}", "{{ total }", "{{ signed_on|day }}{{ x|y }}"
    )
    made.sections[0].header.paragraphs[0].text = "{{ nmber }}"

    findings = found(saved(made))

    assert [(one.part.rpartition("/")[2], one.paragraph, one.code) for one in findings] == [
        ("document.xml", 1, "unknown_name"),
        ("document.xml", 2, "full_width"),
        ("document.xml", 3, "not_closed"),
        ("document.xml", 4, "half_tag"),
        ("document.xml", 4, "printed_raw"),
        ("document.xml", 5, "unguarded"),
        ("document.xml", 5, "unknown_name"),
        ("document.xml", 5, "unknown_filter"),
        ("header1.xml", 1, "unknown_name"),
    ]


def test_every_code_has_words_in_both_languages_and_what_to_do() -> None:
    for fault in FAULTS.values():
        assert all((*fault.says, *fault.advice))


@pytest.mark.parametrize(
    ("written", "names", "meant"),
    [
        ("ｔｏｔａｌ", ("total", "tax"), "total"),
        ("tоtal", ("total", "tax"), "total"),  # a Cyrillic o
        ("tota1", ("total", "tax"), "total"),
        ("合同编好", ("合同编号", "合同名称"), "合同编号"),
        ("何同边号", ("合同编号", "客户名称"), "合同编号"),
        ("xyz", ("total", "tax"), ""),
    ],
)
def test_the_nearest_name_is_found_by_look_and_by_sound(written: str, names: tuple[str, ...], meant: str) -> None:
    assert nearest(written, names) == meant


# -- our own templates ------------------------------------------------------------------------------------------------


def _shipped() -> list[tuple[Path, str, DocumentKind]]:
    places = ((TEMPLATES, "zh"), (TEMPLATES / "en", "en"))
    return [
        (folder / kind.template, lang, kind)
        for folder, lang in places
        for kind in template_kinds()
        if (folder / kind.template).exists()
    ]


@pytest.mark.parametrize(("path", "lang", "kind"), _shipped(), ids=lambda one: getattr(one, "stem", None))
def test_nothing_is_found_in_the_shipped_templates(path: Path, lang: Any, kind: DocumentKind) -> None:
    findings, shown = looked_at(path.read_bytes(), path.name, offered_to(kind), kind=kind, lang=lang)

    assert findings == ()
    assert {(one.record, one.name) for one in all_figures(figures_of(offered_to(kind)))} == shown.fields


# -- a copy with comments ---------------------------------------------------------------------------------------------


def test_the_copy_says_every_finding_in_a_comment_and_changes_nothing_else() -> None:
    made = word("标题", "前{{ totl|money }}后")
    made.sections[0].header.paragraphs[0].text = "{{ nmber }}"
    content = saved(made)
    findings = found(content)

    copy = annotated(content, "trial.docx", findings, "zh")

    before, after = (ZipFile(BytesIO(one)) for one in (content, copy))
    touched = {"word/document.xml", "word/comments.xml", "word/_rels/document.xml.rels", "[Content_Types].xml"}
    for name in set(before.namelist()) - touched:
        assert after.read(name) == before.read(name)
    told = [comment.text for comment in Document(BytesIO(copy)).comments]
    assert [one.says.zh in text for one, text in zip(findings, told, strict=True)] == [True, True]
    assert "页眉" in told[1]
    assert [p.text for p in Document(BytesIO(copy)).paragraphs] == [p.text for p in made.paragraphs]


def test_the_comments_range_is_the_runs_of_the_tag() -> None:
    made = word()
    paragraph = made.add_paragraph()
    for text in ("前", "{{ to", "tl|money }}", "后"):
        paragraph.add_run(text)
    content = saved(made)

    copy = annotated(content, "trial.docx", found(content), "zh")

    children = list(Document(BytesIO(copy)).paragraphs[0]._p)
    within = [local(each) for each in children]
    texts = ["".join(t.text or "" for t in each.iter(qn("w:t"))) for each in children]
    begin, end = within.index("commentRangeStart"), within.index("commentRangeEnd")
    assert texts[begin + 1 : end] == ["{{ to", "tl|money }}"]


def test_a_template_without_faults_stays_as_it_is() -> None:
    content = template("{{ number }}")

    assert annotated(content, "trial.docx", found(content), "zh") == content


def test_a_finding_is_said_in_both_languages() -> None:
    findings = found(template("标题", "前{{ totl|money }}后"))

    assert next(iter(lines(findings, "zh"))) == (
        "trial.docx: 正文 第2段: 错误 unknown_name: 没有名为 totl 的变量,是否为 total?"
    )
    assert row(findings[0], "en")["says"] == "totl is not offered; did you mean total?"


# -- whatever is in it ------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *("{{", "}}", "{%", "%}", "{#", "#}", "｛｛", "｝｝", "{", "}", " if ", " for ", " endfor ", " endif ", "else"),
        *("tr ", "p ", "line", " in ", "lines", "total", ".gross", "|money", "|", "(", ")", "'", " is none", " and "),
        *("~", "-", "set x = ", "raw", "endraw", "r ", "tc ", "[0]", "甲", "，", " ", "elif", "with a=1", "macro f(x)"),
        *("f(1)", "+", "1", "None"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(PIECES, max_size=9), max_size=6), st.lists(st.lists(PIECES, max_size=6), max_size=4))
def test_lint_never_raises(paragraphs: list[list[str]], cells: list[list[str]]) -> None:
    content = template(*map("".join, paragraphs), table=[("".join(each), "") for each in cells])

    findings = found(content, kind=KIND)

    annotated(content, "trial.docx", findings, "en")
    assert all(one.says.zh and one.advice.en for one in findings)


def test_the_record_of_a_kind_is_what_its_figures_return() -> None:
    for kind in template_kinds():
        if kind.figures is not None:
            assert offered_to(kind) is get_type_hints(kind.figures)["return"]
