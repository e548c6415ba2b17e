"""Contracts of other deals than the golden one, rendered and read back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tests.documents.golden_deal import (
    OFFER,
    Row,
    cost_sheet,
    known_on,
    many,
    minutes,
    submission,
    text_of,
    with_customer,
    written,
)
from toolkit.documents.strict import refuse_unprintable
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Event
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms
from toolkit.model.kinds import Words
from toolkit.model.kinds.reading import Raw, Term
from toolkit.model.known import Known
from toolkit.model.terms import acceptance_clause

DRAFTED = date(2026, 7, 10)
DRAFT = Issue("XS-2026-0001", "V1.0", "草案")
ODD_NAME = "A&B <上海> “启明”'精密'制造有限公司"


def contract(known: Known | None = None, **changes: Any) -> bytes:
    return written("G03", DRAFT, known or known_on(DRAFTED, **changes))


def text(**changes: Any) -> str:
    return text_of(contract(**changes))


def tables(document: bytes, head: str) -> list[list[str]]:
    """The rows of the table whose head row begins with these words, a text each cell."""
    found = [
        t for t in Document(BytesIO(document)).tables if "|".join(c.text for c in t.rows[0].cells).startswith(head)
    ]
    assert len(found) == 1, head
    return [[cell.text for cell in row.cells] for row in found[0].rows[1:]]


def instalments(*plan: tuple[str, str, str, Term | None]) -> Sequence[Row]:
    return [
        {"name": name, "share": Decimal(share), "trigger": trigger, "term": term} for name, share, trigger, term in plan
    ]


def test_services_alone_are_accepted_by_the_sixth_clause() -> None:
    document = contract(sheet=cost_sheet(OFFER[1:]))

    assert "第六条  检验与验收" in text_of(document)
    assert tables(document, "序号|名称|规格型号|单位|数量|技术要求") == [
        ["1", "年度维护服务", "", "项", "1", "12个月", "按本合同第六条"]
    ]


def test_a_single_line_fills_both_lists() -> None:
    document = contract(sheet=cost_sheet(OFFER[:1]))

    assert tables(document, "序号|名称|规格型号|单位|数量|技术要求") == [
        ["1", "自动上料机", "HT-200", "台", "2", "按规格型号及产品说明书", "按本合同第八条"]
    ]
    assert [row[0] for row in tables(document, "序号|名称|规格型号|单位|数量|含税单价")] == [
        "1",
        "合计（小写）",
        "合计（大写）",
    ]


def test_thirty_lines_are_all_listed_and_summed() -> None:
    document = contract(sheet=cost_sheet(many(30)), agreed=minutes(price_discount=Decimal(0)))

    listed = tables(document, "序号|名称|规格型号|单位|数量|技术要求")
    assert [row[1] for row in listed] == [f"第{n}号机" for n in range(1, 31)]
    assert "人民币465,000.00元" in text_of(document)


def test_long_names_and_characters_of_markup_survive() -> None:
    long = f"{'自动上料机' * 19}<A&B>"
    offer = ({**OFFER[0], "name": long, "spec": "<5℃ & >1m", "note": "R&D “专用”"},)
    known = with_customer(known_on(DRAFTED, sheet=cost_sheet(offer)), name=ODD_NAME)

    document = contract(known)

    (item,) = tables(document, "序号|名称|规格型号|单位|数量|技术要求")
    assert item[1:6] == [long, "<5℃ & >1m", "台", "2", "R&D “专用”"]
    assert tables(document, "项目|甲方")[0] == ["名称", ODD_NAME, "苏州恒拓智能装备有限公司"]


def test_without_a_discount_the_contract_has_the_prices_of_the_quote() -> None:
    assert "人民币286,000.00元（大写：人民币贰拾捌万陆仟元整）" in text(agreed=minutes(price_discount=Decimal(0)))


def test_three_instalments_in_months_before_dispatch_and_at_once() -> None:
    plan = instalments(
        ("预付款", "0.3", "合同签订", Term(0)),
        ("发货款", "0.4", "发货前", None),
        ("验收款", "0.3", "验收合格", Term(3, "个月")),
    )

    rows = tables(contract(agreed=minutes(plan)), "期次")

    assert rows[:3] == [
        ["1", "预付款", "30%", "81,510.00", "合同签订后", "付清"],
        ["2", "发货款", "40%", "108,680.00", "发货前", "付清"],
        ["3", "验收款", "30%", "81,510.00", "验收合格后", "3个月内"],
    ]


def test_a_deposit_a_retention_and_a_payment_at_once() -> None:
    plan = instalments(
        ("预付款", "0.5", "合同签订", Term(0)),
        ("验收款", "0.45", "验收合格", Term(10, "工作日")),
        ("质保金", "0.05", "质保期满", Term(10, "工作日")),
    )

    shown = text(agreed=minutes(plan, deposit=Decimal("54340.00"), retention_pct=Decimal("0.05")))

    assert "甲方应于本合同签订当日24时前支付定金人民币54,340.00元" in shown
    assert "甲方可暂扣合同总价5%即13,585.00元作为质量保证金" in shown
    assert "质保期满后" not in shown and "质保期满" in shown


@pytest.mark.parametrize(
    ("delivery", "within"),
    [
        ({}, "自本合同签订之日起30日内"),
        (
            {"delivery_term": Term(2, "个月"), "delivery_start": "预付款到账"},
            "自本合同生效且乙方收到预付款之日起2个月内",
        ),
        ({"delivery_term": Term(on=date(2026, 9, 30))}, "2026年9月30日前"),
    ],
)
def test_the_delivery_plan_names_no_day_but_one_that_was_fixed(delivery: dict[str, Any], within: str) -> None:
    rows = tables(contract(agreed=minutes(**delivery)), "批次")

    assert rows == [["1", "附件一所列全部产品及服务", within, "上海市浦东新区示例路88号 客户工厂", "陈工 13912345678"]]


def test_of_several_batches_the_last_comes_within_the_agreed_term() -> None:
    rows = tables(contract(agreed=minutes(batches=2)), "批次")

    assert [row[:3] for row in rows] == [["1", "", ""], ["2", "", "自本合同签订之日起30日内"]]


def test_a_customers_file_of_the_least_still_makes_a_contract() -> None:
    billing = {"uscc": "91310115MA1K456788", "address": "上海市浦东新区示例路88号"}

    document = contract(with_customer(known_on(DRAFTED), billing=billing))

    assert "法定代表人：\n" in text_of(document)
    assert [row[1] for row in tables(document, "项目|甲方")[2:]] == ["上海市浦东新区示例路88号", "–", "–", "–"]


def test_needs_that_we_meet_in_full_stand_in_annex_one_but_for_potential_ones() -> None:
    rows = tables(contract(), "序号|客户需求")

    assert rows == [
        ["1", "自动上料,节拍每件12秒", "核心需求", "节拍不超过12秒"],
        ["2", "24小时售后响应", "核心需求", "报修后24小时内答复"],
        ["3", "与现有MES对接", "次要需求", "–"],
    ]


def test_a_deal_without_a_list_of_needs_has_no_such_heading() -> None:
    assert "客户需求与衡量标准" not in text(needs=submission("F04", {}))


def test_the_annexes_begin_on_pages_of_their_own_after_the_signatures() -> None:
    document = Document(BytesIO(contract()))

    titles = [p for p in document.paragraphs if p.style is not None and p.style.name == "附件标题"]

    assert [p.text for p in titles] == [
        "附件一  产品（服务）清单及技术要求与验收标准",
        "附件二  交付计划",
        "附件三  开票信息",
    ]
    assert all(p.style is not None and p.style.paragraph_format.page_break_before for p in titles)
    signed = next(n for n, p in enumerate(document.paragraphs) if "以下无正文" in p.text)
    assert [p.text for p in document.paragraphs].index(titles[0].text) > signed
    assert len(document.sections) == 1


def test_arbitration_names_its_commission() -> None:
    terms = ContractTerms(commission="苏州仲裁委员会", arbitration_place="苏州")

    assert "提交苏州仲裁委员会按照其届时有效的仲裁规则在苏州仲裁" in text(agreed=minutes(dispute="仲裁"), terms=terms)


def test_a_contract_signed_electronically_asks_for_no_seal() -> None:
    paper, electronic = text(), text(terms=ContractTerms(esign=True))

    assert paper.count("（公章或合同专用章）") == 2 and "（可靠的电子签名）" not in paper
    assert electronic.count("（可靠的电子签名）") == 2 and "合同专用章" not in electronic


def test_a_delivery_at_once_is_no_period() -> None:
    with pytest.raises(FiguresMissing, match="交付期限"):
        contract(agreed=minutes(delivery_term=Term(0)))


def test_the_certificate_of_acceptance_goes_by_the_clause_of_its_own_contract() -> None:
    known = known_on(DRAFTED)
    assert known.deal is not None

    usual = acceptance_clause(known.deal)
    services = known.deal.after(
        DRAFTED,
        Event(
            "issued",
            known.deal.number,
            {"document": "G03", "number": "XS-2026-0001", "figures": {"acceptance_clause": "第六条"}},
        ),
    )

    assert (usual, acceptance_clause(services)) == ("第九条", "第六条")


@pytest.mark.parametrize("typed", ["见{{附录}}", "{%", "{#1号机", "a%}", "{_", "_}", "｛｛甲｝｝"])
def test_a_mark_of_templates_is_not_accepted_from_a_person(typed: str) -> None:
    reading = Words().read(Raw(typed), today=DRAFTED)

    assert reading.fault is not None
    assert reading.fault.code == "M-TAG"


@pytest.mark.parametrize("number", [*range(0x20), *range(0x7F, 0xA0), 0xFDD0, 0xFFFE, 0xFFFF])
def test_no_character_that_a_document_refuses_comes_from_a_person(number: int) -> None:
    reading = Words().read(Raw(f"上海{chr(number)}启明"), today=DRAFTED)

    assert reading.fault is None
    refuse_unprintable((reading.value,), "probe.docx")
