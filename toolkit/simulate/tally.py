"""What came of a simulated year, counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.house import House
from toolkit.intake.answer import Answered
from toolkit.model.finding import Severity
from toolkit.model.text import Lang, Text

_WORDS = {
    "deals": Text("各阶段商机", "Deals by stage"),
    "files": Text("文件", "Files"),
    "accepted": Text("已受理", "accepted"),
    "returned": Text("已退回", "returned"),
    "duplicate": Text("重复", "duplicate"),
    "waiting": Text("等待附件", "waiting"),
    "failed": Text("系统故障", "failed"),
    "written": Text("生成的文件与空白表单", "Documents and blanks written"),
    "slips": Text("有意的错误", "Mistakes made on purpose"),
    "noticed": Text("退回", "returned"),
    "unnoticed": Text("未退回", "not returned"),
    "mended": Text("已更正", "corrected"),
    "unplanned": Text("计划外的退回", "Returned though no mistake was meant"),
    "seconds": Text("用时(秒)", "Seconds"),
    "memory": Text("内存峰值(MB)", "Peak memory (MB)"),
}


@dataclass(slots=True)
class Tally:
    """The counts of one run."""

    began: float = field(default_factory=time.perf_counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    written: int = 0
    noticed: Counter[str] = field(default_factory=Counter)
    """Mistakes that came back, by sort."""
    unnoticed: Counter[str] = field(default_factory=Counter)
    """Mistakes that were accepted, by sort and form."""
    mended: int = 0
    unplanned: Counter[str] = field(default_factory=Counter)
    """Returns that nobody meant, by form and code."""
    failures: list[str] = field(default_factory=list)

    def count(self, answered: Answered) -> None:
        """One file's answer."""
        self.outcomes[answered.outcome] += 1
        self.forms[answered.form.id if answered.form else "-"] += 1
        self.written += len(answered.written)
        if answered.outcome == "failed":
            self.failures.append(f"{answered.day} {answered.name}: {answered.findings[0].facts.get('reason')}")

    def unexpected(self, form: str, answered: Answered) -> None:
        """A return that nobody meant."""
        for finding in answered.all_findings():
            if finding.severity is Severity.ERROR:
                self.unplanned[f"{form} {finding.code} {finding.key}"] += 1

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return time.perf_counter() - self.began


def summary(tally: Tally, house: House, lang: Lang) -> Iterator[str]:
    """The counts as people read them."""
    with house.ledger.reading() as questions:
        stages = Counter(standing.stage for standing in questions.all_deals())
    order = {stage.name: n for n, stage in enumerate(house.catalogue.process.stages)}
    by_stage = ", ".join(f"{name} {stages[name]}" for name in sorted(stages, key=lambda s: order.get(s, 99)))
    yield f"{_said('deals', lang)} ({stages.total()}): {by_stage}"
    outcomes = ", ".join(f"{_said(name, lang)} {n}" for name, n in sorted(tally.outcomes.items()))
    yield f"{_said('files', lang)} ({tally.outcomes.total()}): {outcomes}"
    yield f"{_said('written', lang)}: {tally.written}"
    told = f"{_said('noticed', lang)} {_listed(tally.noticed)}; {_said('mended', lang)} {tally.mended}"
    yield f"{_said('slips', lang)}: {told}; {_said('unnoticed', lang)} {_listed(tally.unnoticed)}"
    if tally.unplanned:
        yield f"{_said('unplanned', lang)}: {_listed(tally.unplanned)}"
    yield from (f"!! {failure}" for failure in tally.failures)
    yield f"{_said('seconds', lang)}: {tally.seconds:.0f}; {_said('memory', lang)}: {peak_memory()}"


def _said(word: str, lang: Lang) -> str:
    return _WORDS[word].said(lang)


def _listed(counts: Counter[str]) -> str:
    shown = ", ".join(f"{name} {n}" for name, n in sorted(counts.items()))
    return f"{counts.total()} ({shown})" if counts else "0"


def peak_memory() -> str:
    """The most memory this process has held, in megabytes; `?` where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return "?"
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}"
