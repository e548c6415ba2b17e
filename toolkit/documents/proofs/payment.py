"""What a payment notice and a reminder say (G12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from toolkit.documents.figures.payment import TONES, PaymentFigures
from toolkit.documents.proofs.letters import GREETED
from toolkit.documents.proofs.proof import Proof, unequal
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says
from toolkit.model.text import Text

_NOTICE, _REMINDER, _FORMAL, _CLAIM = TONES


def _in(*tones: str) -> Callable[[PaymentFigures], bool]:
    return lambda figures: figures.tone in tones


def _sums(figures: PaymentFigures) -> Iterator[str]:
    yield from unequal("received and outstanding are", figures.received + figures.outstanding, figures.amount)
    yield from unequal("outstanding and late fee are", figures.outstanding + figures.late_fee, figures.claim)
    if figures.tone != _CLAIM:
        yield from unequal("its late fee is", figures.late_fee, Decimal(0))


PROOF: Final = Proof(
    says=(
        Says(Text("{company}\n{title}\n单号：{number}\n日期", "{company}\n{title}\nNotice No.: {number}\nDate")),
        Says(Text("单号：{number}", "Notice No.: {number}")),
        Says(Text("单号：{number}", "Notice No. {number}")),
        Says(Text("单号：{number}\n日期：{written_on}", "Notice No.: {number}\nDate: {written_on}")),
        Says(Text("合同编号：{contract_number}", "Contract No.: {contract_number}")),
        Says(Text("签订日期：{signed_on}", "Signed on: {signed_on}")),
        Says(
            Text(
                "付款条件：第{instalment}期 {name}，合同总价的{share:percent}，{condition}",
                "Terms: Instalment {instalment} ({name}): {share:percent} of the contract price, payable {condition}",
            )
        ),
        Says(Text("发票情况：{invoices}", "Invoices: {invoices}")),
        *GREETED,
        Says(Text("{customer} {contact}：\n感谢贵司对{company}的支持", ""), when=_in(_NOTICE)),
        Says(Text("{customer} {contact}：\n按合同", ""), when=_in(_REMINDER, _FORMAL, _CLAIM)),
        Says(
            Text(
                "…按合同{contract_number}的约定，第{instalment}期款项应",
                "…nder contract {contract_number}, instalment {instalment} ",
            )
        ),
        Says(Text("感谢贵司对{company}的支持", "{company} thanks you for your business"), when=_in(_NOTICE)),
        Says(
            Text(
                "…期款项应付人民币{outstanding}元（大写：{outstanding:capitals}）。请于{due_on}前支付",
                "…of RMB {outstanding} (in words: {outstanding:capitals}) is payable. Please pay by {due_on}, quoting",
            ),
            when=_in(_NOTICE),
        ),
        Says(Text("…期款项应于{due_on}前支付", "…was payable by {due_on}."), when=_in(_REMINDER, _FORMAL, _CLAIM)),
        Says(
            Text(
                "…截至{written_on}已逾期{days_overdue}日，尚有人民币{outstanding}元（大写：{outstanding:capitals}）未到账",
                "…As at {written_on} it is {days_overdue:day} overdue; RMB {outstanding} "
                "(in words: {outstanding:capitals}) has not been received",
            ),
            when=_in(_REMINDER, _FORMAL, _CLAIM),
        ),
        Says(Text("…特此提醒", "…This may have escaped your attention"), when=_in(_REMINDER)),
        Says(Text("…现正式函请贵司", "…We hereby formally request you"), when=_in(_FORMAL)),
        Says(
            Text(
                "…按逾期金额的{late_fee_per_day:percent}支付违约金，累计不超过逾期金额的{late_fee_cap:percent}",
                "…late fee of {late_fee_per_day:percent} of the overdue amount is payable for each day of delay, "
                "up to {late_fee_cap:percent} of that amount",
            ),
            when=_in(_CLAIM),
        ),
        Says(
            Text(
                "…截至{written_on}，违约金为人民币{late_fee}元，连同未付款项合计人民币{claim}元（大写：{claim:capitals}）",
                "…As at {written_on} the late fee amounts to RMB {late_fee}; together with the amount outstanding, "
                "RMB {claim} (in words: {claim:capitals})",
            ),
            when=_in(_CLAIM),
        ),
        Says(Text("…注明合同编号{contract_number}", "…quoting contract No. {contract_number} as")),
        Says(Text("户名：{company}", "Account name: {company}")),
        Says(Text("开户行：{bank_name}", "Bank: {bank_name}")),
        Says(Text("账号：{bank_account}", "Account No.: {bank_account}")),
        Says(Text("…请与{owner}（{owner_phone}）联系", "…please contact {owner} ({owner_phone})")),
        Says(Text("敬礼\n{company}\n{written_on}", "Yours sincerely,\n{company}\n{written_on}")),
    ),
    lists=(
        Rows(
            "",
            (
                Column(Text("期次", "No."), Text("{instalment}", "{instalment}")),
                Column(Text("款项", "Instalment"), Text("{name}", "{name}")),
                Column(Text("应付（元）", "Payable (RMB)"), Text("{amount}", "{amount}")),
                Column(Text("已付（元）", "Paid (RMB)"), Text("{received}", "{received}")),
                Column(Text("未付（元）", "Open (RMB)"), Text("{outstanding}", "{outstanding}")),
                Column(Text("应付日期", "Due date"), Text("{due_on}", "{due_on}")),
            ),
        ),
    ),
    sums=_sums,
    unsaid=frozenset({"tone"}),
)
