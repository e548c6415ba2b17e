"""What people typed is shown in answers without harm: no unseen signs, no lines of its own, never long.

Source: intake.md 5.3 (17, 22, 23).
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from tests.forms.small_files import SUMMARY, cell, document, mark, paragraph, table
from toolkit.catalogue import FORMS, MESSAGES
from toolkit.catalogue.messages import tell, worded
from toolkit.forms.annotate import annotate
from toolkit.forms.blank import make
from toolkit.forms.marks import Mark, Summary
from toolkit.intake.answer import Answered, told
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Prefill
from toolkit.model.text import Text, shown_safely
from toolkit.office.package import Package

DAY = date(2026, 7, 1)
NASTY = (
    "\x1b[2J\x1b]0;title\x07",
    "上海\u202egnp.exe",
    "\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "first\r\nM-FILE\n  2. forged line\u2028\u2029\x85\v\f",
    "\x00\x01\x08\x0b\x1f\x7f\x9b31m",
    "a\u200bb\u00adc\ufeffd\u2060e",
    "\U000e0041\U000e0042",
    "\ud800\udfff\ufffe\uffff",
    '=HYPERLINK("http://e.cn","x")',
    "+1+cmd|'/c calc'!A1",
    "@SUM(1)",
    "-1",
    "＝1+1",
    "{label} {raw} {0} %s {{x}} {% raw %}",
    "<script>alert(1)</script>&amp;]]>",
    "_x000D_ _x0041_",
    "长" * 40_000,
    "\n" * 40_000,
    "\u0301" * 300,
)
UNSHOWN = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")


def unsafe(text: str) -> list[str]:
    """What must not stand in an answer, line ends of its own lines left out."""
    return [f"U+{ord(one):04X}" for one in text if unicodedata.category(one) in UNSHOWN and one != "\n"]


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_what_was_typed_is_shown_on_one_line_with_nothing_unseen(typed: str) -> None:
    shown = shown_safely(typed)

    assert unsafe(shown) == []
    assert "\n" not in shown
    assert len(shown) <= 200 * len("<U+E0041>") + len("…(40,000)")


@given(st.text(st.characters(), max_size=300), st.integers(1, 250))
def test_whatever_the_text_it_is_safe_short_and_encodable(typed: str, longest: int) -> None:
    shown = shown_safely(typed, longest=longest)

    assert unsafe(shown) == []
    assert "\n" not in shown
    assert len(shown) <= longest * len("<U+10FFFF>") + len("…(300)")
    assert shown.encode() or not typed


@given(st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), max_size=200))
def test_an_ordinary_text_is_shown_as_it_is(typed: str) -> None:
    assert shown_safely(typed) == typed


def test_the_length_of_what_was_cut_is_told() -> None:
    assert shown_safely("长" * 12_345, longest=3) == "长长长…(12,345)"
    assert shown_safely("a\r\nb\tc") == "a↵b c"
    assert shown_safely("gnp\u202e") == "gnp<U+202E>"


def everywhere(typed: str) -> Finding:
    """A finding that has the text wherever one can have it."""
    facts = {"other": typed, "target": Text(typed, typed), "options": (typed, typed), "reason": typed}
    return Finding("M-MATCH", Severity.ERROR, facts, label=Text("客户", "Customer"), raw=typed, place=f"{typed}!C7")


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_message_holds_no_line_of_its_own_whatever_was_typed(typed: str, lang: str) -> None:
    for code in MESSAGES:
        finding = Finding(code, Severity.ERROR, dict.fromkeys(_placeholders(code), typed), raw=typed, place=typed)

        said = tell(finding, FORMS[0], MESSAGES, "zh" if lang == "zh" else "en")

        assert unsafe(said) == []
        assert "\n" not in said
        assert len(said) < 15_000


def _placeholders(code: str) -> set[str]:
    return {part.partition("}")[0] for words in MESSAGES[code] for part in words.split("{")[1:]} - {"label", "raw"}


def test_a_text_typed_like_a_placeholder_is_shown_and_not_filled() -> None:
    said = worded(everywhere("{other} {target} {label}"), MESSAGES, "zh")

    assert said.count("{other} {target} {label}") == 3


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_a_report_keeps_its_lines_whatever_the_file_and_its_answers_say(typed: str) -> None:
    answered = Answered(
        name=f"{typed}.xlsx",
        day=DAY,
        outcome="returned",
        form=FORMS[0],
        findings=(everywhere(typed), everywhere(typed)),
    )

    report = told(answered, "zh")

    assert unsafe(report) == []
    plain = Answered(
        name="a.xlsx", day=DAY, outcome="returned", form=FORMS[0], findings=(everywhere("a"), everywhere("a"))
    )
    assert report.count("\n") == told(plain, "zh").count("\n")
    assert len(report.encode()) < 64 << 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_report_of_a_hundred_thousand_findings_is_64_kib_and_says_how_many_more_there_are(lang: str) -> None:
    findings = (everywhere("长" * 300),) * 100_000
    answered = Answered(name="a.xlsx", day=DAY, outcome="returned", findings=findings)

    report = told(answered, "zh" if lang == "zh" else "en")

    written = ("\ufeff" + report).replace("\n", "\r\n").encode()
    assert len(written) <= 64 << 10
    assert len(written) > 60 << 10
    listed = sum(" [M-MATCH]" in line for line in report.splitlines())
    last = report.splitlines()[-1]
    assert last == (f"……另有 {100_000 - listed} 项,此处从略。" if lang == "zh" else f"… and {100_000 - listed} more.")


def test_a_report_that_fits_is_told_in_full() -> None:
    answered = Answered(name="a.xlsx", day=DAY, outcome="returned", findings=(everywhere("a"),) * 200)

    report = told(answered, "zh")

    assert report.count("[M-MATCH]") == 200
    assert "从略" not in report


# -- marked copies -----------------------------------------------------------------------------------------------------


def nasty_mark(place: str, typed: str) -> Mark:
    return mark(place, said=typed, read=typed, expected=typed, fix=typed, label=typed)


def nasty_summary(typed: str) -> Summary:
    return Summary(title=SUMMARY.title, file=f"{typed}.xlsx", about=(("商机", typed),), advice=SUMMARY.advice)


def texts_of(package: Package) -> Iterator[str]:
    """Every text of every part that may show what was typed."""
    for part in package.names:
        root = package.xml(part) if part.endswith((".xml", ".vml")) else None
        for element in () if root is None else root.iter(etree.Element):
            yield from (piece for piece in (element.text, element.tail) if piece)


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_a_marked_workbook_shows_what_was_typed_as_plain_short_text(typed: str) -> None:
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    came = Package(made.getvalue(), "表.xlsx")
    marks = [nasty_mark("Sheet!B2", typed), nasty_mark("", typed)]

    back = annotate(came, marks, lang="zh", summary=nasty_summary(typed))

    assert [found for text in texts_of(Package(back, "表.xlsx")) for found in unsafe(text)] == []
    read = openpyxl.load_workbook(io.BytesIO(back))
    formulas = [cell.coordinate for row in read["检查结果"].iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []
    assert len(back) < 200_000


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_a_marked_word_form_shows_what_was_typed_as_plain_short_text(typed: str) -> None:
    came = document(paragraph("纪要") + table(cell("日期") + cell("7月")))
    marks = [nasty_mark("第1个表 第1行", typed), nasty_mark("", typed)]

    back = annotate(came, marks, lang="zh", summary=nasty_summary(typed))

    assert [found for text in texts_of(Package(back, "纪要.docx")) for found in unsafe(text)] == []
    assert len(back) < 200_000


@pytest.mark.parametrize(
    "typed", ["=1+1", "+1+cmd|'/c calc'!A1", "@SUM(1)", "-2+3", "＝1+1", '=HYPERLINK("http://e.cn")']
)
def test_a_blank_that_is_prefilled_with_a_formula_holds_it_as_text(typed: str) -> None:
    form = next(one for one in FORMS if one.id == "F05")
    words = [field.key for field in form.fields if field.kind.name == "words"]
    blank = make(form, prefill=Prefill(values=dict.fromkeys(words, typed)), deal="SJ-2026-0001", company=typed)

    cells = [cell for sheet in openpyxl.load_workbook(io.BytesIO(blank)) for row in sheet.iter_rows() for cell in row]
    kinds = {str(cell.data_type) for cell in cells if cell.value == typed}

    assert kinds == {"s"}
