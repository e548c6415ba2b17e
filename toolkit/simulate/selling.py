"""What people type until a contract is signed: leads, needs, costs, quotes, minutes, approvals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from toolkit.model import money, terms
from toolkit.model.approvals import chain_of, turn_of
from toolkit.model.calendar import next_working_day
from toolkit.model.deal import Deal
from toolkit.model.known import Known
from toolkit.model.submission import Line
from toolkit.simulate.fate import SIGNED
from toolkit.simulate.page import Instead, Meant, Page, Scene, Typed
from toolkit.simulate.trade import Article

FINANCE, LEGAL, DRAFTER, DESIGNER, GENERAL_MANAGER = "赵敏", "周律", "孙律", "冯图", "陈立"
HEAD_OF_SALES = "李强"
CONTACTED: Final = "已联系"
LOST, PAUSED, ANALYSE, GOES_ON = "丢单", "暂缓", "转需求调研", "继续跟进"
LOW_INTENT, REFUSED, UNDECIDED = "低意向", "拒绝", "暂无意见"
REFUSALS, CONDITIONS = 0.03, 0.04
"""Share of the approvals in which a node says no, or agrees on a condition."""

Typist = Callable[[Scene], Meant]

_PAINS: Final = (
    "人工上料效率低,用工成本逐年上升",
    "换型时间长,设备停机率偏高",
    "产品合格率波动,返工成本高",
    "仓储周转慢,交期不稳定",
)
_APPROVERS: Final = {"销售负责人": HEAD_OF_SALES, "法务部门": LEGAL, "财务部门": FINANCE, "总经理": GENERAL_MANAGER}
_FOCUS: Final = {
    "销售负责人": "☑价格 ☑交付条款",
    "法务部门": "☑主体资格 ☑合规性 ☑条款完整",
    "财务部门": "☑付款方式 ☑税率与发票 ☑毛利率",
    "总经理": "☑最终审批",
}
CONFIRMED: Final = ("客户已确认接收", "已接受")
_FEEDBACK: Final = {
    "价格异议": "价格偏高,可否再优惠?",
    "付款异议": "希望验收后再付尾款",
    "交期异议": "希望提前一周交付",
    "技术异议": "节拍指标需要再确认",
    "接受": "同意报价",
    "拒绝": "已选择其他供应商",
    "暂无意见": "",
}


def workday(scene: Scene, days: int) -> date:
    """The first working day that many days from now or after it."""
    return next_working_day(scene.today + timedelta(days=days), scene.rulebook.calendar)


def lead(scene: Scene) -> Page:
    """A row of the lead registry (F02); of the lead that was met already with what it said."""
    buyer, rng, today = scene.story.buyer, scene.rng, scene.today
    row = {
        "customer_name": buyer.name,
        "customer_short": buyer.short,
        "uscc": buyer.uscc if rng.random() < 0.8 else "",
        "industry": buyer.industry,
        "annual_revenue": buyer.revenue,
        "employees": rng.choice(("100-200人", "200-500人", "300人")),
        "region": buyer.region,
        "address": buyer.address,
        "source": rng.choice(("行业展会", "企业信息平台", "电话", "网络推广", "官网咨询", "老客户")),
        "profile_match": "是",
        "pain_points": rng.choice(_PAINS),
        "contact_name": buyer.contact,
        "contact_title": buyer.title,
        "contact_role": rng.choice(("决策人", "影响人", "采购执行")),
        "contact_phone": buyer.phone,
        "contact_email": buyer.mail,
        "intent_level": rng.choice(("高意向", "中意向", "中意向")),
        "owner": scene.story.owner,
        "register_date": str(today),
        "follow_status": "未联系",
    }
    if scene.about == CONTACTED:
        row |= {
            "first_contact_date": str(today),
            "contact_method": rng.choice(("电话", "邮件", "微信", "上门拜访")),
            "feedback": "对自动化方案感兴趣,需进一步对接技术部门",
            "next_contact_date": str(workday(scene, rng.randint(3, 10))),
            "follow_status": "跟进中",
        }
    return Page(tables={"rows": (_said(row),)}, blank="plain")


def _said(row: Typed) -> Typed:
    return {key: typed for key, typed in row.items() if typed}


def follow_up(scene: Scene) -> Page | None:
    """A row of the follow-up log (F03): how the contact ended."""
    deal, rng, result = scene.known_deal(), scene.rng, scene.about
    if deal.stage in ("已丢单", "已流失") or scene.customer is None:
        return None
    row = {
        "lead_no": deal.customer,
        "customer_name": scene.customer.name,
        "contact_date": str(scene.today),
        "method": rng.choice(("电话", "微信", "邮件", "上门拜访")),
        "contact_name": scene.story.buyer.contact,
        "content": "介绍方案与案例,了解客户近期计划",
        "customer_feedback": {LOST: "项目取消", PAUSED: "今年暂无预算"}.get(result, "愿意进一步沟通"),
        "result": result,
        "recorder": scene.story.owner,
    }
    if result == LOST:
        row["lost_reason"] = rng.choice(("价格", "竞品", "需求取消", "预算", "交期"))
    else:
        row |= {"next_action": "约定下次沟通", "next_contact_date": str(workday(scene, rng.randint(5, 30)))}
    return Page(tables={"rows": (row,)}, blank="plain")


def needs(scene: Scene) -> Page:
    """The needs analysis (F04): what is demanded, and how much the customer means it."""
    rng, story = scene.rng, scene.story
    estimate = sum((article.list_price * count for article, count in story.articles), Decimal(0))
    is_low = scene.about == LOW_INTENT
    level = LOW_INTENT if is_low else rng.choice(("高意向", "高意向", "中意向"))
    demanded = [_need(article, count) for article, count in story.articles]
    extra = {"need_desc": "免费提供操作培训", "need_class": "次要需求", "priority": "P2", "capability": "完全满足"}
    meeting = {"meeting_mode": rng.choice(("线上会议", "电话访谈"))}
    if rng.random() < 0.7:
        meeting = {"meeting_mode": "面对面会议", "place": "客户工厂会议室"}
    return Page(
        values={
            "meeting_date": f"{scene.today.year}年{scene.today.month}月{scene.today.day}日",
            **meeting,
            "customer_attendees": f"{story.buyer.contact}({story.buyer.title})、{story.buyer.consignee}(设备部)",
            "our_attendees": story.owner,
            "pain_points": rng.choice(_PAINS),
            "goal": rng.choice(("降低20%采购成本", "单班用工减少一半", "产能提升30%")),
            "budget": f"{estimate * 9 / 100000:.0f}万-{estimate * 11 / 100000:.0f}万",
            "decision_process": "技术部+采购部+总经理审批",
            "decision_maker": f"总经理 {story.buyer.legal_rep}",
            "decision_cycle": rng.choice(("3个月内", "2个月", "6个月内")),
            "expected_delivery": "签约后30天内",
            "intent_level": level,
            "follow_strategy": {"高意向": "优先跟进", "中意向": "定期维护", "低意向": "暂缓跟进"}[level],
            "next_action": "提交方案与报价",
            "next_action_date": str(workday(scene, 8)),
            "analyst": story.owner,
        },
        tables={"needs": (*demanded, *([extra] if rng.random() < 0.3 else []))},
    )


def _need(article: Article, count: int) -> Typed:
    return {
        "need_desc": f"{article.name}{'' if article.is_service else f'{count}{article.unit}'},满足现有产线要求",
        "need_class": "核心需求",
        "priority": "P1",
        "criterion": "验收指标达到技术协议要求",
        "capability": "完全满足",
        "product_hint": article.name,
        "qty_hint": str(count),
    }


def scheme(scene: Scene) -> Page | None:
    """The elements of a scheme (F19), by the product team."""
    filing = scene.known_deal().filing("F04")
    if filing is None or scene.known_deal().blank("F19") is None:
        return None
    lines = filing.submission.lines("needs")
    return Page(
        values={
            "scheme_name": _scheme_name(scene),
            "prepared_by": DESIGNER,
            "impact": "单件人工成本偏高,交期波动",
            "total_days": "30",
        },
        tables={
            "answers": tuple({"response": "提供成熟方案并配套服务"} for _ in lines),
            "phases": (
                {
                    "phase": "设计与备料",
                    "work": "现场复测、图纸确认、物料采购",
                    "days": "10",
                    "deliverable": "设计确认单",
                    "party": "乙方",
                },
                {
                    "phase": "制造与检验",
                    "work": "装配、调试、出厂检验",
                    "days": "14",
                    "deliverable": "检验报告",
                    "party": "乙方",
                },
                {
                    "phase": "交付与培训",
                    "work": "运输、安装、培训",
                    "days": "6",
                    "deliverable": "验收确认单",
                    "party": "双方",
                },
            ),
            "effects": ({"metric": "单班用工", "now": "6人", "goal": "2人", "change": "减少67%"},),
            "advantages": ({"aspect": "售后响应", "ours": "24小时内响应", "rival_a": "48小时内响应"},),
        },
    )


def _scheme_name(scene: Scene) -> str:
    return f"{scene.story.articles[0][0].name}方案"


def cost_sheet(scene: Scene) -> Page | None:
    """The cost sheet (F05) with what is to be quoted; sometimes of a second option, sometimes below the floor."""
    deal, rng, story = scene.known_deal(), scene.rng, scene.story
    filing = deal.filing("F04")
    if filing is None or deal.stage not in ("需求确认", "已报价", "谈判中"):
        return None
    asked = filing.submission.lines("needs")
    offer, costs = _offered(asked, scene), _costed(asked, scene)
    values = {
        "scheme_name": _scheme_name(scene),
        "tax_basis": "不含税",
        "delivery_days": str(rng.choice((25, 30, 30, 40, 45))),
        "delivery_place": story.buyer.address,
        "warranty_months": rng.choice(("12", "12", "24")),
        "included": "运输、安装调试、操作培训",
        "excluded": "土建及供气管路改造",
        "meets_standard": "是" if _passes(costs, offer, scene) else "否",
        "prepared_by": FINANCE,
        "prepared_date": str(scene.today),
    }
    if scene.about:
        values["option"] = scene.about
    tables = {"costs": costs, "offer": offer}
    return Page(values, tables, blank="waiting" if deal.blank("F05") is not None else "desk")


def _offered(asked: Sequence[Line], scene: Scene) -> tuple[Typed, ...]:
    """What is to be quoted: each article demanded, once."""
    factor = Decimal(scene.rng.randint(96, 108)) / 100
    if scene.about == "B":
        factor = Decimal("0.95")
    elif scene.story.is_cheap:
        factor, scene.story.is_cheap = Decimal("0.80"), False
    articles = {article.name: article for article, _ in scene.story.articles}
    rows: dict[str, Typed] = {}
    for line in asked:
        article = articles.get(line.words("product_hint"))
        if article is not None:
            rows.setdefault(article.name, _offer(article, line.amount("qty_hint") or Decimal(1), factor))
    return tuple(rows.values())


def _costed(asked: Sequence[Line], scene: Scene) -> tuple[Typed, ...]:
    """The costs of what is demanded, one row each as the blank has them, and what comes on top."""
    rng = scene.rng
    articles = {article.name: article for article, _ in scene.story.articles}
    rows = [
        _cost(articles.get(line.words("product_hint")), line.amount("qty_hint") or Decimal(1), line.words("need_desc"))
        for line in asked
    ]
    found = {row["category"] for row in rows}
    rows.append(_plain_cost("物流费", "运输及保险", Decimal(rng.randint(15, 60) * 100)))
    if "服务费" not in found:
        rows.append(_plain_cost("服务费", "安装调试", Decimal(rng.randint(10, 50) * 100)))
    if "产品成本" not in found:
        rows.append(_plain_cost("产品成本", "随附资料与耗材", Decimal(500)))
    rows.append(_plain_cost("税费", "附加税及印花税", Decimal(rng.randint(5, 30) * 100)))
    return tuple(rows)


def _cost(article: Article | None, quantity: Decimal, need: str) -> Typed:
    if article is None:
        return _plain_cost("服务费", need, Decimal(0))
    return {
        "category": "服务费" if article.is_service else "产品成本",
        "item": article.name,
        "spec": article.spec,
        "unit": article.unit,
        "qty": f"{quantity:f}",
        "unit_cost": f"{article.cost:f}",
    }


def _plain_cost(category: str, item: str, amount: Decimal) -> dict[str, str]:
    return {"category": category, "item": item, "spec": "", "unit": "项", "qty": "1", "unit_cost": f"{amount:f}"}


def _offer(article: Article, quantity: Decimal, factor: Decimal) -> Typed:
    price = money.round_half_up(article.list_price * factor / 10, 0) * 10
    return {
        "name": article.name,
        "spec": article.spec,
        "unit": article.unit,
        "qty": f"{quantity:f}",
        "unit_price": f"{price:f}",
        "tax_rate": article.tax_rate,
    }


def _passes(costs: Sequence[Typed], offer: Sequence[Typed], scene: Scene) -> bool:
    """Whether the margin reaches the company's floor."""
    cost = sum((money.round_half_up(Decimal(row["qty"]) * Decimal(row["unit_cost"])) for row in costs), Decimal(0))
    lines = [
        terms.priced(
            name=row["name"],
            spec="",
            unit="",
            quantity=Decimal(row["qty"]),
            unit_price=Decimal(row["unit_price"]),
            tax_rate=row["tax_rate"],
        )
        for row in offer
    ]
    return money.margin_passes(terms.totals(lines).net, cost, scene.rulebook.policy.min_gross_margin)


def exception(scene: Scene) -> Page | None:
    """The margin exception (F20) with all opinions on it: mostly granted."""
    deal = scene.known_deal()
    if deal.blank("F20") is None or not deal.holds:
        return None
    refused = scene.rng.random() < 0.15
    steps: list[Typed] = [
        {"approver": name, "opinion": "同意", "date": str(scene.today), "signature": "√"}
        for name in (HEAD_OF_SALES, FINANCE, GENERAL_MANAGER)
    ]
    if refused:
        steps = [{**steps[0], "opinion": "不同意", "comment": "低于公司底线"}]
    values = {
        "valid_until": str(scene.today + timedelta(days=45)),
        "reason": "战略客户首单,后续产线改造项目预计规模较大",
        "applicant": scene.story.owner,
        "apply_date": str(scene.today),
    }
    wanted = _discount_held(scene)
    if wanted:
        values["discount"] = wanted
    return Page(values, {"steps": tuple(steps)})


def _discount_held(scene: Scene) -> str:
    """The discount that waits for an exception."""
    held = any(hold.form == "F07" for hold in scene.known_deal().holds)
    return f"{scene.story.discount}%" if held and scene.story.discount != "0" else ""


def feedback(scene: Scene) -> Page | None:
    """The quote feedback (F06): a row for each option that waits."""
    deal, rng = scene.known_deal(), scene.rng
    quotes = [paper for paper in terms.live_quotes(deal) if paper.status in ("草稿", "已发送")]
    if not quotes or deal.stage not in ("已报价", "谈判中"):
        return None
    refused = scene.about == REFUSED
    received = refused or rng.random() < 0.85
    rows = []
    for nth, paper in enumerate(quotes):
        quote = terms.quote_of(deal, scene.rulebook, paper.number)
        if quote is None:
            continue
        kind = "拒绝" if refused or (nth and rng.random() < 0.5) else _feedback_kind(scene)
        row: dict[str, str] = {
            "quote_no": quote.printed_number,
            "version": quote.version,
            "customer_name": scene.customer.name if scene.customer else "",
            "sent_date": str(max(quote.on, scene.today - timedelta(days=1))),
            "sent_channel": rng.choice(("邮件", "邮件", "微信", "当面")),
            "receiver": scene.story.buyer.contact,
            "received_confirmed": "是" if received else "否",
            "feedback_type": kind,
            "next_action": "约客户面谈",
            "next_date": str(workday(scene, 7)),
            "recorder": scene.story.owner,
        }
        if received:
            row["confirm_date"] = str(scene.today)
        if _FEEDBACK[kind]:
            row["feedback"] = _FEEDBACK[kind]
        rows.append(_said(row))
    is_alone = len(terms.live_quotes(deal)) == 1  # else the blank may name quotes that wait no more
    return Page(tables={"rows": tuple(rows)}, blank="waiting" if is_alone and deal.blank("F06") else "plain")


def _feedback_kind(scene: Scene) -> str:
    if scene.about == UNDECIDED:
        return scene.about
    return scene.rng.choice(("价格异议", "价格异议", "付款异议", "交期异议", "接受"))


def customer_file(scene: Scene) -> Page:
    """The customer's file (M01)."""
    buyer = scene.story.buyer
    assert scene.customer is not None
    return Page(
        values={
            "customer_no": scene.customer.number,
            "customer_name": scene.customer.name,
            "uscc": buyer.uscc,
            "address": buyer.address,
            "phone": buyer.telephone,
            "legal_rep": buyer.legal_rep,
            "bank_name": f"示例银行{buyer.region[-3:]}支行",
            "bank_account": buyer.account,
            "email": buyer.mail,
            "customer_size": scene.rng.choice(("大型企业", "中小企业", "中小企业")),
            "contact_name": buyer.contact,
            "contact_phone": buyer.phone,
            "consignee": buyer.consignee,
            "consignee_phone": buyer.consignee_phone,
            "consignee_address": f"{buyer.address} 客户工厂",
            "invoice_type": "数电票(增值税专用发票)",
        },
        blank="waiting" if scene.deal and scene.deal.blank("M01") else "plain",
    )


def minutes(scene: Scene) -> Meant:
    """The minutes of a negotiation (F07): agreed, or one more round."""
    deal, rng, story = scene.known_deal(), scene.rng, scene.story
    quote = terms.quote_of(deal, scene.rulebook)
    if quote is None or deal.stage not in ("已报价", "谈判中") or deal.blank("F07") is None:
        return None
    if scene.today > quote.valid_until:
        return _renewed(deal, quote) if story.reach >= SIGNED else None
    if quote.status not in CONFIRMED:
        return None
    is_agreed = story.rounds <= 0
    story.rounds -= 1
    discount = story.discount
    total = terms.totals(terms.discounted(quote.lines, Decimal(discount) / 100)).gross
    values = {
        "quote_no": quote.printed_number,
        "neg_date": str(scene.today),
        "place": "客户工厂会议室",
        "mode": rng.choice(("面对面会议", "线上会议")),
        "our_people": f"{story.owner}、{HEAD_OF_SALES}",
        "customer_people": f"{story.buyer.contact}、{story.buyer.legal_rep}",
        "price_discount": f"{discount}%",
        "final_total_incl": f"{total:,.2f}",
        "delivery_term": f"合同签订后{quote.cost_sheet.submission.amount('delivery_days') or 30}日内",
        "delivery_start": "合同签订",
        "delivery_place": f"{story.buyer.address} 客户工厂",
        "consignee": story.buyer.consignee,
        "consignee_phone": story.buyer.consignee_phone,
        "warranty_months": "12",
        "dispute": "诉讼",
        "liability_terms": "按标准条款",
        "conclusion": "达成一致" if is_agreed else rng.choice(("部分达成", "未达成")),
        "our_sign": "√",
        "customer_sign": "√",
    }
    if story.number % 9 == 0:
        values["special_terms"] = "随机提供易损件一套"
    if not is_agreed:
        values |= {"next_date": str(workday(scene, 6)), "next_step": "内部核算后答复"}
    return Page(values, {"issues": (_issue(scene, is_agreed=is_agreed),), "plan": _plan(scene)})


def _renewed(deal: Deal, quote: terms.Quote) -> Instead:
    """A quote that has run out is costed anew, under the same option."""
    paper = deal.paper("G02", quote.number)
    return Instead("F05", paper.variant if paper else "")


def _issue(scene: Scene, *, is_agreed: bool) -> Typed:
    row = {"topic": "价格", "customer_position": "价格偏高", "our_position": "可优惠,但需提高预付款比例"}
    if is_agreed:
        return row | {"result": "达成一致", "agreed": f"价格优惠{scene.story.discount}%", "owner": "", "due": ""}
    return row | {"result": "待确认", "owner": scene.story.owner, "due": str(workday(scene, 5))}


def _plan(scene: Scene) -> tuple[Typed, ...]:
    """30/70; half beforehand against a discount; now and then a part kept back for the warranty."""
    first = "50%" if scene.story.discount != "0" else "30%"
    rest = "50%" if first == "50%" else "70%"
    rows = [
        {"name": "预付款", "share": first, "trigger": "合同签订", "term": "5个工作日"},
        {"name": "验收款", "share": rest, "trigger": "验收合格", "term": "10个工作日"},
    ]
    if scene.story.number % 11 == 0:
        rows[1]["share"] = "45%" if rest == "50%" else "65%"
        rows.append({"name": "质保金", "share": "5%", "trigger": "质保期满", "term": "10个工作日"})
    return tuple(rows)


def approval(scene: Scene) -> Meant:
    """The approval form (F08) after one more node: mostly consent."""
    deal, rng, story = scene.known_deal(), scene.rng, scene.story
    if deal.stage != "合同审批中" or deal.blank("F08") is None:
        return None
    known = Known(today=scene.today, rulebook=scene.rulebook, deal=deal, customer=scene.customer)
    chain = chain_of(known)
    turn = turn_of(deal, chain)
    if turn is None:
        return None
    story.applied_on = story.applied_on or scene.today
    at = chain.index(turn.node)
    is_last = at == len(chain) - 1
    row: dict[str, str] = {
        "focus": _FOCUS[turn.node],
        "approver": _approver(turn.node, scene),
        "opinion": "同意",
        "date": str(scene.today),
        "signature": "√",
    }
    result = "通过" if is_last else "审批中"
    applied_on, fate = story.applied_on, rng.random()
    if _has_condition(deal, turn.node):
        row["comment"] = "条件已满足"
    elif fate < REFUSALS:
        row |= {"opinion": "不同意", "comment": "付款节点须调整"}
        result, story.applied_on = "驳回", None
    elif fate < REFUSALS + CONDITIONS:
        row |= {"opinion": "有条件同意", "comment": "补充授权委托书后同意"}
        result = "审批中"
    values = {
        "attachments": "报价单、成本核算表、谈判纪要、客户营业执照",
        "applicant": story.owner,
        "apply_date": str(applied_on),
        "drafter": DRAFTER,
        "final_result": result,
    }
    spoken: list[Typed] = [{} for _ in range(at)]
    return Page(values, {"steps": (*spoken, row)})


def _has_condition(deal: Deal, node: str) -> bool:
    """Whether that node has agreed on a condition, on the form filed last."""
    filing = deal.filing("F08")
    rows = filing.submission.lines("steps") if filing else ()
    return any(row.words("node") == node and row.value("opinion") == "有条件同意" for row in rows)


def _approver(node: str, scene: Scene) -> str:
    """Who speaks for a node: the holder of its role, while away the deputy."""
    name = _APPROVERS[node]
    person = scene.staff.get(name)
    return person.deputy if person and person.is_away(scene.today) else name


def signing(scene: Scene) -> Page | None:
    """The signing register (F09) and its scan, on paper or signed electronically."""
    deal, rng, buyer = scene.known_deal(), scene.rng, scene.story.buyer
    contract = deal.paper("G03")
    if contract is None or contract.status != "审批通过" or deal.stage != "合同审批中":
        return None
    scan = f"{contract.number}扫描件.pdf"
    row: dict[str, str] = {
        "contract_no": contract.number,
        "version": contract.version,
        "sign_date": str(scene.today),
        "our_signatory": GENERAL_MANAGER,
        "our_signatory_title": "法定代表人",
        "customer_signatory": buyer.legal_rep,
        "customer_signatory_title": "法定代表人",
        "scan_file": scan,
        "archive_no": f"DA-{contract.number[3:]}",
        "archived_by": scene.story.owner,
        "archived_date": str(scene.today),
    }
    if rng.random() < 0.2:
        row |= {
            "sign_mode": "电子",
            "sign_place": "",
            "copies_total": "",
            "our_seal": "电子签章",
            "customer_seal": "电子签章",
        }
        row |= {"esign_platform": "示例电子签平台", "esign_file_hash": sha256(scan_of(scan)).hexdigest()}
    else:
        row |= {"sign_mode": "纸质", "sign_place": "苏州市工业园区", "copies_total": "2"}
        row |= {"our_seal": "合同专用章", "customer_seal": "合同专用章", "cross_page_seal": "是"}
    return Page(tables={"signings": (row,)}, scan=scan, scan_days=int(rng.random() < 0.1))


def scan_of(name: str) -> bytes:
    """A made-up scan; each name has its own bytes."""
    return f"%PDF-1.4\n% {name}\n%%EOF\n".encode()


def order(scene: Scene) -> Page | None:
    """The sales order (F10): what was prefilled is right."""
    if scene.known_deal().blank("F10") is None:
        return None
    return Page(values={"quality": "符合国家现行有效标准及合同附件一的技术要求"})


PAGES: Final[Mapping[str, Typist]] = {
    "F02": lead,
    "F03": follow_up,
    "F04": needs,
    "F19": scheme,
    "F05": cost_sheet,
    "F20": exception,
    "F06": feedback,
    "M01": customer_file,
    "F07": minutes,
    "F08": approval,
    "F09": signing,
    "F10": order,
}
