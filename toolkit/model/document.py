"""The declaration of a document: which figures it says, from which template or form it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from toolkit.model.known import Known
from toolkit.model.mail_draft import MailDraft
from toolkit.model.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Issue:
    """Which copy of a document is written: its number, version, variant, language."""

    number: str
    version: str = ""
    variant: str = ""
    lang: Lang = "zh"
    """English is a rendition for foreign customers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentKind:
    """One kind of document.

    Made from a template (`template`, `figures`) or, where it comes back filled, from the form of
    that id (`form`): decisions.md 2.
    """

    id: str
    """`G02`"""
    word: str
    """Command-line word: `quote`"""
    title: Text
    stage: int
    """Stage folder it lies in, 1-7."""
    series: str
    """Prefix of its numbers."""
    template: str = ""
    """File in templates/."""
    figures: Callable[[Known, Issue], Any] | None = None
    """What it says: a frozen record, typed; pure. Raises errors.FiguresMissing."""
    proof: Callable[..., Iterable[str]] | None = None
    """What is wrong with a written one, as it is read back, held against its figures in that language (`figures=`,
    `lang=`), a sentence each; None for the usual proof only."""
    form: str = ""
    medium: Literal["docx", "xlsx"] = "docx"
    """As what it is written; that of the form, where it is made from one."""
    per_variant_number: bool = False
    """Each variant (option A, option B of a quote) has a number of its own."""
    per_deal_number: bool = True
    """One number a deal, kept over versions and variants; else a new number each time."""
    versions: str = ""
    """First version: `V1` of quotes, `V1.0` of contracts, '' for none."""
    is_external: bool = False
    """Goes to the customer: no cost, no margin."""
    variants: tuple[str, ...] = ()
    """All copies `generate` writes when none is named."""
    drafts: tuple[MailDraft, ...] = ()
    """The mails in which a person sends it to the customer; () where none is prepared."""
