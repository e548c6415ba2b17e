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
from toolkit.model.finding import Finding, Severity
from toolkit.model.form import Form
from toolkit.model.known import Known
from toolkit.model.submission import Submission
from toolkit.model.text import Lang
from toolkit.rules.examine import complete, examine


def check_files(files: Iterable[Path], *, house: Path, lang: Lang | None, today: date) -> list[dict[str, Any]]:
    """Each file with its form, findings and answers; judged against the house when the folder is one."""
    if (house / "salesdocs.toml").is_file():
        with open_house(house, lang=lang) as opened:
            return [_check(path, opened, opened.lang, today) for path in files]
    return [_check(path, None, lang or "zh", today) for path in files]


def _check(path: Path, house: House | None, lang: Lang, today: date) -> dict[str, Any]:
    try:
        submission = read(path.read_bytes(), path.name, tuple(CATALOGUE.forms.values()), today=today)
    except UnreadableFile as trouble:
        return _told(path, None, None, [unreadable(trouble.code)], lang)
    except UnknownForm:
        return _told(path, None, None, [Finding("M-FORM", Severity.ERROR)], lang)
    form = CATALOGUE.forms[submission.form]
    findings = [f for part in submissions(form, submission) for f in _findings(form, part, house, today)]
    if form.register and not submission.lines(form.register):
        findings.append(Finding("M-EMPTY", Severity.ERROR))
    return _told(path, form, submission, findings, lang)


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
    }


def check_lines(found: Iterable[Mapping[str, Any]], lang: Lang) -> Iterator[str]:
    """A headline a file, then its findings."""
    for one in found:
        title = f"{one['form']} {one['title']}" if one["form"] else "?"
        verdict = {"zh": f"{one['errors']} 处错误", "en": f"{one['errors']} error(s)"}[lang]
        yield f"{one['file']}: {title}: {verdict}"
        for finding in one["findings"]:
            yield f"  {finding['severity']:<7} {finding['text']} [{finding['code']}]"
