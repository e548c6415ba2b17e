"""What contracts (G03) and supplements (G14) say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from toolkit.documents.contract_proof import contract_faults
from toolkit.documents.proofs.offers import NUMBER, QUANTITY, UNIT, sums
from toolkit.documents.proofs.page import Page, as_shown, fold, shortened
from toolkit.documents.proofs.proof import Proof
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says
from toolkit.documents.seen import all_texts
from toolkit.model.text import Text

_NAME: Final = Column(Text("名称", "Description"), Text("{name}", "{name}"))
_DRAFT: Final = ("草案", "DRAFT")
_SPEC: Final = Column(Text("规格型号", "Model / spec."), Text("{spec}", "{spec}"))


def _party(label: Text, side: str) -> Says:
    lines = Text(
        "：{0}.name\n统一社会信用代码：{0}.uscc\n住所：{0}.address\n法定代表人：{0}.legal_rep\n"
        "联系人及电话：{0}.contact.name {0}.contact.phone\n电子邮箱：{0}.contact.email",
        ": {0}.name\nUnified Social Credit Code: {0}.uscc\nRegistered address: {0}.address\n"
        "Legal representative: {0}.legal_rep\nContact and telephone: {0}.contact.name {0}.contact.phone\n"
        "E-mail: {0}.contact.email",
    )
    return Says(Text(*(f"{name}{_slots(line, side)}" for name, line in zip(label, lines, strict=True))))


def _slots(words: str, side: str) -> str:
    """The words with `{0}.name` as a figure of that side."""
    figures = ("contact.name", "contact.phone", "contact.email", "name", "uscc", "address", "legal_rep")
    for figure in figures:
        words = words.replace(f"{{0}}.{figure}", f"{{{side}.{figure}}}")
    return words


def _invoices(zh: str, en: str, figure: str) -> Says:
    """A row of annex three: the buyer's, then the seller's."""
    both = f"{{buyer_invoices.{figure}}}\n{{seller_invoices.{figure}}}"
    return Says(Text(f"{zh}：{both}", f"{en}: {both}"))


def _in_full(page: Page) -> Iterator[str]:
    """Guards of contracts; every paragraph of every clause, in order; the draft's mark in the header, or none."""
    yield from contract_faults(page.seen.content, page.figures)
    yield from _clauses(page)
    yield from _headed(page, page.figures.draft_mark)


def _clauses(page: Page) -> Iterator[str]:
    """Each paragraph once, with its number, behind the one before; the tables where they belong."""
    lines, at = [line.strip() for line in page.seen.paragraphs], 0
    times = Counter(lines)
    first = {"lines": page.figures.lines, "plan": page.figures.payments}
    for clause in page.figures.clauses:
        for paragraph in clause.paragraphs:
            said = as_shown("".join(passage.text for passage in paragraph.passages))
            told = {f"{paragraph.number}{gap}{said}".strip() for gap in ("  ", " ", "")}
            if paragraph.table:
                told = {as_shown(row.name).strip() for row in first[paragraph.table][:1]}
            found = next((n for n, line in enumerate(lines[at:], start=at) if line in told), -1)
            if found < 0 or not (paragraph.table or sum(times[one] for one in told) == 1):
                what = shortened(said) or paragraph.table
                yield f"R-40: {clause.heading} does not say once, and in its place: {what}"
            at = max(at, found)


def _headed(page: Page, mark: str = "") -> Iterator[str]:
    """The header names us, says that a draft is one, and nothing that is not in the template."""
    rest = all_texts(part for part in page.seen.parts if "header" in part.name)
    if not rest.strip():
        return
    for wanted in map(as_shown, (page.figures.seller.name, mark, page.figures.number)):
        if not wanted.strip():
            continue
        if wanted not in rest:
            yield f"does not say {wanted} in its header"
        rest = rest.replace(wanted, "\n")
    if found := next((word for word in _DRAFT if word in rest), ""):
        yield f"says {found} in its header, though it is none"
    for line in fold(rest).split("\n"):
        if line.strip() and line.strip() not in page.seen.template:
            yield f"says {shortened(line)} in its header"


CONTRACT: Final = Proof(
    says=(
        Says(Text("…合同编号：{number}", "…Contract No.: {number}")),
        Says(Text("…为合同编号{number}之签署页", "…signature page to Contract No. {number})")),
        Says(Text("签订地点：{sign_place}", "Place of signing: {sign_place}")),
        Says(Text("签订日期：{signed_on}", "Date of signing: {signed_on}")),
        _party(Text("甲方（买方）", "Party A (Buyer)"), "buyer"),
        _party(Text("乙方（卖方）", "Party B (Seller)"), "seller"),
        Says(Text("甲方（盖章）：{buyer.name}\n（{seal}）", "Party A (seal): {buyer.name}\n({seal})")),
        Says(Text("乙方（盖章）：{seller.name}\n（{seal}）", "Party B (seal): {seller.name}\n({seal})")),
        Says(Text("合计（小写）：{total}", "Total (in figures): {total}")),
        Says(Text("合计（大写）：{total:capitals}", "Total (in words): {total:capitals}")),
        Says(Text("合计：100%\n{total}", "Total: 100%\n{total}")),
        Says(Text("…按本合同{acceptance_clause}", "…As set out in {acceptance_clause}")),
        _invoices("名称", "Name", "name"),
        _invoices("税号（统一社会信用代码）", "Tax number (Unified Social Credit Code)", "uscc"),
        _invoices("地址", "Address", "address"),
        _invoices("电话", "Telephone", "phone"),
        _invoices("开户行", "Bank", "bank_name"),
        _invoices("账号", "Account number", "bank_account"),
    ),
    lists=(
        Rows(
            "lines",
            (
                NUMBER,
                _NAME,
                _SPEC,
                UNIT,
                QUANTITY,
                Column(
                    Text("含税单价（元）", "Unit price incl. tax (RMB)"),
                    Text("{unit_price:price}", "{unit_price:price}"),
                ),
                Column(Text("税率", "Tax rate"), Text("{tax_rate}", "{tax_rate}")),
                Column(Text("含税金额（元）", "Amount incl. tax (RMB)"), Text("{gross}", "{gross}")),
                Column(Text("备注", "Note"), Text("{note}", "{note}")),
            ),
        ),
        Rows(
            "payments",
            (
                Column(Text("期次", "No."), Text("{number}", "{number}")),
                Column(Text("款项名称", "Payment"), Text("{name}", "{name}")),
                Column(Text("比例", "Share"), Text("{share:percent}", "{share:percent}")),
                Column(Text("金额（元）", "Amount (RMB)"), Text("{amount}", "{amount}")),
                Column(Text("付款条件", "Condition"), Text("{condition}", "{condition}")),
                Column(Text("付款期限", "Time for payment"), Text("{period}", "{period}")),
            ),
        ),
        Rows(
            "items",
            (
                NUMBER,
                _NAME,
                _SPEC,
                UNIT,
                QUANTITY,
                Column(Text("技术要求", "Technical requirements"), Text("{requirement}", "{requirement}")),
            ),
        ),
        Rows(
            "needs",
            (
                NUMBER,
                Column(Text("客户需求", "Customer’s need"), Text("{need}", "{need}")),
                Column(Text("分级", "Class"), Text("{rank}", "{rank}")),
                Column(Text("衡量标准", "Measure"), Text("{criterion}", "{criterion}")),
            ),
        ),
        Rows(
            "deliveries",
            (
                Column(Text("批次", "Batch"), Text("{number}", "{number}")),
                Column(Text("交付内容", "Content"), Text("{content}", "{content}")),
                Column(Text("交付期限", "Time of delivery"), Text("{within}", "{within}")),
                Column(Text("交付地点", "Place of delivery"), Text("{place}", "{place}")),
                Column(
                    Text("收货人及电话", "Consignee and telephone"),
                    Text("{consignee} {consignee_phone}", "{consignee} {consignee_phone}"),
                ),
            ),
        ),
    ),
    sums=sums,
    more=_in_full,
    unsaid=frozenset({"clauses", "draft_mark"}),
)

SUPPLEMENT: Final = Proof(
    says=(
        Says(Text("协议编号：{number}", "Agreement No.: {number}")),
        Says(Text("原合同编号：{contract_number}", "Original Contract No.: {contract_number}")),
        Says(
            Text(
                "甲方（买方）：{buyer.name}\n统一社会信用代码：{buyer.uscc}\n住所：{buyer.address}",
                "Party A (Buyer): {buyer.name}\nUnified Social Credit Code: {buyer.uscc}\n"
                "Registered address: {buyer.address}",
            )
        ),
        Says(
            Text(
                "乙方（卖方）：{seller.name}\n统一社会信用代码：{seller.uscc}\n住所：{seller.address}",
                "Party B (Seller): {seller.name}\nUnified Social Credit Code: {seller.uscc}\n"
                "Registered address: {seller.address}",
            )
        ),
        Says(Text("甲方（买方）：{buyer.name}", "Party A (Buyer): {buyer.name}")),
        Says(Text("乙方（卖方）：{seller.name}", "Party B (Seller): {seller.name}")),
        Says(Text("甲方（盖章）：{buyer.name}\n（", "Party A (seal): {buyer.name}\n(")),
        Says(Text("乙方（盖章）：{seller.name}\n（", "Party B (seal): {seller.name}\n(")),
        Says(
            Text(
                "甲乙双方于{signed_on}签订编号为{contract_number}的《销售合同》",
                "On {signed_on}, Party A and Party B signed Sales Contract No. {contract_number} (the",
            )
        ),
        Says(
            Text(
                "…因{reason}，依据函号{letter_number}的沟通函",
                "…For the following reason: {reason}, and on the basis of letter No. {letter_number} and",
            )
        ),
        Says(
            Text(
                "…本协议一式{copies}份，甲乙双方各执{copies_each}份",
                "…made in {copies} originals, of which each party holds {copies_each}.",
            ),
            when=lambda supplement: not supplement.is_electronic,
        ),
        Says(
            Text("…以电子形式订立", "…concluded in electronic form"), when=lambda supplement: supplement.is_electronic
        ),
        Says(Text("…为补充协议{number}之签署页", "…signature page to Supplementary Agreement No. {number})")),
    ),
    lists=(
        Rows(
            "",
            (
                Column(Text("原合同条款", "Provision of the Contract"), Text("{clause}", "{clause}")),
                Column(
                    Text("原约定", "Agreed so far"),
                    Text("{due_before}前完成交付", "Delivery to be completed by {due_before}"),
                ),
                Column(
                    Text("变更为", "As amended"),
                    Text("{deliver_by}前完成交付", "Delivery to be completed by {deliver_by}"),
                ),
            ),
        ),
    ),
    more=_headed,
    unsaid=frozenset({"is_electronic"}),
)
