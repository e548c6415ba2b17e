"""The golden deal with a refused approval and a second version of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, with_status, world
from tests.rules.submissions import Typed, filed, issued
from toolkit.catalogue.forms import f07_negotiation_minutes, f08_contract_approval
from toolkit.model.deal import Deal
from toolkit.model.submission import Submission

NODES = ("销售负责人", "法务部门", "财务部门", "总经理")
LAST = golden.APPROVALS[-1]
AGREED: tuple[Typed, ...] = LAST.tables["steps"]
BLANK: Typed = {"approver": None, "opinion": None, "date": None, "signature": None}
AGAIN = date(2026, 7, 20)
"""The day of the second minutes and of V1.1."""


def refused(node: str, over: Deal | None = None) -> Deal:
    """V1.0 has come to that node, all before it having agreed, and was refused on 2026-07-17."""
    at = NODES.index(node)
    refusal: Typed = {**AGREED[at], "opinion": "不同意", "comment": "须重新谈判", "date": "2026-07-17"}
    rows = (*AGREED[:at], refusal, *({} for _ in NODES[at + 1 :]))
    values = {"approval_no": "SP-2026-0001", **LAST.values, "final_result": "驳回"}
    before = over or golden_deal.agreed()
    form = typed_over(f08_contract_approval.FORM, world(before, LAST.day), values, {"steps": rows})
    standing = with_status(filed(before, form, "SP-2026-0001", LAST.day), "G03", "草拟")
    return with_status(standing, "G04", "驳回")


def renegotiated(
    before: Deal,
    change: Typed | None = None,
    plan: Sequence[Typed] = (),
    *,
    version: str = "V1.1",
    on: date = AGAIN,
) -> Deal:
    """The next version of the contract, made from minutes that change this."""
    round_no = str(sum(1 for _ in before.all_filings("F07")) + 1)
    values = {**golden.MINUTES.values, "round": round_no, "neg_date": f"{on}", **(change or {})}
    tables = {**golden.MINUTES.tables, **({"plan": plan} if plan else {})}
    minutes = typed_over(f07_negotiation_minutes.FORM, world(before, on), values, tables)
    number, approval = f"TP-2026-{int(round_no):04d}", f"SP-2026-{int(round_no):04d}"
    standing = filed(before, minutes, number, on)
    standing = issued(standing, "G03", "XS-2026-0001", on, version=version, status="待销售负责人", basis=(number,))
    return issued(standing, "G04", approval, on, status="审批中", basis=(number,))


def again(standing: Deal, rows: Sequence[Typed], on: date, change: Typed | None = None) -> Submission:
    """The approval form of the latest version with these rows typed over its prefilled ones."""
    paper = standing.paper("G04")
    assert paper
    values: Typed = {
        "approval_no": paper.number,
        "apply_date": f"{AGAIN}",
        "final_result": "审批中",
        "applicant": "王芳",
        "drafter": "孙律",
        "attachments": "报价单、成本核算表、谈判纪要、客户营业执照",
        **(change or {}),
    }
    return typed_over(f08_contract_approval.FORM, world(standing, on), values, {"steps": rows})


def agree(node: str, on: date) -> Typed:
    """That node's consent on that day, as in the golden case."""
    return {"comment": None, **AGREED[NODES.index(node)], "date": f"{on}"}
