"""What a value of salesdocs.toml may look like: read from TOML, checked, and written back."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any, Final, Protocol

from stdnum.cn import uscc

from toolkit.errors import SettingsWrong
from toolkit.model.names import safe_name
from toolkit.settings.faults import Faults

LONGEST_DAYS: Final = 3650
_CLOCK: Final = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


class Shape(Protocol):
    """One sort of value."""

    def read(self, key: str, raw: object) -> Any:
        """The value meant. Raises SettingsWrong."""

    def write(self, value: Any) -> str:
        """The value as TOML; read gives it again."""


def known_key(key: str, raw: object, known: Iterable[str]) -> None:
    """Raise SettingsWrong for a key that is none of the known ones, naming the nearest."""
    section, _, name = key.rpartition(".")
    names = tuple(known)
    if name in names:
        return
    meant = get_close_matches(name, names, n=1, cutoff=0.5)
    where = f"{section}." if section else ""
    hint = f"a known key; did you mean {where}{meant[0]}?" if meant else f"one of the keys {', '.join(names)}"
    raise SettingsWrong(key, raw, hint)


@dataclass(frozen=True, slots=True)
class Words:
    """Text in quotes; one of `options` when there are any."""

    options: tuple[str, ...] = ()
    may_be_blank: bool = False

    def read(self, key: str, raw: object) -> str:
        """The text, without blanks around it."""
        expected = f"one of {', '.join(self.options)}" if self.options else "text in quotes"
        if not isinstance(raw, str) or (self.options and raw not in self.options):
            raise SettingsWrong(key, raw, expected)
        if not raw.strip() and not self.may_be_blank:
            raise SettingsWrong(key, raw, f"{expected}, not blank")
        return raw.strip()

    def write(self, value: str) -> str:
        """A TOML string: JSON's escapes are TOML's."""
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True, slots=True)
class CreditCode(Words):
    """统一社会信用代码 with its check character, or blank."""

    may_be_blank: bool = True

    def read(self, key: str, raw: object) -> str:
        """The code in capitals."""
        code = Words(may_be_blank=True).read(key, raw).upper()
        if code and not uscc.is_valid(code):
            raise SettingsWrong(
                key, raw, "a unified social credit code: 18 characters, the last one checking the others"
            )
        return code


@dataclass(frozen=True, slots=True)
class FolderName(Words):
    """One name of a folder, no path."""

    def read(self, key: str, raw: object) -> str:
        """The name, as every file system takes it."""
        name = Words().read(key, raw)
        if safe_name(name) != name:
            raise SettingsWrong(key, raw, f"one folder name that Windows and Linux take, such as {safe_name(name)!r}")
        return name


@dataclass(frozen=True, slots=True)
class YesNo:
    """true or false."""

    def read(self, key: str, raw: object) -> bool:
        """The answer."""
        if not isinstance(raw, bool):
            raise SettingsWrong(key, raw, "true or false, without quotes")
        return raw

    def write(self, value: bool) -> str:
        """TOML's word."""
        return "true" if value else "false"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, "00:30"; blank for none."""

    def read(self, key: str, raw: object) -> time | None:
        """The hour and minute."""
        text = raw.strip() if isinstance(raw, str) else None
        if text == "":
            return None
        if text is None or not _CLOCK.fullmatch(text):
            raise SettingsWrong(key, raw, 'a time of day such as "00:30", in quotes')
        hour, _, minute = text.partition(":")
        return time(int(hour), int(minute))

    def write(self, value: time | None) -> str:
        """Hour and minute in quotes."""
        return f'"{value:%H:%M}"' if value else '""'


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int = 0
    high: int = LONGEST_DAYS

    def read(self, key: str, raw: object) -> int:
        """The number, within its bounds."""
        if not isinstance(raw, int) or isinstance(raw, bool) or not self.low <= raw <= self.high:
            raise SettingsWrong(key, raw, f"a whole number from {self.low} to {self.high}")
        return raw

    def write(self, value: int) -> str:
        """Its digits."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, as 0.30 or "30%"."""

    high: Decimal = Decimal(1)
    is_some: bool = False
    """Nothing (0) is refused."""

    def read(self, key: str, raw: object) -> Decimal:
        """The share as a fraction."""
        share = _number(raw)
        if share is None or not 0 <= share <= self.high or (self.is_some and not share):
            low = "above 0, up to" if self.is_some else "from 0 to"
            raise SettingsWrong(key, raw, f'a share {low} {self.high:f}, as 0.05 or "5%"')
        return share

    def write(self, value: Decimal) -> str:
        """Per cent in quotes."""
        return f'"{(value * 100).normalize():f}%"'


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in 元, not negative."""

    def read(self, key: str, raw: object) -> Decimal:
        """The amount."""
        amount = None if isinstance(raw, str) else _number(raw)
        if amount is None or amount < 0:
            raise SettingsWrong(key, raw, "an amount in 元, such as 3_000_000, without quotes")
        return amount

    def write(self, value: Decimal) -> str:
        """Its digits in groups of three."""
        return f"{int(value):_}" if value == value.to_integral_value() else f"{value:f}"


@dataclass(frozen=True, slots=True)
class Range:
    """Two values, the lower one first."""

    of: Shape

    def read(self, key: str, raw: object) -> tuple[Any, Any]:
        """Both bounds."""
        if not isinstance(raw, list) or len(raw) != 2:
            raise SettingsWrong(key, raw, "two values in brackets, [from, to]")
        low, high = _each(self.of, key, raw)
        if low > high:
            raise SettingsWrong(key, raw, "the lower value first, [from, to]")
        return low, high

    def write(self, value: tuple[Any, Any]) -> str:
        """A list of two."""
        return f"[{self.of.write(value[0])}, {self.of.write(value[1])}]"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A list of so many values, each with its place."""

    of: Shape
    number: int

    def read(self, key: str, raw: object) -> tuple[Any, ...]:
        """The values in order."""
        if not isinstance(raw, list) or len(raw) != self.number:
            raise SettingsWrong(key, raw, f"a list of {self.number} values, one a step")
        return _each(self.of, key, raw)

    def write(self, value: tuple[Any, ...]) -> str:
        """A list on one line."""
        return f"[{', '.join(map(self.of.write, value))}]"


@dataclass(frozen=True, slots=True)
class Several:
    """A list of different texts."""

    of: Words = field(default_factory=Words)
    least: int = 0
    most: int = 100

    def read(self, key: str, raw: object) -> tuple[str, ...]:
        """The texts in order."""
        if not isinstance(raw, list) or not self.least <= len(raw) <= self.most:
            number = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            raise SettingsWrong(key, raw, f'a list of {number} texts, ["…", "…"]')
        texts = _each(self.of, key, raw)
        if len({text.casefold() for text in texts}) < len(texts):
            raise SettingsWrong(key, raw, "every text once")
        return texts

    def write(self, value: tuple[str, ...]) -> str:
        """A list on one line."""
        return f"[{', '.join(self.of.write(each) for each in value)}]"


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of small tables, each one a record with every field said."""

    record: type[Any]
    columns: Mapping[str, Shape] = field(default_factory=dict)
    least: int = 0

    def read(self, key: str, raw: object) -> tuple[Any, ...]:
        """The records in order."""
        if not isinstance(raw, list) or len(raw) < self.least or not all(isinstance(each, dict) for each in raw):
            raise SettingsWrong(key, raw, f"a list of {{ {', '.join(f'{name} = …' for name in self.columns)} }}")
        faults, rows = Faults(), []
        for n, each in enumerate(raw, start=1):
            with faults.kept():
                rows.append(self._row(f"{key}[{n}]", each))
        faults.tell()
        return tuple(rows)

    def write(self, value: tuple[Any, ...]) -> str:
        """One line a record."""
        lines = (
            ", ".join(f"{name} = {shape.write(getattr(each, name))}" for name, shape in self.columns.items())
            for each in value
        )
        return "[\n" + "".join(f"  {{ {line} }},\n" for line in lines) + "]"

    def _row(self, key: str, raw: dict[str, object]) -> Any:
        faults, values = Faults(), {}
        for name, value in raw.items():
            with faults.kept():
                known_key(f"{key}.{name}", value, self.columns)
        for name, shape in self.columns.items():
            with faults.kept():
                if name not in raw:
                    raise SettingsWrong(f"{key}.{name}", None, "a value; this row lacks it")
                values[name] = shape.read(f"{key}.{name}", raw[name])
        faults.tell()
        return self.record(**values)


def _each(shape: Shape, key: str, raw: list[object]) -> tuple[Any, ...]:
    """Every value of a list. Raises SettingsWrong for all that are wrong."""
    faults, values = Faults(), []
    for n, each in enumerate(raw, start=1):
        with faults.kept():
            values.append(shape.read(f"{key}[{n}]", each))
    faults.tell()
    return tuple(values)


def _number(raw: object) -> Decimal | None:
    """A number, or text that is one, with or without a per cent sign; None for anything else."""
    if isinstance(raw, str):
        text = unicodedata.normalize("NFKC", raw).strip()
        try:
            number = Decimal(text.removesuffix("%").strip())
        except InvalidOperation:
            return None
        number = number / 100 if text.endswith("%") and number.is_finite() else number
    elif isinstance(raw, Decimal | int) and not isinstance(raw, bool):
        number = Decimal(raw)
    else:
        return None
    return number if number.is_finite() else None
