"""F11 进度反馈表: what the departments report to sales. Source: domain.md 2.11."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from toolkit.catalogue.forms.fields import NODES, choice, department, drawn_number, order_no
from toolkit.model.form import Field, Form, Prefill, Table, When
from toolkit.model.kinds import Day, Percent, Whole, Words, YesNo
from toolkit.model.kinds.cleaning import unspaced
from toolkit.model.kinds.reading import Raw
from toolkit.model.kinds.sort import Assumed, Meaning
from toolkit.model.known import Known
from toolkit.model.text import Text
from toolkit.rules import progress

FROM_TODAY: Final = Assumed(Text("从今天起算", "counted from today"))
_DAYS_OFF = re.compile(
    r"(?:预计|大约|约|还需|再过)*(\d{1,3})(天|日|周|个?星期)(?:之?后|内|以内)?(?:可?(?:完成|交付|发货|到货))?"
)


@dataclass(frozen=True, slots=True)
class ExpectedDay(Day):
    """A day to come, or how far off it is: 预计5天后交付."""

    def _meaning_on(self, raw: Raw, today: date) -> Meaning:
        found = _DAYS_OFF.fullmatch(unspaced(raw.content)) if isinstance(raw.content, str) else None
        if found is None:
            return Day._meaning_on(self, raw, today)
        days = int(found[1]) * (1 if found[2] in "天日" else 7)
        return Meaning(today + timedelta(days=days), (FROM_TODAY,))


IS_ABNORMAL = When("is_abnormal", (True,))

REPORTS = Table(
    key="rows",
    title=Text("进度反馈", "progress"),
    columns=(
        drawn_number("pf_no", "JD"),
        order_no(locked=False),
        Field(
            key="report_date",
            label=Text("反馈日期", "reported on"),
            kind=Day("past"),
            aliases=("填报日期", "日期"),
            example="2026-08-03",
            not_after="today",
        ),
        Field(
            key="dept",
            label=Text("反馈部门", "department"),
            kind=department(),
            aliases=("部门",),
            example="生产部门",
        ),
        Field(
            key="reporter",
            label=Text("反馈人", "reported by"),
            kind=Words(most=20, is_name=True),
            aliases=("填报人", "填表人"),
            example="郑强",
        ),
        Field(
            key="stage",
            label=Text("当前环节", "stage"),
            kind=choice(*NODES, (progress.DELIVERED, "签收", "已交付", "已签收")),
            example="生产",
            hint=Text(
                "客户已签收请选“交付签收”,并填实际交付日期", "交付签收 once the customer has signed, with the real day"
            ),
        ),
        Field(
            key="progress",
            label=Text("完成进度", "progress"),
            kind=Percent(),
            aliases=("进度", "完成比例"),
            example="60%",
        ),
        Field(
            key="done_work",
            label=Text("已完成工作", "done"),
            kind=Words(most=500),
            example="已完成60%生产",
        ),
        Field(
            key="remaining",
            label=Text("剩余工作", "left to do"),
            kind=Words(most=500),
            need=False,
            example="总装与检验",
        ),
        Field(
            key="eta",
            label=Text("预计/实际交付日期", "expected or real delivery"),
            kind=ExpectedDay("future"),
            aliases=("预计完成日期", "预计交付日期", "预计完成/交付日期", "实际交付日期"),
            example="2026-08-18",
            hint=Text("如 2026-08-18 或 预计5天后交付", "such as 2026-08-18 or 预计5天后交付"),
        ),
        Field(
            key="is_abnormal",
            label=Text("是否异常", "abnormal"),
            kind=YesNo(),
            aliases=("异常",),
            example="否",
        ),
        Field(
            key="abnormal_type",
            label=Text("异常类型", "sort of abnormality"),
            kind=choice(
                "物料短缺",
                "设备故障",
                "质量问题",
                "物流延迟",
                "人员不足",
                "客户原因",
                "设计变更",
                "不可抗力",
                "其他",
            ),
            need=IS_ABNORMAL,
            example="物流延迟",
        ),
        Field(
            key="impact_days",
            label=Text("影响天数", "days lost"),
            kind=Whole(low=0, high=999),
            need=IS_ABNORMAL,
            example="2",
        ),
        Field(
            key="cause",
            label=Text("异常原因", "cause"),
            kind=Words(most=500),
            need=IS_ABNORMAL,
            missing="R-63",
            aliases=("原因", "原因说明"),
            example="承运车辆故障",
        ),
        Field(
            key="measure",
            label=Text("应对措施", "measure"),
            kind=Words(most=500),
            need=IS_ABNORMAL,
            missing="R-63",
            aliases=("措施",),
            example="改派车辆,次日发出",
        ),
        Field(
            key="owner",
            label=Text("异常责任人", "owner"),
            kind=Words(most=20, is_name=True),
            need=IS_ABNORMAL,
            aliases=("责任人",),
            example="何勇",
        ),
        Field(
            key="need_support",
            label=Text("需要支持", "support needed"),
            kind=Words(most=500),
            need=False,
            example="请销售确认客户收货时间",
        ),
        Field(
            key="next_plan",
            label=Text("下周计划", "next week"),
            kind=Words(most=500),
            need=False,
            aliases=("下一步计划",),
            example="完成总装,开始检验",
            hint=Text("写入给客户的进度函", "goes into the letter to the customer"),
        ),
    ),
    least=1,
    missing="M-EMPTY",
)


def prefill(known: Known) -> Prefill:
    """A first row that names the deal's order."""
    order = known.deal.paper("G05") if known.deal else None
    if order is None:
        return Prefill()
    return Prefill(tables={"rows": ({"order_no": order.number},)})


FORM = Form(
    id="F11",
    word="progress-report",
    version="1.0",
    title=Text("进度反馈表", "progress report"),
    medium="xlsx",
    parts=(REPORTS,),
    stage=6,
    series="JD",
    own_number="pf_no",
    register="rows",
    rules=progress.RULES,
    prefill=prefill,
    filled_by=Text("生产、物流、客服部门", "production, logistics, service"),
)

MESSAGES: dict[str, Text] = {
    "R-60": Text(
        "预付款尚未收齐(还差{outstanding}元),按规定收到预付款后方可开始生产。",
        "{outstanding} yuan of the prepayment are outstanding; production should begin once it has come.",
    ),
    "R-61": Text("进度由{prev}降至{cur},请说明原因。", "Progress fell from {prev} to {cur}; please say why."),
    "R-63": Text("发生异常时,「{label}」必须填写。", "“{label}” is required of an abnormality."),
    "F11-03": Text(
        "预计交付日期{eta}晚于合同交付日期{due},应标记为异常并填写影响天数。",
        "Delivery is expected on {eta}, after the contract's {due}: mark it abnormal and count the days.",
    ),
    "F11-04": Text(
        "「{label}」填写{given}天,按交付日期计算应为{calc}天,请确认。",
        "“{label}” says {given}; by the delivery day it is {calc}. Please check.",
    ),
    "F11-05": Text(
        "「{label}」中写明已完成{said},与完成进度{progress}不一致,请确认。",
        "“{label}” says {said} is done, the progress {progress}; please check.",
    ),
    "F11-06": Text(
        "已交付签收,「{label}」应为100%,实际为{progress}。",
        "The goods are delivered; “{label}” should be 100 %, not {progress}.",
    ),
    "F11-08": Text(
        "交付签收已登记为{day}({number}),如需更正请先撤回。",
        "Delivery is on record for {day} ({number}); withdraw that to correct it.",
    ),
    "F11-07": Text(
        "订单“{raw}”尚未下达:请先提交《销售订单》,再反馈进度。",
        "Order “{raw}” is not released: the sales order has to come before reports on it.",
    ),
}
