"""A produced document, read back: whole, nothing of the template left, every amount there, nothing secret."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

from toolkit.documents.seen import Seen
from toolkit.documents.sound import package_faults, part_faults
from toolkit.documents.strict import texts
from toolkit.documents.wording import money
from toolkit.errors import TemplateFault, UnreadableFile

if TYPE_CHECKING:
    from toolkit.documents.compile import Program

_TAG_MARKS: Final = ("{{", "}}", "{%", "%}", "{#", "#}")
_WIDE_MARKS: Final = ("｛｛", "｝｝", "｛%", "%｝", "｛％", "％｝")
"""Tags typed with a Chinese keyboard, never rendered; a value may hold them."""
_EMPTY_MARKS: Final = ("None", "NaN", "待填")
_SECRETS: Final = (
    *("毛利", "成本", "底价", "利润率", "内部备注"),
    *("gross margin", "profit margin", "floor price", "cost price", "unit cost", "total cost", "internal remark"),
)
"""What a document for the customer may not speak of. Source: domain.md 3.1."""
_NO_AMOUNT: Final = frozenset({str, int, bool, date, type(None)})


def prove(
    document: bytes,
    figures: object,
    template: str,
    *,
    is_external: bool = False,
    program: Program | None = None,
    proof: Callable[[Seen], Iterable[str]] | None = None,
) -> Seen:
    """The document as seen, if it is whole: no leftover, every figure that must appear verbatim, valid OOXML.

    Words that a value itself holds are no leftovers. `is_external` looks for words of cost and margin, too;
    the parts that a `program` copies are proven once. `proof` tells what is wrong by what the document's kind must
    say; without one, every marked amount must stand there. Raises TemplateFault with all that is wrong.
    """
    try:
        seen = Seen.of(document, template, program)
        faults = [*_unsound(seen, is_sound=program is not None and program.is_sound)]
        if not faults:
            faults += _left_over(seen, figures, is_external=is_external)
            faults += proof(seen) if proof else _not_shown(seen, figures)
    except UnreadableFile as trouble:
        raise TemplateFault(template, f"makes a file that cannot be read: {trouble.code}") from trouble
    if faults:
        raise TemplateFault(template, "; ".join(dict.fromkeys(faults)))
    return seen


def paragraphs(document: bytes) -> Iterator[str]:
    """The text of every paragraph of every part (body, headers, footers, notes)."""
    yield from Seen.of(document, "document").paragraphs


def _unsound(seen: Seen, *, is_sound: bool) -> Iterator[str]:
    if not is_sound:
        yield from package_faults(seen.package)
    for part in seen.parts:
        yield from part_faults(seen.package, part)


def _left_over(seen: Seen, figures: object, *, is_external: bool) -> Iterator[str]:
    """Tags that were not rendered, values that are none, words that are not for the customer."""
    shown, said = seen.text, _Said(figures)
    if "{" in shown or "}" in shown:
        yield from (f"leaves {mark} in the document" for mark in _TAG_MARKS if mark in shown)
    wide = _WIDE_MARKS if "｛" in shown or "｝" in shown else ()
    for mark in (*wide, *_EMPTY_MARKS):
        if mark in shown and mark not in said.text:
            yield f"leaves {mark} in the document"
    if is_external:
        in_any_case = shown.lower()
        for word in _SECRETS:
            if word in in_any_case and word not in said.text.lower():
                yield f"speaks of {word} to the customer"


@dataclass(frozen=True)
class _Said:
    """What the values say, gathered when somebody asks."""

    figures: object

    @cached_property
    def text(self) -> str:
        return "\n".join(text for _, text in texts(self.figures))


def _not_shown(seen: Seen, figures: object) -> Iterator[str]:
    """The marked amounts that stand nowhere."""
    return (f"does not show {path} = {money(a)}" for path, a in amounts(figures) if money(a) not in seen.text)


def amounts(value: object, path: str = "") -> Iterable[tuple[str, Decimal]]:
    """Every amount marked as one that must appear, and where it stands in the figures."""
    if isinstance(value, tuple):
        for n, each in enumerate(value, start=1):
            yield from amounts(each, f"{path}[{n}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for name, appears in _fields(type(value)):
            figure = getattr(value, name)
            if type(figure) not in _NO_AMOUNT:
                place = f"{path}.{name}" if path else name
                if not isinstance(figure, Decimal):
                    yield from amounts(figure, place)
                elif appears:
                    yield place, figure


@cache
def _fields(record: type) -> tuple[tuple[str, bool], ...]:
    """The fields of a record and whether what they hold must appear."""
    return tuple((f.name, "appears" in f.metadata) for f in fields(record))
