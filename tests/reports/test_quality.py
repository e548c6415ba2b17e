from __future__ import annotations

from datetime import date
from typing import Any

from tests.reports.history import NAME, deal_on, status
from tests.reports.registered import group_of
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.finding import Severity
from toolkit.model.house import Customer
from toolkit.model.text import Text
from toolkit.reports.quality import Files, Quality

DAY = date(2026, 8, 24)
TITLES = {"F05": Text("成本核算表", "cost sheet"), "F02": Text("潜在客户信息登记表", "lead registry")}
MESSAGES = {
    "R-62": Text(
        "订单{order}距上次进度反馈已{n}天(上次{on};{by}),超过每周一次的要求;请补发。",
        "No letter for {n} days (since {on}). Please write one.",
    )
}
WHOLE = {"contact_phone": "13812345678", "industry": "制造业", "source": "行业展会", "uscc": "91310115MA1K456788"}


def arrival(outcome: Outcome, on: date = DAY, form: str = "F05", **detail: Any) -> Arrival:
    return Arrival(id="", name="", digest="", day=on, outcome=outcome, form=form, detail=detail)


def told(outcome: Outcome, *findings: tuple[str, Severity]) -> Arrival:
    codes, severities = tuple(code for code, _ in findings), tuple(severity for _, severity in findings)
    return arrival(outcome, findings=codes, severities=severities)


def files(*arrivals: Arrival) -> Files:
    counting = Files(DAY)
    for one in arrivals:
        counting.take(one)
    return counting


def counted(*arrivals: Arrival, quality: Quality | None = None, given_up: int = 0) -> dict[str, int]:
    bars = (quality or Quality()).bars(files(*arrivals), titles=TITLES, messages=MESSAGES, given_up=given_up)
    assert all(bar.amount == 0 for bar in bars)
    return {bar.label.zh: bar.count for bar in bars}


def of_customers(*customers: Customer) -> dict[str, int]:
    quality = Quality()
    for one in customers:
        quality.take(group_of(day=DAY, of=one))
    return counted(quality=quality)


def lead(number: str, name: str, **more: str) -> Customer:
    return Customer(number=number, name=name, lead={**WHOLE, "uscc": number, **more})


def test_a_house_in_order_has_nothing_to_tell() -> None:
    assert counted(told("accepted", ("N-READ", Severity.INFO))) == {}
    assert of_customers(lead("KH-1", "甲公司"), lead("KH-2", "乙公司")) == {}


def test_returned_files_are_counted_by_form_the_most_frequent_first() -> None:
    files = [arrival("returned", form=form) for form in ("F02", "F05", "F05", "")]

    bars = counted(*files)

    assert list(bars.items()) == [
        ("已退回的文件", 4),
        ("退回 · 成本核算表", 2),
        ("退回 · 未能识别的文件", 1),
        ("退回 · 潜在客户信息登记表", 1),
    ]


def test_duplicates_and_files_put_aside_or_lost_are_counted() -> None:
    bars = counted(arrival("duplicate"), arrival("quarantined"), arrival("lost"), arrival("lost"))

    assert bars == {"重复的文件": 1, "待人工处理的文件": 1, "丢失的文件": 2}


def test_warnings_are_told_by_code_in_the_words_of_their_message() -> None:
    late, held = ("R-62", Severity.WARNING), ("R-20", Severity.HOLD)

    bars = counted(told("accepted", late), told("accepted", late, held), told("returned", ("M-REQ", Severity.ERROR)))

    assert bars["警告 · R-62 订单…距上次进度反馈已…天,超过每周一次的要求"] == 2
    assert bars["警告 · R-20"] == 1
    assert not any("M-REQ" in label for label in bars)


def test_the_words_of_a_message_are_cut_alike_in_english() -> None:
    (bar,) = Quality().bars(files(told("accepted", ("R-62", Severity.WARNING))), titles=TITLES, messages=MESSAGES)

    assert bar.label.en == "warning · R-62 No letter for … days"


def test_rare_warnings_are_counted_together() -> None:
    codes = [(f"R-{n:02}", Severity.WARNING) for n in range(12)]

    bars = counted(told("accepted", *codes), told("accepted", codes[11]))

    assert bars["警告 · R-11"] == 2
    assert bars["警告 · 其他"] == 2
    assert len(bars) == 11


def test_findings_whose_weight_is_not_known_are_not_called_warnings() -> None:
    assert counted(arrival("accepted", findings=("R-62",))) == {}


def test_a_file_that_waited_counts_on_the_day_it_was_decided() -> None:
    waits = told("waiting", ("M-WAIT", Severity.WARNING))
    waited = arrival("accepted", since=date(2026, 8, 22))

    assert counted(waits, waited) == {"等待后才处理的文件": 1}


def test_only_thirty_days_count() -> None:
    days = (date(2026, 7, 25), date(2026, 7, 26), DAY, date(2026, 8, 25))

    assert counted(*(arrival("duplicate", on=on) for on in days)) == {"重复的文件": 2}


def test_notices_that_nobody_got_are_told() -> None:
    assert counted(given_up=3) == {"未送达的通知": 3}


def test_customers_without_phone_industry_or_source_are_counted() -> None:
    bars = of_customers(lead("KH-1", "甲公司", contact_phone=""), lead("KH-2", "乙公司", industry="", source=""))

    assert bars == {"客户缺联系电话": 1, "客户缺行业": 1, "客户缺来源": 1}


def test_what_the_customer_file_says_is_not_missing() -> None:
    filed = Customer(number="KH-1", name="甲公司", lead={"industry": "制造业", "source": "展会"}, billing=WHOLE)

    assert of_customers(filed) == {}


def test_customers_of_one_name_however_it_is_spelt_are_all_counted() -> None:
    bars = of_customers(
        lead("KH-1", "上海（启明）公司"),
        lead("KH-2", "上海(启明) 公司"),
        lead("KH-3", "上海启明公司"),
        lead("KH-4", "乙"),
    )

    assert bars == {"客户名称重复": 3}


def test_customers_of_one_credit_code_are_counted_and_blank_ones_are_not_alike() -> None:
    bars = of_customers(
        lead("KH-1", "甲", uscc="9131"),
        lead("KH-2", "乙", uscc="9131"),
        lead("KH-3", "丙", uscc=""),
        lead("KH-4", "丁", uscc=""),
    )

    assert bars == {"信用代码重复": 2}


def test_shares_counted_apart_and_joined_count_as_one() -> None:
    first, second = Quality(), Quality()
    for quality, number in ((first, "KH-1"), (second, "KH-2")):
        quality.take(group_of(day=DAY, of=lead(number, "甲公司", industry="")))

    first.join(second)

    assert counted(quality=first) == {"客户缺行业": 2, "客户名称重复": 2}


def test_contracts_without_a_customer_file_are_counted_unless_void() -> None:
    july16, quality = date(2026, 7, 16), Quality()
    void = (july16, status("G03", "XS-2026-0001", "已作废", "V1.0"))
    bare, filed = lead("KH-1", NAME), Customer(number="KH-2", name="乙", lead=WHOLE, billing={"tax_no": "1"})

    quality.take(group_of(deal_on(july16), deal_on(july16, void), deal_on(date(2026, 7, 3)), day=july16, of=bare))
    quality.take(group_of(deal_on(july16), day=july16, of=filed))

    assert counted(quality=quality) == {"有合同而缺开票资料": 1}


def test_a_customer_that_is_not_known_is_no_customer() -> None:
    assert of_customers(Customer(number="KH-1", name=""), Customer(number="KH-2", name="")) == {}
