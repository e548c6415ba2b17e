"""Clauses: which apply, how they are numbered, what they refuse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.documents.golden_deal import OFFER, PLAN, Row, cost_sheet, figures_of, known_on, minutes, with_customer
from toolkit.documents.clauses import NumberedClause, load, numeral, resolve, shipped
from toolkit.documents.wording import percent
from toolkit.errors import FiguresMissing, TemplateFault
from toolkit.model.clause import Clause
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms
from toolkit.model.kinds.reading import Term

DRAFTED = date(2026, 7, 10)
DRAFT = Issue("XS-2026-0001", "V1.0", "草案")
THIRDS: tuple[Row, ...] = (
    {"name": "预付款", "share": Decimal("0.3"), "trigger": "合同签订", "term": Term(5, "工作日")},
    {"name": "发货款", "share": Decimal("0.4"), "trigger": "发货前"},
    {"name": "验收款", "share": Decimal("0.3"), "trigger": "验收合格", "term": Term(1, "个月")},
)


def clauses(**changes: Any) -> tuple[NumberedClause, ...]:
    """The clauses of the golden contract, with other minutes (`agreed`), offer (`sheet`) or house terms (`terms`)."""
    figures = figures_of("G03", DRAFT, known_on(DRAFTED, **changes))
    found: tuple[NumberedClause, ...] = figures.clauses
    return found


def clause(name: str, when: str, *text: str) -> Clause:
    return Clause(id=name, version="1.0", title="其他", owner="法务部门", approval_level="总经理", when=when, text=text)


def titles(resolved: Sequence[NumberedClause]) -> dict[str, str]:
    return {clause.title: clause.heading for clause in resolved}


def words(resolved: Sequence[NumberedClause], title: str = "") -> str:
    """The text of a clause (of all), with the number of each sub-clause."""
    return "\n".join(
        f"{paragraph.number} " + "".join(passage.text for passage in paragraph.passages)
        for clause in resolved
        for paragraph in clause.paragraphs
        if title in ("", clause.title)
    )


def test_acceptance_is_the_ninth_clause_of_the_golden_contract() -> None:
    resolved = clauses()

    assert titles(resolved)["检验与验收"] == "第九条"
    assert [clause.heading for clause in resolved] == [f"第{numeral(n)}条" for n in range(1, 23)]
    assert not {"定金", "质量保证金", "个人信息与数据保护"} & titles(resolved).keys()


def test_a_deposit_and_a_retention_push_the_later_clauses_on() -> None:
    agreed = minutes(deposit=Decimal("54340.00"), retention_pct=Decimal("0.05"))

    resolved = clauses(agreed=agreed)

    named = titles(resolved)
    assert (named["定金"], named["质量保证与售后服务"], named["质量保证金"]) == ("第十二条", "第十三条", "第十四条")
    assert "甲方应于本合同签订后第5个工作日届满前支付定金人民币54,340.00元。" in words(resolved)
    assert "甲方可暂扣合同总价5%即13,585.00元作为质量保证金" in words(resolved)


def test_a_clause_of_one_sentence_has_no_sub_number() -> None:
    integrity = next(clause for clause in clauses() if clause.title == "廉洁诚信")

    assert [paragraph.number for paragraph in integrity.paragraphs] == [""]


def test_services_alone_need_no_packing_transport_or_passing_of_risk() -> None:
    resolved = clauses(sheet=cost_sheet(OFFER[1:]))

    named = titles(resolved)
    assert not {"包装", "运输与保险", "风险转移与所有权"} & named.keys()
    assert named["安装、调试与培训"] == "第五条"
    assert named["检验与验收"] == "第六条"


def test_services_alone_speak_of_no_goods() -> None:
    resolved = clauses(sheet=cost_sheet(OFFER[1:]))

    shown = "\n".join(words(resolved, title) for title in ("质量标准与技术要求", "交付时间、地点与方式", "检验与验收"))
    assert not [word for word in ("产品", "发货", "收货", "随货", "安装") if word in shown]
    assert "服务质量应符合国家现行有效标准" in shown
    assert "6.1 乙方完成服务并提出验收申请后7个工作日内" in shown


def test_goods_alone_are_accepted_without_an_installation() -> None:
    shown = words(clauses(sheet=cost_sheet(OFFER[:1])), "检验与验收")

    assert "8.2 性能验收：乙方交付产品并提出验收申请后7个工作日内" in shown
    assert "9.2 性能验收：乙方完成安装调试并提出验收申请后" in words(clauses(), "检验与验收")


def test_the_price_includes_what_the_quote_said_it_does() -> None:
    resolved = clauses(sheet=cost_sheet(OFFER[1:], included="驻场人工、备件及税费。"))

    assert "2.2 上述价款已包含驻场人工、备件及税费，除本合同另有约定外" in words(resolved)
    assert "2.2 上述价款已包含产品、包装、运输" in words(clauses(sheet=cost_sheet(included=None)))


def test_goods_alone_need_no_installation() -> None:
    named = titles(clauses(sheet=cost_sheet(OFFER[:1])))

    assert "安装、调试与培训" not in named
    assert named["检验与验收"] == "第八条"


def test_batches_come_in_between_and_renumber_the_rest() -> None:
    one, many = clauses(), clauses(agreed=minutes(batches=3))

    assert "5.3 乙方应在发货前2个工作日通知甲方" in words(one)
    assert "5.3 分3批交付，各批内容与时间见附件二。" in words(many)
    assert "5.4 乙方应在发货前2个工作日通知甲方" in words(many)


@pytest.mark.parametrize(
    ("delivery", "printed"),
    [
        ({"delivery_term": Term(30, "天")}, "自本合同签订之日起30日内完成交付。"),
        ({"delivery_term": Term(20, "工作日")}, "自本合同签订之日起20个工作日内完成交付。"),
        (
            {"delivery_term": Term(30, "天"), "delivery_start": "预付款到账"},
            "自本合同生效且乙方收到预付款之日起30日内完成交付。",
        ),
        ({"delivery_term": Term(on=date(2026, 9, 30))}, "交付期限：2026年9月30日前完成交付。"),
    ],
)
def test_delivery_is_by_days_or_by_a_date(delivery: dict[str, Any], printed: str) -> None:
    assert printed in words(clauses(agreed=minutes(**delivery)), "交付时间、地点与方式")


def test_three_instalments_let_the_seller_call_in_the_rest() -> None:
    sentence = "达到合同总价五分之一"

    two, three = words(clauses()), words(clauses(agreed=minutes(THIRDS)))

    assert sentence not in two
    assert sentence in three


@pytest.mark.parametrize(
    ("size", "is_sme", "days"),
    [
        ("大型企业", True, "60日"),
        ("机关事业单位", True, "30日"),
        ("大型企业", False, ""),
        ("中小企业", True, ""),
        ("", True, ""),
    ],
)
def test_only_a_large_buyer_is_told_that_the_seller_is_an_sme(size: str, is_sme: bool, days: str) -> None:
    known = known_on(DRAFTED)
    assert known.customer is not None
    known = with_customer(known, billing={**known.customer.billing, "customer_size": size})
    book = replace(known.rulebook, company=replace(known.rulebook.company, is_sme=is_sme))

    shown = words(figures_of("G03", DRAFT, replace(known, rulebook=book)).clauses, "付款方式与期限")

    assert ("中小企业" in shown) == bool(days)
    assert f"之日起{days}，且不以收到第三方款项作为付款前提。" in shown or not days


def test_disputes_go_to_court_or_to_arbitration_never_to_both() -> None:
    commission = ContractTerms(commission="苏州仲裁委员会", arbitration_place="苏州")

    court = words(clauses(), "法律适用与争议解决")
    arbitration = words(clauses(terms=commission, agreed=minutes(dispute="仲裁")), "法律适用与争议解决")

    assert "向乙方住所地有管辖权的人民法院提起诉讼" in court and "仲裁" not in court
    assert "提交苏州仲裁委员会" in arbitration and "在苏州仲裁" in arbitration and "诉讼" not in arbitration


def test_arbitration_without_a_commission_is_no_contract() -> None:
    with pytest.raises(FiguresMissing, match="仲裁委员会"):
        clauses(agreed=minutes(dispute="仲裁"))


def test_a_contract_is_signed_on_paper_or_electronically() -> None:
    paper, electronic = words(clauses()), words(clauses(terms=ContractTerms(esign=True)))

    assert "本合同一式两份，甲乙双方各执一份" in paper and "电子签名" not in paper
    assert "使用可靠的电子签名签署" in electronic and "一式两份" not in electronic


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (ContractTerms(title_retained=True), "在甲方付清全部合同价款前，产品所有权归乙方"),
        (ContractTerms(data_processing=True), "乙方因提供服务接触甲方数据的"),
        (ContractTerms(after_sale_contact="吴倩"), "售后联系人：吴倩。"),
    ],
)
def test_the_house_may_add_a_term(terms: ContractTerms, sentence: str) -> None:
    assert sentence not in words(clauses())
    assert sentence in words(clauses(terms=terms))


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (ContractTerms(insured_by_seller=False), "运输保险由乙方办理"),
        (ContractTerms(tax_clause=False), "国家调整适用税率"),
        (ContractTerms(integrity=False), "不以任何形式向对方人员提供回扣"),
        (ContractTerms(onsite_hours=0), "派员到场"),
        (ContractTerms(title_retained=True), "产品所有权自交付时起转移给甲方"),
    ],
)
def test_the_house_may_leave_a_term_out(terms: ContractTerms, sentence: str) -> None:
    assert sentence in words(clauses())
    assert sentence not in words(clauses(terms=terms))


def test_what_was_agreed_beside_the_standard_stands_in_the_contract() -> None:
    agreed = minutes(liability_terms="逾期交付违约金上限为3%", special_terms="随机提供易损件一套。")

    resolved = clauses(agreed=agreed)

    assert "17.6 双方另行约定：逾期交付违约金上限为3%。" in words(resolved)
    assert "22.4 双方其他约定：随机提供易损件一套。" in words(resolved)
    assert "双方另行约定" not in words(clauses(agreed=minutes(liability_terms="按标准条款")))


def test_sentences_that_limit_the_buyers_rights_are_bold() -> None:
    bold = [p.text for c in clauses() for paragraph in c.paragraphs for p in paragraph.passages if p.is_strong]

    assert [text[:10] for text in bold] == ["甲方在验收期限内既不", "违约金不足以弥补损失"]


def test_two_stars_in_a_value_are_no_bold_words() -> None:
    place = minutes(delivery_place="示例路**88**号")

    passages = clauses(agreed=place)[4].paragraphs[1].passages

    assert [(p.text[:13], p.is_strong) for p in passages] == [("交付地点：示例路**88*", False)]


@pytest.mark.parametrize(
    ("agreed", "printed"),
    [
        (minutes(), "见第十条和第十七条"),
        (minutes(deposit=Decimal(1000)), "见第十条和第十八条"),
        (minutes(deposit=Decimal(1000), retention_pct=Decimal("0.05")), "见第十条和第十九条"),
    ],
)
def test_references_follow_the_numbers(agreed: Any, printed: str) -> None:
    referring = clause("c26_more", "true", '见{{ ref("c10_payment") }}和{{ ref("c20_liability") }}')

    resolved = clauses(agreed=agreed, clauses=(*shipped(), referring))

    assert words(resolved, "其他").strip() == printed


@pytest.mark.parametrize(
    ("line", "when", "fault"),
    [
        ("{{ totl|money }}", "true", "'totl' is not offered"),
        ("{{ terms.colour }}", "true", "ContractTerms offers no 'colour'"),
        ("{{ total }}", "true", "use a filter"),
        ("{{ delivery_day|day }}", "true", "None is no date"),
        ('{{ ref("c12_deposit") }}', "true", "c12_deposit, which is not in this contract"),
        ("@table prices", "true", "no such table"),
        ("{% if total %}", "true", "end of template"),
        ("{{ total.__class__.__mro__ }}", "true", "is unsafe"),
        ("x", "has_god", "'has_god' is not offered"),
    ],
)
def test_a_clause_that_asks_wrongly_is_named(line: str, when: str, fault: str) -> None:
    wrong = clause("c26_wrong", when, line, "y")

    with pytest.raises(TemplateFault, match="c26_wrong") as raised:
        clauses(clauses=(*shipped(), wrong))

    assert fault in str(raised.value)


def test_a_clause_file_is_named_as_it_calls_itself(tmp_path: Path) -> None:
    text = (
        'id = "c01_price"\nversion = "1.0"\ntitle = "价款"\nowner = "财务部门"\napproval_level = "总经理"\n'
        'when = "true"\ntext = ["x"]\n'
    )
    (tmp_path / "c01_subject.toml").write_text(text, "utf-8")

    with pytest.raises(TemplateFault, match="says it is c01_price"):
        load(tmp_path)


def test_a_clause_file_with_an_unknown_entry_is_refused(tmp_path: Path) -> None:
    (tmp_path / "c01_x.toml").write_text('id = "c01_x"\ncolour = "red"\n', "utf-8")

    with pytest.raises(TemplateFault, match=r"c01_x\.toml"):
        load(tmp_path)


def test_nothing_applies_of_no_clauses() -> None:
    assert resolve((), figures_of("G02", Issue("BJ-2026-0001", "V1"), known_on(date(2026, 7, 1)))).clauses == ()


def test_the_customers_file_says_who_receives_and_which_invoice_it_wants() -> None:
    known = known_on(DRAFTED, agreed=minutes(consignee=None, consignee_phone=None))
    assert known.customer is not None
    billing = {
        **known.customer.billing,
        "consignee": "李库",
        "consignee_phone": "13987654321",
        "invoice_type": "数电票(普通发票)",
    }

    shown = words(figures_of("G03", DRAFT, with_customer(known, billing=billing)).clauses)

    assert "收货人：李库，电话：13987654321" in shown
    assert "税率为13%、6%的数电票（普通发票）" in shown


def test_a_contract_needs_the_customers_file() -> None:
    known = with_customer(known_on(DRAFTED), billing={})

    with pytest.raises(FiguresMissing, match="统一社会信用代码、住所"):
        figures_of("G03", DRAFT, known)


def test_numerals_and_shares_are_written_as_contracts_write_them() -> None:
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 25)] == ["一", "九", "十", "十一", "二十", "二十五"]
    assert [percent(Decimal(s)) for s in ("0.3", "0.0005", "1", "0.335")] == ["30%", "0.05%", "100%", "33.5%"]


def test_a_payment_on_a_day_and_one_before_dispatch_say_so() -> None:
    by_day: tuple[Row, ...] = (
        {"name": "预付款", "share": Decimal("0.5"), "trigger": "合同签订", "term": Term(on=date(2026, 7, 31))},
        {"name": "发货款", "share": Decimal("0.5"), "trigger": "发货前"},
    )

    figures = figures_of("G03", DRAFT, known_on(DRAFTED, agreed=minutes(by_day)))

    printed = [(payment.condition, payment.period) for payment in figures.payments]
    assert printed == [("合同签订", "2026年7月31日前"), ("发货前", "付清")]
    assert PLAN[0]["trigger"] == "合同签订"
