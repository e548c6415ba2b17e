"""The golden case, read back from the documents. Source: domain.md 0.1, decisions.md (golden table)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from tests.documents.golden_deal import (
    ISSUES,
    KINDS,
    OFFER,
    cost_sheet,
    figures_of,
    known_on,
    report,
    text_of,
    with_customer,
    written,
)
from toolkit.documents.names import file_name
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Event
from toolkit.model.document import Issue
from toolkit.model.submission import Answer

QUOTE = Issue("BJ-2026-0001", "V1")
DRAFT, CONTRACT = Issue("XS-2026-0001", "V1.0", "草案"), Issue("XS-2026-0001", "V1.0")


@pytest.mark.parametrize(("kind", "issue", "day"), ISSUES)
def test_every_golden_document_is_written_and_proven(kind: str, issue: Issue, day: date) -> None:
    content = written(kind, issue, known_on(day))

    assert issue.number in text_of(content)


def test_the_quote_says_the_golden_numbers() -> None:
    shown = text_of(written("G02", QUOTE, known_on(date(2026, 7, 1))))

    for words in (
        "286,000.00",
        "人民币贰拾捌万陆仟元整",
        "不含税金额 256,603.77元，增值税税额 29,396.23元",
        "113,000.00",
        "226,000.00",
        "85,800.00",
        "200,200.00",
        "合同签订后5个工作日内",
        "2026年7月31日（自报价次日起30天，至2026年7月31日24时止）",
        "收到并确认  □接受  □需调整",
    ):
        assert words in shown


def test_a_quote_shows_neither_cost_nor_margin() -> None:
    shown = text_of(written("G02", QUOTE, known_on(date(2026, 7, 1))))

    assert not [word for word in ("成本", "毛利", "166,500", "35.11") if word in shown]


def test_a_quote_written_again_keeps_its_day() -> None:
    later = figures_of("G02", QUOTE, known_on(date(2026, 7, 10)))

    assert (later.quoted_on, later.valid_until) == (date(2026, 7, 1), date(2026, 7, 31))


def test_an_older_version_still_says_what_its_own_cost_sheet_offered() -> None:
    known = known_on(date(2026, 7, 10))
    dearer = cost_sheet(({**OFFER[0], "unit_price": Decimal(120_000)},))
    filed = {"form": "F05", "number": "CB-2026-0002", "submission": dearer}
    second = {"document": "G02", "number": "BJ-2026-0001", "version": "V2", "basis": ("CB-2026-0002",)}
    deal = known.deal
    for event in (Event("filed", "SJ-2026-0001", filed), Event("issued", "SJ-2026-0001", second)):
        deal = deal.after(date(2026, 7, 10), event) if deal else None

    versions = [figures_of("G02", replace(QUOTE, version=v), replace(known, deal=deal)) for v in ("V1", "V2")]

    assert [quote.total for quote in versions] == [Decimal(286_000), Decimal(240_000)]


def test_a_new_version_of_a_quote_is_of_today() -> None:
    second = figures_of("G02", Issue("BJ-2026-0001", "V2"), known_on(date(2026, 7, 10)))

    assert (second.quoted_on, second.version) == (date(2026, 7, 10), "V2")


def test_the_contract_says_the_golden_numbers() -> None:
    shown = text_of(written("G03", DRAFT, known_on(date(2026, 7, 10))))

    for words in (
        "人民币271,700.00元（大写：人民币贰拾柒万壹仟柒佰元整）",
        "不含税金额243,773.58元，增值税税额27,926.42元",
        "107,350.00",
        "214,700.00",
        "57,000.00",
        "自本合同签订之日起30日内完成交付",
        "第九条  检验与验收",
    ):
        assert words in shown
    assert shown.count("135,850.00") == 2
    assert shown.count("XS-2026-0001") == 3  # header, first page, signature page


def test_only_a_draft_bears_the_draft_mark() -> None:
    draft = text_of(written("G03", DRAFT, known_on(date(2026, 7, 17))))
    final = text_of(written("G03", CONTRACT, known_on(date(2026, 7, 17))))

    assert "草案 V1.0 – 未经审批" in draft
    assert draft.replace("草案 V1.0 – 未经审批", "") == final


def test_the_day_of_signing_is_blank_until_it_is_signed() -> None:
    before = text_of(written("G03", CONTRACT, known_on(date(2026, 7, 17))))
    after = text_of(written("G03", CONTRACT, known_on(date(2026, 7, 21))))

    assert "签订日期：      年    月    日" in before
    assert "签订日期：2026年7月20日" in after


def test_a_notice_tells_its_department_its_tasks_and_no_prices() -> None:
    known = known_on(date(2026, 7, 21))

    shown = {d: text_of(written("G06", Issue("TZ-2026-0001", "", d), known)) for d in KINDS["G06"].variants}

    assert "检验" in shown["生产部门"] and "培训" not in shown["生产部门"]
    assert "运输方式：公路运输" in shown["物流部门"] and "发货" in shown["物流部门"]
    assert "安装调试" in shown["客服部门"] and "运输方式" not in shown["客服部门"]
    for words in shown.values():
        assert "2026年8月19日" in words and "2026年8月17日" in words
        assert not [price for price in ("271,700", "214,700", "107,350", "113,000", "元") if price in words]


def test_a_service_needs_no_packing() -> None:
    lines = figures_of("G06", Issue("TZ-2026-0001", "", "物流部门"), known_on(date(2026, 7, 21))).lines

    assert [line.packing for line in lines] == ["适于长途运输、防潮防震的木箱包装", "–"]


def test_the_letter_says_how_far_the_order_is() -> None:
    figures = figures_of("G07", Issue("JZ-2026-0003"), known_on(date(2026, 8, 10)))

    assert (figures.progress, figures.expected_on, figures.week) == (Decimal("0.80"), date(2026, 8, 18), "2026-W33")
    assert (figures.summary, figures.plan) == ("总装完成", "出厂检验、包装发货")
    assert [(m.node, m.progress) for m in figures.milestones[:4]] == [
        ("备料", Decimal(1)),
        ("生产", Decimal(1)),
        ("检验", Decimal("0.80")),
        ("发货", Decimal(0)),
    ]


@pytest.mark.parametrize(
    ("on", "plan"),
    [(date(2026, 7, 27), "完成机加工"), (date(2026, 8, 3), "总装与调试"), (date(2026, 8, 10), "出厂检验、包装发货")],
)
def test_the_letter_tells_next_weeks_plan_else_what_is_left_to_do(on: date, plan: str) -> None:
    assert figures_of("G07", Issue("JZ-2026-0001"), known_on(on)).plan == plan


def test_the_letter_tells_the_milestone_ahead_where_nobody_says_a_plan() -> None:
    known = known_on(date(2026, 7, 21))
    silent = report(date(2026, 7, 27), "备料", "0.30", "物料已到齐", "", "")
    facts = {"form": "F11", "number": "JD-2026-0001", "submission": silent}
    deal = known.deal.after(date(2026, 7, 27), Event("filed", "SJ-2026-0001", facts)) if known.deal else None

    assert figures_of("G07", Issue("JZ-2026-0001"), replace(known, deal=deal)).plan == "按计划进行备料"


def test_what_was_found_right_on_reinspection_is_not_asked_for_again() -> None:
    known = known_on(date(2026, 8, 20))
    assert known.deal is not None
    first = known.deal.filing("F13")
    assert first is not None
    (row,) = first.submission.lines("rectify")
    done = replace(row, answers={**row.answers, "recheck": Answer("rectify.recheck", "合格"), "due": Answer("due")})
    second = replace(first.submission, tables={"rectify": (done, row)})
    facts = {"form": "F13", "number": "YS-2026-0001", "submission": second}
    deal = known.deal.after(date(2026, 8, 24), Event("filed", "SJ-2026-0001", facts))

    defects = figures_of("G10", Issue("ZG-2026-0002"), replace(known, deal=deal)).defects

    assert [(defect.number, defect.due_on) for defect in defects] == [(1, date(2026, 8, 23))]


def test_the_rectification_notice_lists_what_is_to_be_put_right() -> None:
    shown = text_of(written("G10", Issue("ZG-2026-0001"), known_on(date(2026, 8, 20))))

    for words in ("2号机上料节拍偏慢", "节拍调整至每件12秒以内", "2026年8月23日", "YS-2026-0001（第1次）"):
        assert words in shown


def test_a_document_says_in_its_properties_what_it_is() -> None:
    content = written("G03", DRAFT, known_on(date(2026, 7, 10)))

    with ZipFile(BytesIO(content)) as package:
        said = etree.fromstring(package.read("docProps/core.xml"))

    assert tuple(said.findtext(f"{{*}}{name}") for name in ("title", "subject", "keywords", "creator")) == (
        "销售合同",
        "XS-2026-0001",
        "上海启明",
        "苏州恒拓智能装备有限公司",
    )


@pytest.mark.parametrize(
    ("kind", "issue", "day", "missing"),
    [
        ("G02", QUOTE, date(2026, 6, 20), "成本核算表"),
        ("G03", DRAFT, date(2026, 7, 1), "谈判纪要"),
        ("G06", Issue("TZ-2026-0001", "", "生产部门"), date(2026, 7, 17), "销售订单"),
        ("G06", Issue("TZ-2026-0001"), date(2026, 7, 21), "收文部门"),
        ("G07", Issue("JZ-2026-0001"), date(2026, 7, 21), "进度反馈表"),
        ("G10", Issue("ZG-2026-0001"), date(2026, 8, 18), "验收确认单"),
    ],
)
def test_a_document_asked_for_too_early_says_what_is_missing(kind: str, issue: Issue, day: date, missing: str) -> None:
    with pytest.raises(FiguresMissing, match=missing):
        figures_of(kind, issue, known_on(day))


def test_a_quote_without_offered_lines_is_none() -> None:
    with pytest.raises(FiguresMissing, match="拟报价明细"):
        figures_of("G02", Issue("BJ-2026-0001", "V2"), known_on(date(2026, 7, 1), sheet=cost_sheet(())))


def test_a_quote_can_be_written_before_the_customers_file() -> None:
    known = with_customer(known_on(date(2026, 7, 1)), billing={})

    assert figures_of("G02", QUOTE, known).contact.name == "张伟"


def test_documents_need_a_deal_and_its_customer() -> None:
    known = known_on(date(2026, 7, 1))

    for without, missing in ((replace(known, deal=None), "商机"), (replace(known, customer=None), "客户")):
        with pytest.raises(FiguresMissing, match=missing):
            figures_of("G02", QUOTE, without)


@pytest.mark.parametrize(
    ("kind", "issue", "name"),
    [
        ("G02", QUOTE, "BJ-2026-0001_报价单_上海启明_20260701.docx"),
        ("G02", Issue("BJ-2026-0001", "V2"), "BJ-2026-0001_报价单_上海启明_20260701_V2.docx"),
        ("G03", DRAFT, "XS-2026-0001_销售合同_上海启明_20260701_V1.0_草案.docx"),
        ("G03", CONTRACT, "XS-2026-0001_销售合同_上海启明_20260701_V1.0.docx"),
        (
            "G06",
            Issue("TZ-2026-0001", "", "生产部门"),
            "TZ-2026-0001_订单执行通知单_上海启明_20260701_生产部门.docx",
        ),
        ("G09", Issue("YS-2026-0001", "第2次"), "YS-2026-0001_验收确认单_上海启明_20260701_第2次.docx"),
    ],
)
def test_a_file_is_called_by_number_document_customer_day_and_version(kind: str, issue: Issue, name: str) -> None:
    assert file_name(KINDS[kind], issue, "上海启明", date(2026, 7, 1)) == name
