"""Characters that a Word file draws with a symbol font: boxes, ticks, signs of measure."""

from __future__ import annotations

from collections.abc import Mapping

TICKED, UNTICKED = "☑", "☐"

_WINGDINGS: Mapping[int, str] = {
    0xFE: TICKED,
    0xFD: TICKED,
    0xFC: "√",
    0xFB: "×",
    0xA8: UNTICKED,
    0xA3: UNTICKED,
    0x6F: UNTICKED,
    0x71: UNTICKED,
    0x72: UNTICKED,
    0x6E: "■",
    0x52: TICKED,
    0x53: TICKED,
    0x50: "√",
}
"""Wingdings and Wingdings 2 together: nobody draws their other characters into a form. Source: domain.md 4.7."""
_SYMBOL: Mapping[int, str] = {
    0x2D: "-",
    0x44: "Δ",
    0x57: "Ω",
    0x61: "α",
    0x62: "β",
    0x66: "φ",
    0x6C: "λ",
    0x6D: "μ",
    0x70: "π",
    0xA3: "≤",
    0xB0: "°",
    0xB1: "±",
    0xB3: "≥",
    0xB4: "×",
    0xB7: "•",
    0xB8: "÷",
    0xB9: "≠",
    0xBB: "≈",
    0xD7: "·",
}
_PRIVATE = range(0xF000, 0xF100)
"""Where Word puts the 256 characters of a symbol font."""


def symbol(font: str, code: str) -> str:
    """The character of that hexadecimal code; one of a font that we do not know stays what it is, never nothing."""
    try:
        number = int(code, 16)
        found = chr(number)
    except (ValueError, OverflowError):
        return ""
    if number not in _PRIVATE:
        return found
    within = number - _PRIVATE.start
    family = font.strip().casefold()
    if family.startswith("wingdings"):
        return _WINGDINGS.get(within, found)
    if family == "symbol":
        return _SYMBOL.get(within, found)
    return found if not family or family.startswith("webdings") else chr(within)
