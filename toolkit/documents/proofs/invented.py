"""Amounts and days on a page that no figure says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from toolkit.documents.proofs.page import Page

_NUMBER: Final = re.compile(r"[0-9][0-9.,]*(?: ?[万亿元])?")
_AMOUNT: Final = re.compile(r"[0-9][0-9,]*\.[0-9]{2}|[0-9]{1,3}(?:,[0-9]{3})+|[0-9.,]+(?: ?[万亿元])+")
"""`271,700.00`, `1,000`, `27.17万`, `500元`."""
_NO_AMOUNT: Final = re.compile(r"[A-Za-z/-]\Z|[A-Z]/[A-Z] \Z")
"""What stands before a number that is none: `HT-2.50`, `GB/T 2828.10`."""
_MONTHS: Final = "January|February|March|April|May|June|July|August|September|October|November|December"
_DAY: Final = re.compile(
    rf"[0-9]{{1,4}}(?:年[0-9]{{1,2}}月[0-9]{{1,2}}日|-[0-9]{{2}}-[0-9]{{2}}(?![0-9])| (?:{_MONTHS}) [0-9]{{4}})"
)
_AROUND: Final = 4


def invented(page: Page) -> Iterator[str]:
    """What is printed as an amount or a day, and is neither a figure nor part of a text among the figures."""
    text = page.rest
    numbers = set(_NUMBER.findall(text)) - page.printed
    for found in sorted(one for one in numbers if not one.isdigit()):
        number = found.rstrip(" .,万亿元")
        if _AMOUNT.fullmatch(found.rstrip(".,")) and _is_invented(found, number, page):
            yield f"shows the amount {found.rstrip('.,')}, which is none of its figures"
    for day in sorted(set(_DAY.findall(text)) - page.printed):
        if day not in page.said:
            yield f"shows the day {day}, which is none of its figures"


def _is_invented(found: str, number: str, page: Page) -> bool:
    """Whether no figure is printed so, no text says so, and it is no part of a name or a share."""
    if found.endswith(("万", "亿")) or number not in page.printed:
        text, at = page.rest, page.rest.find(found)
        is_share = text[at + len(found) : at + len(found) + 1] in ("%", "‰")
        return found not in page.said and not is_share and not _NO_AMOUNT.search(text[max(0, at - _AROUND) : at])
    return False
