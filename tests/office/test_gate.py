"""The gate: what is refused and why, what is let in. Source: intake.md 5.3; the shared quirks and corpus."""

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.office.hostile import SAMPLES, Bound, Sample, bounds, document, related, sheet, workbook, zipped
from toolkit.catalogue import MESSAGES
from toolkit.catalogue.messages import REASONS, tell, unreadable
from toolkit.errors import UnreadableFile
from toolkit.office.gate import admit
from toolkit.office.limits import LIMITS, Limits
from toolkit.office.package import Package

CASES = Path(os.environ.get("SALESDOCS_CASES", Path(__file__).resolve().parents[3] / "shared"))
MANIFEST = CASES / "quirks/manifest.json"
QUIRKS: list[Any] = json.loads(MANIFEST.read_text("utf-8")) if MANIFEST.is_file() else []
CORPUS = sorted(path for path in (CASES / "corpus").glob("*.*") if path.suffix in (".xlsx", ".docx"))
ABSENT = pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))

BY_READERS = {"ambiguous_field", "duplicate_cell", "malformed_xml"}
"""Reasons of the manifest that need the content read: the gate lets such files pass to the readers."""

REFUSED_OF_CORPUS = {
    "193c82f3_657.docx": "embedded_object",  # a chart's workbook
    "42479bcf_716.docx": "embedded_object",  # a chart's workbook
    "63fa9813_627.docx": "embedded_object",  # a chart's workbook
    "1ce4e77d_ExternalEntityInText.docx": "dtd_forbidden",  # made as an attack
    "930aa946_54764.xlsx": "dtd_forbidden",  # made as an attack
    "2e9ae581_55923.xlsx": "data_connection",  # to an XML file on a network share
    "e063a528_56169.xlsx": "data_connection",  # to an XML file on a network share
}


def verdict(content: bytes, name: str, limits: Limits = LIMITS) -> str:
    """The reason word, '' where the file is let in."""
    try:
        admit(content, name, limits)
    except UnreadableFile as trouble:
        return trouble.code
    return ""


REASONS_SHOWN = sorted({sample.reason for sample in SAMPLES if sample.reason} | {bound.reason for bound in bounds()})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.says)
def test_a_hostile_file_is_refused_for_its_reason_and_its_honest_twin_let_in(sample: Sample) -> None:
    content, name = sample.made()

    assert verdict(content, name) == sample.reason


@pytest.mark.parametrize("bound", bounds(), ids=lambda bound: bound.says)
def test_as_many_as_the_limit_pass_and_one_more_is_refused(bound: Bound) -> None:
    name = f"x.{bound.ending}"

    assert verdict(bound.make(bound.most), name, bound.limits) == ""
    assert verdict(bound.make(bound.most + 1), name, bound.limits) == bound.reason


def test_every_limit_has_a_file_on_each_side_of_it() -> None:
    lowered = {key for bound in bounds() for key in _differing(bound.limits)}

    # what archive and readers bear: the ratio and UTF-16 have samples of their own, columns are the reader's
    assert set(Limits.__slots__) - lowered == {"ratio", "ratio_from", "kept", "string"}


def _differing(limits: Limits) -> set[str]:
    return {key for key in Limits.__slots__ if getattr(limits, key) != getattr(LIMITS, key)}


@pytest.mark.parametrize("case", QUIRKS or [ABSENT], ids=lambda case: case["file"] if case else "absent")
def test_the_shared_quirks_are_let_in_or_refused_as_the_manifest_says(case: dict[str, Any]) -> None:
    content = (CASES / "quirks" / case["file"]).read_bytes()

    expected = case.get("reason", "")
    assert verdict(content, case["file"]) == ("" if expected in BY_READERS else expected)


@pytest.mark.parametrize("path", CORPUS or [ABSENT], ids=lambda path: path.name if path else "absent")
def test_a_real_file_is_let_in_unless_it_holds_what_the_gate_is_there_for(path: Path) -> None:
    assert verdict(path.read_bytes(), path.name) == REFUSED_OF_CORPUS.get(path.name, "")


def test_at_least_sixty_reasons_are_shown_by_samples() -> None:
    assert len(REASONS_SHOWN) >= 60
    assert max(Counter(sample.says for sample in SAMPLES).values()) == 1


@pytest.mark.parametrize("reason", REASONS_SHOWN)
def test_every_refusal_says_in_both_languages_what_the_file_is_and_what_to_do(reason: str) -> None:
    finding = unreadable(reason)

    for lang in ("zh", "en"):
        told = tell(finding, None, MESSAGES, lang)
        assert REASONS[reason].said(lang) in told
        assert reason not in told or "_" not in reason  # words for people, not for programs
        assert "{" not in told
    assert finding.facts["word"] == reason


def test_the_advice_for_a_renamed_file_says_what_to_save_it_as() -> None:
    assert ".xlsx" in tell(unreadable("xls_not_xlsx"), None, MESSAGES, "zh")
    assert ".docx" in tell(unreadable("doc_not_docx"), None, MESSAGES, "zh")
    assert "不含宏" in tell(unreadable("macros"), None, MESSAGES, "zh")


def test_the_parts_that_were_checked_are_not_unpacked_again() -> None:
    package = admit(zipped(workbook() | {"xl/media/a.png": b"\x89PNG"}), "x.xlsx")

    assert package.held("xl/worksheets/sheet1.xml") is not None
    assert package.held("xl/media/a.png") is None  # pictures are read by few, and are large
    assert package.read("xl/media/a.png") == b"\x89PNG"


def test_a_part_too_large_to_be_kept_is_checked_all_the_same() -> None:
    limits = Limits(kept=200)
    large = workbook(strings=b"<sst>" + b"<si><t>a</t></si>" * 90 + b"</sst>")

    package = admit(zipped(large), "x.xlsx", limits)

    assert package.held("xl/sharedStrings.xml") is None
    assert package.read("xl/sharedStrings.xml") == large["xl/sharedStrings.xml"]
    assert (
        verdict(zipped(large | {"xl/a.xml": b"<!DOCTYPE a>" + b" " * 300 + b"<a/>"}), "x.xlsx", limits)
        == "dtd_forbidden"
    )


def test_the_end_of_a_part_too_large_to_be_kept_is_checked_too() -> None:
    cells = "<row/>" * 300_000 + "<row><c><f>cmd|x!y</f></c></row>"

    assert verdict(zipped(workbook(sheet=sheet(cells))), "x.xlsx", Limits(kept=200, rows=400_000)) == "dde_formula"


def test_a_name_without_an_ending_claims_nothing() -> None:
    assert admit(zipped(workbook()), "form").medium == "xlsx"
    assert admit(zipped(document()), "form").medium == "docx"
    assert verdict(zipped(document()), "FORM.DOCX") == ""


def test_names_like_paths_are_parts_that_nobody_reads() -> None:
    package = admit(zipped(workbook() | {"../../evil.xml": b"<a/>", "C:/x.xml": b"<a/>"}), "x.xlsx")

    assert package.main == "xl/workbook.xml"


def test_relationships_to_parts_that_are_not_there_are_ordinary() -> None:
    content = zipped(document(of_body=related(("image", "NULL"), ("hyperlink", "#_top"))))

    assert isinstance(admit(content, "x.docx"), Package)
