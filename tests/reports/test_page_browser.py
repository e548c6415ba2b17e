"""The page in a real Chromium; skipped where there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reports.page_browser import CHROMIUM, Browser, Theme, chromium
from tests.reports.page_report import due, quiet, rich
from toolkit.model.text import LANGS, Lang
from toolkit.reports.page import render_page

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

PHONE, DESK = 390, 1440
SHOWN_ROWS = "[...document.querySelectorAll('#due-lines tbody tr')].filter(row => row.checkVisibility()).length"
FOCUSED = "document.activeElement.id"
CLIPPED = """
[...document.querySelectorAll('svg')].filter(svg => svg.checkVisibility()).flatMap(svg => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
  }).map(text => svg.id + ': ' + text.textContent);
})
"""
PALE = """
(() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).map(one => one / 255)
      .map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const [, , , alpha = 1] = channels(getComputedStyle(one).backgroundColor);
      if (alpha > 0) return getComputedStyle(one).backgroundColor;
    }
    return 'rgb(255, 255, 255)';
  };
  const pale = [];
  for (const element of document.querySelectorAll('body *')) {
    const says = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!says || !element.checkVisibility() || element.closest('script, style, title, desc')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(element.closest('svg') ? style.fill : style.color), light(ground(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) pale.push(contrast.toFixed(2) + ' ' + element.textContent.trim().slice(0, 20));
  }
  return pale;
})()
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    written = {}
    for name, report in (("rich", rich()), ("quiet", quiet())):
        for lang in LANGS:
            written[f"{name}-{lang}"] = folder / f"{name}-{lang}.html"
            written[f"{name}-{lang}"].write_bytes(render_page(report, lang=lang, to_house="../"))
    return written


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["rich-zh", "rich-en", "quiet-zh", "quiet-en"])
def test_it_fits_is_legible_and_asks_for_nothing(
    browser: Browser, pages: dict[str, Path], name: str, width: int, theme: Theme
) -> None:
    browser.open(pages[name], width=width, theme=theme)

    assert browser.value("document.documentElement.scrollWidth") == width
    assert browser.value(PALE) == []
    assert browser.value(CLIPPED) == []
    assert [one for one in browser.requests if not one.startswith("data:")] == [pages[name].as_uri()]
    assert browser.complaints == []


@pytest.mark.parametrize("width", [320, 600, 768, 1024])
def test_it_fits_on_what_lies_between(browser: Browser, pages: dict[str, Path], width: int) -> None:
    browser.open(pages["rich-en"], width=width)

    assert browser.value("document.documentElement.scrollWidth") == width


def test_dark_is_dark_and_paper_is_white(browser: Browser, pages: dict[str, Path]) -> None:
    def ground() -> str:
        return str(browser.value("getComputedStyle(document.querySelector('section')).backgroundColor"))

    browser.open(pages["rich-zh"], theme="dark")
    dark = ground()
    browser.see("dark", "print")

    assert dark == "rgb(26, 33, 43)"
    assert ground() == "rgb(255, 255, 255)"


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("lang", LANGS)
def test_the_other_language_is_a_key_away(browser: Browser, pages: dict[str, Path], lang: Lang, scripted: bool) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=not scripted)
    browser.open(pages[f"rich-{lang}"])
    before = browser.value("document.querySelector('h1').innerText")

    browser.press("Tab", 2)
    browser.press("ArrowRight" if lang == "zh" else "ArrowLeft")

    after = browser.value("document.querySelector('h1').innerText")
    said = {"zh": "销售日报 2026-08-24", "en": "Sales report 2026-08-24"}
    assert {"zh": before, "en": after} == said if lang == "zh" else {"en": before, "zh": after} == said
    if scripted:
        assert browser.value("document.documentElement.lang") == {"zh": "en", "en": "zh-CN"}[lang]
        assert browser.value("document.title").startswith({"zh": "Sales", "en": "销售"}[lang])
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)


@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without script"])
def test_due_lines_of_a_level_go_and_come_by_the_space_bar(
    browser: Browser, pages: dict[str, Path], scripted: bool
) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=not scripted)
    browser.open(pages["rich-zh"])
    shown = []

    browser.value("document.getElementById('show-red').focus()")
    for _ in range(2):
        browser.press(" ")
        shown.append(browser.value(SHOWN_ROWS))

    assert shown == [31, 40]
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)


def test_due_lines_are_narrowed_to_a_person_by_the_arrow_keys(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["rich-zh"])

    browser.value("document.getElementById('narrow-owner').focus()")
    browser.press("ArrowDown")

    assert browser.value("document.getElementById('narrow-owner').value") == "Alexandra Featherstonehaugh"
    assert browser.value(SHOWN_ROWS) == 8
    assert browser.value("document.getElementById('narrow-shown').textContent") == "8 / 40"


def test_a_person_is_found_whatever_the_name_is_written_with(browser: Browser, tmp_path: Path) -> None:
    lies = tmp_path / "page.html"
    lies.write_bytes(render_page(replace(rich(), dues=(due(owner="王  芳\n<b>"), due(1))), lang="zh", to_house="../"))
    browser.open(lies)

    browser.value("document.getElementById('narrow-owner').focus()")
    browser.press("ArrowDown", 2)

    assert browser.value("document.getElementById('narrow-owner').value") == "王  芳\n<b>"
    assert browser.value(SHOWN_ROWS) == 1


def test_without_script_there_is_nothing_that_does_nothing(browser: Browser, pages: dict[str, Path]) -> None:
    browser.ask("Emulation.setScriptExecutionDisabled", value=True)
    browser.open(pages["rich-zh"])

    shown = browser.value("[...document.querySelectorAll('select')].filter(one => one.checkVisibility()).length")
    browser.ask("Emulation.setScriptExecutionDisabled", value=False)

    assert shown == 0


def test_the_first_key_leads_past_the_head(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["rich-zh"])

    browser.press("Tab")
    first = browser.value("document.activeElement.className")
    seen = browser.value("document.activeElement.getBoundingClientRect().top >= 0")
    browser.press("Enter")

    assert (first, seen) == ("skip", True)
    assert browser.value(FOCUSED) == "content"


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_screen_reader_meets(browser: Browser, pages: dict[str, Path], lang: Lang) -> None:
    browser.open(pages[f"rich-{lang}"], width=PHONE)

    met = browser.read_aloud()

    roles = [role for role, _ in met]
    assert [roles.count(role) for role in ("banner", "navigation", "main", "contentinfo")] == [1, 1, 1, 1]
    assert all(name for role, name in met if role in ("table", "region", "image", "checkbox", "radio", "combobox"))
    images = [name for role, name in met if role == "image"]
    assert len(images) == 5
    tables = [name for role, name in met if role == "table"]
    assert {"zh": "最紧要的在前", "en": "Most pressing first"}[lang] in tables
    assert roles.count("rowheader") > 40


def test_it_prints_on_a4_with_whole_lines(browser: Browser, pages: dict[str, Path]) -> None:
    browser.open(pages["rich-zh"], theme="dark")

    printed = browser.printed()

    sizes = {
        tuple(round(float(side)) for side in box.split()[2:]) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", printed)
    }
    assert sizes == {(842, 595)}
    assert browser.value("getComputedStyle(document.querySelector('#due-lines tr')).breakInside") == "avoid"
    assert browser.value("document.querySelector('nav').checkVisibility()") is False
