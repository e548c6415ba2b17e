"""A produced document, read back: nothing of the template left, every amount there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

from lxml import etree

from toolkit.documents.strict import texts
from toolkit.documents.wording import money
from toolkit.errors import TemplateFault

_TAG_MARKS = ("{{", "}}", "{%", "%}", "｛｛", "｝｝")  # the last two: typed with a Chinese keyboard, never rendered
_EMPTY_MARKS = ("None", "NaN", "待填")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def prove(document: bytes, figures: object, template: str) -> None:
    """Raise TemplateFault unless the document is whole: no leftover, every marked amount verbatim.

    Words that a value itself holds are no leftovers.
    """
    shown = "\n".join(paragraphs(document))
    said = "\n".join(text for _, text in texts(figures))
    for mark in (*_TAG_MARKS, *(m for m in _EMPTY_MARKS if m not in said)):
        if mark in shown:
            raise TemplateFault(template, f"leaves {mark} in the document")
    for path, amount in amounts(figures):
        if money(amount) not in shown:
            raise TemplateFault(template, f"does not show {path} = {money(amount)}")


def paragraphs(document: bytes) -> Iterator[str]:
    """The text of every paragraph of every part (body, headers, footers, notes)."""
    with ZipFile(BytesIO(document)) as package:
        parts = [n for n in package.namelist() if n.startswith("word/") and n.endswith(".xml")]
        for part in sorted(parts):
            for paragraph in etree.fromstring(package.read(part)).iter(f"{_WORD}p"):
                yield "".join(t.text or "" for t in paragraph.iter(f"{_WORD}t"))


def amounts(value: object, path: str = "") -> Iterator[tuple[str, Decimal]]:
    """Every amount marked as one that must appear, and where it stands in the figures."""
    if isinstance(value, tuple):
        for n, each in enumerate(value, start=1):
            yield from amounts(each, f"{path}[{n}]")
    elif is_dataclass(value):
        for f in fields(value):
            figure, place = getattr(value, f.name), f"{path}.{f.name}".lstrip(".")
            if f.metadata.get("appears") and isinstance(figure, Decimal):
                yield place, figure
            else:
                yield from amounts(figure, place)
