"""The golden case as people would type it, day by day. Source: domain.md 0.1, decisions.md (golden case)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One file dropped: which form, on which day, what is typed over the blank."""

    day: date
    form: str
    name: str
    values: Typed = field(default_factory=dict)
    tables: Mapping[str, tuple[Typed, ...]] = field(default_factory=dict)
    is_prefilled: bool = True
    """Filled in the blank that lies in the deal's folder, else in a plain one."""
    attachment: str = ""


def _day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


STAFF = Step(
    _day("06-15"),
    "M02",
    "员工名册.xlsx",
    tables={
        "rows": (
            {"name": "王芳", "department": "销售部门", "role": "销售代表", "phone": "13800010001"},
            {"name": "李强", "department": "销售部门", "role": "销售负责人", "phone": "13800010002"},
            {"name": "周律", "department": "法务部门", "role": "法务", "phone": "13800010003"},
            {"name": "孙律", "department": "法务部门", "role": "法务", "phone": "13800010004"},
            {"name": "赵敏", "department": "财务部门", "role": "财务", "phone": "13800010005"},
            {"name": "陈立", "department": "总经理办公室", "role": "总经理", "phone": "13800010006"},
            {"name": "周工", "department": "生产部门", "role": "生产", "phone": "13800010007"},
            {"name": "钱进", "department": "物流部门", "role": "物流", "phone": "13800010008"},
            {"name": "吴倩", "department": "客服部门", "role": "客服", "phone": "13800010009"},
        )
    },
    is_prefilled=False,
)

PRODUCTS = Step(
    _day("06-15"),
    "M03",
    "产品目录.xlsx",
    tables={
        "rows": (
            {
                "code": "HT-200",
                "name": "自动上料机",
                "spec": "HT-200",
                "unit": "台",
                "list_price": "113000",
                "tax_rate": "13%",
                "tax_category": "专用设备",
                "cost": "65000",
            },
            {
                "code": "WH-12",
                "name": "年度维护服务",
                "spec": "12个月",
                "unit": "项",
                "list_price": "60000",
                "tax_rate": "6%",
                "tax_category": "技术服务",
                "cost": "30000",
            },
        )
    },
    is_prefilled=False,
)

LEAD = Step(
    _day("06-16"),
    "F02",
    "潜在客户信息登记表.xlsx",
    tables={
        "rows": (
            {
                "customer_name": "上海启明精密制造有限公司",
                "customer_short": "上海启明",
                "uscc": "91310115MA1K456788",
                "industry": "制造业",
                "annual_revenue": "5000万-2亿",
                "employees": "200-500人",
                "region": "上海市浦东新区",
                "address": "上海市浦东新区示例路88号",
                "source": "行业展会",
                "profile_match": "是",
                "pain_points": "上料工位用工成本高",
                "contact_name": "张伟",
                "contact_title": "采购经理",
                "contact_role": "影响人",
                "contact_phone": "13812345678",
                "contact_email": "zhangwei@qiming.example.com",
                "first_contact_date": "2026-06-16",
                "contact_method": "电话",
                "feedback": "对自动上料方案感兴趣,需进一步对接技术部门",
                "next_contact_date": "2026-06-22",
                "intent_level": "中意向",
                "owner": "王芳",
                "register_date": "2026-06-15",
                "follow_status": "跟进中",
            },
        )
    },
    is_prefilled=False,
)

NEEDS = Step(
    _day("06-22"),
    "F04",
    "客户需求分析表-上海启明.docx",
    values={
        "meeting_date": "2026年6月22日",
        "meeting_mode": "面对面会议",
        "place": "客户工厂会议室",
        "customer_attendees": "张伟(采购经理)、陈工(设备部)",
        "our_attendees": "王芳",
        "pain_points": "上料靠人工,单班用工6人,停机率8%",
        "goal": "降低20%采购成本",
        "budget": "25万-30万",
        "decision_process": "技术部+采购部+总经理审批",
        "decision_maker": "总经理 刘总",
        "decision_cycle": "3个月内",
        "expected_delivery": "签约后30天内",
        "intent_level": "高意向",
        "follow_strategy": "优先跟进",
        "next_action": "06-30 前提交方案",
        "next_action_date": "2026-06-30",
        "analyst": "王芳",
    },
    tables={
        "needs": (
            {
                "need_desc": "两条产线自动上料",
                "need_class": "核心需求",
                "priority": "P1",
                "criterion": "单班用工不超过2人",
                "capability": "完全满足",
                "product_hint": "自动上料机",
                "qty_hint": "2",
            },
            {
                "need_desc": "24小时售后响应",
                "need_class": "核心需求",
                "priority": "P1",
                "criterion": "报修后24小时内响应",
                "capability": "完全满足",
                "product_hint": "年度维护服务",
                "qty_hint": "1",
            },
            {
                "need_desc": "免费提供操作培训",
                "need_class": "次要需求",
                "priority": "P2",
                "capability": "完全满足",
            },
        )
    },
)

COST_SHEET = Step(
    _day("07-01"),
    "F05",
    "成本核算表-上海启明0629.xlsx",
    values={
        "scheme_name": "自动上料机及年度维护方案",
        "tax_basis": "不含税",
        "delivery_days": "30",
        "delivery_place": "客户工厂",
        "warranty_months": "12",
        "included": "运输、安装调试、操作培训",
        "excluded": "土建及供气管路改造",
        "margin_standard": "30%",
        "meets_standard": "是",
        "prepared_by": "赵敏",
        "prepared_date": "2026-06-29",
    },
    tables={
        "costs": (
            {
                "category": "产品成本",
                "item": "自动上料机",
                "spec": "HT-200",
                "unit": "台",
                "qty": "2",
                "unit_cost": "65000",
            },
            {"category": "物流费", "item": "运输及保险", "unit": "次", "qty": "1", "unit_cost": "4500"},
            {"category": "服务费", "item": "安装、培训及年度维护", "unit": "项", "qty": "1", "unit_cost": "30000"},
            {"category": "税费", "item": "附加税及印花税", "unit": "项", "qty": "1", "unit_cost": "2000"},
        ),
        "offer": (
            {
                "name": "自动上料机",
                "spec": "HT-200",
                "unit": "台",
                "qty": "2",
                "unit_price": "113000",
                "tax_rate": "13%",
            },
            {
                "name": "年度维护服务",
                "spec": "12个月",
                "unit": "项",
                "qty": "1",
                "unit_price": "60000",
                "tax_rate": "6%",
            },
        ),
    },
)

FEEDBACK = Step(
    _day("07-03"),
    "F06",
    "报价反馈.xlsx",
    tables={
        "rows": (
            {
                "quote_no": "BJ-2026-0001",
                "version": "V1",
                "sent_date": "2026-07-01",
                "sent_channel": "邮件",
                "receiver": "张伟",
                "received_confirmed": "是",
                "confirm_date": "2026-07-02",
                "feedback": "价格偏高,可否调整付款方式?",
                "feedback_type": "价格异议",
                "next_action": "约客户面谈价格与付款方式",
                "next_date": "2026-07-10",
                "recorder": "王芳",
            },
        )
    },
)

CUSTOMER_FILE = Step(
    _day("07-06"),
    "M01",
    "上海启明开票资料.xlsx",
    values={
        "customer_name": "上海启明精密制造有限公司",
        "uscc": "91310115MA1K456788",
        "address": "上海市浦东新区示例路88号",
        "phone": "021-58880000",
        "legal_rep": "刘明",
        "bank_name": "中国银行上海浦东支行",
        "bank_account": "4550 1234 5678 901",
        "email": "finance@qiming.example.com",
        "contact_name": "张伟",
        "contact_phone": "13812345678",
        "consignee": "陈工",
        "consignee_phone": "13912345678",
        "consignee_address": "上海市浦东新区示例路88号 客户工厂",
        "invoice_type": "数电票(增值税专用发票)",
    },
    is_prefilled=False,
)

MINUTES = Step(
    _day("07-10"),
    "F07",
    "谈判纪要(终版).docx",
    values={
        "neg_date": "2026-07-10",
        "place": "客户工厂会议室",
        "mode": "面对面会议",
        "our_people": "王芳、李强",
        "customer_people": "张伟、刘总",
        "price_discount": "5%",
        "final_total_incl": "271,700.00",
        "delivery_term": "合同签订后30日内",
        "delivery_start": "合同签订",
        "delivery_place": "上海市浦东新区示例路88号 客户工厂",
        "consignee": "陈工",
        "consignee_phone": "13912345678",
        "warranty_months": "12",
        "dispute": "诉讼",
        "liability_terms": "按标准条款",
        "conclusion": "达成一致",
        "our_sign": "√",
        "customer_sign": "√",
    },
    tables={
        "issues": (
            {
                "topic": "价格",
                "customer_position": "价格偏高,可否调整付款方式?",
                "our_position": "价格可降5%,但需提前支付50%预付款",
                "result": "达成一致",
                "agreed": "各项单价下调5%",
            },
            {
                "topic": "付款方式",
                "customer_position": "希望验收后付款",
                "our_position": "预付50%,验收后付清",
                "result": "达成一致",
                "agreed": "预付款50%,验收合格后付50%",
            },
        ),
        "plan": (
            {"name": "预付款", "share": "50%", "trigger": "合同签订", "term": "5个工作日"},
            {"name": "验收款", "share": "50%", "trigger": "验收合格", "term": "10个工作日"},
        ),
    },
)


def _approval(day: str, number: int, opinions: Mapping[str, tuple[str, str]], result: str) -> Step:
    """The approval form after one more node: the rows typed so far, by node."""
    chain = {
        "销售负责人": "☑价格 ☑交付条款",
        "法务部门": "☑主体资格 ☑合规性 ☑条款完整",
        "财务部门": "☑付款方式 ☑税率与发票 ☑毛利率",
        "总经理": "☑最终审批",
    }
    steps = tuple(
        {
            "focus": focus,
            "approver": opinions[node][0],
            "opinion": "同意",
            "date": opinions[node][1],
            "signature": "√",
        }
        if node in opinions
        else {}
        for node, focus in chain.items()
    )
    return Step(
        _day(day),
        "F08",
        f"合同审批表{number}.docx",
        values={
            "applicant": "王芳",
            "apply_date": "2026-07-14",
            "drafter": "孙律",
            "attachments": "报价单、成本核算表、谈判纪要、客户营业执照",
            "final_result": result,
        },
        tables={"steps": steps},
    )


_OPINIONS = (
    ("销售负责人", ("李强", "2026-07-14")),
    ("法务部门", ("周律", "2026-07-15")),
    ("财务部门", ("赵敏", "2026-07-16")),
    ("总经理", ("陈立", "2026-07-17")),
)

APPROVALS = tuple(
    _approval(f"07-{13 + n}", n, dict(_OPINIONS[:n]), "通过" if n == len(_OPINIONS) else "审批中")
    for n in range(1, len(_OPINIONS) + 1)
)

SIGNING = Step(
    _day("07-21"),
    "F09",
    "合同签署登记.xlsx",
    tables={
        "signings": (
            {
                "contract_no": "XS-2026-0001",
                "version": "V1.0",
                "sign_mode": "纸质",
                "sign_date": "2026-07-20",
                "sign_place": "苏州市工业园区",
                "copies_total": "2",
                "our_signatory": "陈立",
                "our_signatory_title": "法定代表人",
                "customer_signatory": "刘明",
                "customer_signatory_title": "法定代表人",
                "our_seal": "合同专用章",
                "customer_seal": "合同专用章",
                "cross_page_seal": "是",
                "scan_file": "XS-2026-0001扫描件.pdf",
                "archive_no": "DA-2026-0001",
                "archived_by": "王芳",
                "archived_date": "2026-07-21",
            },
        )
    },
    attachment="XS-2026-0001扫描件.pdf",
)

ORDER = Step(_day("07-21"), "F10", "销售订单.xlsx")


def _progress(day: str, rows: tuple[Typed, ...], name: str = "进度反馈表.xlsx") -> Step:
    return Step(_day(day), "F11", name, tables={"rows": rows})


def _report(day: str, dept: str, reporter: str, stage: str, progress: str, done: str, **more: str) -> Typed:
    return {
        "order_no": "DD-2026-0001",
        "report_date": f"2026-{day}",
        "dept": dept,
        "reporter": reporter,
        "stage": stage,
        "progress": progress,
        "done_work": done,
        "eta": "2026-08-18",
        "is_abnormal": "否",
        **more,
    }


PROGRESS = (
    _progress(
        "07-27",
        (
            _report("07-27", "生产部门", "周工", "备料", "30%", "主要部件到齐,开始装配", next_plan="完成两台整机装配"),
            _report("07-27", "物流部门", "钱进", "备料", "10%", "已预订车辆和木箱"),
            _report("07-27", "客服部门", "吴倩", "备料", "20%", "培训材料已编写"),
        ),
    ),
    _progress(
        "08-03",
        (_report("08-03", "生产部门", "周工", "生产", "60%", "两台整机装配完成", next_plan="通电调试与老化试验"),),
    ),
    _progress(
        "08-10",
        (
            _report(
                "08-10", "生产部门", "周工", "检验", "80%", "已完成80%生产,通电调试合格", next_plan="出厂检验、包装发货"
            ),
        ),
    ),
)

DELIVERY = _progress(
    "08-18", (_report("08-18", "物流部门", "钱进", "交付签收", "100%", "两台设备送达,客户已签收"),), "交付签收.xlsx"
)


def _items(result: str, remark: str) -> tuple[Typed, ...]:
    passed = {"look": "合格", "performance": "合格", "papers": "齐全", "result": "合格"}
    return (
        {"received_qty": "2", **passed, "performance": result, "result": result, "remark": remark},
        {"received_qty": "1", **passed},
    )


ROUND_1 = Step(
    _day("08-20"),
    "F13",
    "验收确认单1.docx",
    values={
        "accept_date": "2026-08-20",
        "conclusion": "需整改",
        "customer_rep": "陈工",
        "customer_rep_title": "设备主管",
        "sign_date": "2026-08-20",
        "customer_seal": "√",
        "our_rep": "周工",
    },
    tables={
        "items": _items("不合格", "2号机送料节拍偏慢"),
        "rectify": (
            {
                "content": "2号机送料节拍偏慢",
                "requirement": "调整伺服参数,节拍不低于30件/分",
                "dept": "生产部门",
                "due": "2026-08-23",
            },
        ),
    },
)

ROUND_2 = Step(
    _day("08-24"),
    "F13",
    "验收确认单2.docx",
    values={
        "accept_date": "2026-08-24",
        "conclusion": "验收合格",
        "customer_rep": "陈工",
        "customer_rep_title": "设备主管",
        "sign_date": "2026-08-24",
        "customer_seal": "√",
        "our_rep": "周工",
    },
    tables={"items": _items("合格", ""), "rectify": ({"recheck": "合格"},)},
)

STEPS: tuple[Step, ...] = (
    STAFF,
    PRODUCTS,
    LEAD,
    NEEDS,
    COST_SHEET,
    FEEDBACK,
    CUSTOMER_FILE,
    MINUTES,
    *APPROVALS,
    SIGNING,
    ORDER,
    *PROGRESS,
    DELIVERY,
    ROUND_1,
    ROUND_2,
)
