"""The filling guide of a form: as a Word file, as a web page, on the command line."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from lxml import html

from tests.forms.every_kind import GOODS, WORKBOOK
from tests.ooxml import complaints, needs_validator
from toolkit.catalogue import CATALOGUE, FORMS, MESSAGES_OF
from toolkit.cli import salesdocs
from toolkit.desk.guides import file_name, guide_of
from toolkit.forms import layout
from toolkit.forms.blanks.guide_page import guide_page
from toolkit.forms.blanks.guide_word import guide_word
from toolkit.forms.guide import Guide
from toolkit.model.form import Form
from toolkit.model.text import Lang, Text

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
in_both = pytest.mark.parametrize("lang", ["zh", "en"])


def words_of(content: bytes) -> list[str]:
    """Every paragraph of a Word file, those of its tables' cells included."""
    document = docx.Document(io.BytesIO(content))
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    return [p.text for p in document.paragraphs] + [p.text for cell in cells for p in cell.paragraphs]


def words_on(page: str) -> str:
    return " ".join(html.fromstring(page).text_content().split())


@each_form
@in_both
def test_a_guide_explains_every_answer_in_both_languages(form: Form, lang: Lang) -> None:
    guide = guide_of(form)

    written, page = words_of(guide_word(guide, lang)), words_on(guide_page(guide, lang))

    for field in (*form.fields, *(column for table in form.tables for column in table.columns)):
        assert field.label.zh in written and layout.capital(field.label.en) in written
        assert field.label.zh in page and layout.capital(field.label.en) in page
        assert field.example in " ".join(written)


@each_form
def test_a_guide_says_who_when_what_follows_and_what_may_come_back(form: Form) -> None:
    guide = guide_of(form)

    written = words_of(guide_word(guide, "zh"))

    assert layout.capital(form.filled_by.zh) in written
    assert {"填写人", "何时填写", "提交之后", "填写规则", "有错误时"} <= set(written)
    assert set(MESSAGES_OF[form.id]) <= set(written)


def test_the_guide_of_the_cost_sheet_tells_its_part_in_the_process() -> None:
    told = {fact.name.zh: [text.zh for text in fact.told] for fact in guide_of(CATALOGUE.forms["F05"]).facts}

    assert told["填写人"] == ["财务部门"]
    assert told["何时填写"] == ["商机阶段:需求确认、已报价、谈判中"]
    assert "报价单已生成,请发送客户 → 已报价 · 报价单、报价反馈记录" in told["提交之后"]
    assert told["编号"] == ["CB-年份-流水号,收件后自动编号"]


def test_a_condition_of_need_is_told_in_words() -> None:
    page = words_on(guide_page(guide_of(CATALOGUE.forms["F02"]), "zh"))

    assert "「客户来源」为“客户转介绍”时必填" in page


def test_the_page_is_whole_in_itself_and_escapes_what_it_is_told() -> None:
    first = replace(GOODS.columns[0], label=Text("<b>名称</b> & Co", "<i>x</i>"))
    form = replace(WORKBOOK, parts=(replace(GOODS, columns=(first, *GOODS.columns[1:])),))

    page = guide_page(Guide(form, (), ()), "zh")

    assert "<b>名称</b>" not in page and "&lt;b&gt;名称&lt;/b&gt; &amp; Co" in page
    assert not re.search(r"(?:src|href)=|@import|url\(|<script", page)


@in_both
def test_the_same_guide_has_the_same_bytes(lang: Lang) -> None:
    guide = guide_of(FORMS[0])

    assert guide_word(guide, lang) == guide_word(guide, lang)


def test_form_guide_writes_under_a_name_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    ran = [CliRunner().invoke(salesdocs, words.split()) for words in ("form guide F05", "--lang en form guide F05")]

    assert [one.exit_code for one in ran] == [0, 0], [one.output for one in ran]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "guide_F05_cost-sheet.docx",
        "填写指南_F05_成本核算表.docx",
    ]
    assert ran[0].output.strip() == file_name(CATALOGUE.forms["F05"], "docx", "zh")


def test_form_guide_writes_a_page_where_the_name_or_the_format_says_so(tmp_path: Path) -> None:
    named, asked = tmp_path / "guide.html", tmp_path / "guide.txt"

    CliRunner().invoke(salesdocs, ["form", "guide", "cost-sheet", "-o", str(named)])
    CliRunner().invoke(salesdocs, ["form", "guide", "F05", "--format", "html", "--lang", "en", "-o", str(asked)])

    assert "成本核算表填写指南" in named.read_text("utf-8")
    assert "<h1>Cost sheet: how to fill it in</h1>" in asked.read_text("utf-8")


def test_form_new_writes_an_english_blank(tmp_path: Path) -> None:
    target = tmp_path / "blank.docx"

    ran = CliRunner().invoke(salesdocs, ["form", "new", "F13", "--lang", "en", "-o", str(target)])

    assert ran.exit_code == 0, ran.output
    assert "Acceptance certificate" in words_of(target.read_bytes())


@needs_validator
def test_the_open_xml_sdk_has_nothing_against_a_guide(tmp_path: Path) -> None:
    for form in FORMS[:3]:
        (tmp_path / f"{form.id}.docx").write_bytes(guide_word(guide_of(form), "zh"))

    assert not any(complaints(tmp_path.iterdir()).values())
