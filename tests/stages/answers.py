"""What people type: the answers that decide how a deal goes on, drawn; and two whole ways of a deal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.stages.table import Rows, Table
from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.fixtures import f08_contract_approval as approval
from toolkit.model.approvals import given
from toolkit.model.deal import Deal
from toolkit.model.fixture import Typed
from toolkit.model.known import Known
from toolkit.model.submission import Submission

Draw = Callable[[st.SearchStrategy[Any]], Any]
Typing = Callable[[Deal, Draw, date], tuple[Typed, Rows]]
YES_NO = st.sampled_from(("是", "否"))


def _number_of(deal: Deal, series: str) -> st.SearchStrategy[str]:
    """The number of a document of the deal, the latest first; one we never wrote where there is none."""
    numbers = [paper.number for paper in reversed(deal.papers) if paper.number.startswith(series)]
    return st.sampled_from(numbers or [f"{series}-2026-0001"])


def _needs(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    strategies = {"高意向": "优先跟进", "中意向": "定期维护", "低意向": "暂缓跟进"}
    intent = draw(st.sampled_from(tuple(strategies)))
    return {"intent_level": intent, "follow_strategy": strategies[intent]}, {}


def _feedback(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    number = draw(_number_of(deal, "BJ"))
    paper = deal.paper("G02", number)
    answer = draw(st.sampled_from(("价格异议", "接受", "拒绝")))
    received = draw(st.sampled_from(("是", "是", "否")))
    version = {"version": paper.version} if paper else {}
    return {"quote_no": number, **version, "received_confirmed": received, "feedback_type": answer}, {}


def _minutes(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    conclusion = draw(st.sampled_from(("达成一致", "达成一致", "未达成")))
    number = draw(_number_of(deal, "BJ"))
    paper = deal.paper("G02", number)
    version = f"-{paper.version}" if paper and paper.version != "V1" else ""
    return {"conclusion": conclusion, "quote_no": f"{number}{version}"}, {}


def _agreed(deal: Deal) -> int:
    """How many nodes have spoken on the approval form that is out."""
    paper = deal.paper("G04")
    filing = deal.filing("F08", paper.number) if paper else None
    return len(given(filing.submission)) if filing else 0


def _opinions(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    """So many nodes have spoken; the last of them may have refused."""
    before = _agreed(deal)
    spoken = draw(st.integers(min(before + 1, len(approval.OPINIONS)), len(approval.OPINIONS)))
    rows: list[Typed] = [{**row, "date": f"{today}"} for row in approval.OPINIONS[before:spoken]]
    result = "通过" if spoken == len(approval.OPINIONS) else "审批中"
    if rows and draw(st.sampled_from((False, False, True))):
        rows[-1], result = {**rows[-1], "opinion": "不同意", "comment": "付款比例须重谈"}, "驳回"
    return {"final_result": result}, {"steps": [*({} for _ in range(before)), *rows]}


def _letter(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    agreed = draw(st.sampled_from((None, f"{today + timedelta(days=60)}")))
    signed = draw(st.sampled_from((None, f"{today}")))
    number = draw(_number_of(deal, "BC")) if signed else None
    told = {"letter_no": draw(_number_of(deal, "JZ")), "abnormal": "是" if agreed else "否"}
    return {**told, "agreed_new_date": agreed, "supplement_no": number, "supplement_signed_on": signed}, {}


def _report(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    people = {"生产部门": "周工", "物流部门": "钱进", "客服部门": "吴倩"}
    dept, stage = draw(st.sampled_from(tuple(people))), draw(st.sampled_from(("生产", "生产", "交付签收")))
    percent = "100%" if stage == "交付签收" else f"{draw(st.integers(1, 9))}0%"
    abnormal = "否" if stage == "交付签收" else draw(YES_NO)
    done = f"第{draw(st.integers(1, 99))}批完成"
    told = {"stage": stage, "progress": percent, "done_work": done, "is_abnormal": abnormal}
    return {"dept": dept, "reporter": people[dept], **told}, {}


def _complaint(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    number = draw(st.sampled_from((None, *(f.number for f in deal.all_filings("F16")))))
    told = "2号机连续运行约4小时后触摸屏无响应,需断电重启"
    return {"cmp_no": number, "description": told, "close_status": draw(st.sampled_from(("处理中", "已关闭")))}, {}


def _receipt(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    reference = f"20260727-{draw(st.integers(1, 9999)):06}"
    return {"instalment_no": str(draw(st.integers(1, 2))), "amount": "135850.00", "bank_ref": reference}, {}


def _visit(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    following = f"{today + timedelta(days=60)}" if draw(YES_NO) == "是" else None
    return {"has_issue": draw(YES_NO), "complaint_no": None, "next_visit_date": following}, {}


def rightly(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
    return {}, {}


def _of(key: str, *values: str | None) -> Typing:
    def typing(deal: Deal, draw: Draw, today: date) -> tuple[Typed, Rows]:
        return {key: draw(st.sampled_from(values))}, {}

    return typing


TYPED: dict[str, Typing] = {
    "F03": _of("result", "转需求调研", "继续跟进", "暂缓", "丢单"),
    "F04": _needs,
    "F05": _of("option", None, "A", "B"),
    "F06": _feedback,
    "F07": _minutes,
    "F08": _opinions,
    "F11": _report,
    "F12": _letter,
    "F14": _of("ready_for_reaccept", "是", "否"),
    "F15": _visit,
    "F16": _complaint,
    "F17": _receipt,
    "F18": _of("type", "复购", "增购", "转介绍"),
}
"""What decides how a deal goes on, form by form; a form without a line is filled in the one right way."""
ROUNDS = ("需整改", "验收合格")
"""F13 is filled after one of two steps of the sample deal: its tables follow from the conclusion."""

Errand = tuple[str, Typed]
"""A form, and what is typed over its prefilled blank."""
SIGNED_AND_DELIVERED: tuple[Errand, ...] = (
    ("F09", {}),
    ("F10", {}),
    ("F11", {"stage": "交付签收", "progress": "100%"}),
)
PAID: tuple[Errand, ...] = tuple(
    ("F17", {"instalment_no": n, "amount": "135850.00", "bank_ref": f"20260727-00000{n}"}) for n in ("1", "2")
)
CONFIRMED: Errand = ("F06", {"received_confirmed": "是", "feedback_type": "价格异议"})
VISITED: Errand = ("F15", {"has_issue": "否", "complaint_no": None, "next_visit_date": None})
STRAIGHT: tuple[Errand, ...] = (
    ("F04", {"intent_level": "高意向"}),
    ("F05", {"option": None}),
    CONFIRMED,
    ("F07", {"conclusion": "达成一致"}),
    ("F08", {"final_result": "通过"}),
    *SIGNED_AND_DELIVERED,
    ("F13", {"conclusion": "验收合格"}),
    VISITED,
    *PAID,
    ("F18", {"type": "复购"}),
)
"""The shortest way from a contacted lead to its end."""
WINDING: tuple[Errand, ...] = (
    ("F04", {"intent_level": "高意向"}),
    ("F19", {}),
    ("F05", {"option": None}),
    ("F05", {"option": None, "delivery_days": "45"}),
    ("F05", {"option": "B"}),
    ("F06", {"quote_no": "BJ-2026-0001", "version": "V2", "received_confirmed": "是", "feedback_type": "价格异议"}),
    ("F07", {"quote_no": "BJ-2026-0001-V2", "conclusion": "未达成"}),
    ("F07", {"quote_no": "BJ-2026-0001-V2", "conclusion": "达成一致"}),
    ("F08", {"final_result": "驳回"}),
    ("F07", {"quote_no": "BJ-2026-0001-V2", "conclusion": "达成一致"}),
    ("F08", {"final_result": "审批中"}),
    ("F08", {"final_result": "通过"}),
    *SIGNED_AND_DELIVERED,
    ("F13", {"conclusion": "需整改"}),
    ("F14", {"ready_for_reaccept": "是"}),
    ("F13", {"conclusion": "验收合格"}),
    *PAID,
    VISITED,
    ("F18", {"type": "转介绍"}),
)
"""A way with a second version, another option, a refusal and a rectification."""


def run(table: Table, errand: Errand, known: Known) -> Submission:
    """The form of an errand, filled that day."""
    form, typed = errand
    rows: Rows = {}
    if form == "F08" and known.deal is not None:
        spoken = {"通过": 4, "审批中": 2, "驳回": 1}[str(typed["final_result"])]
        opinions: list[Typed] = [{**row, "date": f"{table.today}"} for row in approval.OPINIONS[:spoken]]
        if typed["final_result"] == "驳回":
            opinions[-1] = {**opinions[-1], "opinion": "不同意", "comment": "付款比例须重谈"}
        rows = {"steps": [{} if n < _agreed(known.deal) else row for n, row in enumerate(opinions)]}
    step = int(form == "F13" and typed["conclusion"] == ROUNDS[1])
    return table.fill(CATALOGUE.forms[form], known, typed, rows, step=step)
