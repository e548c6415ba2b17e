"""What the folders of a house are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderNames:
    """The names people see on the share. Source: decisions.md 23, 24."""

    inbox: str = "inbox"
    returned: str = "returned"
    filed: str = "filed"
    duplicates: str = "duplicates"
    quarantine: str = "quarantine"
    deals: str = "deals"
    reports: str = "reports"
    workbooks: str = "workbooks"
    templates: str = "templates"
    archive: str = "archive"
    """A copy of everything of a contract that was closed, by year."""
    superseded: str = "superseded"
    """In a deal's stage folder: blanks that were never filled and count no more."""
    stages: tuple[str, ...] = (
        "1_leads",
        "2_needs",
        "3_quote",
        "4_contract",
        "5_order",
        "6_delivery",
        "7_after-sales",
    )


ENGLISH: Final = FolderNames()

CHINESE: Final = FolderNames(
    inbox="收件箱",
    returned="已退回",
    filed="已处理",
    duplicates="重复",
    quarantine="待人工",
    deals="商机",
    reports="报表",
    workbooks="空白表单",
    templates="模板",
    archive="归档",
    superseded="已作废",
    stages=("1_客户开发", "2_需求分析", "3_方案报价", "4_谈判合同", "5_签订启动", "6_交付跟进", "7_售后"),
)
