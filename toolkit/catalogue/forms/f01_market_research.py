"""F01 市场调研报告: which customers we look for; leads are held against it. Source: domain.md 2.1, 1.1 stage 1."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.catalogue.forms.f02_lead_registry import FORM as LEADS
from toolkit.catalogue.forms.fields import drawn_number
from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.kinds import AmountRange, Choices, Day, Listing, Raw, Words
from toolkit.model.kinds.sort import Meaning, Refused
from toolkit.model.text import Text
from toolkit.rules import market_research


@dataclass(frozen=True, slots=True)
class RevenueRange(AmountRange):
    """From which yearly revenue to which a customer fits: 5000万-2亿."""

    def _meaning(self, raw: Raw) -> Meaning:
        try:
            return AmountRange._meaning(self, raw)
        except Refused as refused:
            if refused.fault.code != "M-AMT":
                raise
            raise Refused("F01-01") from refused


HEAD = Group(
    Text("一、调研概况", "1. The survey"),
    (
        drawn_number("research_no", "DY"),
        Field(
            key="author",
            label=Text("调研人", "surveyed by"),
            kind=Words(least=2, most=20, is_name=True),
            aliases=("填表人", "编制人"),
            example="王芳",
        ),
        Field(
            key="report_date",
            label=Text("调研日期", "date"),
            kind=Day("past"),
            aliases=("报告日期", "填表日期", "日期"),
            example="2026-06-08",
            not_after="today",
        ),
    ),
)

TARGET = Group(
    Text("二、目标客户", "2. Whom we look for"),
    (
        Field(
            key="target_industry",
            label=Text("目标行业", "target industries"),
            kind=Choices(LEADS.field("industry").kind.options),
            aliases=("行业",),
            example="制造业、零售业",
            hint=Text("可选多项", "several may be chosen"),
            wide=True,
        ),
        Field(
            key="revenue_range",
            label=Text("客户规模(年营收)", "size (annual revenue)"),
            kind=RevenueRange(),
            aliases=("客户规模", "年营收"),
            example="5000万-2亿",
            hint=Text("下限和上限,如“5000万-2亿”", "from and to, as in 5000万-2亿"),
        ),
        Field(
            key="region",
            label=Text("区域分布", "regions"),
            kind=Listing(),
            aliases=("目标区域", "区域"),
            example="江苏、上海",
            hint=Text("省市,用顿号分开", "provinces and cities"),
        ),
        Field(
            key="pain_points",
            label=Text("客户痛点", "pain points"),
            kind=Words(least=10),
            example="人工上料效率低,单班用工多,停机率高",
            hint=Text("不少于10个字", "at least 10 characters"),
            wide=True,
        ),
        Field(
            key="profile",
            label=Text("客户画像", "profile"),
            kind=Words(),
            example="需要降本增效的中型制造企业",
            wide=True,
        ),
    ),
)

COMPETITORS = Table(
    key="competitors",
    title=Text("三、主要竞争对手", "3. Competitors"),
    columns=(
        Field(
            key="name",
            label=Text("竞争对手", "competitor"),
            kind=Words(most=60, one_line=True),
            aliases=("名称", "竞争对手名称"),
            example="苏州某自动化公司",
        ),
        Field(
            key="strength",
            label=Text("优势", "strong at"),
            kind=Words(most=300),
            need=False,
            example="交期短,本地有库存",
        ),
        Field(
            key="weakness",
            label=Text("劣势", "weak at"),
            kind=Words(most=300),
            need=False,
            example="售后网点少,备件周期长",
        ),
        Field(
            key="price_level",
            label=Text("价格水平", "prices"),
            kind=Words(most=60),
            need=False,
            aliases=("价格",),
            example="低于我方约8%",
        ),
    ),
    word_rows=5,
)

FORM = Form(
    id="F01",
    word="market-research",
    version="1.0",
    title=Text("市场调研报告", "market research"),
    medium="docx",
    parts=(HEAD, TARGET, COMPETITORS),
    stage=1,
    series="DY",
    own_number="research_no",
    rules=market_research.RULES,
    records="research",
)

MESSAGES: dict[str, Text] = {
    "F01-01": Text(
        "「客户规模」无法识别为金额区间:“{raw}”,请填写如“5000万-2亿”。",
        "“{label}” is no range of money: “{raw}”; write it like 5000万-2亿.",
    ),
    "F01-02": Text(
        "「{label}」“{raw}”应同时写明下限和上限,如“5000万-2亿”。",
        "“{label}” “{raw}” should say from which revenue to which, as in 5000万-2亿.",
    ),
    "F01-03": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
}
