"""x."""

from collections.abc import Sequence

from toolkit.forms.marks import Mark, Summary
from toolkit.forms.returned.draft import Draft
from toolkit.model.text import Lang


def mark_document(draft: Draft, marks: Sequence[Mark], summary: Summary, lang: Lang) -> None:
    """X."""


def unmark_document(draft: Draft) -> None:
    """X."""
