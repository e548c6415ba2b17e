"""The templates of the house say with us what they say with docxtpl in the same strict environment."""

from random import Random

import pytest

from tests import LONG
from tests.documents.equality import house_templates as house
from tests.documents.equality.engines import Case, Outcome, judged
from toolkit.documents.strict import environment
from toolkit.model.text import Lang

GOLDEN = [pytest.param(case, id=case.name) for case in house.golden()]
KINDS = [pytest.param(*each, id=f"{each[1]} {each[0]}") for each in house.kinds_of_figures()]
ROUNDS = 100 if LONG else 5


def outcome_of(case: Case) -> Outcome:
    return judged(case, environment(autoescape=True, lang=case.lang))


@pytest.mark.parametrize("case", GOLDEN)
def test_the_golden_documents_are_those_of_docxtpl(case: Case) -> None:
    outcome = outcome_of(case)

    assert outcome.verdict == "equal", "\n".join(outcome.said)


@pytest.mark.parametrize("case", GOLDEN)
def test_the_golden_documents_with_nasty_texts_are_those_of_docxtpl(case: Case) -> None:
    for seed in range(ROUNDS):
        outcome = outcome_of(house.nasty(case, Random(seed)))

        assert outcome.verdict == "equal", "\n".join((str(seed), *outcome.said))


@pytest.mark.parametrize(("file", "lang", "figures"), KINDS)
def test_any_figures_make_the_document_that_docxtpl_makes_or_none(file: str, lang: Lang, figures: type) -> None:
    for seed in range(ROUNDS):
        outcome = outcome_of(house.drawn(file, lang, figures, Random(seed)))

        assert outcome.verdict != "different", "\n".join((str(seed), *outcome.said))
