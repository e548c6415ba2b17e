"""What a produced file is called. Source: domain.md 7.2."""

from __future__ import annotations

from datetime import date

from toolkit.model.document import DocumentKind, Issue


def file_name(kind: DocumentKind, issue: Issue, customer_short: str, day: date) -> str:
    """`XS-2026-0001_销售合同_上海启明_20260714_V1.0_草案.docx`; a copy in English bears the English title.

    A first version V1 is not named (decisions.md 3). The customer's name may hold any character: make the whole
    safe before use.
    """
    version = "" if issue.version == "V1" else issue.version
    named = (issue.number, kind.title.said(issue.lang), customer_short, f"{day:%Y%m%d}", version, issue.variant)
    return "_".join(part for part in named if part) + f".{kind.medium}"
