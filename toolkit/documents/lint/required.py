"""What a document must show: amounts that proofs look for, its own number, the parties, the figures of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from toolkit.documents.lint.figures import Figure, Figures, all_figures, loop_over, plain_types, row_of, without_none
from toolkit.documents.lint.filters import suiting
from toolkit.documents.lint.findings import TemplateFinding, Weight, found
from toolkit.documents.lint.names import Shown
from toolkit.model.text import Text

_NUMBER: Final = "number"
_PARTIES: Final = ("company", "customer", "buyer.name", "seller.name")
_RULES: Final = {
    "appears": Text("金额,出文件后逐一核对", "an amount that every document is checked for"),
    "number": Text("文件编号", "the document's own number"),
    "party": Text("当事人", "a party"),
    "row": Text("明细表的一列", "a column of its rows"),
    "rows": Text("整张明细表", "all of its rows"),
}


def never_shown(template: str, offered: Figures, shown: Shown) -> Iterator[TemplateFinding]:
    """The required figures that no tag prints, nor tries to: errors; warnings for columns that are no amount."""
    untold: set[str] = set()
    for figure in all_figures(offered):
        if (
            any(figure.path.startswith(f"{rows}[]") for rows in untold)
            or figure.path in shown.printed
            or figure.name in shown.meant
        ):
            continue
        rows = row_of(figure.hint)
        if rows is not None and figure.path not in shown.used:
            untold.add(figure.path)
            yield _finding(template, figure, "rows", "error" if _has_amounts(offered, figure) else "warning")
        elif (rule := _rule(figure)) and not (rule == "row" and figure.path in shown.used):
            yield _finding(template, figure, rule, "warning" if rule == "row" else "error")


def _rule(figure: Figure) -> str:
    """Why it must be shown; '' where it need not be."""
    if row_of(figure.hint) is not None:
        return ""
    if figure.field is not None and figure.field.metadata.get("appears"):
        return "appears"
    if figure.path == _NUMBER:
        return "number"
    if figure.path in _PARTIES:
        return "party"
    is_plain = plain_types(without_none(figure.hint)[0])[:1] in ((str,), (int,), (Decimal,), (date,))
    return "row" if "[]." in figure.path and is_plain else ""


def _has_amounts(offered: Figures, rows: Figure) -> bool:
    within = (one for one in all_figures(offered) if one.path.startswith(f"{rows.path}[]"))
    return any(one.field is not None and one.field.metadata.get("appears") for one in within)


def _finding(template: str, figure: Figure, rule: str, severity: Weight) -> TemplateFinding:
    name, _ = suiting(figure.hint)
    tag = f"{{{{ {figure.written}{f'|{name}' if name else ''} }}}}"
    whole = f"{{%tr for … in {figure.written} %}}" if rule == "rows" else f"{loop_over(figure.path)} {tag}".strip()
    return found("never_shown", template, name=figure.path, rule=_RULES[rule], whole=whole, severity=severity)
