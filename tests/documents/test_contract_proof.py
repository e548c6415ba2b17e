"""A contract that breaks a guard (R-40, R-41, R-42, R-45 and others) never leaves the house. Source: domain.md 3.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from tests.documents.golden_deal import (
    CUSTOMER,
    ISSUES,
    KINDS,
    OFFER,
    PLAN,
    Row,
    cost_sheet,
    figures_of,
    known_on,
    minutes,
    rendered,
    with_customer,
    written,
)
from tests.documents.returned import Edit, added_behind, edited, moved_behind, removed, typed_over
from toolkit.documents.clauses import shipped
from toolkit.documents.contract_proof import contract_faults
from toolkit.documents.figures.contract import MANDATORY, ContractFigures
from toolkit.errors import FiguresMissing, TemplateFault
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms
from toolkit.model.kinds.reading import Term
from toolkit.model.money import parse_capitals

DRAFTED = date(2026, 7, 10)
DRAFT = Issue("XS-2026-0001", "V1.0", "草案")


@cache
def golden() -> tuple[bytes, ContractFigures]:
    known = known_on(DRAFTED)
    return written("G03", DRAFT, known), figures_of("G03", DRAFT, known)


def faults(*edits: Edit) -> list[str]:
    """What the proof says of the golden contract after these edits."""
    document, figures = golden()
    return list(contract_faults(edited(document, *edits), figures))


def faults_of(**changes: Any) -> list[str]:
    """What it says of the golden contract held against other figures."""
    document, figures = golden()
    return list(contract_faults(document, replace(figures, **changes)))


@pytest.mark.parametrize("issue", [issue for kind, issue, _ in ISSUES if kind == "G03"])
def test_the_golden_contract_has_no_fault(issue: Issue) -> None:
    known = known_on(date(2026, 7, 17))

    assert list(contract_faults(written("G03", issue, known), figures_of("G03", issue, known))) == []


def test_a_contract_with_a_fault_is_not_written() -> None:
    known = known_on(DRAFTED)
    figures = replace(figures_of("G03", DRAFT, known), payments=golden()[1].payments[:1])

    with pytest.raises(TemplateFault, match=r"contract\.docx: .*R-41: its instalments do not sum to the total"):
        rendered(KINDS["G03"], figures, DRAFT, known)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (removed("违约责任"), "missing: 第十七条 违约责任"),
        (moved_behind("保密", "检验与验收"), "not numbered from 第一条"),
        (typed_over("第十六条", "第十七条"), "missing: 第十六条 廉洁诚信"),
        (added_behind("廉洁诚信", "第二十三条  其他", "甲"), "missing: none, yet not the same"),
        (typed_over("附件三  开票信息", "开票信息"), "lacks 附件三"),
    ],
)
def test_every_clause_and_annex_stands_in_the_contract(edit: Edit, said: str) -> None:
    """R-40."""
    found = faults(edit)

    assert any(fault.startswith("R-40") and said in fault for fault in found), found


@pytest.mark.parametrize("clause", MANDATORY)
def test_a_house_cannot_leave_out_a_clause_that_every_contract_has(clause: str) -> None:
    """R-40."""
    without = tuple(each for each in shipped() if each.id != clause)

    with pytest.raises(TemplateFault, match=rf"{clause}\.toml: is not in this contract"):
        figures_of("G03", DRAFT, known_on(DRAFTED, clauses=without))


@pytest.mark.parametrize("clause", MANDATORY)
def test_a_condition_cannot_leave_it_out_either(clause: str) -> None:
    """R-40."""
    never = tuple(replace(each, when="batches > 99") if each.id == clause else each for each in shipped())

    with pytest.raises(TemplateFault, match=rf"{clause}\.toml: is not in this contract"):
        figures_of("G03", DRAFT, known_on(DRAFTED, clauses=never))


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (typed_over("107,350.00", "107,530.00"), "lacks line 1 as agreed"),
        (typed_over("50%", "40%"), "lacks instalment 1 as agreed"),
        (typed_over("验收合格后", "到货后"), "lacks instalment 2 as agreed"),
    ],
)
def test_price_and_payment_are_those_agreed(edit: Edit, said: str) -> None:
    """R-41."""
    (fault,) = faults(edit)

    assert fault.startswith("R-41") and said in fault


def test_price_delivery_and_payment_are_what_the_minutes_fix() -> None:
    """R-41: from the answers of F07 to the figures of the contract."""
    plan: tuple[Row, ...] = (
        {"name": "预付款", "share": Decimal("0.6"), "trigger": "合同签订", "term": Term(3, "工作日")},
        {"name": "到货款", "share": Decimal("0.4"), "trigger": "交付", "term": Term(15, "天")},
    )
    agreed = minutes(plan, price_discount=Decimal("0.03"), delivery_term=Term(45, "天"), delivery_start="预付款到账")

    figures = figures_of("G03", DRAFT, known_on(DRAFTED, agreed=agreed))

    assert [line.unit_price for line in figures.lines] == [Decimal("109610.00"), Decimal("58200.00")]
    assert figures.total == Decimal("277420.00")
    assert [(p.amount, p.condition, p.period) for p in figures.payments] == [
        (Decimal("166452.00"), "合同签订后", "3个工作日内"),
        (Decimal("110968.00"), "交付后", "15日内"),
    ]
    assert figures.deliveries[0].within == "自本合同生效且乙方收到预付款之日起45日内"


def test_instalments_that_do_not_sum_up_are_found() -> None:
    """R-41, to the fen."""
    first, last = golden()[1].payments

    found = faults_of(payments=(first, replace(last, amount=last.amount - Decimal("0.01"))))

    assert "R-41: its instalments do not sum to the total" in found


def test_an_instalment_after_acceptance_says_when() -> None:
    first, last = golden()[1].payments

    found = faults_of(payments=(first, replace(last, period="")))

    assert "R-41: instalment 2 names no trigger or no period" in found


def test_goods_of_two_tax_rates_stand_in_lines_of_their_own() -> None:
    both = tuple(replace(line, tax_rate="13%、6%") for line in golden()[1].lines)

    found = faults_of(lines=both)

    assert "R-41: line 1 has no single tax rate" in found
    assert [(line.name, line.tax_rate) for line in golden()[1].lines] == [("自动上料机", "13%"), ("年度维护服务", "6%")]


@pytest.mark.parametrize(
    "edit",
    [
        typed_over("271,700.00元（大写", "271,000.00元（大写"),
        typed_over("人民币贰拾柒万壹仟柒佰元整），", "人民币贰拾柒万壹仟元整），"),
        typed_over("柒佰元整", "柒佰柒拾元整"),
    ],
    ids=("figures", "words", "table"),
)
def test_the_amount_in_words_is_the_amount_in_figures(edit: Edit) -> None:
    """R-42."""
    (fault,) = faults(edit)

    assert fault.startswith("R-42")


@pytest.mark.parametrize("total", ["271700.00", "100000.01", "10203040.50", "9999999999.99"])
def test_the_words_of_any_total_parse_back(total: str) -> None:
    """R-42: a contract of that price passes, as its words are the amount again."""
    offer = ({**OFFER[0], "qty": Decimal(1), "unit_price": Decimal(total)},)
    known = known_on(DRAFTED, sheet=cost_sheet(offer), agreed=minutes(price_discount=Decimal(0)))

    document = written("G03", DRAFT, known)

    found = [block for block in _texts(document) if block.startswith("合计（大写）")]
    assert [parse_capitals(text.removeprefix("合计（大写） | ")) for text in found] == [Decimal(total)]


@pytest.mark.parametrize("mark", ["{{ place }}", "【 】", "【】", "XX", "____", "××"])
def test_nothing_is_left_to_be_filled_in(mark: str) -> None:
    """R-45."""
    found = faults(typed_over("国家现行有效标准", f"{mark}标准"))

    assert [fault[:5] for fault in found] == ["R-45:"]


@pytest.mark.parametrize("typed", ["HT-XX", "XXL", "2.5×3×4", "A_1"])
def test_what_only_looks_like_a_placeholder_is_none(typed: str) -> None:
    assert faults(typed_over("国家现行有效标准", f"{typed}标准")) == []


def test_dates_and_signatures_are_the_only_blanks() -> None:
    """R-45: the day of signing and the signature page are left to be written by hand."""
    assert faults(typed_over("日期：      年    月    日", "日期：____年__月__日")) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"agreed": minutes(consignee="XX")}, "“XX”"),
        ({"agreed": minutes(special_terms="备件由____提供")}, "“____”"),
        ({"terms": ContractTerms(court="【 】人民法院")}, "“【 】”"),
    ],
)
def test_a_value_that_nobody_filled_in_makes_no_contract(changed: dict[str, Any], said: str) -> None:
    """R-45."""
    with pytest.raises(FiguresMissing, match="未填写") as raised:
        figures_of("G03", DRAFT, known_on(DRAFTED, **changed))

    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (typed_over("甲方（买方）：上海启明", "甲方（买方）：上海启名"), "its head does not name 甲方"),
        (typed_over("乙方（卖方）：苏州恒拓", "乙方（卖方）：苏州恒托"), "its head does not name 乙方"),
        (typed_over("合同编号：XS-2026-0001", "合同编号：XS-2026-0002"), "its head does not show the number"),
        (typed_over("为合同编号XS-2026-0001", "为合同编号XS-2026-0002"), "its signature page does not show the number"),
    ],
)
def test_parties_and_number_are_the_same_everywhere(edit: Edit, where: str) -> None:
    (fault,) = faults(edit)

    assert fault.startswith(where)


def test_the_number_in_the_header_is_the_contracts() -> None:
    def other_header(document: Any) -> None:
        header = document.sections[0].header.paragraphs[0]
        header.text = header.text.replace("XS-2026-0001", "XS-2026-0002")

    assert faults(other_header) == ["its header does not show the number XS-2026-0001"]


@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_the_signature_page_names_who_is_a_party(side: str) -> None:
    party = getattr(golden()[1], side)

    found = faults_of(**{side: replace(party, name="上海其他有限公司")})

    assert [fault.partition(" does")[0] for fault in found] == ["its head", "its signature page", "its 附件三"]


def test_the_buyer_is_called_as_in_the_master_file() -> None:
    figures = figures_of("G03", DRAFT, with_customer(known_on(DRAFTED), name="上海启明精密制造（集团）有限公司"))

    assert (figures.buyer.name, figures.seller.name) == (
        "上海启明精密制造（集团）有限公司",
        known_on(DRAFTED).rulebook.company.name,
    )
    assert golden()[1].buyer.name == CUSTOMER.name


def test_court_and_arbitration_are_never_agreed_together() -> None:
    (fault,) = faults(typed_over("提起诉讼。", "提起诉讼，或提交苏州仲裁委员会仲裁。"))

    assert fault == "诉讼与仲裁不能同时约定。"


def test_earnest_money_is_spoken_of_in_its_own_clause_only() -> None:
    first, last = golden()[1].payments

    named = faults_of(payments=(replace(first, name="定金"), last))
    misnamed = faults(typed_over("按时付款", "按时支付订金"))

    assert "instalment 1 speaks of 定金, which only the clause 定金 may" in named
    assert misnamed == ["speaks of 订金, which secures nothing"]


def test_a_contract_with_earnest_money_has_no_fault() -> None:
    known = known_on(DRAFTED, agreed=minutes(deposit=Decimal("54340.00")))

    assert list(contract_faults(written("G03", DRAFT, known), figures_of("G03", DRAFT, known))) == []


@pytest.mark.parametrize("exception", ["故意或重大过失", "人身损害", "侵犯知识产权", "违反保密义务"])
def test_a_limit_of_damages_has_its_four_exceptions(exception: str) -> None:
    short = tuple(
        replace(each, text=tuple(line.replace(exception, "其他情形") for line in each.text))
        if each.id == "c20_liability"
        else each
        for each in shipped()
    )

    with pytest.raises(TemplateFault, match=rf"limits damages without excepting {exception}"):
        written("G03", DRAFT, known_on(DRAFTED, clauses=short))


@pytest.mark.parametrize(
    "changes",
    [
        {"sheet": cost_sheet(OFFER[1:])},
        {"sheet": cost_sheet(OFFER[:1])},
        {"agreed": minutes(batches=3, special_terms="易损件一套。")},
        {"terms": ContractTerms(esign=True, title_retained=True, data_processing=True)},
        {
            "terms": ContractTerms(commission="苏州仲裁委员会", arbitration_place="苏州"),
            "agreed": minutes((*PLAN,), dispute="仲裁", deposit=Decimal(1000), retention_pct=Decimal("0.05")),
        },
    ],
    ids=("services", "goods", "batches", "esign", "arbitration"),
)
def test_every_variant_passes_its_proof(changes: dict[str, Any]) -> None:
    known = known_on(DRAFTED, **changes)

    assert list(contract_faults(written("G03", DRAFT, known), figures_of("G03", DRAFT, known))) == []


def _texts(document: bytes) -> list[str]:
    from toolkit.documents.revisions import read

    return [block.text for block in read(document).now]
