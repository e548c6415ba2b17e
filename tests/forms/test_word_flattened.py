"""What Word, WPS and people do to the text of a Word file, and what is read from it."""

from __future__ import annotations

import json
import os
import time
import unicodedata
from pathlib import Path

import pytest

from tests.forms.every_kind import TODAY, asked
from tests.forms.word_xml import box, docx, field, mark, p, run, sdt, story, tbl, tc, text_of, tr, tracked
from toolkit.errors import UnreadableFile
from toolkit.forms.word.answers import fields_of
from toolkit.forms.word.reader import story_of
from toolkit.forms.word.story import Control
from toolkit.model import kinds
from toolkit.model.form import Form, Group
from toolkit.model.text import Text
from toolkit.office.package import Package
from toolkit.office.rewrite import rewritten

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).parents[3] / "shared")) / "quirks"
COMPANY = Form(
    id="F93",
    word="company",
    version="1",
    title=Text("公司资料", "Company"),
    medium="docx",
    stage=1,
    parts=(
        Group(
            Text("", ""),
            (
                asked("company", "公司名称", kinds.Words(one_line=True)),
                asked("capital", "注册资本", kinds.Words()),
                asked("founded", "成立日期", kinds.Day()),
                asked("is_general", "一般纳税人", kinds.YesNo()),
                asked("address", "地址", kinds.Words()),
            ),
        ),
    ),
)
BOX_TICKED = '<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>'
PLACEHOLDER = "<w:showingPlcHdr/>"


def quirks() -> list[dict[str, object]]:
    """The Word files of the shared cases that must be read, with what they say."""
    manifest = CASES / "manifest.json"
    if not manifest.exists():
        return [{"file": "absent", "fields": {}}]
    cases: list[dict[str, object]] = json.loads(manifest.read_text(encoding="utf-8"))
    return [case for case in cases if case["format"] == "docx" and case["must"] == "accept"]


def quirk(name: str) -> Package:
    """That file of the shared cases."""
    path = CASES / name
    if not path.exists():
        pytest.skip(f"no shared cases at {CASES}")
    return Package(path.read_bytes(), name)


def as_meant(text: str) -> str:
    """Half-width, without spaces around it: what the manifest's notes compare by."""
    return unicodedata.normalize("NFKC", text).strip()


@pytest.mark.parametrize("case", quirks(), ids=lambda case: str(case["file"]))
def test_a_quirky_file_says_what_a_person_sees(case: dict[str, object]) -> None:
    package = quirk(str(case["file"]))
    begun = time.perf_counter()

    answers = fields_of(story_of(package), COMPANY, (), today=TODAY)

    assert time.perf_counter() - begun < 1
    labels = {f.label.zh: f.key for f in COMPANY.fields}
    expected = case["fields"]
    assert isinstance(expected, dict)
    said = {label: as_meant(answers[key].raw) for label, key in labels.items() if answers[key].raw}
    assert said == {label: as_meant(text) for label, text in expected.items() if text}


def test_a_row_copied_with_another_answer_is_asked_about() -> None:
    package = quirk("d15_dup_tag.docx")

    answer = fields_of(story_of(package), COMPANY, (), today=TODAY)["company"]

    assert answer.value is None
    assert answer.fault is not None and answer.fault.code == "M-TWICE"
    assert answer.fault.facts["values"] == ("上海公司", "北京公司")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (sdt(run("上海"), tag="f_company"), "上海"),
        (sdt(sdt(run("上"), tag="a") + run("海")), "上海"),
        (sdt(run("请输入"), properties=PLACEHOLDER), ""),
        (sdt(run("单击或点击此处输入文字。")), ""),
        (sdt(run("上海"), properties='<w:showingPlcHdr w:val="0"/>'), "上海"),
        (sdt(run("☒"), properties=BOX_TICKED) + run("是"), "☑是"),
        (sdt(run("☒"), properties='<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>') + run("是"), "☐是"),
        (sdt(run("☒是"), properties=BOX_TICKED), "☑是"),
        (tracked("ins", run("上海")) + tracked("del", "<w:r><w:delText>北京</w:delText></w:r>"), "上海"),
        (tracked("moveTo", run("上海")) + tracked("moveFrom", run("北京")), "上海"),
        (tracked("ins", sdt(run("上海"))), "上海"),
        (f"<w:smartTag>{run('上海')}</w:smartTag>", "上海"),
        (f"<w:customXml>{run('上海')}</w:customXml>", "上海"),
        (f"<w:hyperlink>{run('a@example.com')}</w:hyperlink>", "a@example.com"),
        (f'<w:fldSimple w:instr="DATE">{run("2026-07-01")}</w:fldSimple>', "2026-07-01"),
        (field("DATE", run("2026-07-01")), "2026-07-01"),
        (field(" IF " + field("PAGE", run("1")) + " = 1", run("上海")), "上海"),
        (field("HYPERLINK", run("上") + field("REF", run("海"))), "上海"),
        (field("FORMCHECKBOX", "", form="<w:checkBox><w:checked/></w:checkBox>") + run("是"), "☑是"),
        (field("FORMCHECKBOX", "", form='<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'), "☐"),
        (
            field(
                "FORMDROPDOWN",
                "",
                form='<w:ddList><w:result w:val="1"/><w:listEntry w:val="红"/><w:listEntry w:val="蓝"/></w:ddList>',
            ),
            "蓝",
        ),
        (f"<w:ruby><w:rubyPr/><w:rt>{run('hǎi')}</w:rt><w:rubyBase>{run('海')}</w:rubyBase></w:ruby>", "海"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>', "☑是"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/><w:t>是</w:t></w:r>', "☑是"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/><w:t>是</w:t></w:r>', "☐是"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0A3"/><w:t>5</w:t></w:r>', "≤5"),
        ('<w:r><w:sym w:font="宋体" w:char="2103"/></w:r>', "℃"),
        ('<w:r><w:sym w:font="Wingdings 3" w:char="F001"/></w:r>', "\uf001"),
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:cr/></w:r>", "一\n二\t三\n"),
        ("<w:r><w:t>0512</w:t><w:noBreakHyphen/><w:t>66</w:t><w:softHyphen/></w:r>", "0512-66"),
        ('<w:r><w:t>一</w:t><w:br w:type="page"/></w:r>', "一"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>上海</w:t></w:r>", "上海"),
        (f'<w:bookmarkStart w:id="0" w:name="f_company"/>{run("上海")}<w:bookmarkEnd w:id="0"/>', "上海"),
        (f"<mc:AlternateContent><mc:Choice>{run('新')}</mc:Choice><mc:Fallback>{run('旧')}</mc:Fallback>"
         "</mc:AlternateContent>", "新"),
        (box("框中"), ""),
        ("<w:proofErr/>" + run("上") + "<w:proofErr/>" + run("海"), "上海"),
    ],
)  # fmt: skip
def test_a_paragraph_says_what_a_person_sees_in_the_end(content: str, said: str) -> None:
    assert text_of(content) == said


def test_a_control_around_cells_rows_and_tables_hides_none_of_them() -> None:
    row = tr("地址", sdt(tc("苏州"), tag="f_address"))
    table = sdt(tbl(("公司名称", tc(sdt(p("上海"), tag="f_company"))), sdt(row)))

    (read,) = story(table).tables

    assert [[cell.text for cell in row] for row in read.rows] == [["公司名称", "上海"], ["地址", "苏州"]]
    assert read.rows[1][1].extras.controls == (Control("f_address", "苏州", "tag"),)


def test_a_placeholder_around_a_cell_or_paragraph_is_blank_but_keeps_its_cell() -> None:
    around_cell = sdt(tc("请输入"), properties=PLACEHOLDER)
    around_paragraph = tc(sdt(p("请输入"), properties=PLACEHOLDER))

    (read,) = story(tbl(tr("一", around_cell, "三"), tr("一", around_paragraph, "三"))).tables

    assert [[cell.text for cell in row] for row in read.rows] == [["一", "", "三"], ["一", "", "三"]]


def test_a_stale_placeholder_flag_around_rows_blanks_none_of_them() -> None:
    row = tr("公司名称", "上海")

    for body in (tbl(sdt(row, properties=PLACEHOLDER)), sdt(tbl(row), properties=PLACEHOLDER)):
        assert [cell.text for cell in story(body).tables[0].rows[0]] == ["公司名称", "上海"]

    in_cell = tbl((tc(sdt(p("资料") + tbl(row), properties=PLACEHOLDER)),))
    assert story(in_cell).tables[0].rows[0][0].text == "资料\n公司名称\n上海"


def test_deleted_rows_cells_and_paragraph_ends_are_gone() -> None:
    table = tbl(
        tr("公司名称", "上海"),
        tr("公司名称", "北京", shape=mark("del")),
        tr("地址", tc("旧", shape=mark("cellDel")), tc(p("苏州", mark=mark("del")), p("工业园"), p("一号"))),
    )

    read = story(table, p("一", mark=mark("del")), p("二"))

    assert [[c.text for c in row] for row in read.tables[0].rows] == [
        ["公司名称", "上海"],
        ["地址", "苏州工业园\n一号"],
    ]
    assert [paragraph.text for paragraph in read.paragraphs] == ["一二"]
    assert read.changes == 4


def test_spans_and_downward_merges_keep_their_columns() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = tbl(
        tr(tc("甲", shape=down), tc("乙", shape='<w:gridSpan w:val="2"/>'), "丙"),
        tr(tc("", shape=on), "丁", shape='<w:gridBefore w:val="1"/>'),
    )

    (read,) = story(table).tables

    assert [(c.column, c.span, c.is_continued) for c in read.rows[0]] == [(0, 1, False), (1, 2, False), (3, 1, False)]
    assert [(c.column, c.is_continued) for c in read.rows[1]] == [(1, True), (2, False)]
    assert read.cell(0, 2) == read.rows[0][1]


def test_text_boxes_are_read_apart_and_once() -> None:
    read = story(p("上", box("框一", p("框二")), "海"), tbl(("公司名称", tc(p(box("格中框"))))))

    assert read.paragraphs[0].text == "上海"
    assert read.boxes == ("框一\n框二", "格中框")
    assert read.tables[0].rows[0][1].text == ""


def test_a_text_box_that_only_old_programs_know_is_read_too() -> None:
    old = f"<w:r><w:pict><v:textbox><w:txbxContent>{p('旧框')}</w:txbxContent></v:textbox></w:pict></w:r>"

    assert story(p(old)).boxes == ("旧框",)


def test_hidden_text_is_read_and_told() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>两合</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>公司</w:t></w:r>'

    (read,) = story(tbl(("公司名称", tc(p("上海", hidden))), ("地址", tc(p(shown))))).tables

    assert (read.rows[0][1].text, read.rows[0][1].extras.is_hidden) == ("上海两合", True)
    assert read.rows[1][1].extras.is_hidden is False


def test_tables_within_cells_are_read_as_tables_and_as_their_cells_text() -> None:
    inner = tbl(("公司名称", "上海"))

    read = story(tbl((tc(p("资料"), inner, p("完")),)), tbl(("地址", "苏州")))

    assert [table.rows[0][0].text for table in read.tables] == ["资料\n公司名称\n上海\n完", "地址", "公司名称"]
    assert read.tables[0].rows[0][0].own == "资料\n完"


def test_a_field_that_never_ends_swallows_nothing() -> None:
    broken = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'

    read = story(p(broken, "上海"), p("苏州"))

    assert [paragraph.text for paragraph in read.paragraphs] == ["上海", "苏州"]


def test_a_form_field_is_what_was_typed_into_it_alone() -> None:
    typed = field("FORMTEXT", run("张伟"), form='<w:name w:val="f_contact"/>')

    (read,) = story(tbl((tc(p("先生/女士:", typed, "(签字)")),))).tables

    assert read.rows[0][0].text == "先生/女士:张伟(签字)"
    assert read.rows[0][0].extras.controls == (Control("f_contact", "张伟", "form field"),)


def test_a_field_result_over_several_paragraphs_is_read_whole() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f_address"/></w:ffData></w:fldChar></w:r>'
    middle = '<w:r><w:instrText>FORMTEXT</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'

    (read,) = story(
        tbl((tc(p(begin, middle, "苏州"), p("一号", '<w:r><w:fldChar w:fldCharType="end"/></w:r>')),))
    ).tables

    assert read.rows[0][0].text == "苏州\n一号"
    assert read.rows[0][0].extras.controls == (Control("f_address", "苏州\n一号", "form field"),)


def test_text_that_libreoffice_wrote_four_times_over_is_read_once() -> None:
    plain_text = "<w:text/>"
    repeated = sdt(run("8"), properties=plain_text) * 2 + sdt(run("88"), properties=plain_text)
    typed = sdt(run("8888"), properties=plain_text)
    table = tbl(("一", tc(p(repeated))), ("二", tc(p(typed))), ("三", tc(p(*["8"] * 4))))

    by_libreoffice = story(table, application="LibreOffice/7.4.7.2$Linux").tables[0]
    by_word = story(table, application="Microsoft Office Word").tables[0]

    assert [row[1].text for row in by_libreoffice.rows] == ["8", "8888", "8888"]
    assert [row[1].extras.is_collapsed for row in by_libreoffice.rows] == [True, False, False]
    assert [row[1].text for row in by_word.rows] == ["8888", "8888", "8888"]


def test_the_day_that_a_date_picker_remembers_is_kept() -> None:
    picker = '<w:date w:fullDate="2026-07-20T00:00:00Z"/>'

    (read,) = story(tbl((tc(p(sdt(run("七月二十日"), properties=picker))),))).tables

    assert (read.rows[0][0].text, read.rows[0][0].extras.picked) == ("七月二十日", "2026-07-20")


def test_margins_comments_and_changes_are_counted_apart() -> None:
    parts = {"header": p("表单编号 F93 版本 1"), "footer": tbl(("第1页",)), "comments": "<w:comment/><w:comment/>"}
    content = docx(p("正文", tracked("ins", run("增"))), parts=parts)

    read = story_of(Package(content, "x.docx"))

    assert sorted(read.margins) == ["第1页", "表单编号 F93 版本 1"]
    assert (read.comments, read.changes) == (2, 1)
    assert list(read.texts()) == ["正文增"]


def test_a_file_without_a_body_is_refused() -> None:
    whole = Package(docx(p("正文")), "x.docx")
    broken = Package(rewritten(whole, {"word/document.xml": b"<a/>"}), "x.docx")

    with pytest.raises(UnreadableFile):
        story_of(broken)
