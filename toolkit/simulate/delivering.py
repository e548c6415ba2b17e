"""What people type once a contract is signed: progress, letters, acceptance, money, visits, what comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from toolkit.model import money, money_due, terms
from toolkit.model.calendar import add_working_days, iso_week
from toolkit.model.deal import Deal
from toolkit.simulate.fate import Fates
from toolkit.simulate.page import Later, Meant, Page, Scene, Typed
from toolkit.simulate.selling import FINANCE, Typist, workday
from toolkit.simulate.trade import yuan

PRODUCTION, LOGISTICS, SERVICE = "生产部门", "物流部门", "客服部门"
REPORTERS: Final = {PRODUCTION: "周工", LOGISTICS: "钱进", SERVICE: "吴倩"}
DELIVERED: Final = "交付签收"
DONE: Final = 100


def progress(scene: Scene) -> Meant:
    """A row of the progress report (F11): a department's first word, production's week, or the delivery."""
    deal, rng, story = scene.known_deal(), scene.rng, scene.story
    paper, dates = deal.paper("G05"), terms.milestones_of(deal, scene.rulebook)
    if paper is None or deal.filing("F10") is None or dates.delivered_on or deal.stage not in ("已签约", "交付中"):
        return None
    due = dates.deliver_by or scene.today
    dept = LOGISTICS if scene.about == DELIVERED else scene.about
    row: dict[str, str] = {
        "order_no": paper.number,
        "report_date": str(scene.today),
        "dept": dept,
        "reporter": REPORTERS[dept],
        "is_abnormal": "否",
        "eta": str(max(due - timedelta(days=1), scene.today)),
    }
    if scene.about == DELIVERED:
        row |= {"stage": DELIVERED, "progress": "100%", "done_work": "全部货物送达,客户已签收", "eta": str(scene.today)}
        if scene.today > due:
            row |= {"is_abnormal": "是", **_abnormal(scene, (scene.today - due).days)}
    elif dept == PRODUCTION:
        story.progress = min(DONE, story.progress + rng.randint(18, 40))
        at = story.progress
        stage = "备料" if at < 40 else "生产" if at < 80 else "检验"
        row |= {"stage": stage, "progress": f"{at}%", "done_work": f"已完成{at}%", "next_plan": "按计划推进"}
        late = (scene.today - due).days
        if late >= 0 or rng.random() < 0.08:
            delay = max(late, 0) + rng.randint(2, 6)
            row |= {"is_abnormal": "是", "eta": str(due + timedelta(days=delay)), **_abnormal(scene, delay)}
    else:
        row |= {"stage": "备料", "progress": "10%", "done_work": "已安排人员与资源"}
    return Page(tables={"rows": (row,)}, blank="plain")


def _abnormal(scene: Scene, days: int) -> Typed:
    return {
        "abnormal_type": scene.rng.choice(("物料短缺", "物流延迟", "设备故障")),
        "impact_days": str(days),
        "cause": "关键部件到货延迟",
        "measure": "更换供应商并加班赶工",
        "owner": REPORTERS[PRODUCTION],
    }


def letter(scene: Scene) -> Page | None:
    """Rows of the letter log (F12): every letter not yet sent, and a supplement once it is signed."""
    deal = scene.known_deal()
    if deal.paper("G05") is None or deal.stage not in ("已签约", "交付中"):
        return None
    logged = {filing.number for filing in deal.all_filings("F12")}
    letters = sorted((*deal.all_papers("G07"), *deal.all_papers("G08")), key=lambda paper: paper.number)
    sent = (_letter_row(scene, one.number, is_late=one.kind == "G08") for one in letters if one.number not in logged)
    rows = (*sent, *_supplement_rows(scene))
    return Page(tables={"letters": rows}, blank="plain") if rows else None


def _supplement_rows(scene: Scene) -> Iterator[Typed]:
    """The row of the letter that moved the delivery day, once more: now its supplement is signed."""
    deal = scene.known_deal()
    order, supplement = deal.paper("G05"), deal.paper("G14")
    moved = [filing for filing in deal.all_filings("F12") if filing.submission.value("agreed_new_date")]
    if order is None or supplement is None or supplement.status != "待签署" or not moved:
        return
    said = moved[-1].submission
    kept = ("week", "channel", "receiver", "summary", "solution", "customer_reply")
    days = ("sent_date", "eta", "agreed_new_date")
    yield {
        "letter_no": moved[-1].number,
        "order_no": order.number,
        **{key: said.words(key) for key in kept},
        **{key: str(said.day(key)) for key in days},
        "abnormal": "是",
        "supplement_no": supplement.number,
        "supplement_signed_on": str(scene.today),
        "sender": scene.story.owner,
    }


def _letter_row(scene: Scene, number: str, *, is_late: bool) -> Typed:
    deal, today = scene.known_deal(), scene.today
    order, report = deal.paper("G05"), terms.latest_report(deal)
    eta = (report.day("eta") if report else None) or today
    row = {
        "letter_no": number,
        "order_no": order.number if order else "",
        "week": iso_week(today),
        "sent_date": str(today),
        "channel": "邮件",
        "receiver": scene.story.buyer.contact,
        "summary": "按计划推进,本周完成情况见函件",
        "eta": str(max(eta, today)),
        "abnormal": "是" if is_late else "否",
        "sender": scene.story.owner,
    }
    if is_late:
        row |= {"solution": "加班赶工,分批发货", "customer_reply": "同意顺延"}
        due = terms.milestones_of(deal, scene.rulebook).deliver_by
        if due and eta > due and scene.rng.random() < 0.7:
            row["agreed_new_date"] = str(max(eta, today))
    return row


def acceptance(scene: Scene) -> Meant:
    """The acceptance certificate (F13): rectification asked for while fate has some in store, then passed."""
    deal, story = scene.known_deal(), scene.story
    agreement, waiting = terms.agreement_of(deal, scene.rulebook), deal.blank("F13")
    if agreement is None or waiting is None or deal.stage != "交付中":
        return None
    if deal.blank("F14") is not None:
        return Later(2)
    fails = story.reworks > 0
    if fails:
        story.reworks -= 1
    before = deal.filing("F13")
    values = {
        "accept_date": str(scene.today),
        "conclusion": "需整改" if fails else "验收合格",
        "customer_rep": story.buyer.consignee,
        "customer_rep_title": "设备主管",
        "sign_date": str(scene.today),
        "customer_seal": "√",
        "our_rep": REPORTERS[PRODUCTION],
    }
    items: list[Typed] = []
    for nth, line in enumerate(agreement.lines):
        result = "不合格" if fails and nth == 0 else "合格"
        items.append(
            {
                "received_qty": f"{line.quantity:f}",
                "look": "合格",
                "performance": result,
                "papers": "合格",
                "result": result,
            }
        )
    carried = [] if before is None else [r for r in before.submission.lines("rectify") if r.value("recheck") != "合格"]
    rows: list[Typed] = [{"recheck": "合格"} for _ in carried]
    if fails:
        due = workday(scene, 4)
        rows.append(
            {
                "content": f"第{len(carried) + 1}项:节拍偏慢",
                "requirement": "节拍达到技术协议",
                "dept": PRODUCTION,
                "due": str(due),
            }
        )
    return Page(values, {"items": tuple(items), **({"rectify": tuple(rows)} if rows else {})})


def rectified(scene: Scene) -> Page | None:
    """The record of rectification (F14)."""
    deal = scene.known_deal()
    before = deal.filing("F13")
    if deal.blank("F14") is None or before is None:
        return None
    open_rows = [row for row in before.submission.lines("rectify") if row.value("recheck") != "合格"]
    done = {"action": "调整参数并复测", "owner": REPORTERS[PRODUCTION], "done_date": str(scene.today)}
    items = tuple({**done, "evidence": "连续运行8小时记录", "self_check": "合格"} for _ in open_rows)
    values = {"ready_for_reaccept": "是", "filled_by": REPORTERS[PRODUCTION], "filled_date": str(scene.today)}
    return Page(values, {"items": items})


def visit(scene: Scene) -> Meant:
    """The visit record (F15): mostly content, now and then with a problem, a wish or a name."""
    deal, rng, story = scene.known_deal(), scene.rng, scene.story
    if deal.blank("F15") is None:
        return None
    values = {
        "visit_date": str(scene.today),
        "visitor": REPORTERS[SERVICE],
        "method": rng.choice(("电话", "电话", "上门", "微信")),
        "interviewee": story.buyer.consignee,
        "interviewee_title": "设备主管",
        "phone": story.buyer.consignee_phone,
        "usage": "设备运行正常",
        "score_product": rng.choice("455"),
        "score_delivery": rng.choice("3455"),
        "score_service": rng.choice("455"),
        "score_overall": rng.choice("45"),
        "has_issue": "否",
        "repurchase_intent": rng.choice(("无", "待定", "有")),
    }
    if rng.random() < 0.15:
        values |= {"has_issue": "是", "issue_type": "故障", "issue_desc": "触摸屏偶有延迟,需要断电重启"}
    if values["repurchase_intent"] == "有":
        values |= {"expected_time": "6个月内", "expected_amount": "300000", "repurchase_desc": "扩建一条产线"}
    if rng.random() < 0.2:
        values |= {"referral": "是", "referral_info": "另行提供名单"}
    return Page(values)


def complaint(scene: Scene) -> Page | None:
    """The complaint record (F16): taken up, then closed."""
    deal, today = scene.known_deal(), scene.today
    if deal.blank("F16") is None:
        return None
    if money_due.open_complaints(deal):
        return Page(
            values={
                "done_date": str(today),
                "customer_confirm": scene.rng.choice(("满意", "基本满意")),
                "revisit_date": str(today + timedelta(days=2)),
                "close_status": "已关闭",
            }
        )
    return Page(
        values={
            "received_at": f"{today} 09:30",
            "channel": "回访发现",
            "type": "产品质量",
            "severity": "一般",
            "description": "触摸屏偶有延迟,需要断电重启才能恢复",
            "customer_request": "尽快到场排查",
            "accepted_by": REPORTERS[SERVICE],
            "first_response_at": f"{today} 11:00",
            "resp_dept": PRODUCTION,
            "is_valid": "有效投诉",
            "root_cause": "固件版本缺陷",
            "corrective_action": "升级固件并连续运行验证",
            "due_date": str(add_working_days(today, 3, scene.rulebook.calendar)),
            "close_status": "处理中",
        }
    )


def receipt(scene: Scene) -> Page | None:
    """A row of the receipts register (F17): what is outstanding of an instalment."""
    deal, number = scene.known_deal(), int(scene.about)
    due = _due(deal, scene, number)
    contract = deal.paper("G03")
    if due is None or contract is None or not due.outstanding or scene.customer is None:
        return None
    row = {
        "contract_no": contract.number,
        "instalment_no": str(number),
        "receive_date": str(scene.today),
        "amount": yuan(due.outstanding),
        "payer_name": scene.customer.name,
        "method": scene.rng.choice(("电汇", "网银", "网银")),
        "bank_ref": f"{scene.today:%Y%m%d}-{contract.number[-4:]}-{number}",
        "handler": FINANCE,
    }
    return Page(tables={"rows": (row,)}, blank="plain")


def _due(deal: Deal, scene: Scene, number: int) -> money_due.Receivable | None:
    plan = money_due.instalments_due(deal, scene.rulebook, scene.today)
    return next((one for one in plan if one.instalment.number == number), None)


def invoice(scene: Scene) -> Page | None:
    """A row of the invoice register (F17B): one instalment, its tax in proportion."""
    deal, number = scene.known_deal(), int(scene.about)
    agreement, contract = terms.agreement_of(deal, scene.rulebook), deal.paper("G03")
    due = _due(deal, scene, number)
    if agreement is None or contract is None or due is None or scene.customer is None:
        return None
    net = money.round_half_up(due.amount * agreement.totals.net / agreement.totals.gross)
    row = {
        "contract_no": contract.number,
        "invoice_type": "数电票(增值税专用发票)",
        "invoice_no": f"{scene.today:%y}3200000{contract.number[-4:]}{number:02d}{scene.story.number:05d}",
        "invoice_date": str(scene.today),
        "amount_excl": yuan(net),
        "tax": yuan(due.amount - net),
        "amount_incl": yuan(due.amount),
        "buyer_name": scene.customer.name,
        "buyer_tax_no": scene.story.buyer.uscc,
        "status": "正常",
    }
    return Page(tables={"rows": (row,)}, blank="plain")


def again(scene: Scene) -> Page | None:
    """A row of the register of repeat business and referrals (F18)."""
    deal = scene.known_deal()
    if deal.stage not in ("售后维护", "复购") or scene.customer is None:
        return None
    visited = deal.filing("F15")
    row = {
        "type": scene.about,
        "customer_no": deal.customer,
        "customer_name": scene.customer.name,
        "source_visit": visited.number if visited else "",
        "demand": "扩建一条产线",
        "expected_amount": "300,000.00",
        "expected_date": str(workday(scene, 60)),
        "owner": scene.story.owner,
        "status": "待跟进",
    }
    if scene.about == "转介绍":
        new = Fates.referred(scene.story)
        row |= {"new_customer": new.name, "contact": new.contact, "phone": new.phone}
    return Page(tables={"rows": ({key: typed for key, typed in row.items() if typed},)}, blank="plain")


PAGES: Final[Mapping[str, Typist]] = {
    "F11": progress,
    "F12": letter,
    "F13": acceptance,
    "F14": rectified,
    "F15": visit,
    "F16": complaint,
    "F17": receipt,
    "F17B": invoice,
    "F18": again,
}
