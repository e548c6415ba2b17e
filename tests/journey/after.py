"""The forms beyond the golden case as people would type them, each on top of the golden steps."""

from __future__ import annotations

from datetime import date
from typing import Final

from tests.golden import COST_SHEET, FEEDBACK, LEAD, ROUND_2, Step, Typed
from tests.journey.way import changed, retyped

QIMING: Final = "上海启明精密制造有限公司"
FLOORS: Final = ("销售负责人", "财务部门", "总经理")
"""Who agrees to a margin exception, in turn."""
_APPROVERS: Final = {"销售负责人": "李强", "财务部门": "赵敏", "总经理": "陈立"}
HALF: Final = "135850"
"""Each of the two instalments of the golden contract, 元."""


def _step(day: str, form: str, name: str, **more: object) -> Step:
    return Step(date.fromisoformat(f"2026-{day}"), form, name, **more)  # type: ignore[arg-type]


# -- finding customers --------------------------------------------------------------------------------------------

RESEARCH: Final = _step(
    "06-15",
    "F01",
    "市场调研报告.docx",
    values={
        "author": "王芳",
        "report_date": "2026-06-08",
        "target_industry": "零售业、批发业",
        "revenue_range": "5亿-20亿",
        "region": "江苏、上海",
        "pain_points": "仓库分拣靠人工,旺季招工难,出错率高",
        "profile": "有自建仓库的连锁零售企业",
    },
    tables={"competitors": ({"name": "苏州某自动化公司", "strength": "交期短", "weakness": "售后网点少"},)},
    is_prefilled=False,
)

UNCALLED: Final = retyped(
    LEAD, "rows", first_contact_date="", contact_method="", feedback="", next_contact_date="", follow_status="未联系"
)
"""The golden lead, with nobody having called it yet."""


def contact(on: str, result: str = "继续跟进", **more: str) -> Typed:
    """A row of the follow-up log on a day (`06-18`) of the golden year."""
    goes_on = {"next_action": "到客户工厂调研", "next_contact_date": "2026-06-30"} if result != "丢单" else {}
    return {
        "lead_no": "KH-2026-0001",
        "customer_name": QIMING,
        "contact_date": f"2026-{on}",
        "method": "电话",
        "contact_name": "张伟",
        "content": "介绍自动上料方案,约定现场调研时间",
        "customer_feedback": "技术部门愿意参加现场调研",
        "result": result,
        "recorder": "王芳",
        **goes_on,
        **more,
    }


def contacts(on: str, *rows: Typed, name: str = "客户跟进记录表.xlsx") -> Step:
    """A follow-up log with these rows."""
    return _step(on, "F03", name, tables={"rows": rows}, is_prefilled=False)


# -- scheme and price ---------------------------------------------------------------------------------------------

SCHEME: Final = _step(
    "06-29",
    "F19",
    "方案要素-上海启明.docx",
    values={
        "scheme_name": "自动上料机及年度维护方案",
        "prepared_by": "周工",
        "impact": "单件人工成本偏高,交期随用工波动",
        "total_days": "30",
    },
    tables={
        "answers": (
            {"response": "两条产线各配一台自动上料机,单班用工降到2人"},
            {"response": "年度维护服务,7×24小时热线,24小时内到场"},
            {"response": "交付时免费培训操作工"},
        ),
        "items": (
            {"parameters": "节拍不超过12秒/件,定位精度±0.1mm"},
            {"parameters": "每季度巡检一次,易损件另计"},
        ),
        "phases": (
            {
                "phase": "设计与备料",
                "work": "现场复测、图纸确认、物料采购",
                "days": "10",
                "deliverable": "设计确认单",
                "party": "乙方",
            },
            {
                "phase": "装配与调试",
                "work": "整机装配、通电老化",
                "days": "14",
                "deliverable": "出厂检验报告",
                "party": "乙方",
            },
            {
                "phase": "安装与培训",
                "work": "现场安装、操作培训",
                "days": "6",
                "deliverable": "培训记录",
                "party": "双方",
            },
        ),
        "effects": (
            {"metric": "单班上料用工", "now": "单班6人,人工上料", "goal": "单班2人,自动上料", "change": "减少67%"},
        ),
        "advantages": ({"aspect": "售后响应", "ours": "24小时内响应", "rival_a": "48小时内响应", "rival_b": "未承诺"},),
    },
)

DEAR: Final = changed(retyped(COST_SHEET, "costs", 0, unit_cost="80000"), meets_standard="否")
"""A cost sheet below the floor: 23.42 %."""


def exception(on: str, agreed: int, *, applied: str = "07-01", until: str = "07-31", **values: str) -> Step:
    """A margin exception to which the first so many of its nodes have agreed, all on that day."""
    rows = [
        {"approver": _APPROVERS[node], "opinion": "同意", "date": f"2026-{on}", "signature": "√"} if n < agreed else {}
        for n, node in enumerate(FLOORS)
    ]
    said = {
        "valid_until": f"2026-{until}",
        "reason": "战略客户首单,后续三条产线预计200万元",
        "applicant": "王芳",
        "apply_date": f"2026-{applied}",
        **values,
    }
    return _step(on, "F20", f"毛利例外审批单{agreed}.docx", values=said, tables={"steps": tuple(rows)})


OPTION_A: Final = changed(COST_SHEET, option="A")
OPTION_B: Final = changed(
    retyped(COST_SHEET, "offer", 0, unit_price="118000"), option="B", scheme_name="自动上料机方案B(加长料仓)"
)


def heard(*rows: Typed, on: str = "07-03", name: str = "报价反馈.xlsx") -> Step:
    """A register of what the customer said of several quotes; each row the golden one but for what is given."""
    lines = tuple({**FEEDBACK.tables["rows"][0], **row} for row in rows)
    return _step(on, "F06", name, tables={"rows": lines})


# -- delivery -----------------------------------------------------------------------------------------------------


def letter(number: str, sent: str, **more: str) -> Typed:
    """A row of the letter log, as it stands when the letter has gone out."""
    return {"letter_no": number, "sent_date": f"2026-{sent}", "channel": "邮件", **more}


def letters(on: str, *rows: Typed, name: str = "进度反馈台账.xlsx") -> Step:
    """The letter log with these rows typed over the prefilled ones."""
    return _step(on, "F12", name, tables={"letters": rows})


def rectified(on: str, *, check: str = "合格", ready: str = "是", name: str = "") -> Step:
    """The department's answer to a notice of rectification."""
    done = {
        "action": "调整伺服参数,节拍达到32件/分",
        "owner": "周工",
        "done_date": f"2026-{on}",
        "evidence": "连续运行8小时记录",
        "self_check": check,
    }
    values = {"ready_for_reaccept": ready, "filled_by": "周工", "filled_date": f"2026-{on}"}
    return _step(on, "F14", name or f"整改完成单{on}.docx", values=values, tables={"items": (done,)})


FIT: Final = changed(ROUND_2, tables={"rectify": ()}, accept_date="2026-08-20", sign_date="2026-08-20")
"""Accepted in the first round, two days after delivery."""


# -- money --------------------------------------------------------------------------------------------------------


def receipt(instalment: str, on: str, amount: str = HALF, **more: str) -> Typed:
    """A row of the receipts register."""
    return {
        "contract_no": "XS-2026-0001",
        "instalment_no": instalment,
        "receive_date": f"2026-{on}",
        "amount": amount,
        "payer_name": QIMING,
        "method": "电汇",
        "handler": "赵敏",
        **more,
    }


def receipts(on: str, *rows: Typed, name: str = "收款登记表.xlsx") -> Step:
    """The receipts register with these rows."""
    return _step(on, "F17", name, tables={"rows": rows}, is_prefilled=False)


def invoice(serial: int, on: str, net: str = "121886.79", tax: str = "13963.21", **more: str) -> Typed:
    """A row of the invoice register."""
    return {
        "contract_no": "XS-2026-0001",
        "invoice_type": "数电票(增值税专用发票)",
        "invoice_no": f"{26312000000012345678 + serial}",
        "invoice_date": f"2026-{on}",
        "amount_excl": net,
        "tax": tax,
        "buyer_name": QIMING,
        "buyer_tax_no": "91310115MA1K456788",
        "status": "正常",
        **more,
    }


def invoices(on: str, *rows: Typed, name: str = "开票登记表.xlsx") -> Step:
    """The invoice register with these rows."""
    return _step(on, "F17B", name, tables={"rows": rows}, is_prefilled=False)


# -- after-sales --------------------------------------------------------------------------------------------------

VISIT: Final = _step(
    "08-24",
    "F15",
    "客户回访记录表.docx",
    values={
        "visit_date": "2026-08-24",
        "visitor": "吴倩",
        "visit_type": "首次回访",
        "method": "电话",
        "interviewee": "陈工",
        "interviewee_title": "设备主管",
        "phone": "13912345678",
        "usage": "设备运行正常,上料节拍达到要求",
        "score_product": "5",
        "score_delivery": "4",
        "score_service": "5",
        "score_overall": "5",
        "has_issue": "否",
        "repurchase_intent": "有",
        "repurchase_desc": "2027年扩建一条产线",
        "expected_time": "2027年3月底",
        "expected_amount": "500000",
        "referral": "是",
        "referral_info": "苏州示例机械有限公司 李明 13712345678",
    },
)

COMPLAINT: Final = _step(
    "08-25",
    "F16",
    "客户投诉处理单.docx",
    values={
        "contact": "陈工",
        "phone": "13912345678",
        "received_at": "2026-08-24 09:30",
        "channel": "电话",
        "type": "产品质量",
        "severity": "严重",
        "description": "2号机连续运行约4小时后触摸屏无响应,需断电重启",
        "customer_request": "两日内到场排查,必要时更换触摸屏",
        "accepted_by": "吴倩",
        "first_response_at": "2026-08-24 11:00",
        "resp_dept": "生产部门",
        "is_valid": "有效投诉",
        "due_date": "2026-09-02",
        "root_cause": "触摸屏固件内存泄漏",
        "corrective_action": "升级触摸屏固件至2.3版并连续运行72小时验证",
        "close_status": "处理中",
    },
)
CLOSED: Final = changed(
    COMPLAINT, done_date="2026-08-28", customer_confirm="满意", revisit_date="2026-08-30", close_status="已关闭"
)


def wish(kind: str = "复购", **more: str) -> Typed:
    """A row of the register of repeat business and referrals."""
    return {
        "type": kind,
        "customer_no": "KH-2026-0001",
        "customer_name": QIMING,
        "demand": "2027年扩建一条产线",
        "owner": "王芳",
        "status": "待跟进",
        **more,
    }


REFERRED: Final = {"new_customer": "苏州示例机械有限公司", "contact": "李明", "phone": "13712345678"}


def wishes(on: str, *rows: Typed, name: str = "复购与转介绍登记表.xlsx") -> Step:
    """The register of repeat business and referrals with these rows."""
    return _step(on, "F18", name, tables={"rows": rows}, is_prefilled=False)
