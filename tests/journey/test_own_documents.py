"""A document of ours in the inbox: known again, told what to do with it, never taken for a form."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from tests.golden import COST_SHEET
from tests.journey.way import DEAL, Way, WayTo, day, retyped
from toolkit.desk.generate import generate_for_deal
from toolkit.desk.orders import take_back
from toolkit.intake.answer import Answered, told
from toolkit.model.deal import Paper
from toolkit.model.finding import Finding


def papers(way: Way, kind: str) -> list[Paper]:
    return [paper for paper in way.deal().papers if paper.kind == kind]


def content(way: Way, paper: Paper) -> bytes:
    return way.house.kept(paper.digest)


def dropped(way: Way, document: bytes, on: str, name: str = "文件.docx") -> Answered:
    way.put(document, name)
    (answered,) = way.take(on)
    return answered


def finding(answered: Answered, code: str) -> Finding:
    (found,) = [one for one in answered.findings if one.code == code]
    return found


def saved_again(document: bytes) -> bytes:
    """As an office program saves it: every part written anew."""
    opened, saved = Document(BytesIO(document)), BytesIO()
    opened.core_properties.author = "somebody"
    opened.save(saved)
    return saved.getvalue()


def without_passport(document: bytes) -> bytes:
    """As a program leaves it that drops custom properties."""
    made = BytesIO()
    with ZipFile(BytesIO(document)) as source, ZipFile(made, "w") as target:
        for name in source.namelist():
            if name != "docProps/custom.xml":
                part = source.read(name)
                if name == "_rels/.rels":
                    part = part.replace(b"docProps/custom.xml", b"docProps/gone.xml")
                target.writestr(name, part)
    return made.getvalue()


def edited(document: bytes, old: str, new: str) -> bytes:
    made = BytesIO()
    with ZipFile(BytesIO(document)) as source, ZipFile(made, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert old.encode() in part
                part = part.replace(old.encode(), new.encode())
            target.writestr(name, part)
    return made.getvalue()


@pytest.mark.parametrize("change", [bytes, saved_again, without_passport], ids=["as issued", "saved", "no passport"])
def test_a_current_quote_is_told_to_need_nothing(way_to: WayTo, change: object) -> None:
    way = way_to("07-01")
    (quote,) = papers(way, "G02")
    events = way.events()
    assert callable(change)

    answered = dropped(way, change(content(way, quote)), "07-02")

    assert (answered.outcome, [f.code for f in answered.findings]) == ("duplicate", ["M-OWN"])
    assert quote.file in told(answered, "zh") and quote.file in told(answered, "en")
    assert "报价单" in told(answered, "zh")
    assert way.events() == events
    assert list(way.house.places.duplicates.rglob("文件.docx"))


@pytest.mark.parametrize("has_passport", [True, False])
def test_every_document_on_the_golden_way_is_known_again(way_to: WayTo, has_passport: bool) -> None:
    way = way_to("08-24")
    issued = [paper for paper in way.deal().papers if paper.figures]
    named = {f"{n}.docx": paper for n, paper in enumerate(issued)}

    for name, paper in named.items():
        way.put(content(way, paper) if has_passport else without_passport(content(way, paper)), name)
    answers = {answered.name: answered for answered in way.take("08-25")}

    drafts = [n for n, paper in named.items() if paper.variant == "草案"]
    assert {paper.kind for paper in issued} >= {"G02", "G03", "G06", "G07", "G10"}
    for name, paper in named.items():
        said = [f.code for f in answers[name].findings]
        same = ["M-CONTRACT-SAME"] if paper.kind == "G03" and not has_passport else ["M-OWN"]
        assert said == (["M-OWN-OLD"] if name in drafts else same), (paper.kind, paper.variant)


def test_a_superseded_quote_is_refused_with_the_current_one_and_its_path(way_to: WayTo) -> None:
    way = way_to("07-01")
    cheaper = retyped(COST_SHEET, "offer", 0, unit_price="110000")
    way.give(cheaper, "07-02", name="成本核算表2.xlsx", blank=way.fresh("F05"))
    first, second = papers(way, "G02")

    answered = dropped(way, content(way, first), "07-03")

    assert answered.outcome == "returned"
    report = told(answered, "zh")
    assert "已被替代" in report and "BJ-2026-0001 V2" in report and second.file in report
    assert [f.code for f in dropped(way, content(way, second), "07-03", "新.docx").findings] == ["M-OWN"]


def test_a_withdrawn_quote_is_refused_and_no_current_one_is_named(way_to: WayTo) -> None:
    way = way_to("07-01")
    (quote,) = papers(way, "G02")
    take_back(way.house, "CB-2026-0001", day("07-02"), reason="填错", by="王芳")

    answered = dropped(way, content(way, quote), "07-03")

    assert [f.code for f in answered.findings] == ["M-OWN-OLD"]
    assert "已撤回" in told(answered, "zh") and "目前没有现行版本" in told(answered, "zh")


def test_the_draft_of_an_approved_contract_is_refused(way_to: WayTo) -> None:
    way = way_to("07-17")
    draft, approved = papers(way, "G03")

    answered = dropped(way, saved_again(content(way, draft)), "07-18")

    assert answered.outcome == "returned"
    assert "草案" in told(answered, "zh") and approved.file in told(answered, "zh")


def test_a_quote_changed_by_hand_names_the_form_that_changes_it(way_to: WayTo) -> None:
    way = way_to("07-01")
    (quote,) = papers(way, "G02")

    answered = dropped(way, edited(content(way, quote), "286,000.00", "186,000.00"), "07-02")

    assert (answered.outcome, [f.code for f in answered.findings]) == ("returned", ["M-OWN-EDITED"])
    assert "F05 成本核算表" in told(answered, "zh")


def test_a_changed_quote_without_its_passport_is_known_by_number_and_words(way_to: WayTo) -> None:
    way = way_to("07-01")
    (quote,) = papers(way, "G02")

    answered = dropped(way, without_passport(edited(content(way, quote), "286,000.00", "186,000.00")), "07-02")

    assert [f.code for f in answered.findings] == ["M-OWN-EDITED"]


def test_a_changed_quote_of_an_old_version_is_told_both(way_to: WayTo) -> None:
    way = way_to("07-01")
    cheaper = retyped(COST_SHEET, "offer", 0, unit_price="110000")
    way.give(cheaper, "07-02", name="成本核算表2.xlsx", blank=way.fresh("F05"))

    answered = dropped(way, edited(content(way, papers(way, "G02")[0]), "286,000.00", "186,000.00"), "07-03")

    assert [f.code for f in answered.findings] == ["M-OWN-EDITED", "M-OWN-OLD"]


def test_a_contract_saved_again_is_held_against_ours_as_before(way_to: WayTo) -> None:
    way = way_to("07-10")
    (contract,) = papers(way, "G03")

    same = dropped(way, saved_again(content(way, contract)), "07-12")
    changed = dropped(way, edited(content(way, contract), "两次以上", "三次以上"), "07-12", "客户改.docx")

    assert (same.outcome, [f.code for f in same.findings]) == ("accepted", ["M-CONTRACT-SAME"])
    assert [f.code for f in changed.findings] == ["M-CLAUSE-SILENT"]


def test_a_draft_that_was_never_issued_is_told_so(way_to: WayTo, tmp_path: Path) -> None:
    way = way_to("07-01")
    (quote,) = papers(way, "G02")
    (written,) = generate_for_deal(way.house, "proposal", DEAL, tmp_path, day("07-02"))

    draft = dropped(way, written.read_bytes(), "07-02")
    copied = generate_for_deal(way.house, "quote", DEAL, tmp_path, day("07-02"))[0].read_bytes()
    copy = dropped(way, copied, "07-02", "副本.docx")

    assert (draft.outcome, [f.code for f in draft.findings]) == ("returned", ["M-OWN-UNKNOWN"])
    assert [f.code for f in copy.findings] == ["M-OWN"]
    assert finding(copy, "M-OWN").facts["file"] == quote.file


def test_a_letter_that_only_quotes_our_number_in_its_header_is_no_document_of_ours(way_to: WayTo) -> None:
    way = way_to("07-01")
    letter, saved = Document(), BytesIO()
    letter.sections[0].header.paragraphs[0].text = "关于贵司报价单 BJ-2026-0001"
    letter.add_paragraph("贵司报价收悉。")
    letter.save(saved)

    answered = dropped(way, saved.getvalue(), "07-02")

    assert [f.code for f in answered.findings] == ["M-FORM"]
