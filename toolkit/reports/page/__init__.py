"""The report as one web page: both languages in one file, nothing to load, light and dark, fit to be printed.

It stays whole without its script, which only adds the filter by person. Source: issue 7.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from toolkit.model.text import Lang
from toolkit.reports.changes import OVERDUE
from toolkit.reports.page import standing
from toolkit.reports.page.wording import FILTERS, both
from toolkit.reports.report import Consolidated

_HERE: Final = Path(__file__).parent
_TEMPLATE, _STYLE, _SCRIPT = "page.html.jinja", "page.css", "page.js"


def render_page(report: Consolidated, *, lang: Lang, to_house: str, workbook: str = "") -> bytes:
    """The page, opening in `lang`; `to_house` leads from its folder to the house: '../'.

    `workbook` is the name of the one beside it, which has all rows; '' for none. The same report gives the same bytes.
    Everything that people typed is escaped.
    """
    from toolkit.reports.page import drawings  # noqa: PLC0415  pygal takes a while: only for those who make a page

    template = _environment().get_template(_TEMPLATE)
    style, script = (Markup((_HERE / name).read_text(encoding="utf-8")) for name in (_STYLE, _SCRIPT))
    page = template.render(
        report=report,
        lang=lang,
        to_house=to_house,
        style=style,
        script=script,
        policy=_policy(style, script),
        workbook=workbook,
        charts=drawings.drawn(report),
        seen=standing.of(report),
        overdue=OVERDUE,
    )
    return page.encode("utf-8")


def _policy(style: str, script: str) -> str:
    """What the browser may do with this file: its own style and script, word for word, and nothing from elsewhere."""
    digests = {
        name: b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
        for name, text in (("style-src", style), ("script-src", script))
    }
    allowed = "; ".join(f"{name} 'sha256-{digest}'" for name, digest in digests.items())
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.globals["t"] = lambda zh, en: both((zh, en))
    return environment
