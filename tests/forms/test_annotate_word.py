"""A wrong Word form comes back as the same file: shaded, commented, summed up at its top; and clean once sent again."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.forms.small_files import (
    OFFICE,
    SUMMARY,
    WORD_NS,
    cell,
    document,
    mark,
    paragraph,
    table,
)
from toolkit.errors import NotPatchable
from toolkit.forms.annotate import annotate, cleared, is_marked
from toolkit.forms.marks import Mark
from toolkit.forms.returned.colours import is_mark
from toolkit.forms.word.reader import story_of
from toolkit.model.finding import Severity
from toolkit.office.package import Package

W = f"{{{WORD_NS}}}"
FORM = paragraph("谈判纪要") + table(cell("谈判日期") + cell("7月"), cell("地点") + cell()) + paragraph()
DATE, PLACE = "第1个表 第1行", "第1个表 第2行"


def given_back(came: Package, *marks: Mark) -> Package:
    return Package(annotate(came, marks, lang="zh", summary=SUMMARY), came.name)


def body(came: Package) -> etree._Element:
    root = came.xml("word/document.xml")
    assert root is not None
    return root[0]


def cells(came: Package) -> list[etree._Element]:
    return list(body(came).iter(f"{W}tc"))


def fill(element: etree._Element) -> str:
    shading = element.find(f"{W}tcPr/{W}shd")
    return "" if shading is None else shading.get(f"{W}fill", "")


def comments(came: Package) -> list[etree._Element]:
    root = came.xml(came.related("comments", came.main))
    return [] if root is None else list(root)


def words(element: etree._Element) -> str:
    return "\n".join("".join(p.itertext()) for p in element.iter(f"{W}p"))


def top(came: Package) -> str:
    """The words before the form's own title."""
    return words(body(came)).partition("谈判纪要")[0]


# -- cells --------------------------------------------------------------------------------------------------------


def test_a_marked_cell_is_shaded_and_commented_and_its_text_stays() -> None:
    back = given_back(document(FORM), mark(DATE, cell=2, said="「谈判日期」不是日期。", expected="2026-07-01 的格式"))

    marked = cells(back)[1]
    assert is_mark(fill(marked)) and words(marked) == "7月"
    (comment,) = comments(back)
    assert words(comment).split("\n")[1:4] == ["错误:「谈判日期」不是日期。", "读到:abc", "应为:2026-07-01 的格式"]
    number = comment.get(f"{W}id")
    assert [e.get(f"{W}id") for e in marked.iter(f"{W}commentRangeStart", f"{W}commentReference")] == [number, number]


def test_an_empty_cell_is_commented_too() -> None:
    back = given_back(document(FORM), mark(PLACE, cell=2))

    tags = [etree.QName(e).localname for e in cells(back)[3].iter() if "comment" in etree.QName(e).localname]
    assert tags == ["commentRangeStart", "commentRangeEnd", "commentReference"]


@pytest.mark.parametrize(
    "held",
    [
        "<w:tc><w:p><w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>x</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc>",
        f"<w:tc><w:sdt><w:sdtPr/><w:sdtContent>{paragraph('x')}</w:sdtContent></w:sdt></w:tc>",
        f"<w:sdt><w:sdtPr/><w:sdtContent>{cell('x')}</w:sdtContent></w:sdt>",
    ],
)
def test_a_cell_of_nothing_but_a_content_control_is_commented(held: str) -> None:
    back = given_back(document(table(cell("名称") + held)), mark(DATE, cell=2))

    assert is_mark(fill(cells(back)[1]))
    assert len(list(cells(back)[1].iter(f"{W}commentReference"))) == 1


def test_shading_takes_its_place_among_the_cells_properties() -> None:
    came = document(table(cell("x", '<w:tcW w:w="9" w:type="dxa"/><w:noWrap/><w:vAlign w:val="center"/>')))

    properties = cells(given_back(came, mark(DATE, cell=1)))[0][0]

    assert [etree.QName(e).localname for e in properties] == ["tcW", "shd", "noWrap", "vAlign"]


def test_a_mark_on_a_row_shades_all_of_it_and_comments_once() -> None:
    back = given_back(document(FORM), mark(PLACE))

    assert [is_mark(fill(each)) for each in cells(back)] == [False, False, True, True]
    assert len(comments(back)) == 1


def test_the_worst_of_several_marks_shades_the_cell_and_one_comment_tells_all() -> None:
    marks = (mark(DATE, Severity.WARNING, cell=2, said="太早"), mark(DATE, cell=2, said="不是日期"))

    back = given_back(document(FORM), *marks)

    assert fill(cells(back)[1]) == fill(cells(given_back(document(FORM), mark(DATE, cell=2)))[1])
    (comment,) = comments(back)
    assert words(comment).index("不是日期") < words(comment).index("太早")


def test_a_paragraph_outside_of_tables_is_marked() -> None:
    back = given_back(document(FORM), mark("第1段"))

    marked = next(p for p in body(back) if "谈判纪要" in "".join(p.itertext()))
    shading = marked.find(f"{W}pPr/{W}shd")
    assert shading is not None and is_mark(shading.get(f"{W}fill", ""))
    assert marked.find(f"{W}commentRangeStart") is not None


def test_a_cell_merged_with_those_above_is_marked_where_it_is_seen() -> None:
    begin, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    came = document(table(cell("甲", begin) + cell("1"), cell("", goes_on) + cell("2"), cell("", goes_on) + cell("3")))

    back = given_back(came, mark("第1个表 第3行", cell=1))

    assert [is_mark(fill(each)) for each in cells(back)] == [True, False, False, False, False, False]


def test_deleted_rows_and_wrapped_rows_are_counted_as_the_reader_counts_them() -> None:
    gone = "<w:tr><w:trPr><w:del w:id='1' w:author='x'/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
    wrapped = f"<w:sdt><w:sdtContent><w:tr>{cell('行二')}</w:tr></w:sdtContent></w:sdt>"
    inner = f"<w:tc>{table(cell('内'))}<w:p/></w:tc>"
    rows = f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr>{cell('行一')}</w:tr>{gone}{wrapped}<w:tr>{inner}</w:tr></w:tbl>"
    came = document(f"{rows}<w:p/>{table(cell('表二'))}<w:p/>")

    back = given_back(came, mark(PLACE, cell=1), mark("第2个表 第1行", cell=1), mark("第3个表 第1行", cell=1))

    assert [words(each) for each in cells(back) if is_mark(fill(each))] == ["行二", "内", "表二"]
    assert [len(found.rows) for found in story_of(came).tables] == [3, 1, 1]


# -- comments -----------------------------------------------------------------------------------------------------


def with_comment() -> Package:
    """A form that a person commented on."""
    said = f'<w:comment w:id="7" w:author="张伟">{paragraph("请确认")}</w:comment>'
    return document(
        FORM,
        related={"rId1": ("comments", "comments.xml")},
        parts={"word/comments.xml": f'<w:comments xmlns:w="{WORD_NS}">{said}</w:comments>'},
    )


def test_comments_of_people_are_kept_beside_ours() -> None:
    back = given_back(with_comment(), mark(DATE, cell=2))

    assert [(c.get(f"{W}id"), c.get(f"{W}author")) for c in comments(back)] == [("7", "张伟"), ("8", "salesdocs")]


# -- the summary --------------------------------------------------------------------------------------------------


def test_the_summary_stands_at_the_top_with_title_counts_and_every_place() -> None:
    marks = (mark(DATE, cell=2), mark(PLACE, Severity.WARNING, cell=2), mark(severity=Severity.HOLD, said="须先审批"))

    said = top(given_back(document(FORM), *marks))

    assert said.startswith(SUMMARY.title)
    assert "错误 1 · 待办 1 · 提醒 1" in said
    assert all(f"[{place} · M-AMT]" in said for place in (DATE, PLACE, "整份表单"))


def test_the_summary_has_styles_of_its_own_in_a_file_that_has_none() -> None:
    back = given_back(document(FORM), mark(DATE, cell=2))

    styles = back.xml(back.related("styles", back.main))
    assert styles is not None
    known = {style.get(f"{W}styleId") for style in styles}
    assert {style.get(f"{W}val") for style in body(back).iter(f"{W}pStyle")} <= known


def test_styles_of_the_file_are_added_to_and_not_rewritten() -> None:
    styles = '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><!-- 注 -->'

    back = given_back(document(FORM, styles=styles), mark(DATE, cell=2))

    written = back.read("word/styles.xml").decode()
    assert styles in written and '<w:next w:val="a"/>' in written


# -- what cannot be given back ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "number"),
    [("第2个表 第1行", 1), ("第1个表 第3行", 1), (DATE, 3), ("第0段", 0), ("第9段", 0), ("表!A1", 0)],
)
def test_a_place_that_the_file_does_not_have_is_refused_by_name(place: str, number: int) -> None:
    with pytest.raises(NotPatchable) as refused:
        given_back(document(FORM), mark(place, cell=number))

    assert (refused.value.reason, refused.value.place) == ("no_such_place", place)


# -- the way back -------------------------------------------------------------------------------------------------


def test_a_file_without_marks_comes_back_as_the_very_same_bytes() -> None:
    came = with_comment()

    assert cleared(came) == came.content
    assert not is_marked(came)


def test_marks_taken_away_give_back_the_very_same_body() -> None:
    shaded = cell("x", '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>')
    came = document(paragraph("谈判纪要") + table(cell("谈判日期", "<w:noWrap/>") + shaded) + "<w:p/>")
    back = given_back(came, mark(DATE, cell=1), mark(DATE, cell=2), mark("第1段"))

    again = Package(cleared(back), came.name)

    assert is_marked(back)
    assert etree.tostring(body(again), method="c14n") == etree.tostring(body(came), method="c14n")
    assert comments(again) == []


def test_a_form_marked_twice_carries_only_the_marks_of_the_second_time() -> None:
    came = given_back(document(FORM), mark(DATE, cell=2), mark(PLACE, cell=2))

    back = given_back(came, mark(PLACE, cell=2))

    assert [is_mark(fill(each)) for each in cells(back)] == [False, False, False, True]
    assert len(comments(back)) == 1
    assert words(body(back)).count(SUMMARY.title) == 1


def test_what_people_typed_into_a_marked_form_stays() -> None:
    back = given_back(with_comment(), mark(PLACE, cell=2))
    typed = back.read("word/document.xml").replace(
        b'<w:r><w:commentReference w:id="8"/></w:r>',
        '<w:r><w:commentReference w:id="8"/><w:t>苏州</w:t></w:r>'.encode(),
    )
    said = back.read("word/comments.xml").replace("—— salesdocs</w:t>".encode(), "—— salesdocs 已改</w:t>".encode())
    came = document(
        "",
        related={"rId1": ("comments", "comments.xml"), "rId2": ("styles", "styles.xml")},
        parts={
            "word/document.xml": typed.decode(),
            "word/comments.xml": said.decode(),
            "word/styles.xml": back.read("word/styles.xml").decode(),
        },
    )

    again = Package(cleared(came), came.name)

    assert words(cells(again)[3]) == "苏州"
    assert [words(comment).strip() for comment in comments(again)] == ["请确认", "已改"]
    assert SUMMARY.title not in words(body(again))


def test_an_answer_to_our_comment_stands_by_itself_once_ours_is_gone() -> None:
    back = given_back(document(FORM), mark(DATE, cell=2))
    w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ours = back.read("word/comments.xml").decode().replace("<w:p>", f'<w:p {w14} w14:paraId="0A">', 1)
    answer = (
        f'<w:comment w:id="1" w:author="王芳"><w:p {w14} w14:paraId="0B"><w:r><w:t>好</w:t></w:r></w:p></w:comment>'
    )
    entries = '<x:commentEx x:paraId="0A"/><x:commentEx x:paraId="0B" x:paraIdParent="0A"/>'
    came = document(
        "",
        related={"rId1": ("comments", "comments.xml"), "rId2": ("commentsExtended", "commentsExtended.xml")},
        parts={
            "word/document.xml": back.read("word/document.xml").decode(),
            "word/comments.xml": ours.replace("</w:comments>", f"{answer}</w:comments>"),
            "word/commentsExtended.xml": f'<x:commentsEx xmlns:x="{w15}">{entries}</x:commentsEx>',
        },
    )

    again = Package(cleared(came), came.name)

    assert [words(comment) for comment in comments(again)] == ["好"]
    kept = again.xml("word/commentsExtended.xml")
    assert kept is not None
    assert [dict(entry.attrib) for entry in kept] == [{f"{{{w15}}}paraId": "0B"}]


def test_relationship_ids_of_the_file_are_not_taken() -> None:
    came = document(FORM, related={"rId2": ("hyperlink", "media/x.bin"), "rId1": ("image", "media/y.bin")})

    back = given_back(came, mark(DATE, cell=2))

    root = back.xml("word/_rels/document.xml.rels")
    assert root is not None
    known = [entry.get("Id") for entry in root]
    assert len(known) == len(set(known)) == 4
    assert all(str(entry.get("Type")).startswith(OFFICE) for entry in root)
