"""A code explained: what it says, the rule behind it, where that is laid down, an example, what to do."""

from __future__ import annotations

import difflib
import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from toolkit.catalogue import FORMS, MESSAGES
from toolkit.catalogue.advice import FIX, GENERIC_RULES
from toolkit.catalogue.fixtures.chosen import PROVEN, WITHOUT, Case, cases, named
from toolkit.catalogue.fixtures.scenes import Scenes, played
from toolkit.desk.fixtures import changes, said, said_by, sample
from toolkit.errors import NothingNamed
from toolkit.model.form import Field, Form, Rule
from toolkit.model.text import Lang, Text

_HEAD = re.compile(r"(?:^|; |, and )((?:[FMNR]\d{0,2}[A-Z]?-[A-Z0-9-]+(?:, )?)+): ")
_PLACEHOLDER = re.compile(r"\{\w+\}")
_SOURCE = re.compile(r"Source: (.+?)(?:\.\s*$|\.$|$)", re.MULTILINE)


def explained(code: str, lang: Lang) -> dict[str, Any]:
    """All there is to say of a code. Raises NothingNamed, with the codes that come closest."""
    wanted = code.upper()
    if wanted in PROVEN:
        return {"code": wanted, "rule": PROVEN[wanted].said(lang), "source": "domain.md 1.1; decisions.md 34"}
    if wanted not in MESSAGES:
        raise NothingNamed("code", code, ", ".join(nearest(wanted)) or "salesdocs form fixtures --list")
    sampled = sample()
    found = tuple(case for case in cases(sampled) if case.fixture.code == wanted)
    rule, source = rule_of(wanted, found)
    return {
        "code": wanted,
        "severity": _severities(wanted, found, sampled),
        "forms": [{"id": form.id, "title": form.title.said(lang)} for form in _saying(found)],
        "cause": _PLACEHOLDER.sub("…", MESSAGES[wanted].said(lang)),
        "message": {"zh": MESSAGES[wanted].zh, "en": MESSAGES[wanted].en},
        "rule": rule.said(lang),
        "source": source,
        "example": _example(wanted, found, sampled, lang),
        "fix": FIX[wanted].said(lang),
    }


def nearest(code: str) -> list[str]:
    """The codes that are written most like it."""
    return difflib.get_close_matches(code, [*MESSAGES, *PROVEN], n=5, cutoff=0.5)


def _saying(found: tuple[Case, ...]) -> tuple[Form, ...]:
    return tuple({case.form.id: case.form for case in found}.values())


def _severities(code: str, found: tuple[Case, ...], sampled: Scenes) -> list[str]:
    """How much it weighs, the gravest first; nothing where no submission gives it."""
    verdicts = (played(sampled, case.form, case.fixture) for case in found)
    weights = {finding.severity for verdict in verdicts for finding in verdict.findings if finding.code == code}
    return [severity.name.lower() for severity in sorted(weights, reverse=True)]


def _example(code: str, found: tuple[Case, ...], sampled: Scenes, lang: Lang) -> dict[str, Any] | str:
    """The first fixture of the code; without one, why there is none."""
    if not found:
        return WITHOUT[code].said(lang) if code in WITHOUT else ""
    case = found[0]
    verdict = played(sampled, case.form, case.fixture)
    finding = said_by(verdict, case)
    return {
        "form": case.form.id,
        "changed": list(changes(case, lang)),
        "world": case.fixture.world.says.said(lang),
        "finding": said(finding, case.form, lang),
    }


def rule_of(code: str, found: tuple[Case, ...]) -> tuple[Text, str]:
    """The rule in words and where it is laid down: a rule function's docstring, the declaration, or the kind's."""
    for form in FORMS:
        for rule in form.rules:
            if code in named(rule) and code not in GENERIC_RULES:
                sentence = sentences(rule)[code]
                return Text(sentence, sentence), _source_of(rule)
    if code in GENERIC_RULES:
        return GENERIC_RULES[code]
    return _declared(code, found)


def sentences(rule: Rule) -> dict[str, str]:
    """What a rule's docstring says of each of its codes: `R-65: nothing is accepted twice; F13-01: …`."""
    text = " ".join((rule.__doc__ or "").split("\n\n")[0].split())
    heads = list(_HEAD.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    told: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=True):
        for code in head[1].rstrip(", ").split(", "):
            told.setdefault(code, text[head.end() : end].strip(" ;."))
    return {code: told.get(code, text) for code in named(rule)}


def _source_of(rule: Rule) -> str:
    """Of the rule itself, else of its module."""
    module = inspect.getmodule(rule)
    for text in (rule.__doc__ or "", (module.__doc__ or "") if module else ""):
        if found := _SOURCE.search(" ".join(text.split())):
            return found[1].rstrip(".")
    return ""


def _declared(code: str, found: tuple[Case, ...]) -> tuple[Text, str]:
    """The declaration's own: the field that asks for it, or the kind of answer that refuses it."""
    for form, label in _asking(code):
        return Text(f"《{form.title.zh}》须填写「{label.zh}」", f"“{label.en}” is asked for"), _module_source(form)
    for case in found:
        if about := _about(case):
            field = case.form.field(about)
            kind = inspect.getdoc(type(field.kind)) or ""
            first = kind.split("\n")[0]
            return Text(f"「{field.label.zh}」:{first}", f"“{field.label.en}”: {first}"), _kind_source(field)
    return (Text("", ""), _module_source(found[0].form)) if found else (Text("", ""), "")


def _about(case: Case) -> str:
    """The answer that the fixture makes wrong; '' where it is none in particular."""
    cells = (f"{table}.{key}" for table, rows in case.fixture.cells.items() for row in rows.values() for key in row)
    return case.fixture.about or next(iter((*case.fixture.values, *cells)), "")


def _asking(code: str) -> Iterator[tuple[Form, Text]]:
    """The fields and tables whose lack is said with that code."""
    for form in FORMS:
        columns = tuple(column for table in form.tables for column in table.columns)
        yield from ((form, field.label) for field in (*form.fields, *columns) if field.missing == code)
        yield from ((form, table.title) for table in form.tables if table.missing == code)


def _module_source(form: Form) -> str:
    module = inspect.getmodule(form.prefill) if form.prefill.__module__.startswith("toolkit.catalogue") else None
    found = _SOURCE.search(" ".join((module.__doc__ or "").split())) if module else None
    return found[1].rstrip(".") if found else "domain.md 2"


def _kind_source(field: Field) -> str:
    module = inspect.getmodule(type(field.kind))
    found = _SOURCE.search(" ".join((module.__doc__ or "").split())) if module else None
    return found[1].rstrip(".") if found else "domain.md 4"


WORDS: Final[Mapping[str, Text]] = {
    "severity": Text("级别", "severity"),
    "forms": Text("表单", "forms"),
    "cause": Text("原因", "cause"),
    "rule": Text("规则", "rule"),
    "source": Text("出处", "source"),
    "example": Text("示例", "example"),
    "fix": Text("处理", "fix"),
}


def lines(told: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """The same, for people."""
    yield str(told["code"])
    for key, word in WORDS.items():
        if told.get(key):
            yield f"  {word.said(lang)}: {_shown(told[key])}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        parts = (value["form"], "; ".join(value["changed"]), value["world"])
        return " | ".join(part for part in parts if part) + f"\n      → {value['finding']}"
    if isinstance(value, list):
        return ", ".join(f"{one['id']} {one['title']}" if isinstance(one, dict) else str(one) for one in value)
    return str(value)
