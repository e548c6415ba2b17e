"""数据质量, house-wide: what had to be sent back or told, and which registers are not complete. Pure.

Source: domain.md 6.3 (数据质量).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from toolkit.model.arrival import Arrival
from toolkit.model.finding import Severity
from toolkit.model.names import name_key
from toolkit.model.text import Text
from toolkit.reports.document_log import DECIDED, severities_of
from toolkit.reports.outlook import Outlook
from toolkit.reports.report import Bar
from toolkit.reports.tables import Group

COUNTED_DAYS: Final = 30
MOST_TOLD: Final = 10
"""Sorts of warnings named one by one; the rest are counted together."""

_NOTHING: Final = Decimal("0.00")
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")
_ASIDE: Final = re.compile(r" ?\([^()]*…[^()]*\)")
"""What a message says of one case between brackets."""
_CLAUSE: Final = re.compile(r"[。;；]|\. |\.\Z")
"""Where the first clause of a message ends."""
_OTHER: Final = Text("警告 · 其他", "warning · others")
_GIVEN_UP: Final = Text("未送达的通知", "notices not delivered")
_UNKNOWN_FORM: Final = Text("未能识别的文件", "files not recognised")
_LACKS: Final[tuple[tuple[str, Text], ...]] = (
    ("contact_phone", Text("客户缺联系电话", "customers without a phone")),
    ("industry", Text("客户缺行业", "customers without an industry")),
    ("source", Text("客户缺来源", "customers without a source")),
)
_ALIKE_BY_NAME: Final = Text("客户名称重复", "customers of one name")
_ALIKE_BY_CODE: Final = Text("信用代码重复", "customers of one credit code")
_NO_FILE: Final = Text("有合同而缺开票资料", "contracts without a customer file")
_WAITED: Final = Text("等待后才处理的文件", "files that waited")
_VOID: Final = ("已作废", "已解除")
"""Contracts that bind nobody."""


class Quality:
    """Counts what is not as it should be: customers and contracts, one by one."""

    def __init__(self) -> None:
        self._lacking: Counter[str] = Counter()
        self._names: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._without_file = 0

    def take(self, group: Group) -> None:
        """Count a customer, with its deals."""
        customer = group.customer
        if customer.name or customer.lead:
            said = customer.said
            self._lacking.update(key for key, _ in _LACKS if not said(key))
            self._names[name_key(customer.name)] += 1
            if code := said("uscc") or said("tax_no"):
                self._codes[code] += 1
        if not customer.billing:
            self._without_file += sum(map(_binds, group.outlooks))

    def join(self, other: Quality) -> None:
        """Count the customers that another has counted."""
        self._lacking.update(other._lacking)
        self._names.update(other._names)
        self._codes.update(other._codes)
        self._without_file += other._without_file

    def bars(
        self,
        files: Files,
        *,
        titles: Mapping[str, Text],
        messages: Mapping[str, Text],
        given_up: int = 0,
    ) -> tuple[Bar, ...]:
        """What was counted, with the files of the last days; nothing is named that is not so.

        `titles` are of forms, by id; `messages` the words of findings, by code; `given_up` are notices in those days.
        """
        counted = (*files.bars(titles, messages), (_GIVEN_UP, given_up), *self._of_customers())
        return tuple(Bar(label, count, _NOTHING) for label, count in counted if count)

    def _of_customers(self) -> Iterator[tuple[Text, int]]:
        for key, label in _LACKS:
            yield label, self._lacking[key]
        yield _ALIKE_BY_NAME, _shared(self._names)
        yield _ALIKE_BY_CODE, _shared(self._codes)
        yield _NO_FILE, self._without_file


def _binds(outlook: Outlook) -> bool:
    """Whether the deal has a contract that is not void."""
    return bool(outlook.deal.papers) and outlook.contract is not None and outlook.contract.status not in _VOID


def _shared(counts: Mapping[str, int]) -> int:
    """How many customers share theirs with another."""
    return sum(count for count in counts.values() if count > 1)


class Files:
    """Counts the files decided in the 30 days up to one: by outcome, returned ones by form, warnings by code."""

    def __init__(self, day: date) -> None:
        self._first, self._last = day - timedelta(days=COUNTED_DAYS - 1), day
        self._outcomes: Counter[str] = Counter()
        self._returned: Counter[str] = Counter()
        self._warnings: Counter[str] = Counter()
        self._waited = 0

    def take(self, arrival: Arrival) -> None:
        """Count one that was decided in those days; one that still waits is counted on the day of its decision."""
        if arrival.outcome not in DECIDED or not self._first <= arrival.day <= self._last:
            return
        self._outcomes[arrival.outcome] += 1
        self._waited += "since" in arrival.detail
        if arrival.outcome == "returned":
            self._returned[arrival.form] += 1
        self._warnings.update(_warnings_of(arrival))

    def bars(self, titles: Mapping[str, Text], messages: Mapping[str, Text]) -> Iterator[tuple[Text, int]]:
        """Labels with their counts, the most frequent first within each sort."""
        for outcome, name in DECIDED.items():
            if outcome != "accepted":
                yield Text(f"{name.zh}的文件", f"files {name.en}"), self._outcomes[outcome]
        yield _WAITED, self._waited
        for form, count in _by_frequency(self._returned):
            title = titles.get(form, Text(form, form)) if form else _UNKNOWN_FORM
            yield Text(f"退回 · {title.zh}", f"returned · {title.en}"), count
        told = _by_frequency(self._warnings)
        for code, count in told[:MOST_TOLD]:
            said = _plainly(messages.get(code, Text("", "")))
            yield Text(f"警告 · {code} {said.zh}".rstrip(), f"warning · {code} {said.en}".rstrip()), count
        yield _OTHER, sum(count for _, count in told[MOST_TOLD:])


def _warnings_of(arrival: Arrival) -> Iterator[str]:
    """Codes of what was told of a file and did not send it back, holds included."""
    codes, severities = arrival.detail.get("findings", ()), severities_of(arrival)
    assert isinstance(codes, tuple)
    for code, severity in zip(codes, severities, strict=True) if severities else ():
        if severity in (Severity.WARNING, Severity.HOLD):
            yield code


def _by_frequency(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def _plainly(message: Text) -> Text:
    """The first clause of a code's message, without the facts of one case: `…` stands for each."""
    return Text(*(_CLAUSE.split(_ASIDE.sub("", _PLACEHOLDER.sub("…", said)), maxsplit=1)[0] for said in message))
