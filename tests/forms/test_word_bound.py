"""Which answer is whose: by tag, form field and label, however a person drew, moved or copied the form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.forms.every_kind import TODAY, asked
from tests.forms.word_xml import box, field, mark, p, run, sdt, story, tbl, tc, tr, tracked
from toolkit.forms.answers import Parts
from toolkit.forms.labels import labels_of
from toolkit.forms.word.answers import answers_in, inline_in
from toolkit.model import kinds
from toolkit.model.form import Form, Group, Table
from toolkit.model.submission import Answer, Value
from toolkit.model.text import Text

FIELDS = (
    asked("company", "客户名称", kinds.Words(one_line=True), aliases=("公司名称",)),
    asked("contact", "联系人", kinds.Words(one_line=True)),
    asked("phone", "电话", kinds.Phone()),
    asked("way", "回访方式", kinds.Choice(("电话", "邮件"))),
    asked("on", "交付日期", kinds.Day()),
    asked("price", "总价(元)", kinds.Amount()),
    asked("story", "情况说明", kinds.Words()),
    asked("agrees", "是否同意", kinds.YesNo()),
)
GOODS = Table(
    key="goods",
    title=Text("货物明细", "Goods"),
    columns=(
        asked("article", "名称", kinds.Words()),
        asked("quantity", "数量", kinds.Quantity()),
        asked("price", "单价", kinds.Amount()),
        asked("remark", "备注", kinds.Words(), need=False),
    ),
)
FORM = Form(
    id="F95",
    word="bound",
    version="1",
    title=Text("订货单", "Order"),
    medium="docx",
    stage=1,
    parts=(Group(Text("", ""), FIELDS), GOODS),
)
HEADER = ("名称", "数量", "单价", "备注")
ROWS = (("上料机", "2", "113000", ""), ("维护", "1", "60000", "含备件"))
LINES = [
    {"article": "上料机", "quantity": 2, "price": 113000},
    {"article": "维护", "quantity": 1, "price": 60000, "remark": "含备件"},
]


def parts(*body: str, application: str = "") -> Parts:
    """What is read from a file of this body."""
    return answers_in(story(*body, application=application), FORM, today=TODAY)


def answer(key: str, *body: str) -> Answer:
    """One answer of a file of this body."""
    return parts(*body)[0][key]


def values(*body: str) -> dict[str, Value]:
    """Every answer given."""
    return {key: found.value for key, found in parts(*body)[0].items() if found.value is not None}


def lines(*body: str) -> list[dict[str, Value]]:
    """The rows of the goods."""
    return [{k: a.value for k, a in line.answers.items() if a.value is not None} for line in parts(*body)[1]["goods"]]


def codes(*body: str) -> list[str]:
    """What is told of the file as a whole, apart from a table that is not there."""
    return [note.code for note in parts(*body)[2] if note.code != "N-GONE"]


@pytest.mark.parametrize(
    "body",
    [
        tbl(("客户名称", "上海启明")),
        tbl(("客 户 名 称：*", "上海启明")),
        tbl(("公司名称", "上海启明")),
        tbl(("客户名称",), ("上海启明",)),
        tbl(("客户名称", "联系人"), ("上海启明", "")),
        tbl(("客户名称：上海启明",)),
        tbl(("客户名称", "客户名称:上海启明")),
        tbl((tc(p("客户名称：上海启明"), p("联系人：")),)),
        p("客户名称:__上海启明__"),
        p("客户名称：__上海启明__  联系人：____"),
        p("联系人:　　　　　客户名称:上海启明"),
        p("客户名称：") + p("上海启明"),
        tbl(("客户名称", tc(p(sdt(run("上海启明"), tag="f_company"))))),
        tbl(("", tc(p(sdt(run("上海启明"), tag="company"))))),
        p(sdt(run("上海启明"), tag="客户名称")),
        p(field("FORMTEXT", run("上海启明"), form='<w:name w:val="f_company"/>')),
        p(field("FORMTEXT", run("上海启明"), form='<w:name w:val="f_company_Copy_1"/>')),
        tbl((tc(tbl(("客户名称", "上海启明"))),)),
        tbl((tc("封面"), "页"), (tc(p("资料"), tbl(("客户名称", "上海启明"))), "")),
        p(box("客户名称:上海启明")),
        tbl(("客户名称", tc(p(box("上海启明"))))),
        tbl((tc("客户名称", shape='<w:vMerge w:val="restart"/>'), "上海启明"), (tc(shape="<w:vMerge/>"), "")),
    ],
)
def test_an_answer_is_found_however_the_form_was_drawn(body: str) -> None:
    assert values(body) == {"company": "上海启明"}
    assert answer("company", body).fault is None


def test_answers_may_stand_in_any_order_and_shape() -> None:
    body = (
        tbl(("电话", "13812345678", "客户名称", "上海启明"), ("交付日期", "2026-07-20", "联系人", "张伟")),
        p("总价(万元):28.6   情况说明:急 需"),
    )

    assert values(*body) == {
        "phone": "13812345678", "company": "上海启明", "on": date(2026, 7, 20), "contact": "张伟",
        "price": 286000, "story": "急 需",
    }  # fmt: skip


def test_every_answer_says_its_cell_and_what_found_it() -> None:
    tagged = tc(p(sdt(run("上海启明"), tag="f_company")))
    form_field = tc(p(field("FORMTEXT", run("张伟"), form='<w:name w:val="contact"/>')))
    body = (
        tbl(("客户名称", tagged), ("联系人", form_field, "电话", "13812345678")),
        p("情况说明:急"),
        tbl(HEADER, *ROWS),
    )

    answers, tables, _ = parts(*body)

    told = {key: (a.place, a.cell, a.found_by) for key, a in answers.items() if a.value is not None}
    assert told == {
        "company": ("第1个表 第1行", 2, "tag"),
        "contact": ("第1个表 第2行", 2, "form field"),
        "phone": ("第1个表 第2行", 4, "label"),
        "story": ("第1段", 0, "label"),
    }
    price = tables["goods"][1].answer("price")
    assert (price.place, price.cell, price.found_by) == ("第2个表 第3行", 3, "header")


def test_a_blank_answer_knows_where_it_belongs() -> None:
    blank = answer("company", tbl(("联系人", "张伟", "客户名称", "")))

    assert (blank.value, blank.place, blank.cell) == (None, "第1个表 第1行", 4)


def test_a_label_or_tag_twice_with_different_answers_is_a_fault() -> None:
    tagged = [tc(p(sdt(run(name), tag="f_company"))) for name in ("上海启明", "北京启明")]
    twice = (
        (tbl(("客户名称", "上海启明"), ("客户名称", "北京启明")),),
        (tbl(("客户名称", tagged[0]), ("另外", tagged[1])),),
        (tbl(("客户名称", "上海启明")), p("客户名称:北京启明")),
        (tbl(("客户名称", "上海启明"), ("联系人", tagged[1])),),
    )

    for body in twice:
        found = answer("company", *body)
        assert found.value is None
        assert found.fault is not None and found.fault.code == "M-TWICE"
        assert found.fault.facts["values"] == ("上海启明", "北京启明")


def test_a_label_twice_with_one_answer_is_no_fault() -> None:
    assert values(tbl(("客户名称", "上海启明"), ("客户名称", ""))) == {"company": "上海启明"}
    assert values(tbl(("客户名称", "上海启明")), p("客户名称:上海启明")) == {"company": "上海启明"}


def test_a_tag_beside_another_label_is_told() -> None:
    moved = tbl(("联系人姓名", tc(p(sdt(run("上海启明"), tag="f_company")))), ("客户名称", ""))

    found = answer("company", moved)

    assert (found.value, found.found_by, found.place) == ("上海启明", "tag", "第1个表 第1行")
    assert [(note.code, note.is_warning, note.facts["found"]) for note in found.notes] == [
        ("N-BINDING", True, "联系人姓名")
    ]


def test_what_was_typed_beside_a_control_belongs_to_the_answer() -> None:
    body = tbl(("客户名称", tc(p(sdt(run("上海启明"), tag="f_company"), "(集团)"))))
    over = tbl(("客户名称", tc(p(sdt(run("请选择"), tag="f_company", properties="<w:showingPlcHdr/>"), "上海启明"))))

    assert values(body) == {"company": "上海启明(集团)"}
    assert (answer("company", over).value, answer("company", over).found_by) == ("上海启明", "label")


def test_a_choice_called_like_another_field_is_an_answer() -> None:
    assert values(tbl(("回访方式", "电话", "电话", "13812345678"))) == {"way": "电话", "phone": "13812345678"}


def test_words_that_hold_a_label_are_not_cut() -> None:
    body = tbl(("情况说明", "联系人:张伟 已离职"), ("联系人", "李强"))

    assert values(body) == {"story": "联系人:张伟 已离职", "contact": "李强"}


def test_a_text_box_is_taken_last_and_told() -> None:
    found = answer("company", tbl(("客户名称", tc(p(box("上海启明"))))))
    filled = answer("company", tbl(("客户名称", tc(p("北京启明", box("示例:上海启明"))))))

    assert [note.code for note in found.notes] == ["N-BOX"]
    assert (found.place, found.cell) == ("第1个表 第1行", 2)
    assert (filled.value, filled.notes) == ("北京启明", ())


def test_hidden_text_in_an_answer_is_told() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>两合</w:t></w:r>"

    found = answer("company", tbl(("客户名称", tc(p("上海", hidden)))))

    assert found.value == "上海两合"
    assert [note.code for note in found.notes] == ["N-VANISH"]


def test_a_date_picker_helps_where_the_text_is_no_date_and_is_told_where_it_differs() -> None:
    picker = '<w:date w:fullDate="2026-07-20T00:00:00Z"/>'

    def picked(text: str) -> Answer:
        return answer("on", tbl(("交付日期", tc(p(sdt(run(text), properties=picker))))))

    assert (picked("2026-07-20").value, picked("2026-07-20").notes) == (date(2026, 7, 20), ())
    assert picked("20/7/26下午").value == date(2026, 7, 20)
    assert [note.code for note in picked("20/7/26下午").notes] == ["N-READ"]
    assert picked("2026-07-21").value == date(2026, 7, 21)
    assert [note.is_warning for note in picked("2026-07-21").notes] == [True]


def test_an_answer_over_two_rows_of_one_label_is_asked_about() -> None:
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = tbl((tc("情况说明", shape=down), "第一行"), (tc(shape=on), "第二行"))

    found = answer("story", body)

    assert found.fault is not None and found.fault.code == "M-TWICE"


@pytest.mark.parametrize(
    "body",
    [
        tbl(HEADER, *ROWS),
        tbl(("序号", *HEADER), *((str(n), *row) for n, row in enumerate(ROWS, start=1))),
        tbl(("货物明细",), HEADER, *ROWS),
        tbl(("名称", "数量", "单价(元)", "备注"), *ROWS),
        tbl(HEADER, ROWS[0], HEADER, ROWS[1]),
        tbl(HEADER, *ROWS, ("合计", "3", "173000", "")),
        tbl(HEADER, ("", "", "", ""), *ROWS),
        tbl(HEADER, ("示例:机器", "1", "1", ""), *ROWS),
        tbl(HEADER, ROWS[0]) + tbl(HEADER, ROWS[1]),
        tbl(HEADER, *ROWS) + tbl(HEADER, *ROWS),
        tbl(*zip(HEADER, *ROWS, strict=True)),
        tbl(("备注", "单价", "数量", "名称"), *(row[::-1] for row in ROWS)),
        sdt(tbl(HEADER, sdt(tr(*ROWS[0])), tr(*ROWS[1]))),
        tbl((tc(p("见下"), tbl(HEADER, *ROWS)),)),
        tbl(HEADER, *ROWS, tr(*ROWS[0], shape=mark("del"))),
        tbl(("名称", tc("数量", shape='<w:gridSpan w:val="2"/>'), "单价", "备注"), *ROWS),
    ],
)
def test_the_rows_of_a_table_are_found_however_it_was_changed(body: str) -> None:
    assert lines(body) == LINES


def test_a_table_in_two_places_is_read_as_one_and_told() -> None:
    body = (tbl(HEADER, ROWS[0]), p("接上页"), tbl(HEADER, ROWS[1]))

    _, tables, remarks = parts(*body)

    assert [(line.number, line.place) for line in tables["goods"]] == [(1, "第1个表 第2行"), (2, "第2个表 第2行")]
    assert [(note.code, note.facts["places"]) for note in remarks] == [("N-SPLIT", ("第1个表", "第2个表"))]


def test_a_column_without_its_header_is_told_by_name() -> None:
    _, tables, remarks = parts(tbl(("名称", "数量", "", "备注"), *ROWS))

    assert [note.code for note in remarks] == ["N-COLUMN"]
    assert remarks[0].facts["columns"] == (GOODS.columns[2].label,)
    assert [line.value("price") for line in tables["goods"]] == [None, None]


def test_a_filled_column_that_the_form_does_not_have_is_told() -> None:
    body = tbl(("序号", *HEADER, "实际单价"), ("1", *ROWS[0], ""), ("2", *ROWS[1], "60000"))

    (remark,) = parts(body)[2]

    assert (remark.code, remark.facts["column"], remark.facts["place"]) == ("N-EXTRA", "实际单价", "第1个表 第3行")
    assert codes(tbl(("序号", *HEADER, "实际单价"), ("1", *ROWS[0], "/"))) == []


def test_a_table_without_any_header_is_told() -> None:
    _, tables, remarks = parts(tbl(*ROWS))

    assert (tables["goods"], [note.code for note in remarks]) == ((), ["N-GONE"])


def test_rows_that_no_header_covers_are_told() -> None:
    below = tbl(HEADER, ROWS[0], ("合计", "2", "113000", ""), ROWS[1])
    apart = (tbl(HEADER, ROWS[0]), tbl(ROWS[1]))
    signed = (tbl(HEADER, *ROWS), tbl(("甲方(盖章):", "", "乙方(盖章):", "")))

    assert codes(below) == ["N-BELOW"]
    assert codes(*apart) == ["N-APART"]
    assert codes(*signed) == []


def test_a_turned_table_says_row_and_cell_of_every_answer() -> None:
    _, tables, _ = parts(tbl(*zip(HEADER, *ROWS, strict=True)))

    second = tables["goods"][1]
    assert (second.number, second.answer("price").place, second.answer("price").cell) == (2, "第1个表 第3行", 3)


def test_cells_are_matched_by_number_where_a_border_was_dragged() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    body = tbl(
        tr(tc("名称", shape=wide), "数量", "单价", tc("备注", shape=wide)),
        tr("上料机", tc("2", shape=wide), "113000", tc("", shape=wide)),
    )

    assert lines(body) == LINES[:1]


def test_a_cell_merged_over_columns_counts_for_the_first() -> None:
    body = tbl(HEADER, (ROWS[0]), tr("维护", tc("面议", shape='<w:gridSpan w:val="2"/>'), ""))

    last = parts(body)[1]["goods"][1]

    assert (last.answer("quantity").raw, last.answer("price").raw) == ("面议", "")


def test_of_two_columns_of_one_name_none_is_guessed() -> None:
    body = tbl(("名称", "数量", "单价(旧)", "单价(新)", "备注"), ("上料机", "2", "100000", "113000", ""))

    assert lines(body) == [{"article": "上料机", "quantity": 2}]
    assert "N-COLUMN" in codes(body)


def test_a_number_merged_over_rows_counts_once() -> None:
    body = tbl(
        HEADER,
        tr("上料机", "2", tc("113000", shape='<w:vMerge w:val="restart"/>'), ""),
        tr("维护", "1", tc("", shape="<w:vMerge/>"), ""),
    )

    prices = [line.value("price") for line in parts(body)[1]["goods"]]

    assert prices == [113000, None]


PEOPLE = Table(
    key="people",
    title=Text("人员", "People"),
    columns=(
        asked("contact", "联系人", kinds.Words()),
        asked("phone", "电话", kinds.Phone()),
        asked("on", "交付日期", kinds.Day()),
    ),
)
TWO = replace(FORM, parts=(*FORM.parts, PEOPLE))
PERSON = {"contact": "李强", "phone": "13912345678", "on": date(2026, 8, 1)}


def both(*body: str) -> Parts:
    """What is read from a file of this body by a form with a second table, called like its single answers."""
    return answers_in(story(*body), TWO, today=TODAY)


def people(read: Parts) -> list[dict[str, Value]]:
    """The rows of the second table."""
    return [{key: a.value for key, a in line.answers.items()} for line in read[1]["people"]]


def test_labels_above_their_answers_head_no_table() -> None:
    read = both(tbl(("客户名称", "联系人", "电话", "交付日期"), ("上海启明", "张伟", "13812345678", "2026-07-20")))

    assert read[0]["contact"].value == "张伟"
    assert people(read) == []


def test_labels_beside_their_answers_are_no_turned_table() -> None:
    read = both(tbl(("联系人", "张伟"), ("电话", "13812345678"), ("交付日期", "2026-07-20")))

    assert (read[0]["contact"].value, read[0]["on"].value) == ("张伟", date(2026, 7, 20))
    assert people(read) == []


def test_a_turned_table_is_found_beside_an_upright_one() -> None:
    upright = tbl(("联系人", "电话", "交付日期"), ("李强", "13912345678", "2026-08-01"))

    read = both(upright, tbl(*zip(HEADER, *ROWS, strict=True)))

    assert people(read) == [PERSON]
    assert [line.words("article") for line in read[1]["goods"]] == ["上料机", "维护"]


def test_tracked_changes_and_comments_are_told() -> None:
    body = tbl(("客户名称", tc(p(tracked("ins", run("上海启明"))))))

    assert codes(body) == ["N-TRACKED"]


def test_labels_in_a_line_are_parted_only_where_they_stand_apart() -> None:
    labels = labels_of(FIELDS)

    def said(text: str) -> list[tuple[str, str]]:
        return [(found.key, answered) for found, _, answered in inline_in(labels, text)]

    assert said("客户名称：__上海启明__  电话：13812345678") == [("company", "上海启明"), ("phone", "13812345678")]
    assert said("情况说明:时间 10:30 联系人:张伟") == [("story", "时间 10:30 联系人:张伟")]
    assert said("情况说明:一\n二\n电话:1") == [("story", "一\n二"), ("phone", "1")]
    assert said("说明:联系人:张伟") == []
    assert said("12:30") == []
