"""Rules of the market research (F01), and the profile it sets. Source: domain.md 2.1, R-01."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from toolkit.model.finding import Finding
from toolkit.model.form import Rule
from toolkit.model.house import Policy
from toolkit.model.kinds.reading import Span
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.rules.say import ERROR, say
from toolkit.rules.staff import in_staff_list


def range_has_two_ends(submission: Submission, known: Known) -> Iterator[Finding]:
    """F01-02: a profile says from which revenue to which; one amount or an open end is no range."""
    answer = submission.answer("revenue_range")
    span = answer.value
    if isinstance(span, Span) and (span.low is None or span.high is None or span.low == span.high):
        yield say("F01-02", ERROR, answer)


def with_profile(policy: Policy, research: Mapping[str, object]) -> Policy:
    """The policy whose target customers (R-01) are those of an accepted market research, given by answer key.

    What it does not say stays as it is set. Source: domain.md 2.1, rule.
    """
    industries, span = research.get("target_industry"), research.get("revenue_range")
    if isinstance(industries, tuple):
        policy = replace(policy, target_industries=industries)
    regions = research.get("region")
    if isinstance(regions, tuple):
        policy = replace(policy, target_regions=regions)
    if isinstance(span, Span) and span.low is not None and span.high is not None:
        policy = replace(policy, target_revenue=(span.low, span.high))
    return policy


RULES: Final[tuple[Rule, ...]] = (range_has_two_ends, in_staff_list("author", "F01-03"))
