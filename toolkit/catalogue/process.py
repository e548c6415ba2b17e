"""The way of a deal, as data. Source: domain.md 1.2 and 1.3, decisions.md (the way of a deal)."""

from __future__ import annotations

from toolkit.model.approvals import next_node, standing
from toolkit.model.known import Known
from toolkit.model.process import Due, Process, Stage, StatusChange, Transition
from toolkit.model.submission import Submission
from toolkit.model.terms import letter_due
from toolkit.model.text import Text

DEPARTMENTS = ("生产部门", "物流部门", "客服部门")

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


def _was_contacted(submission: Submission, known: Known) -> bool:
    return all(submission.value(key) is not None for key in ("first_contact_date", "feedback", "next_contact_date"))


def _has_low_intent(submission: Submission, known: Known) -> bool:
    return submission.value("intent_level") == "低意向"


def _has_intent(submission: Submission, known: Known) -> bool:
    return not _has_low_intent(submission, known)


def _was_sent(submission: Submission, known: Known) -> bool:
    return submission.value("sent_date") is not None


def _was_received(submission: Submission, known: Known) -> bool:
    return submission.value("received_confirmed") is True and not _was_refused(submission, known)


def _was_refused(submission: Submission, known: Known) -> bool:
    return submission.value("feedback_type") == "拒绝"


def _awaits_receipt(submission: Submission, known: Known) -> bool:
    return not (_was_received(submission, known) or _was_refused(submission, known))


def _is_agreed(submission: Submission, known: Known) -> bool:
    return submission.value("conclusion") == "达成一致"


def _is_not_agreed(submission: Submission, known: Known) -> bool:
    return not _is_agreed(submission, known)


def _waits_for_legal(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "pending" and next_node(submission, known) == "法务部门"


def _waits_for_finance(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "pending" and next_node(submission, known) == "财务部门"


def _waits_for_gm(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "pending" and next_node(submission, known) == "总经理"


def _is_approved(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "approved"


def _is_refused(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "refused"


def _is_delivered(submission: Submission, known: Known) -> bool:
    return submission.value("stage") == "交付签收"


def _is_under_way(submission: Submission, known: Known) -> bool:
    return not _is_delivered(submission, known)


def _is_first_delivery(submission: Submission, known: Known) -> bool:
    return _is_delivered(submission, known) and known.deal is not None and known.deal.paper("G09") is None


def _starts_delivery(submission: Submission, known: Known) -> bool:
    """All three departments have answered their notice, or the goods have arrived."""
    heard = {f.submission.value("dept") for f in known.deal.all_filings("F11")} if known.deal else set()
    return heard.issuperset(DEPARTMENTS) or _is_delivered(submission, known)


def _letter_is_due(submission: Submission, known: Known) -> bool:
    if known.deal is None or _is_delivered(submission, known):
        return False
    return letter_due(known.deal, known.today, known.rulebook) is not None


def _passed(submission: Submission, known: Known) -> bool:
    return submission.value("conclusion") == "验收合格"


def _failed(submission: Submission, known: Known) -> bool:
    return submission.value("conclusion") == "需整改"


def _passed_and_visited(submission: Submission, known: Known) -> bool:
    return _passed(submission, known) and known.deal is not None and known.deal.filing("F15") is not None


TRANSITIONS = (
    Transition(
        id="T1",
        form="F02",
        source=(),
        target="潜在客户",
        guards=("R-01", "R-03", "R-04"),
        says=Text("线索已进入客户池", "the lead is in the pool"),
    ),
    Transition(
        id="T2",
        form="F02",
        source=("潜在客户",),
        target="已接触",
        when=_was_contacted,
        guards=("R-02",),
        blanks=("F04",),
        says=Text("已初步接触,请做需求调研", "first contact made; needs to be analysed"),
    ),
    Transition(
        id="T3",
        form="F04",
        source=("已接触", "暂缓跟进", "需求确认"),
        target="需求确认",
        when=_has_intent,
        guards=("R-10", "R-11", "R-12"),
        blanks=("F05",),
        says=Text("需求已确认,请财务核算成本", "needs confirmed; finance to work out the cost"),
    ),
    Transition(
        id="T3b",
        form="F04",
        source=("已接触", "需求确认"),
        target="暂缓跟进",
        when=_has_low_intent,
        guards=("R-12",),
        is_unhindered=True,
        withdraws=("F05",),
        says=Text("低意向,暂缓跟进", "low intent; put on hold"),
    ),
    Transition(
        id="T5b",
        form="F05",
        source=("已报价", "谈判中"),
        target="已报价",
        guards=("R-20", "R-21", "R-25"),
        statuses=(StatusChange("G02", "已作废"),),
        documents=(Due("G02", status="草稿"),),
        blanks=("F06",),
        withdraws=("F07",),
        says=Text("已出具新版本报价单,旧版本作废", "a new version of the quote replaces the old one"),
    ),
    Transition(
        id="T4",
        form="F05",
        source=("需求确认",),
        target="已报价",
        guards=("R-12", "R-20", "R-21", "R-25"),
        documents=(Due("G02", status="草稿"),),
        blanks=("F06",),
        says=Text("报价单已生成,请发送客户", "the quote is ready to be sent"),
    ),
    Transition(
        id="T4s",
        form="F06",
        source=("已报价", "谈判中"),
        when=_was_sent,
        is_unhindered=True,
        statuses=(StatusChange("G02", "已发送"),),
        says=Text("报价单已发送", "the quote was sent"),
    ),
    Transition(
        id="T4r",
        form="F06",
        source=("已报价", "谈判中"),
        when=_was_refused,
        is_unhindered=True,
        statuses=(StatusChange("G02", "已拒绝"),),
        says=Text("客户已拒绝报价", "the customer refused the quote"),
    ),
    Transition(
        id="T4w",
        form="F06",
        source=("已报价", "谈判中"),
        when=_awaits_receipt,
        is_unhindered=True,
        blanks=("F06",),
        says=Text("待客户确认接收报价单", "waits for the customer to confirm receipt"),
    ),
    Transition(
        id="T4c",
        form="F06",
        source=("已报价", "谈判中"),
        when=_was_received,
        guards=("R-24",),
        statuses=(StatusChange("G02", "客户已确认接收"),),
        blanks=("F07",),
        says=Text("客户已确认接收报价单,请谈判并填写谈判纪要", "receipt confirmed; negotiate and fill the minutes"),
    ),
    Transition(
        id="T5",
        form="F07",
        source=("已报价",),
        target="谈判中",
        guards=("R-24", "R-30"),
        is_unhindered=True,
        says=Text("谈判已开始", "negotiation has begun"),
    ),
    Transition(
        id="T5n",
        form="F07",
        source=("谈判中",),
        when=_is_not_agreed,
        is_unhindered=True,
        blanks=("F07",),
        says=Text("谈判未达成一致,请继续下一轮", "not agreed; negotiate another round"),
    ),
    Transition(
        id="T6",
        form="F07",
        source=("谈判中",),
        target="合同审批中",
        when=_is_agreed,
        guards=("R-31", "R-32", "R-33", "R-40", "R-41", "R-42", "R-44", "R-45"),
        statuses=(StatusChange("G03", "已作废"),),
        documents=(
            Due("G03", variant="草案", status="待销售负责人"),
            Due("G04", status="审批中", is_new_number=True),
        ),
        says=Text("合同草案与审批表已生成", "the draft contract and its approval form are ready"),
    ),
    Transition(
        id="T7",
        form="F08",
        source=("合同审批中",),
        target="谈判中",
        when=_is_refused,
        statuses=(StatusChange("G03", "草拟"), StatusChange("G04", "驳回")),
        blanks=("F07",),
        says=Text("合同审批未通过,退回谈判", "the contract was refused; back to negotiation"),
    ),
    Transition(
        id="T8a",
        form="F08",
        source=("合同审批中",),
        when=_waits_for_legal,
        statuses=(StatusChange("G03", "待法务"),),
        documents=(Due("G04", status="审批中"),),
        says=Text("待法务部门审批", "waits for legal"),
    ),
    Transition(
        id="T8b",
        form="F08",
        source=("合同审批中",),
        when=_waits_for_finance,
        statuses=(StatusChange("G03", "待财务"),),
        documents=(Due("G04", status="审批中"),),
        says=Text("待财务部门审批", "waits for finance"),
    ),
    Transition(
        id="T8c",
        form="F08",
        source=("合同审批中",),
        when=_waits_for_gm,
        statuses=(StatusChange("G03", "待总经理"),),
        documents=(Due("G04", status="审批中"),),
        says=Text("待总经理审批", "waits for the general manager"),
    ),
    Transition(
        id="T8",
        form="F08",
        source=("合同审批中",),
        when=_is_approved,
        guards=("R-43",),
        statuses=(StatusChange("G03", "审批通过"), StatusChange("G04", "通过")),
        documents=(Due("G03", status="审批通过", is_new_version=False),),
        blanks=("F09",),
        says=Text("合同审批通过,请签署并登记", "the contract is approved; sign and register it"),
    ),
    Transition(
        id="T9",
        form="F09",
        source=("合同审批中",),
        guards=("R-50", "R-51"),
        statuses=(StatusChange("G03", "已签署"),),
        says=Text("合同已签署", "the contract is signed"),
    ),
    Transition(
        id="T10",
        form="F09",
        source=("合同审批中",),
        target="已签约",
        guards=("R-52", "R-53"),
        documents=(Due("G05", status="已创建"),),
        says=Text("客户已签约,订单已创建", "the deal is signed and the order made"),
    ),
    Transition(
        id="T10b",
        form="F10",
        source=("已签约",),
        guards=("R-54",),
        statuses=(StatusChange("G05", "已下达"),),
        documents=tuple(Due("G06", variant=department, status="已发出") for department in DEPARTMENTS),
        blanks=("F11",),
        says=Text("订单已下达,通知单已发各部门", "the order is released; the departments have their notices"),
    ),
    Transition(
        id="T11",
        form="F11",
        source=("已签约",),
        target="交付中",
        when=_starts_delivery,
        guards=("R-54",),
        statuses=(StatusChange("G05", "执行中"),),
        says=Text("各部门已确认,订单执行中", "the departments are at work"),
    ),
    Transition(
        id="T11w",
        form="F11",
        source=("已签约", "交付中"),
        when=_letter_is_due,
        guards=("R-62",),
        documents=(Due("G07", status="待发送"),),
        says=Text("本周进度函已生成,请核对后发送客户", "this week's progress letter is ready to be sent"),
    ),
    Transition(
        id="T11n",
        form="F11",
        source=("已签约", "交付中"),
        when=_is_under_way,
        blanks=("F11",),
    ),
    Transition(
        id="T11d",
        form="F11",
        source=("交付中",),
        when=_is_first_delivery,
        statuses=(StatusChange("G05", "已交付待验收"),),
        documents=(Due("G09", status="待签"), Due("G11", status="待回访")),
        says=Text("已交付,请组织验收并安排回访", "delivered; acceptance and the visit are next"),
    ),
    Transition(
        id="T12",
        form="F13",
        source=("交付中",),
        when=_failed,
        guards=("R-64", "R-65"),
        statuses=(StatusChange("G05", "整改中"), StatusChange("G09", "需整改")),
        documents=(Due("G10", status="整改中"), Due("G09", status="待签")),
        says=Text("需整改,整改通知单与下一次验收单已生成", "to be rectified; notice and next certificate are ready"),
    ),
    Transition(
        id="T13",
        form="F13",
        source=("交付中",),
        target="已验收",
        when=_passed,
        guards=("R-64", "R-65"),
        statuses=(StatusChange("G05", "验收合格"), StatusChange("G09", "验收合格")),
        says=Text("验收合格", "accepted"),
    ),
    Transition(
        id="T13v",
        form="F13",
        source=("已验收",),
        target="售后维护",
        when=_passed_and_visited,
        says=Text("已回访,转入售后维护", "already visited; in after-sales"),
    ),
    Transition(
        id="T14",
        form="F15",
        source=("已验收",),
        target="售后维护",
        guards=("R-70", "R-71"),
        statuses=(StatusChange("G11", "已回访"),),
        says=Text("已回访,转入售后维护", "visited; in after-sales"),
    ),
    Transition(
        id="T14v",
        form="F15",
        source=("交付中",),
        guards=("R-70", "R-71"),
        statuses=(StatusChange("G11", "已回访"),),
        says=Text("已回访,待验收合格后转入售后维护", "visited; after-sales begins with acceptance"),
    ),
)

HOLD_BLANKS = (
    ("R-20", "F05"),
    ("R-32", "F07"),
    ("R-33", "F07"),
    ("F07-31", "F07"),
    ("F07-30", "M01"),
)

PROCESS = Process(stages=STAGES, transitions=TRANSITIONS, hold_blanks=HOLD_BLANKS)
