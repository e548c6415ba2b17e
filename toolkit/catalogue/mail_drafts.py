"""The mails in which documents go to customers: when each is due, and its words.

What is printed is named as in the document's own template. Source: decisions.md 22; domain.md 3.2, 3.6, 3.8.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from toolkit.model import terms
from toolkit.model.deal import Deal, Paper
from toolkit.model.house import Rulebook
from toolkit.model.mail_draft import MailDraft
from toolkit.model.money_due import Receivable, instalments_due
from toolkit.model.text import Text

EXPIRY_DAYS: Final = 7
"""A quote's last days, in which the customer is reminded of it. Source: domain.md 6.3 (报价到期)."""
REMINDERS: Final = (1, 16, 31)
"""Days overdue on which a reminder is due: the first of each tone; after the last, every 30 days. domain.md 3.8."""
REMINDED_EVERY_DAYS: Final = 30

_UNDER_OFFER: Final = ("已报价", "谈判中")
_UNDER_WAY: Final = ("已签约", "交付中")
_DAY: Final = timedelta(days=1)


def _quote_unsent(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since it was issued, as long as it is a draft (草稿) that has not run out."""
    if paper.status != "草稿" or deal.stage not in _UNDER_OFFER:
        return None
    quote = terms.quote_of(deal, rulebook, paper.number)
    return paper.issued_on if quote is not None and day <= quote.valid_until else None


def _quote_expires(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since the last week of its validity began, for one that the customer has and weighs."""
    if paper.status not in ("已发送", "客户已确认接收") or deal.stage not in _UNDER_OFFER:
        return None
    quote = terms.quote_of(deal, rulebook, paper.number)
    if quote is None:
        return None
    since = max(paper.issued_on, quote.valid_until - EXPIRY_DAYS * _DAY)
    return since if since <= day <= quote.valid_until else None


def _letter_unsent(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since it was written, until a later one takes its place or the order is delivered."""
    latest = deal.paper("G07")
    if paper.status != "待发送" or latest is None or latest.number != paper.number:
        return None
    return None if _is_delivered(deal, rulebook) else paper.issued_on


def _delay_unsent(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since it was written, until the order is delivered; each letter on a delay is due by itself."""
    return None if paper.status != "待发送" or _is_delivered(deal, rulebook) else paper.issued_on


def _is_delivered(deal: Deal, rulebook: Rulebook) -> bool:
    return deal.stage not in _UNDER_WAY or terms.milestones_of(deal, rulebook).delivered_on is not None


def _notice_unsent(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since it was issued, up to the due day of what is still to be paid."""
    owed = _owed(deal, paper, rulebook, day) if paper.status == "待发送" else None
    return paper.issued_on if owed is not None and not owed.days_overdue else None


def _overdue(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> date | None:
    """Since the latest day on which a reminder of the instalment was due."""
    owed = _owed(deal, paper, rulebook, day)
    if owed is None or owed.due_on is None or not owed.days_overdue:
        return None
    reminded = max(step for step in REMINDERS if step <= owed.days_overdue)
    if reminded == REMINDERS[-1]:
        reminded += (owed.days_overdue - reminded) // REMINDED_EVERY_DAYS * REMINDED_EVERY_DAYS
    return owed.due_on + reminded * _DAY


def _owed(deal: Deal, paper: Paper, rulebook: Rulebook, day: date) -> Receivable | None:
    """What is outstanding of the instalment that a notice asks for, by its latest notice only; None when it is paid."""
    notices = [one for one in deal.all_papers("G12") if one.variant == paper.variant]
    if paper.status == "已收款" or notices[-1].number != paper.number:
        return None
    plan = instalments_due(deal, rulebook, day)
    meant = (one for one in plan if str(one.instalment.number) == paper.variant and one.outstanding)
    return next(meant, None)


def _counted(name: str, word: str = "day") -> str:
    """`{{ n }} day` or `{{ n }} days`, in English."""
    return f'{{{{ {name} }}}} {word}{{{{ "" if {name} == 1 else "s" }}}}'


_QUOTE_NUMBER: Final = '{{ number }}{% if version not in ("", "V1") %}-{{ version }}{% endif %}'
_QUOTE_ROWS: Final = (
    (Text("报价单编号", "Quote"), Text(_QUOTE_NUMBER, _QUOTE_NUMBER)),
    (Text("方案", "Project"), Text("{{ scheme }}", "{{ scheme }}")),
    (Text("含税总价", "Total including VAT"), Text("¥{{ total|money }}", "RMB {{ total|money }}")),
    (Text("有效期至", "Valid until"), Text("{{ valid_until|day }}24时", "{{ valid_until|day }}, 24:00")),
    (Text("交付周期", "Delivery time"), Text("{{ delivery_days }}天", _counted("delivery_days"))),
    (Text("质保期", "Warranty"), Text("{{ warranty_months }}个月", _counted("warranty_months", "month"))),
)

QUOTE: Final = (
    MailDraft(
        title=Text("报价单", "quote"),
        since=_quote_unsent,
        subject=Text(
            f"报价单 {_QUOTE_NUMBER}{{% if scheme %}}：{{{{ scheme }}}}{{% endif %}}（{{{{ company }}}}）",
            f"Quote {_QUOTE_NUMBER}{{% if scheme %}}: {{{{ scheme }}}}{{% endif %}} ({{{{ company }}}})",
        ),
        opening=Text(
            "感谢贵司对我司产品与服务的关注。"
            "{% if changes %}现送上修订后的报价单，替代此前版本，修订之处见附件。"
            "{% else %}现送上报价单，请查收附件。{% endif %}"
            "主要内容如下：",
            "Thank you for your interest in our products and services. "
            "{% if changes %}Please find our revised quote attached. It replaces the version before and lists what has "
            "changed.{% else %}Please find our quote attached.{% endif %} In short:",
        ),
        rows=_QUOTE_ROWS,
        closing=Text(
            "收到后请回复确认，并在附件的回签栏注明“接受”或需要调整之处。如对配置、价格、付款方式或交付时间有任何疑问，"
            "请随时与我联系。\n\n本报价以双方签订的书面合同为准。",
            "Please confirm receipt, and mark on the reply slip of the quote whether you accept it or what you would "
            "like changed. I am at your disposal for any question on configuration, price, payment or delivery.\n\n"
            "Only the written contract signed by both parties is binding.",
        ),
    ),
    MailDraft(
        title=Text("报价到期提醒", "quote about to expire"),
        since=_quote_expires,
        subject=Text(
            f"报价单 {_QUOTE_NUMBER} 将于{{{{ valid_until|day }}}}到期，敬请确认",
            f"Quote {_QUOTE_NUMBER} is valid until {{{{ valid_until|day }}}}",
        ),
        opening=Text(
            f"我司于{{{{ quoted_on|day }}}}报送的报价单 {_QUOTE_NUMBER} 将于{{{{ valid_until|day }}}}24时到期，"
            "特此提醒：",
            f"May we remind you that our quote {_QUOTE_NUMBER} of {{{{ quoted_on|day }}}} is valid until "
            "{{ valid_until|day }}:",
        ),
        rows=_QUOTE_ROWS,
        closing=Text(
            "如贵司拟接受本报价，请在到期前回复确认；如需更多时间或希望调整方案，请告知，我们将出具新版本报价单。\n\n"
            "为便于查阅，原报价单随信再次附上。",
            "If you wish to accept it, please confirm before that day. Should you need more time or another "
            "configuration, let us know and we will send you a new version.\n\n"
            "The quote is attached once more for your convenience.",
        ),
    ),
)

PROGRESS: Final = (
    MailDraft(
        title=Text("客户进度函", "progress letter"),
        since=_letter_unsent,
        subject=Text(
            "客户进度函 {{ number }}：合同 {{ contract_number }} 履行进展（{{ week }}，完成{{ progress|percent }}）",
            "Progress letter {{ number }}: contract {{ contract_number }}, {{ week }}, "
            "{{ progress|percent }} completed",
        ),
        opening=Text(
            "感谢贵司对{{ company }}的支持。合同 {{ contract_number }}（订单 {{ order_number }}）本周履行进展如下，"
            "详见附件：",
            "Thank you for your trust in us. This is how far contract {{ contract_number }} (order "
            "{{ order_number }}) is this week; the attached letter has the details:",
        ),
        rows=(
            (Text("本周进展", "This week"), Text("{{ summary }}", "{{ summary }}")),
            (Text("整体进度", "Overall progress"), Text("{{ progress|percent }}", "{{ progress|percent }}")),
            (Text("预计交付日期", "Expected delivery"), Text("{{ expected_on|day }}", "{{ expected_on|day }}")),
            (Text("下周计划", "Next week"), Text("{{ plan }}", "{{ plan }}")),
        ),
        closing=Text("如有任何要求，请随时与我联系。", "Please let me know should you have any request."),
    ),
)

DELAY: Final = (
    MailDraft(
        title=Text("异常沟通函", "letter on a delay"),
        since=_delay_unsent,
        subject=Text(
            "异常沟通函 {{ number }}：合同 {{ contract_number }} 交付情况说明",
            "Letter {{ number }} on the delivery under contract {{ contract_number }}",
        ),
        opening=Text(
            "合同 {{ contract_number }}（订单 {{ order_number }}）履行中出现异常，由此给贵司带来的不便，我司深表歉意。"
            "现将情况及我司措施说明如下，详见附件：",
            "We regret to inform you of a difficulty in the execution of contract {{ contract_number }} (order "
            "{{ order_number }}) and apologise for the inconvenience. What happened and what we do about it, in short; "
            "the attached letter has the details:",
        ),
        rows=(
            (Text("异常情况", "What happened"), Text("{{ summary }}", "{{ summary }}")),
            (Text("原因", "Cause"), Text("{{ cause }}", "{{ cause }}")),
            (Text("我司措施", "Our measures"), Text("{{ measure }}", "{{ measure }}")),
            (Text("约定交付日期", "Agreed delivery"), Text("{{ due_on|day }}", "{{ due_on|day }}")),
            (Text("预计交付日期", "Expected delivery"), Text("{{ expected_on|day }}", "{{ expected_on|day }}")),
            (
                Text("延期", "Delay"),
                Text(
                    "{% if days_late %}{{ days_late }}天{% endif %}",
                    f"{{% if days_late %}}{_counted('days_late')}{{% endif %}}",
                ),
            ),
        ),
        closing=Text(
            "请贵司在附件的回复栏注明意见，并尽早回复。如需电话沟通，请随时与我联系。",
            "Please state your opinion on the reply slip of the letter and let us have it as soon as you can. I am at "
            "your disposal on the phone.",
        ),
    ),
)

_INSTALMENT: Final = Text("第{{ instalment }}期 {{ name }}", "instalment {{ instalment }}, {{ name }}")
_MONEY_ROWS: Final = (
    (Text("合同编号", "Contract"), Text("{{ contract_number }}", "{{ contract_number }}")),
    (
        Text("款项", "Instalment"),
        Text(
            "第{{ instalment }}期 {{ name }}（合同总价的{{ share|percent }}）",
            "{{ instalment }}, {{ name }} ({{ share|percent }} of the price)",
        ),
    ),
    (Text("约定金额", "Amount agreed"), Text("¥{{ amount|money }}", "RMB {{ amount|money }}")),
    (
        Text("已收金额", "Received"),
        Text(
            "{% if received %}¥{{ received|money }}{% endif %}", "{% if received %}RMB {{ received|money }}{% endif %}"
        ),
    ),
    (Text("应付金额", "Amount due"), Text("¥{{ outstanding|money }}", "RMB {{ outstanding|money }}")),
    (Text("应付日期", "Due on"), Text("{{ due_on|day }}", "{{ due_on|day }}")),
)
_ACCOUNT: Final = Text(
    "付款时请在备注中注明合同编号 {{ contract_number }}。收款账户以附件所载为准；如收到变更收款账户的通知，"
    "请先致电我司核实。",
    "In the transfer, name contract {{ contract_number }}. Our account is the one in the attached document; "
    "should you be told of another one, please call us before you pay.",
)

PAYMENT: Final = (
    MailDraft(
        title=Text("付款通知单", "payment notice"),
        since=_notice_unsent,
        subject=Text(
            f"付款通知单 {{{{ number }}}}：合同 {{{{ contract_number }}}} {_INSTALMENT.zh}",
            f"Payment notice {{{{ number }}}}: contract {{{{ contract_number }}}}, {_INSTALMENT.en}",
        ),
        opening=Text(
            "根据双方于{{ signed_on|day }}签订的合同 {{ contract_number }}，下列款项的付款条件（{{ condition }}）"
            "已经满足，现送上付款通知单，请查收附件：",
            "Under contract {{ contract_number }} signed on {{ signed_on|day }} the following instalment "
            "({{ condition }}) falls due; please find our payment notice attached:",
        ),
        rows=_MONEY_ROWS,
        closing=Text(
            f"请于{{{{ due_on|day }}}}前支付。{_ACCOUNT.zh}\n\n如已付款，请告知付款日期，谢谢。",
            f"Please pay by {{{{ due_on|day }}}}. {_ACCOUNT.en}\n\n"
            "If you have paid already, kindly let us know the day.",
        ),
    ),
    MailDraft(
        title=Text("催款函", "payment reminder"),
        since=_overdue,
        subject=Text(
            '{% if tone == "提醒" %}付款提醒{% else %}催款函{% endif %} {{ number }}：合同 {{ contract_number }} '
            f"{_INSTALMENT.zh}，已逾期{{{{ days_overdue }}}}日",
            f"Payment reminder {{{{ number }}}}: contract {{{{ contract_number }}}}, {_INSTALMENT.en}, "
            f"{_counted('days_overdue')} overdue",
        ),
        opening=Text(
            '{% if tone == "提醒" %}合同 {{ contract_number }} 的下列款项已于{{ due_on|day }}到期，我司尚未收到，'
            "可能因贵司事务繁忙而遗漏，特此提醒，详见附件："
            '{% elif tone == "催告" %}合同 {{ contract_number }} 的下列款项已逾期{{ days_overdue }}日，'
            "我司至今尚未收到，现正式催告，详见附件："
            "{% else %}合同 {{ contract_number }} 的下列款项已逾期{{ days_overdue }}日，经催告我司至今尚未收到。"
            "我司依合同约定计收违约金，详见附件：{% endif %}",
            '{% if tone == "提醒" %}The following instalment under contract {{ contract_number }} was due on '
            "{{ due_on|day }} and has not reached us yet. It may have escaped your attention; the attached letter has "
            "the details:"
            '{% elif tone == "催告" %}The following instalment under contract {{ contract_number }} is '
            f"{_counted('days_overdue')} overdue. We hereby formally ask for the payment; the attached letter has the "
            "details:"
            "{% else %}The following instalment under contract {{ contract_number }} is "
            f"{_counted('days_overdue')} overdue in spite of our reminders. We claim the late fee agreed in "
            "the contract; the attached letter has the details:{% endif %}",
        ),
        rows=(
            *_MONEY_ROWS,
            (Text("逾期天数", "Days overdue"), Text("{{ days_overdue }}日", "{{ days_overdue }}")),
            (
                Text("违约金", "Late fee"),
                Text(
                    "{% if late_fee %}¥{{ late_fee|money }}{% endif %}",
                    "{% if late_fee %}RMB {{ late_fee|money }}{% endif %}",
                ),
            ),
            (
                Text("合计应付", "Total claim"),
                Text(
                    "{% if late_fee %}¥{{ claim|money }}{% endif %}",
                    "{% if late_fee %}RMB {{ claim|money }}{% endif %}",
                ),
            ),
        ),
        closing=Text(
            f"请尽快安排支付，并回复预计付款日期。{_ACCOUNT.zh}\n\n如已付款，请告知付款日期，谢谢。",
            "Please arrange the payment as soon as possible and let us know the day on which we may expect it. "
            f"{_ACCOUNT.en}\n\nIf you have paid already, kindly let us know the day.",
        ),
        is_written_anew=True,
    ),
)
