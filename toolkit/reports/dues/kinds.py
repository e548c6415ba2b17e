"""The due lists by name, in order of priority. Source: domain.md 6.3."""

from __future__ import annotations

from typing import Final

from toolkit.model.text import Text

QUOTE: Final = Text("报价到期", "quote expiring")
CONTACT: Final = Text("跟进到期", "follow-up")
DWELL: Final = Text("需求待分析/方案待提交", "analysis or offer awaited")
MARGIN: Final = Text("毛利例外", "margin")
ISSUE: Final = Text("未决谈判事项", "open issue")
APPROVAL: Final = Text("审批待办", "approval")
SIGNING: Final = Text("待签署/待归档", "to be signed or archived")
RELEASE: Final = Text("订单未下达", "order not released")
PREPAYMENT: Final = Text("预付款未到", "prepayment")
LETTER: Final = Text("周进度函", "weekly letter")
REPORT: Final = Text("内部进度反馈缺失", "progress report missing")
DELIVERY: Final = Text("交付风险", "delivery at risk")
TROUBLE: Final = Text("异常未闭环", "trouble not settled")
ACCEPTANCE: Final = Text("验收待办", "acceptance")
VISIT: Final = Text("回访到期", "visit")
COMPLAINT: Final = Text("投诉", "complaint")
RECEIVABLE: Final = Text("应收账款", "receivable")
WARRANTY: Final = Text("质保到期", "warranty ends")
REPEAT: Final = Text("复购/转介绍跟进", "repeat business, referral")
QUALITY: Final = Text("数据质量", "data quality")
BLOCKED: Final = Text("等待/受阻", "blocked")

KINDS: Final = (
    QUOTE,
    CONTACT,
    DWELL,
    MARGIN,
    ISSUE,
    APPROVAL,
    SIGNING,
    RELEASE,
    PREPAYMENT,
    LETTER,
    REPORT,
    DELIVERY,
    TROUBLE,
    ACCEPTANCE,
    VISIT,
    COMPLAINT,
    RECEIVABLE,
    WARRANTY,
    REPEAT,
    QUALITY,
    BLOCKED,
)
"""In order of priority: a fact stands in the first list that it belongs to, and in no other."""
