"""What proofs find in a document, and that they find nothing in a right one, whatever its values hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from functools import partial
from io import BytesIO
from random import Random
from typing import Any, get_type_hints

import pytest
from docx import Document

from tests.documents.mutations.samples import Sample, samples
from tests.documents.test_nasty_strings import VERBATIM
from toolkit.documents import seen
from toolkit.documents.compile import compiled
from toolkit.documents.lint.figures import all_figures, figures_of, plain_types, without_none
from toolkit.documents.proofs.page import fold, squash
from toolkit.documents.proofs.proof import Proof
from toolkit.documents.proofs.says import phrase_of
from toolkit.documents.prove import prove
from toolkit.documents.strict import offered
from toolkit.errors import TemplateFault
from toolkit.model.text import LANGS

SAMPLES = {sample.name: sample for sample in samples()}
QUOTE = next(sample for name, sample in SAMPLES.items() if name.startswith("quote") and sample.figures.option)
MEANT = ("number", "tone", "department", "clauses", "chapters", "draft_mark", "acceptance_clause", "version")
"""Texts that say which document it is, or that a guard of contracts looks at."""
NEEDED = ("tax_rate", "condition", "period", "buyer_invoices.name", "seller_invoices.name", "service")
"""Texts that are never empty."""
_LONG = 1_000


def proof_of(sample: Sample) -> Proof:
    assert isinstance(sample.kind.proof, Proof)
    return sample.kind.proof


def faults(sample: Sample, figures: Any = None, template: bytes = b"", said: Any = None) -> list[str]:
    """What is wrong with the document that says `said` (the figures, where nothing else), held against the figures."""
    figures = sample.figures if figures is None else figures
    program = compiled(template or sample.template, sample.kind.template, lang=sample.lang)
    content = program.filled(offered(figures if said is None else said))
    proof = partial(proof_of(sample), figures=figures, lang=sample.lang)
    try:
        prove(content, figures, sample.kind.template, is_external=sample.kind.is_external, program=program, proof=proof)
    except TemplateFault as fault:
        return fault.fault.split("; ")
    return []


def texts(value: Any, path: str = "") -> Iterator[str]:
    """Where texts stand in the figures: `lines.0.name`."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, tuple):
        for n, each in enumerate(value):
            yield from texts(each, f"{path}.{n}".lstrip("."))
    elif is_dataclass(value):
        for f in fields(value):
            yield from texts(getattr(value, f.name), f"{path}.{f.name}".lstrip("."))


def put(value: Any, path: str, change: Callable[[str], str]) -> Any:
    """The figures with the text there changed."""
    if not path:
        return change(value)
    name, _, rest = path.partition(".")
    if isinstance(value, tuple):
        n = int(name)
        return (*value[:n], put(value[n], rest, change), *value[n + 1 :])
    return replace(value, **{name: put(getattr(value, name), rest, change)})


def free(sample: Sample, *more: str) -> list[str]:
    """The texts that may say anything."""
    held = (*MEANT, *more)
    return [path for path in texts(sample.figures) if path.partition(".")[0] not in held and not path.endswith(held)]


def edited(change: Callable[[Any], None], sample: Sample = QUOTE) -> bytes:
    """Its template as an owner edits it in Word."""
    document = Document(BytesIO(sample.template))
    change(document)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def typed_over(before: str, after: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        paragraphs = [*document.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
        runs = [run for paragraph in paragraphs for run in paragraph.runs if before in run.text]
        assert runs
        for run in runs:
            run.text = run.text.replace(before, after)

    return change


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_right_document_has_no_fault(sample: Sample) -> None:
    assert faults(sample) == []


@pytest.mark.parametrize("words", VERBATIM, ids=lambda words: ascii(words[:20]))
def test_no_right_document_is_refused_for_what_people_typed(words: str) -> None:
    for sample in Random(words).sample(list(SAMPLES.values()), 4):
        figures = sample.figures
        for path in free(sample, "tax_rate", "condition", "period"):
            figures = put(figures, path, lambda text: text and words[:_LONG])

        assert faults(sample, figures) == []


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_no_right_document_is_refused_for_what_nobody_typed(sample: Sample) -> None:
    drawn = Random(sample.name)
    paths = free(sample, *NEEDED)

    for path in drawn.sample(paths, min(8, len(paths))):
        assert faults(sample, put(sample.figures, path, lambda _: "")) == [], path


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_every_figure_is_looked_for(sample: Sample) -> None:
    """A field that is added to the figures stands in a phrase or a list, or is said to be in none."""
    assert sample.kind.figures is not None
    proof = proof_of(sample)
    told = {slot.path for says in proof.says for slot in phrase_of(says.words.said(sample.lang), sample.lang).slots}
    for rows in proof.lists:
        for column in rows.columns:
            slots = phrase_of(column.cell.said(sample.lang), sample.lang).slots
            told |= {f"{rows.of}[].{slot.path}" if rows.of else slot.path for slot in slots}

    offered_names = figures_of(get_type_hints(sample.kind.figures)["return"])
    plain = [
        f.path for f in all_figures(offered_names) if plain_types(without_none(f.hint)[0])[:1] not in ((tuple,), ())
    ]
    leaves = [p for p in plain if not any(q.startswith((f"{p}.", f"{p}[]")) for q in plain)]

    untold = [p for p in leaves if p not in told and not {p, p.partition(".")[0].partition("[")[0]} & proof.unsaid]
    assert untold == []


@pytest.mark.parametrize("kind", sorted({sample.kind.id for sample in SAMPLES.values()}))
def test_both_languages_look_for_the_same_figures(kind: str) -> None:
    proof = proof_of(next(sample for sample in SAMPLES.values() if sample.kind.id == kind))

    zh, en = ({slot.path for s in proof.says for slot in phrase_of(s.words.said(lang), lang).slots} for lang in LANGS)

    assert zh == en


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "{{ customer }}",
            "{{ company }}",
            "beside “致” stands “苏州恒拓智能装备有限公司”, not customer = 上海启明精密制造有限公司",
        ),
        ("{{ total|money }}", "{{ net|money }}", "beside “合计(小写)” stands “256,603.77”, not total = 286,000.00"),
        ("{{ total|capitals }}", "{{ tax|capitals }}", "not total = 人民币贰拾捌万陆仟元整"),
        ("{{ contact.phone }}", "", "beside “电话” stands “”, not contact.phone = 13812345678"),
        (
            "{{ line.gross|money }}",
            "{{ line.unit_price|money }}",
            "shows “113,000.00”, not lines[1].gross = 226,000.00",
        ),
        ("{{ quoted_on|day }}", "{{ valid_until|day }}", "beside “报价日期” stands “2026年7月31日”"),
        ("币种为人民币", "总价27.17万元", "shows the amount 27.17万, which is none of its figures"),
        ("币种为人民币", "自2025年1月1日起", "shows the day 2025年1月1日, which is none of its figures"),
        ("币种为人民币", "成本已含", "speaks of 成本 to the customer"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_expected_and_what_stands_there(before: str, after: str, told: str) -> None:
    found = faults(QUOTE, template=edited(typed_over(before, after)))

    assert any(told in fault for fault in found), found


def test_all_that_is_wrong_is_told_at_once() -> None:
    def change(document: Any) -> None:
        typed_over("{{ customer }}", "{{ company }}")(document)
        typed_over("{{ line.name }}", "{{ line.unit }}")(document)

    found = faults(QUOTE, template=edited(change))

    assert [fault for fault in found if "customer" in fault] and [fault for fault in found if "lines[2].name" in fault]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("报价编号", "报价编号 :"),
        ("致", "尊敬的客户"),
        ("合计（小写）", "总计(RMB)"),
        ("含税单价（元）", "单价(含税)"),
        ("规格型号", "规格"),
        ("{{ line.quantity|quantity }}", "共 {{ line.quantity|quantity }} 件"),
        ("{{ line.gross|money }}", "¥{{ line.gross|money }}"),
        ("自合同签订之日起", "签约后"),
        ("24时止", "止"),
        ("增值税税额 ", "税额"),
        ("个月", "个月(易损件除外)"),
        ("1. 本报价为含税价，币种为人民币。", "1. 本报价含13%或6%增值税，执行GB/T 2828.10标准。"),
    ],
)
def test_an_owner_words_a_template_as_he_likes(before: str, after: str) -> None:
    assert faults(QUOTE, template=edited(typed_over(before, after))) == []


def test_an_owner_leaves_out_a_column_or_adds_one() -> None:
    def change(document: Any) -> None:
        lines = next(table for table in document.tables if "备注" in table.rows[0].cells[-1].text)
        lines.rows[0].cells[-1].paragraphs[0].runs[0].text = "产地"
        for run in lines.rows[2].cells[-1].paragraphs[0].runs:
            run.text = "苏州"

    assert faults(QUOTE, template=edited(change)) == []


def test_sums_that_are_wrong_in_the_figures_themselves_are_told() -> None:
    first, *rest = QUOTE.figures.lines
    wrong = replace(QUOTE.figures, lines=(replace(first, gross=first.gross + Decimal("0.01")), *rest))

    found = faults(QUOTE, wrong)

    assert found == ["its lines sum to 286000.01, not 286000.00"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"net": Decimal("256603.78")}, "net and tax are 286000.01, not 286000.00"),
        ({"payments": QUOTE.figures.payments[:1]}, "its instalments sum to"),
    ],
)
def test_net_tax_instalments_and_shares_are_the_total(change: dict[str, Any], told: str) -> None:
    assert any(told in fault for fault in faults(QUOTE, replace(QUOTE.figures, **change)))


def test_a_notice_within_the_house_shows_no_price() -> None:
    notice = SAMPLES["order-notice-9-zh"]

    found = faults(notice, template=edited(typed_over("按合同附件一", "单价 1,000.00"), notice))

    assert "shows the amount 1,000.00, which is none of its figures" in found
    assert "speaks of 单价" in found


def test_a_draft_that_lost_its_mark_is_no_document() -> None:
    draft = next(
        sample for sample in SAMPLES.values() if sample.name.startswith("contract") and sample.figures.draft_mark
    )

    found = faults(draft, said=replace(draft.figures, draft_mark=""))
    marked = faults(draft, replace(draft.figures, draft_mark=""), said=draft.figures)

    assert any("does not say 草案 V1.0 – 未经审批 in its header" in fault for fault in found)
    assert any("in its header" in fault for fault in marked)


def test_labels_are_compared_whatever_their_spaces_colons_and_cells() -> None:
    assert fold("合同编号： XS-1") == fold("合同编号 :XS-1") == fold("合同编号\nXS-1")
    assert fold("（盖章）") == "(盖章)"
    assert squash(" 甲：\n 乙 ") == "甲乙"


def test_a_part_is_read_the_same_whatever_was_read_before_it() -> None:
    """What the last part of as many texts was laid out like is a short cut, no more."""
    line, cell, tab = (
        f"<w:p><w:r>{inner}</w:r></w:p>".encode()
        for inner in ("<w:t>甲</w:t>", "<w:t>a&gt;b</w:t>", "<w:tab/><w:t>乙</w:t>")
    )
    parts = (
        line + cell,
        line + tab,
        tab + line,
        line + line,
        cell + line,
        line + tab.replace(b"<w:tab/>", b"<w:t>x</w:t>"),
    )

    alone = [_words(part, forget=True) for part in parts]

    for one in parts:
        for other, words in zip(parts, alone, strict=True):
            _words(one)
            assert _words(other) == words


def _words(xml: bytes, *, forget: bool = False) -> str:
    if forget:
        seen._laid_out.clear()
    return seen._taken_apart("word/document.xml", xml).words
