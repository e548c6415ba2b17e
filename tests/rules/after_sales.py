"""The deal of the golden case after its acceptance: payments, invoices, a visit, a complaint, filed as accepted."""

from __future__ import annotations

from datetime import date

from tests import golden
from tests.rules import golden_deal
from tests.rules.golden_deal import typed_over, world
from tests.rules.submissions import Typed, filed
from toolkit.catalogue.forms import (
    f13_acceptance,
    f15_visit_record,
    f16_complaint,
    f17_receipts,
    f17b_invoices,
)
from toolkit.model.deal import Deal
from toolkit.model.form import Form

SIGNED, PREPAID_ON = date(2026, 7, 21), date(2026, 7, 27)
RECEIPT: Typed = {
    "contract_no": "XS-2026-0001",
    "instalment_no": "1",
    "receive_date": "2026-07-27",
    "amount": "135,850.00",
    "payer_name": "上海启明精密制造有限公司",
    "method": "电汇",
    "bank_ref": "20260727-000123",
    "handler": "赵敏",
}
INVOICE: Typed = {
    "contract_no": "XS-2026-0001",
    "invoice_type": "数电票(增值税专用发票)",
    "invoice_no": "26312000000012345678",
    "invoice_date": "2026-07-27",
    "amount_excl": "121,886.79",
    "tax": "13,963.21",
    "amount_incl": "135,850.00",
    "buyer_name": "上海启明精密制造有限公司",
    "buyer_tax_no": "91310115MA1K456788",
    "status": "正常",
}
VISIT: Typed = {
    "visit_no": "HF-2026-0001",
    "visit_date": "2026-08-24",
    "method": "电话",
    "interviewee": "陈工",
    "interviewee_title": "设备主管",
    "phone": "13912345678",
    "usage": "运行正常",
    "score_product": "5",
    "score_delivery": "4",
    "score_service": "5",
    "score_overall": "5",
    "has_issue": "否",
    "repurchase_intent": "有",
    "repurchase_desc": "2027年扩建一条产线",
    "expected_time": "2027年3月底",
    "expected_amount": "50万",
    "referral": "是",
    "referral_info": "苏州示例机械有限公司 李明 13712345678",
}
COMPLAINT: Typed = {
    "customer_name": "上海启明精密制造有限公司",
    "order_no": "DD-2026-0001",
    "contact": "陈工",
    "phone": "13912345678",
    "received_at": "2026-09-02 09:30",
    "channel": "电话",
    "type": "产品质量",
    "severity": "□一般 ☑严重 □重大",
    "description": "2号机连续运行约4小时后触摸屏无响应",
    "customer_request": "两日内到场排查",
    "accepted_by": "吴倩",
    "first_response_at": "2026-09-02 11:00",
    "resp_dept": "生产部门",
    "is_valid": "☑有效投诉 □无效 □建议",
    "root_cause": "触摸屏固件内存泄漏",
    "corrective_action": "升级固件并验证72小时",
    "due_date": "2026-09-11",
    "close_status": "☑处理中 □已关闭 □重新打开",
}
CLOSING: Typed = {
    "done_date": "2026-09-08",
    "customer_confirm": "☑满意 □基本满意 □不满意",
    "revisit_date": "2026-09-10",
    "close_status": "□处理中 ☑已关闭 □重新打开",
}


def _filed(standing: Deal, form: Form, number: str, on: date, typed: Typed) -> Deal:
    return filed(standing, typed_over(form, world(standing, on), typed), number, on)


def paid(standing: Deal, number: str = "SK-2026-0001", **typed: str) -> Deal:
    """The deal once a payment was registered: the prepayment, unless told otherwise."""
    return _filed(standing, f17_receipts.FORM, number, PREPAID_ON, {**RECEIPT, **typed})


def billed(standing: Deal, number: str = "KP-2026-0001", **typed: str) -> Deal:
    """The deal once an invoice was registered: that of the prepayment, unless told otherwise."""
    return _filed(standing, f17b_invoices.FORM, number, PREPAID_ON, {**INVOICE, **typed})


def accepted() -> Deal:
    """2026-08-24: the second acceptance was passed."""
    before = golden_deal.to_be_rectified()
    typed: Typed = {"accept_no": "YS-2026-0002", **golden.ROUND_2.values}
    around = world(before, golden.ROUND_2.day)
    form = typed_over(f13_acceptance.FORM, around, typed, golden.ROUND_2.tables)
    return filed(before, form, "YS-2026-0002", golden.ROUND_2.day)


def visited(standing: Deal, **typed: str) -> Deal:
    """The deal once it was visited on 2026-08-24."""
    return _filed(standing, f15_visit_record.FORM, "HF-2026-0001", date(2026, 8, 24), {**VISIT, **typed})


def complained(standing: Deal, change: Typed | None = None, *, number: str = "TS-2026-0001") -> Deal:
    """The deal once a complaint of 2026-09-02 was filed, with these answers changed."""
    return _filed(standing, f16_complaint.FORM, number, date(2026, 9, 10), {**COMPLAINT, **(change or {})})
