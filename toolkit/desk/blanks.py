"""Blank forms on request: plain, or prefilled for a deal."""

from __future__ import annotations

from datetime import date

from toolkit.catalogue import FORMS
from toolkit.errors import NothingNamed
from toolkit.forms.blank import make
from toolkit.house import House
from toolkit.intake.gather import around_deal
from toolkit.model.form import Form
from toolkit.model.text import Lang


def form_named(name: str) -> Form:
    """The form of that id or word. Raises NothingNamed."""
    for form in FORMS:
        if name.casefold() in (form.id.casefold(), form.word):
            return form
    raise NothingNamed("form", name, ", ".join(f"{form.id} {form.word}" for form in FORMS))


def blank_of(form: Form, *, lang: Lang = "zh") -> bytes:
    """An empty form, of no deal."""
    return make(form, lang=lang)


def blank_for_deal(house: House, form: Form, number: str, today: date, *, lang: Lang = "zh") -> bytes:
    """The form with all that is known of the deal already in it. Raises NothingNamed."""
    with house.ledger.reading() as questions:
        known = around_deal(questions, number, rulebook=house.rulebook, today=today)
    assert known.deal is not None
    waiting = known.deal.blank(form.id)
    return make(
        form,
        prefill=form.prefill(known),
        deal=known.deal.number,
        number=waiting.number if waiting else "",
        company=house.rulebook.company.name,
        lang=lang,
    )
