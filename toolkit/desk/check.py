"""Filled forms looked at without taking them in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.catalogue import CATALOGUE, MESSAGES
from toolkit.catalogue.messages import tell, unreadable
from toolkit.errors import UnknownForm, UnreadableFile
from toolkit.forms.read import read
from toolkit.house import House, open_house, standard_rulebook
from toolkit.intake.journey import judge, submissions
from toolkit.intake.marking import copy_names, marked_copy
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Lang, Text
from toolkit.rules.examine import complete, examine

_TITLE = Text("检查结果", "Check results")


def check_files(
    files: Iterable[Path], *, house: Path, lang: Lang | None, today: date, annotate: bool = False
) -> list[dict[str, Any]]:
    """Each file with its form, findings and answers; judged against the house when the folder is one.

    `annotate`: a copy with the findings marked is written beside each file that has any worth marking.
    """
    if (house / "salesdocs.toml").is_file():
        with open_house(house, lang=lang) as opened:
            return [_check(path, opened, opened.lang, today, annotate) for path in files]
    return [_check(path, None, lang or "zh", today, annotate) for path in files]


def _check(path: Path, house: House | None, lang: Lang, today: date, annotate: bool) -> dict[str, Any]:
    content = path.read_bytes()
    try:
        submission = read(content, path.name, tuple(CATALOGUE.forms.values()), today=today)
    except UnreadableFile as trouble:
        return _told(path, None, None, [unreadable(trouble.code)], lang)
    except UnknownForm:
        return _told(path, None, None, [Finding("M-FORM", Severity.ERROR)], lang)
    form = CATALOGUE.forms[submission.form]
    findings = [f for part in submissions(form, submission) for f in _findings(form, part, house, today)]
    if form.register and not submission.lines(form.register):
        findings.append(Finding("M-EMPTY", Severity.ERROR))
    told = _told(path, form, submission, findings, lang)
    if annotate:
        told["copy"] = _write_copy(path, content, form, submission, findings, lang)
    return told


def _write_copy(
    path: Path, content: bytes, form: Form, submission: Submission, findings: Sequence[Finding], lang: Lang
) -> str | None:
    """The path of the marked copy; None where there is nothing to mark or the file cannot be patched."""
    marked = marked_copy(content, path.name, form, submission, findings, title=_TITLE.said(lang), lang=lang)
    if marked is None:
        return None
    tries = (path.with_name(name) for name in copy_names(path.name, findings))
    copy = next(one for one in tries if not one.exists())
    copy.write_bytes(marked)
    return str(copy)


def _findings(form: Form, submission: Submission, house: House | None, today: date) -> tuple[Finding, ...]:
    if house is not None:
        with house.ledger.reading() as questions:
            return judge(questions, house, form, submission, today)[1]
    return examine(form, complete(form, submission), Known(today=today, rulebook=standard_rulebook()))


def _told(
    path: Path, form: Form | None, submission: Submission | None, findings: Sequence[Finding], lang: Lang
) -> dict[str, Any]:
    return {
        "file": str(path),
        "form": form.id if form else None,
        "title": form.title.said(lang) if form else None,
        "deal": submission.deal if submission else None,
        "errors": sum(1 for f in findings if f.severity is Severity.ERROR),
        "findings": [
            {
                "code": f.code,
                "severity": f.severity.name.lower(),
                "place": f.place,
                "key": f.key,
                "raw": f.raw,
                "text": tell(f, form, MESSAGES, lang),
            }
            for f in findings
        ],
        "answers": [] if submission is None else list(_answers(submission)),
    }


def _answers(submission: Submission) -> Iterator[dict[str, str]]:
    """What was read, where, and what led to it."""
    lines = (line.answers for table in submission.tables.values() for line in table)
    for answers in (submission.answers, *lines):
        for answer in answers.values():
            if answer.raw:
                yield {"key": answer.key, "place": answer.place, "raw": answer.raw, "found_by": answer.found_by}


def check_lines(found: Iterable[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """A headline a file, then its findings."""
    for one in found:
        title = f"{one['form']} {one['title']}" if one["form"] else "?"
        verdict = {"zh": f"{one['errors']} 处错误", "en": f"{one['errors']} error(s)"}[lang]
        yield f"{one['file']}: {title}: {verdict}"
        for finding in one["findings"]:
            yield f"  {finding['severity']:<7} {finding['text']} [{finding['code']}]"
        if one.get("copy"):
            yield f"  -> {one['copy']}"
