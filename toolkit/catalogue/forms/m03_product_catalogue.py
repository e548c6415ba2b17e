"""M03 产品目录: what we sell, at which price and rate. Source: domain.md 2.19."""

from __future__ import annotations

from toolkit.model.form import Field, Form, Table
from toolkit.model.kinds import Amount, TaxRate, Words
from toolkit.model.text import Text
from toolkit.rules import master

FORM = Form(
    id="M03",
    word="product-catalogue",
    version="1.0",
    title=Text("产品目录", "product catalogue"),
    medium="xlsx",
    parts=(
        Table(
            key="rows",
            title=Text("产品与服务", "products and services"),
            columns=(
                Field(
                    key="code",
                    label=Text("产品编码", "code"),
                    kind=Words(most=30, one_line=True),
                    aliases=("编码", "货号", "产品编号"),
                    example="HT-200",
                ),
                Field(
                    key="name",
                    label=Text("名称", "name"),
                    kind=Words(most=100, one_line=True),
                    aliases=("产品名称", "产品/服务名称"),
                    example="自动上料机",
                ),
                Field(
                    key="spec",
                    label=Text("规格型号", "specification"),
                    kind=Words(most=100, one_line=True),
                    need=False,
                    aliases=("规格", "型号"),
                    example="HT-200,单臂,负载20kg",
                ),
                Field(key="unit", label=Text("单位", "unit"), kind=Words(most=10, one_line=True), example="台"),
                Field(
                    key="list_price",
                    label=Text("含税目录价", "list price"),
                    kind=Amount(positive=True),
                    aliases=("目录价", "含税单价", "单价"),
                    example="113000.00",
                    hint=Text("含增值税,元", "with VAT, yuan"),
                ),
                Field(
                    key="tax_rate", label=Text("税率", "tax rate"), kind=TaxRate(), aliases=("增值税率",), example="13%"
                ),
                Field(
                    key="tax_category",
                    label=Text("税收分类简称", "tax category"),
                    kind=Words(most=40, one_line=True),
                    need=False,
                    aliases=("税收分类",),
                    example="通用设备",
                ),
                Field(
                    key="cost",
                    label=Text("不含税成本", "cost"),
                    kind=Amount(),
                    need=False,
                    aliases=("成本", "标准成本"),
                    example="65000.00",
                    hint=Text("内部资料,不对外", "internal"),
                ),
            ),
            least=1,
            missing="M-EMPTY",
        ),
    ),
    stage=0,
    register="rows",
    rules=master.PRODUCTS,
    filled_by=Text("产品/技术团队", "product team"),
    records="product",
)

MESSAGES: dict[str, Text] = {
    "M03-01": Text(
        "「{label}」{raw} 的毛利率 {margin} 低于公司标准 {std}。",
        "At “{label}” {raw} the margin is {margin}, below the standard of {std}.",
    ),
    "M03-02": Text(
        "「{label}」“{raw}”与产品{other}的名称和规格相同。",
        "“{label}” “{raw}” has the same name and specification as {other}.",
    ),
}
