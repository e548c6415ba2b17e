"""F05 成本核算表: what the scheme costs and what we mean to offer; the quote is made from it.

Source: domain.md 2.5, 5.4, 5.5; decisions.md 11.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final

from toolkit.catalogue.forms.fields import choice, customer_name, drawn_number
from toolkit.model import money, terms
from toolkit.model.form import Calculation, Field, Form, Group, Prefill, Table
from toolkit.model.kinds import Amount, Day, Number, Percent, Quantity, TaxRate, Whole, Words, YesNo
from toolkit.model.known import Known
from toolkit.model.submission import Answer, Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules import cost_sheet
from toolkit.rules.cost_sheet import SUBTOTALS, net_cost, net_revenue
from toolkit.rules.needs import Demand, demands

NET: Final = "不含税"
SERVICE_RATE: Final = "6%"
PERCENT_CLOSE_ENOUGH: Final = Decimal("0.0005")  # domain.md 2.5, gross_margin


def _times(price: str) -> Callable[[Submission, Line | None], Value]:
    """Quantity × that price, rounded; None while one is missing."""

    def compute(submission: Submission, line: Line | None) -> Value:
        quantity, unit_price = (line.amount("qty"), line.amount(price)) if line else (None, None)
        return None if quantity is None or unit_price is None else money.round_half_up(quantity * unit_price)

    return compute


def _net_of_cost(submission: Submission, line: Line | None) -> Value:
    if line is None:
        return None
    amount = line.amount("amount")
    computed = amount if amount is not None else _times("unit_cost")(submission, line)
    answers = {**line.answers, "amount": Answer("costs.amount", computed)}
    return terms.net_cost(submission, replace(line, answers=answers))


def _net_of_offer(submission: Submission, line: Line | None) -> Value:
    quantity, unit_price = (line.amount("qty"), line.amount("unit_price")) if line else (None, None)
    if line is None or quantity is None or unit_price is None or not line.words("tax_rate"):
        return None
    return money.vat_line(quantity, unit_price, money.rate(line.words("tax_rate"))).net


def _subtotal(category: str) -> Callable[[Submission, Line | None], Value]:
    """The net cost of one category; None without lines (R-21) and while one of them has none."""

    def compute(submission: Submission, line: Line | None) -> Value:
        rows = [row for row in submission.lines("costs") if row.value("category") == category]
        amounts = [terms.net_cost(submission, row) for row in rows]
        known = [amount for amount in amounts if amount is not None]
        return sum(known, Decimal("0.00")) if rows and len(known) == len(amounts) else None

    return compute


def _total_cost(submission: Submission, line: Line | None) -> Value:
    return net_cost(submission)


def _revenue_incl(submission: Submission, line: Line | None) -> Value:
    return None if net_revenue(submission) is None else terms.totals(terms.offered(submission)).gross


def _revenue_excl(submission: Submission, line: Line | None) -> Value:
    return net_revenue(submission)


def _gross_profit(submission: Submission, line: Line | None) -> Value:
    revenue, cost = net_revenue(submission), net_cost(submission)
    return None if revenue is None or cost is None else revenue - cost


def _gross_margin(submission: Submission, line: Line | None) -> Value:
    """The margin as it is shown, to the ten-thousandth of a per cent; R-20 compares the unrounded one."""
    revenue, cost = net_revenue(submission), net_cost(submission)
    margin = None if revenue is None or cost is None else money.margin(revenue, cost)
    return None if margin is None else money.round_half_up(margin, 6)


HEAD = Group(
    Text("一、基本信息", "1. The scheme"),
    (
        drawn_number("cost_no", "CB"),
        Field(
            key="needs_no",
            label=Text("需求编号", "needs analysis"),
            kind=Number("XQ"),
            aliases=("需求分析编号",),
            example="XQ-2026-0001",
            locked=True,
        ),
        customer_name(least=4),
        Field(
            key="scheme_name",
            label=Text("方案名称", "scheme"),
            kind=Words(least=2, most=60, one_line=True),
            example="自动上料机及年度维护方案",
            hint=Text("将印在报价单和合同上", "printed on the quote and the contract"),
        ),
        Field(
            key="option",
            label=Text("方案选项", "option"),
            kind=choice(("A", "方案A"), ("B", "方案B"), ("C", "方案C")),
            need=False,
            aliases=("选项",),
            example="A",
            hint=Text("几个方案同时报价时填 A、B、C;只有一个方案时留空", "A, B, C of offers side by side; else blank"),
        ),
        Field(
            key="tax_basis",
            label=Text("计价口径", "VAT in the costs"),
            kind=choice((NET, "未税", "不含增值税"), (cost_sheet.GROSS, "含增值税")),
            need=False,
            example=NET,
            hint=Text("成本明细的金额是否含增值税;默认不含税", "with or without VAT; without by default"),
        ),
    ),
)

COSTS = Table(
    key="costs",
    title=Text("二、成本明细", "2. Costs"),
    columns=(
        Field(
            key="category",
            label=Text("成本类别", "category"),
            kind=choice(
                ("产品成本", "产品", "材料费", "人工费", "制造费"),
                ("物流费", "物流费用", "物流", "运费", "包装费", "保险", "保险费"),
                ("服务费", "服务成本", "服务", "安装调试", "培训", "差旅", "售后"),
                ("税费", "附加税", "印花税"),
                ("其他", "其它", "管理费", "佣金"),
            ),
            aliases=("类别",),
            example="产品成本",
            hint=Text("产品、物流、服务、税费四类均须列出,没有则填0", "all four categories, 0 where there is none"),
        ),
        Field(
            key="item",
            label=Text("项目名称", "item"),
            kind=Words(most=100, one_line=True),
            aliases=("成本项目", "项目"),
            example="自动上料机 HT-200",
        ),
        Field(
            key="spec",
            label=Text("规格", "specification"),
            kind=Words(most=100, one_line=True),
            need=False,
            aliases=("规格型号", "型号"),
            example="HT-200",
        ),
        Field(key="unit", label=Text("单位", "unit"), kind=Words(most=10, one_line=True), need=False, example="台"),
        Field(key="qty", label=Text("数量", "quantity"), kind=Quantity(), example="2"),
        Field(
            key="unit_cost",
            label=Text("单价", "unit cost"),
            kind=Amount(places=6),
            aliases=("成本单价", "单位成本", "单价(不含税)", "成本单价(不含税)", "不含税单价"),
            example="65000",
        ),
        Field(
            key="amount",
            label=Text("金额", "amount"),
            kind=Amount(),
            need=False,
            example="130000.00",
            calculation=Calculation(
                '=IF(OR({qty}="",{unit_cost}=""),"",ROUND({qty}*{unit_cost},2))',
                _times("unit_cost"),
                Text("数量×单价", "quantity × unit cost"),
            ),
        ),
        Field(
            key="tax_rate",
            label=Text("税率", "tax rate"),
            kind=TaxRate(),
            need=False,
            example="13%",
            hint=Text("仅“含税”口径需要", "needed for costs with tax only"),
        ),
        Field(
            key="net",
            label=Text("不含税金额", "net amount"),
            kind=Amount(),
            need=False,
            example="130000.00",
            calculation=Calculation(
                f'=IF({{amount}}="","",IF({{tax_basis}}="{cost_sheet.GROSS}",'
                "ROUND({amount}/(1+IFERROR(VALUE({tax_rate}),0)),2),{amount}))",
                _net_of_cost,
                Text("含税口径按税率换算,否则等于金额", "the amount, less its tax on a sheet with tax"),
            ),
        ),
        Field(
            key="supplier",
            label=Text("供应商", "supplier"),
            kind=Words(most=60, one_line=True),
            need=False,
            example="昆山示例机械有限公司",
        ),
        Field(
            key="basis",
            label=Text("依据", "basis"),
            kind=Words(most=60, one_line=True),
            need=False,
            example="询价单",
            hint=Text("询价单/历史价/定额", "inquiry, past price, standard"),
        ),
        Field(key="remark", label=Text("备注", "remarks"), kind=Words(most=200), need=False, example="含出厂检验"),
    ),
    least=1,
)

OFFER = Table(
    key="offer",
    title=Text("三、拟报价明细", "3. Lines to be offered"),
    columns=(
        Field(
            key="name",
            label=Text("名称", "article"),
            kind=Words(most=100, one_line=True),
            aliases=("产品/服务名称", "产品名称"),
            example="自动上料机",
        ),
        Field(
            key="spec",
            label=Text("规格型号", "specification"),
            kind=Words(most=100, one_line=True),
            need=False,
            aliases=("规格", "型号"),
            example="HT-200",
        ),
        Field(key="unit", label=Text("单位", "unit"), kind=Words(most=10, one_line=True), example="台"),
        Field(key="qty", label=Text("数量", "quantity"), kind=Quantity(), example="2"),
        Field(
            key="unit_price",
            label=Text("含税单价", "unit price"),
            kind=Amount(places=6, positive=True),
            aliases=("单价",),
            example="113000.00",
            hint=Text("含增值税", "with VAT"),
        ),
        Field(key="tax_rate", label=Text("税率", "tax rate"), kind=TaxRate(), aliases=("增值税率",), example="13%"),
        Field(
            key="amount",
            label=Text("含税金额", "amount"),
            kind=Amount(),
            need=False,
            aliases=("金额",),
            example="226000.00",
            calculation=Calculation(
                '=IF(OR({qty}="",{unit_price}=""),"",ROUND({qty}*{unit_price},2))',
                _times("unit_price"),
                Text("数量×含税单价", "quantity × unit price"),
            ),
        ),
        Field(
            key="net",
            label=Text("不含税金额", "net amount"),
            kind=Amount(),
            need=False,
            example="200000.00",
            calculation=Calculation(
                '=IF({amount}="","",ROUND({amount}/(1+IFERROR(VALUE({tax_rate}),0)),2))',
                _net_of_offer,
                Text("含税金额÷(1+税率)", "amount ÷ (1 + tax rate)"),
            ),
        ),
        Field(key="note", label=Text("备注", "remarks"), kind=Words(most=200), need=False, example="含安装调试"),
    ),
    least=1,
)


def _subtotal_field(key: str, label: Text, *aliases: str, example: str) -> Field:
    """A category's subtotal; its cell stays empty without lines, so that the 0 is said by a person (R-21)."""
    category = SUBTOTALS[key]
    return Field(
        key=key,
        label=label,
        kind=Amount(),
        need=False,
        aliases=aliases,
        example=example,
        hint=Text("不含税;没有发生请填0", "net; write 0 for none"),
        calculation=Calculation(
            f'=IF(COUNTIF({{costs.category}},"{category}")=0,"",SUMIF({{costs.category}},"{category}",{{costs.net}}))',
            _subtotal(category),
            Text(f"{category}各行不含税金额之和", f"net amounts of {label.en}"),
            per_line_of="costs",
            code="M-SUM",
        ),
    )


SUMS = Group(
    Text("四、成本与毛利", "4. Cost and margin"),
    (
        _subtotal_field("product_cost", Text("产品成本小计", "products"), example="130000.00"),
        _subtotal_field("logistics_cost", Text("物流费用小计", "logistics"), "物流费小计", example="4500.00"),
        _subtotal_field("service_cost", Text("服务成本小计", "services"), "服务费小计", example="30000.00"),
        _subtotal_field("tax_cost", Text("税费小计", "taxes"), example="2000.00"),
        _subtotal_field("other_cost", Text("其他小计", "other"), "其他费用小计", example="0"),
        Field(
            key="total_cost",
            label=Text("成本合计", "total cost"),
            kind=Amount(positive=True),
            need=False,
            aliases=("总成本",),
            example="166500.00",
            hint=Text("不含税", "net"),
            calculation=Calculation(
                "=SUM({costs.net})",
                _total_cost,
                Text("各类别小计之和", "sum of the categories"),
                per_line_of="costs",
                code="M-SUM",
            ),
        ),
        Field(
            key="planned_revenue_incl",
            label=Text("拟报价(含税)", "price with tax"),
            kind=Amount(positive=True),
            need=False,
            example="286000.00",
            calculation=Calculation(
                "=SUM({offer.amount})",
                _revenue_incl,
                Text("拟报价明细含税金额之和", "sum of the amounts offered"),
                per_line_of="offer",
                code="M-SUM",
            ),
        ),
        Field(
            key="planned_revenue_excl",
            label=Text("拟报价(不含税)", "price without tax"),
            kind=Amount(positive=True),
            need=False,
            example="256603.77",
            calculation=Calculation(
                "=SUM({offer.net})",
                _revenue_excl,
                Text("拟报价明细不含税金额之和", "sum of the net amounts offered"),
                per_line_of="offer",
            ),
        ),
        Field(
            key="gross_profit",
            label=Text("毛利额", "gross profit"),
            kind=Amount(allow_negative=True),
            need=False,
            aliases=("毛利",),
            example="90103.77",
            calculation=Calculation(
                "={planned_revenue_excl}-{total_cost}",
                _gross_profit,
                Text("拟报价(不含税)−成本合计", "price without tax − total cost"),
                per_line_of="offer",
            ),
        ),
        Field(
            key="gross_margin",
            label=Text("毛利率", "gross margin"),
            kind=Percent(low=-1000, places=2),
            need=False,
            example="35.11%",
            calculation=Calculation(
                '=IF({planned_revenue_excl}=0,"",{gross_profit}/{planned_revenue_excl})',
                _gross_margin,
                Text("毛利额÷拟报价(不含税)", "gross profit ÷ price without tax"),
                tolerance=PERCENT_CLOSE_ENOUGH,
            ),
        ),
        Field(
            key="margin_standard",
            label=Text("公司标准毛利率", "company standard"),
            kind=Percent(),
            need=False,
            aliases=("标准毛利率",),
            example="30%",
        ),
        Field(
            key="meets_standard",
            label=Text("是否达标", "meets the standard"),
            kind=YesNo(),
            example="是",
            hint=Text("毛利率不低于公司标准(按未四舍五入的值比较)", "margin not below the standard, unrounded"),
        ),
        Field(
            key="exception_no",
            label=Text("例外审批编号", "exception"),
            kind=Number("LW"),
            need=False,
            example="LW-2026-0001",
            hint=Text("低于标准时填写毛利率例外审批的编号", "number of the margin exception, below the standard"),
        ),
    ),
)

CONDITIONS = Group(
    Text("五、报价条件", "5. Conditions of the offer"),
    (
        Field(
            key="delivery_days",
            label=Text("交付周期(天)", "delivery, days"),
            kind=Whole(low=1, high=3650),
            aliases=("交付周期", "交货周期"),
            example="30",
            hint=Text("日历天", "calendar days"),
        ),
        Field(
            key="delivery_place",
            label=Text("交付地点", "place of delivery"),
            kind=Words(most=120, one_line=True),
            aliases=("交货地点",),
            example="上海市浦东新区示例路88号",
        ),
        Field(
            key="warranty_months",
            label=Text("质保期(月)", "warranty, months"),
            kind=Whole(low=0, high=240),
            aliases=("质保期", "质保期(个月)"),
            example="12",
        ),
        Field(
            key="included",
            label=Text("报价包含", "included"),
            kind=Words(most=300),
            aliases=("包含内容", "包含"),
            example="产品、包装、运输、保险、安装调试、操作培训及税费",
            wide=True,
        ),
        Field(
            key="excluded",
            label=Text("报价不包含", "not included"),
            kind=Words(most=300),
            need=False,
            aliases=("不包含内容", "不包含"),
            example="基础土建、现场供电供气",
            wide=True,
        ),
        Field(
            key="prepared_by",
            label=Text("核算人(财务)", "prepared by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("核算人", "制表人"),
            example="赵敏",
        ),
        Field(
            key="prepared_date",
            label=Text("核算日期", "prepared on"),
            kind=Day("past"),
            aliases=("制表日期",),
            example="2026-06-29",
            not_after="today",
        ),
    ),
)


def prefill(known: Known) -> Prefill:
    """The needs, one cost line for each; the products demanded at catalogue price and rate."""
    filing = known.deal.filing("F04") if known.deal else None
    values: dict[str, Value] = {
        "tax_basis": NET,
        "margin_standard": known.rulebook.policy.min_gross_margin,
        "included": known.rulebook.contract.included,
    }
    if known.customer:
        values["customer_name"] = known.customer.name
        if address := known.customer.said("consignee_address") or known.customer.said("address"):
            values["delivery_place"] = address
    if filing is None:
        return Prefill(values)
    demanded = demands(filing.submission, known.products)
    tables = {"costs": tuple(_cost_row(one) for one in demanded), "offer": _offer_rows(demanded)}
    return Prefill({**values, "needs_no": filing.number}, tables)


def _cost_row(demand: Demand) -> Mapping[str, Value]:
    row: dict[str, Value] = {"item": demand.item, "qty": demand.quantity}
    product = demand.product
    if product is None:
        return row
    category = "service_cost" if product.tax_rate == SERVICE_RATE else "product_cost"
    row |= {"category": SUBTOTALS[category], "spec": product.spec or None, "unit": product.unit}
    if product.cost is not None:
        row |= {"unit_cost": product.cost, "basis": "产品目录"}
    return {key: value for key, value in row.items() if value is not None}


def _offer_rows(demanded: tuple[Demand, ...]) -> tuple[Mapping[str, Value], ...]:
    """One line a product: several needs that one product answers are offered once."""
    rows: dict[str, Mapping[str, Value]] = {}
    for demand in demanded:
        product = demand.product
        if product is None:
            if demand.line.words("product_hint"):
                rows.setdefault(demand.item, {"name": demand.item, "qty": demand.quantity})
            continue
        row: dict[str, Value] = {
            "name": product.name,
            "spec": product.spec or None,
            "unit": product.unit,
            "qty": demand.quantity,
            "unit_price": product.list_price,
            "tax_rate": product.tax_rate,
        }
        rows.setdefault(product.code, {key: value for key, value in row.items() if value is not None})
    return tuple(rows.values())


FORM = Form(
    id="F05",
    word="cost-sheet",
    version="1.0",
    title=Text("成本核算表", "cost sheet"),
    medium="xlsx",
    parts=(HEAD, COSTS, OFFER, SUMS, CONDITIONS),
    stage=3,
    series="CB",
    own_number="cost_no",
    rules=cost_sheet.RULES,
    prefill=prefill,
    filled_by=Text("财务部门", "finance"),
)

MESSAGES: dict[str, Text] = {
    "F05-01": Text("「{label}」未注明,按不含税处理。", "“{label}” is not named; taken as net of tax."),
    "F05-02": Text("毛利率{margin}与“是否达标”填写不一致。", "The margin of {margin} and “是否达标” disagree."),
    "F05-03": Text(
        "含税成本缺少税率,无法计算不含税毛利率。",
        "A cost with tax lacks its rate; the margin cannot be computed.",
    ),
    "F05-04": Text(
        "毛利率 {margin} 低于公司标准 {std},凭例外审批 {raw} 报价。",
        "The margin of {margin} is below the standard of {std}; quoted by exception {raw}.",
    ),
    "F05-05": Text(
        "毛利率 {margin} 低于 {needed},谈判中降价{discount}后将低于公司标准,请预留空间。",
        "The margin of {margin} is below {needed}: a discount of {discount} would push it below the standard.",
    ),
    "F05-07": Text(
        "“{name}”的税率{raw}与产品目录({rate})不一致,请核对。",
        "The tax rate {raw} of “{name}” differs from the catalogue's, {rate}.",
    ),
    "F05-08": Text(
        "「{label}」“{raw}”属于{department},成本应由财务部门核算。",
        "“{label}” “{raw}” belongs to {department}; costs are worked out by finance.",
    ),
    "F05-09": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "F05-10": Text(
        "「{label}」填写为{raw},公司现行标准为{std},按现行标准判断。",
        "“{label}” says {raw}; the standard in force is {std} and counts.",
    ),
    "F05-11": Text(
        "报价合计{total}元不足以分{parts}期付款,请检查含税单价和数量。",
        "The lines come to {total} yuan, too little for {parts} instalments; check prices and quantities.",
    ),
    "R-20": Text(
        "毛利率 {margin} 低于公司标准 {std},不得直接报价,请调整方案或提交毛利率例外审批。",
        "The margin of {margin} is below the standard of {std}: change the scheme or apply for an exception.",
    ),
    "R-21": Text("成本类别“{cat}”缺失,如无发生请填0。", "The category “{cat}” is missing; write 0 for none."),
}
