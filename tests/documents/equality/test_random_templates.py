"""Templates that nobody wrote: random ones say with us what they say with docxtpl, or neither renders them."""

from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from tests import LONG
from tests.documents.equality.drawn import drawn
from tests.documents.equality.engines import judged
from toolkit.documents.wording import filters

ESCAPING = Environment(autoescape=True, undefined=StrictUndefined)
ESCAPING.filters.update(filters("zh"))


@settings(
    max_examples=5_000 if LONG else 250,
    deadline=None,  # compiling takes its time on a busy machine
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
)
@given(st.integers(min_value=0, max_value=2**48))
def test_a_random_template_says_what_docxtpl_says_or_is_refused_by_both(seed: int) -> None:
    outcome = judged(drawn(Random(seed)), ESCAPING)

    assert outcome.verdict != "different", "\n".join(outcome.said)
