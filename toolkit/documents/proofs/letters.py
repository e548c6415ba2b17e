"""What letters on an order say: the weekly one (G07), the one on a delay (G08)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.documents.proofs.page import Page, shortened
from toolkit.documents.proofs.proof import Proof
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says
from toolkit.documents.seen import cells
from toolkit.documents.wording import counted
from toolkit.model.text import Text

_HEAD: Final = (
    Says(Text("函号：{number}", "Letter No.: {number}")),
    Says(Text("函号：{number}", "Letter No. {number}\n")),
    Says(Text("合同编号：{contract_number}", "Contract No.: {contract_number}")),
    Says(Text("订单号：{order_number}", "Order No.: {order_number}")),
    Says(Text("…感谢贵司对{company}的支持", "{company} thanks you for your business")),
)
_FOOT: Final = (
    Says(Text("…请与{owner}（{owner_phone}）联系", "…please contact {owner} ({owner_phone})")),
    Says(Text("敬礼\n{company}\n{written_on}", "Yours sincerely,\n{company}\n{written_on}")),
)
GREETED: Final = (
    Says(Text("", "{customer}\nDear {contact},"), when=lambda letter: letter.contact),
    Says(Text("", "{customer}\nDear Sir or Madam,"), when=lambda letter: not letter.contact),
)

PROGRESS: Final = Proof(
    says=(
        *_HEAD,
        *GREETED,
        Says(Text("{customer} {contact}：\n感谢贵司对", "")),
        *_FOOT,
        Says(Text("{company}\n客户进度函", "{company}\nProgress Report")),
        Says(Text("周次：{week}", "Week: {week}")),
        Says(
            Text(
                "…的支持。合同{contract_number}（订单{order_number}）本周履行进展如下：{summary}，整体完成",
                "…progress on contract {contract_number} (order {order_number}): {summary}. Overall",
            )
        ),
        Says(
            Text(
                "…，整体完成{progress:percent}，预计{expected_on}交付",
                "…the order is {progress:percent} complete, and we expect to deliver on {expected_on}.",
            )
        ),
        Says(Text("下周计划：{plan}。如有任何要求", "Plan for next week: {plan}. Should you")),
    ),
    lists=(
        Rows(
            "milestones",
            (
                Column(Text("序号", "No."), Text("{number}", "{number}")),
                Column(Text("节点", "Milestone"), Text("{node}", "{node}")),
                Column(Text("计划", "Planned"), Text("{planned_on}", "{planned_on}")),
                Column(Text("实际", "Actual"), Text("{done_on}", "{done_on}")),
                Column(Text("完成比例", "Complete"), Text("{progress:percent}", "{progress:percent}")),
            ),
        ),
    ),
)

_LATE: Final = Text("影响天数", "Delay")
_KEPT: Final = Text("不影响合同约定的交付日期", "none: the agreed date is kept")


def _days_late(page: Page) -> Iterator[str]:
    """The column that says by how many days, or that the agreed day is kept."""
    late = page.figures.days_late
    expected = Text(f"{late}天", counted(late, "day")) if late else _KEPT
    for head, row, *_ in (table for table in page.seen.tables if len(table) > 1):
        at = cells(head).index(_LATE.said(page.lang)) if _LATE.said(page.lang) in cells(head) else -1
        if at >= 0 and (shown := cells(row)[at]) != expected.said(page.lang):
            yield f"shows “{shortened(shown)}”, not days_late = {expected.said(page.lang)}"


DELAY: Final = Proof(
    says=(
        *_HEAD,
        *GREETED,
        Says(Text("{customer} {contact}：\n感谢贵司对", "")),
        *_FOOT,
        Says(Text("{company}\n异常沟通函", "{company}\nNotice of Delivery Issue")),
        Says(Text("函号：{number}\n日期：{written_on}", "Letter No.: {number}\nDate: {written_on}")),
        Says(
            Text(
                "…的支持。合同{contract_number}（订单{order_number}）在履行中",
                "…performance of contract {contract_number} (order {order_number}).",
            )
        ),
        Says(
            Text(
                "异常情况：{summary}，截至{reported_on}整体完成{progress:percent}",
                "What happened: {summary}; the order was {progress:percent} complete on {reported_on}",
            )
        ),
        Says(Text("原因：{cause}", "Cause: {cause}")),
        Says(Text("拟采取措施：{measure}", "Our measures: {measure}")),
        Says(
            Text(
                "…同意将交付日期顺延至{expected_on}，并", "…agree to postpone delivery to {expected_on} by completing"
            ),
            when=lambda letter: letter.days_late,
        ),
        Says(
            Text("□ 同意顺延至{expected_on}", "□ We agree to postpone delivery to {expected_on}"),
            when=lambda letter: letter.days_late,
        ),
        Says(Text("…由此给贵司带来的不便", "…apologise for the inconvenience"), when=lambda letter: letter.days_late),
        Says(
            Text("…上述情况不影响合同约定的交付日期", "…agreed in the contract is not affected"),
            when=lambda letter: not letter.days_late,
        ),
        Says(Text("□ 已知悉", "□ We acknowledge"), when=lambda letter: not letter.days_late),
    ),
    lists=(
        Rows(
            "",
            (
                Column(Text("原交付日期", "Delivery as agreed"), Text("{due_on}", "{due_on}")),
                Column(Text("调整后的交付日期", "Delivery now expected"), Text("{expected_on}", "{expected_on}")),
            ),
        ),
    ),
    more=_days_late,
    unsaid=frozenset({"days_late"}),
)
