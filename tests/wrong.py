"""Three forms filled wrongly, and what must be said of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from tests.golden import COST_SHEET, LEAD, MINUTES, Step, Typed, _day


class Said(NamedTuple):
    """One finding as the report words it: code; form, cell, what was read, what is expected."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong form, dropped before the right one of `before`."""

    step: Step
    before: Step
    findings: tuple[Said, ...]
    """Every finding above info, in the order of the report."""


def _changed(row: Typed, **typed: str) -> Typed:
    return {**row, **typed}


_LEAD_ROW = LEAD.tables["rows"][0]

LEADS = Wrong(
    step=Step(
        _day("06-15"),
        "F02",
        "客户登记(有误).xlsx",
        tables={
            "rows": (
                _changed(
                    _LEAD_ROW,
                    contact_phone="12345678901",
                    contact_email="",
                    next_contact_date="2026-06-12",
                    first_contact_date="2026-06-15",
                ),
                _changed(
                    _LEAD_ROW,
                    customer_name="苏州宏达模具有限公司",
                    customer_short="苏州宏达",
                    uscc="91320594M1AABCDE8Y",
                    source="客户转介绍",
                    contact_phone="0512-66667777",
                    contact_email="",
                    first_contact_date="",
                    contact_method="",
                    feedback="",
                    next_contact_date="",
                ),
            )
        },
        is_prefilled=False,
    ),
    before=LEAD,
    findings=(
        Said(
            "M-PHONE",
            "【潜在客户信息登记表】潜在客户信息登记表!R5: "
            "「联系电话」不是有效的手机号、固定电话(含区号)或400/800号码:“12345678901”。",
        ),
        Said(
            "M-DATE-PAST",
            "【潜在客户信息登记表】潜在客户信息登记表!X5: "
            "「下次沟通时间」(2026-06-12)不能早于初步接触日期(2026-06-15)。",
        ),
        Said(
            "M-USCC",
            "【潜在客户信息登记表】潜在客户信息登记表!E6: "
            "「统一社会信用代码」统一社会信用代码校验不通过:“91320594M1AABCDE8Y”(校验位应为4)。",
        ),
        Said(
            "F02-07",
            "【潜在客户信息登记表】潜在客户信息登记表!L6: 来源为“客户转介绍”时,「转介绍人」必须填写。",
        ),
    ),
)

_COSTS = COST_SHEET.tables["costs"]

_OFFER = COST_SHEET.tables["offer"]

COSTS = Wrong(
    step=replace(
        COST_SHEET,
        day=_day("06-30"),
        name="成本核算表(有误).xlsx",
        values={**COST_SHEET.values, "total_cost": "160000", "prepared_date": "6月底"},
        tables={
            "costs": (_changed(_COSTS[0], item=""), *_COSTS[1:]),
            "offer": (_changed(_OFFER[0], tax_rate="17%"), _OFFER[1]),
        },
    ),
    before=COST_SHEET,
    findings=(
        Said(
            "M-SUM",
            "【成本核算表】成本核算表!D81: 「成本合计」各类别小计之和合计不符:"
            "填写 160,000.00,按明细计算应为 166,500.00,相差 6,500.00。",
        ),
        Said(
            "M-DATE-VAGUE",
            "【成本核算表】成本核算表!D92: 「核算日期」“6月底”不是确定的日期,请填写具体日期(如 2026-06-30)。",
        ),
        Said("M-REQ", "【成本核算表】成本核算表!C12: 「项目名称」为必填项,不能为空。"),
        Said(
            "M-RATE-OLD",
            "【成本核算表】成本核算表!G46: 「税率」税率“17%”已停用,不在现行税率范围(13%、9%、6%、3%、1%、0%、免税)。",
        ),
    ),
)

_PLAN = MINUTES.tables["plan"]

TALKS = Wrong(
    step=replace(
        MINUTES,
        day=_day("07-09"),
        name="谈判纪要(有误).docx",
        values={
            key: typed
            for key, typed in {**MINUTES.values, "neg_date": "2026-07-09", "final_total_incl": "271,000.00"}.items()
            if key != "conclusion"
        },
        tables={**MINUTES.tables, "plan": (_changed(_PLAN[0], share="30%"), _changed(_PLAN[1], share="70%"))},
    ),
    before=MINUTES,
    findings=(
        Said("M-REQ", "【谈判纪要】第7个表 第1行: 「谈判结论」为必填项,不能为空。"),
        Said(
            "M-CALC",
            "【谈判纪要】第3个表 第1行: 「最终含税总价(元)」填写 271,000.00,应为 271,700.00"
            "(报价单各行含税单价×(1−降价幅度),四舍五入到分后合计)。",
        ),
        Said("R-31", "【谈判纪要】第3个表 第1行: 降价5%(≤5%)须以预付款不低于50%为条件,当前预付款30%。"),
        Said(
            "F07-06",
            "【谈判纪要】第2个表 第3行: 谈判要点中的付款比例50%、50%在付款安排(30%、70%)中没有对应项,请确认。",
        ),
    ),
)

WRONG: tuple[Wrong, ...] = (LEADS, COSTS, TALKS)
