"""Bar charts as SVG to be set into a page: no script, no colours of their own, the same figures give the same text.

Drawn by pygal; what it adds for a file of its own (scripts, styles, tooltips, the day of drawing) is taken out, and the
page's style sheet colours what is left by the classes `series`, `color-0` …, `axis`, `guide`, `value`, `legend`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import pygal
from lxml import etree
from pygal.style import Style

from toolkit.model.text import shown_safely

Number = int | Decimal

WIDTH: Final = 420
"""Of the drawing, in its own units: two charts stand beside each other on a desk, one fills a phone."""
_COLUMNS_HEIGHT: Final = 260
_MARGIN: Final = 4
_FONT, _NARROW, _FIGURE_WIDTH = 12, 0.6, 7
_GROUP_GAP, _BAR_HEIGHT, _AROUND = 8, 13, 70
_LONGEST_LABEL: Final = 20
_LONGEST_TELLING: Final = 2000
_LEFT_OUT: Final = ("defs", "desc", "title")
"""Scripts and styles, the figures of tooltips, and titles that only show on hovering."""
_PLACES: Final = frozenset({"x", "y", "width", "height", "d", "transform"})
_LONG_NUMBER: Final = re.compile(r"(\d\.\d)\d+")
"""A place within the drawing: a tenth of a unit is enough."""
_STYLE: Final = Style(
    font_family="inherit",
    label_font_size=_FONT,
    major_label_font_size=_FONT,
    value_font_size=_FONT,
    legend_font_size=_FONT,
)
"""Sizes are what places are reckoned by; the page's style sheet repeats them."""


@dataclass(frozen=True, slots=True)
class Series:
    """Bars of one colour: what they are, and one figure a label; None where there is none."""

    name: str
    figures: tuple[Number | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """What is drawn, and how it is told to those who do not see it."""

    id: str
    """Of the drawing within the page; its title's and telling's are made from it."""
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    written: Callable[[Number], str]
    """How a figure stands at its bar and at the axis."""
    has_figures: bool = True
    """Whether it stands at the bars, too."""


def lying(chart: Chart) -> str:
    """The bars one below the other, the first label at the top; '' when there is nothing to draw."""
    rows = len(chart.labels) * (len(chart.series) * _BAR_HEIGHT + _GROUP_GAP)
    beside = max((_width(label) - _reckoned(label) for label in _labels(chart)), default=0.0)
    longest = max((len(chart.written(figure)) for one in chart.series for figure in one.figures if figure), default=0)
    upwards = replace(
        chart,
        labels=tuple(reversed(chart.labels)),
        series=tuple(Series(one.name, tuple(reversed(one.figures))) for one in chart.series),
    )
    return _drawn(
        pygal.HorizontalBar,
        upwards,
        height=rows + _AROUND,
        margin_left=_MARGIN + max(beside, 0.0),
        margin_right=_MARGIN + longest * _FIGURE_WIDTH,
        reverse_direction=True,
    )


def standing(chart: Chart) -> str:
    """The bars side by side, the first label at the left; '' when there is nothing to draw."""
    return _drawn(pygal.Bar, chart, height=_COLUMNS_HEIGHT)


def _told(chart: Chart) -> str:
    """The figures in words: `王芳: signed 120, weighted 12; …`."""
    told = []
    for place, label in enumerate(_labels(chart)):
        named = ((one.name if len(chart.series) > 1 else "", one.figures[place]) for one in chart.series)
        figures = (f"{name} {chart.written(figure)}".strip() for name, figure in named if figure is not None)
        told.append(f"{label}: {', '.join(figures)}")
    return "; ".join(told)


def _labels(chart: Chart) -> list[str]:
    shown = map(shown_safely, chart.labels)
    return [label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…" for label in shown]


def _width(label: str) -> float:
    """How wide the words stand, Chinese signs as wide as they are high."""
    return sum(_FONT if unicodedata.east_asian_width(sign) in "WF" else _FONT * _NARROW for sign in label)


def _reckoned(label: str) -> float:
    """How wide pygal takes them to be."""
    return len(label) * _FONT * _NARROW


def _drawn(kind: Any, chart: Chart, *, height: int, **options: Any) -> str:
    if not any(figure for one in chart.series for figure in one.figures):
        return ""
    drawing = kind(
        width=WIDTH,
        height=height,
        js=[],
        no_prefix=True,
        classes=["chart"],
        style=_STYLE,
        margin=_MARGIN,
        spacing=8,
        min_scale=2,
        max_scale=6,
        show_legend=len(chart.series) > 1,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        print_values=chart.has_figures,
        print_zeroes=False,
        print_values_position="top",
        truncate_legend=-1,
        truncate_label=-1,
        value_formatter=chart.written,
        **options,
    )
    drawing.x_labels = _labels(chart)
    for one in chart.series:
        drawing.add(one.name, [None if figure is None else float(figure) for figure in one.figures])
    return _bare(drawing.render_tree(), chart)


def _bare(root: Any, chart: Chart) -> str:
    """The drawing without what only a file of its own needs, named for those who do not see it."""
    etree.strip_tags(root, etree.Comment)
    etree.strip_elements(root, *_LEFT_OUT, with_tail=False)
    for group in root.findall(".//g[@class='plot tooltip-overlay']"):
        group.getparent().remove(group)
    for element in root.iter():
        element.attrib.pop("id", None)
        for name in _PLACES.intersection(element.attrib):
            element.attrib[name] = _LONG_NUMBER.sub(r"\1", element.attrib[name])
    names = {"title": chart.title, "desc": _told(chart)}
    for place, (tag, words) in enumerate(names.items()):
        told = etree.Element(tag, id=f"{chart.id}-{tag}")
        told.text = shown_safely(words, longest=_LONGEST_TELLING)
        root.insert(place, told)
    root.attrib.update(
        {"id": chart.id, "role": "img", "aria-labelledby": " ".join(f"{chart.id}-{tag}" for tag in names)}
    )
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")
