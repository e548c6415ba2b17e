"""The empty form, or one with all that is known already in it, made from its declaration."""

from __future__ import annotations

from dataclasses import replace

from toolkit.forms.stamp import stamp_of
from toolkit.model.form import Form, Prefill
from toolkit.model.text import Lang

_NOTHING = Prefill()


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
    stamp = stamp_of(form, deal=deal, number=number)
    if number and form.own_number and prefill.values.get(form.own_number) is None:
        prefill = replace(prefill, values={**prefill.values, form.own_number: number})
    if form.medium == "docx":
        from toolkit.forms.blanks.word import make_word  # noqa: PLC0415 - a workbook needs no python-docx

        return make_word(form, prefill=prefill, stamp=stamp, company=company, lang=lang)
    from toolkit.forms.blanks.excel import make_excel  # noqa: PLC0415 - a Word file needs no XlsxWriter

    return make_excel(form, prefill=prefill, stamp=stamp, company=company, lang=lang)
