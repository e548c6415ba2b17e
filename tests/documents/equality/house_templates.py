"""The templates of the house: with the golden case, with nasty texts in it, with any figures at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from tests.documents.equality.engines import Case
from tests.documents.equality.nasty import NASTY, UNFIT, exchanged
from tests.documents.golden_deal import ISSUES, KINDS, TEMPLATES, figures_of, known_on
from toolkit.catalogue.documents import DOCUMENTS
from toolkit.documents.differences import DIFFERENCES, DifferenceFigures
from toolkit.documents.strict import offered
from toolkit.model.text import Lang

LANGUAGES: Final[tuple[Lang, ...]] = ("zh", "en")
_ORDINARY: Final = ("自动上料机", "HT-200", "", "V1.0", "上海市浦东新区示例路88号", "修改", "lines", "same")


def golden() -> Iterator[Case]:
    """Every document of the golden case, in each language that has its template."""
    for kind, issue, day in ISSUES:
        for lang in LANGUAGES:
            if template := _template(KINDS[kind].template, lang):
                figures = figures_of(kind, replace(issue, lang=lang), known_on(day))
                name = f"{KINDS[kind].word} {issue.variant}".strip()
                yield Case(f"{lang} {name}", template, offered(figures), lang=lang, says="golden")


def nasty(case: Case, rng: Random) -> Case:
    """The same case, some of its texts exchanged."""

    def text(said: str) -> str:
        return rng.choice((said, said, f"{said}{rng.choice(NASTY)}", rng.choice(NASTY)))

    return replace(case, values=exchanged(case.values, text), says="nasty")


@cache
def kinds_of_figures() -> tuple[tuple[str, Lang, type], ...]:
    """File, language and type of figures of every template."""
    typed = [
        (kind.template, get_type_hints(kind.figures)["return"]) for kind in DOCUMENTS if kind.template and kind.figures
    ]
    typed.append((DIFFERENCES.template, DifferenceFigures))
    return tuple((file, lang, made) for file, made in typed for lang in LANGUAGES if _template(file, lang))


def drawn(file: str, lang: Lang, figures: type, rng: Random) -> Case:
    """The template with any figures of its type: nothing in them fits anything else."""
    values = offered(_any(figures, rng))
    if rng.random() < 0.05:
        values = exchanged(values, lambda said: rng.choice(UNFIT) if rng.random() < 0.1 else said)
    return Case(f"{lang} {file}", _template(file, lang), values, lang=lang, says="any figures")


def _any(kind: Any, rng: Random) -> Any:
    """Any value of a type."""
    arguments = get_args(kind)
    match get_origin(kind) or kind:
        case origin if origin is tuple and arguments[-1] is Ellipsis:
            return tuple(_any(arguments[0], rng) for _ in range(rng.choice((0, 1, 2, 5))))
        case origin if origin is tuple:
            return tuple(_any(each, rng) for each in arguments)
        case origin if origin is Literal:
            return rng.choice(arguments)
        case origin if origin in (Union, UnionType):
            return _any(rng.choice(arguments), rng)
        case made if is_dataclass(made):
            hints = get_type_hints(made)
            return made(**{name: _any(hints[name], rng) for name in made.__dataclass_fields__})  # type: ignore[operator]
        case made:
            return _PLAIN[made](rng)


def _text(rng: Random) -> str:
    return rng.choice(_ORDINARY if rng.random() < 0.5 else NASTY)


_PLAIN: Final[dict[Any, Any]] = {
    str: _text,
    bool: lambda rng: rng.random() < 0.5,
    int: lambda rng: rng.randint(0, 40),
    Decimal: lambda rng: Decimal(rng.choice((0, 30, 27_170_000, rng.randint(1, 10**11)))) / 100,
    date: lambda rng: date(2026, 1, 1) + timedelta(days=rng.randint(0, 700)),
    NoneType: lambda _: None,
}


@cache
def _template(file: str, lang: Lang) -> bytes:
    path = (TEMPLATES if lang == "zh" else Path(TEMPLATES, lang)) / file
    return path.read_bytes() if path.is_file() else b""
