"""The hostile corpus is refused, each file by its own word, fast and within little memory; its twins are let in.

Source: intake.md 5.3 (26); the issue's bar: at least 60 of each, a second, 200 MiB.
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import openpyxl
import pytest

from tests.golden import COST_SHEET
from tests.intake.hostile import MEBIBYTES, SECONDS, Case, corpus, measured, twins
from tests.intake.test_shown_safely import unsafe
from tests.journey.test_ways import leads
from tests.journey.way import Way, changed, codes, on_the_way, told_in
from toolkit.catalogue.messages import REASONS
from toolkit.intake.answer import summary
from toolkit.intake.journey import REPORT
from toolkit.model.finding import Severity

LARGE = 1 << 20


@pytest.fixture
def way(tmp_path: Path) -> Iterator[Way]:
    with on_the_way(tmp_path / "house", "06-22") as way:
        yield way


def test_the_corpus_and_its_twins_are_many_and_each_is_told_apart() -> None:
    refused, let_in = corpus(), twins()

    assert len(refused) >= 60
    assert len(let_in) >= 60
    assert max(Counter(case.says for case in (*refused, *let_in)).values()) == 1
    assert len({case.reason for case in refused}) >= 60
    assert {case.reason for case in refused} <= set(REASONS)
    assert (SECONDS, MEBIBYTES) == (1.0, 200)


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and wait4")
def test_each_hostile_file_is_refused_by_its_word_within_a_second_and_200_mebibytes(tmp_path: Path) -> None:
    found = [one.faults for one in measured(corpus(), tmp_path)]

    assert list(filter(None, found)) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and wait4")
def test_each_twin_is_let_in(tmp_path: Path) -> None:
    found = [one.faults for one in measured(twins(), tmp_path)]

    assert list(filter(None, found)) == []


def dropped(way: Way, cases: list[Case]) -> dict[str, Case]:
    """The cases in the inbox, by the name that each has there."""
    by_name: dict[str, Case] = {}
    for n, case in enumerate(cases):
        content = case.make()
        if len(content) > LARGE or sha256(content).hexdigest() in way.dropped:
            continue
        name = f"{n:03d}.{case.name.rpartition('.')[2]}"
        by_name[name] = case
        way.put(content, name)
    return by_name


def test_a_house_answers_each_of_them_with_a_report_that_names_its_word(way: Way) -> None:
    by_name = dropped(way, list({case.reason: case for case in corpus()}.values()))

    answers = way.take("07-01")

    told = {answered.name: summary(answered, "zh")["findings"] for answered in answers}
    assert told.keys() == by_name.keys()
    assert {answered.outcome for answered in answers} == {"returned"}
    words = {answered.name: [str(f.facts.get("word")) for f in answered.all_findings()] for answered in answers}
    assert words == {name: [case.reason] for name, case in by_name.items()}
    assert way.lying() == way.dropped
    for name in by_name:
        (report,) = way.house.places.returned.rglob(f"{name}{REPORT}")
        assert unsafe(report.read_text("utf-8-sig").replace("\r\n", "\n")) == []


NASTY = (
    "_x001B_[31m红_x0007_",
    "上海\u202egnp.exe",
    "第一行\n【成本核算表】伪造: 全部通过 [OK]",
    "=HYPERLINK('http://e.cn')",
    "{{ 7*7 }}{% for x in y %}",
    "长" * 30_000,
)


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_what_is_typed_into_a_form_harms_no_answer(way: Way, typed: str) -> None:
    way.drop(changed(COST_SHEET, total_cost=typed, prepared_date=typed), name="成本核算表.xlsx")

    (answered,) = way.take("07-01")

    assert answered.outcome == "returned"
    (copy,) = way.house.places.returned.rglob("*_需修改.xlsx")
    assert copy.stat().st_size < 200_000
    said = summary(answered, "zh")
    texts = [str(finding["text"]) for finding in said["findings"]]  # type: ignore[attr-defined]
    assert texts
    assert [found for text in texts for found in unsafe(text)] == []
    assert all("\n" not in text and len(text) < 2_500 for text in texts)
    assert json.dumps(said)


def long_register(way: Way, rows: int) -> bytes:
    """A register of leads of which each is wrong in two ways."""
    wrong = {"contact_phone": "123", "contact_email": "x"}
    filled = way.filled(leads(*({"customer_name": f"坏{n}公司"} | wrong for n in range(30))))
    book = openpyxl.load_workbook(io.BytesIO(filled))
    sheet = book.worksheets[0]
    last = max(cell.row or 0 for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("坏"))
    pattern = [cell.value for cell in sheet[last]]
    for n in range(rows - 30):
        for column, value in enumerate(pattern, start=1):
            if value is not None:
                is_name = str(value).startswith("坏")
                sheet.cell(last + 1 + n, column).value = f"坏{n + 40}公司" if is_name else value
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_register_of_too_many_rows_comes_back_before_any_is_decided(way: Way) -> None:
    way.put(long_register(way, 1_001), "表.xlsx")

    (answered,) = way.take("07-01")

    assert (answered.outcome, codes(answered)) == ("returned", ["M-MANY"])
    assert answered.decisions == ()


def test_a_copy_with_hundreds_of_findings_marks_the_worst_and_tells_how_many_more_there_are(way: Way) -> None:
    way.put(long_register(way, 140), "表.xlsx")

    (answered,) = way.take("07-01")

    assert answered.outcome == "returned"
    (copy,) = way.house.places.returned.rglob("*_需修改.xlsx")
    told = told_in(copy)
    assert "\n200\t" in told
    assert "\n201\t" not in told
    wrong = sum(finding.severity > Severity.INFO for finding in answered.all_findings())
    assert f"另有 {wrong - 200} 项未标出" in told
