"""The golden case as filings, without a reader: what is known on each of its days. Source: domain.md 0.1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from toolkit.catalogue.documents import DOCUMENTS
from toolkit.documents.clauses import shipped
from toolkit.documents.prove import paragraphs
from toolkit.documents.render import render
from toolkit.house import template_file
from toolkit.model.calendar import WorkingCalendar
from toolkit.model.clause import Clause
from toolkit.model.deal import Deal, Event
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.house import Company, ContractTerms, Customer, Person, Policy, Rulebook
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission, Value

TEMPLATES = Path(__file__).parents[2] / "templates"
KINDS = {kind.id: kind for kind in DOCUMENTS}

COMPANY = Company(
    name="苏州恒拓智能装备有限公司",
    uscc="91320594MA1ABCDE8Y",
    address="苏州市工业园区示例路1号",
    phone="0512-66668888",
    legal_rep="陈立",
    email="sales@hengtuo.example",
    bank_name="示例银行苏州分行",
    bank_account="1102020209000123456",
)
CUSTOMER = Customer(
    number="KH-2026-0001",
    name="上海启明精密制造有限公司",
    lead={
        "customer_short": "上海启明",
        "contact_name": "张伟",
        "contact_title": "采购经理",
        "contact_phone": "13812345678",
        "contact_email": "zhangwei@qiming.example",
    },
    billing={
        "uscc": "91310115MA1K456788",
        "address": "上海市浦东新区示例路88号",
        "legal_rep": "刘启明",
        "phone": "021-58880000",
        "bank_name": "示例银行上海浦东支行",
        "bank_account": "31050161393600000123",
    },
    owner="王芳",
)
STAFF = {
    "王芳": Person(name="王芳", department="销售部门", role="销售代表", phone="13900001111"),
    "吴倩": Person(name="吴倩", department="客服部门", role="客服代表", phone="13900002222"),
}
CALENDAR = WorkingCalendar(
    rest_days=frozenset({date(2026, 6, day) for day in (19, 20, 21)} | {date(2026, 9, day) for day in (25, 26, 27)}),
    working_weekends=frozenset({date(2026, 9, 20)}),
    years=frozenset({2026}),
)

Row = Mapping[str, Value]

OFFER: tuple[Row, ...] = (
    {
        "name": "自动上料机",
        "spec": "HT-200",
        "unit": "台",
        "qty": Decimal(2),
        "unit_price": Decimal(113_000),
        "tax_rate": "13%",
    },
    {
        "name": "年度维护服务",
        "unit": "项",
        "qty": Decimal(1),
        "unit_price": Decimal(60_000),
        "tax_rate": "6%",
        "note": "12个月",
    },
)
PLAN: tuple[Row, ...] = (
    {"name": "预付款", "share": Decimal("0.5"), "trigger": "合同签订", "term": Term(5, "工作日")},
    {"name": "验收款", "share": Decimal("0.5"), "trigger": "验收合格", "term": Term(10, "工作日")},
)
MET = {"capability": "完全满足"}
NEEDS: tuple[Row, ...] = (
    {
        "need_desc": "自动上料,节拍每件12秒",
        "need_class": "核心需求",
        "priority": "P1",
        "criterion": "节拍不超过12秒",
        **MET,
    },
    {
        "need_desc": "24小时售后响应",
        "need_class": "核心需求",
        "priority": "P1",
        "criterion": "报修后24小时内答复",
        **MET,
    },
    {"need_desc": "与现有MES对接", "need_class": "次要需求", "priority": "P2", **MET},
    {"need_desc": "全厂数字化改造", "need_class": "潜在需求", "priority": "P3", "criterion": "另行约定", **MET},
    {"need_desc": "视觉检测", "need_class": "次要需求", "priority": "P2", "capability": "待评估"},
)
MILESTONES = (
    ("备料", date(2026, 7, 28), "生产部门", "周强"),
    ("生产", date(2026, 8, 10), "生产部门", "周强"),
    ("检验", date(2026, 8, 12), "生产部门", "周强"),
    ("发货", date(2026, 8, 13), "物流部门", "郑洋"),
    ("安装调试", date(2026, 8, 17), "客服部门", "吴倩"),
    ("培训", date(2026, 8, 18), "客服部门", "吴倩"),
    ("验收", date(2026, 8, 19), "销售部门", "王芳"),
)
REPORTS = (
    (date(2026, 7, 27), "备料", "0.30", "物料已到齐。", "开始机加工", "完成机加工"),
    (date(2026, 8, 3), "生产", "0.60", "机加工完成,开始总装", "总装与调试", ""),
    (date(2026, 8, 10), "检验", "0.80", "总装完成", "出厂检验", "出厂检验、包装发货。"),
)


def submission(form: str, values: Row, **tables: Sequence[Row]) -> Submission:
    """The form with these answers, as a reader would give it."""
    return Submission(
        form,
        "1.0",
        {key: Answer(key, value) for key, value in values.items()},
        {
            name: tuple(
                Line(n, f"第{n}行", {key: Answer(f"{name}.{key}", value) for key, value in row.items()})
                for n, row in enumerate(rows, start=1)
            )
            for name, rows in tables.items()
        },
    )


def cost_sheet(offer: Sequence[Row] = OFFER, **changes: Value) -> Submission:
    values: dict[str, Value] = {
        "scheme_name": "自动上料机及年度维护方案",
        "delivery_days": 30,
        "warranty_months": 12,
        "delivery_place": "上海市浦东新区示例路88号 客户工厂",
        "included": "产品、包装、运输、保险、安装调试、操作培训及税费",
        "excluded": "客户现场土建及动力配套",
    }
    return submission("F05", values | changes, offer=offer)


def analysis(*needs: Row) -> Submission:
    return submission("F04", {"customer_name": CUSTOMER.name}, needs=needs or NEEDS)


def minutes(plan: Sequence[Row] = PLAN, **changes: Value) -> Submission:
    values: dict[str, Value] = {
        "neg_date": date(2026, 7, 10),
        "price_discount": Decimal("0.05"),
        "final_total_incl": Decimal(271_700),
        "delivery_term": Term(30, "天"),
        "delivery_start": "合同签订",
        "delivery_place": "上海市浦东新区示例路88号 客户工厂",
        "consignee": "陈工",
        "consignee_phone": "13912345678",
        "warranty_months": 12,
        "dispute": "诉讼",
        "conclusion": "达成一致",
    }
    return submission("F07", values | changes, plan=plan)


def order() -> Submission:
    lines: list[Row] = [
        {"name": row["name"], "spec": row.get("spec"), "unit": row["unit"], "qty": row["qty"]} for row in OFFER
    ]
    nodes: list[Row] = [
        {"node": node, "plan_date": on, "dept": dept, "owner": owner} for node, on, dept, owner in MILESTONES
    ]
    values: dict[str, Value] = {
        "order_no": "DD-2026-0001",
        "contract_no": "XS-2026-0001",
        "total_incl": Decimal(271_700),
        "consignee": "陈工",
        "consignee_phone": "13912345678",
        "delivery_address": "上海市浦东新区示例路88号 客户工厂",
        "owner": "王芳",
        "after_sale_contact": "吴倩",
        "quality": "随机提供易损件一套",
    }
    return submission("F10", values, lines=lines, milestones=nodes)


def certificate() -> Submission:
    defect: Row = {
        "content": "2号机上料节拍偏慢",
        "requirement": "节拍调整至每件12秒以内",
        "dept": "生产部门",
        "due": date(2026, 8, 23),
    }
    values: dict[str, Value] = {
        "accept_no": "YS-2026-0001",
        "round": 1,
        "order_no": "DD-2026-0001",
        "contract_no": "XS-2026-0001",
        "accept_date": date(2026, 8, 20),
        "conclusion": "需整改",
        "our_rep": "周工",
    }
    return submission("F13", values, rectify=[defect])


def report(on: date, stage: str, progress: str, done: str, remaining: str, planned: str) -> Submission:
    values: dict[str, Value] = {
        "report_date": on,
        "dept": "生产部门",
        "stage": stage,
        "progress": Decimal(progress),
        "done_work": done,
        "remaining": remaining or None,
        "next_plan": planned or None,
        "eta": date(2026, 8, 18),
    }
    return submission("F11", values)


def deal_until(
    day: date,
    *,
    needs: Submission | None = None,
    sheet: Submission | None = None,
    agreed: Submission | None = None,
) -> Deal:
    """The golden deal as of the end of that day; `needs`, `sheet`, `agreed` take the place of F04, F05 and F07."""
    steps: list[tuple[date, Event]] = [
        (date(2026, 6, 16), _event("deal opened", customer=CUSTOMER.number, owner="王芳")),
        (date(2026, 6, 22), _filed("F04", "XQ-2026-0001", needs or analysis())),
        (date(2026, 7, 1), _filed("F05", "CB-2026-0001", sheet or cost_sheet())),
        (date(2026, 7, 1), _issued("G02", "BJ-2026-0001", version="V1", basis=("CB-2026-0001",))),
        (date(2026, 7, 10), _filed("F07", "TP-2026-0001", agreed or minutes())),
        (date(2026, 7, 10), _issued("G03", "XS-2026-0001", version="V1.0", basis=("TP-2026-0001",))),
        (
            date(2026, 7, 21),
            _filed("F09", "", submission("F09", {"sign_date": date(2026, 7, 20), "sign_place": "苏州市工业园区"})),
        ),
        (date(2026, 7, 21), _issued("G05", "DD-2026-0001")),
        (date(2026, 7, 21), _filed("F10", "DD-2026-0001", order())),
        *((r[0], _filed("F11", f"JD-2026-000{n}", report(*r))) for n, r in enumerate(REPORTS, start=1)),
        (date(2026, 8, 20), _filed("F13", "YS-2026-0001", certificate())),
    ]
    deal = Deal("SJ-2026-0001")
    for on, event in steps:
        deal = deal.after(on, event) if on <= day else deal
    return deal


def known_on(
    day: date,
    *,
    terms: ContractTerms | None = None,
    policy: Policy | None = None,
    clauses: tuple[Clause, ...] | None = None,
    **deal: Any,
) -> Known:
    """What is known at the end of that day."""
    rulebook = Rulebook(
        company=COMPANY,
        calendar=CALENDAR,
        policy=policy or Policy(),
        contract=terms or ContractTerms(),
        clauses=shipped() if clauses is None else clauses,
    )
    return Known(today=day, rulebook=rulebook, deal=deal_until(day, **deal), customer=CUSTOMER, staff=STAFF)


def with_customer(known: Known, **changes: Any) -> Known:
    assert known.customer is not None
    return replace(known, customer=replace(known.customer, **changes))


ISSUES: tuple[tuple[str, Issue, date], ...] = (
    ("G02", Issue("BJ-2026-0001", "V1"), date(2026, 7, 1)),
    ("G03", Issue("XS-2026-0001", "V1.0", "草案"), date(2026, 7, 10)),
    ("G03", Issue("XS-2026-0001", "V1.0"), date(2026, 7, 17)),
    ("G06", Issue("TZ-2026-0001", "", "生产部门"), date(2026, 7, 21)),
    ("G06", Issue("TZ-2026-0001", "", "物流部门"), date(2026, 7, 21)),
    ("G06", Issue("TZ-2026-0001", "", "客服部门"), date(2026, 7, 21)),
    ("G07", Issue("JZ-2026-0002"), date(2026, 8, 3)),
    ("G10", Issue("ZG-2026-0001"), date(2026, 8, 20)),
)
"""Every document of the golden case that is written from a template."""


def figures_of(kind: str, issue: Issue, known: Known) -> Any:
    figures = KINDS[kind].figures
    assert figures is not None
    return figures(known, issue)


def many(count: int) -> tuple[Row, ...]:
    """An offer of that many lines."""
    return tuple(
        {
            "name": f"第{n}号机",
            "spec": f"HT-{n}",
            "unit": "台",
            "qty": Decimal(n),
            "unit_price": Decimal(1000),
            "tax_rate": "13%",
        }
        for n in range(1, count + 1)
    )


def written(kind: str, issue: Issue, known: Known) -> bytes:
    """The document as the house would write it."""
    return rendered(KINDS[kind], figures_of(kind, issue, known), issue, known)


def rendered(kind: DocumentKind, figures: object, issue: Issue, known: Known, template: bytes = b"") -> bytes:
    content = template or template_file(TEMPLATES, kind.template, issue.lang).read_bytes()
    return render(content, figures, kind=kind, issue=issue, deal="SJ-2026-0001", known=known)


def text_of(document: bytes) -> str:
    """All words of a document, a line each paragraph."""
    return "\n".join(paragraphs(document))


def _event(kind: Any, **facts: object) -> Event:
    return Event(kind, "SJ-2026-0001", facts)


def _filed(form: str, number: str, filled: Submission) -> Event:
    return _event("filed", form=form, number=number, submission=filled)


def _issued(document: str, number: str, **facts: object) -> Event:
    return _event("issued", document=document, number=number, **facts)
