"""What a quote says (G02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.documents.figures.quote import QuoteFigures
from toolkit.documents.proofs import offers
from toolkit.documents.proofs.proof import Proof, unequal
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says, never
from toolkit.model.text import Text


def _sums(figures: QuoteFigures) -> Iterator[str]:
    yield from offers.sums(figures)
    yield from unequal("net and tax are", figures.net + figures.tax, figures.total)


PROOF: Final = Proof(
    says=(
        Says(Text("报价编号：{number}", "Quote No.: {number}")),
        Says(Text("", "Quote No. {number} {version}")),
        Says(Text("版本：{version}", "Version: {version}")),
        Says(Text("报价日期：{quoted_on}\n项目名称：{scheme}", "Date: {quoted_on}\nProject: {scheme}")),
        Says(Text("项目名称：{scheme}", "Project: {scheme}")),
        Says(Text("有效期至：{valid_until}", "Valid until: 24:00 on {valid_until}")),
        Says(Text("…（自报价次日起{valid_days}天，至{valid_until}24时止", "…({valid_days:day} from the day after")),
        Says(Text("…自报价之日起{valid_days}天内有效", "…is valid for {valid_days:day} from its date")),
        Says(Text("致：{customer}", "To: {customer}")),
        Says(Text("报价方：{company}", "From: {company}")),
        Says(Text("{company}\n报价单", "{company}\nQuotation")),
        Says(
            Text(
                "联系人：{contact.name}\n联系人：{seller_contact.name}",
                "Contact: {contact.name}\nContact: {seller_contact.name}",
            )
        ),
        Says(
            Text(
                "电话：{contact.phone}\n电话：{seller_contact.phone}",
                "Telephone: {contact.phone}\nTelephone: {seller_contact.phone}",
            )
        ),
        Says(
            Text(
                "邮箱：{contact.email}\n邮箱：{seller_contact.email}",
                "E-mail: {contact.email}\nE-mail: {seller_contact.email}",
            )
        ),
        Says(
            Text(
                "公司地址：{address}\n电话：{phone}\n邮箱：{seller_contact.email}",
                "{address}\n·\nTel. {phone}\n·\n{seller_contact.email}",
            )
        ),
        Says(Text("报价单（方案{option}）", "Quotation (Option {option})"), when=lambda quote: quote.option),
        Says(Text("合计（小写）：{total}", "Total including VAT: {total}")),
        Says(Text("合计（大写）：{total:capitals}", "Total in words: {total:capitals}")),
        Says(Text("…不含税金额 {net}元", "…net amount RMB {net}")),
        Says(Text("…增值税税额 {tax}元", "…VAT RMB {tax}")),
        Says(Text("交付周期：自合同签订之日起{delivery_days}日内", "Delivery time: Within {delivery_days:day} after")),
        Says(
            Text(
                "质保期：自验收合格之日起{warranty_months}个月",
                "Warranty period: {warranty_months:month} from acceptance",
            )
        ),
        Says(Text("交付周期：自验收", "Delivery time: {warranty_months:month} from acceptance"), when=never),
        Says(Text("质保期：自合同", "Warranty period: Within"), when=never),
        Says(Text("交付地点：{delivery_place}", "Place of delivery: {delivery_place}")),
        Says(Text("报价包含：{included}", "Included: {included}")),
        Says(Text("不包含：{excluded}", "Not included: {excluded}")),
        Says(Text("发票类型：{invoice_type}", "Type of invoice: {invoice_type}")),
        Says(Text("变更说明", "Changes from the previous version"), when=lambda quote: quote.changes),
    ),
    lists=(
        Rows("lines", offers.OFFER),
        Rows(
            "payments",
            (
                Column(Text("期次", "No."), Text("{number}", "{number}")),
                Column(Text("款项", "Instalment"), Text("{name}", "{name}")),
                Column(Text("比例", "Share"), Text("{share:percent}", "{share:percent}")),
                Column(Text("金额（元）", "Amount (RMB)"), Text("{amount}", "{amount}")),
                Column(Text("支付条件与期限", "Due"), Text("{condition}{period}", "Payable {period} {condition}")),
            ),
        ),
        Rows(
            "changes",
            (
                Column(Text("变更内容", "Changed"), Text("{what}", "{what}")),
                Column(Text("上一版本", "Previous version"), Text("{before}", "{before}")),
                Column(Text("本版本", "This version"), Text("{after}", "{after}")),
            ),
        ),
    ),
    sums=_sums,
)
