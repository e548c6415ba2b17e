"""Word files of many programs come out of us as they come out of docxtpl."""

import pytest
from jinja2 import Environment, StrictUndefined

from tests.documents.equality.engines import Case, judged
from tests.documents.equality.real_files import cases

ABSENT = pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))
CASES = [pytest.param(case, id=case.name) for case in cases()] or [ABSENT]


@pytest.mark.parametrize("case", CASES)
def test_a_word_file_of_any_program_is_the_same_template_to_both(case: Case) -> None:
    outcome = judged(case, Environment(autoescape=True, undefined=StrictUndefined))

    assert outcome.verdict != "different", "\n".join(outcome.said)
