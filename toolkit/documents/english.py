"""What the words that we declare are called in English documents: answers to choose from, terms we start from.

What a person typed stays as typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from toolkit.model.house import ContractTerms
from toolkit.model.text import Lang

_TERMS: Final = ContractTerms()

ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        # what an instalment waits for, what a period is counted from
        "合同签订": "signing of the contract",
        "预付款到账": "receipt of the advance payment",
        "发货前": "dispatch",
        "交付": "delivery",
        "验收合格": "acceptance",
        "质保期满": "expiry of the warranty period",
        # instalments
        "预付款": "Advance payment",
        "定金": "Earnest money",
        "进度款": "Progress payment",
        "发货款": "Payment before dispatch",
        "到货款": "Payment on delivery",
        "验收款": "Payment on acceptance",
        "尾款": "Final payment",
        "质保金": "Retention money",
        # departments
        "生产部门": "Production Department",
        "物流部门": "Logistics Department",
        "客服部门": "Customer Service Department",
        "销售部门": "Sales Department",
        # milestones
        "备料": "Materials",
        "生产": "Production",
        "检验": "Inspection",
        "发货": "Dispatch",
        "安装调试": "Installation and commissioning",
        "培训": "Training",
        "验收": "Acceptance",
        "交付签收": "Delivery",
        # what goes wrong
        "物料短缺": "Shortage of materials",
        "设备故障": "Equipment failure",
        "质量问题": "Quality problem",
        "物流延迟": "Delay in transport",
        "人员不足": "Shortage of staff",
        "客户原因": "Cause on the customer’s side",
        "设计变更": "Change of design",
        "不可抗力": "Force majeure",
        "其他": "Other issue",
        # needs, and who does what
        "核心需求": "Core",
        "次要需求": "Secondary",
        "潜在需求": "Potential",
        "我方": "Ourselves",
        "客户": "Customer",
        "双方": "Both parties",
        "甲方": "Party A",
        "乙方": "Party B",
        # taxes and invoices
        "免税": "exempt",
        "数电票(增值税专用发票)": "Electronic invoice (special VAT invoice)",
        "数电票(普通发票)": "Electronic invoice (ordinary invoice)",
        "增值税专用发票(纸质)": "Special VAT invoice (paper)",
        "增值税普通发票(纸质)": "Ordinary VAT invoice (paper)",
        # the terms we start from
        _TERMS.sign_place: "Suzhou Industrial Park",
        _TERMS.standard: "the national standards of China in force",
        _TERMS.packing: "wooden cases fit for long-distance transport, protected against moisture and shock",
        _TERMS.included: "products, packing, transport, insurance, installation and commissioning, training and taxes",
        _TERMS.transport_mode: "road transport",
        _TERMS.court: "the domicile of Party B",
        _TERMS.invoice_timing: "within 7 working days after receipt of each payment",
    }
)
"""A declared word -> what it is called in English. A term of [contract] is declared until the house writes its own."""


def said(word: str, lang: Lang) -> str:
    """A declared word in that language; any other word as it is."""
    return word if lang == "zh" else ENGLISH.get(word, word)


def opening(word: str, lang: Lang) -> str:
    """A declared word in that language with which a cell begins: in English with a capital; any other word as it is."""
    english = said(word, lang)
    return english if english == word else english[:1].upper() + english[1:]
