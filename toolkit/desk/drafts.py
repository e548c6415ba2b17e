"""Drafts of mails to customers, laid where the person who sends them looks. Nothing is sent: decisions.md 22."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from toolkit.drafts.drawn import Draft, Undrafted, around, drafted, drafts, due_named, folder_of
from toolkit.drafts.printed import Prints
from toolkit.files import publish
from toolkit.house import House
from toolkit.model.text import Lang, Text

_ASKS_FOR_ADDRESS = Text("没有登记客户邮箱,请填写收件人", "no address of the customer is registered: fill it in")
_NOT_MADE = Text("未能生成", "not made")
_NONE = Text("今天没有要发给客户的邮件", "nothing is to be sent to a customer today")
_TO = Text("收件人", "to")


@dataclass(frozen=True, slots=True)
class Laid:
    """What became of one mail: where its draft lies, or why there is none."""

    number: str
    title: Text
    path: Path | None
    to: str
    attached: str
    why: str = ""


def draft_of(house: House, number: str, day: date, folder: Path | None, *, is_printed: bool | None) -> Laid:
    """The draft of one document, laid beside it in its deal's folder, or in the folder named.

    Raises NothingNamed, FiguresMissing, FiguresChanged, TemplateFault, PdfFailed, NoPdfProgram, ShareTrouble.
    """
    due = due_named(house, number, day)
    with Prints(house.places, is_wanted=is_printed) as prints:
        made = drafted(due, around(house, due.deal, day), house, prints)
    return _laid(made, folder or (house.root / due.paper.file).parent)


def drafts_of_the_day(house: House, day: date, folder: Path | None, *, is_printed: bool | None) -> Iterator[Laid]:
    """The drafts of all that is due on that day, laid by owner in the folder of its report, or in the folder named.

    Not in the deals' folders: what is due changes by the day, and a deal's folder keeps what was issued.
    Raises NoPdfProgram, ShareTrouble.
    """
    for made in drafts(house, day, is_printed=is_printed):
        if isinstance(made, Undrafted):
            yield Laid(made.due.paper.number, made.due.draft.title, None, "", "", made.why)
        else:
            yield _laid(made, folder or house.root / folder_of(house, made.due.owner, day))


def lines_of(laid: list[Laid], house: House, lang: Lang) -> Iterator[str]:
    """A line a draft: its path, to whom it goes; or why there is none."""
    for one in laid:
        if one.path is None:
            yield f"! {one.number} {one.title.said(lang)}: {_NOT_MADE.said(lang)}: {one.why}"
        else:
            to = f"{_TO.said(lang)} {one.to}" if one.to else f"! {_ASKS_FOR_ADDRESS.said(lang)}"
            yield f"{house.places.below(one.path)}  {to}"
    if not laid:
        yield _NONE.said(lang)


def facts_of(laid: list[Laid]) -> list[dict[str, object]]:
    """The same for programs."""
    return [
        {
            "number": one.number,
            "mail": one.title.zh,
            "file": str(one.path) if one.path else None,
            "to": one.to,
            "attached": one.attached,
            "why": one.why,
        }
        for one in laid
    ]


def _laid(made: Draft, folder: Path) -> Laid:
    path = publish(made.content, folder / made.name)
    return Laid(made.due.paper.number, made.due.draft.title, path, made.to, made.attached)
