"""A deal from lead to acceptance as events of its days, and a house to report on. Source: domain.md 0.1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from toolkit.model.calendar import WorkingCalendar
from toolkit.model.deal import Deal, Event, EventKind
from toolkit.model.house import Company, Customer, Person, Rulebook
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.process import Stage
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.reports.consolidation import Around, Consolidation
from toolkit.reports.consolidation import report_of as told
from toolkit.reports.dues import Due
from toolkit.reports.report import Consolidated

DEAL, CUSTOMER, NAME = "SJ-2026-0001", "KH-2026-0001", "上海启明精密制造有限公司"
STAGES = (
    Stage("潜在客户", "lead", 1),
    Stage("已接触", "contacted", 1),
    Stage("需求确认", "needs confirmed", 2),
    Stage("已报价", "quoted", 3),
    Stage("谈判中", "in negotiation", 4),
    Stage("合同审批中", "contract in approval", 4),
    Stage("已签约", "signed", 5),
    Stage("交付中", "in delivery", 6),
    Stage("已验收", "accepted", 6),
    Stage("售后维护", "after-sales", 7),
    Stage("暂缓跟进", "on hold", 2, is_side=True),
)
TITLES = {"F05": Text("成本核算表", "cost sheet"), "G03": Text("销售合同", "sales contract")}
STAFF = {
    person.name: person
    for person in (
        Person(name="王芳", department="销售部门", role="销售代表"),
        Person(name="李强", department="销售部门", role="销售负责人"),
        Person(
            name="周律",
            department="法务部门",
            role="法务",
            deputy="孙律",
            deputy_from=date(2026, 8, 1),
            deputy_until=date(2026, 8, 31),
        ),
        Person(name="吴倩", department="客服部门", role="客服代表"),
    )
}
RULEBOOK = Rulebook(
    company=Company(
        name="苏州恒拓智能装备有限公司",
        uscc="91320594MA1ABCDE8Y",
        address="苏州市工业园区示例路1号",
        phone="0512-66668888",
        legal_rep="陈立",
        email="sales@hengtuo.example",
        bank_name="示例银行苏州分行",
        bank_account="1102020209000123456",
    ),
    calendar=WorkingCalendar(frozenset(date(2026, 6, day) for day in (19, 20, 21)), years=frozenset({2026})),
)
LEAD: Mapping[str, Value] = {
    "customer_name": NAME,
    "customer_short": "上海启明",
    "uscc": "91310115MA1K456788",
    "industry": "制造业",
    "region": "上海市浦东新区",
    "annual_revenue": Span(Decimal(50_000_000), Decimal(200_000_000)),
    "source": "行业展会",
    "contact_name": "张伟",
    "contact_phone": "13812345678",
    "intent_level": "中意向",
    "remark": "展会结识",
    "first_contact_date": date(2026, 6, 16),
    "next_contact_date": date(2026, 6, 22),
}

Row = Mapping[str, Value]
Step = tuple[date, Event]


def filled(form: str, values: Row, **tables: Sequence[Row]) -> Submission:
    """The form with these answers, as a reader would give it."""
    lines = {
        name: tuple(
            Line(n, f"{name}!{n}", {key: Answer(f"{name}.{key}", value) for key, value in row.items()})
            for n, row in enumerate(rows, start=1)
        )
        for name, rows in tables.items()
    }
    return Submission(form, "1.0", {key: Answer(key, value) for key, value in values.items()}, lines)


def event(kind: EventKind, **facts: object) -> Event:
    return Event(kind, DEAL, facts)


def filed(form: str, number: str, values: Row, **tables: Sequence[Row]) -> Event:
    return event("filed", form=form, number=number, submission=filled(form, values, **tables))


def archived(contract: str, values: Row) -> Event:
    """The signatures, registered with their scan."""
    register = filed("F09", contract, values)
    return event(register.kind, **{**register.facts, "attachments": {f"deals/{DEAL}_上海启明/scan.pdf": "0" * 64}})


def issued(document: str, number: str, **facts: object) -> Event:
    file = f"deals/{DEAL}_上海启明/{document}/{number}{facts.get('variant', '')}.docx"
    return event("issued", document=document, number=number, file=file, **facts)


def moved(stage: str) -> Event:
    return event("moved", transition="T", stage=stage)


def status(document: str, number: str, word: str, version: str = "") -> Event:
    return event("document status", document=document, number=number, version=version, status=word)


OFFER: Sequence[Row] = (
    {
        "name": "自动上料机",
        "spec": "HT-200",
        "unit": "台",
        "qty": Decimal(2),
        "unit_price": Decimal(113_000),
        "tax_rate": "13%",
    },
    {"name": "年度维护服务", "unit": "项", "qty": Decimal(1), "unit_price": Decimal(60_000), "tax_rate": "6%"},
)
COSTS: Sequence[Row] = tuple({"amount": Decimal(amount)} for amount in (130_000, 4_500, 30_000, 2_000))
PLAN: Sequence[Row] = (
    {"name": "预付款", "share": Decimal("0.5"), "trigger": "合同签订", "term": Term(5, "工作日")},
    {"name": "验收款", "share": Decimal("0.5"), "trigger": "验收合格", "term": Term(10, "工作日")},
)
MINUTES: Row = {
    "neg_date": date(2026, 7, 10),
    "price_discount": Decimal("0.05"),
    "delivery_term": Term(30, "天"),
    "warranty_months": 12,
    "conclusion": "达成一致",
}


def report(day: date, dept: str, stage: str, progress: str, eta: date, **more: Value) -> Step:
    said: Row = {"report_date": day, "dept": dept, "stage": stage, "progress": Decimal(progress), "eta": eta, **more}
    return day, filed("F11", f"JD-{day:%m%d}-{dept}", said)


def steps() -> tuple[Step, ...]:
    """Everything that happens to the deal, by day."""
    june16, june22, july1, july3 = date(2026, 6, 16), date(2026, 6, 22), date(2026, 7, 1), date(2026, 7, 3)
    july10, july17, july21, eta = date(2026, 7, 10), date(2026, 7, 17), date(2026, 7, 21), date(2026, 8, 18)
    contract, order = "XS-2026-0001", "DD-2026-0001"
    rework: Row = {"content": "上料传感器误报", "dept": "生产部门", "due": date(2026, 8, 23)}
    needs: Row = {"meeting_date": june22, "intent_level": "高意向", "next_action_date": date(2026, 6, 30)}
    feedback: Row = {
        "quote_no": "BJ-2026-0001",
        "version": "V1",
        "sent_date": july1,
        "confirm_date": date(2026, 7, 2),
        "feedback_type": "价格异议",
        "feedback": "价格偏高,可否调整付款方式?",
        "next_date": july10,
    }
    return (
        (june16, event("deal opened", customer=CUSTOMER, owner="王芳", folder=f"{DEAL}_上海启明")),
        (june16, filed("F02", CUSTOMER, LEAD)),
        (june16, moved("已接触")),
        (june22, filed("F04", "XQ-2026-0001", needs)),
        (june22, moved("需求确认")),
        (july1, filed("F05", "CB-2026-0001", {"tax_basis": "不含税"}, offer=OFFER, costs=COSTS)),
        (july1, moved("已报价")),
        (july1, issued("G02", "BJ-2026-0001", version="V1", status="草稿", basis=("CB-2026-0001",))),
        (july3, filed("F06", "BF-2026-0001", feedback)),
        (july3, status("G02", "BJ-2026-0001", "客户已确认接收", "V1")),
        (july10, filed("F07", "TP-2026-0001", MINUTES, plan=PLAN)),
        (july10, moved("合同审批中")),
        (
            july10,
            issued("G03", contract, version="V1.0", variant="草案", status="待销售负责人", basis=("TP-2026-0001",)),
        ),
        (july10, issued("G04", "SP-2026-0001", status="审批中")),
        (date(2026, 7, 14), status("G03", contract, "待法务", "V1.0")),
        (date(2026, 7, 14), issued("G04", "SP-2026-0001", status="审批中")),
        (july17, status("G04", "SP-2026-0001", "通过")),
        (july17, issued("G03", contract, version="V1.0", status="审批通过", basis=("TP-2026-0001",))),
        (july21, archived(contract, {"sign_date": date(2026, 7, 20), "archive_no": "GD-0001"})),
        (july21, status("G03", contract, "已签署", "V1.0")),
        (july21, moved("已签约")),
        (july21, issued("G05", order, status="已创建")),
        (july21, filed("F10", order, {"owner": "王芳"})),
        (july21, status("G05", order, "已下达")),
        *((july21, issued("G06", "TZ-2026-0001", variant=dept)) for dept in ("生产部门", "物流部门", "客服部门")),
        *(report(date(2026, 7, 27), dept, "备料", "0.30", eta) for dept in ("生产部门", "物流部门", "客服部门")),
        (date(2026, 7, 27), moved("交付中")),
        (date(2026, 7, 27), status("G05", order, "执行中")),
        (date(2026, 7, 27), issued("G07", "JZ-2026-0001", status="待发送")),
        report(date(2026, 8, 3), "生产部门", "生产", "0.60", eta),
        (date(2026, 8, 3), issued("G07", "JZ-2026-0002", status="待发送")),
        report(date(2026, 8, 10), "生产部门", "检验", "0.80", eta),
        (date(2026, 8, 10), issued("G07", "JZ-2026-0003", status="待发送")),
        report(date(2026, 8, 18), "物流部门", "交付签收", "1.00", eta),
        (date(2026, 8, 18), status("G05", order, "已交付待验收")),
        (date(2026, 8, 18), issued("G09", "YS-2026-0001", variant="第1次", status="待签")),
        (date(2026, 8, 18), issued("G11", "HF-2026-0001", status="待回访")),
        (
            date(2026, 8, 20),
            filed(
                "F13",
                "YS-2026-0001",
                {"accept_date": date(2026, 8, 20), "conclusion": "需整改"},
                rectify=(rework,),
            ),
        ),
        (date(2026, 8, 20), status("G05", order, "整改中")),
        (date(2026, 8, 20), issued("G10", "ZG-2026-0001", status="整改中")),
        (
            date(2026, 8, 24),
            filed("F13", "YS-2026-0002", {"accept_date": date(2026, 8, 24), "conclusion": "验收合格"}),
        ),
        (date(2026, 8, 24), status("G05", order, "验收合格")),
        (date(2026, 8, 24), moved("已验收")),
    )


def customer(name: str = NAME, number: str = CUSTOMER) -> Customer:
    return Customer(number=number, name=name, lead={**LEAD, "customer_name": name}, owner="王芳")


def deal_on(day: date, *more: Step, leave_out: Iterable[str] = ()) -> Deal:
    """The deal at that day's end; `more` happens too, events of the documents, forms and stages left out do not."""
    left_out = frozenset(leave_out)
    deal = Deal(DEAL)
    for on, happened in sorted((*steps(), *more), key=lambda step: step[0]):
        named = {happened.facts.get(key) for key in ("document", "form", "number", "stage")}
        if on <= day and not named & left_out:
            deal = deal.after(on, happened)
    return deal


def report_on(day: date, *more: Step, leave_out: Iterable[str] = ()) -> Consolidated:
    """The report of that day on this one deal."""
    return reported(deal_on(day, *more, leave_out=leave_out), day=day)


def reported(*deals: Deal, day: date, customers: Iterable[Customer] | None = None) -> Consolidated:
    """The report of that day on these deals of these customers."""
    around = Around(rulebook=RULEBOOK, staff=STAFF, stages=STAGES, titles=TITLES)
    consolidation = Consolidation(around, day=day, home=RULEBOOK)
    for each in (customer(),) if customers is None else customers:
        consolidation.take(each, [deal for deal in deals if deal.customer == each.number])
    return told(consolidation.counted, around, day=day)


def dues(report: Consolidated, kind: Text) -> list[Due]:
    return [due for due in report.dues if due.kind == kind]
