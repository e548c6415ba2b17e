"""M01 客户开票资料: who the customer is on contracts and invoices. Source: domain.md 2.19, 3.3."""

from __future__ import annotations

from typing import Final

from toolkit.catalogue.forms.fields import choice
from toolkit.model.form import Field, Form, Group, Prefill
from toolkit.model.kinds import Account, CreditCode, Email, Number, Phone, Words
from toolkit.model.known import Known
from toolkit.model.submission import Value
from toolkit.model.text import Text
from toolkit.rules import master

FOR_SPECIAL_INVOICES: Final = Text("开具增值税专用发票需要", "needed for special VAT invoices")

CUSTOMER = Group(
    Text("一、客户信息", "1. The customer"),
    (
        Field(
            key="customer_no",
            label=Text("客户编号", "customer number"),
            kind=Number("KH"),
            need=False,
            aliases=("线索编号",),
            example="KH-2026-0001",
            locked=True,
        ),
        Field(
            key="customer_name",
            label=Text("客户名称", "customer"),
            kind=Words(least=4, most=60, one_line=True),
            aliases=("单位名称", "公司名称", "名称", "客户全称", "开票名称"),
            example="上海启明精密制造有限公司",
            hint=Text("营业执照全称", "full name as on the business licence"),
        ),
        Field(
            key="uscc",
            label=Text("统一社会信用代码", "credit code"),
            kind=CreditCode(),
            aliases=("税号", "纳税人识别号"),
            example="91310115MA1K456788",
        ),
        Field(
            key="address",
            label=Text("地址", "address"),
            kind=Words(most=120, one_line=True),
            aliases=("注册地址", "单位地址"),
            example="上海市浦东新区示例路88号",
        ),
        Field(
            key="phone",
            label=Text("电话", "phone"),
            kind=Phone(),
            need=False,
            aliases=("单位电话", "注册电话"),
            example="021-58880000",
            hint=FOR_SPECIAL_INVOICES,
        ),
        Field(
            key="legal_rep",
            label=Text("法定代表人", "legal representative"),
            kind=Words(least=2, most=20, is_name=True),
            need=False,
            aliases=("法人代表", "法人"),
            example="刘建国",
        ),
        Field(
            key="email",
            label=Text("电子邮箱", "e-mail"),
            kind=Email(),
            need=False,
            aliases=("邮箱", "收票邮箱", "E-mail"),
            example="finance@example.com",
            hint=Text("接收数电票和通知", "for digital invoices and notices"),
        ),
        Field(
            key="customer_size",
            label=Text("客户规模类型", "size of the customer"),
            kind=choice(
                ("大型企业", "大型", "大企业"),
                ("机关事业单位", "机关、事业单位", "机关", "事业单位", "政府机关"),
                ("中小企业", "中型企业", "小型企业", "微型企业", "小微企业"),
            ),
            need=False,
            aliases=("企业规模", "企业类型"),
            example="中小企业",
            hint=Text("大型企业、机关事业单位的付款期限有法定上限", "the law limits when large ones pay"),
        ),
    ),
)

INVOICE = Group(
    Text("二、开票与银行信息", "2. Invoices and bank"),
    (
        Field(
            key="invoice_type",
            label=Text("发票类型", "kind of invoice"),
            kind=choice(
                ("数电票(增值税专用发票)", "数电专票", "专票", "增值税专用发票"),
                ("数电票(普通发票)", "数电普票", "普票", "增值税普通发票"),
                (master.PAPER_SPECIAL, "纸质专票"),
                ("增值税普通发票(纸质)", "纸质普票"),
            ),
            aliases=("开票类型",),
            example="数电票(增值税专用发票)",
        ),
        Field(
            key="bank_name",
            label=Text("开户行", "bank"),
            kind=Words(most=60, one_line=True),
            need=False,
            aliases=("开户银行",),
            example="示例银行上海浦东支行",
            hint=FOR_SPECIAL_INVOICES,
        ),
        Field(
            key="bank_account",
            label=Text("账号", "account"),
            kind=Account(),
            need=False,
            aliases=("银行账号", "银行帐号", "帐号"),
            example="31050161393600000123",
            hint=Text("请以文本格式填写", "format the cell as text"),
        ),
        Field(
            key="cnaps",
            label=Text("联行号", "CNAPS code"),
            kind=Account(),
            need=False,
            aliases=("行号",),
            example="105290036005",
            hint=Text("12位,可不填", "12 digits, optional"),
        ),
    ),
)

PEOPLE = Group(
    Text("三、联系与收货", "3. Contact and delivery"),
    (
        Field(
            key="contact_name",
            label=Text("联系人", "contact"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("关键联系人",),
            example="张伟",
        ),
        Field(
            key="contact_phone",
            label=Text("联系电话", "contact's phone"),
            kind=Phone(),
            aliases=("联系人电话", "手机"),
            example="13812345678",
        ),
        Field(
            key="consignee",
            label=Text("收货人", "consignee"),
            kind=Words(least=2, most=20, is_name=True),
            need=False,
            example="陈工",
            hint=Text("不填则为联系人", "the contact when left blank"),
        ),
        Field(
            key="consignee_phone",
            label=Text("收货人电话", "consignee's phone"),
            kind=Phone(),
            need=False,
            aliases=("收货电话",),
            example="13987654321",
        ),
        Field(
            key="consignee_address",
            label=Text("收货地址", "delivered to"),
            kind=Words(most=120, one_line=True),
            need=False,
            example="上海市浦东新区示例路88号3号厂房",
            hint=Text("不填则为注册地址", "the address above when left blank"),
        ),
    ),
)

KEPT: Final = (
    "uscc",
    "address",
    "phone",
    "legal_rep",
    "email",
    "customer_size",
    "invoice_type",
    "bank_name",
    "bank_account",
    "cnaps",
    "contact_name",
    "contact_phone",
    "consignee",
    "consignee_phone",
    "consignee_address",
)


def prefill(known: Known) -> Prefill:
    """What the file says so far, else the lead row."""
    customer = known.customer
    if customer is None:
        return Prefill()
    values: dict[str, Value] = {"customer_no": customer.number, "customer_name": customer.name}
    for key in KEPT:
        lead_key = "contact_email" if key == "email" else key
        value = customer.billing.get(key) or customer.lead.get(lead_key)
        if value is not None:
            values[key] = value
    return Prefill(values)


FORM = Form(
    id="M01",
    word="customer-file",
    version="1.0",
    title=Text("客户开票资料", "customer file"),
    medium="xlsx",
    parts=(CUSTOMER, INVOICE, PEOPLE),
    stage=0,
    rules=master.CUSTOMER_FILE,
    prefill=prefill,
    records="customer file",
)

MESSAGES: dict[str, Text] = {
    "M01-01": Text("开具增值税专用发票需提供:{missing}。", "A special VAT invoice needs: {missing}."),
    "M01-02": Text(
        "「{label}」“{raw}”与客户登记({other})不同,以本表为准。",
        "“{label}” “{raw}” differs from the registry, {other}; this form counts.",
    ),
    "M01-03": Text(
        "「{label}」“{raw}”应为12–22位,请核对。",
        "“{label}” “{raw}” should have 12–22 digits; is it right?",
    ),
    "M01-05": Text(
        "客户“{raw}”与{where}疑似重复(依据:{basis};相似度{score})。",
        "Customer “{raw}” may be the same as {where} ({basis}; likeness {score}).",
    ),
    "M01-04": Text("「{label}」应为12位数字,实际为“{raw}”。", "“{label}” should have 12 digits; it is “{raw}”."),
}
