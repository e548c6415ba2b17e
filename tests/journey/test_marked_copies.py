"""A wrong form comes back as a copy of itself; the copy, corrected, is an ordinary form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.golden import COST_SHEET, MINUTES, PROGRESS, Step
from tests.journey.way import Way, WayTo, changed, codes, retyped, told_in
from toolkit.forms.annotate import cleared
from toolkit.intake.answer import Answered
from toolkit.model.finding import Severity
from toolkit.office.package import Package


def returned_copy(way: Way, name: str) -> Path:
    """The copy of that name that came back."""
    (copy,) = way.house.places.returned.rglob(name)
    return copy


def corrected(way: Way, copy: Path, step: Step, on: str) -> Answered:
    """What becomes of the copy once somebody typed the right answers into it and dropped it."""
    way.put(way.filled(step, blank=copy.read_bytes()), copy.name)
    (answered,) = way.take(on)
    return answered


@pytest.mark.parametrize(
    ("until", "right", "wrong", "on"),
    [
        ("06-22", COST_SHEET, retyped(COST_SHEET, "offer", 0, tax_rate="17%"), "07-01"),
        ("07-06", MINUTES, changed(MINUTES, price_discount="很多"), "07-10"),
    ],
    ids=["workbook", "Word file"],
)
def test_the_copy_that_came_back_is_corrected_in_place_and_taken(
    way_to: WayTo, until: str, right: Step, wrong: Step, on: str
) -> None:
    way = way_to(until)
    first = way.give(wrong, on)
    ending = Path(wrong.name).suffix
    copy = returned_copy(way, f"{Path(wrong.name).stem}_需修改{ending}")

    second = corrected(way, copy, right, on)

    assert (first.outcome, len(codes(first))) == ("returned", 1)
    assert codes(first)[0] in told_in(copy)
    assert second.outcome == "accepted"
    assert [finding for finding in second.all_findings() if finding.severity > Severity.INFO] == []


def test_a_copy_that_is_wrong_again_carries_the_marks_of_this_time_alone(way_to: WayTo) -> None:
    way = way_to("06-22")
    way.give(retyped(COST_SHEET, "offer", 0, tax_rate="17%"), "07-01")
    first = returned_copy(way, "*_需修改.xlsx")

    corrected(way, first, changed(COST_SHEET, tax_basis="也许"), "07-01")

    second = returned_copy(way, f"{first.stem}2.xlsx")
    assert "M-ENUM" in told_in(second)
    assert "M-RATE-OLD" not in told_in(second)
    sheets = re.findall(rb'<sheet [^>]*name="([^"]*)"', Package(second.read_bytes(), "x").read("xl/workbook.xml"))
    assert len([sheet for sheet in sheets if sheet.decode().startswith("检查结果")]) == 1


def test_a_warning_is_shown_in_a_copy_beside_the_receipt(way_to: WayTo) -> None:
    way = way_to("07-24")

    answered = way.give(PROGRESS[0])

    assert answered.outcome == "accepted"
    (copy,) = way.house.places.filed.rglob("*_有提醒.xlsx")
    original = next(way.house.places.filed.rglob(PROGRESS[0].name)).read_bytes()
    assert "R-60" in told_in(copy)
    assert copy.with_name(f"{PROGRESS[0].name}.回执.txt").exists()
    assert Package(cleared(Package(copy.read_bytes(), "x")), "x").names == Package(original, "x").names
