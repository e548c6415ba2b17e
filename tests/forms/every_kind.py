"""A small form that asks for every kind of answer, in both media, and values to fill it with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from hypothesis import strategies as st

from toolkit.model import kinds
from toolkit.model.form import Calculation, Field, Form, Group, Prefill, Prose, Signatures, Table
from toolkit.model.kinds import Kind, Span, Term
from toolkit.model.submission import Line, Submission, Value
from toolkit.model.text import Text

TODAY = date(2026, 7, 1)
COLOURS = ("红", "黄", "蓝", "绿", "黑", "白")


def asked(key: str, label: str, kind: Kind, **more: Any) -> Field:
    """A field whose English label is its key."""
    return Field(key=key, label=Text(label, key.replace("_", " ")), kind=kind, **more)


def _line_amount(submission: Submission, line: Line | None) -> Value:
    quantity, price = (line.amount("quantity"), line.amount("price")) if line else (None, None)
    return None if quantity is None or price is None else round(quantity * price, 2)


def _total(submission: Submission, line: Line | None) -> Value:
    amounts = [row.amount("amount") for row in submission.lines("goods")]
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


PER_LINE = Calculation("ROUND({quantity}*{price},2)", _line_amount, Text("数量×单价", "quantity × price"))
SUMMED = Calculation("SUM({goods.amount})", _total, Text("金额合计", "sum of amounts"))

SINGLE = Group(
    Text("基本信息", "Basics"),
    (
        asked("own_number", "编号", kinds.Number("KH"), drawn=True),
        asked("company", "客户名称", kinds.Words(one_line=True), aliases=("公司名称",), example="上海启明"),
        asked("story", "情况说明", kinds.Words(), wide=True, need=False),
        asked("price_all", "总价(元)", kinds.Amount()),
        asked("count", "件数", kinds.Quantity()),
        asked("months", "质保期(月)", kinds.Whole(0, 120)),
        asked("share", "预付比例", kinds.Percent()),
        asked("on", "交付日期", kinds.Day(), hint=Text("不早于今天", "not before today"), example="2026-07-20"),
        asked("at", "会议时间", kinds.Moment()),
        asked("term", "交付周期", kinds.Period()),
        asked("budget", "预算范围", kinds.AmountRange()),
        asked("people", "员工人数", kinds.WholeRange()),
        asked("agrees", "是否同意", kinds.YesNo()),
        asked("seal", "盖章", kinds.Tick(), need=False),
        asked("level", "意向等级", kinds.Choice(("高意向", "中意向", "低意向"))),
        asked("colour", "颜色", kinds.Choice(COLOURS)),
        asked("colours", "其他颜色", kinds.Choices(COLOURS)),
        asked("guests", "参加人员", kinds.Listing()),
        asked("phone", "联系电话", kinds.Phone()),
        asked("email", "邮箱", kinds.Email()),
        asked("code", "信用代码", kinds.CreditCode()),
        asked("reference", "订单编号", kinds.Number("DD")),
        asked("capitals", "金额大写", kinds.Capitals()),
        asked("account", "银行账号", kinds.Account()),
        asked("tax_rate", "税率", kinds.TaxRate()),
        asked("score", "评分", kinds.Score()),
        asked("version", "合同版本", kinds.Version()),
    ),
)
GOODS = Table(
    key="goods",
    title=Text("货物明细", "Goods"),
    columns=(
        asked("article", "名称", kinds.Words(), example="自动上料机"),
        asked("sort", "类别", kinds.Choice(COLOURS), need=False),
        asked("quantity", "数量", kinds.Quantity()),
        asked("price", "单价", kinds.Amount()),
        asked("amount", "金额", kinds.Amount(), calculation=PER_LINE),
        asked("due", "到货日期", kinds.Day(), need=False),
        asked("is_new", "是否新品", kinds.YesNo(), need=False),
    ),
)
TOTALS = Group(Text("汇总", "Totals"), (asked("total", "金额合计", kinds.Amount(), calculation=SUMMED),))


def form_in(medium: Literal["xlsx", "docx"]) -> Form:
    """The form as a workbook or as a Word file."""
    return Form(
        id="F91" if medium == "xlsx" else "F92",
        word=f"every-kind-{medium}",
        version="1.0",
        title=Text("样样俱全表" if medium == "xlsx" else "样样俱全单", "Every kind"),
        medium=medium,
        parts=(SINGLE, GOODS, Prose(Text("以上内容属实。", "All true.")), TOTALS, Signatures((Text("甲方", "A"),))),
        stage=1,
        own_number="own_number",
    )


WORKBOOK, WORD_FORM = form_in("xlsx"), form_in("docx")
FORMS = (WORKBOOK, WORD_FORM)

_NAMES = st.text("东南西北启明精密设备制造ABC123", min_size=2, max_size=12).filter(lambda t: not t.isdigit())
_AMOUNTS = st.decimals(Decimal("0.01"), Decimal(99_999_999), places=2)
_QUANTITIES = st.decimals(Decimal("0.01"), Decimal(9_999), places=2).map(lambda d: Decimal(f"{d.normalize():f}"))
_DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
_WHOLE_YUAN = st.integers(1, 10_000).map(lambda n: Decimal(n * 10_000))

ANSWERS: Mapping[str, st.SearchStrategy[Any]] = {
    "company": _NAMES,
    "story": _NAMES,
    "price_all": _AMOUNTS,
    "count": _QUANTITIES,
    "months": st.integers(1, 120),
    "share": st.integers(0, 100).filter(lambda n: n != 1).map(lambda n: Decimal(n) / 100),
    "on": _DAYS,
    "at": st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda d: d.replace(second=0, microsecond=0)),
    "term": st.builds(Term, st.integers(1, 90), st.sampled_from(["天", "工作日"])),
    "budget": _WHOLE_YUAN.map(lambda low: Span(low, low + 50_000)),
    "people": st.integers(1, 500).map(lambda low: Span(Decimal(low), Decimal(low + 100))),
    "agrees": st.booleans(),
    "seal": st.booleans(),
    "level": st.sampled_from(["高意向", "中意向", "低意向"]),
    "colour": st.sampled_from(COLOURS),
    "colours": st.lists(st.sampled_from(COLOURS), min_size=1, max_size=3, unique=True).map(
        lambda chosen: tuple(sorted(chosen, key=COLOURS.index))
    ),
    "guests": st.lists(st.sampled_from(["王芳", "李强", "张伟"]), min_size=1, max_size=3, unique=True).map(tuple),
    "phone": st.sampled_from(["13812345678", "0512-66668888"]),
    "email": st.sampled_from(["zhangwei@example.com", "a.b@example.org"]),
    "code": st.sampled_from(["91110000600037341L", "9144030071526726XG"]),
    "reference": st.integers(1, 9_999).map(lambda n: f"DD-2026-{n:04d}"),
    "capitals": _AMOUNTS,
    "account": st.sampled_from(["1102020209000123456", "6222020200012345678"]),
    "tax_rate": st.sampled_from(["13%", "6%", "免税"]),
    "score": st.integers(1, 5),
    "version": st.sampled_from(["V1.0", "V2", "V1.1"]),
}
COLUMNS: Mapping[str, st.SearchStrategy[Any]] = {
    "article": _NAMES,
    "sort": st.sampled_from(COLOURS),
    "quantity": _QUANTITIES,
    "price": _AMOUNTS,
    "due": _DAYS,
    "is_new": st.booleans(),
}


@st.composite
def prefills(draw: st.DrawFn) -> Prefill:
    """Some of the answers, and up to eight rows."""
    keys = draw(st.sets(st.sampled_from(sorted(ANSWERS)), min_size=1))
    values = {key: draw(ANSWERS[key]) for key in sorted(keys)}
    row = st.fixed_dictionaries(
        {"article": COLUMNS["article"]}, optional={k: s for k, s in COLUMNS.items() if k != "article"}
    )
    return Prefill(values, {"goods": tuple(draw(st.lists(row, max_size=8)))})


FILLED = Prefill(
    {
        "company": "上海启明精密制造有限公司",
        "price_all": Decimal("286000.00"),
        "on": date(2026, 7, 20),
        "agrees": True,
        "level": "中意向",
        "colour": "蓝",
        "share": Decimal("0.30"),
    },
    {
        "goods": (
            {"article": "自动上料机", "quantity": Decimal(2), "price": Decimal("113000.00"), "is_new": True},
            {"article": "维护", "quantity": Decimal(1), "price": Decimal("60000.00"), "due": date(2026, 8, 18)},
        )
    },
)


Rows = dict[str, list[dict[str, Value]]]


def told(submission: Submission) -> tuple[dict[str, Value], Rows]:
    """The values that were given, by key; calculated ones left out."""
    values: dict[str, Value] = {
        key: a.value for key, a in submission.answers.items() if a.value is not None and key != "total"
    }
    rows: Rows = {
        table: [
            {k: a.value for k, a in line.answers.items() if a.value is not None and k != "amount"} for line in lines
        ]
        for table, lines in submission.tables.items()
    }
    return values, rows


def given(prefill: Prefill) -> tuple[dict[str, Value], Rows]:
    """The same of a prefill."""
    return dict(prefill.values), {"goods": [dict(row) for row in prefill.tables.get("goods", ())]}


def later(form: Form, version: str) -> Form:
    """The form in another version."""
    return replace(form, version=version)
