"""Content controls of a Word file: their names, and what they show instead of their content."""

from __future__ import annotations

import re

from lxml import etree

from toolkit.forms.word.symbols import TICKED, UNTICKED

OFF = frozenset(("0", "false", "off", "none"))
"""What a switch says that is not on."""
_PROMPT = re.compile(
    r"(?:(?:请?(?:单击|点击)(?:或(?:单击|点击|点按|轻触))?(?:此处|这里)?(?:以|来)?(?:输入(?:文字|文本|日期)|选择日期|选择))[。.]?"
    r"|选择一项[。.]?|(?:clickor)?(?:click|tap)(?:here)?toenter(?:text|adate)\.?|chooseanitem\.?)+",
    re.IGNORECASE,
)
"""What Word and WPS put into an empty control; LibreOffice 7.4 clears the flag that says so (forms.md 2.2)."""


class Shape:
    """The properties of a content control that say how it reads."""

    __slots__ = ("day", "is_placeholder", "is_ticked", "tag")

    def __init__(self, properties: tuple[etree._Element, ...], full_date: str) -> None:
        self.tag = self.day = ""
        self.is_placeholder = False
        self.is_ticked: bool | None = None
        for entry in properties:
            word = word_of(entry)
            if word == "tag":
                self.tag = value_of(entry).strip()
            elif word == "showingPlcHdr":
                self.is_placeholder = value_of(entry).lower() not in OFF
            elif word == "date":
                self.day = entry.get(full_date, "")[:10]
            elif word == "checkbox":
                checked = next((child for child in entry if word_of(child) == "checked"), None)
                self.is_ticked = checked is not None and value_of(checked).lower() not in OFF

    def shown(self, text: str) -> str | None:
        """What the control shows instead of its content: a box, or nothing; None where it shows that content."""
        if self.is_ticked is not None:
            return _boxed(text, is_ticked=self.is_ticked)
        return "" if self.is_placeholder or _PROMPT.fullmatch("".join(text.split())) else None


def _boxed(text: str, *, is_ticked: bool) -> str:
    """A tick for the box in the content, followed by what else stands there: LibreOffice 7.4 lets labels slip in."""
    beside = text.strip().lstrip("☐☑☒□■√×✓✗\uf0fe\uf0fd\uf0a8\uf052\uf053\uf0a3")
    return (TICKED if is_ticked else UNTICKED) + beside


def word_of(element: etree._Element) -> str:
    """Its name without the namespace; '' for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def value_of(element: etree._Element) -> str:
    """Its `val`, in whatever namespace; '' for none."""
    found = (str(value) for name, value in element.attrib.items() if str(name).rpartition("}")[2] == "val")
    return next(found, "")


def count_of(element: etree._Element, otherwise: int) -> int:
    """The small number that it holds, or else the other one."""
    said = value_of(element)
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else otherwise
