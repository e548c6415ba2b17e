"""F17 收款登记表: one row a payment that has come in. Source: domain.md 2.17, 6.3."""

from __future__ import annotations

from toolkit.catalogue.forms.fields import choice, contract_no, drawn_number
from toolkit.model import money_due
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Amount, Day, Whole, Words
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import receipts

RECEIPTS = Table(
    key="rows",
    title=Text("收款登记", "receipts"),
    columns=(
        drawn_number("receipt_no", "SK"),
        contract_no(locked=False),
        Field(
            key="instalment_no",
            label=Text("期次", "instalment"),
            kind=Whole(low=1, high=99),
            aliases=("收款期次", "付款期次"),
            example="1",
            hint=Text("合同付款计划的第几期", "which instalment of the contract's plan"),
        ),
        Field(
            key="receive_date",
            label=Text("收款日期", "received on"),
            kind=Day("past"),
            aliases=("到账日期", "日期"),
            example="2026-07-27",
            not_after="today",
        ),
        Field(
            key="amount",
            label=Text("收款金额(元)", "amount (yuan)"),
            kind=Amount(positive=True),
            aliases=("收款金额", "金额", "到账金额"),
            example="135,850.00",
        ),
        Field(
            key="payer_name",
            label=Text("付款方", "payer"),
            kind=Words(least=2, most=60, one_line=True),
            aliases=("付款单位", "付款人"),
            example="上海启明精密制造有限公司",
        ),
        Field(
            key="method",
            label=Text("收款方式", "way of payment"),
            kind=choice(
                ("电汇", "电汇/转账", "转账"),
                ("网银", "网上银行"),
                ("银行承兑汇票", "银承", "银行汇票"),
                ("商业承兑汇票", "商承"),
                "支票",
                receipts.CASH,
            ),
            aliases=("付款方式", "结算方式"),
            example="电汇",
        ),
        Field(
            key="due_date",
            label=Text("票据到期日", "bill due on"),
            kind=Day("future"),
            need=When("method", receipts.BILLS),
            aliases=("汇票到期日", "到期日"),
            example="2026-12-27",
            hint=Text("收到汇票时必填", "needed for a bill of exchange"),
            not_before="receive_date",
        ),
        Field(
            key="bank_ref",
            label=Text("银行流水号", "bank reference"),
            kind=Words(most=40, one_line=True),
            need=False,
            aliases=("流水号", "回单号", "票据号码"),
            example="20260727-000123",
        ),
        Field(
            key="handler",
            label=Text("经办人", "handled by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("登记人",),
            example="赵敏",
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """A first row for the earliest instalment that is still open, by the contract's customer."""
    contract = known.deal.paper("G03") if known.deal else None
    if known.deal is None or contract is None:
        return Prefill()
    plan = money_due.instalments_due(known.deal, known.rulebook, known.today)
    row: dict[str, Value] = {
        "contract_no": contract.number,
        "instalment_no": next((one.instalment.number for one in plan if one.outstanding), None),
        "payer_name": known.customer.name if known.customer else None,
    }
    return Prefill(tables={"rows": ({key: value for key, value in row.items() if value not in (None, "")},)})


FORM = Form(
    id="F17",
    word="receipts",
    version="1.0",
    title=Text("收款登记表", "receipts register"),
    medium="xlsx",
    parts=(RECEIPTS,),
    stage=7,
    series="SK",
    own_number="receipt_no",
    register="rows",
    rules=receipts.RULES,
    prefill=prefill,
    filled_by=Text("财务部门", "finance"),
)

MESSAGES: dict[str, Text] = {
    "F17-01": Text(
        "付款方“{payer}”与合同客户“{name}”不一致,需委托付款说明。",
        "The payer, “{payer}”, is not the contract's customer, “{name}”: a letter of authority to pay is needed.",
    ),
    "F17-02": Text(
        "以现金收款{amount}元,请确认已如数缴存银行。",
        "{amount} yuan came in cash; please check that it was paid into the bank.",
    ),
    "F17-03": Text(
        "累计收款{cum}超过合同总额{total}。",
        "The receipts come to {cum}, more than the contract's total of {total}.",
    ),
    "F17-04": Text(
        "登记的是第{n}期收款,但第{open}期尚有{outstanding}元未收,请核对期次。",
        "This is for instalment {n}, but {outstanding} yuan of instalment {open} are outstanding; is that right?",
    ),
    "F17-05": Text(
        "合同付款计划共{count}期,没有第{n}期。",
        "The contract's plan has {count} instalment(s), no number {n}.",
    ),
    "F17-06": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
}
