"""Make docs/pages/report-zh.png and report-en.png: the head of the page with a made-up report, light and dark.

    python -m tests.reports.page_pictures

Needs Chromium and Chinese fonts. Run it when the look of the page changes.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.reports.page_browser import Theme, chromium
from tests.reports.page_report import rich
from toolkit.model.text import Lang
from toolkit.reports.page import render_page

PAGES: Final = Path(__file__).parents[2] / "docs" / "pages"
_PICTURES: Final[tuple[tuple[Lang, Theme], ...]] = (("zh", "light"), ("en", "dark"))
_WIDTH, _HEIGHT = 1200, 1000


def main() -> None:
    """Write them."""
    with TemporaryDirectory() as folder, chromium() as browser:
        for lang, theme in _PICTURES:
            page = Path(folder) / f"{lang}.html"
            page.write_bytes(render_page(rich(changes=5), lang=lang, to_house="../"))
            browser.open(page, width=_WIDTH, height=_HEIGHT, theme=theme)
            (PAGES / f"report-{lang}.png").write_bytes(browser.picture(whole=False))


if __name__ == "__main__":
    main()
