"""The law of the fixtures: a right submission says nothing, a wrong one its one code; every code has its wrong one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import groupby

import pytest

from toolkit.catalogue import FORMS, MESSAGES
from toolkit.catalogue.advice import FIX, GENERIC_RULES
from toolkit.catalogue.fixtures import STEPS, WRITTEN
from toolkit.catalogue.fixtures.chosen import PROVEN, TWOFOLD, WITHOUT, Case, cases, codes_of
from toolkit.catalogue.fixtures.derived import ALSO, derived
from toolkit.catalogue.fixtures.scenes import Scene, Scenes, played
from toolkit.desk.fixtures import filled, sample, spoilt, verdict_of
from toolkit.model.finding import Severity
from toolkit.model.fixture import Fixture
from toolkit.model.form import Form

every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)


@cache
def the_sample() -> Scenes:
    return sample()


@cache
def chosen() -> tuple[Case, ...]:
    return cases(the_sample())


def steps_of(form: Form) -> Iterator[Scene]:
    for step in STEPS[form.id]:
        yield the_sample()[form.id, step.name]


def wrong_of(scene: Scene, fixture: Fixture) -> set[str]:
    """What the fixture says amiss: codes that it gives and should not, or should and does not."""
    return set(played(the_sample(), scene.form, fixture).codes ^ {fixture.code, *fixture.along})


@every_form
def test_a_right_submission_is_accepted_without_a_word(form: Form) -> None:
    scenes = tuple(steps_of(form))

    assert scenes
    for scene in scenes:
        assert scene.verdict.findings == (), scene.step.name
        assert scene.verdict.decision is not None
        assert scene.verdict.decision.outcome == "accepted"


@every_form
def test_a_wrong_submission_gives_its_code_and_no_other(form: Form) -> None:
    spoils = [(one, the_sample()[form.id, one.step]) for one in WRITTEN[form.id]]

    amiss = {fixture.code: wrong for fixture, scene in spoils if (wrong := wrong_of(scene, fixture))}

    assert amiss == {}


@every_form
def test_every_answer_that_is_made_wrong_by_its_declaration_says_just_that(form: Form) -> None:
    scene = the_sample()[form.id, ""]
    fixtures = tuple(derived(scene))

    amiss = {
        (one.about, one.code): wrong
        for one in fixtures
        if (wrong := wrong_of(scene, one) - ALSO.get((form.id, one.about), frozenset()))
    }

    assert fixtures
    assert amiss == {}


def test_no_exception_is_made_for_a_mistake_that_breaks_one_rule_only() -> None:
    for form, about in ALSO:
        scene = the_sample()[form, ""]
        of_it = [one for one in derived(scene) if one.about == about]

        assert {code for one in of_it for code in wrong_of(scene, one)} == ALSO[form, about], (form, about)


@every_form
def test_every_code_of_a_form_has_its_fixture(form: Form) -> None:
    have = {case.fixture.code for case in chosen() if case.form is form}
    excused = {code for form_id, code in TWOFOLD if form_id == form.id}

    lacking = set(codes_of(form)) - have

    assert lacking == excused


def test_every_message_has_a_fixture_or_a_reason_for_none() -> None:
    have = {case.fixture.code for case in chosen()}
    told_elsewhere = {code for _, code in TWOFOLD}

    assert set(MESSAGES) - have - told_elsewhere == set(WITHOUT)


def test_what_is_proven_otherwise_is_said_by_no_rule() -> None:
    assert set(PROVEN) & set(MESSAGES) == set()


def test_at_least_two_hundred_rules_are_covered() -> None:
    assert len({case.fixture.code for case in chosen()}) >= 200


def test_every_code_has_its_advice_and_none_is_superfluous() -> None:
    assert set(FIX) == set(MESSAGES)
    assert set(GENERIC_RULES) <= set(MESSAGES)


@pytest.mark.parametrize("code", sorted(FIX))
def test_advice_is_given_in_both_languages(code: str) -> None:
    zh, en = FIX[code]

    assert zh.endswith("。")
    assert en.endswith(".")


@every_form
def test_a_right_file_says_nothing(form: Form) -> None:
    case = next(case for case in chosen() if case.form is form)
    right = Case(case.scene, Fixture(case.fixture.code))

    verdict = verdict_of(filled(right, right.scene.filling), right)

    assert verdict.findings == ()


@every_form
def test_a_wrong_file_gives_its_code_at_its_cell(form: Form) -> None:
    own = {fixture.code for fixture in WRITTEN[form.id]}
    of_form = [case for case in chosen() if case.form is form and case.fixture.code in own]

    for case in of_form:
        verdict = verdict_of(spoilt(case), case)

        assert verdict.codes == {case.fixture.code, *case.fixture.along}, case.fixture.code
        assert all(f.place for f in verdict.findings if f.key and f.severity > Severity.INFO), case.fixture.code


def test_the_file_of_a_mistake_that_a_kind_refuses_gives_the_same_code_as_its_typing() -> None:
    by_code = sorted((case for case in chosen() if case.fixture.about), key=lambda case: case.fixture.code)
    one_each = [next(iter(alike)) for _, alike in groupby(by_code, key=lambda case: case.fixture.code)]

    amiss = {
        case.fixture.code: codes
        for case in one_each
        if (codes := verdict_of(spoilt(case), case).codes) != {case.fixture.code}
    }

    assert len(one_each) > 40
    assert amiss == {}


def test_a_fixture_leaves_the_world_of_its_step_as_it_was() -> None:
    before = {key: replace(scene.world) for key, scene in the_sample().items()}

    for case in chosen():
        case.fixture.world.apply(case.scene.world)

    assert {key: scene.world for key, scene in the_sample().items()} == before
