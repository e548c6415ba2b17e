"""A contract that comes back is compared clause by clause; what was changed without tracking is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any, get_type_hints

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from tests.documents.golden_deal import TEMPLATES, known_on, text_of, written
from tests.documents.returned import (
    AUTHOR,
    Edit,
    added_behind,
    compared,
    contract_named,
    edited,
    moved_behind,
    removed,
    renumbered,
    row_added,
    through_libreoffice,
    tracked,
    typed_over,
    without_properties,
)
from tests.documents.template_names import fields_of, used
from toolkit.documents.clauses import shipped
from toolkit.documents.compare import ClauseChange, difference
from toolkit.documents.differences import DIFFERENCES, DifferenceFigures, difference_table
from toolkit.documents.revisions import Mark
from toolkit.errors import UnreadableFile
from toolkit.model.document import Issue

DRAFT = Issue("XS-2026-0001", "V1.0", "草案")
MOVED_UP: tuple[Edit, ...] = (
    removed("包装"),
    renumbered,
    typed_over("按本合同第九条", "按本合同第八条"),
    typed_over("按本合同第九条", "按本合同第八条"),
)
"""A clause taken out, the others numbered anew, and both references after them."""
BY_LI = (Mark(AUTHOR, date(2026, 7, 12)),)


@cache
def issued() -> bytes:
    return written("G03", DRAFT, known_on(date(2026, 7, 10)))


def changes(*edits: Edit) -> tuple[ClauseChange, ...]:
    return compared(issued(), edited(issued(), *edits), shipped())


def told(found: tuple[ClauseChange, ...]) -> list[tuple[str, str, bool]]:
    return [(change.clause, change.kind, change.is_tracked) for change in found]


def marked(change: ClauseChange) -> str:
    """The difference in one line: [-gone-] and [+come+]."""
    signs = {"same": "{}", "deleted": "[-{}-]", "inserted": "[+{}+]"}
    return "".join(signs[piece.said].format(piece.text) for piece in change.words)


def test_a_contract_that_came_back_as_it_went_has_no_difference() -> None:
    assert compared(issued(), issued(), shipped()) == ()
    assert compared(issued(), edited(issued()), shipped()) == ()


def test_what_libreoffice_writes_is_no_difference() -> None:
    assert compared(issued(), through_libreoffice(issued()), shipped()) == ()


def test_a_number_typed_over_is_found_and_told_to_the_owner_of_its_clause() -> None:
    (change,) = changes(typed_over("收货之日起3日内", "收货之日起15日内"))

    assert (change.clause, change.kind) == ("第九条 检验与验收", "changed")
    assert "收货之日起3日内检验" in change.before and "收货之日起15日内检验" in change.after
    assert (change.is_tracked, change.tracked) == (False, ())
    assert (change.owner, change.approval_level) == ("产品技术团队", "法务部门")
    assert marked(change).startswith("9.1 外观与数量：甲方应在收货之日起[-3-][+15+]日内检验，")


def test_a_tracked_change_names_its_author_and_day() -> None:
    (change,) = changes(tracked("30日内完成交付", "20日内完成交付"))

    assert (change.clause, change.is_tracked, change.tracked) == ("第五条 交付时间、地点与方式", True, BY_LI)
    assert (change.owner, change.approval_level) == ("销售负责人", "销售负责人")


def test_a_silent_change_beside_a_tracked_one_is_not_hidden_by_it() -> None:
    tracked_one, silent_one = tracked("3日内检验", "5日内检验"), typed_over("短缺、破损", "短缺、破损、锈蚀")

    (change,) = compared(issued(), edited(edited(issued(), silent_one), tracked_one), shipped())

    assert (change.is_tracked, change.tracked) == (False, BY_LI)


def test_a_tracked_change_in_one_sentence_says_nothing_of_the_next() -> None:
    found = changes(tracked("3日内检验", "5日内检验"), typed_over("7个工作日内，双方", "20个工作日内，双方"))

    assert told(found) == [("第九条 检验与验收", "changed", True), ("第九条 检验与验收", "changed", False)]


def test_a_tracked_change_that_was_rejected_again_is_none() -> None:
    assert changes(tracked("3日内检验", "3日内检验")) == ()


@pytest.mark.parametrize(("author", "is_tracked"), [("", False), (AUTHOR, True)])
def test_a_clause_struck_out_is_one_difference(author: str, is_tracked: bool) -> None:
    (change,) = changes(removed("廉洁诚信", author=author))

    assert (change.clause, change.kind, change.is_tracked) == ("第十六条 廉洁诚信", "removed", is_tracked)
    assert change.before.startswith("第十六条 廉洁诚信\n双方承诺不以任何形式") and change.after == ""
    assert (change.owner, change.approval_level) == ("法务部门", "总经理")
    assert change.tracked == (BY_LI if author else ())


@pytest.mark.parametrize(("author", "is_tracked"), [("", False), (AUTHOR, True)])
def test_a_clause_written_in_is_one_difference_for_the_lawyers(author: str, is_tracked: bool) -> None:
    lines = ("第二十三条  排他供货", "乙方三年内不得向甲方的竞争对手供应同类产品。")

    (change,) = changes(added_behind("合同生效、份数与附件", *lines, author=author))

    assert (change.clause, change.kind, change.is_tracked) == ("第二十三条 排他供货", "added", is_tracked)
    assert change.after == "第二十三条 排他供货\n乙方三年内不得向甲方的竞争对手供应同类产品。"
    assert (change.owner, change.approval_level) == ("法务部门", "总经理")


@pytest.mark.parametrize(("author", "is_tracked"), [("", False), (AUTHOR, True)])
def test_a_sentence_written_into_a_clause_is_a_difference_of_that_clause(author: str, is_tracked: bool) -> None:
    (change,) = changes(added_behind("廉洁诚信", "违约方应向守约方支付合同总价的10%。", author=author))

    assert (change.clause, change.kind, change.is_tracked) == ("第十六条 廉洁诚信", "added", is_tracked)
    assert (change.before, change.after) == ("", "违约方应向守约方支付合同总价的10%。")


def test_clauses_that_move_up_are_renumbered_not_changed() -> None:
    found = changes(*MOVED_UP)

    assert told(found)[0] == ("第四条 包装", "removed", False)
    assert {change.kind for change in found[1:]} == {"renumbered"}
    assert [(c.before, c.after) for c in found[1:3]] == [("第五条", "第四条"), ("第六条", "第五条")]
    assert len(found) == 1 + 18


def test_a_reference_that_no_longer_names_its_clause_is_a_difference() -> None:
    found = [change for change in changes(*MOVED_UP[:3]) if change.kind == "changed"]

    (stale,) = found
    assert stale.clause.startswith("附件一") and stale.before.endswith("按本合同第九条")
    assert stale.after == f"{stale.before}（第九条现指“付款方式与期限”）"


def test_a_clause_cut_and_pasted_elsewhere_is_told() -> None:
    (change,) = changes(moved_behind("保密", "检验与验收"))

    assert (change.clause, change.kind, change.is_tracked) == ("第十五条 保密", "renumbered", False)


def test_a_clause_with_another_title_is_still_the_same_clause() -> None:
    (change,) = changes(typed_over("廉洁诚信", "反商业贿赂"))

    assert (change.kind, change.before, change.after) == ("changed", "第十六条 廉洁诚信", "第十六条 反商业贿赂")


def test_a_price_in_the_table_is_a_difference_of_its_clause() -> None:
    found = changes(typed_over("107,350.00", "100,000.00"))

    assert told(found) == [("第一条 合同标的", "changed", False)]
    assert marked(found[0]) == "1 | 自动上料机 | HT-200 | 台 | 2 | [-107,350.00-][+100,000.00+] | 13% | 214,700.00"


def test_a_row_tracked_into_the_payment_plan_is_a_difference_of_payment() -> None:
    cells = ("3", "质保金", "5%", "13,585.00", "质保期满", "10个工作日内")

    (change,) = changes(row_added("2验收款", *cells, author=AUTHOR))

    assert (change.clause, change.kind, change.is_tracked) == ("第十条 付款方式与期限", "added", True)
    assert change.after == " | ".join(cells)
    assert (change.owner, change.approval_level) == ("财务部门", "财务部门")


@pytest.mark.parametrize(
    ("old", "new", "clause", "owner"),
    [
        ("法定代表人：刘启明", "法定代表人：王小明", "首部", "法务部门"),
        ("（公章或合同专用章）", "（部门章）", "签署页", "法务部门"),
        ("附件一所列全部产品及服务", "附件一所列产品", "附件二 交付计划", "销售负责人"),
        ("示例银行上海浦东支行", "示例银行上海徐汇支行", "附件三 开票信息", "财务部门"),
    ],
)
def test_what_is_no_clause_has_an_owner_too(old: str, new: str, clause: str, owner: str) -> None:
    (change,) = changes(typed_over(old, new))

    assert (change.clause, change.owner) == (clause, owner)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("，发现短缺", ", 发现短缺"),
        ("（含税）", "(含税)"),
        ("《验收确认单》，结论为“验收合格”", '《验收确认单》,结论为"验收合格"'),
        ("9.1  外观与数量", "9.1外观与数量"),
        ("9.2  性能验收", "9.3、性能验收"),
        ("3日内检验", "３ 日内\u200b检验"),
    ],
)
def test_spaces_widths_and_sub_numbers_are_no_differences(old: str, new: str) -> None:
    assert changes(typed_over(old, new)) == ()


def test_a_paragraph_joined_to_the_next_by_a_tracked_deletion_is_told_as_such() -> None:
    def joined(document: Any) -> None:
        paragraph = next(p for p in document.paragraphs if p.text.startswith("21.1"))
        mark = OxmlElement("w:rPr")
        change = OxmlElement("w:del")
        change.set(qn("w:author"), AUTHOR)
        change.set(qn("w:date"), "2026-07-12T00:00:00Z")
        mark.append(change)
        paragraph._p.get_or_add_pPr().append(mark)

    found = changes(joined)

    assert {(change.clause, change.is_tracked) for change in found} == {("第二十一条 法律适用与争议解决", True)}


def test_words_that_are_hidden_on_paper_count_as_gone() -> None:
    def hidden(document: Any) -> None:
        paragraph = next(p for p in document.paragraphs if "双方承诺不以任何形式" in p.text)
        for run in paragraph.runs:
            run.font.hidden = True

    (change,) = changes(hidden)

    assert (change.clause, change.kind, change.is_tracked) == ("第十六条 廉洁诚信", "removed", False)


@pytest.mark.parametrize(
    "edits",
    [
        (typed_over("收货之日起3日内", "收货之日起15日内"),),
        (tracked("30日内完成交付", "20日内完成交付"),),
        (removed("廉洁诚信", author=AUTHOR),),
        (added_behind("廉洁诚信", "第二十三条  排他供货", "乙方三年内不得供应同类产品。", author=AUTHOR),),
        (row_added("2验收款", "3", "质保金", "5%", "13,585.00", "质保期满", "10个工作日内", author=AUTHOR),),
        (tracked("3日内检验", "5日内检验"), typed_over("24小时内响应", "2小时内响应"), removed("包装")),
    ],
    ids=("typed", "tracked", "struck", "added", "row", "many"),
)
def test_an_edited_contract_saved_by_libreoffice_has_the_same_differences(edits: tuple[Edit, ...]) -> None:
    returned = edited(issued(), *edits)

    saved = compared(issued(), through_libreoffice(returned), shipped())

    direct = compared(issued(), returned, shipped())
    assert len(direct) > 0
    assert told(saved) == told(direct)
    assert [(c.before, c.after, c.owner) for c in saved] == [(c.before, c.after, c.owner) for c in direct]
    assert [{m.author for m in c.tracked} for c in saved] == [{m.author for m in c.tracked} for c in direct]


def test_a_long_agreement_around_a_difference_is_cut_short() -> None:
    (head, gone, come, tail) = difference(f"{'甲' * 50}3日{'乙' * 50}", f"{'甲' * 50}5日{'乙' * 50}")

    assert (head.text, gone.text, come.text) == (f"…{'甲' * 16}", "3", "5")
    assert tail.text == f"日{'乙' * 15}…"


def test_a_contract_of_ours_is_known_by_its_stamp_else_by_its_words() -> None:
    plain = edited(issued(), without_properties)

    assert contract_named(issued()) == ("XS-2026-0001", "V1.0", "SJ-2026-0001")
    assert contract_named(through_libreoffice(issued())) == ("XS-2026-0001", "V1.0", "SJ-2026-0001")
    assert contract_named(plain) == ("XS-2026-0001", "V1.0", "")


def test_another_document_is_no_contract() -> None:
    quote = written("G02", Issue("BJ-2026-0001", "V1"), known_on(date(2026, 7, 1)))
    other = BytesIO()
    Document().save(other)

    assert contract_named(quote) is None
    assert contract_named(other.getvalue()) is None


def test_a_file_that_is_no_word_document_says_so() -> None:
    with pytest.raises(UnreadableFile, match="corrupt_zip"):
        contract_named(b"no zip")
    with pytest.raises(UnreadableFile, match=r"contract\.docx: corrupt_zip"):
        compared(issued(), b"no zip", shipped(), name="contract.docx")


def table(*edits: Edit, file: str = "合同-客户修改.docx") -> bytes:
    return difference_table(
        changes(*edits),
        template=(TEMPLATES / DIFFERENCES.template).read_bytes(),
        issue=DRAFT,
        file=file,
        deal="SJ-2026-0001",
        known=known_on(date(2026, 7, 13)),
    )


def rows(document: bytes) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(BytesIO(document)).tables[1].rows]


def test_the_table_of_differences_names_who_answers_for_each() -> None:
    found = rows(table(tracked("30日内完成交付", "20日内完成交付"), typed_over("3日内检验", "5日内检验")))

    assert found[0] == ["条款", "原文", "客户修改", "修订人/日期", "是否留痕", "条款负责人", "审批级别"]
    assert found[1][0] == "第五条 交付时间、地点与方式\n（修改）"
    assert "签订之日起30日内" in found[1][1] and "签订之日起20日内" in found[1][2]
    assert found[1][3:] == [f"{AUTHOR}\n2026年7月12日", "是", "销售负责人", "销售负责人"]
    assert found[2][3:] == ["–", "否", "产品技术团队", "法务部门"]


def test_the_table_says_how_many_differences_left_no_trace() -> None:
    shown = text_of(table(tracked("30日内完成交付", "20日内完成交付"), typed_over("3日内检验", "5日内检验")))

    for words in ("XS-2026-0001 V1.0", "上海启明精密制造有限公司", "2026年7月13日", "共2处不同，其中1处未留痕"):
        assert words in shown


def test_clauses_that_only_moved_up_stand_in_one_line() -> None:
    document = table(*MOVED_UP)

    assert [row[0] for row in rows(document)[1:]] == ["第四条 包装\n（删除）"]
    assert "仅编号或位置变化（内容未改）：第五条→第四条、第六条→第五条、" in text_of(document)


def test_a_contract_without_differences_is_answered_so() -> None:
    assert "内容与我方发出的合同一致。" in text_of(table())


@pytest.mark.parametrize("typed", ["{{ total }}", "{%p endfor %}", "｛｛甲｝｝", "A&B <甲> ]]>", "{#注#}"])
def test_whatever_a_customer_types_can_be_shown(typed: str) -> None:
    shown = text_of(table(typed_over("3日内检验", f"3日内{typed}检验"), file=f"合同{typed}\x07.docx"))

    assert "共1处不同" in shown


def test_the_tables_template_uses_all_that_is_offered_and_nothing_else() -> None:
    content = (TEMPLATES / DIFFERENCES.template).read_bytes()

    names = used(content, DifferenceFigures)

    assert names == fields_of(DifferenceFigures, module="toolkit.documents")
    assert {name for record, name in names if record == "DifferenceFigures"} == set(get_type_hints(DifferenceFigures))


def test_a_clause_that_nobody_knows_is_for_the_lawyers() -> None:
    others = tuple(replace(clause, id="c99_other", title="其他") for clause in shipped()[:1])

    (change,) = compared(issued(), edited(issued(), typed_over("3日内检验", "5日内检验")), others)

    assert (change.owner, change.approval_level) == ("法务部门", "总经理")
