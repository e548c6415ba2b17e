"""When a step of the process is taken: what a submission says, and where its deal stands. Source: domain.md 1.2."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.model.approvals import next_node, standing, waiting_status
from toolkit.model.known import Known
from toolkit.model.money_due import instalments_due, may_close
from toolkit.model.process import Condition, Saying
from toolkit.model.submission import Submission, Value
from toolkit.model.terms import letter_due, live_quotes, milestones_of
from toolkit.rules.reapproval import first_node

CONFIRMED = "客户已确认接收"
UNLOGGED = (("G07", "待发送"), ("G08", "待发送"), ("G14", "待签署"))
"""Documents whose sending or signing the letter log (F12) is to tell."""
DEPARTMENTS = ("生产部门", "物流部门", "客服部门")
LOST, POSTPONED = "丢单", "暂缓"


def was_contacted(submission: Submission, known: Known) -> bool:
    """The lead was spoken to: day, feedback and the next day are told."""
    return all(submission.value(key) is not None for key in ("first_contact_date", "feedback", "next_contact_date"))


def has_low_intent(submission: Submission, known: Known) -> bool:
    """The customer is judged to be of low intent."""
    return submission.value("intent_level") == "低意向"


def has_intent(submission: Submission, known: Known) -> bool:
    """The customer is judged to be of high or medium intent."""
    return not has_low_intent(submission, known)


def was_sent(submission: Submission, known: Known) -> bool:
    """The quote was sent."""
    return submission.value("sent_date") is not None


def was_received(submission: Submission, known: Known) -> bool:
    """The customer has confirmed the receipt and did not refuse."""
    return submission.value("received_confirmed") is True and not was_refused(submission, known)


def was_refused(submission: Submission, known: Known) -> bool:
    """The customer refused the quote."""
    return submission.value("feedback_type") == "拒绝"


def awaits_receipt(submission: Submission, known: Known) -> bool:
    """The customer has neither confirmed nor refused."""
    return not (was_received(submission, known) or was_refused(submission, known))


def is_agreed(submission: Submission, known: Known) -> bool:
    """The minutes end in agreement."""
    return submission.value("conclusion") == "达成一致"


def is_not_agreed(submission: Submission, known: Known) -> bool:
    """The minutes end without agreement."""
    return not is_agreed(submission, known)


def is_pending(submission: Submission, known: Known) -> bool:
    """A node of the approval has still to speak."""
    return standing(submission, known) == "pending"


def waiting(submission: Submission, known: Known) -> str:
    """待法务, 待财务 …: the node whose word is awaited."""
    return waiting_status(next_node(submission, known) or "")


def begins_at(submission: Submission, known: Known) -> str:
    """The node at which the approval of a new contract begins: consent that still holds is carried over."""
    return waiting_status(first_node(known))


def is_approved(submission: Submission, known: Known) -> bool:
    """Every node has agreed."""
    return standing(submission, known) == "approved"


def is_refused(submission: Submission, known: Known) -> bool:
    """A node has refused."""
    return standing(submission, known) == "refused"


def is_delivered(submission: Submission, known: Known) -> bool:
    """The goods have arrived (交付签收)."""
    return submission.value("stage") == "交付签收"


def is_under_way(submission: Submission, known: Known) -> bool:
    """The goods have not arrived yet."""
    return not is_delivered(submission, known)


def is_first_delivery(submission: Submission, known: Known) -> bool:
    """The goods have arrived, and no certificate was issued yet."""
    return is_delivered(submission, known) and known.deal is not None and known.deal.paper("G09") is None


def starts_delivery(submission: Submission, known: Known) -> bool:
    """All three departments have answered their notice, or the goods have arrived."""
    heard = {f.submission.value("dept") for f in known.deal.all_filings("F11")} if known.deal else set()
    return heard.issuperset(DEPARTMENTS) or is_delivered(submission, known)


def letter_is_due(submission: Submission, known: Known) -> bool:
    """The letter of the week to the customer is due and not written."""
    if known.deal is None or is_delivered(submission, known):
        return False
    return letter_due(known.deal, known.today, known.rulebook) is not None


def passed(submission: Submission, known: Known) -> bool:
    """The acceptance was passed."""
    return submission.value("conclusion") == "验收合格"


def failed(submission: Submission, known: Known) -> bool:
    """Something is to be rectified."""
    return submission.value("conclusion") == "需整改"


def closes(submission: Submission, known: Known) -> bool:
    """R-72: accepted, fully paid, visited, no complaint open."""
    return known.deal is not None and not may_close(known.deal, known.rulebook)


def open_instalment(trigger: str) -> Saying:
    """The number of the first instalment that this trigger has made due and that is not yet paid; '' for none."""

    def say(submission: Submission, known: Known) -> str:
        plan = instalments_due(known.deal, known.rulebook, known.today) if known.deal else ()
        due = (one for one in plan if one.instalment.trigger == trigger and one.due_on and one.outstanding)
        return next((str(one.instalment.number) for one in due), "")

    return say


def asks_for(trigger: str) -> Condition:
    """Whether an instalment is due by this trigger."""
    due = open_instalment(trigger)
    return lambda submission, known: bool(due(submission, known))


def renews_option(submission: Submission, known: Known) -> bool:
    """Another cost sheet of an option that was quoted: its next version."""
    option = submission.words("option")
    return known.deal is not None and any(paper.variant == option for paper in known.deal.all_papers("G02"))


def other_option_is_confirmed(submission: Submission, known: Known) -> bool:
    """A quote stands confirmed, and no minutes wait to be written on it."""
    deal = known.deal
    return deal is not None and deal.blank("F07") is None and any(p.status == CONFIRMED for p in live_quotes(deal))


def adds_option(submission: Submission, known: Known) -> bool:
    """An option that was not quoted yet."""
    return not renews_option(submission, known)


def gave_feedback(submission: Submission, known: Known) -> bool:
    """A first contact with an answer and a day for the next; a lost or postponed lead is none."""
    answers = ("contact_date", "customer_feedback", "next_contact_date")
    return goes_on(submission, known) and all(submission.value(key) is not None for key in answers)


def goes_on(submission: Submission, known: Known) -> bool:
    """The customer is neither lost nor postponed."""
    return submission.value("result") not in (LOST, POSTPONED)


def asks_for_analysis(submission: Submission, known: Known) -> bool:
    """The follow-up ends in an analysis of needs."""
    return submission.value("result") == "转需求调研"


def gave_up(submission: Submission, known: Known) -> bool:
    """The follow-up ends in the loss of the deal."""
    return submission.value("result") == LOST


def postpones(submission: Submission, known: Known) -> bool:
    """The follow-up puts the deal on hold."""
    return submission.value("result") == POSTPONED


def is_abnormal(submission: Submission, known: Known) -> bool:
    """Something went wrong on the way to delivery."""
    return submission.value("is_abnormal") is True and not is_delivered(submission, known)


def agrees_later_day(submission: Submission, known: Known) -> bool:
    """R-67: a day after the contract's was agreed, and no supplement says so yet."""
    agreed, signed = submission.day("agreed_new_date"), submission.value("supplement_signed_on")
    due = milestones_of(known.deal, known.rulebook).deliver_by if known.deal else None
    if agreed is None or due is None or agreed <= due or signed is not None or known.deal is None:
        return False
    return all(paper.figures.get("deliver_by") != agreed.isoformat() for paper in known.deal.all_papers("G14"))


def log_is_open(submission: Submission, known: Known) -> bool:
    """A letter is not on record as sent, or a supplement not as signed."""
    papers = known.deal.papers if known.deal else ()
    return any((paper.kind, paper.status) in UNLOGGED for paper in papers)


def supplement_is_signed(submission: Submission, known: Known) -> bool:
    """A supplement to the contract was signed."""
    return submission.value("supplement_signed_on") is not None


def is_rectified(submission: Submission, known: Known) -> bool:
    """Everything is rectified: acceptance may be repeated."""
    return submission.value("ready_for_reaccept") is True


def is_not_rectified(submission: Submission, known: Known) -> bool:
    """Something is still to be rectified."""
    return not is_rectified(submission, known)


def has_issue(submission: Submission, known: Known) -> bool:
    """The visit found a problem that is no complaint on record yet."""
    return submission.value("has_issue") is True and submission.value("complaint_no") is None


def plans_next_visit(submission: Submission, known: Known) -> bool:
    """A further visit is planned."""
    return submission.value("next_visit_date") is not None


def complaint_is_open(submission: Submission, known: Known) -> bool:
    """The complaint is not closed."""
    return submission.value("close_status") != "已关闭"


def complaint_is_closed(submission: Submission, known: Known) -> bool:
    """The complaint is closed."""
    return not complaint_is_open(submission, known)


def instalment_is_paid(submission: Submission, known: Known) -> bool:
    """Nothing is outstanding of the instalment that the receipt names."""
    plan = instalments_due(known.deal, known.rulebook, known.today) if known.deal else ()
    number = submission.amount("instalment_no")
    return any(one.instalment.number == number and not one.outstanding for one in plan)


def buys_again(submission: Submission, known: Known) -> bool:
    """The customer wants to buy again."""
    return submission.value("type") != "转介绍" and submission.value("status") != "无效"


def refers(submission: Submission, known: Known) -> bool:
    """The customer refers another one."""
    return submission.value("type") == "转介绍" and submission.value("status") != "无效"


def referred(submission: Submission, known: Known) -> Mapping[str, Value]:
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
