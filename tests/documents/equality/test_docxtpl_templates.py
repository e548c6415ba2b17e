"""Docxtpl's own test templates say with us what they say with docxtpl."""

from importlib.util import find_spec

import pytest
from jinja2 import Environment

from tests import LONG
from tests.documents.equality.docxtpl_templates import NEEDS_COMPOSE, added, cases
from tests.documents.equality.engines import Case, judged
from tests.documents.equality.nasty import NASTY, UNFIT

ABSENT = pytest.param(None, marks=pytest.mark.skip("the shared cases are not beside this checkout (SALESDOCS_CASES)"))
CASES = [pytest.param(case, id=f"{case.name} {case.says}") for case in cases()] or [ABSENT]
_SHARE = 4
"""One in so many nasty texts goes through each template in the short form, never the same ones in two neighbours."""


def lenient(case: Case) -> Environment:
    """Docxtpl's own environment, escaping."""
    made = Environment(autoescape=True)
    made.filters.update(case.filters)
    return made


def playable(case: Case) -> bool:
    return case.name not in NEEDS_COMPOSE or find_spec("docxcompose") is not None


def share(texts: tuple[str, ...], case: Case) -> tuple[str, ...]:
    """The texts that the case is tried with."""
    return texts if LONG else texts[sum(case.name.encode()) % _SHARE :: _SHARE]


@pytest.mark.parametrize("case", CASES)
def test_every_template_of_docxtpl_says_the_same_with_us(case: Case) -> None:
    if not playable(case):
        pytest.skip("docxtpl needs docxcompose for sub-documents")

    outcome = judged(case, lenient(case))

    expected = "both refuse" if case.name == "template_error_tpl" else "equal"
    assert outcome.verdict == expected, "\n".join(outcome.said)


@pytest.mark.parametrize("case", CASES)
def test_nasty_texts_come_out_of_every_template_as_docxtpl_writes_them(case: Case) -> None:
    for nasty in share(NASTY, case) if case.name != "template_error_tpl" and playable(case) else ():
        if (more := added(case, nasty)) is None:
            return

        outcome = judged(more, lenient(more))

        assert outcome.verdict == "equal", "\n".join((repr(nasty), *outcome.said))


@pytest.mark.parametrize("case", CASES)
def test_unfit_texts_come_out_as_docxtpl_writes_them_or_are_refused(case: Case) -> None:
    for unfit in share(UNFIT, case) if playable(case) else ():
        if (more := added(case, unfit)) is None:
            return

        outcome = judged(more, lenient(more))

        assert outcome.verdict != "different", "\n".join((repr(unfit), *outcome.said))
