"""The golden case with a customer abroad: what people typed is English, what they chose is as declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from toolkit.model.deal import Paper
from toolkit.model.known import Known

TYPED: Final[Mapping[str, str]] = MappingProxyType(
    {
        "苏州恒拓智能装备有限公司": "Suzhou Hengtuo Intelligent Equipment Co., Ltd.",
        "苏州市工业园区示例路1号": "1 Example Road, Suzhou Industrial Park, Suzhou, China",
        "示例银行苏州分行": "Example Bank, Suzhou Branch",
        "上海启明精密制造有限公司": "Northfield Precision GmbH",
        "上海启明": "Northfield",
        "张伟": "Anna Keller",
        "王芳": "Wang Fang",
        "吴倩": "Wu Qian",
        "周强": "Zhou Qiang",
        "郑洋": "Zheng Yang",
        "周工": "Zhou Qiang",
        "陈工": "Peter Braun",
        "上海市浦东新区示例路88号 客户工厂": "Plant 2, 88 Example Street, Hamburg, Germany",
        "上海市浦东新区示例路88号": "88 Example Street, Hamburg, Germany",
        "自动上料机及年度维护方案": "Automatic feeders with annual maintenance",
        "自动上料机": "Automatic feeder",
        "年度维护服务": "Annual maintenance",
        "台": "set",
        "项": "item",
        "12个月": "12 months",
        "客户现场土建及动力配套": "civil works and power supply at the customer’s site",
        "随机提供易损件一套": "one set of wearing parts with each machine",
        "物料已到齐。": "All materials are in.",
        "开始机加工": "Start of machining",
        "完成机加工": "Completion of machining",
        "机加工完成,开始总装": "Machining completed, assembly begun",
        "总装与调试": "Assembly and adjustment",
        "总装完成": "Assembly completed",
        "出厂检验": "Factory inspection",
        "出厂检验、包装发货。": "Factory inspection, packing and dispatch",
        "承运车辆故障。": "Breakdown of the carrier’s truck.",
        "改派车辆,次日发出;": "Another truck is assigned; dispatch on the next day",
        "2号机上料节拍偏慢": "Feeder No. 2 cycles too slowly",
        "节拍调整至每件12秒以内": "Adjust the cycle to no more than 12 seconds per piece",
    }
)
"""What people typed in the golden case -> what they type for a customer abroad."""


def foreign(known: Known) -> Known:
    """The same deal, typed in English."""
    assert known.deal is not None and known.customer is not None
    company = _typed(known.rulebook.company)
    staff = {TYPED.get(name, name): _typed(person) for name, person in known.staff.items()}
    return replace(
        known,
        deal=_typed(known.deal),
        customer=_typed(known.customer),
        staff=staff,
        rulebook=replace(known.rulebook, company=company),
    )


def _typed(value: Any) -> Any:
    """The value with every typed text in it in English."""
    if isinstance(value, str):
        return TYPED.get(value, value)
    if isinstance(value, date | Decimal | Paper):
        return value
    if isinstance(value, tuple):
        return tuple(_typed(each) for each in value)
    if isinstance(value, Mapping):
        return {key: _typed(each) for key, each in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _typed(getattr(value, f.name)) for f in fields(value) if f.init})
    return value
