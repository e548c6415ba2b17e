"""F07 谈判纪要: what was agreed on a quote; the contract is drawn up from it. Source: domain.md 2.7."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from toolkit.catalogue.forms.fields import choice, drawn_number
from toolkit.model import terms
from toolkit.model.form import Field, Form, Group, Prefill, Signatures, Table, When
from toolkit.model.house import PlannedShare
from toolkit.model.kinds import Amount, Day, Listing, Number, Percent, Period, Phone, Tick, Whole, Words
from toolkit.model.kinds.reading import Term
from toolkit.model.known import Known
from toolkit.model.submission import Submission, Value
from toolkit.model.text import Text
from toolkit.rules import negotiation

AGREED, UNSETTLED = "达成一致", "待确认"

MEETING = Group(
    Text("一、谈判概况", "1. The meeting"),
    (
        drawn_number("neg_no", "TP"),
        Field(
            key="quote_no",
            label=Text("报价单编号", "quote number"),
            kind=Number("BJ"),
            aliases=("报价编号", "报价单号"),
            example="BJ-2026-0001",
            hint=Text("当前有效版本的报价单", "the version of the quote that is in force"),
        ),
        Field(
            key="round",
            label=Text("谈判轮次", "round"),
            kind=Whole(low=1, high=99),
            aliases=("轮次",),
            example="1",
            hint=Text("本商机的第几轮谈判", "which round of this deal"),
        ),
        Field(
            key="neg_date",
            label=Text("谈判时间", "date"),
            kind=Day("past"),
            aliases=("谈判日期", "会议时间"),
            example="2026-07-10",
            not_after="today",
        ),
        Field(
            key="place",
            label=Text("谈判地点", "place"),
            kind=Words(most=100, one_line=True),
            aliases=("地点",),
            example="客户工厂会议室",
        ),
        Field(
            key="mode",
            label=Text("谈判方式", "way of meeting"),
            kind=choice(
                ("面对面会议", "面谈", "当面"),
                ("线上会议", "视频会议", "网络会议"),
                ("电话", "电话会议"),
                ("书面往来", "邮件"),
            ),
            aliases=("方式",),
            example="面对面会议",
        ),
        Field(
            key="our_people",
            label=Text("我方参加人员", "our people"),
            kind=Listing(),
            aliases=("我方参会人", "我方人员"),
            example="王芳、李强",
            wide=True,
        ),
        Field(
            key="customer_people",
            label=Text("客户参加人员", "the customer's people"),
            kind=Listing(),
            aliases=("客户参会人", "客户人员"),
            example="张伟、刘总",
            wide=True,
        ),
    ),
)

ISSUES = Table(
    key="issues",
    title=Text("二、谈判要点", "2. Issues"),
    columns=(
        Field(
            key="topic",
            label=Text("议题", "topic"),
            kind=choice(
                ("价格", "价格条款"),
                ("付款方式", "付款", "付款条款"),
                ("交付", "交期", "交货"),
                ("质量与验收", "质量", "验收"),
                ("售后与质保", "售后", "质保"),
                "违约责任",
                ("知识产权与保密", "知识产权", "保密"),
                "其他",
            ),
            example="价格",
        ),
        Field(
            key="customer_position",
            label=Text("客户诉求", "the customer asks"),
            kind=Words(most=500),
            example="价格偏高,希望下调",
        ),
        Field(
            key="our_position",
            label=Text("我方意见", "our position"),
            kind=Words(most=500),
            example="价格可降5%,但需提前支付50%预付款",
        ),
        Field(
            key="result",
            label=Text("结果", "result"),
            kind=choice((AGREED, "一致", "已达成"), ("未达成", "未达成一致"), (UNSETTLED, "待定")),
            example=AGREED,
        ),
        Field(
            key="agreed",
            label=Text("约定内容", "agreed"),
            kind=Words(most=500),
            need=When("result", (AGREED,)),
            example="单价下调5%",
        ),
        Field(
            key="owner",
            label=Text("责任人", "owner"),
            kind=Words(most=20, one_line=True),
            need=When("result", (UNSETTLED,)),
            example="王芳",
        ),
        Field(
            key="due",
            label=Text("期限", "due by"),
            kind=Day("future"),
            need=When("result", (UNSETTLED,)),
            example="2026-07-15",
        ),
    ),
    least=1,
    missing="F07-01",
    word_rows=5,
)

PRICE = Group(
    Text("三、价格", "3. Price"),
    (
        Field(
            key="price_discount",
            label=Text("价格让步", "discount"),
            kind=Percent(is_discount=True),
            aliases=("降价幅度", "折扣"),
            example="5%",
            hint=Text("没有让步请填 0", "write 0 for none"),
        ),
        Field(
            key="final_total_incl",
            label=Text("最终含税总价(元)", "final price incl. tax (yuan)"),
            kind=Amount(positive=True),
            aliases=("最终含税总价", "最终总价"),
            example="271700.00",
            hint=Text(
                "各行单价降价后四舍五入到分,再合计", "each unit price lowered and rounded to the fen, then summed"
            ),
        ),
        Field(
            key="deposit",
            label=Text("定金(元)", "earnest money (yuan)"),
            kind=Amount(),
            need=False,
            example="0",
            hint=Text("不超过总价的20%;预付款不是定金", "at most 20 % of the price; a prepayment is none"),
        ),
        Field(
            key="retention_pct",
            label=Text("质保金比例", "retention"),
            kind=Percent(),
            need=False,
            example="0",
        ),
    ),
)

PLAN = Table(
    key="plan",
    title=Text("四、付款安排", "4. Payment plan"),
    columns=(
        Field(
            key="name",
            label=Text("款项", "instalment"),
            kind=Words(most=20, one_line=True),
            aliases=("款项名称", "款项类型", "节点"),
            example="预付款",
        ),
        Field(key="share", label=Text("比例", "share"), kind=Percent(), aliases=("付款比例",), example="50%"),
        Field(
            key="trigger",
            label=Text("付款条件", "falls due on"),
            kind=choice(
                ("合同签订", "签约", "合同签订后"),
                ("发货前", "提货前"),
                ("交付", "交付后", "到货"),
                ("验收合格", "验收", "验收后"),
                ("质保期满", "质保期满后"),
            ),
            aliases=("条件",),
            example="合同签订",
        ),
        Field(
            key="term",
            label=Text("付款期限", "within"),
            kind=Period(),
            need=When("trigger", ("发货前",), unless=True),
            aliases=("期限",),
            example="5个工作日",
            hint=Text("条件成就后多少日内,如 5个工作日", "how long after that, such as 5个工作日"),
        ),
    ),
    least=1,
    word_rows=4,
)

DELIVERY = Group(
    Text("五、交付与质保", "5. Delivery and warranty"),
    (
        Field(
            key="delivery_term",
            label=Text("交付时间", "delivery"),
            kind=Period(),
            aliases=("交付期限", "交货期", "交付周期"),
            example="合同签订后30日内",
        ),
        Field(
            key="delivery_start",
            label=Text("交付期限起算", "counted from"),
            kind=choice(("合同签订", "合同签订日"), ("预付款到账", "收到预付款")),
            aliases=("起算",),
            example="合同签订",
        ),
        Field(
            key="delivery_place",
            label=Text("交付地点", "place of delivery"),
            kind=Words(most=120, one_line=True),
            aliases=("交货地点", "送货地址"),
            example="上海市浦东新区示例路88号 客户工厂",
            wide=True,
        ),
        Field(
            key="batches",
            label=Text("分批交付批数", "batches"),
            kind=Whole(low=1, high=99),
            need=False,
            aliases=("交付批数", "批数"),
            example="1",
            hint=Text("一次交付可不填", "leave blank for one delivery"),
        ),
        Field(
            key="consignee",
            label=Text("收货人", "consignee"),
            kind=Words(most=20, one_line=True),
            example="陈工",
        ),
        Field(
            key="consignee_phone",
            label=Text("收货人电话", "consignee's phone"),
            kind=Phone(),
            aliases=("收货电话",),
            example="13912345678",
        ),
        Field(
            key="packing",
            label=Text("包装方式", "packing"),
            kind=Words(most=200),
            aliases=("包装",),
            example="适于长途运输、防潮防震的木箱包装",
            wide=True,
        ),
        Field(
            key="warranty_months",
            label=Text("质保期(月)", "warranty (months)"),
            kind=Whole(low=0, high=120),
            aliases=("质保期",),
            example="12",
        ),
        Field(
            key="dispute",
            label=Text("争议解决方式", "disputes go to"),
            kind=choice(("诉讼", "法院", "向法院起诉"), ("仲裁", "仲裁委员会")),
            aliases=("争议解决",),
            example="诉讼",
        ),
    ),
)

OTHER = Group(
    Text("六、其他约定", "6. Other terms"),
    (
        Field(
            key="liability_terms",
            label=Text("违约责任约定", "liability"),
            kind=Words(),
            need=False,
            aliases=("违约责任",),
            example="按标准条款",
            wide=True,
        ),
        Field(
            key="special_terms",
            label=Text("其他约定", "special terms"),
            kind=Words(),
            need=False,
            example="随机提供易损件一套",
            hint=Text("与标准合同文本不同的内容", "whatever departs from the standard contract"),
            wide=True,
        ),
    ),
)

CONCLUSION = Group(
    Text("七、结论", "7. Conclusion"),
    (
        Field(
            key="conclusion",
            label=Text("谈判结论", "conclusion"),
            kind=choice((AGREED, "一致"), ("部分达成", "部分达成一致"), ("未达成", "未达成一致")),
            aliases=("结论",),
            example=AGREED,
        ),
        Field(
            key="next_date",
            label=Text("后续行动日期", "next step on"),
            kind=Day("future"),
            need=When("conclusion", (AGREED,), unless=True),
            example="2026-07-15",
            not_before="neg_date",
        ),
        Field(
            key="next_step",
            label=Text("后续行动", "next step"),
            kind=Words(most=500),
            need=When("conclusion", (AGREED,), unless=True),
            aliases=("下一步",),
            example="与客户技术部确认验收标准",
            wide=True,
        ),
        Field(
            key="our_sign",
            label=Text("我方签字确认", "signed by us"),
            kind=Tick(),
            need=False,
            aliases=("我方签字",),
            example="√",
        ),
        Field(
            key="customer_sign",
            label=Text("客户签字确认", "signed by the customer"),
            kind=Tick(),
            need=False,
            aliases=("客户签字",),
            example="√",
        ),
    ),
)

TOPIC_OF: Final[Mapping[str, str]] = {
    "价格异议": "价格",
    "付款异议": "付款方式",
    "交期异议": "交付",
    "技术异议": "质量与验收",
}
"""What a customer objects to in its feedback (F06) -> the topic to negotiate."""

KEPT: Final = (
    "place",
    "mode",
    "price_discount",
    "final_total_incl",
    "deposit",
    "retention_pct",
    "delivery_term",
    "delivery_start",
    "delivery_place",
    "batches",
    "consignee",
    "consignee_phone",
    "packing",
    "warranty_months",
    "dispute",
    "liability_terms",
    "special_terms",
)
"""Answers that the next round starts from."""


def prefill(known: Known) -> Prefill:
    """The quote and what the customer said of it; from the second round on, where the last one ended."""
    deal = known.deal
    quote = terms.quote_of(deal, known.rulebook) if deal else None
    if deal is None or quote is None:
        return Prefill()
    rounds = tuple(deal.all_filings("F07"))
    start: dict[str, Value] = {"quote_no": quote.printed_number, "round": len(rounds) + 1}
    if rounds:
        last = rounds[-1].submission
        return Prefill({**start, **_filled({key: last.value(key) for key in KEPT})}, _open_points(last))
    return Prefill({**start, **_filled(_first_terms(known, quote))}, _first_tables(known))


def _filled(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value not in (None, "")}


def _first_terms(known: Known, quote: terms.Quote) -> dict[str, Value]:
    contract, customer, sheet = known.rulebook.contract, known.customer, quote.cost_sheet.submission
    days = sheet.amount("delivery_days")
    is_accepted = known.deal is not None and known.deal.value("F06", "feedback_type") == "接受"
    return {
        "price_discount": Decimal(0) if is_accepted else None,
        "final_total_incl": quote.totals.gross if is_accepted else None,
        "delivery_term": Term(int(days)) if (days := sheet.amount("delivery_days")) else None,
        "delivery_start": contract.delivery_start,
        "delivery_place": (customer.said("consignee_address") if customer else "") or sheet.value("delivery_place"),
        "consignee": customer.said("consignee") if customer else "",
        "consignee_phone": customer.said("consignee_phone") if customer else "",
        "packing": contract.packing,
        "warranty_months": sheet.value("warranty_months"),
        "dispute": contract.dispute,
    }


def _first_tables(known: Known) -> dict[str, tuple[Mapping[str, Value], ...]]:
    return {
        "issues": _said_of_the_quote(known),
        "plan": tuple(_planned(share) for share in known.rulebook.policy.payment_plan),
    }


def _planned(share: PlannedShare) -> Mapping[str, Value]:
    term = Term(share.count, "工作日" if share.unit == "工作日" else "天")
    return {"name": share.name, "share": share.share, "trigger": share.trigger, "term": term}


def _said_of_the_quote(known: Known) -> tuple[Mapping[str, Value], ...]:
    feedback = known.deal.filing("F06") if known.deal else None
    topic = TOPIC_OF.get(feedback.submission.words("feedback_type")) if feedback else None
    if feedback is None or topic is None:
        return ()
    return ({"topic": topic, "customer_position": feedback.submission.words("feedback")},)


def _open_points(last: Submission) -> dict[str, tuple[Mapping[str, Value], ...]]:
    """The last round's payment plan, and its issues that were left open."""
    issues = tuple(
        {key: line.value(key) for key in ("topic", "customer_position", "our_position")}
        for line in last.lines("issues")
        if line.value("result") != AGREED
    )
    plan = tuple({c.key: line.value(c.key) for c in PLAN.columns} for line in last.lines("plan"))
    return {"issues": issues, "plan": plan}


FORM = Form(
    id="F07",
    word="negotiation-minutes",
    version="1.0",
    title=Text("谈判纪要", "negotiation minutes"),
    medium="docx",
    parts=(
        MEETING,
        ISSUES,
        PRICE,
        PLAN,
        DELIVERY,
        OTHER,
        CONCLUSION,
        Signatures((Text("我方", "us"), Text("客户方", "the customer"))),
    ),
    stage=4,
    series="TP",
    own_number="neg_no",
    rules=negotiation.RULES,
    prefill=prefill,
)

MESSAGES: dict[str, Text] = {
    "F07-01": Text("谈判要点不能为空。", "The minutes name no issue."),
    "R-30": Text(
        "谈判日期 {date} 已超过报价有效期 {valid_until},请先更新报价。",
        "The negotiation of {date} lies after the quote's last valid day, {valid_until}; issue a new version first.",
    ),
    "F07-02": Text(
        "谈判轮次应为第{expected}轮,实际为{raw}。", "This should be round {expected} of the negotiation; it says {raw}."
    ),
    "R-31": Text(
        "降价{d}(≤{most})须以预付款不低于{least}为条件,当前预付款{p}。",
        "A discount of {d} (≤ {most}) asks for a prepayment of at least {least}; the plan has {p}.",
    ),
    "F07-31": Text(
        "降价{d}超过{most}授权上限,须总经理特批。",
        "A discount of {d} exceeds the authority of {most}; the general manager has to allow it.",
    ),
    "R-32": Text(
        "按最终价{total}重新测算毛利率为{m},低于{std},须毛利率例外审批。",
        "At the final price of {total} the margin is {m}, below {std}; a margin exception has to be approved.",
    ),
    "R-33": Text(
        "议题“{topic}”仍为“{result}”,不能拟定合同。",
        "The issue “{topic}” is still “{result}”; the contract cannot be drawn up.",
    ),
    "F07-03": Text("付款比例合计应为100%,实际为{sum}。", "The payment shares should sum to 100 %; they sum to {sum}."),
    "F07-04": Text("第{n}期金额为0,请调整付款比例。", "Instalment {n} amounts to nothing; change the shares."),
    "F07-06": Text(
        "谈判要点中的付款比例{said}在付款安排({plan})中没有对应项,请确认。",
        "The share {said} named among the issues is none of the payment plan's ({plan}); please check.",
    ),
    "F07-07": Text(
        "谈判结论为“{conclusion}”,达成一致后才拟定合同。",
        "The conclusion is “{conclusion}”; the contract waits for an agreement.",
    ),
    "F07-08": Text("质保金比例{pct}超过{most},请确认。", "A retention of {pct} is more than {most}; please check."),
    "F07-09": Text("谈判纪要缺少{side}签字确认。", "The minutes are not signed by {side}."),
    "F07-10": Text(
        "质保金比例{pct}与付款安排中“质保期满”支付的比例{planned}不一致,请确认。",
        "A retention of {pct} differs from the share due at the end of the warranty ({planned}); please check.",
    ),
    "F07-11": Text(
        "「{label}」“{raw}”不可行,应在{least}至{most}之间。",
        "“{label}”: “{raw}” is not feasible; it should lie between {least} and {most}.",
    ),
    "F07-12": Text(
        "「{label}」为“仲裁”,但公司设置中没有仲裁委员会和仲裁地点。请改为“诉讼”,"
        "或由管理员在 salesdocs.toml 的 [contract] 中填写 commission 和 arbitration_place 后重新提交。",
        "“{label}” says arbitration, yet the house names no commission and place. Choose 诉讼, or have commission and "
        "arbitration_place filled in under [contract] of salesdocs.toml, then send it again.",
    ),
    "F07-13": Text("诉讼与仲裁不能同时约定。", "Disputes cannot go to court and to arbitration: choose one."),
    "F07-14": Text(
        "「{label}」写作“订金”:订金不具有定金的担保效力。请改为“预付款”,或在「定金(元)」栏填写定金。",
        "“{label}” speaks of 订金, which secures nothing. Write 预付款, or fill in the earnest money.",
    ),
    "F07-15": Text(
        "「{label}」中出现“定金”:定金只填写在「定金(元)」栏,其他款项请写“预付款”。",
        "“{label}” speaks of earnest money, which has a cell of its own; any other payment is a 预付款.",
    ),
    "F07-16": Text(
        "同时约定定金和违约金的,一方违约时只能择一主张(民法典588)。",
        "Of earnest money and a penalty only one may be claimed (Civil Code 588).",
    ),
    "F07-17": Text(
        "「{label}」限制了赔偿总额,但未将{lacking}除外(民法典506)。"
        "请补充“但故意或重大过失、人身损害、侵犯知识产权及违反保密义务的除外”。",
        "“{label}” limits damages without excepting {lacking} (Civil Code 506).",
    ),
    "F07-18": Text(
        "违约金每日{rate},超过{most},请确认。", "A penalty of {rate} a day is more than {most}; please check."
    ),
    "F07-19": Text(
        "违约金上限{cap}超过{most},可能被认定为过高,请确认。",
        "Penalties of up to {cap} exceed {most} and may be held excessive; please check.",
    ),
    "F07-20": Text(
        "检验期过短:合同约定收货后{days}日内检验外观与数量,应不少于{least}日"
        "(salesdocs.toml 的 [contract] inspection_days)。",
        "The inspection period is short: {days} days, it should be {least} at least ([contract] inspection_days).",
    ),
    "F07-21": Text(
        "合同约定所有权保留,请法务确认:未经登记不得对抗善意第三人(民法典641);"
        "甲方已支付总价75%以上的,乙方不得取回(买卖合同解释26)。",
        "Title is retained; for the lawyers: unregistered it does not hold against third parties in good faith "
        "(Civil Code 641), and goods paid for to 75 % cannot be taken back.",
    ),
    "F07-22": Text(
        "分{batches}批交付:请在签署前填写合同附件二各批的交付内容和期限。",
        "There are {batches} batches: write their contents and times into annex two before it is signed.",
    ),
    "F07-23": Text(
        "客户为{size},向中小企业付款的期限不得超过交付(验收合格)后{most}日,“{raw}”请确认(保障中小企业款项支付条例)。",
        "The buyer is a {size}: it pays an SME within {most} days of delivery or acceptance; “{raw}”, please check.",
    ),
    "R-45": Text(
        "「{label}」中有未填写的占位符“{mark}”,不能写入合同。",
        "“{label}” holds a placeholder that nobody filled in: “{mark}”.",
    ),
    "F07-30": Text(
        "客户{customer}的开票资料尚未登记,请填写《客户开票资料》;收到后自动拟定合同。",
        "There is no billing file of {customer}; fill in 客户开票资料, and the contract will be drawn up.",
    ),
    "R-44": Text(
        "定金{deposit}元超过合同总价的{cap},最多为{most}元。",
        "Earnest money of {deposit} yuan exceeds {cap} of the price; it may be at most {most}.",
    ),
}
