"""The rig: forms filled, edited by one LibreOffice in one go, read again and judged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.libreoffice.cases import Case, Deed, Inapplicable, case_of
from tests.libreoffice.filled import DOCUMENTS, TODAY, WORKBOOKS
from tests.libreoffice.judge import Verdict, judge
from tests.libreoffice.page_edits import PAGE_DEEDS
from tests.libreoffice.sheet_edits import SHEET_DEEDS
from toolkit.catalogue import FORMS
from toolkit.errors import SalesdocsError
from toolkit.forms.read import read
from toolkit.model.form import Form

AT_THE_DESK = Path(__file__).with_name("at_the_desk.py")
_PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python", "/opt/libreoffice/program/python", "python3")
_MOST_SECONDS = 1_800


@dataclass(frozen=True, slots=True)
class Outcome:
    """One form under one edit."""

    form: str
    deed: Deed
    verdict: Verdict
    trouble: str = ""
    """What LibreOffice or the reader raised."""

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong, and all that can be right is."""
        return not (self.trouble or self.verdict.wrong or (self.verdict.unmet and not self.deed.is_lossy))


@cache
def uno_python() -> str:
    """The Python that has LibreOffice's `uno`; '' without one, or without LibreOffice."""
    if not shutil.which("soffice"):
        return ""
    for python in _PYTHONS:
        found = shutil.which(python)
        if found and not subprocess.run([found, "-c", "import uno"], capture_output=True, check=False).returncode:
            return found
    return ""


def everything() -> list[tuple[Form, Deed]]:
    """Every form under every edit."""
    return [(form, deed) for deed in SHEET_DEEDS for form in WORKBOOKS] + [
        (form, deed) for deed in PAGE_DEEDS for form in DOCUMENTS
    ]


SAVES = ("plain save", "via .ods", "via .xls", "via .odt", "via .doc")


def chosen() -> list[tuple[Form, Deed]]:
    """Every form as it is saved in every format, and every edit on a few forms that take turns."""
    pairs = [pair for pair in everything() if pair[1].name in SAVES]
    for deeds, forms in ((SHEET_DEEDS, WORKBOOKS), (PAGE_DEEDS, DOCUMENTS)):
        edits = [deed for deed in deeds if deed.name not in SAVES]
        for n, deed in enumerate(edits):
            fit = [form for form in forms if edited(form, deed) is not None]
            several = [form for form in fit if len(form.tables) > 1]
            pairs += [(form, deed) for form in {id(f): f for f in (*several[:1], fit[n % len(fit)])}.values()]
    return pairs


def edited(form: Form, deed: Deed) -> Case | None:
    """The form under the edit; None where it has nothing to edit so."""
    case = case_of(form)
    try:
        deed.edit(case)
    except Inapplicable:
        return None
    return case


def play(pairs: Iterable[tuple[Form, Deed]], folder: Path) -> list[Outcome]:
    """Every pair that makes sense, played and judged. Raises CalledProcessError where LibreOffice cannot be run."""
    cases = [(case, deed) for form, deed in pairs if (case := edited(form, deed)) is not None]
    jobs, results = [], []
    for n, (case, deed) in enumerate(cases):
        source = folder / f"{n}.{case.form.medium}"
        result = folder / f"{n}_saved.{case.form.medium}"
        source.write_bytes(case.source())
        between = [str(folder / f"{n}_between{deed.via}")] if deed.via else []
        jobs.append({"open": str(source), "steps": case.steps, "save": [*between, str(result)]})
        results.append(result)
    said = _at_the_desk(jobs, folder)
    return [
        _outcome(case, deed, result, trouble)
        for (case, deed), result, trouble in zip(cases, results, said, strict=True)
    ]


def _at_the_desk(jobs: Sequence[object], folder: Path) -> list[str]:
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    command = [uno_python(), str(AT_THE_DESK), str(listed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=sys.stderr, timeout=_MOST_SECONDS)
    said: list[str] = json.loads(done.stdout)
    return said


def _outcome(case: Case, deed: Deed, result: Path, trouble: str) -> Outcome:
    if trouble:
        return Outcome(case.form.id, deed, Verdict(), trouble)
    try:
        submission = read(result.read_bytes(), result.name, FORMS, today=TODAY)
    except SalesdocsError as refused:
        return Outcome(case.form.id, deed, Verdict(), f"{type(refused).__name__}: {refused}")
    if submission.form != case.form.id:
        return Outcome(case.form.id, deed, Verdict(), f"taken for {submission.form}")
    return Outcome(case.form.id, deed, judge(case, submission))


def lines_of(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """The table: a line an edit, with how many files and answers; then what is not as it should be."""
    yield f"{'edit':<34} {'files':>5} {'right':>6} {'told':>5} {'wrong':>5} {'unmet':>5}"
    for medium in ("xlsx", "docx"):
        ids = {form.id for form in (WORKBOOKS if medium == "xlsx" else DOCUMENTS)}
        own = [outcome for outcome in outcomes if outcome.form in ids]
        for name in dict.fromkeys(outcome.deed.name for outcome in own):
            yield _line(f"{name} .{medium}", [outcome for outcome in own if outcome.deed.name == name])
    yield _line("all", outcomes)
    for outcome in outcomes:
        if not outcome.is_good:
            yield f"\n{outcome.form}, {outcome.deed.name}: {outcome.trouble}"
            for kind in ("wrong", "unmet"):
                yield from (f"  {kind}: {said}" for said in getattr(outcome.verdict, kind))


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    verdicts = [outcome.verdict for outcome in outcomes]
    right, told = sum(v.right for v in verdicts), sum(len(v.told) for v in verdicts)
    wrong = sum(len(v.wrong) for v in verdicts) + sum(bool(o.trouble) for o in outcomes)
    unmet = sum(len(o.verdict.unmet) for o in outcomes if not o.deed.is_lossy)
    return f"{name:<34} {len(outcomes):>5} {right:>6} {told:>5} {wrong:>5} {unmet:>5}"
