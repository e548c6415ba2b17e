"""Mutants put to the test: what looks at a template (lint), what fills it (compile), what reads a document (proof)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from random import Random
from typing import Any, Final

from tests.documents.mutations.faults import ALL_TYPED, Mutant, Template
from tests.documents.mutations.files import damaged
from tests.documents.mutations.samples import Sample, samples
from tests.documents.mutations.values import changed
from toolkit.documents.compile import Program, compiled
from toolkit.documents.lint import lint
from toolkit.documents.lint.figures import figures_type
from toolkit.documents.prove import prove
from toolkit.documents.seen import Seen, plain
from toolkit.documents.strict import offered
from toolkit.errors import TemplateFault
from toolkit.model.text import Lang

_DIGITS: Final = 12
"""So many digits of each document are changed, and so many letters."""
_TYPED_IN: Final = "typed in place"
_LEFT_OUT: Final = ("row deleted", "paragraph deleted", "row gone")
"""What an author may decide, as long as every figure still stands on the page beside its labels."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a mutant."""

    fault: str
    what: str
    lint: bool = False
    """Lint tells it."""
    compile: bool = False
    """Some document could not be made of it."""
    proof: bool = False
    """Some document was made, and not let out."""
    moved: str = ""
    """Some document got out whose reader finds all figures, but not in all their places: the author's to decide."""
    escaped: str = ""
    """Some document got out that says something else: which, and what."""

    @property
    def is_counted(self) -> bool:
        """Whether anybody would see a difference, and it is none for an author to make."""
        return self.compile or self.proof or bool(self.escaped)


@cache
def right(sample: Sample) -> tuple[str, ...]:
    """What each part of the right document says."""
    return tuple(part.words for part in Seen.of(_filled(sample, sample.template), sample.name).parts)


def _filled(sample: Sample, template: bytes) -> bytes:
    return compiled(template, sample.kind.template, lang=sample.lang).filled(offered(sample.figures))


def verdict(mutant: Mutant, of: Sequence[Sample]) -> Verdict:
    """What becomes of a template with a fault, over these documents."""
    kind, lang = of[0].kind, of[0].lang
    found = lint(mutant.content, kind.template, figures_type(kind), kind=kind, lang=lang)
    name = f"{kind.word} {lang}: {mutant.what}"
    outcomes = [_of_template(mutant, sample) for sample in of]
    return _summed(mutant.fault, name, outcomes, lint=any(each.is_error for each in found))


def _summed(fault: str, what: str, outcomes: Sequence[tuple[str, str]], *, lint: bool = False) -> Verdict:
    words = {stage: next((what for where, what in outcomes if where == stage), "") for stage in ("moved", "escaped")}
    stages = {where for where, _ in outcomes}
    return Verdict(fault, what, lint=lint, compile="compile" in stages, proof="proof" in stages, **words)


def _of_template(mutant: Mutant, sample: Sample) -> tuple[str, str]:
    try:
        program = compiled(mutant.content, sample.kind.template, lang=sample.lang)
        content = program.filled(offered(sample.figures))
    except TemplateFault as fault:
        return "compile", str(fault)
    return proven(content, sample, program, mutant.fault)


def proven(content: bytes, sample: Sample, program: Program | None, fault: str) -> tuple[str, str]:
    """Where a document was stopped: (`proof`, why); where not: (`same`, ''), (`moved`, what), (`escaped`, what)."""
    kind = sample.kind
    proof = partial(kind.proof, figures=sample.figures, lang=sample.lang) if kind.proof else None
    try:
        seen = prove(content, sample.figures, kind.template, is_external=kind.is_external, program=program, proof=proof)
    except TemplateFault as trouble:
        return "proof", str(trouble)
    before, after = (_lines(each) for each in (right(sample), [part.words for part in seen.parts]))
    if before == after:
        return "same", ""
    lost, new = Counter(before) - Counter(after), Counter(after) - Counter(before)
    told = f"{sample.name}: − {list(lost)[:4]} + {list(new)[:4]}"
    return ("moved" if _is_theirs(fault, before, after) else "escaped"), told


def _lines(words: Sequence[str]) -> list[str]:
    """The lines of a document, blanks at their ends aside."""
    return [line.strip() for line in plain("\n".join(words)).split("\n")]


def _is_theirs(fault: str, before: list[str], after: list[str]) -> bool:
    """Whether an author may do so: leave out what is said elsewhere, add his own words where a figure is empty."""
    if fault in _LEFT_OUT:
        return not Counter(after) - Counter(before)
    if fault == _TYPED_IN:
        one, other = ("".join("".join(lines).split()) for lines in (before, after))
        return any(other.replace("".join(typed.split()), "") == one for typed in ALL_TYPED)
    return False


def value_verdict(sample: Sample, fault: str, what: str, figures: Any) -> Verdict:
    """What becomes of a document that says these figures and is held against the right ones."""
    name, program = f"{sample.name}: {what}", compiled(sample.template, sample.kind.template, lang=sample.lang)
    try:
        content = program.filled(offered(figures))
    except TemplateFault as trouble:
        return _summed(fault, name, [("compile", str(trouble))])
    return _summed(fault, name, [proven(content, sample, program, fault)])


def file_verdict(sample: Sample, mutant: Mutant) -> Verdict:
    """What becomes of a damaged document; of where it comes from nothing is known."""
    outcome = proven(mutant.content, sample, None, mutant.fault)
    return _summed(
        mutant.fault, f"{sample.name}: {mutant.what}", [outcome if outcome[0] != "same" else ("escaped", "")]
    )


def groups() -> dict[tuple[str, Lang], list[Sample]]:
    """The documents of each template."""
    found: dict[tuple[str, Lang], list[Sample]] = {}
    for sample in samples():
        found.setdefault((sample.kind.id, sample.lang), []).append(sample)
    return found


def template_mutants(seed: int, each: int = 1) -> Iterator[tuple[Mutant, list[Sample]]]:
    """The faults of every template, of `each` so many one, with the documents made of it."""
    for of in groups().values():
        template = Template(of[0].template, figures_type(of[0].kind), seed, each=each)
        yield from ((mutant, of) for mutant in template.mutants())


def value_mutants(seed: int, each: int = 1) -> Iterator[tuple[Sample, str, str, Any]]:
    """The values of every document, changed in every way; of `each` so many one."""
    drawn = Random(seed)
    for sample in samples():
        for fault, what, figures in changed(sample.figures):
            if drawn.randrange(each) == 0:
                yield sample, fault, what, figures


def file_mutants(seed: int, each: int = 1) -> Iterator[tuple[Sample, Mutant]]:
    """Every document, damaged; of `each` so many one."""
    drawn = Random(seed)
    for sample in samples():
        for mutant in damaged(_filled(sample, sample.template), sample.template, seed, _DIGITS):
            if drawn.randrange(each) == 0:
                yield sample, mutant


def verdicts(seed: int, each: int = 1) -> tuple[list[Verdict], list[Verdict], list[Verdict]]:
    """Of faults in templates, in values, in files; of `each` template's faults one, of the others a few more."""
    more = 1 + (each - 1) // 4
    return (
        [verdict(mutant, of) for mutant, of in template_mutants(seed, each)],
        [value_verdict(*mutant) for mutant in value_mutants(seed, more)],
        [file_verdict(*mutant) for mutant in file_mutants(seed, more)],
    )


def table(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """How many of each kind of fault were caught where."""
    kinds: dict[str, list[Verdict]] = {}
    for each in verdicts:
        kinds.setdefault(each.fault, []).append(each)
    yield "| fault | mutants | seen | lint | compile | proof | escaped |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    rows = [(name, _counts(found)) for name, found in sorted(kinds.items())]
    rows.append(("all", tuple(map(sum, zip(*(counts for _, counts in rows), strict=True)))))
    for name, counts in rows:
        yield f"| {name} | {' | '.join(f'{count:,}' for count in counts)} |"


def _counts(found: list[Verdict]) -> tuple[int, ...]:
    counted = [each for each in found if each.is_counted]
    return (
        len(found),
        len(counted),
        sum(each.lint for each in counted),
        sum(each.compile for each in counted),
        sum(each.proof and not each.compile for each in counted),
        sum(bool(each.escaped) for each in counted),
    )
