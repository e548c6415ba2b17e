"""Made-up histories that reach what neither the golden case nor the simulated year does; all by one pair of dice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tests.reports.history import LEAD, NAME, RULEBOOK, STAFF, Row, filled
from tests.reports.naive.seen import World
from toolkit.model import money_due, terms
from toolkit.model.deal import Deal, Event, EventKind
from toolkit.model.house import Customer
from toolkit.model.kinds.reading import Span, Term
from toolkit.model.submission import Value

FIRST = date(2026, 3, 2)
CHAIN = ("销售负责人", "法务部门", "财务部门", "总经理")
DEPARTMENTS = ("生产部门", "物流部门", "客服部门")
PLANS: tuple[tuple[tuple[str, str, Term], ...], ...] = (
    (("0.5", "合同签订", Term(5, "工作日")), ("0.5", "验收合格", Term(10, "工作日"))),
    (("0.3", "合同签订", Term(5, "工作日")), ("0.7", "验收合格", Term(10))),
    (("0.3", "合同签订", Term(0)), ("0.4", "交付", Term(1, "个月")), ("0.3", "验收合格", Term(30))),
    (("1", "交付", Term(on=date(2026, 6, 15))),),
    (("0.2", "发货前", Term(3)), ("0.8", "质保期满", Term(10))),
    (("0.5", "合同签订", Term(5)), ("0.4", "验收合格", Term(5))),
)
"""Payment plans; the last one is not whole, so that nothing counts as agreed."""


class Story:
    """One deal as it goes on, event by event."""

    def __init__(self, dice: Random, n: int, first: date) -> None:
        self.dice, self.n = dice, n
        again = n > 1 and dice.random() < 0.2  # another deal of the customer before
        self.number, self.customer = f"SJ-2026-{n:04d}", f"KH-2026-{n - again:04d}"
        self.today = first + timedelta(days=dice.randint(0, 60))
        self.events: list[tuple[date, Event]] = []
        self.drawn = 0
        uscc = "91310115MA1K456788" if self.often() else None
        self.lead: dict[str, Value] = {
            **LEAD,
            "uscc": uscc,
            "customer_name": f"{NAME}{n}",
            "industry": dice.choice(("制造业", "零售业", None)),
            "source": dice.choice(("行业展会", "客户转介绍", "官网咨询", None)),
            "intent_level": dice.choice(("高意向", "中意向", None)),
            "next_contact_date": self.soon(),
        }
        self.owner = dice.choice(("王芳", "李强", "赵敏"))

    def often(self) -> bool:
        return self.dice.random() < 0.8

    def seldom(self) -> bool:
        return self.dice.random() < 0.2

    def soon(self, least: int = 0, most: int = 20) -> date | None:
        """A day to come, now and then none."""
        return None if self.seldom() else self.today + timedelta(days=self.dice.randint(least, most))

    def later(self, most: int = 9) -> None:
        self.today += timedelta(days=self.dice.randint(0, most))

    def draw(self, prefix: str) -> str:
        self.drawn += 1
        return f"{prefix}-2026-{self.n * 100 + self.drawn:04d}"

    def happens(self, kind: EventKind, **facts: object) -> None:
        self.events.append((self.today, Event(kind, self.number, facts)))

    def files(self, form: str, number: str, values: Row, *, scan: bool = False, **tables: list[Row]) -> None:
        attachments = {f"deals/{self.number}/scan.pdf": "ab"} if scan else {}
        submission = filled(form, values, **tables)
        self.happens("filed", form=form, number=number, submission=submission, attachments=attachments)

    def moves(self, stage: str, reason: str = "") -> None:
        self.happens("moved", transition="T", stage=stage, reason=reason)

    def issues(self, kind: str, number: str, **facts: object) -> None:
        self.happens("issued", document=kind, number=number, file=f"deals/{self.number}/{number}.docx", **facts)

    def states(self, kind: str, number: str, word: str) -> None:
        self.happens("document status", document=kind, number=number, status=word)


def _steps_aside(story: Story, back_to: str) -> bool:
    """Whether the deal ends here; it may only pause."""
    fate = story.dice.random()
    if fate < 0.06:
        reason = story.dice.choice(("价格", "竞品", "", "客户取消项目"))
        said = {"result": "丢单", "lost_reason": story.dice.choice(("预算", "交期", None)), "next_contact_date": None}
        if story.often():
            story.files("F03", story.draw("GJ"), said)
        story.moves("已丢单", reason)
        return True
    if fate < 0.14:
        story.files("F03", story.draw("GJ"), {"result": "暂缓", "next_contact_date": story.soon(5, 40)})
        story.moves("暂缓跟进", "客户预算冻结")
        story.later(30)
        if story.seldom():
            return True
        story.moves(back_to)
    return False


def _won_over(story: Story) -> bool:
    """From the lead to the needs; whether it goes on."""
    story.happens("deal opened", customer=story.customer, owner=story.owner, folder=story.number)
    story.files("F02", story.customer, story.lead)
    if story.dice.random() < 0.07:
        story.later(60)
        if story.often():
            story.moves("已丢单")
        return False
    story.moves("潜在客户")
    story.later()
    if _steps_aside(story, "潜在客户") or story.dice.random() < 0.05:
        return False
    story.files("F03", story.draw("GJ"), {"result": "继续跟进", "next_contact_date": story.soon()})
    story.moves("已接触")
    story.later(14)
    if _steps_aside(story, "已接触") or story.dice.random() < 0.05:
        return False
    ends: list[Decimal | None] = [Decimal(story.dice.randint(100, 300)) * 1000, Decimal(400_001), None]
    budget = Span(story.dice.choice(ends), story.dice.choice(ends)) if story.often() else None
    said: Row = {
        "meeting_date": story.today,
        "intent_level": story.dice.choice(("高意向", "中意向")),
        "budget": budget,
        "next_action_date": story.soon(),
    }
    story.files("F04", story.draw("XQ"), said)
    story.moves("需求确认")
    story.later(20)
    return not _steps_aside(story, "需求确认") and story.dice.random() > 0.05


def _offers(story: Story, replaced: str = "") -> str:
    """A cost sheet and its quote, or the second version of one; the quote's number."""
    if story.seldom():
        held = story.draw("CB")
        story.files("F05", held, {"tax_basis": "不含税"})
        story.happens("held", form="F05", number=held, codes=("R-20",))
        story.later(12)
    sheet, unit = story.draw("CB"), Decimal(story.dice.randint(40, 160)) * 1000
    rates = story.dice.choice((("13%", "6%", "13%"), ("0%", "0%", "0%")))
    offer: list[Row] = [
        {
            "name": f"设备{n}",
            "spec": "HT",
            "unit": "台",
            "qty": Decimal(story.dice.randint(1, 3)),
            "unit_price": unit + n,
            "tax_rate": rates[n],
        }
        for n in range(story.dice.randint(1, 3))
    ]
    net = terms.totals(terms.offered(filled("F05", {}, offer=offer))).net
    margin = Decimal(story.dice.choice(("-0.05", "0.2", "0.285", "0.3", "0.31", "0.33", "0.36", "0.45", "0.85")))
    cost = (net * (1 - margin)).quantize(Decimal("0.01"))
    story.files("F05", sheet, {"tax_basis": "不含税"}, offer=offer, costs=[{"amount": cost}])
    number = replaced or story.draw("BJ")
    if replaced:
        story.states("G02", replaced, "已作废")
    story.issues("G02", number, version="V2" if replaced else "V1", status="草稿", basis=(sheet,))
    return number


def _quoted(story: Story) -> str:
    """The quotes; the number that goes on, '' where it ends."""
    number = _offers(story)
    story.moves("已报价")
    if story.seldom():
        _offers(story)
    if story.dice.random() < 0.3:
        _excepted(story)
    story.later(5)
    if story.dice.random() < 0.08:
        story.later(60)
        return ""
    named = "BJ-2025-9999" if story.dice.random() < 0.1 else number
    said: Row = {"quote_no": named, "sent_date": story.today, "next_date": story.soon()}
    story.files("F06", number if story.dice.random() < 0.1 else story.draw("BF"), said)
    story.states("G02", number, story.dice.choice(("已发送", "客户已确认接收", "客户已确认接收")))
    story.later(35 if story.seldom() else 9)
    fate = story.dice.random()
    if 0.2 < fate < 0.3:
        _offers(story, number)
        story.later(30)
        story.states("G02", number, "已发送")
    if fate < 0.06:
        story.states("G02", number, "已过期")
        return ""
    if fate < 0.1:
        story.states("G02", number, "已拒绝")
        return ""
    return "" if _steps_aside(story, "已报价") else number


def _excepted(story: Story) -> None:
    opinion = story.dice.choice(("同意", "同意", "不同意"))
    steps: list[Row] = [{"node": node, "approver": "某人", "opinion": opinion} for node in CHAIN if node != "法务部门"]
    said: Row = {"margin": Decimal("0.15"), "discount": Decimal("0.2"), "valid_until": story.soon(2, 30)}
    story.files("F20", story.draw("LW"), said, steps=steps)


def _negotiated(story: Story, quote: str) -> str:
    """The minutes; their number, '' where nothing is agreed."""
    number = ""
    for n in range(story.dice.choice((1, 1, 2))):
        number = story.draw("TP")
        plan: list[Row] = [
            {"name": f"第{i}期", "share": Decimal(share), "trigger": trigger, "term": term}
            for i, (share, trigger, term) in enumerate(story.dice.choice(PLANS[: 6 if story.seldom() else 3]), start=1)
        ]
        issue: Row = {
            "topic": "交付",
            "result": story.dice.choice(("达成一致", "待确认")),
            "due": story.soon(0, 5),
            "owner": story.dice.choice(("李强", None)),
        }
        said: Row = {
            "neg_date": story.today,
            "quote_no": quote,
            "price_discount": Decimal(story.dice.choice(("0", "0.05", "0.03", "0.08"))),
            "delivery_term": story.dice.choice((Term(30, "天"), Term(15, "工作日"), Term(on=date(2026, 7, 10)))),
            "warranty_months": story.dice.choice((1, 3, 12, None)),
            "next_date": story.soon(),
            "conclusion": "达成一致",
        }
        story.files("F07", number, said, plan=plan, issues=[issue])
        if n == 0:
            story.moves("谈判中")
        story.later(6)
    if story.seldom():
        if _steps_aside(story, "谈判中"):
            return ""
        story.moves("已报价")
        if story.seldom():
            _offers(story)
        story.later(4)
        story.moves("谈判中")
    if story.seldom():
        story.happens("held", form="F07", number=number, codes=("F07-30",))
        story.later(9)
        if story.seldom():
            return ""
        story.happens("released", form="F07", number=number)
    return number if story.dice.random() > 0.1 else ""


def _approved(story: Story, minutes: str, quote: str) -> str:
    """The contract's way through the nodes; its number once all agree."""
    contract, form = story.draw("XS"), story.draw("SP")
    story.states("G02", quote, "已接受")
    story.issues("G03", contract, version="V1.0", variant="草案", status="待销售负责人", basis=(minutes,))
    story.issues("G04", form, status="审批中")
    story.moves("合同审批中")
    steps: list[Row] = []
    for n, node in enumerate(CHAIN):
        story.later(5)
        fate = story.dice.random()
        if fate < 0.05:
            steps = [*steps, {"node": node, "approver": "某人", "opinion": "不同意", "comment": "价格"}]
            story.files("F08", form, {"contract_no": contract}, steps=steps)
            story.states("G03", contract, "草拟")
            story.moves("谈判中")
            return ""
        if fate < 0.15:
            return ""
        if fate < 0.25:
            half: Row = {"node": node, "approver": "某人", "opinion": "有条件同意", "comment": "补充验收标准"}
            story.files("F08", form, {"contract_no": contract}, steps=[*steps, half])
            if story.seldom():
                return ""
            story.later(3)
        steps = [*steps, {"node": node, "approver": "某人", "opinion": "同意"}]
        story.files("F08", form, {"contract_no": contract}, steps=list(steps))
        if n < 3:
            status = ("待法务", "待财务", "待总经理")[n]
            story.states("G03", contract, status)
            story.issues("G04", form, status="审批中")
    story.states("G04", form, "通过")
    story.issues("G03", contract, version="V1.0", status="审批通过", basis=(minutes,))
    story.later(12)
    return contract if story.dice.random() > 0.1 else ""


def _signed(story: Story, contract: str) -> str:
    """Signature and order; the order's number once the notices are out."""
    signed_on = story.today - timedelta(days=story.dice.randint(0, 2))
    said: Row = {"sign_date": signed_on, "archive_no": "GD-1" if story.often() else None, "sign_mode": "纸质"}
    story.files("F09", contract, said, scan=story.often())
    story.states("G03", contract, "已签署")
    order = story.draw("DD")
    if story.dice.random() < 0.05:
        story.moves("已签约")
        return ""
    story.moves("已签约")
    story.issues("G05", order, status="已创建")
    story.later(4)
    if story.dice.random() < 0.08:
        return ""
    story.files("F10", order, {"owner": story.owner})
    story.states("G05", order, "已下达")
    story.states("G03", contract, "履行中")
    notice = story.draw("TZ")
    for department in DEPARTMENTS:
        story.issues("G06", notice, variant=department, status="已发出")
    return order


def _pays(story: Story, contract: str, number: int) -> None:
    amount = Decimal(story.dice.choice(("20000", "100000.55", "350000", "900000")))
    if story.dice.random() < 0.4:
        amount = _outstanding(story) or amount
    on = story.today - timedelta(days=story.dice.choice((0, 1, 2, 3, 320, 350, -40)))
    said: Row = {"contract_no": contract, "instalment_no": number, "receive_date": on, "amount": amount}
    story.files("F17", story.draw("SK"), said)


def _so_far(story: Story) -> Deal:
    deal = Deal(story.number)
    for on, happened in story.events:
        deal = deal.after(on, happened)
    return deal


def _outstanding(story: Story) -> Decimal:
    """What is still to come in, to the fen; nothing where nothing is agreed."""
    deal = _so_far(story)
    agreement = terms.agreement_of(deal, RULEBOOK)
    return max(Decimal(0), agreement.totals.gross - money_due.received(deal)) if agreement else Decimal(0)


def _agreed_day(story: Story) -> date | None:
    """The day by which to deliver."""
    return terms.milestones_of(_so_far(story), RULEBOOK).deliver_by


def _delivered(story: Story, contract: str, order: str) -> bool:
    """The reports up to the delivery; whether it came."""
    if story.often():
        _pays(story, contract, 1)
    story.later(5)
    departments = DEPARTMENTS if story.often() else DEPARTMENTS[:2]
    for n in range(story.dice.randint(1, 5)):
        for department in departments if n == 0 else story.dice.sample(departments, 1):
            is_abnormal = story.dice.random() < 0.25
            said: Row = {
                "order_no": order,
                "report_date": story.today,
                "dept": department,
                "stage": "生产",
                "progress": Decimal(story.dice.choice(("0.3", "0.9", "0.9", "0.95"))),
                "eta": _agreed_day(story) if story.seldom() else story.soon(3, 25),
                "is_abnormal": is_abnormal,
                "measure": "加班" if is_abnormal and story.often() else None,
                "owner": "周工" if is_abnormal and story.often() else None,
                "reporter": "周工" if story.often() else None,
            }
            story.files("F11", story.draw("JD"), said)
            if is_abnormal and story.often():
                _warns(story, order)
        if n == 0:
            story.moves("交付中")
        if story.often():
            story.issues("G07", story.draw("JZ"), status="待发送")
        if story.dice.random() < 0.3:
            _writes(story, order)
        story.later(9)
        if story.dice.random() < 0.07:
            story.states("G03", contract, "已解除")
            story.moves("已流失", "客户破产")
            return False
    if story.dice.random() < 0.15:
        return False
    final: Row = {
        "order_no": order,
        "report_date": story.today,
        "dept": "物流部门",
        "stage": "交付签收",
        "progress": Decimal(1),
        "eta": story.today,
    }
    story.files("F11", story.draw("JD"), final)
    story.states("G05", order, "已交付待验收")
    story.issues("G09", story.draw("YS"), variant="第1次", status="待签")
    story.issues("G11", story.draw("HF"), status="待回访")
    return True


def _writes(story: Story, order: str) -> None:
    supplement = story.often()
    said: Row = {
        "order_no": order,
        "sent_date": story.today,
        "abnormal": True,
        "customer_reply": "同意顺延" if story.often() else None,
        "agreed_new_date": story.soon(20, 60),
        "supplement_no": "BC-2026-0001" if supplement else None,
        "supplement_signed_on": story.today if supplement else None,
    }
    story.files("F12", story.draw("JZ"), said)


def _warns(story: Story, order: str) -> None:
    """A letter about the delay, which the customer may answer."""
    letter = story.draw("JZ")
    story.issues("G08", letter, status="待发送")
    if story.often():
        reply = "同意" if story.often() else None
        said: Row = {"letter_no": letter, "order_no": order, "sent_date": story.today, "customer_reply": reply}
        story.files("F12", letter, said)


def _accepted(story: Story, order: str) -> bool:
    """The rounds of acceptance; whether it was accepted."""
    story.later(26)
    if story.dice.random() < 0.1:
        return False
    for _ in range(story.dice.choice((0, 0, 1, 2))):
        rework: list[Row] = [
            {"content": content, "dept": department, "due": story.soon(1, 6), "recheck": None}
            for content, department in (("误报", "生产部门"), ("噪声", "客服部门"))[: story.dice.randint(1, 2)]
        ]
        said: Row = {"accept_date": story.today, "conclusion": "需整改"}
        story.files("F13", story.draw("YS"), said, rectify=rework)
        story.states("G05", order, "整改中")
        notice = story.draw("ZG")
        story.issues("G10", notice, status="整改中")
        story.later(8)
        if story.often():
            done: list[Row] = [
                {
                    "item_ref": row["content"],
                    "done_date": story.today,
                    "self_check": "合格" if story.often() else "不合格",
                }
                for row in rework
            ]
            is_ready = all(row["self_check"] == "合格" for row in done)
            story.files("F14", notice, {"rect_no": notice, "ready_for_reaccept": is_ready}, items=done)
        story.later(20 if story.seldom() else 4)
        if story.dice.random() < 0.1:
            return False
    story.files("F13", story.draw("YS"), {"accept_date": story.today, "conclusion": "验收合格"})
    story.states("G05", order, "验收合格")
    story.moves("已验收")
    return True


def _looked_after(story: Story, contract: str) -> None:
    """Visit, complaints, receipts and what comes of them."""
    story.later(4)
    if story.often():
        said: Row = {
            "visit_date": story.today,
            "score_overall": 4,
            "repurchase_intent": story.dice.choice(("有", "有", "无")),
            "expected_time": story.dice.choice((Term(2, "个月"), Term(on=date(2026, 8, 20)), Term(10, "天"))),
            "expected_amount": Decimal(500_000),
            "referral": story.often(),
            "next_visit_date": story.soon(10, 40),
        }
        story.files("F15", story.draw("HF"), said)
        if story.seldom():
            story.files("F18", story.draw("SJ"), {"type": story.dice.choice(("复购", "转介绍")), "demand": "备件"})
    for _ in range(story.dice.choice((0, 1, 1, 2))):
        _complains(story)
    story.later(20)
    for number in (2, 1, 3)[: story.dice.randint(0, 3)]:
        _pays(story, contract, number)
    story.later(10)
    if story.dice.random() < 0.5:
        story.moves("售后维护")
        story.later(10)
        sort = story.dice.choice(("复购", "转介绍"))
        status = story.dice.choice(("待跟进", "已转需求", None))
        for n in range(story.dice.randint(1, 2)):
            again: Row = {
                "type": sort,
                "demand": f"扩线{n}",
                "expected_date": story.soon(0, 60),
                "expected_amount": Decimal(300_000) if story.often() else None,
                "status": status,
                "owner": "李强",
            }
            story.files("F18", story.draw("SJ") if story.seldom() else "", again)
        if sort == "复购":
            story.moves("复购")
    elif story.dice.random() < 0.05:
        story.states("G03", contract, "已解除")
        story.moves("已流失")


def _complains(story: Story) -> None:
    number = story.draw("TS")
    received = datetime(story.today.year, story.today.month, story.today.day, story.dice.choice((0, 9, 18)), 30)
    said: dict[str, Value] = {
        "received_at": received,
        "severity": story.dice.choice(("一般", "严重", "重大")),
        "due_date": story.soon(1, 10),
        "close_status": "处理中",
        "accepted_by": "吴倩" if story.often() else None,
        "resp_dept": story.dice.choice(("生产部门", "客服部门", None)),
        "first_response_at": received + timedelta(hours=story.dice.choice((2, 30)))
        if story.dice.random() < 0.5
        else None,
    }
    story.files("F16", number, said)
    story.later(8)
    end = story.dice.random()
    if end < 0.4:
        story.files("F16", number, {**said, "close_status": "已关闭", "customer_confirm": "满意"})
    elif end < 0.6:
        story.files("F16", number, {**said, "close_status": "重新打开", "customer_confirm": "不满意"})


def lived(dice: Random, n: int, first: date) -> Story:
    """One deal from its lead to wherever it comes."""
    story = Story(dice, n, first)
    if not _won_over(story) or not (quote := _quoted(story)):
        return story
    if not (minutes := _negotiated(story, quote)) or not (contract := _approved(story, minutes, quote)):
        return story
    if not (order := _signed(story, contract)) or not _delivered(story, contract, order):
        return story
    if _accepted(story, order):
        _looked_after(story, contract)
    return story


def made(dice: Random, deals: int, first: date, least: int) -> tuple[tuple[Story, ...], Mapping[str, Customer]]:
    """Some deals, of at least so many events each, with their customers."""
    stories: list[Story] = []
    while len(stories) < deals:
        story = lived(dice, len(stories) + 1, first)
        if len(story.events) >= least:
            stories.append(story)
    customers = {
        story.customer: Customer(
            number=story.customer, name=str(story.lead["customer_name"]), lead=story.lead, owner=story.owner
        )
        for story in stories
    }
    return tuple(stories), customers


def world_on(day: date, stories: tuple[Story, ...], customers: Mapping[str, Customer]) -> World:
    """What was known of them at that day's end."""
    deals = []
    for story in stories:
        deal = Deal(story.number)
        for on, happened in story.events:
            if on <= day:
                deal = deal.after(on, happened)
        if deal.customer:
            deals.append(deal)
    known = {deal.customer: customers[deal.customer] for deal in deals}
    return World(day=day, rulebook=RULEBOOK, deals=tuple(deals), customers=known, staff=STAFF)


def made_worlds(seed: int, *, deals: int, every: int, first: date = FIRST, least: int = 0) -> list[World]:
    """A made-up half year, looked at every so many days; with `least`, of deals to which at least so much happened."""
    stories, customers = made(Random(seed), deals, first, least)
    begun = min(on for story in stories for on, _ in story.events)
    last = max(on for story in stories for on, _ in story.events) + timedelta(days=75)
    days = [begun + timedelta(days=n) for n in range(0, (last - begun).days, every)]
    return [world for day in days if (world := world_on(day, stories, customers)).deals]
