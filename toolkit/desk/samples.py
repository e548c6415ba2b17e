"""What every kind of document says of the sample deal: for previews, and for the examples beside its variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from toolkit.catalogue import CATALOGUE
from toolkit.catalogue.fixtures.f11_progress_report import ABNORMAL
from toolkit.catalogue.fixtures.f12_letter_log import LATER
from toolkit.catalogue.fixtures.scenes import Scene, Scenes, around, judge, recorded, scenes
from toolkit.catalogue.fixtures.typed import changed
from toolkit.documents.compare import ClauseChange
from toolkit.documents.differences import DIFFERENCES, difference_figures
from toolkit.errors import FiguresMissing
from toolkit.model.document import DocumentKind, Issue
from toolkit.model.fixture import Fixture, Typed, World
from toolkit.model.house import Rulebook
from toolkit.model.known import Known
from toolkit.model.text import Lang, Text

_DRAFT: Final = Text("草稿", "Draft")
_RETURNED: Final = "XS-2026-0001_修改.docx"
_CHANGES: Final = (
    ClauseChange(
        clause="第九条 检验与验收",
        kind="changed",
        before="甲方应在收到货物之日起7日内完成验收。",
        after="甲方应在收到货物之日起15日内完成验收。",
        words=(),
        tracked=(),
        is_tracked=False,
        owner="客服",
        approval_level="销售负责人",
    ),
)
"""A change that nobody tracked, for the table of differences."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One copy of a document of the sample deal."""

    issue: Issue
    figures: Any
    known: Known


class Samples:
    """The sample deal, played once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._scenes: Scenes = scenes(rulebook)

    def of(self, kind: DocumentKind, lang: Lang) -> Sample:
        """A copy as it is issued first; where none is, as it would be at the end, after a late delivery.

        Raises FiguresMissing where the sample deal never comes to such a document.
        """
        if kind.id == DIFFERENCES.id:
            return self._differences(lang)
        for known in (*self._issued(kind), *reversed(tuple(self._ways()))):
            issue = _issue(kind, known, lang)
            try:
                assert kind.figures is not None
                return Sample(issue, kind.figures(known, issue), known)
            except FiguresMissing:
                continue
        raise FiguresMissing(kind.title.said(lang), "the sample deal")

    def _issued(self, kind: DocumentKind) -> Iterator[Known]:
        known = (around(scene.after, scene.form) for scene in self._in_order())
        return (one for one in known if one.deal and any(one.deal.all_papers(kind.id)))

    def _ways(self) -> Iterator[Known]:
        """What is known step by step, and once the delivery was late, and once the customer agreed to that."""
        yield from (known for scene in self._in_order() if (known := around(scene.after, scene.form)).deal)
        begun, log = self._scenes["F11", ""], self._scenes["F12", ""]
        late = _after(begun, ABNORMAL, begun.world)
        yield around(late, begun.form)
        letter = late.deal.paper("G08") if late.deal else None
        told: Typed = {**LATER, **({"letter_no": letter.number} if letter else {})}
        agreed = _after(log, told, replace(late, today=log.world.today))
        yield around(agreed, log.form)

    def _in_order(self) -> list[Scene]:
        return sorted({id(scene): scene for scene in self._scenes.values()}.values(), key=lambda one: one.world.today)

    def _differences(self, lang: Lang) -> Sample:
        contract = self.of(CATALOGUE.documents["G03"], lang)
        figures = difference_figures(_CHANGES, issue=contract.issue, file=_RETURNED, known=contract.known)
        return Sample(contract.issue, figures, contract.known)


def _issue(kind: DocumentKind, known: Known, lang: Lang) -> Issue:
    paper = known.deal.paper(kind.id) if known.deal else None
    if paper:
        return Issue(paper.number, paper.version, paper.variant, lang)
    return Issue(_DRAFT.said(lang), kind.versions, kind.variants[0] if kind.variants else "", lang)


def _after(scene: Scene, typed: Typed, world: World) -> World:
    """The world once that step came in with this typed over it."""
    filling = changed(scene.form, scene.filling, Fixture("", typed))
    return recorded(world, judge(scene.form, filling, world))
