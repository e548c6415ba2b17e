"""The whole comparison: `python -m tests.documents.equality [RANDOM]` prints how many renders of how many templates
were compared with docxtpl's, and each difference. RANDOM is the number of random templates, 3000 unless told.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from random import Random
from typing import Final, get_args

from jinja2 import Environment, StrictUndefined

from tests.documents.equality import docxtpl_templates, drawn, house_templates, real_files
from tests.documents.equality.engines import Case, Verdict, judged
from tests.documents.equality.nasty import NASTY, UNFIT
from toolkit.documents.strict import environment
from toolkit.documents.wording import filters

_VERDICTS: Final = get_args(Verdict)
_ROUNDS: Final = 100
_RANDOM: Final = 3_000


def main() -> int:
    """Print the table; 1 where something differs."""
    started = time.monotonic()
    number = int(sys.argv[1]) if len(sys.argv) > 1 else _RANDOM
    sources = (
        ("docxtpl's templates", _docxtpl()),
        ("the house's templates", _house()),
        ("files of many programs", ((case, _escaping(case)) for case in real_files.cases())),
        ("random templates", _random(number)),
    )
    _say(f"{'':24}{'templates':>10}{'renders':>9}" + "".join(f"{verdict:>13}" for verdict in _VERDICTS))
    totals = Counter[str]()
    for name, pairs in sources:
        totals += _row(name, pairs)
    _say(_line("all", totals))
    _say(f"{time.monotonic() - started:.0f} s")
    return int(totals["different"] > 0)


def _row(name: str, pairs: Iterable[tuple[Case, Environment]]) -> Counter[str]:
    """Counts of one source, printed."""
    counted, templates = Counter[str](), set[bytes]()
    for case, rendering in pairs:
        outcome = judged(case, rendering)
        templates.add(case.template)
        counted[outcome.verdict] += 1
        counted["renders"] += 1
        if outcome.verdict == "different":
            _say("\n".join((f"{case.name} {case.says}", *outcome.said)))
    counted["templates"] = len(templates)
    _say(_line(name, counted))
    return counted


def _line(name: str, counted: Counter[str]) -> str:
    figures = "".join(f"{counted[verdict]:13}" for verdict in _VERDICTS)
    return f"{name:24}{counted['templates']:10}{counted['renders']:9}{figures}"


def _docxtpl() -> Iterator[tuple[Case, Environment]]:
    for case in docxtpl_templates.cases():
        yield case, _escaping(case)
        for text in (*NASTY, *UNFIT):
            if more := docxtpl_templates.added(case, text):
                yield more, _escaping(more)


def _house() -> Iterator[tuple[Case, Environment]]:
    golden = tuple(house_templates.golden())
    cases = [*golden, *(house_templates.nasty(case, Random(n)) for case in golden for n in range(_ROUNDS))]
    for file, lang, figures in house_templates.kinds_of_figures():
        cases += (house_templates.drawn(file, lang, figures, Random(n)) for n in range(_ROUNDS))
    for case in cases:
        yield case, environment(autoescape=True, lang=case.lang)


def _random(number: int) -> Iterator[tuple[Case, Environment]]:
    for seed in range(number):
        case = drawn.drawn(Random(seed), f"random {seed}")
        yield case, _escaping(replace(case, filters=filters("zh")))


def _escaping(case: Case) -> Environment:
    made = Environment(autoescape=True, undefined=StrictUndefined)
    made.filters.update(case.filters)
    return made


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
