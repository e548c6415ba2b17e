"""The letters on delay, payment and change, read back. Source: domain.md 3.6, 3.8."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.documents.golden_deal import figures_of, known_on, report, submission, text_of, written
from toolkit.errors import FiguresMissing
from toolkit.model.deal import Event
from toolkit.model.document import Issue
from toolkit.model.house import ContractTerms, Policy
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Submission, Value

LETTER, NOTICE, SUPPLEMENT = Issue("JZ-2026-0003"), Issue("FK-2026-0001", variant="1"), Issue("BC-2026-0001")
REPORTED, AGREED = date(2026, 8, 10), date(2026, 8, 12)


def after(known: Known, *events: Event) -> Known:
    """What is known once these things have happened too."""
    deal = known.deal
    assert deal is not None
    for event in events:
        deal = deal.after(known.today, event)
    return replace(known, deal=deal)


def event(kind: Any, **facts: object) -> Event:
    return Event(kind, "SJ-2026-0001", facts)


def filed(form: str, number: str, filled: Submission) -> Event:
    return event("filed", form=form, number=number, submission=filled)


def abnormal(eta: date = date(2026, 8, 21), cause: str = "承运车辆故障。") -> Submission:
    """A report that owns up to a delay."""
    told: dict[str, Value] = {
        "is_abnormal": True,
        "abnormal_type": "物流延迟",
        "impact_days": 2,
        "cause": cause,
        "measure": "改派车辆,次日发出;",
        "eta": eta,
    }
    usual = report(REPORTED, "发货", "0.80", "总装完成", "出厂检验", "")
    return replace(usual, answers={**usual.answers, **{key: Answer(key, value) for key, value in told.items()}})


def letter_row(**more: Value) -> Submission:
    """The row of the letter log in which the customer agrees to a later day."""
    values: dict[str, Value] = {
        "letter_no": LETTER.number,
        "sent_date": REPORTED,
        "abnormal": True,
        "summary": "物流延迟,顺延2天",
        "agreed_new_date": date(2026, 8, 21),
    }
    return submission("F12", values | more)


def delayed(day: date = REPORTED, **report_of: Any) -> Known:
    """The golden deal with an abnormal report and the letter about it issued."""
    issued = event("issued", document="G08", number=LETTER.number, basis=("JD-2026-0009",))
    return after(known_on(day), filed("F11", "JD-2026-0009", abnormal(**report_of)), issued)


def agreed(day: date = AGREED, **row: Value) -> Known:
    return after(delayed(day), filed("F12", LETTER.number, letter_row(**row)))


def paid(known: Known, amount: str, instalment: int = 1) -> Known:
    receipt = submission("F17", {"instalment_no": instalment, "amount": Decimal(amount)})
    return after(known, filed("F17", "SK-2026-0001", receipt))


def passed(day: date) -> Known:
    """2026-08-24: accepted; the balance falls due on 2026-09-07."""
    done = submission("F13", {"accept_date": date(2026, 8, 24), "conclusion": "验收合格", "round": 2})
    return after(known_on(day), filed("F13", "YS-2026-0002", done))


def test_the_letter_on_a_delay_says_what_happened_and_asks_for_an_answer() -> None:
    shown = text_of(written("G08", LETTER, delayed()))

    for words in (
        "异常沟通函",
        "JZ-2026-0003",
        "上海启明精密制造有限公司 张伟：",
        "发货环节发生物流延迟，截至2026年8月10日整体完成80%",
        "承运车辆故障",
        "改派车辆,次日发出",
        "2026年8月19日",
        "2026年8月21日",
        "2天",
        "□ 同意顺延至2026年8月21日",
        "□ 不同意，意见：",
        "贵司同意顺延的，双方另行签订补充协议",
        "王芳（13900001111）",
    ):
        assert words in shown
    assert "故障。" not in shown


def test_an_abnormality_that_delays_nothing_asks_only_for_acknowledgement() -> None:
    shown = text_of(written("G08", LETTER, delayed(eta=date(2026, 8, 19))))

    assert "不影响合同约定的交付日期" in shown
    assert "□ 已知悉，同意上述措施" in shown
    assert not [words for words in ("顺延至", "补充协议", "0天") if words in shown]


def test_what_came_of_a_letter_does_not_change_what_it_said() -> None:
    before = figures_of("G08", LETTER, delayed())
    known = agreed(supplement_no="BC-2026-0001", supplement_signed_on=AGREED)
    known = after(known, filed("F11", "JD-2026-0010", abnormal(eta=date(2026, 8, 30), cause="再次故障")))

    again = figures_of("G08", LETTER, known)

    assert replace(again, written_on=REPORTED) == before
    assert figures_of("G08", Issue("JZ-2026-0004"), known).cause == "再次故障"


def test_a_report_that_was_taken_back_is_no_reason_for_a_letter() -> None:
    known = delayed()
    calm = report(REPORTED, "发货", "0.80", "总装完成", "出厂检验", "")

    with pytest.raises(FiguresMissing, match="异常的进度反馈"):
        figures_of("G08", LETTER, after(known, filed("F11", "JD-2026-0009", calm)))


def test_the_notice_says_how_much_by_when_and_where_to() -> None:
    shown = text_of(written("G12", NOTICE, known_on(date(2026, 7, 21))))

    for words in (
        "付款通知单",
        "FK-2026-0001",
        "第1期款项应付人民币135,850.00元（大写：人民币壹拾叁万伍仟捌佰伍拾元整）。",
        "请于2026年7月27日前支付，并在付款备注中注明合同编号XS-2026-0001。",
        "第1期 预付款，合同总价的50%，合同签订后5个工作日内",
        "尚未开具，收到每期款项后7个工作日内开具数电票(增值税专用发票)",
        "苏州恒拓智能装备有限公司",
        "示例银行苏州分行",
        "1102020209000123456",
    ):
        assert words in shown
    assert not [words for words in ("催款函", "逾期", "违约金") if words in shown]


def test_the_last_day_is_not_overdue() -> None:
    assert figures_of("G12", NOTICE, known_on(date(2026, 7, 27))).title == "付款通知单"


@pytest.mark.parametrize(
    ("day", "overdue", "tone", "says"),
    [
        (date(2026, 7, 28), 1, "提醒", "特此提醒，请予尽快支付"),
        (date(2026, 8, 11), 15, "提醒", "如已付款，请忽略本函"),
        (date(2026, 8, 12), 16, "催告", "现正式函请贵司于收到本函后立即支付上述款项"),
        (date(2026, 8, 26), 30, "催告", "逾期付款的违约责任按合同约定执行"),
        (date(2026, 8, 27), 31, "索赔", "违约金为人民币2,105.68元，连同未付款项合计人民币137,955.68元"),
    ],
)
def test_a_reminder_grows_firmer_with_the_delay(day: date, overdue: int, tone: str, says: str) -> None:
    known = known_on(day)

    shown, figures = text_of(written("G12", NOTICE, known)), figures_of("G12", NOTICE, known)

    assert (figures.title, figures.days_overdue, figures.tone) == ("催款函", overdue, tone)
    assert f"已逾期{overdue}日" in shown and says in shown
    assert ("违约金为人民币" in shown) == (tone == "索赔")


def test_the_late_fee_ends_at_its_cap() -> None:
    figures = figures_of("G12", NOTICE, known_on(date(2027, 7, 27), policy=Policy()))

    assert (figures.late_fee, figures.claim) == (Decimal("6792.50"), Decimal("142642.50"))


def test_what_was_paid_is_not_asked_for_again() -> None:
    known = paid(known_on(date(2026, 8, 27)), "100000")

    figures, shown = figures_of("G12", NOTICE, known), text_of(written("G12", NOTICE, known))

    assert (figures.received, figures.outstanding) == (Decimal(100_000), Decimal("35850.00"))
    assert figures.late_fee == Decimal("555.68")
    assert "100,000.00" in shown and "35,850.00" in shown
    with pytest.raises(FiguresMissing, match="未付清的款项"):
        figures_of("G12", NOTICE, paid(known, "135850"))


@pytest.mark.parametrize("variant", ["2", "第2期", "验收款", "验收合格"])
def test_an_instalment_is_named_by_number_name_or_trigger(variant: str) -> None:
    figures = figures_of("G12", Issue("FK-2026-0002", variant=variant), passed(date(2026, 8, 24)))

    assert (figures.instalment, figures.due_on, figures.amount) == (2, date(2026, 9, 7), Decimal("135850.00"))


def test_unnamed_the_first_instalment_that_is_due_is_meant() -> None:
    whole = paid(passed(date(2026, 8, 24)), "135850")

    numbers = [figures_of("G12", Issue("FK-2026-0002"), known).instalment for known in (passed(whole.today), whole)]

    assert numbers == [1, 2]


def test_an_invoice_that_was_issued_is_told() -> None:
    invoice = submission("F17B", {"amount_incl": Decimal("135850.00"), "status": "正常"})
    known = after(known_on(date(2026, 7, 28)), filed("F17B", "KP-2026-0001", invoice))

    assert figures_of("G12", NOTICE, known).invoices.startswith("累计已开具135,850.00元，")


def test_the_supplement_says_what_changes_and_that_nothing_else_does() -> None:
    shown = text_of(written("G14", SUPPLEMENT, agreed()))

    for words in (
        "补充协议",
        "协议编号：BC-2026-0001",
        "甲乙双方于2026年7月20日签订编号为XS-2026-0001的《销售合同》",
        "因承运车辆故障，依据函号JZ-2026-0003的沟通函",
        "交付时间、地点与方式",
        "2026年8月19日前完成交付",
        "2026年8月21日前完成交付",
        "原合同其余条款不变",
        "本协议一式两份，甲乙双方各执一份",
        "（以下无正文，为补充协议BC-2026-0001之签署页）",
        "甲方（盖章）：",
        "91310115MA1K456788",
    ):
        assert words in shown


def test_the_supplement_names_the_clause_as_the_contract_numbers_it() -> None:
    clauses = ({"heading": "第四条", "title": "包装"}, {"heading": "第五条", "title": "交付时间、地点与方式"})
    facts = {"document": "G03", "number": "XS-2026-0001", "version": "V1.0", "figures": {"clauses": clauses}}

    known = after(agreed(), event("issued", **facts))

    assert figures_of("G14", SUPPLEMENT, known).clause == "第五条 交付时间、地点与方式"


def test_a_signed_supplement_says_the_same_when_written_again() -> None:
    before = figures_of("G14", SUPPLEMENT, agreed())

    known = agreed(supplement_no="BC-2026-0001", supplement_signed_on=AGREED)

    assert figures_of("G14", SUPPLEMENT, known) == before


def test_a_second_supplement_changes_what_the_first_agreed() -> None:
    known = agreed(supplement_no="BC-2026-0001", supplement_signed_on=AGREED)
    later = letter_row(letter_no="JZ-2026-0005", agreed_new_date=date(2026, 8, 25))

    figures = figures_of("G14", Issue("BC-2026-0002"), after(known, filed("F12", "JZ-2026-0005", later)))

    assert (figures.due_before, figures.deliver_by) == (date(2026, 8, 21), date(2026, 8, 25))


def test_a_day_the_customer_asked_for_is_told_in_the_words_of_the_log() -> None:
    known = after(
        known_on(AGREED), filed("F12", LETTER.number, letter_row(abnormal=False, summary="甲方厂房推迟交付。"))
    )

    assert figures_of("G14", SUPPLEMENT, known).reason == "甲方厂房推迟交付"


def test_an_electronic_house_signs_supplements_electronically() -> None:
    known = replace(agreed(), rulebook=replace(agreed().rulebook, contract=ContractTerms(esign=True)))

    shown = text_of(written("G14", SUPPLEMENT, known))

    assert "可靠的电子签名" in shown and "一式" not in shown


@pytest.mark.parametrize(
    ("kind", "issue", "known", "missing"),
    [
        ("G08", LETTER, known_on(REPORTED), "异常的进度反馈"),
        ("G12", NOTICE, known_on(date(2026, 7, 17)), "已签署的合同"),
        ("G12", Issue("FK-2026-0002", variant="2"), known_on(REPORTED), "第2期的付款条件"),
        ("G12", Issue("FK-2026-0003", variant="9"), known_on(REPORTED), "未付清的款项"),
        ("G14", SUPPLEMENT, known_on(date(2026, 7, 17)), "已签署的合同"),
        ("G14", SUPPLEMENT, delayed(), "新交付日期"),
        ("G14", SUPPLEMENT, agreed(agreed_new_date=date(2026, 8, 19)), "新交付日期"),
    ],
)
def test_a_letter_asked_for_too_early_says_what_is_missing(kind: str, issue: Issue, known: Known, missing: str) -> None:
    with pytest.raises(FiguresMissing, match=missing):
        figures_of(kind, issue, known)
