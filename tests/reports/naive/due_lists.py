"""Each of the due lists, deal by deal. Source: domain.md 6.3, decisions.md."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.reports.naive.seen import Seen, stated_day
from toolkit.model import approvals, money, terms
from toolkit.model.calendar import add_working_days, next_working_day
from toolkit.model.deal import Filing, Paper
from toolkit.model.house import Person
from toolkit.model.margin_exception import allows_discount, allows_margin, granted_in
from toolkit.model.names import plain_number
from toolkit.model.submission import Submission
from toolkit.rules.visit import window

BLUE, YELLOW, RED = 1, 2, 3
DEPARTMENTS = ("生产部门", "物流部门", "客服部门")
RUNNING = ("潜在客户", "已接触", "需求确认", "已报价", "谈判中", "合同审批中")
NEXT_DAYS = {
    "F02": "next_contact_date",
    "F03": "next_contact_date",
    "F04": "next_action_date",
    "F05": "",
    "F06": "next_date",
    "F07": "next_date",
    "F15": "next_visit_date",
}
SINCE_SIGNING = ("已签约", "交付中", "已验收", "售后维护", "复购")
REFERENCES = ("quote_no", "order_no", "contract_no", "needs_no", "cost_no", "rect_no", "accept_no")


@dataclass(frozen=True, order=True)
class Line:
    """One line of a list, as far as it is compared."""

    kind: str
    deal: str
    number: str
    level: int
    due_on: str
    owner: str
    amount: str


def line(
    one: Seen, kind: str, level: int, *, number: str, due_on: date | None, amount: Decimal | None, owner: str = ""
) -> Line:
    return Line(
        kind=kind,
        deal=one.deal.number,
        number=number,
        level=level,
        due_on=str(due_on or ""),
        owner=owner or one.deal.owner,
        amount="" if amount is None else f"{amount:.2f}",
    )


def gross(one: Seen) -> Decimal | None:
    """The price agreed."""
    return one.agreement.totals.gross if one.agreement is not None else None


def price(one: Seen) -> Decimal | None:
    """The price agreed, else that of the quote."""
    return gross(one) if one.agreement or not one.quote else one.quote.totals.gross


def in_execution(one: Seen) -> bool:
    return one.order is not None and one.is_signed and one.dates.delivered_on is None and is_under_way(one)


def quotes(one: Seen) -> Iterator[Line]:
    if one.deal.stage not in ("已报价", "谈判中"):
        return
    for paper in terms.live_quotes(one.deal):
        quote = terms.quote_of(one.deal, one.rulebook, paper.number)
        if quote is None or quote.status == "已接受":
            continue
        left = (quote.valid_until - one.day).days
        is_sent = quote.status in ("已发送", "客户已确认接收")
        level = 0
        if quote.status == "已过期" or left < 0 or (is_sent and left <= 3):
            level = RED
        elif is_sent and left <= 7:
            level = YELLOW
        if level:
            yield line(
                one,
                "报价到期",
                level,
                number=quote.printed_number,
                due_on=quote.valid_until,
                amount=quote.totals.gross,
            )


def follow_ups(one: Seen) -> Iterator[Line]:
    plan: Filing | None = None
    for filing in one.deal.filings:
        if filing.form in NEXT_DAYS:
            plan = filing
    day = plan.submission.day(NEXT_DAYS[plan.form]) if plan and NEXT_DAYS[plan.form] else None
    level = 0
    if one.deal.stage not in (*RUNNING[:5], "暂缓跟进"):
        return
    if day is None:
        intent = one.deal.value("F04", "intent_level") or one.customer.lead.get("intent_level")
        is_ours_to_move = one.deal.holds or (plan is not None and plan.form == "F05")  # a quote is to be sent first
        level = RED if intent == "高意向" and one.deal.stage in RUNNING and not is_ours_to_move else 0
    elif day <= one.day:
        level = RED if (one.day - day).days > 3 else YELLOW
    elif one.worked(one.day, day) <= 2:
        level = BLUE
    if level:
        yield line(one, "跟进到期", level, number=one.deal.number, due_on=day, amount=price(one))


def analyses(one: Seen) -> Iterator[Line]:
    for stage, step in (("已接触", 1), ("需求确认", 2)):
        limit = one.policy.stage_limit_workdays[step]
        if one.deal.stage == stage and one.stays() and limit and not one.deal.holds:
            since = one.stays()[-1][1]
            if one.worked(since) > limit:
                due = add_working_days(since, limit, one.rulebook.calendar)
                yield line(one, "需求待分析/方案待提交", YELLOW, number=one.deal.number, due_on=due, amount=price(one))


def margin_exceptions(one: Seen) -> Iterator[Line]:
    if one.deal.stage not in RUNNING[2:]:
        return
    allowed, policy = granted_in(one.deal, one.policy, one.day).values(), one.policy
    prices = [filing for filing in one.deal.filings if filing.form in ("F05", "F07")]
    if not prices:
        return
    last = prices[-1]
    if last.form == "F07" and one.agreement is None:
        prices = [filing for filing in prices if filing.form == "F05"]
        last = prices[-1] if prices else last
    margin: Decimal | None = None
    if last.form == "F05":
        margin = money.margin(terms.totals(terms.offered(last.submission)).net, terms.cost_of(last.submission))
    elif one.agreement is not None:
        margin = one.agreement.margin
    level = 0
    if margin is not None and margin < policy.min_gross_margin:
        level = YELLOW if allows_margin(allowed, margin) else RED
    elif margin is not None and margin <= policy.min_gross_margin + Decimal("0.01"):
        level = YELLOW
    if level:
        amount = terms.totals(terms.offered(last.submission)).gross if last.form == "F05" else gross(one)
        yield line(one, "毛利例外", level, number=last.number, due_on=None, amount=amount)
    if one.agreement is None or not one.agreement.discount:
        return
    discount, needed = one.agreement.discount, None
    for step in sorted(policy.discounts, key=lambda step: -step.most):
        needed = step.prepaid if discount <= step.most else needed
    prepaid = sum((i.share for i in one.agreement.plan if i.trigger == "合同签订"), Decimal(0))
    is_beyond = needed is None and not allows_discount(allowed, discount)
    if is_beyond or (needed is not None and prepaid < needed):
        yield line(one, "毛利例外", RED, number=one.agreement.minutes.number, due_on=None, amount=price(one))


def open_issues(one: Seen) -> Iterator[Line]:
    filing = one.deal.filing("F07")
    if filing is None or one.deal.stage not in RUNNING[3:]:
        return
    for row in filing.submission.lines("issues"):
        due = row.day("due")
        if row.value("result") == "待确认" and due is not None and due < one.day:
            yield line(
                one,
                "未决谈判事项",
                YELLOW,
                number=filing.number,
                due_on=due,
                amount=price(one),
                owner=row.words("owner"),
            )


def waiting_approvals(one: Seen) -> Iterator[Line]:
    if one.deal.stage != "合同审批中":
        return
    chain = one.policy.chain_for(one.agreement.totals.gross) if one.agreement else one.policy.approval_chain
    turn = approvals.turn_of(one.deal, chain)
    form = one.deal.paper("G04") or one.contract
    if turn is None or form is None:
        return
    waited, limit = one.worked(turn.since), one.policy.approval_sla_workdays
    level = RED if waited > 2 * limit else YELLOW if waited > limit else BLUE
    filings = [f for f in one.deal.all_filings("F08") if f.number == form.number]
    for row in filings[-1].submission.lines("steps") if filings else ():
        if row.value("opinion") == "有条件同意" and row.value("condition_closed") is None:
            level = max(level, YELLOW)
    if level:
        due = add_working_days(turn.since, limit, one.rulebook.calendar)
        yield line(
            one, "审批待办", level, number=form.number, due_on=due, amount=price(one), owner=approver(one, turn.node)
        )


def approver(one: Seen, node: str) -> str:
    """Whoever acts for the node on that day."""
    role = approvals.role_of(node)
    return present(one, [person for person in one.world.staff.values() if role in person.roles], role)


def of_department(one: Seen, department: str) -> str:
    """Whoever acts for a department on that day."""
    return present(one, [p for p in one.world.staff.values() if p.department == department], department)


def present(one: Seen, people: list[Person], otherwise: str) -> str:
    """The first by name who is there, else the deputy of the first; else the name of the role itself."""
    people = sorted(people, key=lambda person: person.name)
    for person in people:
        if not person.is_away(one.day):
            return person.name
    return people[0].deputy if people else otherwise


def signatures(one: Seen) -> Iterator[Line]:
    if one.contract is None or one.is_gone or one.deal.stage in (*RUNNING[:5], "暂缓跟进"):
        return
    kind, calendar = "待签署/待归档", one.rulebook.calendar
    if one.contract.status == "审批通过":
        level = YELLOW if one.worked(one.contract.issued_on) > 5 else BLUE
        due = add_working_days(one.contract.issued_on, 5, calendar)
        yield line(one, kind, level, number=one.contract.number, due_on=due, amount=price(one))
    signing, signed_on = one.deal.filing("F09"), one.dates.signed_on
    if one.is_signed and signing and signed_on and one.worked(signed_on) > 3:
        level = YELLOW if signing.submission.value("archive_no") is None else 0
        level = RED if not signing.attachments else level
        if level:
            due = add_working_days(signed_on, 3, calendar)
            yield line(one, kind, level, number=one.contract.number, due_on=due, amount=price(one))


def unreleased_orders(one: Seen) -> Iterator[Line]:
    if not one.is_signed or one.contract is None or one.dates.delivered_on or not is_under_way(one):
        return
    signed_on, calendar = one.dates.signed_on, one.rulebook.calendar
    if (one.order is None or one.order.status == "已创建") and signed_on:
        number = one.order.number if one.order else one.contract.number
        level, due = RED if one.worked(signed_on) > 1 else BLUE, add_working_days(signed_on, 1, calendar)
        yield line(one, "订单未下达", level, number=number, due_on=due, amount=price(one))
    for department in DEPARTMENTS:
        notice = unanswered(one, department)
        if notice:
            level, due = (
                RED if one.worked(notice.issued_on) > 1 else BLUE,
                add_working_days(notice.issued_on, 1, calendar),
            )
            owner = of_department(one, department)
            yield line(one, "订单未下达", level, number=notice.number, due_on=due, amount=None, owner=owner)


def unanswered(one: Seen, department: str) -> Paper | None:
    """The notice to a department that has not reported since (decisions.md 18)."""
    if any(filing.submission.value("dept") == department for filing in one.deal.all_filings("F11")):
        return None
    notices = [paper for paper in one.deal.all_papers("G06") if paper.variant == department]
    return notices[-1] if notices else None


def is_under_way(one: Seen) -> bool:
    return one.deal.stage in ("已签约", "交付中")


def missing_prepayments(one: Seen) -> Iterator[Line]:
    if one.is_gone or one.contract is None:
        return
    for due in one.receivables:
        if due.instalment.trigger != "合同签订" or not due.outstanding or due.due_on is None:
            continue
        left = (due.due_on - one.day).days
        level = RED if left < 0 else BLUE if left <= 7 else 0
        if level:
            yield line(one, "预付款未到", level, number=one.contract.number, due_on=due.due_on, amount=due.outstanding)


def weekly_letters(one: Seen) -> Iterator[Line]:
    if not in_execution(one) or one.order is None or one.dates.ordered_on is None:
        return
    cycle, start = one.policy.progress_letter_days, one.dates.ordered_on
    due = start + timedelta(days=cycle)
    for paper in one.deal.all_papers("G07"):
        while due - timedelta(days=cycle) < paper.issued_on:
            due += timedelta(days=cycle)
    due = next_working_day(due, one.rulebook.calendar)
    level = RED if due <= one.day else YELLOW if (due - one.day).days == 1 else 0
    if level:
        yield line(one, "周进度函", level, number=one.order.number, due_on=due, amount=price(one))


def missing_reports(one: Seen) -> Iterator[Line]:
    if not in_execution(one) or one.order is None or one.dates.ordered_on is None:
        return
    reports = list(one.deal.all_filings("F11"))
    if one.order.status == "已创建":
        return  # nobody was told to begin
    if not reports and all(unanswered(one, department) for department in DEPARTMENTS):
        return  # the same silence that is told of the notices
    days = [filing.submission.day("report_date") or filing.filed_on for filing in reports]
    since = max([one.dates.ordered_on, *days])
    if (one.day - since).days > 7:
        due = since + timedelta(days=7)
        heard = terms.latest_report(one.deal)
        owner = of_department(one, (heard.words("dept") if heard else "") or "生产部门")
        owner = (heard.words("reporter") if heard else "") or owner
        yield line(one, "内部进度反馈缺失", YELLOW, number=one.order.number, due_on=due, amount=price(one), owner=owner)


def last_reports(one: Seen) -> dict[str, Submission]:
    found: dict[str, Submission] = {}
    for filing in one.deal.all_filings("F11"):
        found[filing.submission.words("dept")] = filing.submission
    return found


def delivery_risks(one: Seen) -> Iterator[Line]:
    due = one.dates.deliver_by
    if not in_execution(one) or one.order is None or due is None:
        return
    etas = [
        eta for report in last_reports(one).values() if (eta := stated_day(report.value("eta"), one.day, one.rulebook))
    ]
    level = 0
    if one.day > due or (etas and max(etas) > due):
        level = RED
    elif (due - one.day).days <= 3 and terms.overall_progress(one.deal) < Decimal("0.9"):
        level = YELLOW
    if level:
        yield line(one, "交付风险", level, number=one.order.number, due_on=due, amount=price(one))


def open_abnormalities(one: Seen) -> Iterator[Line]:
    if not in_execution(one) or one.order is None:
        return
    for department, report in last_reports(one).items():
        filing = [f for f in one.deal.all_filings("F11") if f.submission.words("dept") == department][-1]
        on = report.day("report_date") or filing.filed_on
        if report.value("is_abnormal") is True and not report.words("measure") and (one.day - on).days > 2:
            due = on + timedelta(days=2)
            yield line(
                one,
                "异常未闭环",
                RED,
                number=one.order.number,
                due_on=due,
                amount=price(one),
                owner=report.words("owner") or of_department(one, department),
            )
    letters: dict[str, Paper] = {}
    for paper in one.deal.all_papers("G08"):
        letters[paper.number] = paper
    for paper in letters.values():
        replies = [f for f in one.deal.all_filings("F12") if f.number == paper.number]
        if (one.day - paper.issued_on).days > 2 and not any(f.submission.words("customer_reply") for f in replies):
            due = paper.issued_on + timedelta(days=2)
            yield line(one, "异常未闭环", RED, number=paper.number, due_on=due, amount=price(one))


def acceptances(one: Seen) -> Iterator[Line]:
    delivered, calendar = one.dates.delivered_on, one.rulebook.calendar
    if not one.is_signed or delivered is None or one.order is None or one.deal.stage != "交付中":
        return
    rounds = list(one.deal.all_filings("F13"))
    certificate = one.deal.paper("G09")
    number = certificate.number if certificate else one.order.number
    if not rounds:
        within, silence = 7, one.rulebook.contract.acceptance_workdays + one.rulebook.contract.silence_workdays
        waited = one.worked(delivered)
        level = BLUE if waited > silence else YELLOW if waited > within else BLUE
        due = add_working_days(delivered, within, calendar)
        yield line(one, "验收待办", level, number=number, due_on=due, amount=price(one))
        return
    last, notice = rounds[-1], one.deal.paper("G10")
    if last.submission.value("conclusion") != "需整改":
        return
    done: list[str] = []
    done_on: date | None = None
    for later in one.deal.filings[one.deal.filings.index(last) :]:
        if later.form == "F14" and notice and later.number == notice.number:
            done_on = later.filed_on
            for row in later.submission.lines("items"):
                if row.value("self_check") == "合格" and row.value("done_date") is not None:
                    done.append(row.words("item_ref"))
    rows = [row for row in last.submission.lines("rectify") if row.value("recheck") != "合格"]
    to_do = [row for row in rows if row.words("content") not in done]
    for row in to_do:
        due_on = row.day("due")
        level = RED if due_on is not None and due_on < one.day else BLUE
        owner, of = of_department(one, row.words("dept")), notice.number if notice else last.number
        yield line(one, "验收待办", level, number=of, due_on=due_on, amount=None, owner=owner)
    if rows and not to_do and done_on:
        level, due = YELLOW if one.worked(done_on) > 7 else BLUE, add_working_days(done_on, 7, calendar)
        yield line(one, "验收待办", level, number=number, due_on=due, amount=price(one))


def visits(one: Seen) -> Iterator[Line]:
    delivered = one.dates.delivered_on
    if not one.is_signed or delivered is None or one.order is None or one.deal.filing("F15"):
        return
    first, last = window(delivered, one.policy)
    level = 0
    if one.day > last:
        level = RED
    elif one.day >= first:
        level = YELLOW if (last - one.day).days < 2 else BLUE
    if level:
        paper = one.deal.paper("G11")
        number, owner = paper.number if paper else one.order.number, of_department(one, "客服部门")
        yield line(one, "回访到期", level, number=number, due_on=last, amount=None, owner=owner)


def complaints(one: Seen) -> Iterator[Line]:
    found: dict[str, Filing] = {}
    for filing in one.deal.all_filings("F16"):
        found[filing.number] = filing
    for filing in found.values():
        said = filing.submission
        if said.value("close_status") == "已关闭":
            continue
        received = said.value("received_at")
        received_on = received.date() if isinstance(received, datetime) else said.day("received_at")
        due = said.day("due_date")
        is_unanswered = said.value("first_response_at") is None and received_on is not None and received_on < one.day
        is_past = due is not None and due < one.day
        is_reopened = said.value("close_status") == "重新打开" or said.value("customer_confirm") == "不满意"
        if is_unanswered and received_on is not None:
            due = received_on + timedelta(days=1)
        if is_unanswered or is_past or is_reopened:
            yield line(
                one,
                "投诉",
                RED,
                number=filing.number,
                due_on=due,
                amount=None,
                owner=said.words("accepted_by") or of_department(one, said.words("resp_dept") or "客服部门"),
            )


def receivables(one: Seen) -> Iterator[Line]:
    listed = {(row.number, row.due_on, row.amount, row.owner) for row in missing_prepayments(one)}
    for due in one.receivables:
        if not due.outstanding or due.due_on is None or one.contract is None:
            continue
        left = (due.due_on - one.day).days
        level = 0
        if 0 <= left <= 7:
            level = BLUE
        elif left < 0:
            level = YELLOW if -left <= 30 else RED
        row = line(one, "应收账款", level, number=one.contract.number, due_on=due.due_on, amount=due.outstanding)
        if level and (row.number, row.due_on, row.amount, row.owner) not in listed:
            yield row


def warranties(one: Seen) -> Iterator[Line]:
    if one.agreement is None or not one.is_signed or one.contract is None:
        return
    until = one.dates.warranty_until
    if until is not None and 0 <= (until - one.day).days <= 30:
        yield line(one, "质保到期", BLUE, number=one.contract.number, due_on=until, amount=None)


def repeat_business(one: Seen) -> Iterator[Line]:
    kind = "复购/转介绍跟进"
    visit = one.deal.filing("F15")
    if visit is not None:
        said, since = visit.submission, one.deal.filings.index(visit)
        later = [f.submission.words("type") for f in one.deal.filings[since:] if f.form == "F18"]
        visited_on = said.day("visit_date") or visit.filed_on
        expected = stated_day(said.value("expected_time"), visited_on, one.rulebook)
        is_taken_up = any(sort != "转介绍" for sort in later)
        is_soon = expected is not None and (expected - one.day).days <= 30
        if said.value("repurchase_intent") == "有" and is_soon and not is_taken_up:
            amount = said.amount("expected_amount")
            yield line(one, kind, BLUE, number=visit.number, due_on=expected, amount=amount)
        if said.value("referral") is True and "转介绍" not in later and (one.day - visited_on).days > 3:
            due = visited_on + timedelta(days=3)
            yield line(one, kind, BLUE, number=visit.number, due_on=due, amount=None)
    rows: dict[tuple[str, str], Filing] = {}
    for filing in one.deal.all_filings("F18"):
        rows[filing.number, filing.submission.words("demand")] = filing
    for filing in rows.values():
        said, day = filing.submission, filing.submission.day("expected_date")
        if said.words("type") == "转介绍" or said.words("status") not in ("", "待跟进") or day is None:
            continue
        if (day - one.day).days <= 30:
            amount = said.amount("expected_amount")
            owner = said.words("owner")
            number = filing.number or one.deal.number
            yield line(one, kind, BLUE, number=number, due_on=day, amount=amount, owner=owner)


def poor_records(one: Seen) -> Iterator[Line]:
    kind = "数据质量"
    if one.deal.stage == "暂缓跟进":
        return
    if one.deal.stage in ("谈判中", "合同审批中", *SINCE_SIGNING) and not one.customer.said("uscc"):
        yield line(one, kind, YELLOW, number=one.customer.number, due_on=None, amount=None)
    for hold in one.deal.holds:
        if "F07-30" in hold.codes:
            yield line(one, kind, YELLOW, number=one.customer.number, due_on=None, amount=None)
    for number, kinds in things(one).items():
        if len(kinds) > 1 and one.deal.stage in (*RUNNING[3:], *SINCE_SIGNING):
            yield line(one, kind, YELLOW, number=number, due_on=None, amount=None)
    known = {one.deal.number, one.deal.customer}
    known |= {filing.number for filing in one.deal.filings} | {paper.number for paper in one.deal.papers}
    for filing in one.deal.filings:
        for key in REFERENCES:
            named = plain_number(filing.submission.words(key))
            if named and named not in known:
                yield line(one, kind, YELLOW, number=filing.number, due_on=None, amount=None)


ANSWERS = {
    "F19": "F04",
    "F08": "G04",
    "F09": "G03",
    "F10": "G05",
    "F12": "letter",
    "G07": "letter",
    "G08": "letter",
    "F13": "G09",
    "F14": "G10",
    "F15": "G11",
}
"""Forms that bear the number of the document or form that they answer (decisions.md 2)."""
LISTS = (
    quotes,
    follow_ups,
    analyses,
    margin_exceptions,
    open_issues,
    waiting_approvals,
    signatures,
    unreleased_orders,
    missing_prepayments,
    weekly_letters,
    missing_reports,
    delivery_risks,
    open_abnormalities,
    acceptances,
    visits,
    complaints,
    receivables,
    warranties,
    repeat_business,
    poor_records,
)
"""In order of priority."""


def things(one: Seen) -> dict[str, set[str]]:
    """What each number of the deal stands for; a form that answers a document of ours bears its number."""
    found: dict[str, set[str]] = {}
    for filing in one.deal.filings:
        found.setdefault(filing.number, set()).add(ANSWERS.get(filing.form, filing.form))
    for paper in one.deal.papers:
        if paper.status != "已撤回":
            found.setdefault(paper.number, set()).add(ANSWERS.get(paper.kind, paper.kind))
    return {number: kinds for number, kinds in found.items() if number}


def due_lists(one: Seen) -> list[Line]:
    """Every line of one deal, list by list in order of priority."""
    return [] if one.is_gone else [row for rule in LISTS for row in rule(one)]
