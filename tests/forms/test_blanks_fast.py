"""A blank that is made again from its stencil is the blank that would be laid out anew."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import LONG
from tests.catalogue.test_blanks_laws import known_of
from tests.forms.every_kind import FORMS as EVERY_KIND
from tests.forms.every_kind import WORD_FORM, WORKBOOK, asked, prefills
from tests.libreoffice.filled import answer_for
from tests.ooxml import complaints, needs_validator
from tests.rules import after_sales, golden_deal
from toolkit.catalogue import FORMS
from toolkit.forms import blank
from toolkit.forms.blank import make, make_anew
from toolkit.model import kinds
from toolkit.model.deal import Deal
from toolkit.model.form import Calculation, Field, Form, Group, Prefill
from toolkit.model.submission import Value
from toolkit.model.text import Lang, Text

COMPANY = "苏州恒拓智能装备有限公司"
NASTY = (
    "A&B <c> \"d\" 'e'",
    '=HYPERLINK("http://example.com","x")',
    " 前",
    "后 ",
    "两行\n一表\t格\r\n",
    "+1",
    "@x",
    "{=1}",
    "http://example.com/?a=1&b=2",
    "_x0041_",
    "100%",
    "%s %d",
    "</t></si>",
    "\x01\x0b\x1f",
    "\u3000\u00a0",
    "🧾𠮷",
    "长" * 4_000,
    "词语 " * 300,
    "0",
    "-",
    "",
    "\ue000\ue001\ue002",
)
"""What people and other programs leave in cells."""
ODD: Mapping[type, Sequence[Value]] = {
    str: NASTY,
    Decimal: tuple(map(Decimal, ("0", "-1.5", "0.005", "1E+20", "123456789012345.67", "0.30", "65000.00"))),
    int: (0, -1, 10**15),
    bool: (True, False),
    date: (date(9999, 12, 31), date(1900, 3, 1), date(2026, 7, 1)),
    datetime: (datetime(2026, 7, 1, 23, 59), datetime(1999, 12, 31)),
}
STATES: Mapping[str, Callable[[], Deal]] = {
    "quoted": golden_deal.quoted,
    "agreed": golden_deal.agreed,
    "in approval": lambda: golden_deal.in_approval(2),
    "approved": golden_deal.approved,
    "ordered": golden_deal.ordered,
    "reported": lambda: golden_deal.reported(2),
    "delivered": golden_deal.delivered,
    "to be rectified": golden_deal.to_be_rectified,
    "accepted": after_sales.accepted,
}

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
some_forms = pytest.mark.parametrize("form", FORMS if LONG else FORMS[::3], ids=lambda form: form.id)
each_medium = pytest.mark.parametrize("form", EVERY_KIND, ids=lambda form: form.medium)


def parts(content: bytes) -> dict[tuple[str, tuple[int, ...]], bytes]:
    """What the package holds, in its order, by name and time."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {(one.filename, one.date_time): package.read(one) for one in package.infolist()}


def differences(form: Form, **told: Any) -> list[str]:
    """Parts of the blank that are not as they are laid out anew; their order counts."""
    made, anew = parts(make(form, **told)), parts(make_anew(form, **told))
    if list(made) != list(anew):
        return [f"{list(made)} for {list(anew)}"]
    return [name for (name, when), content in anew.items() if made[name, when] != content]


def odd_of(form: Form, rows: int = 3) -> Prefill:
    """Every answer known, and odd for its type."""
    odd = {kind: cycle(values) for kind, values in ODD.items()}

    def values(fields: Sequence[Field], n: int) -> dict[str, Value]:
        sound = {f.key: answer_for(f, n) for f in fields}
        return {key: next(odd[type(value)]) if type(value) in odd else value for key, value in sound.items()}

    tables = {table.key: tuple(values(table.columns, n) for n in range(rows)) for table in form.tables}
    return Prefill(values(form.fields, 0), tables)


def golden_prefills(standing: Deal) -> Iterator[tuple[Form, Prefill]]:
    """What is known for each form at that standing of the golden deal, where anything is."""
    known = golden_deal.world(standing, date(2026, 8, 24))
    for form in FORMS:
        prefill = form.prefill(known)
        if prefill.values or prefill.tables:
            yield form, prefill


@pytest.fixture
def never_anew(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the forms that `make` had to lay out anew."""
    anew: list[str] = []
    laid_out = blank._laid_out

    def counted(form: Form, *rest: Any) -> bytes:
        anew.append(form.id)
        return laid_out(form, *rest)

    monkeypatch.setattr(blank, "_laid_out", counted)
    return anew


@each_form
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_blank_with_the_forms_examples_is_as_laid_out_anew(form: Form, lang: Lang) -> None:
    told = {"prefill": known_of(form), "deal": "SJ-2026-0001", "company": COMPANY, "lang": lang}

    assert differences(form, **told) == []


@some_forms
def test_a_blank_of_which_only_the_stamp_is_known_is_as_laid_out_anew(form: Form) -> None:
    assert differences(form, deal="SJ-2026-0001") == []
    assert differences(form, number="XQ-2026-0001", company="甲 & 乙 <丙>") == []
    assert differences(form, deal="SJ-2026-0001", number="XQ-2026-0001", company=COMPANY) == []


@each_form
def test_odd_answers_stand_as_laid_out_anew(form: Form) -> None:
    assert differences(form, prefill=odd_of(form), deal="SJ-2026-0001", company=COMPANY) == []


@each_form
def test_answers_equal_to_words_of_the_form_stand_as_laid_out_anew(form: Form) -> None:
    words = cycle([*(f.label.zh for f in form.fields), form.title.zh, "words", form.version, COMPANY, "商机", form.id])
    texts = {f.key: next(words) for f in form.fields if f.kind.name == "words"}
    rows = {t.key: ({f.key: next(words) for f in t.columns if f.kind.name == "words"},) * 2 for t in form.tables}

    assert differences(form, prefill=Prefill(texts, rows), deal="SJ-2026-0001", company=COMPANY) == []


@some_forms
@pytest.mark.parametrize("rows", [1, 7, 24, 25, 26, 40] if LONG else [7, 26])
def test_any_number_of_rows_stands_as_laid_out_anew(form: Form, rows: int) -> None:
    known = known_of(form)
    told = Prefill(known.values, {key: lines[:1] * rows for key, lines in known.tables.items()})

    if form.tables:
        assert differences(form, prefill=told, number="XQ-2026-0001") == []


@pytest.mark.parametrize("standing", list(STATES)[:: 1 if LONG else 2])
def test_the_blanks_of_the_golden_deal_are_as_laid_out_anew(standing: str) -> None:
    prefills = list(golden_prefills(STATES[standing]()))

    wrong = {form.id: differences(form, prefill=told, deal="SJ-2026-0001", company=COMPANY) for form, told in prefills}

    assert len(wrong) > 1
    assert not any(wrong.values())


@each_medium
@given(data=st.data())
@settings(max_examples=100 if LONG else 15, deadline=None)
def test_any_answers_stand_as_laid_out_anew(form: Form, data: st.DataObject) -> None:
    known = data.draw(prefills())
    text = st.text(min_size=1, max_size=40).filter(lambda t: t.encode("utf-8", "ignore").decode() == t)
    values = {**known.values, "story": data.draw(text), "company": data.draw(text)}

    assert differences(form, prefill=replace(known, values=values), deal="SJ-2026-0001") == []


@each_medium
def test_answers_that_are_none_are_not_known(form: Form) -> None:
    told = Prefill({"company": None, "story": "一"}, {"goods": ({"article": None}, {"article": "二", "sort": None})})

    assert differences(form, prefill=told) == []


@some_forms
def test_a_blank_made_first_has_the_bytes_of_one_made_later(form: Form) -> None:
    told: dict[str, Any] = {"prefill": known_of(form), "deal": "SJ-2026-0001", "company": COMPANY}
    make(form, prefill=odd_of(form), company=COMPANY, deal="SJ-2026-0002")
    later = make(form, **told)

    first = make(replace(form), **told)  # another declaration, of which nothing has been made yet

    assert first == later == make(form, **told)


def test_no_form_of_the_catalogue_is_laid_out_anew(never_anew: list[str]) -> None:
    for form in FORMS:
        for prefill in (known_of(form), odd_of(form)):
            make(form, prefill=prefill, deal="SJ-2026-0001", company=COMPANY)

    assert never_anew == []


def test_a_locked_answer_from_a_long_list_is_laid_out_anew(never_anew: list[str]) -> None:
    many = kinds.Choice(tuple(f"第{n}种处理方式" for n in range(40)))
    group = Group(Text("一", "one"), (asked("way", "方式", many, locked=True), asked("why", "理由", kinds.Words())))
    form = replace(WORKBOOK, id="F93", parts=(group,), own_number="")

    assert differences(form, prefill=Prefill({"why": "x"})) == []
    assert never_anew == ["F93"]  # by make_anew itself
    assert differences(form, prefill=Prefill({"way": many.options[0]})) == []
    assert never_anew == ["F93"] * 3


def test_a_locked_answer_that_is_known_has_no_dropdown() -> None:
    few = kinds.Choice(("甲", "乙", "丙"))
    group = Group(Text("一", "one"), (asked("way", "方式", few, locked=True), asked("also", "另", few)))
    form = replace(WORKBOOK, id="F93", parts=(group,), own_number="")
    only = replace(form, parts=(Group(group.title, group.fields[:1]),))

    assert differences(form, prefill=Prefill({"way": "甲"})) == []
    assert differences(only, prefill=Prefill({"way": "甲"})) == []
    sheet = openpyxl.load_workbook(io.BytesIO(make(form, prefill=Prefill({"way": "甲"})))).worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 1


@pytest.mark.parametrize("said", ["甲&乙 <丙>", "", "100%", None], ids=["signs", "empty", "percent", "none"])
def test_what_a_formula_gives_in_words_stands_as_laid_out_anew(said: str | None) -> None:
    by = Calculation('TEXT({count},"0%")&{why}', lambda _form, _line: said, Text("数量和理由", "count and why"))
    count, why = asked("count", "数量", kinds.Quantity()), asked("why", "理由", kinds.Words())
    group = Group(Text("一", "one"), (count, why, asked("both", "合写", kinds.Words(), calculation=by)))
    form = replace(WORKBOOK, id="F93", parts=(group,), own_number="")

    assert differences(form, deal="SJ-2026-0001") == []
    assert differences(form, prefill=Prefill({"count": Decimal(2), "why": "x"})) == []


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "@SUM(A1)", "{=1}", "http://example.com", "<r><t>x</t></r>", "<r>&</r>"]
)
def test_an_answer_that_looks_like_something_else_is_text(text: str) -> None:
    told = Prefill({"story": text}, {"goods": ({"article": text},)})

    workbook = openpyxl.load_workbook(io.BytesIO(make(WORKBOOK, prefill=told, company=text)))
    document = docx.Document(io.BytesIO(make(WORD_FORM, prefill=told, company=text)))

    cells = [cell for row in workbook.worksheets[0].iter_rows() for cell in row if cell.value == text]
    assert [(cell.data_type, cell.hyperlink) for cell in cells] == [("s", None)] * 3 or text == "=1+1"
    raw = parts(make(WORKBOOK, prefill=told, company=text))
    sheet = next(content for (name, _), content in raw.items() if name == "xl/worksheets/sheet1.xml")
    assert sheet.count(b"<f>") == 30 + 2
    assert sum(cell.text == text for table in document.tables for row in table.rows for cell in set(row.cells)) >= 2


def test_a_text_is_cut_where_a_cell_ends() -> None:
    told = Prefill({"story": "🧾" * 20_000})

    sheet = openpyxl.load_workbook(io.BytesIO(make(WORKBOOK, prefill=told))).worksheets[0]

    (text,) = [str(cell.value) for row in sheet.iter_rows() for cell in row if "🧾" in str(cell.value)]
    assert text == "🧾" * 16_383


@each_medium
def test_a_form_is_told_from_another_that_is_named_alike(form: Form) -> None:
    told = Prefill({"company": "上海启明"})
    other = replace(form, parts=form.parts[:1])

    assert make(form, prefill=told) != make(other, prefill=told)
    assert differences(other, prefill=told) == []


def test_a_blank_takes_a_fraction_of_the_time_of_laying_it_out_anew() -> None:
    def seconds(by: Callable[..., bytes], form: Form, told: Prefill) -> float:
        began = time.process_time()
        by(form, prefill=told, deal="SJ-2026-0001", company=COMPANY)
        return time.process_time() - began

    prefills = [(form, known_of(form)) for form in FORMS]
    again = sum(min(seconds(make, *one) for _ in range(3)) for one in prefills)
    anew = sum(min(seconds(make_anew, *one) for _ in range(2)) for one in prefills)

    assert again < anew / 10  # forty times as fast, on a quiet machine


@needs_validator
def test_blanks_with_answers_are_valid(tmp_path: Path) -> None:
    for form in (*FORMS, *EVERY_KIND):
        told = odd_of(form, rows=28) if form in FORMS else Prefill({"story": NASTY[0]}, {"goods": ({"article": "x"},)})
        made = make(form, prefill=told, deal="SJ-2026-0001", number="XQ-2026-0001", company=COMPANY)
        (tmp_path / f"{form.id}.{form.medium}").write_bytes(made)

    said = {path.name: told for path, told in complaints(tmp_path.iterdir()).items() if told}

    assert said == {}
