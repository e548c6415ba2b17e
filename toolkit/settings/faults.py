"""All that is wrong with salesdocs.toml, told at once and with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from toolkit.errors import SettingsWrong

_HEADING: Final = re.compile(r"\s*\[\[?\s*(?P<name>[^\]]+?)\s*\]\]?\s*(#.*)?")
_KEY: Final = re.compile(r"""\s*(?P<key>[\w.-]+|"[^"]*"|'[^']*')\s*=""")


@dataclass(slots=True)
class Faults:
    """The values that could not be used, in the order in which they were found."""

    found: list[SettingsWrong] = field(default_factory=list)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Go on after a fault of the block, and remember it."""
        try:
            yield
        except SettingsWrong as wrong:
            self.found += wrong.faults

    def add(self, key: str, value: object, expected: str) -> None:
        """Remember one fault."""
        self.found.append(SettingsWrong(key, value, expected))

    def concern(self, key: str) -> bool:
        """Whether a fault was found in the value of that key, or within it."""
        return any(fault.key == key or fault.key.startswith((f"{key}.", f"{key}[")) for fault in self.found)

    def tell(self, lines: Mapping[str, int] | None = None) -> None:
        """Raise SettingsWrong for all that was found, in the order of the file; nothing found, nothing raised."""
        if not self.found:
            return
        placed = (SettingsWrong(f.key, f.value, f.expected, line=line_of(f.key, lines)) for f in self.found)
        first, *others = sorted(placed, key=lambda fault: fault.line)
        raise SettingsWrong(first.key, first.value, first.expected, line=first.line, others=tuple(others))


def line_of(key: str, lines: Mapping[str, int] | None) -> int:
    """The line of a key, else of what it lies in (`policy.payment_plan[2].share` lies in `policy.payment_plan`); 0."""
    while lines and key:
        if key in lines:
            return lines[key]
        key = key[: max(key.rfind("."), key.rfind("["), 0)]
    return 0


def lines_of(toml: str) -> dict[str, int]:
    """The line on which each section and each key stands, counted from 1; not those within a value."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(toml.splitlines(), start=1):
        if heading := _HEADING.fullmatch(line):
            section = ".".join(part.strip("\"' ") for part in heading["name"].split("."))
            found.setdefault(section, number)
        elif key := _KEY.match(line):
            name = key["key"].strip("\"'")
            found.setdefault(f"{section}.{name}" if section else name, number)
    return found
