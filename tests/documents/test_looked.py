"""What a Word file says of itself, for those who must not parse it."""

from __future__ import annotations

import time
from datetime import date

from tests.documents.golden_deal import known_on, written
from tests.documents.returned import AUTHOR, edited, tracked
from tests.office.hostile import document, zipped
from toolkit.documents.compare import contract_of, language_of
from toolkit.documents.looked import looked
from toolkit.documents.revisions import Mark
from toolkit.model.document import Issue
from toolkit.model.stamped import KIND, NUMBER


def processor_seconds(runs: int) -> float:
    """What it takes to look at one paragraph of that many runs."""
    content = zipped(document(f"<w:r><w:t>{'词' * 20}</w:t></w:r>" * runs))
    began = time.process_time()
    found = looked(content)
    assert found.reading.now[0].text == "词" * 20 * runs
    return time.process_time() - began


def test_a_contract_that_came_back_is_known_by_what_was_seen_in_it() -> None:
    contract = written("G03", Issue("XS-2026-0001", "V1.0", "草案"), known_on(date(2026, 7, 10)))

    found = looked(edited(contract, tracked("质量", "品质")))

    assert (found.properties[KIND], found.properties[NUMBER]) == ("G03", "XS-2026-0001")
    assert contract_of(found) == ("XS-2026-0001", "V1.0", "SJ-2026-0001")
    assert language_of(found) == "zh"
    assert any("草案" in heading for heading in found.headings)
    assert [block.marks for block in found.reading.now if block.marks] == [(Mark(AUTHOR, date(2026, 7, 12)),)]


def test_a_paragraph_of_very_many_runs_takes_no_longer_than_it_is_long() -> None:
    few = min(processor_seconds(5_000) for _ in range(2))

    many = min(processor_seconds(40_000) for _ in range(2))

    assert many < 16 * few
