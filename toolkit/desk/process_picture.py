"""The process as a picture: SVG, drawn from the same map as the Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from toolkit.desk.process_map import START, Arrow, arrows, folder_of, halves
from toolkit.model.document import DocumentKind
from toolkit.model.form import Form
from toolkit.model.process import Process, Stage
from toolkit.stages.order import REOPEN
from toolkit.stages.walk import Catalogue

WIDTH, HEIGHT = 1200, 640
"""px."""
_CARD: Final = (144, 50)
_PITCH: Final = 196
_LEFT: Final = 38
_LINE: Final = 16
_ROWS: Final = (212, 452)
"""Top of the cards of either half, px; what belongs to a stage folder is listed above the first, below the second."""
_BANDS: Final = ((56, 214), (444, 178))
"""(top, height) of the coloured bands."""
_SIDE: Final = 342
"""Middle of the stages off the main way, px."""
_SIDE_CARD: Final = (124, 44)
_RAILS: Final = (292, 416)
_COLOURS: Final = ("#2563eb", "#0891b2", "#0d9488", "#65a30d", "#ca8a04", "#ea580c", "#db2777")
"""One a stage folder."""
_INK, _SOFT, _DOCUMENT = "#1f2937", "#6b7280", "#9a3412"
_FONTS: Final = "'Noto Sans CJK SC','Microsoft YaHei','PingFang SC','Source Han Sans SC',sans-serif"
_HEAD: Final = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="{_FONTS}">
<title>销售流程 · the way of a deal</title>
<defs>
<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0 8 4 0 8z" fill="{_INK}"/></marker>
<marker id="soft" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
<path d="M0 0 8 4 0 8z" fill="{_SOFT}"/></marker>
</defs>
<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>"""


@dataclass(frozen=True, slots=True)
class _Card:
    """Where a stage is drawn: middle, px."""

    x: int
    y: int
    stage: Stage
    row: int
    column: int


def picture(catalogue: Catalogue) -> str:
    """The whole picture, an SVG file."""
    process = catalogue.process
    cards = _cards(process)
    lines = (
        _HEAD,
        *_captions(),
        *_bands(catalogue, cards),
        *(line for card in cards.values() for line in _card(card)),
        *(line for arrow in arrows(process) for line in _arrow(arrow, cards, process)),
        *_reopening(process, cards),
        *_further_deals(process, cards),
        "</svg>",
    )
    return "\n".join(lines) + "\n"


def _cards(process: Process) -> dict[str, _Card]:
    """The first half runs to the right, the second back to the left below it; side exits lie between them."""
    before, since = halves(process)
    columns = len(before)
    found: dict[str, _Card] = {}
    for row, half in enumerate((before, since)):
        for n, stage in enumerate(half):
            column = n if row == 0 else columns - 1 - n
            found[stage.name] = _Card(_x(column), _ROWS[row] + _CARD[1] // 2, stage, row, column)
    places = (_x(1.5), _x(3.5), _x(0))
    for x, stage in zip(places, (stage for stage in process.stages if stage.is_side), strict=True):
        found[stage.name] = _Card(x, _SIDE, stage, 2, 0)
    return found


def _x(column: float) -> int:
    return round(_LEFT + column * _PITCH + _CARD[0] / 2)


def _text(x: float, y: float, words: str, size: int = 11, fill: str = _INK, **more: str) -> str:
    told = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in more.items())
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{fill}"{told}>{escape(words)}</text>'


def _captions() -> Iterator[str]:
    yield _text(_LEFT - 10, 34, "销售流程", 20, font_weight="700")
    yield _text(_LEFT + 80, 34, "the way of a deal", 14, _SOFT)
    yield _text(WIDTH - 268, 34, "F 填写的表单 filled in by people", 12, _INK, text_anchor="end")
    yield _text(WIDTH - 30, 34, "G 生成的文件 written by salesdocs", 12, _DOCUMENT, text_anchor="end")


def _bands(catalogue: Catalogue, cards: dict[str, _Card]) -> Iterator[str]:
    """A coloured field behind the stages of one folder, with its forms and documents."""
    main = [card for card in cards.values() if not card.stage.is_side]
    for folder, together in groupby(main, key=lambda card: card.stage.folder):
        group = list(together)
        left, right = min(c.x for c in group) - _CARD[0] / 2 - 10, max(c.x for c in group) + _CARD[0] / 2 + 10
        top, height = _BANDS[group[0].row]
        colour = _COLOURS[folder - 1]
        yield (
            f'<rect x="{left:g}" y="{top}" width="{right - left:g}" height="{height}" rx="10" fill="{colour}" '
            f'fill-opacity="0.08"/>'
        )
        at = top + 20 if group[0].row == 0 else _ROWS[1] + _CARD[1] + 22
        name = folder_of(group[0].stage)
        yield _text(left + 10, at, f"{folder} {name.zh}", 13, colour, font_weight="700")
        yield _text(left + 24 + 13 * len(name.zh), at, name.en, 11, colour)
        yield from _listed(catalogue, folder, left + 10, at + 20, is_wide=len(group) > 1)


def _listed(catalogue: Catalogue, folder: int, x: float, y: float, *, is_wide: bool) -> Iterator[str]:
    """The forms and the documents of a folder: side by side where there is room, else one below the other."""
    ours = {kind.form: kind for kind in catalogue.documents.values() if kind.form}
    forms = [_form_line(form, ours.get(form.id)) for form in catalogue.forms.values() if form.stage == folder]
    kinds = [f"{k.id} {k.title.zh}" for k in catalogue.documents.values() if k.stage == folder and not k.form]
    for n, words in enumerate(forms):
        yield _text(x, y + n * _LINE, words)
    for n, words in enumerate(kinds):
        at = (x + _PITCH, y + n * _LINE) if is_wide else (x, y + (len(forms) + n) * _LINE)
        yield _text(*at, words, 11, _DOCUMENT)


def _form_line(form: Form, kind: DocumentKind | None) -> str:
    return f"{form.id}={kind.id} {form.title.zh}" if kind else f"{form.id} {form.title.zh}"


def _card(card: _Card) -> Iterator[str]:
    width, height = _SIDE_CARD if card.stage.is_side else _CARD
    look = f'fill="{_COLOURS[card.stage.folder - 1]}"'
    ink = "#ffffff"
    if card.stage.is_side:
        look, ink = f'fill="#f9fafb" stroke="{_SOFT}" stroke-dasharray="4 3"', _INK
    x, y = card.x - width / 2, card.y - height / 2
    yield f'<rect x="{x:g}" y="{y:g}" width="{width}" height="{height}" rx="9" {look}/>'
    yield _text(card.x, card.y - 2, card.stage.name, 15, ink, text_anchor="middle", font_weight="700")
    yield _text(card.x, card.y + 15, card.stage.english, 11, ink, text_anchor="middle")


def _path(path: str, *, is_soft: bool) -> str:
    look = f'stroke="{_SOFT}" stroke-dasharray="5 4" marker-end="url(#soft)"' if is_soft else ""
    look = look or f'stroke="{_INK}" stroke-width="1.6" marker-end="url(#tip)"'
    return f'<path d="{path}" fill="none" {look}/>'


def _arrow(arrow: Arrow, cards: dict[str, _Card], process: Process) -> Iterator[str]:
    if arrow.is_new_deal:
        return
    target = cards[arrow.target]
    if arrow.sources == (START,):
        yield _path(f"M{_LEFT - 32} {target.y}H{target.x - _CARD[0] / 2 - 3:g}", is_soft=False)
        yield _text(_LEFT - 34, target.y - 7, " ".join(arrow.by))
    elif len(arrow.sources) > 1:
        yield from _rail(arrow, cards)
    elif arrow.is_side:
        yield from _aside(arrow, cards[arrow.sources[0]], target)
    elif cards[arrow.sources[0]].row == target.row:
        yield from _along(arrow, cards[arrow.sources[0]], target)
    else:
        source = cards[arrow.sources[0]]
        yield _path(f"M{source.x} {source.y + _CARD[1] / 2:g}V{target.y - _CARD[1] / 2 - 3:g}", is_soft=False)
        yield _text(source.x + 8, _SIDE, " ".join(arrow.by))


def _along(arrow: Arrow, source: _Card, target: _Card) -> Iterator[str]:
    """Between two stages of one row: forwards in the upper half of the cards, back in the lower."""
    to_right = 1 if target.x > source.x else -1
    forwards = (to_right == 1) == (source.row == 0)
    y = source.y - 6 if forwards else source.y + 8
    start, end = source.x + to_right * (_CARD[0] / 2 + 2), target.x - to_right * (_CARD[0] / 2 + 3)
    yield _path(f"M{start:g} {y}H{end:g}", is_soft=False)
    words = [" ".join(arrow.by[n : n + 2]) for n in range(0, len(arrow.by), 2)]
    for n, said in enumerate(reversed(words)):
        at = y - 6 - n * 12 if forwards else y + 15
        yield _text((start + end) / 2, at, said, 11, text_anchor="middle")


def _rail(arrow: Arrow, cards: dict[str, _Card]) -> Iterator[str]:
    """Off the main way from every stage of a half: a rail along the cards, and one arrow from it."""
    sources = sorted((cards[name] for name in arrow.sources), key=lambda card: card.x)
    target, row = cards[arrow.target], sources[0].row
    edge = sources[0].y + (1 if row == 0 else -1) * _CARD[1] // 2
    rail, stubs, x = _RAILS[row], [card.x - 20 for card in sources], target.x + 30
    drawn = " ".join(f"M{stub} {edge}V{rail}" for stub in stubs)
    drawn += f" M{min(x, *stubs)} {rail}H{max(x, *stubs)}"
    yield f'<path d="{drawn}" fill="none" stroke="{_SOFT}" stroke-dasharray="2 3"/>'
    yield _path(f"M{x} {rail}V{target.y + (-1 if row == 0 else 1) * (_SIDE_CARD[1] // 2 + 2)}", is_soft=True)
    yield _text(x - 7, rail + (17 if row == 0 else -20), " · ".join(arrow.by), 11, _SOFT, text_anchor="end")


def _aside(arrow: Arrow, source: _Card, target: _Card) -> Iterator[str]:
    """From a stage to one off the main way, between two of these, or back to the main way."""
    words, half = " · ".join(arrow.by), _SIDE_CARD[0] // 2 + 2
    if source.stage.is_side and target.stage.is_side:
        yield _path(f"M{source.x + half} {source.y + 14}H{target.x - half}", is_soft=True)
        yield _text((source.x + target.x) / 2, source.y + 9, words, 11, _SOFT, text_anchor="middle")
        return
    is_back = source.stage.is_side
    card, side = (target, source) if is_back else (source, target)
    x, edge = card.x + (36 if is_back else 14), card.y + _CARD[1] // 2 + 3
    near, end = side.y + (-12 if is_back else 2), side.x + (half if card.x > side.x else -half)
    yield _path(f"M{end} {near}H{x}V{edge}" if is_back else f"M{x} {edge}V{near}H{end}", is_soft=True)
    yield _text(x + (5 if is_back else -4), edge + 18, words, 11, _SOFT, text_anchor="start" if is_back else "end")


def _reopening(process: Process, cards: dict[str, _Card]) -> Iterator[str]:
    sides: Sequence[Stage] = [stage for stage in process.stages if stage.is_side]
    names = "、".join(stage.name for stage in sides)
    x = cards[sides[0].name].x - 64
    yield _text(x, _SIDE + 42, f"{names} → deal {REOPEN} → 原阶段 the stage it left", 11, _SOFT)


def _further_deals(process: Process, cards: dict[str, _Card]) -> Iterator[str]:
    """Beside the end of the way: the deals that come out of this one."""
    new = [arrow for arrow in arrows(process) if arrow.is_new_deal]
    last = cards[halves(process)[1][-1].name]
    x, y = _x(0), last.y
    yield _path(f"M{last.x - _CARD[0] / 2 - 2:g} {y}H{x + _CARD[0] / 2 + 3:g}", is_soft=True)
    yield (
        f'<rect x="{x - _CARD[0] / 2:g}" y="{y - _CARD[1] / 2:g}" width="{_CARD[0]}" height="{_CARD[1]}" rx="9" '
        f'fill="#fdf2f8" stroke="{_COLOURS[-1]}" stroke-dasharray="4 3"/>'
    )
    yield _text(x, y - 2, "另立商机", 15, _COLOURS[-1], text_anchor="middle", font_weight="700")
    yield _text(x, y + 15, "opens a new deal", 11, _COLOURS[-1], text_anchor="middle")
    for n, target in enumerate(dict.fromkeys(arrow.target for arrow in new)):
        by = dict.fromkeys(form for arrow in new if arrow.target == target for form in arrow.by)
        yield _text(x, y + 46 + n * _LINE, f"{' '.join(by)} → {target}", 11, _COLOURS[-1], text_anchor="middle")
