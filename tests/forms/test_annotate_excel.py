"""A wrong workbook comes back as the same file: filled, noted, listed; and without marks once it is sent again."""

from __future__ import annotations

import io
import re
import warnings

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule, Rule
from openpyxl.styles import Border, PatternFill, Protection, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms.small_files import SUMMARY, mark, workbook
from toolkit.errors import NotPatchable
from toolkit.forms.annotate import annotate, cleared, is_marked
from toolkit.forms.marks import Mark
from toolkit.forms.returned.colours import is_mark
from toolkit.model.finding import Severity
from toolkit.model.text import Lang
from toolkit.office.package import Package
from toolkit.office.rewrite import rewritten

PALE = "FFEEF3FA"


def filled() -> openpyxl.Workbook:
    """A workbook as people have them: formats, a coloured cell, a note, a merged range."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "报价单"
    sheet["B2"] = 12.5
    sheet["B2"].number_format = "#,##0.00"
    sheet["B2"].border = Border(left=Side("thin"))
    sheet["B2"].protection = Protection(locked=False)
    sheet["B3"] = "合计"
    sheet["B3"].fill = PatternFill("solid", fgColor=PALE)
    sheet["B4"].comment = Comment("请财务核对", "王芳")
    sheet["D6"] = "备注"
    sheet.merge_cells("D6:F8")
    return book


def green(formula: str = "B2>1") -> Rule:
    """A rule that paints cells green."""
    return FormulaRule(formula=[formula], fill=PatternFill("solid", bgColor="FF00FF00"))  # type: ignore[no-any-return, no-untyped-call]


def package(book: openpyxl.Workbook) -> Package:
    made = io.BytesIO()
    book.save(made)
    return Package(made.getvalue(), "成本核算表.xlsx")


def given_back(came: Package, *marks: Mark, lang: Lang = "zh") -> Package:
    return Package(annotate(came, marks, lang=lang, summary=SUMMARY), came.name)


def opened(came: Package) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles that are missing
        return openpyxl.load_workbook(io.BytesIO(came.content))


def first(came: Package) -> Worksheet:
    return opened(came).worksheets[0]


def fill(came: Package, cell: str) -> str:
    found = first(came)[cell].fill
    return str(found.fgColor.rgb) if found.fill_type == "solid" else ""


def note(came: Package, cell: str) -> str:
    comment = first(came)[cell].comment
    return "" if comment is None else comment.text


def box(came: Package, row: int) -> list[int]:
    """The anchor of the box of a note in that row, from 0."""
    drawing = next(came.read(name).decode() for name in came.names if name.lower().endswith(".vml"))
    shapes = re.findall(r"<\w+:shape\s.*?</\w+:shape>", drawing, re.DOTALL)
    shape = next(shape for shape in shapes if f"Row>{row}</" in shape)
    anchor = re.search(r"Anchor>([^<]*)<", shape)
    assert anchor is not None
    return [int(n) for n in anchor[1].split(",")]


# -- cells --------------------------------------------------------------------------------------------------------


def test_a_marked_cell_keeps_its_value_number_format_border_and_protection() -> None:
    came = package(filled())

    cell = first(given_back(came, mark("报价单!B2")))["B2"]

    assert (cell.value, cell.number_format, cell.border.left.style, cell.protection.locked) == (
        12.5,
        "#,##0.00",
        "thin",
        False,
    )
    assert is_mark(str(cell.fill.fgColor.rgb))


@pytest.mark.parametrize("severity", list(Severity))
def test_each_severity_has_a_colour_of_its_own(severity: Severity) -> None:
    others = [other for other in Severity if other is not severity]

    colours = [fill(given_back(package(filled()), mark("报价单!B2", each)), "B2") for each in (severity, *others)]

    assert all(map(is_mark, colours))
    assert colours[0] not in colours[1:]


def test_the_worst_of_several_marks_colours_the_cell_and_the_note_tells_all() -> None:
    marks = [mark("报价单!B2", Severity.INFO, said="只是说明"), mark("报价单!B2", Severity.HOLD, said="须先审批")]

    back = given_back(package(filled()), *marks)

    assert fill(back, "B2") == fill(given_back(package(filled()), mark("报价单!B2", Severity.HOLD)), "B2")
    assert note(back, "B2").index("须先审批") < note(back, "B2").index("只是说明")


def test_the_note_says_what_was_read_what_is_expected_and_what_to_change() -> None:
    told = mark("报价单!B2", said="「单价」不是数字。", read="十二", expected="数字", fix="12.00", code="M-AMT")

    words = note(given_back(package(filled()), told), "B2")
    english = note(given_back(package(filled()), told, lang="en"), "B2")

    assert words.split("\n")[1:6] == ["错误:「单价」不是数字。", "读到:十二", "应为:数字", "请改:12.00", "(M-AMT)"]
    assert english.split("\n")[2:5] == ["Read: 十二", "Expected: 数字", "Change: 12.00"]


def test_a_mark_within_a_merged_range_lies_on_the_cell_that_is_seen() -> None:
    back = given_back(package(filled()), mark("报价单!E7"))

    assert is_mark(fill(back, "D6"))
    assert note(back, "D6")


def test_a_mark_on_a_row_fills_the_row_and_has_one_note() -> None:
    book = filled()
    book.worksheets[0]["E3"] = 1

    sheet = first(given_back(package(book), mark("报价单!3")))

    assert [is_mark(str(sheet[cell].fill.fgColor.rgb)) for cell in ("B3", "E3", "B2")] == [True, True, False]
    assert sum(cell.comment is not None for cell in sheet[3]) == 1


def test_cells_are_found_and_made_where_the_file_does_not_number_them() -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='5'><c r='C5'><v>3</v></c><c><v>4</v></c></row>"
    came = workbook(f"<sheetData>{rows}</sheetData>")

    back = given_back(came, *(mark(f"表!{cell}") for cell in ("B1", "D1", "A3", "B5", "D5")))

    sheet = first(back)
    assert [sheet[cell].value for cell in ("A1", "B1", "C5", "D5")] == [1, 2, 3, 4]
    assert all(is_mark(fill(back, cell)) for cell in ("B1", "D1", "A3", "B5", "D5"))
    written = back.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'r="([A-Z]\d)"', written) == ["D1", "A3", "B5", "C5"]


def test_rows_out_of_order_stay_where_they_are() -> None:
    came = workbook(
        '<sheetData><row r="5"><c r="A5"><v>5</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>'
    )

    back = given_back(came, mark("表!B5"), mark("表!A2"), mark("表!A9"))

    assert [first(back)[cell].value for cell in ("A5", "A2")] == [5, 2]
    assert all(is_mark(fill(back, cell)) for cell in ("B5", "A2", "A9"))


def test_a_prefixed_workbook_without_any_style_is_marked() -> None:
    came = workbook('<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>', prefix="x")

    back = given_back(came, mark("表!A1"))

    assert is_mark(fill(back, "A1"))
    assert note(back, "A1")


def test_a_format_number_beyond_the_list_counts_as_the_first() -> None:
    sheet = '<sheetData><row r="1"><c r="A1" s="99"><v>1</v></c></row></sheetData>'
    lists = ("<fonts><font/></fonts>", "<fills><fill><patternFill/></fill></fills>", "<borders><border/></borders>")
    styles = f"{''.join(lists)}<cellXfs><xf/></cellXfs>"

    back = given_back(workbook(sheet, styles=styles), mark("表!A1"))

    assert is_mark(fill(back, "A1"))


# -- notes --------------------------------------------------------------------------------------------------------


def test_a_note_of_the_sender_is_kept_and_ours_stands_below_it() -> None:
    back = given_back(package(filled()), mark("报价单!B4"))

    assert note(back, "B4").startswith("请财务核对\n\n【检查结果】")
    assert len(box(back, 3)) == 8


def test_the_box_of_a_note_grows_with_its_text() -> None:
    short = given_back(package(filled()), mark("报价单!B4"))
    long = given_back(package(filled()), mark("报价单!B4", said="这一行需要说明很多事情,一行写不下。" * 12))

    assert box(long, 3)[6] > box(short, 3)[6]


def test_a_drawing_that_is_no_xml_gets_its_box_all_the_same() -> None:
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shape id="_x0000_s1030"><v:textbox><div>one<br>two</div></v:textbox></v:shape></xml>'
    )
    came = workbook(
        '<sheetData/><legacyDrawing r:id="rId1"/>',
        related={"rId1": ("vmlDrawing", "../drawings/vmlDrawing1.vml")},
        parts={"xl/drawings/vmlDrawing1.vml": drawing},
    )

    back = given_back(came, mark("表!A2"))

    written = back.read("xl/drawings/vmlDrawing1.vml").decode()
    assert written.startswith(drawing.removesuffix("</xml>"))
    assert 'id="_x0000_s1031"' in written and "<x:Row>1</x:Row>" in written and written.endswith("</xml>")


def test_a_cell_under_discussion_gets_no_note_but_fill_and_listing() -> None:
    thread = '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
    came = workbook(
        "<sheetData/>",
        related={"rId1": ("threadedComment", "../threadedComments/threadedComment1.xml")},
        parts={"xl/threadedComments/threadedComment1.xml": f'{thread}<threadedComment ref="A1"/></ThreadedComments>'},
    )

    back = given_back(came, mark("表!A1"), mark("表!A2"))

    assert is_mark(fill(back, "A1"))
    assert (note(back, "A1"), note(back, "A2") != "") == ("", True)
    assert [row[2].value for row in opened(back)["检查结果"].iter_rows(min_row=7)][-2:] == ["表!A1", "表!A2"]


# -- rules --------------------------------------------------------------------------------------------------------


def test_a_conditional_fill_does_not_hide_the_mark() -> None:
    book = filled()
    book.worksheets[0].conditional_formatting.add("A1:C9", green())

    rules = list(first(given_back(package(book), mark("报价单!B2"))).conditional_formatting)

    ours = next(rule for formats in rules if str(formats.sqref) == "B2" for rule in formats.rules)
    theirs = next(rule for formats in rules if str(formats.sqref) == "A1:C9" for rule in formats.rules)
    assert ours.stopIfTrue and ours.priority < theirs.priority
    assert is_mark(str(ours.dxf.fill.bgColor.rgb))


def test_a_rule_that_fills_nothing_is_left_alone() -> None:
    book, bare = filled(), FormulaRule(formula=["B2>1"])  # type: ignore[no-untyped-call]
    book.worksheets[0].conditional_formatting.add("A1:C9", bare)

    rules = list(first(given_back(package(book), mark("报价单!B2"))).conditional_formatting)

    assert [str(formats.sqref) for formats in rules] == ["A1:C9"]


# -- the sheet of results -----------------------------------------------------------------------------------------


def test_the_sheet_of_results_is_last_and_leads_to_every_cell() -> None:
    book = filled()
    book.create_sheet("客户's 资料")
    marks = [mark("报价单!B2", label="单价"), mark("客户's 资料!C3"), mark(severity=Severity.HOLD, said="须先审批")]

    back = opened(given_back(package(book), *marks))

    sheet = back["检查结果"]
    assert back.sheetnames[-1] == "检查结果" and back.active is back.worksheets[0]
    assert sheet["A1"].value == SUMMARY.title
    links = [cell.hyperlink.location for row in sheet.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'报价单'!B2", "'客户''s 资料'!C3"]
    assert sheet.freeze_panes and sheet.print_title_rows


def test_a_hidden_sheet_is_marked_but_not_linked() -> None:
    book = filled()
    book.create_sheet("_meta").sheet_state = "veryHidden"

    back = opened(given_back(package(book), mark("_meta!A1")))

    places = [cell for row in back["检查结果"].iter_rows() for cell in row if str(cell.value).startswith("_meta!A1")]
    assert [(cell.value, cell.hyperlink) for cell in places] == [("_meta!A1(隐藏工作表)", None)]
    assert is_mark(str(back["_meta"]["A1"].fill.fgColor.rgb))


def test_text_that_looks_like_an_escape_or_a_formula_is_shown_as_typed() -> None:
    back = opened(given_back(package(filled()), mark("报价单!B2", read="=1+1 _x0041_ \x0b<&>")))

    shown = [cell for row in back["检查结果"].iter_rows() for cell in row if str(cell.value).startswith("=1+1")]
    assert [(cell.value, cell.data_type) for cell in shown] == [("=1+1 _x005F_x0041_ ↵<&>", "s")]


def test_names_bound_to_a_sheet_stay_with_it() -> None:
    book = filled()
    last = book.create_sheet("明细")
    last.print_title_rows = "1:2"

    back = opened(given_back(package(book), mark("报价单!B2")))

    assert back["明细"].print_title_rows == "$1:$2"


# -- what cannot be given back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["没有!A1", "报价单", "报价单!A0", "A1"])
def test_a_place_that_the_file_does_not_have_is_refused_by_name(place: str) -> None:
    with pytest.raises(NotPatchable) as refused:
        given_back(package(filled()), mark(place))

    assert (refused.value.reason, refused.value.place) == ("no_such_place", place)


def test_a_signed_file_is_not_touched() -> None:
    came = package(filled())
    signed = Package(rewritten(came, {"_xmlsignatures/sig1.xml": b"<Signature/>"}), came.name)

    with pytest.raises(NotPatchable, match="signed"):
        given_back(signed, mark("报价单!B2"))


# -- the way back -------------------------------------------------------------------------------------------------


def test_a_file_without_marks_comes_back_as_the_very_same_bytes() -> None:
    came = package(filled())

    assert cleared(came) == came.content
    assert not is_marked(came)


def test_marks_taken_away_give_back_the_fill_the_note_and_the_sheets() -> None:
    came = package(filled())
    marks = [mark(f"报价单!{cell}") for cell in ("B2", "B3", "B4", "Z9")]
    back = given_back(came, *marks)

    again = Package(cleared(back), came.name)

    assert is_marked(back)
    assert [fill(again, cell) for cell in ("B2", "B3", "B4", "Z9")] == ["", PALE, "", ""]
    assert [note(again, cell) for cell in ("B2", "B4")] == ["", "请财务核对"]
    assert opened(again).sheetnames == opened(came).sheetnames
    assert set(again.names) == set(came.names)


def test_a_workbook_marked_twice_carries_only_the_marks_of_the_second_time() -> None:
    came = given_back(package(filled()), mark("报价单!B2"), mark("报价单!B3"), mark("报价单!B4"))

    back = given_back(came, mark("报价单!B4", said="还是不对。"))

    assert opened(back).sheetnames == ["报价单", "检查结果"]
    assert [is_mark(fill(back, cell)) for cell in ("B2", "B3", "B4")] == [False, False, True]
    assert note(back, "B2") == "" and note(back, "B4").count("【检查结果】") == 1


def test_what_a_person_wrote_behind_our_note_stays() -> None:
    book = opened(given_back(package(filled()), mark("报价单!B2")))
    comment = book["报价单"]["B2"].comment
    assert comment is not None
    book["报价单"]["B2"].comment = Comment(f"{comment.text}\n已与客户确认", "王芳")

    again = Package(cleared(package(book)), "x.xlsx")

    assert note(again, "B2").strip() == "已与客户确认"


def test_a_rule_of_ours_goes_with_the_marks() -> None:
    book = filled()
    book.worksheets[0].conditional_formatting.add("A1:C9", green())

    again = Package(cleared(given_back(package(book), mark("报价单!B2"))), "x.xlsx")

    assert [str(formats.sqref) for formats in first(again).conditional_formatting] == ["A1:C9"]


def test_a_sheet_of_that_title_which_is_not_ours_is_kept() -> None:
    book = filled()
    book.create_sheet("检查结果")["A1"] = "我们自己的检查"

    back = opened(given_back(package(book), mark("报价单!B2")))

    assert back.sheetnames == ["报价单", "检查结果", "检查结果 (2)"]


def test_sheets_that_people_put_behind_ours_keep_their_names() -> None:
    book = opened(given_back(package(filled()), mark("报价单!B2")))
    later = book.create_sheet("补充")
    later.print_title_rows = "3:3"
    book.active = 2

    again = opened(Package(cleared(package(book)), "x.xlsx"))

    assert again.sheetnames == ["报价单", "补充"]
    assert again["补充"].print_title_rows == "$3:$3" and again.active is again["补充"]
