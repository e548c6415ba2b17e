"""The way of a deal, as data. Source: domain.md 1.2 and 1.3, decisions.md (the way of a deal)."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model.approvals import next_node, standing, waiting_status
from toolkit.model.known import Known
from toolkit.model.money_due import instalments_due, may_close
from toolkit.model.process import Command, Condition, Due, Opening, Process, Saying, Stage, StatusChange, Transition
from toolkit.model.submission import Submission, Value
from toolkit.model.terms import letter_due, milestones_of
from toolkit.model.text import Text
from toolkit.rules.reapproval import first_node

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
    Stage("复购", "bought again", 7),
    Stage("暂缓跟进", "on hold", 2, is_side=True),
    Stage("已丢单", "lost", 2, is_side=True),
    Stage("已流失", "churned", 7, is_side=True),
)

LOST, POSTPONED = "丢单", "暂缓"
BEFORE_SIGNING = ("潜在客户", "已接触", "需求确认", "已报价", "谈判中", "合同审批中")
SINCE_SIGNING = ("已签约", "交付中", "已验收", "售后维护", "复购")
SINCE_DELIVERY = ("已验收", "售后维护", "复购")
EVERYWHERE = (*BEFORE_SIGNING, *SINCE_SIGNING, "暂缓跟进")
CLOSED_ORDER = (StatusChange("G05", "已关闭"), StatusChange("G03", "已完成"))


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


def _is_pending(submission: Submission, known: Known) -> bool:
    return standing(submission, known) == "pending"


def _waiting(submission: Submission, known: Known) -> str:
    """待法务, 待财务 …: the node whose word is awaited."""
    return waiting_status(next_node(submission, known) or "")


def _first_node(submission: Submission, known: Known) -> str:
    """The node at which the approval of a new contract begins: consent that still holds is carried over."""
    return waiting_status(first_node(known))


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


def _closes(submission: Submission, known: Known) -> bool:
    """R-72: accepted, fully paid, visited, no complaint open."""
    return known.deal is not None and not may_close(known.deal, known.rulebook)


def _open_instalment(trigger: str) -> Saying:
    """The number of the first instalment that this trigger has made due and that is not yet paid; '' for none."""

    def say(submission: Submission, known: Known) -> str:
        plan = instalments_due(known.deal, known.rulebook, known.today) if known.deal else ()
        due = (one for one in plan if one.instalment.trigger == trigger and one.due_on and one.outstanding)
        return next((str(one.instalment.number) for one in due), "")

    return say


def _asks_for(trigger: str) -> Condition:
    """Whether an instalment is due by this trigger."""
    due = _open_instalment(trigger)
    return lambda submission, known: bool(due(submission, known))


def _renews_option(submission: Submission, known: Known) -> bool:
    """Another cost sheet of an option that was quoted: its next version."""
    option = submission.words("option")
    return known.deal is not None and any(paper.variant == option for paper in known.deal.all_papers("G02"))


def _adds_option(submission: Submission, known: Known) -> bool:
    return not _renews_option(submission, known)


def _gave_feedback(submission: Submission, known: Known) -> bool:
    """A first contact with an answer and a day for the next; a lost or postponed lead is none."""
    answers = ("contact_date", "customer_feedback", "next_contact_date")
    return _goes_on(submission, known) and all(submission.value(key) is not None for key in answers)


def _goes_on(submission: Submission, known: Known) -> bool:
    return submission.value("result") not in (LOST, POSTPONED)


def _asks_for_analysis(submission: Submission, known: Known) -> bool:
    return submission.value("result") == "转需求调研"


def _gave_up(submission: Submission, known: Known) -> bool:
    return submission.value("result") == LOST


def _postpones(submission: Submission, known: Known) -> bool:
    return submission.value("result") == POSTPONED


def _is_abnormal(submission: Submission, known: Known) -> bool:
    return submission.value("is_abnormal") is True and not _is_delivered(submission, known)


def _agrees_later_day(submission: Submission, known: Known) -> bool:
    """R-67: a day after the contract's was agreed, and no supplement says so yet."""
    agreed, signed = submission.day("agreed_new_date"), submission.value("supplement_signed_on")
    due = milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None
    if agreed is None or due is None or agreed <= due or signed is not None or known.deal is None:
        return False
    return all(paper.figures.get("deliver_by") != agreed for paper in known.deal.all_papers("G14"))


def _supplement_is_signed(submission: Submission, known: Known) -> bool:
    return submission.value("supplement_signed_on") is not None


def _is_rectified(submission: Submission, known: Known) -> bool:
    return submission.value("ready_for_reaccept") is True


def _is_not_rectified(submission: Submission, known: Known) -> bool:
    return not _is_rectified(submission, known)


def _has_issue(submission: Submission, known: Known) -> bool:
    return submission.value("has_issue") is True and submission.value("complaint_no") is None


def _plans_next_visit(submission: Submission, known: Known) -> bool:
    return submission.value("next_visit_date") is not None


def _complaint_is_open(submission: Submission, known: Known) -> bool:
    return submission.value("close_status") != "已关闭"


def _buys_again(submission: Submission, known: Known) -> bool:
    return submission.value("type") != "转介绍" and submission.value("status") != "无效"


def _refers(submission: Submission, known: Known) -> bool:
    return submission.value("type") == "转介绍" and submission.value("status") != "无效"


def _referred(submission: Submission, known: Known) -> Mapping[str, Value]:
    """The lead that a customer's word brings in: what a row of the registry would say."""
    return {
        "customer_name": submission.value("new_customer"),
        "contact_name": submission.value("contact"),
        "contact_phone": submission.value("phone"),
        "pain_points": submission.value("demand"),
        "source": "客户转介绍",
        "referrer": known.customer.name if known.customer else None,
        "register_date": known.today,
    }


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
        id="T2f",
        form="F03",
        source=("潜在客户",),
        target="已接触",
        when=_gave_feedback,
        guards=("R-02",),
        blanks=("F04",),
        says=Text("已接触,请做需求调研", "contact made; needs to be analysed"),
    ),
    Transition(
        id="T2n",
        form="F03",
        source=("已接触",),
        when=_asks_for_analysis,
        blanks=("F04",),
        says=Text("请做需求调研", "needs to be analysed"),
    ),
    Transition(
        id="T2w",
        form="F03",
        source=EVERYWHERE,
        when=_goes_on,
        is_unhindered=True,
        says=Text("跟进已登记", "the follow-up is on record"),
    ),
    Transition(
        id="T2h",
        form="F03",
        source=BEFORE_SIGNING,
        target="暂缓跟进",
        when=_postpones,
        is_unhindered=True,
        reason_of="content",
        says=Text("暂缓跟进", "put on hold"),
    ),
    Transition(
        id="T2l",
        form="F03",
        source=(*BEFORE_SIGNING, "暂缓跟进"),
        target="已丢单",
        when=_gave_up,
        is_unhindered=True,
        reason_of="lost_reason",
        says=Text("已丢单", "lost"),
    ),
    Transition(
        id="T3",
        form="F04",
        source=("已接触", "暂缓跟进", "需求确认"),
        target="需求确认",
        when=_has_intent,
        guards=("R-10", "R-11", "R-12"),
        blanks=("F05", "F19"),
        says=Text("需求已确认,请财务核算成本、产品团队编写方案要素", "needs confirmed; cost and scheme are next"),
    ),
    Transition(
        id="T3b",
        form="F04",
        source=("已接触", "需求确认"),
        target="暂缓跟进",
        when=_has_low_intent,
        guards=("R-12",),
        is_unhindered=True,
        withdraws=("F05", "F19"),
        resumes_at="需求确认",
        resumes_with=("F05", "F19"),
        says=Text("低意向,暂缓跟进", "low intent; put on hold"),
    ),
    Transition(
        id="T4p",
        form="F19",
        source=("需求确认", "已报价", "谈判中", "合同审批中"),
        guards=("R-26",),
        documents=(Due("G01", status="草稿"),),
        says=Text("产品/服务方案已生成", "the proposal is written"),
    ),
    Transition(
        id="T4x",
        form="F20",
        source=("需求确认", "已报价", "谈判中"),
        guards=("R-20",),
        says=Text("毛利例外已批准", "the margin exception is granted"),
    ),
    Transition(
        id="T5b",
        form="F05",
        source=("已报价", "谈判中"),
        target="已报价",
        when=_renews_option,
        guards=("R-20", "R-21", "R-22", "R-23", "R-25"),
        statuses=(StatusChange("G02", "已作废", variant_of="option"),),
        documents=(Due("G02", status="草稿", variant_of="option"),),
        blanks=("F06",),
        withdraws=("F07",),
        says=Text("已出具新版本报价单,旧版本作废", "a new version of the quote replaces the old one"),
    ),
    Transition(
        id="T4o",
        form="F05",
        source=("已报价", "谈判中"),
        when=_adds_option,
        guards=("R-20", "R-21", "R-22", "R-23", "R-25"),
        documents=(Due("G02", status="草稿", variant_of="option"),),
        blanks=("F06",),
        says=Text("另一方案的报价单已生成", "the quote of another option is ready"),
    ),
    Transition(
        id="T4",
        form="F05",
        source=("需求确认",),
        target="已报价",
        guards=("R-12", "R-20", "R-21", "R-22", "R-23", "R-25"),
        documents=(Due("G02", status="草稿", variant_of="option"),),
        blanks=("F06",),
        says=Text("报价单已生成,请发送客户", "the quote is ready to be sent"),
    ),
    Transition(
        id="T4s",
        form="F06",
        source=("已报价", "谈判中"),
        when=_was_sent,
        is_unhindered=True,
        statuses=(StatusChange("G02", "已发送", named_by="quote_no"),),
        says=Text("报价单已发送", "the quote was sent"),
    ),
    Transition(
        id="T4r",
        form="F06",
        source=("已报价", "谈判中"),
        when=_was_refused,
        is_unhindered=True,
        statuses=(StatusChange("G02", "已拒绝", named_by="quote_no"),),
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
        statuses=(StatusChange("G02", "客户已确认接收", named_by="quote_no"),),
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
        statuses=(
            StatusChange("G02", "已接受", named_by="quote_no"),
            StatusChange("G02", "已作废", besides="quote_no"),
            StatusChange("G03", "已作废"),
        ),
        documents=(
            Due("G03", variant="草案", status=_first_node),
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
        id="T8w",
        form="F08",
        source=("合同审批中",),
        when=_is_pending,
        statuses=(StatusChange("G03", _waiting),),
        documents=(Due("G04", status="审批中"),),
        says=Text("待下一节点审批", "waits for the next node of the approval"),
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
        id="T10p",
        form="F09",
        source=("已签约",),
        when=_asks_for("合同签订"),
        documents=(Due("G12", variant=_open_instalment("合同签订"), status="待发送"),),
        says=Text("预付款付款通知已生成", "the notice of the prepayment is ready"),
    ),
    Transition(
        id="T10b",
        form="F10",
        source=("已签约",),
        guards=("R-54",),
        statuses=(StatusChange("G05", "已下达"), StatusChange("G03", "履行中")),
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
        id="T11k",
        form="F11",
        source=("已签约", "交付中"),
        guards=("R-54",),
        statuses=(StatusChange("G06", "已确认", variant_of="dept"),),
    ),
    Transition(
        id="T11w",
        form="F11",
        source=("已签约", "交付中"),
        when=_letter_is_due,
        guards=("R-62",),
        documents=(Due("G07", status="待发送"),),
        blanks=("F12",),
        says=Text("本周进度函已生成,请核对后发送客户", "this week's progress letter is ready to be sent"),
    ),
    Transition(
        id="T11a",
        form="F11",
        source=("已签约", "交付中"),
        when=_is_abnormal,
        guards=("R-63",),
        documents=(Due("G08", status="待发送"),),
        blanks=("F12",),
        says=Text("异常沟通函已生成,请与客户确认", "the letter about the delay is ready; agree it with the customer"),
    ),
    Transition(
        id="T11n",
        form="F11",
        source=("已签约", "交付中"),
        when=_is_under_way,
        blanks=("F11",),
    ),
    Transition(
        id="T11l",
        form="F12",
        source=("已签约", "交付中", "已验收"),
        guards=("R-62", "R-67"),
        statuses=(
            StatusChange("G07", "已发送", named_by="letter_no"),
            StatusChange("G08", "已发送", named_by="letter_no"),
        ),
        says=Text("进度函发送已登记", "the letter is on record as sent"),
    ),
    Transition(
        id="T11s",
        form="F12",
        source=("已签约", "交付中"),
        when=_agrees_later_day,
        guards=("R-67",),
        documents=(Due("G14", status="待签署"),),
        blanks=("F12",),
        says=Text("补充协议已生成,请双方签署后登记", "the supplement is ready; register it once both have signed"),
    ),
    Transition(
        id="T11t",
        form="F12",
        source=("已签约", "交付中"),
        when=_supplement_is_signed,
        statuses=(StatusChange("G14", "已签署", named_by="supplement_no"),),
        says=Text("补充协议已签署,交付日期已顺延", "the supplement is signed; the delivery day has moved"),
    ),
    Transition(
        id="T12r",
        form="F14",
        source=("交付中",),
        when=_is_rectified,
        statuses=(StatusChange("G10", "已整改", named_by="rect_no"),),
        says=Text("整改已完成,请组织复验", "rectified; accept it again"),
    ),
    Transition(
        id="T12n",
        form="F14",
        source=("交付中",),
        when=_is_not_rectified,
        is_laid_again=True,
        says=Text("整改未完成", "not yet rectified"),
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
        blanks=("F14",),
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
        id="T13p",
        form="F13",
        source=("已验收",),
        when=_asks_for("验收合格"),
        guards=("R-66",),
        documents=(Due("G12", variant=_open_instalment("验收合格"), status="待发送"),),
        says=Text("尾款付款通知已生成,请开票", "the notice of the balance is ready; invoice it"),
    ),
    Transition(
        id="T14v",
        form="F15",
        source=("交付中", *SINCE_DELIVERY),
        guards=("R-70", "R-71"),
        statuses=(StatusChange("G11", "已回访"),),
        says=Text("回访已登记", "the visit is on record"),
    ),
    Transition(
        id="T14c",
        form="F15",
        source=("交付中", *SINCE_DELIVERY),
        when=_has_issue,
        blanks=("F16",),
        says=Text("回访发现问题,请登记投诉处理单", "a problem was found: register it as a complaint"),
    ),
    Transition(
        id="T14n",
        form="F15",
        source=("交付中", *SINCE_DELIVERY),
        when=_plans_next_visit,
        documents=(Due("G11", status="待回访", is_new_number=True),),
    ),
    Transition(
        id="T14o",
        form="F16",
        source=SINCE_SIGNING,
        when=_complaint_is_open,
        is_laid_again=True,
        says=Text("投诉处理中,处理完毕后请再次提交", "the complaint is open; send it again when it is dealt with"),
    ),
    Transition(
        id="T14d",
        form="F16",
        source=SINCE_SIGNING,
        says=Text("投诉已登记", "the complaint is on record"),
    ),
    Transition(
        id="T14r",
        form="F17",
        source=SINCE_SIGNING,
        says=Text("收款已登记", "the receipt is on record"),
    ),
    Transition(
        id="T14i",
        form="F17B",
        source=SINCE_SIGNING,
        says=Text("开票已登记", "the invoice is on record"),
    ),
    *(
        Transition(
            id=f"T14{form[1:]}",
            form=form,
            source=("已验收",),
            target="售后维护",
            when=_closes,
            guards=("R-72",),
            statuses=CLOSED_ORDER,
            is_archived=True,
            says=Text("已验收、已收齐、已回访:订单关闭,转入售后维护", "accepted, paid, visited: order closed"),
        )
        for form in ("F13", "F15", "F16", "F17")
    ),
    Transition(
        id="T15",
        form="F18",
        source=("售后维护",),
        target="复购",
        when=_buys_again,
        guards=("R-73",),
        says=Text("客户复购", "the customer buys again"),
    ),
    Transition(
        id="T15n",
        form="F18",
        source=("复购",),
        when=_buys_again,
        opens=Opening(stage="需求确认", blanks=("F04",)),
        says=Text("新商机已立项,请做需求调研", "a new deal is open; analyse its needs"),
    ),
    Transition(
        id="T15r",
        form="F18",
        source=SINCE_DELIVERY,
        when=_refers,
        guards=("R-73",),
        opens=Opening(stage="潜在客户", lead=_referred),
        says=Text("转介绍客户已进入客户池", "the customer referred is in the pool"),
    ),
)

HOLD_BLANKS = (
    ("R-20", "F05"),
    ("R-20", "F20"),
    ("R-32", "F07"),
    ("R-32", "F20"),
    ("R-33", "F07"),
    ("F07-31", "F07"),
    ("F07-31", "F20"),
    ("F07-30", "M01"),
)

COMMANDS = (
    Command(
        word="lose",
        source=(*BEFORE_SIGNING, "暂缓跟进"),
        target="已丢单",
        says=Text("已丢单", "lost"),
    ),
    Command(
        word="lose",
        source=SINCE_SIGNING,
        target="已流失",
        statuses=(StatusChange("G03", "已解除"),),
        says=Text("已流失", "churned"),
    ),
    Command(
        word="hold",
        source=BEFORE_SIGNING,
        target="暂缓跟进",
        says=Text("暂缓跟进", "put on hold"),
    ),
)

PROCESS = Process(stages=STAGES, transitions=TRANSITIONS, hold_blanks=HOLD_BLANKS, commands=COMMANDS)
