"""F02 潜在客户信息登记表: one row a lead. Source: domain.md 2.2."""

from __future__ import annotations

from typing import Final

from toolkit.catalogue.forms.fields import choice
from toolkit.model.form import Field, Form, Table, When
from toolkit.model.kinds import AmountRange, CreditCode, Day, Email, Number, Phone, WholeRange, Words, YesNo
from toolkit.model.text import Text
from toolkit.rules import leads

REFERRAL: Final = "客户转介绍"
CONTACTED: Final = When("first_contact_date")

CUSTOMER: Final = (
    Field(
        key="lead_no",
        label=Text("客户编号", "customer number"),
        kind=Number("KH"),
        need=False,
        aliases=("线索编号",),
        example="KH-2026-0001",
        hint=Text("新客户不填,收件后自动编号;更新已登记的客户时填写", "leave it for a new lead, name it to update one"),
        drawn=True,
    ),
    Field(
        key="customer_name",
        label=Text("客户名称", "customer"),
        kind=Words(least=4, most=60, one_line=True),
        aliases=("公司名称", "单位名称", "客户全称", "企业名称"),
        example="上海启明精密制造有限公司",
        hint=Text("营业执照全称", "full name as on the business licence"),
    ),
    Field(
        key="customer_short",
        label=Text("客户简称", "short name"),
        kind=Words(least=2, most=12, one_line=True),
        need=False,
        example="上海启明",
        hint=Text("用于文件夹和文件名", "used for folders and file names"),
    ),
    Field(
        key="uscc",
        label=Text("统一社会信用代码", "credit code"),
        kind=CreditCode(),
        need=False,
        aliases=("税号", "纳税人识别号"),
        example="91310115MA1K456788",
        hint=Text("18位;签订合同前必须补齐", "18 characters; needed before a contract"),
    ),
    Field(
        key="industry",
        label=Text("所属行业", "industry"),
        kind=choice(
            "制造业",
            ("零售业", "零售"),
            ("批发业", "批发"),
            ("信息技术", "IT", "软件"),
            ("物流运输", "物流", "运输"),
            ("建筑业", "建筑"),
            ("能源化工", "能源", "化工"),
            ("医药医疗", "医药", "医疗"),
            "教育",
            "金融",
            ("政府及公共事业", "政府", "公共事业"),
            ("其他", "其它", "其他(需注明)"),
        ),
        aliases=("行业",),
        example="制造业",
        hint=Text("选“其他”时请在备注中注明", "name it under remarks when it is another"),
    ),
    Field(
        key="annual_revenue",
        label=Text("年营收", "annual revenue"),
        kind=AmountRange(),
        aliases=("年营业额", "客户规模"),
        example="5000万-2亿",
        hint=Text("一个数或区间,如“8000万”或“5000万-2亿”", "one amount or a range"),
    ),
    Field(
        key="employees",
        label=Text("员工人数", "employees"),
        kind=WholeRange(),
        need=False,
        aliases=("人员规模",),
        example="200-500人",
    ),
    Field(
        key="region",
        label=Text("所在地区", "region"),
        kind=Words(most=60, one_line=True),
        aliases=("区域", "省市"),
        example="上海市浦东新区",
        hint=Text("省+市", "province and city"),
    ),
    Field(
        key="address",
        label=Text("地址", "address"),
        kind=Words(most=120, one_line=True),
        need=False,
        example="上海市浦东新区示例路88号",
    ),
)

ORIGIN: Final = (
    Field(
        key="source",
        label=Text("客户来源", "source"),
        kind=choice(
            ("企业信息平台", "天眼查", "企查查", "企业信息平台(天眼查/企查查)"),
            ("行业展会", "展会"),
            (REFERRAL, "转介绍"),
            "电话",
            "网络推广",
            "官网咨询",
            ("招投标", "招标", "投标"),
            "老客户",
            ("其他", "其它"),
        ),
        aliases=("获客渠道", "信息来源"),
        example="行业展会",
    ),
    Field(
        key="referrer",
        label=Text("转介绍人", "referrer"),
        kind=Words(most=60, one_line=True),
        need=When("source", (REFERRAL,)),
        aliases=("介绍客户",),
        example="李明(苏州示例公司)",
        missing="F02-07",
    ),
    Field(
        key="profile_match",
        label=Text("是否符合客户画像", "fits the profile"),
        kind=YesNo(),
        example="是",
        hint=Text("填“否”时须在备注中说明理由", "a no asks for a reason under remarks"),
    ),
    Field(
        key="pain_points",
        label=Text("客户痛点", "pain points"),
        kind=Words(least=4, most=500),
        need=False,
        aliases=("初步需求",),
        example="上料工位用工成本高",
    ),
)

CONTACT: Final = (
    Field(
        key="contact_name",
        label=Text("关键联系人", "contact"),
        kind=Words(least=2, most=20, is_name=True),
        aliases=("联系人",),
        example="张伟",
    ),
    Field(
        key="contact_title",
        label=Text("职务", "title"),
        kind=Words(most=30, one_line=True),
        aliases=("职位",),
        example="采购经理",
    ),
    Field(
        key="contact_role",
        label=Text("联系人角色", "role in the decision"),
        kind=choice("决策人", "影响人", "使用人", ("采购执行", "采购"), ("其他", "其它")),
        need=False,
        example="影响人",
    ),
    Field(
        key="contact_phone",
        label=Text("联系电话", "phone"),
        kind=Phone(),
        need=False,
        aliases=("手机", "电话"),
        example="13812345678",
        hint=Text("联系电话、邮箱、微信至少填写一项", "at least one of phone, e-mail and WeChat"),
    ),
    Field(
        key="contact_email",
        label=Text("邮箱", "e-mail"),
        kind=Email(),
        need=False,
        aliases=("E-mail", "电子邮箱"),
        example="zhangwei@example.com",
    ),
    Field(
        key="contact_wechat",
        label=Text("微信号", "WeChat"),
        kind=Words(most=20, one_line=True),
        need=False,
        aliases=("微信",),
        example="同手机",
    ),
    Field(
        key="first_contact_date",
        label=Text("初步接触日期", "first contact"),
        kind=Day("past"),
        need=False,
        aliases=("首次联系时间",),
        example="2026-06-16",
        hint=Text("填写后,接触方式、反馈、下次沟通时间必填", "asks for method, feedback and the next date"),
        not_after="today",
    ),
    Field(
        key="contact_method",
        label=Text("接触方式", "method"),
        kind=choice(
            ("电话", "电话沟通"),
            ("邮件", "邮箱", "电子邮件"),
            "LinkedIn",
            "微信",
            ("上门拜访", "拜访"),
            ("线上会议", "视频会议"),
            ("展会", "行业展会"),
            ("其他", "其它"),
        ),
        need=CONTACTED,
        aliases=("沟通方式",),
        example="电话",
    ),
    Field(
        key="feedback",
        label=Text("客户初步反馈", "first feedback"),
        kind=Words(least=4, most=500),
        need=CONTACTED,
        aliases=("反馈情况",),
        example="对自动上料方案感兴趣,需进一步对接技术部门",
        missing="R-02",
    ),
    Field(
        key="next_contact_date",
        label=Text("下次沟通时间", "next contact"),
        kind=Day("future"),
        need=CONTACTED,
        aliases=("下次跟进日期",),
        example="2026-06-22",
        not_before="first_contact_date",
        missing="R-02",
    ),
)

CARE: Final = (
    Field(
        key="intent_level",
        label=Text("意向等级", "intent"),
        kind=choice(("高意向", "高", "A"), ("中意向", "中", "B"), ("低意向", "低", "C")),
        need=False,
        example="中意向",
    ),
    Field(
        key="owner",
        label=Text("负责人", "owner"),
        kind=Words(least=2, most=20, is_name=True),
        aliases=("销售代表", "跟进人"),
        example="王芳",
    ),
    Field(
        key="register_date",
        label=Text("登记日期", "registered on"),
        kind=Day("past"),
        example="2026-06-15",
        not_after="today",
    ),
    Field(
        key="follow_status",
        label=Text("跟进状态", "follow-up"),
        kind=choice("未联系", "跟进中", "已转需求", ("暂缓", "暂缓跟进"), "无效"),
        need=False,
        example="跟进中",
    ),
    Field(
        key="remark",
        label=Text("备注", "remarks"),
        kind=Words(most=500),
        need=False,
        example="展会现场交换名片",
    ),
)

FORM = Form(
    id="F02",
    word="lead-registry",
    version="1.0",
    title=Text("潜在客户信息登记表", "lead registry"),
    medium="xlsx",
    parts=(
        Table(
            key="rows",
            title=Text("客户明细", "leads"),
            columns=(*CUSTOMER, *ORIGIN, *CONTACT, *CARE),
            least=1,
            missing="M-EMPTY",
        ),
    ),
    stage=1,
    series="KH",
    own_number="lead_no",
    register="rows",
    rules=leads.RULES,
    records="lead",
)

MESSAGES: dict[str, Text] = {
    "F02-01": Text(
        "「{label}」应填写营业执照全称,“{raw}”疑似简称。",
        "“{label}” should be the full name of the business licence; “{raw}” looks like a short one.",
    ),
    "F02-02": Text(
        "「{label}」为“否”,不应录入客户池,请移出或说明理由。",
        "“{label}” is no: take the lead out of the pool or give the reason under remarks.",
    ),
    "F02-03": Text(
        "「{label}」“{raw}”不在目标行业({industries})内。",
        "“{label}” “{raw}” is none of the target industries ({industries}).",
    ),
    "F02-09": Text(
        "「{label}」“{raw}”不在目标区域({regions})内。",
        "“{label}” “{raw}” is in none of the target regions ({regions}).",
    ),
    "F02-04": Text("「{label}」{value} 为休息日,请确认。", "“{label}” {value} is a rest day; is that right?"),
    "F02-05": Text("「{label}」“{name}”不在员工名册中,请核对。", "“{label}”: {name} is not in the staff list."),
    "F02-06": Text(
        "客户“{name}”与{where}疑似重复(依据:{basis};相似度{score})。",
        "Customer “{name}” may be the same as {where} ({basis}; likeness {score}).",
    ),
    "F02-07": Text("来源为“客户转介绍”时,「{label}」必须填写。", "“{label}” is required for a lead by referral."),
    "F02-08": Text(
        "客户“{name}”已确认与{where}为同一客户,请在「客户编号」填写{no},按更新提交。",
        "Customer “{name}” was found to be {where}: write {no} as customer number and send it as an update.",
    ),
    "R-01": Text(
        "「{label}」{value} 不在目标客户规模 {lo}–{hi} 内。",
        "“{label}” {value} lies outside the target size {lo}–{hi}.",
    ),
    "R-02": Text("已填写初步接触日期,「{label}」必须填写。", "After a first contact “{label}” is required."),
    "R-03": Text("客户“{name}”与{where}重复(依据:{basis})。", "Customer “{name}” is already {where} (same {basis})."),
    "R-04": Text("联系电话、邮箱、微信至少填写一项。", "Give at least one of phone, e-mail and WeChat."),
}
