"""The process as a map: stages, and the arrows between them, merged; also in Mermaid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from toolkit.model.places import CHINESE, ENGLISH
from toolkit.model.process import Process, Stage
from toolkit.model.text import Text
from toolkit.stages.order import REOPEN

START: Final = ""
"""Where a deal comes from that is not yet opened."""
_SINCE_SIGNING: Final = 5
"""The stage folder that begins with a signed contract."""
HALVES: Final = (Text("签约前", "before signing"), Text("签约后", "since signing"))


@dataclass(frozen=True, slots=True)
class Arrow:
    """What leads from one stage (or from any of several) to another: forms by id, commands by word."""

    sources: tuple[str, ...]
    target: str
    by: tuple[str, ...]
    is_side: bool = False
    """Off the main way, or back to it."""
    is_new_deal: bool = False
    """The deal stays; another one opens at the target."""


def halves(process: Process) -> tuple[tuple[Stage, ...], tuple[Stage, ...]]:
    """The stages of the main way before and since signing."""
    main = [stage for stage in process.stages if not stage.is_side]
    return tuple(s for s in main if not is_since_signing(s)), tuple(s for s in main if is_since_signing(s))


def is_since_signing(stage: Stage) -> bool:
    """Whether the stage belongs to the second half of the way, or leads off it."""
    return stage.folder >= _SINCE_SIGNING


def folder_of(stage: Stage) -> Text:
    """What the stage folder is called, its number apart."""
    zh, en = CHINESE.stages[stage.folder - 1], ENGLISH.stages[stage.folder - 1]
    return Text(zh.partition("_")[2], en.partition("_")[2])


def arrows(process: Process) -> tuple[Arrow, ...]:
    """Every change of stage, in the order of the process, merged: one arrow between two stages.

    What leads off the main way from all stages of one half is one arrow with many sources.
    """
    sources: dict[tuple[str, str, bool], list[str]] = {}
    for source, target, by, opens in _steps(process):
        stages = sources.setdefault((by, target, opens), [])
        stages += [source] if source not in stages else []
    found: dict[tuple[tuple[str, ...], str, bool], list[str]] = {}
    for (by, target, opens), stages in sources.items():
        for together in _together(stages, process):
            found.setdefault((together, target, opens), []).append(by)
    return tuple(
        Arrow(stages, target, tuple(by), _is_side((*stages, target), process), opens)
        for (stages, target, opens), by in found.items()
    )


def _steps(process: Process) -> Iterator[tuple[str, str, str, bool]]:
    """(source, target, form or command, whether it opens another deal), one by one."""
    for transition in process.transitions:
        for source in transition.source or (START,):
            if transition.target and transition.target != source:
                yield source, transition.target, transition.form, False
            if transition.opens:
                yield source, transition.opens.stage, transition.form, True
    for command in process.commands:
        for source in command.source:
            yield source, command.target, f"deal {command.word}", False


def _together(stages: Sequence[str], process: Process) -> Iterator[tuple[str, ...]]:
    """The stages of a half as one where all of them are there, the others singly."""
    rest = list(stages)
    for half in halves(process):
        names = tuple(stage.name for stage in half)
        if set(names) <= set(rest):
            yield names
            rest = [stage for stage in rest if stage not in names]
    yield from ((stage,) for stage in rest)


def _is_side(stages: Iterable[str], process: Process) -> bool:
    return any(stage.is_side for stage in process.stages if stage.name in stages)


def mermaid(process: Process) -> str:
    """The map as a Mermaid flowchart."""
    ids = {stage.name: f"s{n}" for n, stage in enumerate(process.stages, start=1)}
    return "\n".join((*_stages(process, ids), *_drawn(process, ids), *_styles(process, ids))) + "\n"


def _stages(process: Process, ids: Mapping[str, str]) -> Iterator[str]:
    yield "flowchart TB"
    for n, (half, title) in enumerate(zip(halves(process), HALVES, strict=True), start=1):
        yield f'  subgraph half{n}["{title.zh} · {title.en}"]'
        yield "    direction LR"
        yield from (f'    {ids[stage.name]}["{stage.name}<br>{stage.english}"]' for stage in half)
        yield "  end"
    yield "  start((新线索))"
    yield from (f'  {ids[s.name]}(["{s.name}<br>{s.english}"])' for s in process.stages if s.is_side)


def _drawn(process: Process, ids: Mapping[str, str]) -> Iterator[str]:
    groups = {tuple(stage.name for stage in half): f"half{n}" for n, half in enumerate(halves(process), start=1)}
    for arrow in arrows(process):
        source = groups.get(arrow.sources) or ids.get(arrow.sources[0], "start")
        line = "==>" if not (arrow.is_side or arrow.is_new_deal) else "-.->"
        opens = "另立商机 " if arrow.is_new_deal else ""
        yield f'  {source} {line}|"{opens}{" ".join(arrow.by)}"| {ids[arrow.target]}'
    for stage in process.stages:
        if stage.is_side:
            yield f'  {ids[stage.name]} -.->|"deal {REOPEN}"| half{2 if is_since_signing(stage) else 1}'


def _styles(process: Process, ids: Mapping[str, str]) -> Iterator[str]:
    side = ",".join(ids[stage.name] for stage in process.stages if stage.is_side)
    yield "  classDef side fill:#f3f4f6,stroke:#6b7280,stroke-dasharray:4 3,color:#374151"
    yield f"  class {side} side"
