"""Codes: our own numbers, versions, credit codes, bank accounts. Source: domain.md 4.8, 5.2, 7.1."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Content, Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, refuse_lost_digits
from toolkit.model.text import Text

_DASHES = re.compile(r"[‐‑‒–—―−_]+|-{2,}")
_DRAWN_LATER = ("自动编号", "自动生成", "系统生成", "系统编号")


def _code_text(raw: Raw) -> str:
    """Upper case, half-width, no spaces, plain hyphens."""
    return _DASHES.sub("-", cleaning.unspaced(cleaning.seen(raw)).upper())


@dataclass(frozen=True, slots=True)
class Number(Sort):
    """One of our own numbers, `KH-2026-0001`; 收件后自动编号 is blank. Without a prefix, any of them."""

    prefix: str = ""
    name: ClassVar[str] = "number"
    options: ClassVar[tuple[str, ...]] = ()

    def _is_blank(self, content: Content) -> bool:
        text = cleaning.written(content)
        return cleaning.is_blank(content) or any(words in text for words in _DRAWN_LATER)

    def _meaning(self, raw: Raw) -> Meaning:
        prefix = self.prefix or "[A-Z]{2}"
        match = re.fullmatch(rf"({prefix})-?(20\d{{2}})-?(\d{{4,}})(?:-?V(\d+))?", _code_text(raw))
        if not match:
            raise Refused("M-NUMBER", pattern=f"{self.prefix or 'XX'}-YYYY-NNNN")
        prefix, year, running, version = match.groups()
        is_later = version is not None and int(version) > 1  # V1 carries no suffix (decisions.md 3)
        return Meaning(f"{prefix}-{year}-{running}" + (f"-V{int(version)}" if is_later else ""))


@dataclass(frozen=True, slots=True)
class Version(Sort):
    """A version, `V1` or `V1.0`."""

    name: ClassVar[str] = "version"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        match = re.fullmatch(r"(?:版本号?:?|第)?V?(?:ER)?\.?(\d{1,3}(?:\.\d{1,3}){0,2})版?", _code_text(raw))
        if not match:
            raise Refused("M-VERSION")
        return Meaning(f"V{match[1]}")


_LENGTH = 18
_OLD_LENGTHS = (15, 20)
"""Tax numbers from before 2015, and those of individuals. Source: domain.md 5.2."""
OLD_CODE = Assumed(Text("旧税号,非18位统一社会信用代码", "an old tax number, no credit code of 18"), is_warning=True)

ORGANISATION_CHECK = Assumed(
    Text("第9–17位组织机构代码的校验位不符,请核对", "characters 9 to 17 fail the check of GB 11714, please check"),
    is_warning=True,
)


@dataclass(frozen=True, slots=True)
class CreditCode(Sort):
    """统一社会信用代码, with its check character; old tax numbers pass with a warning."""

    name: ClassVar[str] = "credit_code"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        refuse_lost_digits(raw)
        code = _code_text(raw).replace("-", "")
        if len(code) in _OLD_LENGTHS and re.fullmatch(r"[0-9A-Z]+", code):
            return Meaning(code, (OLD_CODE,))
        reason = _why_wrong(code)
        if reason:
            raise Refused("M-USCC", reason=reason)
        return Meaning(code, () if _has_organisation_check(code) else (ORGANISATION_CHECK,))


_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _has_organisation_check(code: str) -> bool:
    """Whether characters 9 to 17, the code of the organisation, end with their own check character.

    Source: GB 11714; domain.md 5.2 (a warning only).
    """
    weighted = zip(code[8:16], _ORGANISATION_WEIGHTS, strict=True)
    total = sum(int(character, 36) * weight for character, weight in weighted)
    return code[16] == "0123456789X0"[11 - total % 11]


def _why_wrong(code: str) -> Text | None:
    """What is wrong with a credit code; None for a valid one."""
    from stdnum.cn import uscc  # noqa: PLC0415 (cold start)
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    if len(code) != _LENGTH:
        return Text(f"长度应为18位,实际{len(code)}位", f"18 characters expected, {len(code)} found")
    if not re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{18}", code):
        return _foreign_character(code)
    if uscc.is_valid(code):
        return None
    try:
        check = uscc.calc_check_digit(code[:-1])
    except ValidationError:
        check = ""
    if check and check != code[-1]:
        return Text(f"校验位应为{check}", f"the check character should be {check}")
    return Text("登记管理部门、机构类别或区划代码不符", "authority, type or region code is wrong")


def _foreign_character(code: str) -> Text:
    """Names the characters that no code contains, and what I and O were probably meant to be."""
    found = "".join(dict.fromkeys(re.findall(r"[^0-9A-HJ-NP-RTUWXY]", code)))
    meant = code.replace("O", "0").replace("I", "1")
    suggestion = re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{18}", meant) is not None and not _why_wrong(meant)
    zh, en = (f",是否应为{meant}", f", perhaps {meant}") if suggestion else ("", "")
    return Text(f"含非法字符{found}{zh}", f"{found} cannot occur{en}")


@dataclass(frozen=True, slots=True)
class Account(Sort):
    """A bank account: 8 to 32 digits, without spaces and hyphens."""

    name: ClassVar[str] = "account"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        refuse_lost_digits(raw)
        digits = _code_text(raw).replace("-", "")
        if not re.fullmatch(r"\d{8,32}", digits):
            raise Refused("M-ACCOUNT")
        return Meaning(digits)
