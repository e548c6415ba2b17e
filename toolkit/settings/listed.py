"""Every setting there is, section by section: its key, what it may be, what it means.

The defaults stand in the records of `model/house`; nothing here repeats them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from toolkit.model.house import PAYMENT_TRIGGERS, ApprovalLevel, DiscountStep, PlannedShare, Policy
from toolkit.model.text import Text
from toolkit.settings.shapes import (
    Clock,
    CreditCode,
    Fixed,
    FolderName,
    Money,
    Range,
    Rows,
    Several,
    Shape,
    Share,
    Whole,
    Words,
    YesNo,
)


class Setting(NamedTuple):
    """One key of a section."""

    shape: Shape
    says: Text


_MAY_BE_BLANK: Final = Words(may_be_blank=True)

HOUSE: Final[Mapping[str, Setting]] = {
    "lang": Setting(
        Words(("zh", "en")), Text("回执与提示的语言: zh 或 en", "language of receipts and messages: zh or en")
    ),
    "is_demo": Setting(YesNo(), Text("演示目录: 可用 --today 指定日期", "a demo house: --today may set the day")),
}

COMPANY: Final[Mapping[str, Setting]] = {
    "name": Setting(_MAY_BE_BLANK, Text("营业执照上的全称(乙方)", "registered name of the seller")),
    "uscc": Setting(CreditCode(), Text("统一社会信用代码,18位", "unified social credit code, 18 characters")),
    "address": Setting(_MAY_BE_BLANK, Text("注册地址", "registered address")),
    "phone": Setting(_MAY_BE_BLANK, Text("电话", "telephone")),
    "legal_rep": Setting(_MAY_BE_BLANK, Text("法定代表人", "legal representative")),
    "email": Setting(_MAY_BE_BLANK, Text("通知用邮箱", "e-mail for notices")),
    "bank_name": Setting(_MAY_BE_BLANK, Text("开户行", "bank")),
    "bank_account": Setting(_MAY_BE_BLANK, Text("银行账号(加引号)", "bank account, in quotes")),
    "is_sme": Setting(YesNo(), Text("是否中小企业", "whether we are a small or medium enterprise")),
}

_PLAN: Final = Rows(
    PlannedShare,
    {
        "name": Words(),
        "share": Share(is_some=True),
        "trigger": Words(PAYMENT_TRIGGERS),
        "count": Whole(),
        "unit": Words(("工作日", "天")),
    },
    least=1,
)
_LEVELS: Final = Rows(ApprovalLevel, {"above": Money(), "chain": Several(least=1)})
_FUNNEL_STEPS: Final = len(Policy().win_rates)
_STEPS: Final = Rows(DiscountStep, {"most": Share(is_some=True), "prepaid": Share()})

POLICY: Final[Mapping[str, Setting]] = {
    "target_revenue": Setting(
        Range(Money()), Text("目标客户年营收(元)", "yearly revenue of the customers we look for, 元")
    ),
    "target_industries": Setting(Several(), Text("目标行业;空为不限", "industries we look for; empty for any")),
    "target_regions": Setting(Several(), Text("目标区域;空为不限", "regions we look for; empty for any")),
    "min_gross_margin": Setting(Share(), Text("毛利率下限(不含税)", "least gross margin, on net prices")),
    "quote_validity_days": Setting(Whole(1), Text("报价有效天数", "days a quote is valid")),
    "payment_plan": Setting(_PLAN, Text("标准付款方式,合计100%", "standard payment plan, 100% in all")),
    "discounts": Setting(_STEPS, Text("降价不超过 most 须预付 prepaid", "a discount up to `most` asks for `prepaid`")),
    "approval_chain": Setting(Several(least=1), Text("合同审批顺序", "who approves a contract, in order")),
    "approval_levels": Setting(
        _LEVELS,
        Text(
            "合同含税总价达到 above 元时改用的审批顺序;空为一律按 approval_chain",
            "the order for contracts whose gross total comes to `above`, 元; none: always approval_chain",
        ),
    ),
    "approval_sla_workdays": Setting(Whole(), Text("每一审批节点的工作日", "working days for each approval")),
    "contract_copies": Setting(Whole(2, 20), Text("合同份数,总计", "copies of a contract, in all")),
    "contract_copies_each": Setting(Whole(1, 10), Text("其中双方各执份数", "of those, for each party")),
    "progress_letter_days": Setting(Whole(1), Text("进度函周期(天)", "days between progress letters")),
    "visit_window_days": Setting(
        Range(Whole()), Text("交付后第几天至第几天回访", "days after delivery to call on the customer")
    ),
    "deposit_cap": Setting(
        Share(Decimal("0.2")), Text("定金上限(民法典586:不超过20%)", "most a deposit may be (Civil Code 586: 20%)")
    ),
    "prepay_before_production": Setting(YesNo(), Text("收到预付款后排产", "production waits for the prepayment")),
    "late_fee_per_day": Setting(Share(Decimal("0.1")), Text("逾期违约金(每日)", "late fee a day")),
    "late_fee_cap": Setting(Share(), Text("逾期违约金上限", "most the late fee may come to")),
    "internal_lead_workdays": Setting(
        Whole(),
        Text("内部交期早于合同交期的工作日", "working days by which departments deliver before the contract's day"),
    ),
    "number_year_source": Setting(
        Words(("draft", "sign")),
        Text(
            "合同编号的年份: draft 起草之年,sign 签订之年(不一致时提示)",
            "year of a contract's number: draft, or sign (then a signing in another year is told)",
        ),
    ),
    "win_rates": Setting(
        Fixed(Share(), _FUNNEL_STEPS),
        Text("漏斗各步(潜在客户至已回款)的赢率", "win rate at each step of the funnel, from lead to paid"),
    ),
    "stage_limit_workdays": Setting(
        Fixed(Whole(), _FUNNEL_STEPS),
        Text("漏斗各步最多停留的工作日;0 为不限", "working days a deal may stay at each step; 0 for any number"),
    ),
}

CONTRACT: Final[Mapping[str, Setting]] = {
    "sign_place": Setting(Words(), Text("签订地点", "place of signing")),
    "delivery_start": Setting(
        Words(("合同签订", "预付款到账")),
        Text(
            "交付期限起算: 合同签订 或 预付款到账",
            "delivery periods are counted from: 合同签订 (signing) or 预付款到账 (the prepayment)",
        ),
    ),
    "standard": Setting(Words(), Text("质量标准", "quality standard")),
    "packing": Setting(Words(), Text("包装要求", "packing")),
    "included": Setting(Words(), Text("价款包含", "what the price includes")),
    "transport_mode": Setting(Words(), Text("运输方式", "means of transport")),
    "transport_payer": Setting(Words(("甲方", "乙方")), Text("运费承担方", "who pays the transport")),
    "insured_by_seller": Setting(YesNo(), Text("卖方投保", "the seller insures the transport")),
    "title_retained": Setting(YesNo(), Text("所有权保留", "title is retained until payment")),
    "ship_notice_workdays": Setting(Whole(), Text("发货前通知(工作日)", "notice before dispatch, working days")),
    "install_days": Setting(Whole(), Text("到货后安装调试(日)", "installation after arrival, days")),
    "training_sessions": Setting(Whole(), Text("培训次数", "training sessions")),
    "training_hours": Setting(Whole(), Text("每次培训学时", "hours of each training")),
    "inspection_days": Setting(Whole(), Text("外观检验期(日)", "inspection of outward faults, days")),
    "acceptance_workdays": Setting(Whole(), Text("验收期(工作日)", "acceptance, working days")),
    "silence_workdays": Setting(
        Whole(), Text("催告后视为验收(工作日)", "silence counts as acceptance after, working days")
    ),
    "invoice_timing": Setting(Words(), Text("开票时间", "when invoices are issued")),
    "invoice_type": Setting(Words(), Text("发票类型", "kind of invoice")),
    "repair_limit": Setting(Whole(1, 100), Text("修理次数上限", "repairs before a replacement")),
    "response_hours": Setting(Whole(), Text("售后响应(小时)", "response to a fault, hours")),
    "onsite_hours": Setting(Whole(), Text("到场时限(小时)", "on site, hours")),
    "spare_part_years": Setting(Whole(0, 100), Text("备件供应(年)", "supply of spare parts, years")),
    "retention_release_workdays": Setting(Whole(), Text("质保金退还(工作日)", "release of a retention, working days")),
    "notice_workdays": Setting(Whole(), Text("通知期限(工作日)", "time for notices, working days")),
    "confidential_years": Setting(Whole(0, 100), Text("保密期(年)", "confidentiality, years")),
    "data_processing": Setting(YesNo(), Text("涉及个人信息处理", "personal data are processed")),
    "data_return_days": Setting(Whole(), Text("资料返还(日)", "return of documents, days")),
    "integrity": Setting(YesNo(), Text("廉洁条款", "clause on integrity")),
    "terminate_after_days": Setting(Whole(), Text("逾期可解除合同(日)", "delay that allows termination, days")),
    "refusal_share": Setting(Share(), Text("无故拒收违约金", "penalty for refusing the goods")),
    "force_majeure_notice_days": Setting(Whole(), Text("不可抗力通知(日)", "notice of force majeure, days")),
    "force_majeure_proof_days": Setting(Whole(), Text("不可抗力证明(日)", "proof of force majeure, days")),
    "force_majeure_end_days": Setting(
        Whole(), Text("不可抗力可解除(日)", "force majeure that allows termination, days")
    ),
    "address_notice_days": Setting(Whole(), Text("地址变更通知(日)", "notice of a new address, days")),
    "dispute": Setting(
        Words(("诉讼", "仲裁")), Text("争议解决: 诉讼 或 仲裁", "disputes: 诉讼 (court) or 仲裁 (arbitration)")
    ),
    "court": Setting(Words(), Text("管辖法院所在地", "seat of the court")),
    "commission": Setting(_MAY_BE_BLANK, Text("仲裁委员会(选仲裁时必填)", "arbitration commission, needed for 仲裁")),
    "arbitration_place": Setting(_MAY_BE_BLANK, Text("仲裁地", "place of arbitration")),
    "esign": Setting(YesNo(), Text("电子签署", "signed electronically")),
    "tax_clause": Setting(YesNo(), Text("税率变动条款", "clause on changed tax rates")),
    "after_sale_contact": Setting(_MAY_BE_BLANK, Text("售后联系人", "after-sales contact")),
    "after_sale_phone": Setting(_MAY_BE_BLANK, Text("售后电话", "after-sales telephone")),
}

FOLDERS: Final[Mapping[str, Setting]] = {
    "inbox": Setting(FolderName(), Text("收件箱", "where filled forms are dropped")),
    "returned": Setting(FolderName(), Text("退回的表单", "forms sent back")),
    "filed": Setting(FolderName(), Text("已受理的原件", "originals that were accepted")),
    "duplicates": Setting(FolderName(), Text("重复的文件", "files that came before")),
    "quarantine": Setting(FolderName(), Text("需人工处理", "files a person has to look at")),
    "deals": Setting(FolderName(), Text("商机", "one folder a deal")),
    "reports": Setting(FolderName(), Text("报表", "reports")),
    "workbooks": Setting(FolderName(), Text("空白表单", "blank forms")),
    "templates": Setting(FolderName(), Text("文件模板", "templates of the documents")),
    "archive": Setting(FolderName(), Text("归档", "closed contracts")),
    "superseded": Setting(FolderName(), Text("作废的空白表单", "blanks that count no more")),
    "stages": Setting(
        Several(FolderName(), least=7, most=7), Text("七个阶段的文件夹", "the folders of the seven stages")
    ),
}

LOCAL: Final = Setting(
    _MAY_BE_BLANK,
    Text(
        "台账与原件副本的本地目录(不可在网络盘);空为 .salesdocs",
        "folder on this machine's disk for ledger and captures, never on a share; blank for .salesdocs",
    ),
)
NAMES: Final = Setting(
    Words(("en", "zh")),
    Text("文件夹名称的语言,各文件夹可单独命名", "language of the folder names; each may be named by itself"),
)
TARGETS: Final[Mapping[str, Setting]] = {
    "signed": Setting(Money(), Text("每月签约目标(含税,元)", "gross amount to be signed a month, 元")),
    "received": Setting(Money(), Text("每月回款目标(元)", "money to be received a month, 元")),
}
NIGHTLY: Final[Mapping[str, Setting]] = {
    "at": Setting(
        Clock(),
        Text(
            "watch 每天在此时刻之后补写日报,如 00:30;空为不写(由系统定时,见 docs/nightly.md)",
            "when watch writes the missed reports each day, such as 00:30; blank for never, see docs/nightly.md",
        ),
    ),
}
MONTHS: Final = Text('month 为每个月,"2026-08" 为某个月', '`month` stands for every month, "2026-08" for that one')
CALENDAR: Final = Text(
    "各年放假与调休安排(以国务院办公厅通知为准);未列出且未随软件提供的年份按周末双休推算",
    "rest days and worked weekends of a year, as its official notice says; a year neither written here nor shipped "
    "has its weekends only",
)
