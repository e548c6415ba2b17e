"""Text as people and programs leave it in a cell, made plain; which text is blank. Source: domain.md 4.1, 4.2."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache

from toolkit.model.kinds.reading import Content, Raw

_XML_ESCAPE = re.compile(r"_x000[DA]_", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_LINE_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
_BETWEEN_LINES = re.compile(r"\s*\n\s*")
_HALF_WIDTH = {c + 0xFEE0: c for c in range(0x21, 0x7F) if chr(c).isalnum()}
_WIDE = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")

BLANK_WORDS = frozenset(
    ("无", "無", "暂无", "没有", "空", "N/A", "NA", "NULL", "NONE", "未知", "不详", "不适用", "略", "*", "□", "☐")
)
PENDING_WORDS = frozenset(("待定", "待补", "待补充", "待确认", "TBD"))
"""Blank, and counted in the report as 待补信息."""
DITTO_WORDS = frozenset(("同上", "〃", '"', "''", "″", "”", "“"))
"""As the row above."""
PROMPTS = frozenset(("请选择", "请填写", "请输入", "点击选择", "单击选择日期", "单击或点击此处输入文字。"))
_IN_BRACKETS = re.compile(r"^\((.+)\)$")
_PADDED = re.compile(r"0{2,20}")
"""A format that shows leading zeros."""
_REMEMBERED = 512
"""Texts made plain that are kept: a cell is asked about a dozen times, and a register repeats itself."""
_KEPT_DIGITS = 15
_RULED = re.compile(r"[/\\\-—–―─_−.·]+|X{2,}")
_ERROR = re.compile(
    r"#(?:N/A|VALUE!|REF!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|GETTING_DATA)"
    r"|ERR:\d{3}|#{3,}"
)
"""What Excel, WPS and LibreOffice (Err:502) show for a formula that fails, and ##### for a column too narrow."""
_TYPED_AS_TEXT = re.compile(r"^'(?=[\d+(])")
"""The apostrophe that makes a number text in Excel; copied from elsewhere it stays in the cell."""


@lru_cache(_REMEMBERED)
def plain_text(text: str) -> str:
    """The text without invisible characters, runs of spaces, blank lines; Chinese punctuation and line breaks stay."""
    if text.isalnum():
        return text
    if text.isprintable() and "  " not in text and "_" not in text:  # no other space or break is printable
        return text.strip()
    text = _LINE_BREAKS.sub("\n", _XML_ESCAPE.sub("\n", text))
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


def one_line(text: str) -> str:
    """The text on one line: lines of Chinese are joined as they are, others with a space."""
    joined = ""
    for part in _BETWEEN_LINES.split(plain_text(text)):
        needs_space = joined and part and not (_WIDE.match(joined[-1]) or _WIDE.match(part[0]))
        joined += (" " if needs_space else "") + part
    return joined


def half_width(text: str) -> str:
    """The text with full-width letters and digits made half-width; Chinese punctuation stays."""
    return text.translate(_HALF_WIDTH)


@lru_cache(_REMEMBERED)
def narrow(text: str) -> str:
    """The text with full-width letters, digits and punctuation made half-width (NFKC), for data fields."""
    return _TYPED_AS_TEXT.sub("", plain_text(unicodedata.normalize("NFKC", plain_text(text))))


@lru_cache(_REMEMBERED)
def unspaced(text: str) -> str:
    """The narrow text without any space, and without a closing 。or ;."""
    return "".join(narrow(text).split()).rstrip("。;")


def written(content: Content) -> str:
    """A cell's content as a person would type it: whole floats without `.0`, days as 2026-07-01."""
    if type(content) is str:
        return content
    if isinstance(content, bool):
        return "TRUE" if content else "FALSE"
    if isinstance(content, float):
        return _number_written(content)
    if isinstance(content, Decimal):
        return f"{content:f}"
    if isinstance(content, datetime):
        return content.date().isoformat() if content.time() == time.min else content.isoformat(" ")
    return "" if content is None else str(content)


def _number_written(number: float) -> str:
    """Whole numbers without `.0`, others with the 15 digits that a sheet keeps."""
    if not math.isfinite(number) or abs(number) >= 10**_KEPT_DIGITS:
        return repr(number)
    return str(int(number)) if number.is_integer() else f"{Decimal(f'{number:.{_KEPT_DIGITS}g}'):f}"


def seen(raw: Raw) -> str:
    """A cell as the person sees it: `30%` for 0.3 in a per cent format, `00001234` for 1234 in the format 00000000."""
    content = raw.content
    if isinstance(content, bool) or not isinstance(content, int | float | Decimal):
        return written(content)
    number = Decimal(written(content)) if isinstance(content, float) else Decimal(content)
    if not number.is_finite():
        return written(content)
    if "%" in raw.number_format:
        hundredths = f"{number * 100:f}"
        return (hundredths.rstrip("0").rstrip(".") if "." in hundredths else hundredths) + "%"
    is_padded = _PADDED.fullmatch(raw.number_format) and number == number.to_integral_value()
    return f"{int(number):0{len(raw.number_format)}d}" if is_padded else written(content)


def is_error(content: Content) -> bool:
    """Whether a text cell says what a program shows for a failed formula: #N/A, Err:502."""
    return isinstance(content, str) and _ERROR.fullmatch(_whole_text(content)) is not None


def without_label(text: str, labels: Iterable[str]) -> str:
    """The text without its own label in front: `客户名称:上海启明` is 上海启明. A label without a colon stays."""
    label, colon, rest = plain_text(text).replace("：", ":", 1).partition(":")
    said = _label_key(label)
    is_echo = bool(colon and said) and any(said == _label_key(one) for one in labels)
    return rest.strip(" _\n") if is_echo else text


def _label_key(label: str) -> str:
    narrowed = re.sub(r"\s|\*", "", unicodedata.normalize("NFKC", label)).casefold()
    return re.sub(r"[(\[][^()\[\]]*[)\]]$", "", narrowed)


@lru_cache(_REMEMBERED)
def _whole_text(text: str) -> str:
    return unicodedata.normalize("NFKC", plain_text(text)).replace(" ", "").upper()


def is_blank(content: Content) -> bool:
    """Whether the whole cell says nothing: empty, spaces, a placeholder such as / or 无 or 待定. `0` says something."""
    return content is None or (isinstance(content, str) and _says_nothing(content))


@lru_cache(_REMEMBERED)
def _says_nothing(content: str) -> bool:
    text = _whole_text(content)
    text = text.rstrip("。;") or text
    if text.startswith("("):
        text = _IN_BRACKETS.sub(r"\1", text)
    if not text or _RULED.fullmatch(text):
        return True
    return text in BLANK_WORDS or text in PROMPTS or is_pending(content) or is_ditto(content)


def is_pending(content: Content) -> bool:
    """Whether the cell promises an answer for later: 待定, TBD."""
    return isinstance(content, str) and _whole_text(content) in PENDING_WORDS


def is_ditto(content: Content) -> bool:
    """Whether the cell refers to the row above: 同上, 〃. Readers of tables may copy the value; never for amounts."""
    if not isinstance(content, str):
        return False
    return _whole_text(content) in DITTO_WORDS or plain_text(content) in DITTO_WORDS
