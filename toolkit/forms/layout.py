"""What both media share in laying out a form: widths, tick lists, which cells hold numbers."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from toolkit.model.form import Field, Form, Group, Table
from toolkit.model.kinds.reading import Kind
from toolkit.model.submission import Value
from toolkit.model.text import Lang, Text

_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,2}、|\d{1,2}\. )")
ROW_NUMBER = Text("序号", "#")
TOTAL = Text("合计", "Total")
GUIDE_SHEET, LISTS_SHEET, META_SHEET = "填写说明", "_lists", "_meta"
"""Sheets of a workbook beside the form's own, the same in both languages: readers pass over them."""
CHOOSE = Text("请选择", "…")
"""Placeholder of a dropdown in Word; never an answer, whatever a program makes of the control."""
BLANK_DAY = "\u3000" * 4
"""Stands where a date picker opens in Word: as blank as nothing, wide enough to be clicked."""
DRAWN = "收件后自动编号"
"""Stands in the cell of a number that we draw on acceptance (decisions.md 2) …"""
DRAWN_LATER = Text(DRAWN, "—")
"""… and in that of an English blank, where a dash is as blank."""
UNTICKED, TICKED = "□", "☑"
MOST_TICKS = 4
"""Longer lists of options become a dropdown …"""
_MOST_TICKS_OF = {"choices": 12, "score": 5}
"""… but for several of them, which no dropdown takes, and for a scale."""

NUMERIC = frozenset({"amount", "quantity", "whole", "percent", "score"})
"""Kinds that are set to the right in a table."""
COUNTED = NUMERIC - {"whole", "score"}
"""Kinds whose answer counts once where its cell is merged over several rows; others are those of each row."""
CENTRED = frozenset({"day", "moment", "yes_no", "tick", "tax_rate", "version", "score", "number"})

_USUAL = {
    "amount": 14,
    "amount_range": 16,
    "quantity": 6,
    "whole": 6,
    "whole_range": 12,
    "percent": 8,
    "day": 11,
    "moment": 17,
    "period": 12,
    "yes_no": 8,
    "tick": 6,
    "tax_rate": 7,
    "score": 6,
    "version": 8,
    "number": 15,
    "phone": 14,
    "email": 22,
    "credit_code": 20,
    "account": 22,
    "capitals": 28,
    "listing": 24,
    "choices": 18,
}
_PIECE = re.compile(r"[\x21-\x7e\u00a1-\u024f\u2010-\u2027]+ *|.")
"""A word with the spaces behind it, or one Chinese character."""
WORDS = 20
"""Usual width of an answer in half-width characters; words without an example take WORDS."""
_ELASTIC_FROM = 12
"""Words wider than this gladly take more room."""


def capital(text: str) -> str:
    """The words as they head a cell or a page: declared in small letters, printed with a capital."""
    return text[:1].upper() + text[1:]


def label_of(field: Field, lang: Lang) -> str:
    """The label as the blank prints it; a reader knows it in either language."""
    return capital(field.label.said(lang))


def wrapped(text: str, room: float) -> list[str]:
    """The text in lines of that many half-width characters: words that fit stay whole, Chinese breaks anywhere."""
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        taken = 0
        for piece in _pieces(line, int(room)):
            if lines[-1] and taken + width_of(piece.rstrip()) > room:
                lines.append("")
                taken = 0
            lines[-1] += piece
            taken += width_of(piece)
    return [line.rstrip() for line in lines]


def _pieces(line: str, room: int) -> Iterator[str]:
    """What may not be parted: words with the spaces behind them, single Chinese characters."""
    for piece in _PIECE.findall(line):
        yield from (piece[n : n + room] for n in range(0, len(piece), room)) if len(piece) > room > 1 else (piece,)


def halved(label: str) -> str:
    """The label in two lines about as long as each other; words stay whole, a single one is not broken."""
    middle = -(-len(label) // 2)
    spaces = [n for n, c in enumerate(label) if c == " "]
    if spaces:
        at = min(spaces, key=lambda n: abs(n - middle))
        return f"{label[:at]}\n{label[at + 1 :]}"
    return label if label.isascii() else f"{label[:middle]}\n{label[middle:]}"


def width_of(text: str) -> int:
    """Width of the widest line in half-width characters; a Chinese character takes two."""
    if "\n" in text:
        return max(map(width_of, text.split("\n")))
    return len(text) if text.isascii() else sum(map(_advance, text))


@lru_cache(maxsize=8_192)
def _advance(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


def usual_width(field: Field) -> int:
    """How wide an answer of this field usually is, in half-width characters."""
    kind = field.kind
    if kind.name in _USUAL:
        return _USUAL[kind.name]
    if kind.options:
        return min(24, max(width_of(option) for option in kind.options) + 3)
    return min(28, max(6, width_of(field.example) + 2)) if field.example else WORDS


def is_elastic(field: Field) -> bool:
    """Whether a column gladly takes more room: free text does, numbers, options and short words do not."""
    return not field.kind.options and field.kind.name not in _USUAL and usual_width(field) > _ELASTIC_FROM


def tick_options(kind: Kind) -> tuple[str, ...]:
    """The options that are printed as boxes to tick; () where the answer is written."""
    options, most = kind.options, _MOST_TICKS_OF.get(kind.name, MOST_TICKS)
    return options if kind.name != "tick" and 2 <= len(options) <= most else ()


def tick_list(kind: Kind, value: Value = None, *, room: float = 0) -> str:
    """`□是  □否`, or `☑是  □否` when the value, or the option itself, is given; '' for a kind without boxes.

    `room`: half-width characters a line; by default every option takes its own line.
    """
    options = tick_options(kind)
    several = value if isinstance(value, tuple) else () if value is None else (value,)
    chosen = [one if one in options else kind.show(one) for one in several]
    text = ""
    for option in options:
        box = f"{TICKED if option in chosen else UNTICKED}{option}"
        fits = width_of(text.rpartition("\n")[2] + box) + 2 <= room
        text += ("" if not text else "  " if fits else "\n") + box
    return text


def asks_much(field: Field) -> bool:
    """Whether the blank leaves room for several lines of words."""
    return field.wide and is_elastic(field) and not getattr(field.kind, "one_line", False)


def boxes_wide(field: Field) -> int:
    """How wide the boxes to tick are side by side, in half-width characters; 0 where the answer is written."""
    return width_of(tick_list(field.kind, room=math.inf)) + 1 if tick_options(field.kind) else 0


def pairs(group: Group) -> Iterator[tuple[Field, ...]]:
    """The group's fields row by row: two a row, a wide one alone."""
    waiting: tuple[Field, ...] = ()
    for field in group.fields:
        if field.wide:
            yield from [waiting] if waiting else []
            yield (field,)
            waiting = ()
        elif waiting:
            yield (*waiting, field)
            waiting = ()
        else:
            waiting = (field,)
    if waiting:
        yield waiting


def has_own_row_number(table: Table) -> bool:
    """Whether the table declares its 序号 itself; otherwise the blank adds one."""
    return any(ROW_NUMBER.zh in (f.label.zh, *f.aliases) for f in table.columns)


def starred(field: Field) -> bool:
    """Whether the label carries the red star of a required answer that people give."""
    return field.need is True and not field.drawn and field.calculation is None and not field.locked


def chinese_count(n: int) -> str:
    """一, 二 … 二十 as a numeral of a heading."""
    digits = "〇一二三四五六七八九十"
    if n <= 10:
        return digits[n]
    return ("十" if n < 20 else digits[n // 10] + "十") + (digits[n % 10] if n % 10 else "")


def title_of(form: Form, values: Mapping[str, Value], lang: Lang) -> str:
    """The title, with the number it counts once that is known: `验收确认单(第2次)`."""
    title, number = capital(form.title.said(lang)), values.get(form.counted)
    if number is None:
        return title
    return f"{title}(第{number}次)" if lang == "zh" else f"{title} (no. {number})"


def headings(form: Form, lang: Lang) -> Sequence[str]:
    """The heading of every part, numbered where its title is not; '' for parts that have none."""
    made, n = [], 0
    for part in form.parts:
        title = capital(part.title.said(lang)) if isinstance(part, Group | Table) else ""
        if title and not _NUMBERED.match(title):
            n += 1
            title = f"{chinese_count(n)}、{title}" if lang == "zh" else f"{n}. {title}"
        made.append(title)
    return made
