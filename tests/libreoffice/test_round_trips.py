"""Forms that people edit in LibreOffice, read again: nothing silently wrong, all that can be right is right.

The short form plays every edit on a few forms, and saves every form in every format; the long one, every edit on every
form, with SALESDOCS_LONG=1 or by `python -m tests.libreoffice --all`. Source: forms.md 1.2, 2.1.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from tests import LONG
from tests.libreoffice.cases import Deed, case_of
from tests.libreoffice.filled import DOCUMENTS, TODAY, WORKBOOKS
from tests.libreoffice.judge import judge
from tests.libreoffice.page_edits import PAGE_DEEDS
from tests.libreoffice.rig import Outcome, chosen, everything, lines_of, play, uno_python
from tests.libreoffice.sheet_edits import SHEET_DEEDS
from toolkit.catalogue import FORMS
from toolkit.forms.read import read
from toolkit.model.form import Form

NEEDED = "LibreOffice and its Python bridge (python3-uno) are not installed"
Played = Mapping[tuple[str, str], tuple[Outcome, ...]]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Every outcome by medium and edit; all of them by one LibreOffice in one go."""
    if not uno_python():
        if os.environ.get("CI"):
            pytest.fail(NEEDED)
        pytest.skip(NEEDED)
    outcomes = play(everything() if LONG else chosen(), tmp_path_factory.mktemp("libreoffice"))
    print("\n".join(lines_of(outcomes)))  # noqa: T201 (the table is what a failing run is read by)
    found: dict[tuple[str, str], tuple[Outcome, ...]] = {}
    for outcome in outcomes:
        key = (outcome.medium, outcome.deed.name)
        found[key] = (*found.get(key, ()), outcome)
    return found


@pytest.mark.parametrize("deed", SHEET_DEEDS, ids=lambda deed: deed.name)
def test_a_workbook_edited_in_libreoffice_is_read_right_or_told(deed: Deed, played: Played) -> None:
    outcomes = played["xlsx", deed.name]

    assert [line for outcome in outcomes for line in outcome.complaints] == []


@pytest.mark.parametrize("deed", PAGE_DEEDS, ids=lambda deed: deed.name)
def test_a_document_edited_in_libreoffice_is_read_right_or_told(deed: Deed, played: Played) -> None:
    outcomes = played["docx", deed.name]

    assert [line for outcome in outcomes for line in outcome.complaints] == []


def test_every_form_is_saved_in_every_format(played: Played) -> None:
    saved = {key: {outcome.form for outcome in outcomes} for key, outcomes in played.items()}

    for name in ("plain save", "via .ods", "via .xls", "read as .ods", "read as .xls"):
        assert saved["xlsx", name] == {form.id for form in WORKBOOKS}
    for name in ("plain save", "via .odt", "via .doc"):
        assert saved["docx", name] == {form.id for form in DOCUMENTS}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_the_judge_calls_another_value_silently_wrong(form: Form) -> None:
    case = case_of(form)
    submission = read(case.source(), f"x.{form.medium}", FORMS, today=TODAY)
    whole = judge(case, submission)

    where = case.expected.values or case.expected.tables[form.tables[0].key][0]
    where[next(iter(where))] = "另一个值"
    spoilt = judge(case, submission)

    assert (whole.told, whole.wrong, whole.unmet) == ([], [], [])
    assert (len(spoilt.wrong), spoilt.right) == (1, whole.right - 1)
