"""F17B 开票登记表: one row an invoice written, or one written in red. Source: domain.md 2.17, 2.19."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalogue.forms.fields import choice, contract_no, drawn_number
from toolkit.model import money_due
from toolkit.model.form import Calculation, Field, Form, Prefill, Table, When
from toolkit.model.kinds import Account, Amount, CreditCode, Day, Words
from toolkit.model.kinds.reading import Raw
from toolkit.model.kinds.sort import Meaning, Refused
from toolkit.model.known import Known
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text
from toolkit.rules import invoices, master


@dataclass(frozen=True, slots=True)
class InvoiceDigits(Account):
    """The digits of an invoice's number or code; how many there should be, the sort of invoice says."""

    def _meaning(self, raw: Raw) -> Meaning:
        try:
            return Account._meaning(self, raw)
        except Refused as refused:
            if refused.fault.code == "M-ACCOUNT":
                raise Refused("F17B-01") from refused
            raise


def _gross(submission: Submission, line: Line | None) -> Value:
    net, tax = (line or submission).amount("amount_excl"), (line or submission).amount("tax")
    return None if net is None or tax is None else net + tax


INVOICES = Table(
    key="rows",
    title=Text("开票登记", "invoices"),
    columns=(
        drawn_number("kp_no", "KP"),
        contract_no(locked=False),
        Field(
            key="invoice_type",
            label=Text("发票类型", "kind of invoice"),
            kind=choice(
                (invoices.DIGITAL_SPECIAL, "数电专票", "专票", "增值税专用发票"),
                (invoices.DIGITAL_PLAIN, "数电普票", "普票", "增值税普通发票"),
                (master.PAPER_SPECIAL, "纸质专票"),
                (invoices.PAPER_PLAIN, "纸质普票"),
            ),
            aliases=("开票类型", "发票种类"),
            example="数电票(增值税专用发票)",
        ),
        Field(
            key="invoice_no",
            label=Text("发票号码", "invoice number"),
            kind=InvoiceDigits(),
            aliases=("发票号", "数电票号码"),
            example="26312000000012345678",
            hint=Text("数电票20位,纸质发票8位", "20 digits of a digital invoice, 8 of one on paper"),
        ),
        Field(
            key="invoice_code",
            label=Text("发票代码", "invoice code"),
            kind=InvoiceDigits(),
            need=When("invoice_type", invoices.ON_PAPER),
            example="3100264130",
            hint=Text("纸质发票填写,10或12位", "of an invoice on paper, 10 or 12 digits"),
        ),
        Field(
            key="invoice_date",
            label=Text("开票日期", "invoiced on"),
            kind=Day("past"),
            aliases=("日期",),
            example="2026-07-28",
            not_after="today",
        ),
        Field(
            key="amount_excl",
            label=Text("不含税金额(元)", "net (yuan)"),
            kind=Amount(positive=True, allow_negative=True),
            aliases=("不含税金额", "金额"),
            example="121,886.79",
        ),
        Field(
            key="tax",
            label=Text("税额(元)", "tax (yuan)"),
            kind=Amount(allow_negative=True),
            aliases=("税额",),
            example="13,963.21",
            hint=Text("免税填0", "0 where it is free of tax"),
        ),
        Field(
            key="amount_incl",
            label=Text("价税合计(元)", "gross (yuan)"),
            kind=Amount(positive=True, allow_negative=True),
            need=False,
            aliases=("价税合计", "含税金额"),
            example="135,850.00",
            calculation=Calculation(
                formula='IF(OR({amount_excl}="",{tax}=""),"",{amount_excl}+{tax})',
                compute=_gross,
                explained=Text("不含税金额+税额", "net + tax"),
                tolerance=invoices.EXACTLY,
            ),
        ),
        Field(
            key="buyer_name",
            label=Text("购买方名称", "buyer"),
            kind=Words(least=2, most=60, one_line=True),
            aliases=("购方名称", "发票抬头"),
            example="上海启明精密制造有限公司",
        ),
        Field(
            key="buyer_tax_no",
            label=Text("购买方税号", "buyer's tax number"),
            kind=CreditCode(),
            aliases=("购方税号", "纳税人识别号", "统一社会信用代码"),
            example="91310115MA1K456788",
        ),
        Field(
            key="status",
            label=Text("发票状态", "status"),
            kind=choice(("正常", "蓝字"), (money_due.REVERSED, "红字", "红字发票", "冲红")),
            aliases=("状态",),
            example="正常",
            hint=Text("红字发票另填一行,金额填负数", "an invoice in red is a row of its own, with amounts below zero"),
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """A first row with the contract and the buyer as its billing file names it."""
    contract = known.deal.paper("G03") if known.deal else None
    if contract is None or known.customer is None:
        return Prefill()
    row: dict[str, Value] = {
        "contract_no": contract.number,
        "invoice_type": known.customer.billing.get("invoice_type"),
        "buyer_name": known.customer.name,
        "buyer_tax_no": known.customer.said("uscc"),
    }
    return Prefill(tables={"rows": ({key: value for key, value in row.items() if value not in (None, "")},)})


FORM = Form(
    id="F17B",
    word="invoice-register",
    version="1.0",
    title=Text("开票登记表", "invoice register"),
    medium="xlsx",
    parts=(INVOICES,),
    stage=7,
    series="KP",
    own_number="kp_no",
    register="rows",
    rules=invoices.RULES,
    prefill=prefill,
    filled_by=Text("财务部门", "finance"),
)

MESSAGES: dict[str, Text] = {
    "F17B-01": Text(
        "「{label}」应为8–20位数字,实际为“{raw}”。",
        "“{label}” should be 8–20 digits; it is “{raw}”.",
    ),
    "F17B-02": Text(
        "{sort}的「{label}」应为{due}位数字,实际为{n}位:“{raw}”。",
        "“{label}” of {sort} should have {due} digits; it has {n}: “{raw}”.",
    ),
    "F17B-03": Text(
        "数电票「{label}」前两位为{given},与开票日期{d}的年份不一致,请核对。",
        "“{label}” begins with {given}, which is not the year of {d}, the day of the invoice; please check.",
    ),
    "F17B-04": Text(
        "累计开票{cum}超过合同总额{total}。",
        "The invoices come to {cum}, more than the contract's total of {total}.",
    ),
    "F17B-05": Text(
        "红冲后累计开票为{cum},不能小于零,请核对红冲金额。",
        "With this one in red the invoices come to {cum}, less than nothing; please check the amount.",
    ),
    "F17B-06": Text(
        "「{label}」{tax}与合同税率不符:不含税{net}按合同税率({rates})应在{lo}至{hi}之间,请核对。",
        "“{label}” {tax} does not fit the contract's rates ({rates}): for {net} net it is {lo} to {hi}; please check.",
    ),
    "F17B-07": Text("开具增值税专用发票需提供:{missing}。", "A special VAT invoice needs: {missing}."),
    "F17B-08": Text(
        "发票{no}已登记为正常({number}),红冲请另填一行,登记红字发票号码。",
        "Invoice {no} is registered ({number}); one in red is a row of its own, under its own number.",
    ),
    "F17B-09": Text(
        "状态为“正常”的发票,「{label}」不能为负数:{raw};红字发票请选“红冲”。",
        "“{label}” of an ordinary invoice may not be negative: {raw}; choose 红冲 for one in red.",
    ),
}
