"""The tables that a report brings with it: what is due, what has changed."""

from __future__ import annotations

from typing import Final

from toolkit.model.text import Text
from toolkit.reports.tables import Column, Table

HOUSE: Final = Column("house", Text("分支", "branch"), 14, "code")
"""The first column of every table where a report covers several houses."""

ALERTS: Final = Table(
    id="alerts",
    title=Text("预警", "Alerts"),
    tab="#C00000",
    columns=(
        Column("level", Text("级别", "level"), 8, "code"),
        Column("kind", Text("类型", "list"), 23),
        Column("number", Text("单号", "number"), 19, "code", is_link=True),
        Column("customer", Text("客户", "customer"), 30),
        Column("matter", Text("事项", "matter"), 40),
        Column("due_on", Text("到期日", "due"), 13, "day"),
        Column("days", Text("剩余/逾期天数(日历)", "days left"), 15, "days"),
        Column("workdays", Text("剩余/逾期天数(工作日)", "working days left"), 17, "days"),
        Column("amount", Text("金额(元)", "amount (yuan)"), 17, "amount"),
        Column("owner", Text("责任人", "owner"), 13),
        Column("action", Text("建议动作", "what to do"), 34),
        Column("source", Text("来源文件", "source"), 36),
    ),
)

CHANGES: Final = Table(
    id="changes",
    title=Text("今日变化", "Changes"),
    tab="#BF8F00",
    columns=(
        Column("kind", Text("变化", "change"), 14, "code"),
        Column("on", Text("日期", "day"), 13, "day"),
        Column("deal", Text("商机", "deal"), 18, "code", is_link=True),
        Column("customer", Text("客户", "customer"), 32),
        Column("before", Text("之前", "before"), 26),
        Column("after", Text("现在", "now"), 26),
        Column("amount", Text("金额(元)", "amount (yuan)"), 18, "amount"),
        Column("owner", Text("负责人", "owner"), 12),
    ),
)
