"""The declaration of a mail draft: when a document is to be sent to its customer, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from toolkit.model.text import Text

if TYPE_CHECKING:
    from toolkit.model.deal import Deal, Paper
    from toolkit.model.house import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDraft:
    """One mail in which a person sends a document: its words are templates over the document's figures."""

    title: Text
    """What the mail is, in the draft's file name: `报价到期提醒`"""
    since: Callable[[Deal, Paper, Rulebook, date], date | None]
    """Since which day that document has been due to be sent, seen on a day; None when it is not."""
    subject: Text
    opening: Text
    """Paragraphs, parted by an empty line."""
    rows: tuple[tuple[Text, Text], ...]
    """Label and value, one a line of the table below; what comes out blank is left out."""
    closing: Text
    is_written_anew: bool = False
    """The document says how things stand on the day of the mail; else it goes as it was issued."""
