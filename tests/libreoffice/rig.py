"""The rig: forms filled, edited by one LibreOffice in one go, read again and judged."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.libreoffice.cases import Case, Deed, Inapplicable, case_of
from tests.libreoffice.filled import DOCUMENTS, TODAY, WORKBOOKS
from tests.libreoffice.judge import Verdict, judge
from tests.libreoffice.page_edits import PAGE_DEEDS
from tests.libreoffice.sheet_edits import SHEET_DEEDS
from toolkit.catalogue import CATALOGUE, FORMS
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
    def medium(self) -> str:
        """`xlsx` or `docx`."""
        return CATALOGUE.forms[self.form].medium

    @property
    def complaints(self) -> list[str]:
        """What is not as it should be: all that is wrong, and all that could be right and is not."""
        unmet = [] if self.deed.is_lossy else self.verdict.unmet
        said = [self.trouble] if self.trouble else []
        said += [f"wrong: {one}" for one in self.verdict.wrong] + [f"unmet: {one}" for one in unmet]
        return [f"{self.form}, {self.deed.name}: {one}" for one in said]


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


SAVES = ("plain save", "via .ods", "via .xls", "read as .ods", "read as .xls", "via .odt", "via .doc")
"""What every form goes through, in the short form too."""


def chosen() -> list[tuple[Form, Deed]]:
    """Every form as it is saved in every format, and every edit on a few forms that take turns."""
    pairs = [pair for pair in everything() if pair[1].name in SAVES]
    for deeds, forms in ((SHEET_DEEDS, WORKBOOKS), (PAGE_DEEDS, DOCUMENTS)):
        edits = [deed for deed in deeds if deed.name not in SAVES]
        for n, deed in enumerate(edits):
            fit = [form for form in forms if edited(form, deed) is not None]
            several = [form for form in fit if len(form.tables) > 1 and not (deed.via or deed.as_)]
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


@dataclass(slots=True)
class _Job:
    """One file opened, edited, and saved once or twice."""

    case: Case
    source: Path
    between: Path | None
    result: Path
    is_result_wanted: bool = False

    @property
    def told(self) -> Mapping[str, object]:
        """What `at_the_desk` is told."""
        self.source.write_bytes(self.case.source())
        saved = [self.between, self.result if self.is_result_wanted else None]
        return {"open": str(self.source), "steps": self.case.steps, "save": [str(path) for path in saved if path]}


def play(pairs: Iterable[tuple[Form, Deed]], folder: Path) -> list[Outcome]:
    """Every pair that makes sense, played and judged. Raises CalledProcessError where LibreOffice cannot be run."""
    jobs: dict[tuple[object, ...], _Job] = {}
    played: list[tuple[Deed, _Job]] = []
    for form, deed in pairs:
        case, suffix = edited(form, deed), deed.via or deed.as_
        if case is None:
            continue
        name, key = folder / f"{len(jobs)}.{form.medium}", (form.id, deed.edit, suffix)
        between = name.with_name(f"{name.stem}_between{suffix}") if suffix else None
        job = jobs.setdefault(key, _Job(case, name, between, name.with_stem(f"{name.stem}_saved")))
        job.is_result_wanted |= not deed.as_
        played.append((deed, job))
    troubles = dict(zip(jobs, _at_the_desk([job.told for job in jobs.values()], folder), strict=True))
    said = {id(job): troubles[key] for key, job in jobs.items()}
    return [_outcome(job, deed, said[id(job)]) for deed, job in played]


def _at_the_desk(jobs: Sequence[object], folder: Path) -> list[str]:
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
    command = [uno_python(), str(AT_THE_DESK), str(listed)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=sys.stderr, timeout=_MOST_SECONDS)
    said: list[str] = json.loads(done.stdout)
    return said


def _outcome(job: _Job, deed: Deed, trouble: str) -> Outcome:
    form, path = job.case.form.id, job.between if deed.as_ and job.between else job.result
    if trouble:
        return Outcome(form, deed, Verdict(), trouble)
    try:
        submission = read(path.read_bytes(), path.name, FORMS, today=TODAY)
    except SalesdocsError as refused:
        return Outcome(form, deed, Verdict(), f"{type(refused).__name__}: {refused}")
    if submission.form != form:
        return Outcome(form, deed, Verdict(), f"taken for {submission.form}")
    return Outcome(form, deed, judge(job.case, submission))


def lines_of(outcomes: Sequence[Outcome]) -> Iterable[str]:
    """The table: a line an edit, with how many files and answers; then what is not as it should be."""
    yield f"{'edit':<34} {'files':>5} {'right':>6} {'told':>5} {'wrong':>5} {'unmet':>5}"
    for medium in ("xlsx", "docx"):
        own = [outcome for outcome in outcomes if outcome.medium == medium]
        for name in dict.fromkeys(outcome.deed.name for outcome in own):
            yield _line(f"{name} .{medium}", [outcome for outcome in own if outcome.deed.name == name])
    yield _line("all", outcomes)
    yield from (line for outcome in outcomes for line in outcome.complaints)


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    verdicts = [outcome.verdict for outcome in outcomes]
    right, told = sum(v.right for v in verdicts), sum(len(v.told) for v in verdicts)
    wrong = sum(len(v.wrong) for v in verdicts) + sum(bool(o.trouble) for o in outcomes)
    unmet = sum(len(o.verdict.unmet) for o in outcomes if not o.deed.is_lossy)
    return f"{name:<34} {len(outcomes):>5} {right:>6} {told:>5} {wrong:>5} {unmet:>5}"
