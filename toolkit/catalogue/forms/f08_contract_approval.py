"""F08 合同审批表 (issued prefilled as G04): four people decide on a contract. Source: domain.md 2.8, 3.4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.catalogue.forms.fields import choice, contract_no, customer_name, issued_number
from toolkit.model import approvals, money, terms
from toolkit.model.form import Field, Form, Group, Prefill, Prose, Table, When
from toolkit.model.kinds import (
    Amount,
    Capitals,
    Choices,
    CreditCode,
    Day,
    Option,
    Percent,
    Period,
    Tick,
    Version,
    Whole,
    Words,
    YesNo,
)
from toolkit.model.known import Known
from toolkit.model.submission import Line, Value
from toolkit.model.text import Text
from toolkit.rules import approval
from toolkit.rules.reapproval import carried, kept_words

CONTRACT = Group(
    Text("一、合同信息", "1. The contract"),
    (
        issued_number("approval_no", "SP", Text("审批编号", "approval number"), "编号"),
        contract_no(),
        Field(
            key="contract_name",
            label=Text("合同名称", "contract"),
            kind=Words(most=60, one_line=True),
            example="销售合同",
            locked=True,
        ),
        Field(
            key="contract_version",
            label=Text("合同版本", "version"),
            kind=Version(),
            aliases=("版本",),
            example="V1.0",
            locked=True,
        ),
        customer_name(),
        Field(
            key="uscc",
            label=Text("统一社会信用代码", "credit code"),
            kind=CreditCode(),
            aliases=("信用代码", "税号"),
            example="91310115MA1K456788",
            locked=True,
        ),
        Field(
            key="contract_type",
            label=Text("合同类型", "type"),
            kind=choice("产品销售", "服务", ("产品+服务", "产品与服务", "产品及服务"), "框架协议", "补充协议"),
            example="产品+服务",
        ),
        Field(
            key="is_standard",
            label=Text("是否标准合同文本", "standard text"),
            kind=YesNo(),
            aliases=("标准合同",),
            example="是",
        ),
        Field(
            key="nonstandard_clauses",
            label=Text("非标准条款", "non-standard clauses"),
            kind=Words(),
            need=When("is_standard", (False,)),
            missing="F08-02",
            aliases=("差异条款", "非标准条款说明"),
            example="第十三条增加随机易损件一套",
            wide=True,
        ),
        Field(
            key="amount_incl",
            label=Text("合同金额(元)", "price incl. tax (yuan)"),
            kind=Amount(positive=True),
            aliases=("合同金额", "合同金额(小写)"),
            example="271700.00",
            locked=True,
        ),
        Field(
            key="amount_upper",
            label=Text("合同金额大写", "price in words"),
            kind=Capitals(),
            aliases=("大写", "合同金额(大写)"),
            example="人民币贰拾柒万壹仟柒佰元整",
            locked=True,
        ),
        Field(
            key="amount_excl",
            label=Text("不含税金额(元)", "net (yuan)"),
            kind=Amount(),
            example="243773.58",
            locked=True,
        ),
        Field(
            key="tax_amount",
            label=Text("税额(元)", "tax (yuan)"),
            kind=Amount(),
            example="27926.42",
            locked=True,
        ),
    ),
)

TERMS = Group(
    Text("二、关键条款摘要", "2. Main terms"),
    (
        Field(
            key="delivery",
            label=Text("交付条款", "delivery"),
            kind=Words(),
            example="自合同签订之日起30日内交付至客户工厂",
            wide=True,
        ),
        Field(
            key="acceptance",
            label=Text("验收标准", "acceptance"),
            kind=Words(),
            example="按合同第九条及附件一验收",
            wide=True,
        ),
        Field(
            key="liability",
            label=Text("违约责任", "liability"),
            kind=Words(),
            example="逾期每日0.05%,累计不超过5%",
            wide=True,
        ),
    ),
)

PLAN = Table(
    key="plan",
    title=Text("三、付款信息", "3. Payment"),
    columns=(
        Field(key="number", label=Text("期次", "no."), kind=Whole(low=1, high=99), aliases=("序号",), example="1"),
        Field(
            key="name",
            label=Text("款项类型", "instalment"),
            kind=Words(most=20, one_line=True),
            aliases=("款项", "款项名称"),
            example="预付款",
        ),
        Field(key="share", label=Text("比例", "share"), kind=Percent(), example="50%"),
        Field(key="amount", label=Text("金额(元)", "amount (yuan)"), kind=Amount(), example="135850.00"),
        Field(
            key="due_words",
            label=Text("付款期限", "due"),
            kind=Words(most=60),
            aliases=("日期", "期限"),
            example="5个工作日内",
        ),
        Field(
            key="condition",
            label=Text("付款条件", "condition"),
            kind=Words(most=60),
            aliases=("条件",),
            example="合同签订",
        ),
    ),
    least=1,
    word_rows=3,
    fixed_rows=True,
)

MARGIN = Group(
    Text("四、毛利与折扣(系统计算)", "4. Margin and discount (computed)"),
    (
        Field(
            key="gross_margin",
            label=Text("毛利率", "gross margin"),
            kind=Percent(low=-10, places=2),
            example="31.70%",
            locked=True,
        ),
        Field(
            key="quote_margin",
            label=Text("报价毛利率", "margin as quoted"),
            kind=Percent(low=-10, places=2),
            need=False,
            example="35.11%",
            locked=True,
        ),
        Field(
            key="margin_floor",
            label=Text("公司标准毛利率", "required margin"),
            kind=Percent(),
            example="30%",
            locked=True,
        ),
        Field(
            key="discount",
            label=Text("折扣", "discount"),
            kind=Percent(is_discount=True),
            aliases=("降价幅度",),
            example="5%",
            locked=True,
        ),
        Field(
            key="policy_result",
            label=Text("政策核对", "policy"),
            kind=Words(most=100),
            example="毛利率达标;降价5%,预付款50%",
            locked=True,
        ),
    ),
)

PAPERS = Group(
    Text("五、附件与申请", "5. Attachments and application"),
    (
        Field(
            key="attachments",
            label=Text("附件清单", "attachments"),
            kind=Choices(
                (
                    Option("报价单"),
                    Option("成本核算表"),
                    Option("谈判纪要"),
                    Option("客户营业执照", ("营业执照",)),
                    Option("授权委托书"),
                    Option("方案", ("产品/服务方案",)),
                )
            ),
            need=False,
            aliases=("附件",),
            example="☑报价单 ☑成本核算表 ☑谈判纪要 ☑客户营业执照 □授权委托书 □方案",
            hint=Text("前四项必备", "the first four are needed"),
            wide=True,
        ),
        Field(
            key="applicant",
            label=Text("申请人", "applicant"),
            kind=Words(most=20, is_name=True),
            aliases=("申请人(销售代表)",),
            example="王芳",
        ),
        Field(
            key="apply_date",
            label=Text("申请日期", "applied on"),
            kind=Day("past"),
            example="2026-07-14",
            not_after="today",
        ),
        Field(
            key="drafter",
            label=Text("拟定人", "drafted by"),
            kind=Words(most=20, is_name=True),
            aliases=("拟定人(法务)", "起草人"),
            example="孙律",
        ),
    ),
)

STEPS = Table(
    key="steps",
    title=Text("六、审批意见", "6. Opinions"),
    columns=(
        Field(
            key="node",
            label=Text("节点", "node"),
            kind=Words(most=20, one_line=True),
            example="销售负责人",
            locked=True,
        ),
        Field(
            key="focus",
            label=Text("审核重点", "review focus"),
            kind=Words(most=100),
            need=False,
            example="☑价格 ☑交付条款",
            hint=Text("审核后勾选", "tick what was looked at"),
        ),
        Field(
            key="approver",
            label=Text("审批人", "approver"),
            kind=Words(most=20, is_name=True),
            need=When("opinion"),
            aliases=("姓名",),
            example="李强",
        ),
        Field(
            key="opinion",
            label=Text("意见", "opinion"),
            kind=choice(
                ("同意", "通过", "√", "OK", "批准"),
                ("有条件同意", "修改后同意"),
                ("不同意", "驳回", "×", "退回", "不通过"),
            ),
            need=False,
            aliases=("审批意见",),
            example="同意",
        ),
        Field(
            key="comment",
            label=Text("说明", "comment"),
            kind=Words(most=500),
            need=When("opinion", ("有条件同意", "不同意")),
            aliases=("意见说明",),
            example="付款节点明确",
        ),
        Field(
            key="condition_closed",
            label=Text("条件关闭说明", "condition closed"),
            kind=Words(most=500),
            need=False,
            aliases=("条件关闭",),
            example="授权书已补齐",
            hint=Text(
                "有条件同意的条件落实后填写,填写后视为同意", "how the condition was met; the consent then counts"
            ),
        ),
        Field(
            key="date",
            label=Text("日期", "date"),
            kind=Day("past"),
            need=When("opinion"),
            aliases=("审批日期",),
            example="2026-07-14",
            not_after="today",
        ),
        Field(key="signature", label=Text("签字", "signature"), kind=Tick(), need=False, example="√"),
    ),
    least=1,
    word_rows=4,
    fixed_rows=True,
    handwriting_cm=4.5,
)

CONCLUSION = Group(
    Text("七、结论", "7. Conclusion"),
    (
        Field(
            key="final_result",
            label=Text("审批结论", "conclusion"),
            kind=choice(("通过", "审批通过", "同意"), ("驳回", "不通过", "退回"), ("审批中", "进行中")),
            aliases=("结论",),
            example="通过",
            hint=Text("四个节点都同意后填“通过”", "通过 once all four agree"),
            wide=True,
        ),
    ),
)

BY_FORM: Final = Text(
    "本审批以表单提交为凭(凭表单),不等同于系统登录签批。",
    "This approval rests on the form handed in (by form); it is not a signature under a login.",
)
"""Source: decisions.md 16."""

FOCUS: Final[Mapping[str, str]] = {
    "销售负责人": "□价格\n□交付条款",
    "法务部门": "□主体资格\n□合规性\n□条款完整",
    "财务部门": "□付款方式\n□税率与发票\n□毛利率",
    "总经理": "□最终审批",
}
"""What each node looks at. Source: domain.md 3.4."""


def prefill(known: Known) -> Prefill:
    """The contract as agreed, and the opinions that this version has already."""
    agreement = terms.agreement_of(known.deal, known.rulebook) if known.deal else None
    if known.deal is None or agreement is None:
        return Prefill()
    paper, customer = known.deal.paper("G03"), known.customer
    special = agreement.minutes.submission.words("special_terms")
    values: dict[str, Value] = {
        "contract_no": paper.number if paper else None,
        "contract_name": "销售合同",
        "contract_version": paper.version if paper else None,
        "customer_name": customer.name if customer else None,
        "uscc": customer.said("uscc") if customer else None,
        "contract_type": _contract_type(agreement),
        "is_standard": not special,
        "nonstandard_clauses": special,
        "amount_incl": agreement.totals.gross,
        "amount_upper": agreement.totals.gross,
        "amount_excl": agreement.totals.net,
        "tax_amount": agreement.totals.tax,
        "attachments": tuple(_attached(known)),
        "applicant": known.deal.owner,
        "final_result": "审批中",
        **_summary(agreement, known),
        **_margin(agreement, known),
        **_applied(known, paper.version if paper else ""),
    }
    filled = {key: value for key, value in values.items() if value not in (None, "", ())}
    steps = tuple(_steps(known, paper.version if paper else ""))
    return Prefill(filled, {"plan": tuple(map(_instalment, agreement.plan)), "steps": steps})


def _contract_type(agreement: terms.Agreement) -> str:
    sorts = {line.is_service for line in agreement.lines}
    return "产品+服务" if len(sorts) > 1 else "服务" if sorts == {True} else "产品销售"


def _attached(known: Known) -> Iterator[str]:
    """The attachments that we hold ourselves."""
    if known.deal is None:
        return
    holds = (
        ("报价单", known.deal.paper("G02")),
        ("成本核算表", known.deal.filing("F05")),
        ("谈判纪要", known.deal.filing("F07")),
        ("方案", known.deal.paper("G01")),
    )
    yield from (name for name, paper in holds if paper is not None)


def _instalment(instalment: terms.Instalment) -> Mapping[str, Value]:
    return {
        "number": instalment.number,
        "name": instalment.name,
        "share": instalment.share,
        "amount": instalment.amount,
        "due_words": _due_words(instalment),
        "condition": instalment.trigger,
    }


def _due_words(instalment: terms.Instalment) -> str:
    if instalment.on:
        return f"{_day(instalment.on)}前"
    unit = {"天": "日", "工作日": "个工作日"}.get(instalment.unit, instalment.unit)
    return f"{instalment.count}{unit}内" if instalment.count else "条件成就时"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _summary(agreement: terms.Agreement, known: Known) -> dict[str, Value]:
    contract, policy, minutes = known.rulebook.contract, known.rulebook.policy, agreement.minutes.submission
    show = Percent().show
    daily, cap = show(policy.late_fee_per_day), show(policy.late_fee_cap)
    late = f"逾期交付或逾期付款的,每日按逾期部分的{daily}支付违约金,累计不超过{cap}"
    agreed = minutes.words("liability_terms")
    clause = terms.acceptance_clause(known.deal) if known.deal else ""
    return {
        "delivery": f"{_deadline(agreement)}交付至{minutes.words('delivery_place')}",
        "acceptance": (
            f"按合同{clause}及附件一验收:收货后{contract.inspection_days}日内检验外观与数量,"
            f"申请验收后{contract.acceptance_workdays}个工作日内共同验收"
        ),
        "liability": f"{late};{agreed}" if agreed else late,
    }


def _deadline(agreement: terms.Agreement) -> str:
    term = agreement.delivery
    if term.on:
        return f"{_day(term.on)}前"
    length = f"{term.count}日" if term.unit == "天" else Period().show(term)
    return f"自{agreement.delivery_start}之日起{length}内"


def _margin(agreement: terms.Agreement, known: Known) -> dict[str, Value]:
    policy, margin, show = known.rulebook.policy, agreement.margin, Percent().show
    passes = money.margin_passes(agreement.totals.net, agreement.cost, policy.min_gross_margin)
    prepaid = sum((i.share for i in agreement.plan if i.trigger == "合同签订"), start=Decimal(0))
    allowed = max((step.most for step in policy.discounts), default=Decimal(0))
    judged = "毛利率达标" if passes else "毛利率低于公司标准"
    limit = "" if agreement.discount <= allowed else ",超出授权"
    return {
        "gross_margin": _rounded(margin),
        "quote_margin": _rounded(money.margin(agreement.quote.totals.net, agreement.cost)),
        "margin_floor": policy.min_gross_margin,
        "discount": agreement.discount,
        "policy_result": f"{judged};降价{show(agreement.discount)}{limit},预付款{show(prepaid)}",
    }


def _rounded(margin: Decimal | None) -> Decimal | None:
    return None if margin is None else money.round_half_up(margin, 4)


_TYPED: Final = (
    "applicant",
    "apply_date",
    "drafter",
    "attachments",
    "contract_type",
    "is_standard",
    "nonstandard_clauses",
    "delivery",
    "acceptance",
    "liability",
)
"""Answers that people give or change; the next blank of the same version keeps them."""


def _applied(known: Known, version: str) -> dict[str, Value]:
    """What was typed for this version, once somebody has applied; else what an earlier version has left to keep."""
    filing = known.deal.filing("F08") if known.deal else None
    if filing is None or filing.submission.value("contract_version") != version:
        return kept_words(known)
    return {key: filing.submission.value(key) for key in _TYPED}


def _steps(known: Known, version: str) -> Iterator[Mapping[str, Value]]:
    """A row a node, with the opinions of this version, and before any those that it keeps of an earlier one."""
    filing = known.deal.filing("F08") if known.deal else None
    is_under_way = filing is not None and filing.submission.value("contract_version") == version
    rows = approvals.given(filing.submission) if filing and is_under_way else {}
    kept = {} if is_under_way else carried(known)
    for node in approvals.chain_of(known):
        shown: dict[str, Value] = {"node": node, "focus": FOCUS.get(node, "□合同内容")}
        if node in kept:
            shown |= _said(node, kept[node].row, known) | {"comment": kept[node].comment}
        elif node in rows:
            shown |= _said(node, rows[node], known)
        yield shown


def _said(node: str, row: Line, known: Known) -> dict[str, Value]:
    """A node's opinion as filed, a deputy's with the name of the one stood in for."""
    on = row.day("date") or known.today
    signed = approvals.as_deputy(approvals.signatory(row), approvals.role_of(node), on, known.staff.values())
    said = {column.key: row.value(column.key) for column in STEPS.columns} | {"approver": signed.shown}
    return {key: value for key, value in said.items() if value not in (None, "")}


FORM = Form(
    id="F08",
    word="contract-approval",
    version="1.0",
    title=Text("合同审批表", "contract approval"),
    medium="docx",
    parts=(
        CONTRACT,
        TERMS,
        PLAN,
        MARGIN,
        PAPERS,
        STEPS,
        CONCLUSION,
        Prose(BY_FORM),
    ),
    stage=4,
    series="SP",
    own_number="approval_no",
    numbered="issue",
    rules=approval.RULES,
    prefill=prefill,
    filled_by=Text("销售代表申请,四个节点依次审批", "the sales representative, then the four approvers in turn"),
)

MESSAGES: dict[str, Text] = {
    "F08-01": Text(
        "审批表版本{v}与合同当前版本{cur}不一致,审批无效。",
        "The form is about version {v}; the contract stands at {cur}: the approval is void.",
    ),
    "F08-02": Text(
        "非标准合同须说明与标准文本的差异条款。",
        "A non-standard contract needs its departures from the standard named.",
    ),
    "F08-03": Text(
        "第{n}行付款与谈判结果不一致,应为{name} {share} {amount}元。",
        "Row {n} differs from the minutes, which say {name} {share} {amount} yuan.",
    ),
    "F08-04": Text(
        "付款信息有{given}期,谈判纪要约定{due}期。", "The form has {given} instalments, the minutes have {due}."
    ),
    "F08-05": Text("缺少必备附件:{names}。", "These attachments are missing: {names}."),
    "F08-06": Text(
        "审批节点应依次为{chain},实际为{given}。", "The nodes should be {chain}, in this order; they are {given}."
    ),
    "F08-08": Text(
        "合同金额大小写不一致:{num} 与“{upper}”({parsed})。",
        "The amount in figures, {num}, is not the one in words, “{upper}” ({parsed}).",
    ),
    "F08-10": Text(
        "审批结论“{raw}”与各节点意见不符,应为“{calc}”。",
        "The conclusion “{raw}” does not follow from the opinions; it should be “{calc}”.",
    ),
    "R-43": Text("缺少“{node}”审批意见。", "The opinion of {node} is missing."),
    "F08-11": Text(
        "“{node}”审批日期{d2}早于上一节点“{prev}”的{d1}。",
        "{node} decided on {d2}, before the node ahead ({prev}, {d1}).",
    ),
    "F08-12": Text("“{node}”已不同意,其后节点不应有审批意见。", "{node} has refused; no node after it may speak."),
    "F08-13": Text(
        "“{node}”为有条件同意,条件未关闭:{comment}。", "{node} agrees on a condition that is not closed: {comment}."
    ),
    "F08-14": Text("审批人{name}同时出现在“{a}”和“{b}”节点。", "{name} approves at two nodes, {a} and {b}."),
    "F08-15": Text("申请人{name}不得审批自己的申请(“{node}”节点)。", "{name} applied and may not approve at {node}."),
    "F08-16": Text(
        "“{node}”审批人{name}不是{role},也不是其在{on}的代理人。",
        "{name}, who decided at {node}, is neither {role} nor the deputy on {on}.",
    ),
    "F08-19": Text(
        "“{node}”审批人{name}是{holder}的代理人,但代理期为{term},不含{on}。",
        "{name}, who decided at {node}, is deputy of {holder}, but for another time ({term}) than {on}.",
    ),
    "F08-20": Text(
        "“{node}”不能沿用以前版本的意见:{why}。请清空该行,由其重新审批。",
        "{node} cannot keep its opinion of an earlier version: {why}. Clear the row; it has to decide again.",
    ),
    "F08-21": Text(
        "「{label}」与“{node}”对{version}审批时不同,不能沿用其意见:请恢复原文,或清空该行由其重新审批。",
        "“{label}” differs from what {node} approved of {version}: restore it, or clear the row and have it decided "
        "again.",
    ),
    "F08-17": Text(
        "“{node}”的意见已备案,不得更改:原为“{before}”,现为“{now}”。",
        "The opinion of {node} is on file and may not change: it was “{before}”, now “{now}”.",
    ),
    "F08-18": Text("“{node}”的审核重点未全部勾选:{focus}。", "{node} has not ticked everything it looks at: {focus}."),
}
