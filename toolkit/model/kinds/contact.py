"""How to reach people: telephone numbers and mail addresses. Source: domain.md 4.8."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from toolkit.model.kinds import cleaning
from toolkit.model.kinds.reading import Raw
from toolkit.model.kinds.sort import Assumed, Meaning, Refused, Sort, refuse_lost_digits
from toolkit.model.text import Text

_REMEMBERED = 512
"""Numbers of which is kept whether their area has such: the telephone library takes its time."""
_BETWEEN_NUMBERS = re.compile(r"[/、;,\n]|或|(?<=\d{7})\s+(?=1[3-9]\d{9}|0\d{2,3}-?\d{7})")
_CAPTION = re.compile(
    r"^(?:联系)?(?:电话|手机|固话|座机|TEL|PHONE|MOBILE|传真)?(?:号码?)?[.:]?\s*(?=[\d+(])", re.IGNORECASE
)
_WORDS_BEFORE = re.compile(r"^[^\d+(]+(?=[\d+(])")
_WORDS_AFTER = re.compile(r"(?<=\d{4})\s*\(?[\u4e00-\u9fff][^\d]*$")
_ROUND_MILLION = re.compile(r"\d+0{5}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_HOTLINE = re.compile(r"([48]00)(\d{3})(\d{4})")
_LANDLINE = re.compile(r"(0(?:10|2\d))(\d{8})|(0[3-9]\d{2})(\d{7,8})")
_EXTENSION = re.compile(r"(?:转|分机号?|EXT\.?|#|X|-(?=\d{1,5}$))\D?(\d{1,5})$", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)86[-\s]*(?:\(0\))?|^86[-\s]*(?=1[3-9]|0)")
FIRST_OF_SEVERAL = Assumed(Text("多个号码取第一个有效的", "the first valid one of several"))
FIRST_ADDRESS = Assumed(Text("多个地址取第一个", "the first of several addresses"))
WITHOUT_WORDS = Assumed(Text("略去号码以外的文字", "words around it left out"))
ENDS_IN_ZEROS = Assumed(
    Text("末五位全为零,请核对是否丢失", "the last five digits are zeros: were they lost?"), is_warning=True
)
UNKNOWN_AREA = Assumed(Text("区号与号码位数少见,请核对", "unusual area code or length, please check"), is_warning=True)

PhoneSort = Literal["mobile", "landline", "hotline"]


@dataclass(frozen=True, slots=True)
class Phone(Sort):
    """A Chinese number: 13812345678, 0512-66668888, 010-62345678-8012, 400-820-8820."""

    name: ClassVar[str] = "phone"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        refuse_lost_digits(raw)
        text = cleaning.narrow(cleaning.seen(raw))
        parts = [part for part in _BETWEEN_NUMBERS.split(text) if part.strip(" *")]
        found = [one for part in parts if (one := _number_among_words(part))]
        if not found:
            raise Refused("M-PHONE")
        number, wordless = found[0]
        several = (FIRST_OF_SEVERAL,) if len(parts) > 1 else ()
        is_shortened = not isinstance(raw.content, str) and _ROUND_MILLION.fullmatch(number)
        zeros = (ENDS_IN_ZEROS,) if is_shortened else ()
        return Meaning(number, (*several, *wordless, *zeros, *_unusual(number)))


def phone_sort(number: str) -> PhoneSort:
    """Which sort of number it is, as `Phone` gives it."""
    if _MOBILE.fullmatch(number):
        return "mobile"
    return "landline" if number.startswith("0") else "hotline"


def _number_among_words(text: str) -> tuple[str, tuple[Assumed, ...]] | None:
    """One number in its plain form, and what is to be told of words beside it (张伟, 微信同号); None for none."""
    text = re.sub(r"(?<=^\d{11})\.0$", "", _CAPTION.sub("", text.strip(" *")))
    plain = _number(text)
    if plain:
        return plain, ()
    wordless = _WORDS_AFTER.sub("", _WORDS_BEFORE.sub("", text))
    found = _number(wordless) if wordless != text else None
    return (found, (WITHOUT_WORDS,)) if found else None


def _number(text: str) -> str | None:
    """One number in its plain form; None for what is no number."""
    national = _COUNTRY.sub("", text)
    drops_zero = national != text and re.match(r"(?!1[3-9])[1-9]", national)
    text = ("0" if drops_zero else "") + national  # +86 512 is 0512
    if not re.fullmatch(r"[\d\s().—–\-转分机号EXTextx#.]+", text):
        return None
    compact = re.sub(r"[\s()]", "", re.sub(r"\)(?=\d)", "", text))
    whole = re.sub(r"[-—–.]", "", compact)
    if _MOBILE.fullmatch(whole):
        return whole
    hotline = _HOTLINE.fullmatch(whole)
    return "-".join(hotline.groups()) if hotline else _landline(compact)


def _landline(text: str) -> str | None:
    """0512-66668888, with its extension if it has one."""
    for candidate, extension in _with_extension(text):
        digits = re.sub(r"[-—–.]", "", candidate)
        match = _LANDLINE.fullmatch(digits)
        if match:
            return "-".join([part for part in match.groups() if part] + ([extension] if extension else []))
    return None


def _with_extension(text: str) -> list[tuple[str, str]]:
    match = _EXTENSION.search(text)
    parted = [(text[: match.start()], match[1])] if match else []
    return [(text, ""), *parted]


@lru_cache(_REMEMBERED)
def _unusual(number: str) -> tuple[Assumed, ...]:
    """A warning where no area has numbers like this; the numbering plan is that of `phonenumbers`."""
    if phone_sort(number) != "landline":
        return ()
    import phonenumbers  # noqa: PLC0415 (cold start)

    area, local, *_ = number.split("-")
    is_known = phonenumbers.is_valid_number(phonenumbers.parse(area + local, "CN"))
    return () if is_known else (UNKNOWN_AREA,)


_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_CHINESE_WORDS = re.compile(r"[\u4e00-\u9fff:()]+")


@dataclass(frozen=True, slots=True)
class Email(Sort):
    """A mail address."""

    name: ClassVar[str] = "email"
    options: ClassVar[tuple[str, ...]] = ()

    def _meaning(self, raw: Raw) -> Meaning:
        text = cleaning.narrow(cleaning.written(raw.content))
        parts = [part for part in re.split(r"[;,、\s]+|/(?=[^/]*@)", text) if part]
        read = [(part, _address(part)) for part in parts]
        addresses = [address for _, address in read if address]
        others = [part for part, address in read if not address]
        is_named = _is_named(text) or all(_CHINESE_WORDS.fullmatch(other) for other in others)
        if not addresses or (others and not is_named):
            raise Refused("M-MAIL")
        several = (FIRST_ADDRESS,) if len(addresses) > 1 else ()
        return Meaning(addresses[0], (*several, *((WITHOUT_WORDS,) if others else ())))


def is_address(text: str) -> bool:
    """Whether the text is one mail address and nothing else."""
    return _ADDRESS.fullmatch(text) is not None


def _address(text: str) -> str | None:
    text = re.sub(r"^(?:mailto|e-?mail|邮箱):", "", text.strip("<>()[]。.;"), flags=re.IGNORECASE)
    return text if is_address(text) else None


def _is_named(text: str) -> bool:
    """`张伟 <zhangwei@example.com>`."""
    return re.fullmatch(r"[^<>@]*<[^<>]+>", text) is not None
