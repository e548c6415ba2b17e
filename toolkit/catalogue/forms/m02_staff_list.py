"""M02 员工名册: who does what here, and who stands in. Source: domain.md 2.19, decisions.md 4 and 16."""

from __future__ import annotations

import re

from toolkit.catalogue.forms.fields import choice
from toolkit.model.form import Field, Form, Table, When
from toolkit.model.kinds import Choice, Day, Phone, Raw, Words
from toolkit.model.kinds.sort import Meaning, Refused
from toolkit.model.text import Text
from toolkit.rules import master, staff_list


class Roles(Choice):
    """One of the usual roles or several, parted by 、; others as written, for nodes that a house adds to its chains."""

    __slots__ = ()

    def _meaning(self, raw: Raw) -> Meaning:
        try:
            return Choice._meaning(self, raw)
        except Refused:
            words = [word.strip() for word in re.split("[、，,/；;\n]", str(raw.content)) if word.strip()]
        found = [self._one(word) for word in words]
        return Meaning("、".join(dict.fromkeys(found)) or None)

    def _one(self, word: str) -> str:
        try:
            return str(Choice._meaning(self, Raw(word)).value)
        except Refused:
            return word


FORM = Form(
    id="M02",
    word="staff-list",
    version="1.0",
    title=Text("员工名册", "staff list"),
    medium="xlsx",
    parts=(
        Table(
            key="rows",
            title=Text("员工", "staff"),
            columns=(
                Field(
                    key="name",
                    label=Text("姓名", "name"),
                    kind=Words(least=2, most=20, is_name=True),
                    example="王芳",
                ),
                Field(
                    key="department",
                    label=Text("部门", "department"),
                    kind=choice(
                        ("销售部门", "销售部", "销售"),
                        ("产品技术团队", "产品/技术团队", "技术部", "产品部"),
                        ("财务部门", "财务部", "财务"),
                        ("法务部门", "法务部", "法务"),
                        ("总经理办公室", "总经办"),
                        ("生产部门", "生产部", "生产"),
                        ("物流部门", "物流部", "物流"),
                        ("客服部门", "客服部", "客服"),
                    ),
                    aliases=("所属部门",),
                    example="销售部门",
                ),
                Field(
                    key="role",
                    label=Text("角色", "role"),
                    kind=Roles(tuple(master.DEPARTMENT_OF)),
                    aliases=("岗位",),
                    example="销售代表",
                    hint=Text(
                        "审批权限由角色决定;兼任用顿号分隔", "decides what they may approve; several parted by 、"
                    ),
                ),
                Field(
                    key="phone",
                    label=Text("电话", "phone"),
                    kind=Phone(),
                    need=False,
                    aliases=("手机", "联系电话"),
                    example="13600000001",
                ),
                Field(
                    key="account",
                    label=Text("系统账号", "system account"),
                    kind=Words(most=60, one_line=True),
                    need=False,
                    aliases=("账号", "登录账号", "域账号"),
                    example="HENGTUO\\wangfang",
                    hint=Text("其提交文件的所有者账号", "owns the files they drop"),
                ),
                Field(
                    key="deputy",
                    label=Text("代理人", "deputy"),
                    kind=Words(least=2, most=20, is_name=True),
                    need=False,
                    example="李强",
                    hint=Text("休假期间代为审批的人", "who approves in their absence"),
                ),
                Field(
                    key="deputy_from",
                    label=Text("代理开始日期", "deputy from"),
                    kind=Day("neutral"),
                    need=When("deputy"),
                    aliases=("代理起始",),
                    example="2026-07-13",
                ),
                Field(
                    key="deputy_until",
                    label=Text("代理结束日期", "deputy until"),
                    kind=Day("neutral"),
                    need=When("deputy"),
                    aliases=("代理截止",),
                    example="2026-07-24",
                    not_before="deputy_from",
                ),
            ),
            least=1,
            missing="M-EMPTY",
        ),
    ),
    stage=0,
    register="rows",
    rules=(*master.STAFF, *staff_list.LISTED),
    filled_by=Text("销售负责人", "head of sales"),
    records="person",
)

MESSAGES: dict[str, Text] = {
    "M02-01": Text(
        "「{label}」“{raw}”通常属于{expected},表中为{department},请核对。",
        "The role “{raw}” usually belongs to {expected}; the list says {department}.",
    ),
    "M02-02": Text("「{label}」“{raw}”不能是本人。", "“{label}” “{raw}” cannot be the person itself."),
    "M02-04": Text(
        "「{label}」“{raw}”已登记在{name}名下,一个账号只能属于一人。",
        "The account “{raw}” is listed for {name} already; an account belongs to one person.",
    ),
    "M02-03": Text("「{label}」“{raw}”尚未列入员工名册。", "“{label}” “{raw}” is not yet in the staff list."),
}
