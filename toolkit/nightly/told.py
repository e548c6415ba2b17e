"""What is said of a night: where its files lie and what stands in them, in three lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from toolkit.model.text import Lang, Text
from toolkit.nightly.night import Night
from toolkit.reports.tables import LEVEL_WORDS

_WORDS: Final = {
    "report": Text("日报", "Nightly report"),
    "more": Text("另有 {n} 个文件", "{n} more files"),
    "beside": Text(
        "旧文件有人打开,新日报放在旁边;关闭后下一次生成时换上",
        "somebody has the older one open, so this one lies beside it; the next run after it is closed puts it in place",
    ),
    "figures": Text("数据", "Figures"),
    "none": Text("无", "none"),
    "dues": Text("提醒", "Due"),
    "red": Text("红色提醒 {n} 条", "{n} red lines"),
    "no red": Text("没有红色提醒", "no red lines"),
}


def lines(night: Night, lang: Lang, shown: Callable[[Path], object]) -> Iterator[str]:
    """Three lines: the files as `shown`, the figures that are not nothing, the due lines by level."""
    report, paths = night.written.report, list(night.written.laid.paths.values())
    files = [str(shown(path)) for path in paths if path.parent == night.written.main.parent]
    rest = [_WORDS["more"].said(lang).format(n=len(paths) - len(files))] if len(paths) > len(files) else []
    yield f"{_WORDS['report'].said(lang)} {night.day}: {' · '.join(files + rest)}"
    some = (each for each in report.figures if each.count)
    figures = (f"{each.label.said(lang)} {each.count} ({each.amount:,.2f} 元)" for each in some)
    yield f"{_WORDS['figures'].said(lang)}: {' · '.join(figures) or _WORDS['none'].said(lang)}"
    dues = (f"{word.said(lang)} {sum(night.counts(level).values())}" for level, word in LEVEL_WORDS.items())
    yield f"{_WORDS['dues'].said(lang)}: {' · '.join(dues)}"
    if night.written.laid.beside:
        yield f"! {_WORDS['beside'].said(lang)}"


def red_lines(red: Mapping[Text, int], lang: Lang) -> Iterator[str]:
    """How many red lines there are, by list, the longest list first."""
    if not red:
        yield _WORDS["no red"].said(lang)
        return
    yield _WORDS["red"].said(lang).format(n=sum(red.values()))
    yield from (f"  {kind.said(lang)}: {n}" for kind, n in sorted(red.items(), key=lambda each: (-each[1], each[0].zh)))


def facts(night: Night) -> dict[str, object]:
    """The same for programs."""
    written = night.written
    return {
        "day": night.day.isoformat(),
        "report": str(written.main),
        "files": {name: str(path) for name, path in written.laid.paths.items()},
        "is_over": night.is_over,
        "figures": {each.label.en: {"count": each.count, "amount": each.amount} for each in written.report.figures},
        "due": {word.en: {k.zh: n for k, n in night.counts(level).items()} for level, word in LEVEL_WORDS.items()},
    }
