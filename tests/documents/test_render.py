"""Rendering: what survives, what is refused, what a file says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from lxml import etree

from tests.documents.golden_deal import (
    KINDS,
    TEMPLATES,
    figures_of,
    known_on,
    rendered,
    text_of,
    with_customer,
    written,
)
from toolkit.documents.figures.shown import APPEARS
from toolkit.documents.prove import prove
from toolkit.documents.render import digest, plain
from toolkit.documents.wording import day, money, price, quantity
from toolkit.errors import TemplateFault
from toolkit.ledger.encoding import decode, encode
from toolkit.model.document import Issue

QUOTE = Issue("BJ-2026-0001", "V1")
DAY = date(2026, 7, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a template of these tests may say."""

    words: str = "甲"
    amount: Decimal = Decimal("271700.00")
    total: Decimal = field(default=Decimal("271700.00"), metadata=APPEARS)
    on: date = DAY
    nothing: str | None = None
    many: tuple[str, ...] = ("一", "二")


def template(*lines: str) -> bytes:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def said(*lines: str, **values: Any) -> str:
    """The words that a template of these lines makes; the total is added so that the proof holds."""
    known, kind = known_on(DAY), replace(KINDS["G02"], template="probe.docx", proof=None)
    content = template(*lines, "合计{{ total|money }}")
    return text_of(rendered(kind, Said(**values), QUOTE, known, content))


@pytest.mark.parametrize(
    "words", ["A&B <公司>", "R&D 部", "温度<5℃", "“引号”'\"", "100% {单价}", "一\n二", "]]>", "&amp;"]
)
def test_what_a_person_typed_survives(words: str) -> None:
    shown = said("[{{ words }}]", words=words)

    assert f"[{words.replace(chr(10), ' ')}]" in shown  # a line end is a break, which reads as a blank


@pytest.mark.parametrize("words", ["a\x07b", "a\x0cb", "a\x00", "\ud800", "\ufffe", "x\x85y"])
def test_control_characters_are_refused_by_name(words: str) -> None:
    with pytest.raises(TemplateFault, match=r"probe\.docx: words holds the control character"):
        said("{{ words }}", words=words)


@pytest.mark.parametrize("words", ["{{ total }}", "{% if %}", "{_{ total }_}", "{# #}"])
def test_a_value_is_never_taken_for_a_tag(words: str) -> None:
    with pytest.raises(TemplateFault, match="words holds a template tag"):
        said("{{ words }}", words=words)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{{ word }}", "'word' is not offered"),
        ("{% if word %}x{% endif %}", "'word' is not offered"),
        ("{{ total.cents }}", "Decimal offers no 'cents'"),
        ("{{ amount }}", "use a filter"),
        ("{{ on }}", "use a filter"),
        ("{{ nothing }}", "use a filter"),
        ("{{ many }}", "use a filter"),
        ("{{ nothing|day }}", "None is no date"),
        ("{{ words|money }}", "甲 is no Decimal"),
        ("{{ words.__class__.__mro__ }}", "unsafe"),
        ("{% for x in many %}{{ x }}", "word/document.xml, tag {% for x in many %}"),
        ("{{ words （1） }}", "tag {{ words （1） }}: unexpected char"),
        ("｛｛ words ｝｝", "leaves ｛｛ in the document"),
        ("待填", "leaves 待填 in the document"),
        ("None", "leaves None in the document"),
    ],
)
def test_a_template_that_says_wrong_things_is_refused(line: str, fault: str) -> None:
    with pytest.raises(TemplateFault) as raised:
        said(line)

    assert fault in str(raised.value)
    assert "probe.docx" in str(raised.value)


def test_a_word_of_the_customers_own_is_no_leftover() -> None:
    assert "[None Such Ltd]" in said("[{{ words }}]", words="None Such Ltd")


def test_an_amount_that_a_template_forgets_is_found_on_reading_back() -> None:
    content = template("{{ words }}")
    kind = replace(KINDS["G02"], template="probe.docx", proof=None)

    with pytest.raises(TemplateFault, match=r"does not show total = 271,700\.00"):
        rendered(kind, Said(), QUOTE, known_on(DAY), content)


def test_what_is_no_word_document_is_no_template() -> None:
    with pytest.raises(TemplateFault, match="no Word document"):
        rendered(KINDS["G02"], Said(), QUOTE, known_on(DAY), b"PK no zip")


def test_the_same_figures_give_the_same_bytes() -> None:
    known = known_on(DAY)

    assert written("G02", QUOTE, known) == written("G02", QUOTE, known)


def test_a_document_carries_its_stamp() -> None:
    known = known_on(DAY)

    content = written("G02", QUOTE, known)

    with ZipFile(BytesIO(content)) as package:
        root = etree.fromstring(package.read("docProps/custom.xml"))
    assert {p.get("name"): "".join(map(str, p.itertext())) for p in root} == {
        "salesdocs.kind": "G02",
        "salesdocs.version": "V1",
        "salesdocs.number": "BJ-2026-0001",
        "salesdocs.deal": "SJ-2026-0001",
        "salesdocs.hash": digest(figures_of("G02", QUOTE, known)),
        "salesdocs.template": sha256((TEMPLATES / "quote.docx").read_bytes()).hexdigest(),
    }


def test_a_template_with_properties_of_its_own_is_stamped_once() -> None:
    known, kind = known_on(DAY), replace(KINDS["G02"], template="probe.docx", proof=None)
    document = Document(BytesIO(template("{{ words }} {{ total|money }}")))
    document.core_properties.title = "旧标题"
    content = BytesIO()
    document.save(content)

    stamped = rendered(kind, Said(), QUOTE, known, content.getvalue())

    with ZipFile(BytesIO(stamped)) as package:
        assert [package.namelist().count(f"docProps/{name}.xml") for name in ("core", "custom")] == [1, 1]
        assert "旧标题" not in package.read("docProps/core.xml").decode()


def test_a_document_is_never_used_as_a_template() -> None:
    known = known_on(DAY)
    stamped = written("G02", QUOTE, known)

    with pytest.raises(TemplateFault, match="BJ-2026-0001 as it was issued, no template"):
        rendered(KINDS["G02"], figures_of("G02", QUOTE, known), QUOTE, known, stamped)


def test_the_digest_changes_with_what_is_said() -> None:
    known = known_on(DAY)
    other = with_customer(known, name="上海启明精密制造(集团)有限公司")

    assert digest(figures_of("G02", QUOTE, known)) != digest(figures_of("G02", QUOTE, other))
    assert digest(figures_of("G02", QUOTE, known)) == digest(figures_of("G02", QUOTE, known))


def test_the_ledger_takes_the_figures_and_gives_them_back() -> None:
    kept = plain(figures_of("G03", Issue("XS-2026-0001", "V1.0"), known_on(date(2026, 7, 17))))

    assert decode(encode(kept)) == kept
    assert kept["total"] == "271700.00"


def test_proof_reads_headers_and_footers_too() -> None:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "{{ left }} 271,700.00"
    content = BytesIO()
    document.save(content)

    with pytest.raises(TemplateFault, match=r"leaves \{\{"):
        prove(content.getvalue(), Said(), "probe.docx")


def test_filters_write_what_contracts_write() -> None:
    assert money(Decimal(271700)) == "271,700.00"
    assert (price(Decimal("113000")), price(Decimal("0.123456"))) == ("113,000.00", "0.123456")
    assert (quantity(Decimal("100.0000")), quantity(Decimal("1.25"))) == ("100", "1.25")
    assert day(date(2026, 7, 1)) == "2026年7月1日"


def test_a_filter_refuses_what_is_not_its_own() -> None:
    with pytest.raises(ValueError, match="parts of a fen"):
        money(Decimal("0.005"))
    with pytest.raises(TypeError):
        day(datetime(2026, 7, 1))
    with pytest.raises(TypeError):
        money(0.5)  # type: ignore[arg-type]
