"""Plain rows of a Word file are read in one pass, which must say what reading element by element says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.forms.word_xml import docx, p, run, sdt, story, tbl, tc, tr
from toolkit.forms.word.story import Paragraph, Table
from toolkit.forms.word.text import Reader
from toolkit.office.package import Package

BREAK, PAGE = "<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>", '<w:r><w:br w:type="page"/><w:t>丙</w:t></w:r>'
TABS = "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>左</w:t><w:tab/><w:t>右</w:t></w:r></w:p>"
LINK = f"<w:hyperlink>{run('链接')}</w:hyperlink>"
SHAPED = "<w:gridSpan w:val='2'/>"
ODD = (
    tc(TABS),
    tc(p(LINK)),
    tc(p(sdt(run("控件"), tag="f_company"))),
    tc(tbl(("内", "表"))),
    tc(p('<w:ins w:id="1">' + run("新") + "</w:ins>", '<w:del w:id="2">' + run("旧") + "</w:del>")),
    tc(p("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>")),
    f"<w:tc><w:tcPr/>{run('没有段落')}</w:tc>",
    f"<w:tc>{p('没有属性')}{SHAPED}</w:tc>",
    f"<w:tc><w:tcPr/><w:tcPr>{SHAPED}</w:tcPr>{p('两个属性')}</w:tc>",
    f"<w:tc><w:tcPr/><w:p><w:pPr>{run('属性里的字')}</w:pPr>{run('段落')}</w:p></w:tc>",
    f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('套在控件里')}</w:sdtContent></w:sdt>",
    f"<w:customXml>{tc('套在标记里')}</w:customXml>",
    p("行里的段落"),
)
PLAIN = (
    tc(),
    tc("公司名称"),
    tc(" 前后有空格 ", "第二段"),
    tc(p(BREAK, PAGE)),
    tc(p("一", "二", "<w:r><w:t/></w:r>")),
    tc("跨两列", shape=SHAPED),
    tc("起", shape='<w:vMerge w:val="restart"/>'),
    tc("续", shape="<w:vMerge/>"),
)
ROWS = st.lists(st.lists(st.sampled_from(PLAIN + ODD), min_size=1, max_size=6), min_size=1, max_size=4)


Read = tuple[tuple[Paragraph, ...], tuple[Table, ...]]


def both(*rows: str) -> tuple[Read, Read]:
    """A table of these rows, read in one pass a row and element by element."""
    root = Package(docx(tbl(*rows), p("后")), "x.docx").xml("word/document.xml")
    assert root is not None
    reader, patient = Reader(root, lambda: False), Reader(root, lambda: False)
    patient.may_be_plain = False
    return reader.read(root[0]), patient.read(root[0])


@given(ROWS)
def test_a_row_read_in_one_pass_says_what_its_elements_say(rows: list[list[str]]) -> None:
    at_once, one_by_one = both(*(f"<w:tr>{''.join(cells)}</w:tr>" for cells in rows))

    assert at_once == one_by_one


def test_a_cell_wrapped_in_a_control_is_read_behind_an_odd_one() -> None:
    wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{tc('套着')}</w:sdtContent></w:sdt>"

    (row,) = story(tbl(tr(tc(TABS), wrapped, tc("末")))).tables[0].rows

    assert [cell.text for cell in row] == ["左\t右", "套着", "末"]


def test_a_cell_that_spans_columns_moves_those_behind_it() -> None:
    (row,) = story(tbl(tr(tc("宽", shape=SHAPED), tc(p(sdt(run("控件"), tag="a"))), tc("末")))).tables[0].rows

    assert [(cell.text, cell.column, cell.span) for cell in row] == [("宽", 0, 2), ("控件", 2, 1), ("末", 3, 1)]
