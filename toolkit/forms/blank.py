"""The empty form, or one with all that is known already in it, made from its declaration."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from toolkit.forms.stamp import Stamp, stamp_of
from toolkit.model.form import Form, Prefill
from toolkit.model.once import once
from toolkit.model.text import Lang

_NOTHING = Prefill()
_KEPT = 128
"""Blanks of which nothing is known that are kept: every form of the catalogue in both languages."""


def make(
    form: Form,
    *,
    prefill: Prefill = _NOTHING,
    deal: str = "",
    number: str = "",
    company: str = "",
    lang: Lang = "zh",
) -> bytes:
    """The blank, a workbook or a Word file; the same arguments give the same bytes.

    `lang`: of labels, headings and prompts; answers to choose from stay Chinese, and so does the stamp.
    `deal` and `number` go into the stamp; the number also into the form's own field.
    """
    if not (prefill.values or prefill.tables or deal or number):
        return _bare(form, company, lang)
    stamp, prefill = stamp_of(form, deal=deal, number=number), _numbered(form, prefill, number)
    made: bytes | None
    if form.medium == "docx":
        from toolkit.forms.blanks import word_stencil  # noqa: PLC0415 - a workbook needs no python-docx

        made = word_stencil.make_again(form, prefill=prefill, stamp=stamp, company=company, lang=lang)
    else:
        from toolkit.forms.blanks import excel_stencil  # noqa: PLC0415 - a Word file needs no XlsxWriter

        made = excel_stencil.make_again(form, prefill=prefill, stamp=stamp, company=company, lang=lang)
    return made or _laid_out(form, prefill, stamp, company, lang)


def make_anew(
    form: Form,
    *,
    prefill: Prefill = _NOTHING,
    deal: str = "",
    number: str = "",
    company: str = "",
    lang: Lang = "zh",
) -> bytes:
    """The same blank, laid out from its first cell: ten times slower, and the measure of the other; packed better."""
    stamp = stamp_of(form, deal=deal, number=number)
    return _laid_out(form, _numbered(form, prefill, number), stamp, company, lang)


def _numbered(form: Form, prefill: Prefill, number: str) -> Prefill:
    """The prefill with the form's own number."""
    if not number or not form.own_number or prefill.values.get(form.own_number) is not None:
        return prefill
    return replace(prefill, values={**prefill.values, form.own_number: number})


def _laid_out(form: Form, prefill: Prefill, stamp: Stamp, company: str, lang: Lang) -> bytes:
    if form.medium == "docx":
        from toolkit.forms.blanks.word import make_word  # noqa: PLC0415 - a workbook needs no python-docx

        return make_word(form, prefill=prefill, stamp=stamp, company=company, lang=lang)
    from toolkit.forms.blanks.excel import make_excel  # noqa: PLC0415 - a Word file needs no XlsxWriter

    return make_excel(form, prefill=prefill, stamp=stamp, company=company, lang=lang)


@partial(once, most_kept=_KEPT)
def _bare(form: Form, company: str, lang: Lang) -> bytes:
    """What every house gets one of: made once, it is not worth a stencil."""
    return _laid_out(form, _NOTHING, stamp_of(form), company, lang)
