"""A house whose own template is broken: the deal waits, nothing wrong is written, the operator is told why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from tests.journey.conftest import drop, sample
from toolkit.cli.house import exit_code
from toolkit.desk.standing import house_status
from toolkit.house import House, shipped
from toolkit.intake.rounds import ingest

HouseOn = Callable[[str], House]
DAY = date(2026, 7, 1)


def quote(before: str, after: str) -> bytes:
    """The shipped quote with one tag or word typed over."""
    document = Document(BytesIO((shipped("templates") / "quote.docx").read_bytes()))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    runs = [run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs if before in run.text]
    assert runs
    runs[0].text = runs[0].text.replace(before, after)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{{ customer }}", "{{ company }}", "beside “致” stands “苏州恒拓智能装备有限公司”"),
        ("{{ customer }}", "{{ custmer }}", "did you mean customer?"),
        ("{{ total|money }}", "{{ net|money }}", "beside “合计(小写)” stands “256,603.77”, not total = 286,000.00"),
        ("{{ total|money }}", "271,700.00", "shows the amount 271,700.00, which is none of its figures"),
        ("{{ line.gross|money }}", "{{ line.unit_price|money }}", "not lines[1].gross = 226,000.00"),
        ("{%tr for line in lines %}", "{%tr for line in lines[1:] %}", "not lines[1].number = 1"),
        ("{{ valid_until|day }}", "2026年12月31日", "not valid_until = 2026年7月31日"),
        ("{{ line.name }}", "｛｛ line.name ｝｝", "leaves ｛｛ in the document"),
    ],
)
def test_a_wrong_template_writes_no_document_and_says_why(
    house_on: HouseOn, before: str, after: str, told: str
) -> None:
    house = house_on("06-22")
    house.places.templates.mkdir(parents=True, exist_ok=True)
    (house.places.templates / "quote.docx").write_bytes(quote(before, after))
    written = set(house.places.root.rglob("*.docx"))
    path = drop(house, sample("成本核算表-"))

    (failed,) = ingest(house, DAY)

    assert failed.outcome == "failed"
    assert exit_code([failed]) == 3
    ((told_of,),) = ([one["error"] for one in house_status(house)["failed"]],)
    assert told in str(told_of)
    assert set(house.places.root.rglob("*.docx")) == written
    assert path.exists()


def test_once_it_is_put_right_the_form_is_taken_in(house_on: HouseOn) -> None:
    house = house_on("06-22")
    house.places.templates.mkdir(parents=True, exist_ok=True)
    own: Path = house.places.templates / "quote.docx"
    own.write_bytes(quote("{{ customer }}", "{{ company }}"))
    drop(house, sample("成本核算表-"))
    (failed,) = ingest(house, DAY)

    own.write_bytes((shipped("templates") / "quote.docx").read_bytes())
    (accepted,) = ingest(house, DAY)

    assert (failed.outcome, accepted.outcome) == ("failed", "accepted")
