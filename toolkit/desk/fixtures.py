"""The fixtures: for every code of every form a right and a wrong submission, listed and written as files."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from toolkit.catalogue import FORMS, MESSAGES
from toolkit.catalogue.fixtures.chosen import Case, cases
from toolkit.catalogue.fixtures.scenes import Scenes, Verdict, judged, played, scenes, stamped
from toolkit.catalogue.fixtures.typed import changed, file_of
from toolkit.catalogue.messages import tell
from toolkit.forms.read import read
from toolkit.house import standard_rulebook
from toolkit.model.finding import Finding, Severity
from toolkit.model.fixture import Filling, Typed
from toolkit.model.form import Form
from toolkit.model.submission import Submission
from toolkit.model.text import Lang, Text

OUTCOMES: Mapping[Severity, Text] = {
    Severity.ERROR: Text("退回", "returned"),
    Severity.HOLD: Text("存档,下一步等待", "filed, the next step waits"),
    Severity.WARNING: Text("存档并提醒", "filed, told"),
    Severity.INFO: Text("存档", "filed"),
}
"""What becomes of a submission by its gravest finding. Source: decisions.md 5."""
COLUMNS = ("form", "code", "severity", "outcome", "ok", "wrong", "day", "changed", "world", "finding")
BLANK = Text("(留空)", "(blank)")


def sample() -> Scenes:
    """The sample deal, by the rules as delivered."""
    return scenes(standard_rulebook())


def listed(forms: Iterable[Form] = FORMS, *, lang: Lang) -> list[dict[str, Any]]:
    """Every fixture of these forms: code, what is changed, what is said, what becomes of it."""
    played_once, wanted = sample(), {form.id for form in forms}
    return [_row(case, played(played_once, case.form, case.fixture), lang) for case in _of(wanted, played_once)]


def _of(wanted: set[str], sampled: Scenes) -> Iterator[Case]:
    return (case for case in cases(sampled) if case.form.id in wanted)


def _row(case: Case, verdict: Verdict, lang: Lang) -> dict[str, Any]:
    finding = said_by(verdict, case)
    return {
        "form": case.form.id,
        "code": case.fixture.code,
        "severity": finding.severity.name.lower(),
        "outcome": OUTCOMES[finding.severity].said(lang),
        "day": case.fixture.world.apply(case.scene.world).today.isoformat(),
        "changed": list(changes(case, lang)),
        "world": case.fixture.world.says.said(lang),
        "finding": said(finding, case.form, lang),
    }


def said_by(verdict: Verdict, case: Case) -> Finding:
    """The finding that the fixture is about; tests see to it that there is one."""
    return next(f for f in verdict.findings if f.code == case.fixture.code)


def said(finding: Finding, form: Form, lang: Lang) -> str:
    """The finding as its sender reads it."""
    return tell(finding, form, MESSAGES, lang)


def changes(case: Case, lang: Lang) -> Iterator[str]:
    """What the fixture types over the right submission, cell by cell."""
    form, before, fixture = case.form, case.scene.filling, case.fixture
    for key, typed in fixture.values.items():
        yield _change(form.field(key).label, before.values.get(key), typed, lang)
    for key, rows in fixture.cells.items():
        old = before.tables.get(key, ())
        for number, cells in rows.items():
            was: Typed = old[number - 1] if number <= len(old) else {}
            for column, typed in cells.items():
                cell = _change(form.field(f"{key}.{column}").label, was.get(column), typed, lang)
                yield f"{_row_of(form, key, number, lang)} {cell}"
    for key, numbers in fixture.without.items():
        for number in numbers:
            yield f"{_row_of(form, key, number, lang)} {Text('删除', 'left out').said(lang)}"


def _change(label: Text, before: object, after: object, lang: Lang) -> str:
    was, now = (BLANK.said(lang) if one is None else str(one) for one in (before, after))
    return f"「{label.zh}」{was} → {now}" if lang == "zh" else f"“{label.en}” {was} → {now}"


def _row_of(form: Form, table: str, number: int, lang: Lang) -> str:
    title = form.table(table).title
    return f"《{title.zh}》第{number}行" if lang == "zh" else f"“{title.en}” row {number}"


def fixture_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line a fixture, and how many rules are covered."""
    for row in rows:
        how = "; ".join(part for part in (*row["changed"], row["world"]) if part)
        yield f"{row['form']:<4} {row['code']:<14} {row['severity']:<7} {row['outcome']}  {how}"
    yield covered(rows)


def covered(rows: Sequence[Mapping[str, Any]]) -> str:
    """`824 fixtures, 234 codes, 23 forms`."""
    codes, forms = ({row[key] for row in rows} for key in ("code", "form"))
    return f"{len(rows)} fixtures, {len(codes)} codes, {len(forms)} forms"


def write(folder: Path, forms: Iterable[Form] = FORMS, *, lang: Lang) -> list[dict[str, Any]]:
    """Write `F05/R-20_ok.xlsx`, `F05/R-20_wrong.xlsx` … and index.csv; the rows of that index.

    What is said is read off the file written, with its cells.
    """
    sampled, wanted = sample(), {form.id for form in forms}
    rows = [_write(folder, case, sampled, lang) for case in _of(wanted, sampled)]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "index.csv").open("w", encoding="utf-8-sig", newline="") as opened:
        index = csv.DictWriter(opened, COLUMNS)
        index.writeheader()
        index.writerows({**row, "changed": "; ".join(row["changed"])} for row in rows)
    return rows


def _write(folder: Path, case: Case, sampled: Scenes, lang: Lang) -> dict[str, Any]:
    form, below = case.form, folder / case.form.id
    below.mkdir(parents=True, exist_ok=True)
    contents = {"ok": filled(case, case.scene.filling), "wrong": spoilt(case)}
    names = {which: f"{form.id}/{case.fixture.code}_{which}.{form.medium}" for which in contents}
    for which, content in contents.items():
        (folder / names[which]).write_bytes(content)
    return {**_row(case, verdict_of(contents["wrong"], case), lang), **names}


def filled(case: Case, filling: Filling) -> bytes:
    """The blank of that step with all of it typed in."""
    deal, number = stamped(case.scene.world, case.form)
    return file_of(case.form, filling, deal=deal, number=number)


def spoilt(case: Case) -> bytes:
    """The file with the fixture's mistake in it."""
    return filled(case, changed(case.form, case.scene.filling, case.fixture))


def verdict_of(content: bytes, case: Case) -> Verdict:
    """What is said of the fixture's file, read as any other, in the fixture's world."""
    world = case.fixture.world.apply(case.scene.world)
    submission = read(content, f"{case.form.word}.{case.form.medium}", FORMS, today=world.today)
    parts = tuple(submission.rows(case.form.register)) if case.form.register else (submission,)
    return judged(case.form, parts[0] if parts else Submission(case.form.id, ""), world, is_empty=not parts)
