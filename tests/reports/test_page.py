from __future__ import annotations

import os
import re
import subprocess
import sys
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html
from lxml.html import HtmlElement

from tests.reports.page_report import NASTY, change, due, quiet, rich, splits
from toolkit.model.text import LANGS, Lang, Text
from toolkit.reports.page import render_page
from toolkit.reports.page.standing import MOST_ROWS
from toolkit.reports.page.wording import address
from toolkit.reports.report import Bar, Consolidated, Figure
from toolkit.reports.tables import Level

ROOT = Path(__file__).parents[2]
WORKBOOK = "销售日报_20260824.xlsx"
FRESH = """
import sys
from tests.reports.page_report import rich
from toolkit.reports.page import render_page
sys.stdout.buffer.write(render_page(rich(), lang="zh", to_house="../"))
"""


def page(report: Consolidated, lang: Lang = "zh") -> HtmlElement:
    return html.document_fromstring(render_page(report, lang=lang, to_house="../", workbook=WORKBOOK).decode())


def words(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def rows(document: HtmlElement, table: str) -> list[HtmlElement]:
    found: list[HtmlElement] = document.xpath(f"//table[@id='{table}']/tbody/tr")
    return found


def test_the_same_report_gives_the_same_bytes_in_any_process() -> None:
    first, *others = (
        subprocess.run(
            [sys.executable, "-c", FRESH],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    )

    assert others == [first]
    assert first == render_page(rich(), lang="zh", to_house="../")


def test_what_draws_the_charts_is_not_loaded_before_a_page_is_made() -> None:
    asked = "import sys, toolkit.reports.page; print('pygal' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, check=True, text=True)

    assert told.stdout.strip() == "False"


@pytest.mark.parametrize("report", [rich(), quiet()], ids=["rich", "quiet"])
def test_nothing_is_loaded_from_anywhere(report: Consolidated) -> None:
    document = page(report)

    assert document.xpath("//@src | //@srcset | //@action | //object | //iframe | //embed | //*[name()='image']") == []
    addresses = set(document.xpath("//@href"))
    assert {one for one in addresses if not re.match(r"#|\.\./deals/|\./%E9%94%80|data:,$", one)} == set()
    told = render_page(report, lang="zh", to_house="../").decode()
    assert re.findall(r"https?:|@import|url\(", told) == []


def test_only_its_own_style_and_script_are_let_in() -> None:
    document = page(rich())

    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    for kind in ("style", "script"):
        (one,) = document.xpath(f"//{kind}")
        digest = b64encode(sha256(one.text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert document.xpath("//@style") == []


def test_what_people_typed_stays_words() -> None:
    label = Text(NASTY, NASTY)
    report = replace(
        rich(),
        company=NASTY,
        houses=(NASTY,),
        dues=(due(customer=NASTY, owner=NASTY, matter=label, action=label, number=NASTY, file=f"deals/{NASTY}"),) * 2,
        changes=(change(customer=NASTY, owner=NASTY, deal=NASTY, before=label, after=label, file=NASTY),),
        by_owner=splits((NASTY,)),
        by_industry=splits((NASTY,)),
        losses=(Bar(label, 1, Decimal(1)),),
    )

    document = page(report)

    assert len(document.xpath("//script")) == 1
    assert [name for one in document.iter() for name in one.attrib if name.startswith("on")] == []
    assert NASTY in {words(cell) for cell in document.xpath("//th[@class='who']")}
    assert document.xpath("//tr/@data-owner") == [NASTY, NASTY]


def test_signs_that_do_not_show_are_named() -> None:
    name = "王\x07芳\u202e"

    document = page(replace(rich(), by_owner=splits((name,)), dues=(due(customer=name),)))

    assert [words(one) for one in rows(document, "due-lines")[0].xpath("./th")] == ["王<U+0007>芳<U+202E>"]
    assert document.get_element_by_id("chart-owners-zh").xpath(".//*[@class='axis y']//text()") == [
        "王<U+0007>芳<U+202E>"
    ]


@pytest.mark.parametrize(
    ("file", "leads_to"),
    [
        (
            "deals/SJ-2026-0001_上海/报价 #1?.docx",
            "../deals/SJ-2026-0001_%E4%B8%8A%E6%B5%B7/%E6%8A%A5%E4%BB%B7%20%231%3F.docx",
        ),
        ("javascript:alert(1)", "../javascript%3Aalert%281%29"),
        ("//evil.example/x", "../evil.example/x"),
        ('a"onclick="x', "../a%22onclick%3D%22x"),
    ],
)
def test_a_link_leads_into_the_house_and_nowhere_else(file: str, leads_to: str) -> None:
    document = page(replace(rich(), dues=(due(file=file),)))

    assert document.xpath("//table[@id='due-lines']//a/@href") == [leads_to]


def test_a_page_that_lies_in_the_house_itself_links_below_itself() -> None:
    assert address("javascript:x", "") == "./javascript%3Ax"


def test_a_page_that_lies_elsewhere_links_there_whatever_the_folders_are_called() -> None:
    assert address("a.docx", "../../分 #1/") == "../../%E5%88%86%20%231/a.docx"
    assert address("a.docx", "file:///D:/%E5%88%86/") == "file:///D:/%E5%88%86/a.docx"


@pytest.mark.parametrize("lang", LANGS)
def test_headings_tables_and_controls_can_be_read_aloud(lang: Lang) -> None:
    document = page(rich(), lang)

    assert document.get("lang") == {"zh": "zh-CN", "en": "en"}[lang]
    levels = [int(one.tag[1]) for one in document.xpath("//h1 | //h2 | //h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(len(table.xpath("./caption[normalize-space()]")) == 1 for table in document.xpath("//table"))
    assert document.xpath("//th[not(@scope)]") == []
    ids: Counter[str] = Counter(document.xpath("//@id"))
    assert max(ids.values()) == 1
    named = [name for told in document.xpath("//@aria-labelledby") for name in told.split()]
    assert {
        *named,
        *document.xpath("//label/@for"),
        *(a[1:] for a in document.xpath("//a/@href[starts-with(., '#')]")),
    } <= set(ids)
    controls = document.xpath("//input | //select")
    assert all(one.xpath("ancestor::label") or one.get("id") in document.xpath("//label/@for") for one in controls)


@pytest.mark.parametrize("lang", LANGS)
def test_each_chart_is_told_in_words_and_its_figures_stand_in_a_table(lang: Lang) -> None:
    document = page(rich(), lang)

    charts = document.xpath(f"//div[@lang='{'zh-CN' if lang == 'zh' else 'en'}']/svg")
    assert len(charts) == 5
    for chart in charts:
        assert chart.get("role") == "img"
        title, told = (document.get_element_by_id(name) for name in chart.get("aria-labelledby").split())
        assert all(one.text for one in (title, told))
    funnel = document.get_element_by_id(f"chart-funnel-{lang}-desc")
    assert {"zh": "已报价: 曾到达 612, 现停留 179", "en": "Quoted: Ever came 612, Standing now 179"}[lang] in words(
        funnel
    )


def test_amounts_have_separators_and_charts_speak_of_ten_thousands() -> None:
    document = page(rich())

    assert "41,250,000.00 元" in words(document.get_element_by_id("summary")).replace("CNY", "")
    assert "156,157,212.50" in words(document.get_element_by_id("funnel"))
    ageing = document.get_element_by_id("chart-ageing-zh")
    assert ageing.xpath(".//text[@class='value']/text()") == ["625", "93", "25.6", "10"]


def test_the_page_holds_so_many_lines_and_leads_to_the_workbook_for_the_rest() -> None:
    document = page(rich(dues=1_540, changes=MOST_ROWS + 1))

    assert len(rows(document, "due-lines")) == len(rows(document, "change-lines")) == MOST_ROWS
    assert [words(one) for one in document.xpath("//p[@class='more']")] == [
        f"另有 1 行,见工作簿1 more rows in the workbook {WORKBOOK}",
        f"另有 1,240 行,见工作簿1,240 more rows in the workbook {WORKBOOK}",
    ]


def test_every_list_is_counted_over_all_its_lines_and_an_empty_one_says_none() -> None:
    report = rich(dues=1_540)

    document = page(report)

    told: dict[str, list[int]] = {}
    for line in document.xpath("//ul[@id='due-lists']/li"):
        title = line.xpath("./span[1]/span[@class='zh']/text()")[0]
        told[title] = [int(one.replace(",", "")) for one in re.findall(r"[\d,]+", words(line.xpath("./span[2]")[0]))]
    counted = Counter((one.kind.zh, one.level) for one in report.dues)
    expected = {title: [many for level in reversed(Level) if (many := counted[title, level])] for title in told}
    assert told == expected
    assert len(told) == 21
    assert told["等待/受阻"] == [] and "无" in words(document.xpath("//ul[@id='due-lists']/li[last()]")[0])


def test_when_nothing_is_due_it_says_so_kindly() -> None:
    document = page(quiet())

    assert "今天没有到期或逾期的事项" in words(document.get_element_by_id("summary"))
    assert document.xpath("//form") == []
    assert {words(one) for one in document.xpath("//ul[@id='due-lists']//span[@class='none']")} == {"无None"}
    assert document.xpath("//svg") == []


def test_a_due_line_says_how_many_days_and_working_days_are_left() -> None:
    document = page(replace(rich(), dues=(due(days=-12, workdays=-8), due(1, days=0, workdays=0))))

    late, today = (words(row.xpath("./td[@class='when']/span")[0]) for row in rows(document, "due-lines"))
    assert late == "逾期 12 天12 d overdue 8 个工作日8 working d"
    assert today == "今天Today"


def test_a_change_of_stage_has_an_arrow_and_a_line_newly_overdue_its_list() -> None:
    document = page(replace(rich(), changes=(change(1), change(4))))

    moved, overdue = (words(row.xpath("./td[@class='matter']")[0]) for row in rows(document, "change-lines"))
    assert moved == "需求确认Needs confirmed → 已报价Quoted"
    assert overdue == "报价到期Quote expiring: 报价已过期Quote expired"


def test_months_without_targets_have_no_column_for_them() -> None:
    with_targets, without = (
        page(report).xpath("count(//table[@id='months']/thead//th)") for report in (rich(), quiet())
    )

    assert (with_targets, without) == (5, 3)


def test_a_chart_of_months_without_targets_does_not_speak_of_them() -> None:
    months = tuple(replace(month, signed_target=None, received_target=None) for month in rich().months)

    charts = [page(replace(rich(), months=one)).get_element_by_id("chart-months-zh") for one in (rich().months, months)]

    legends = [chart.xpath(".//g[@class='legends']//text/text()") for chart in charts]
    assert legends == [["签约", "收款", "签约目标", "收款目标"], ["签约", "收款"]]


def test_every_label_stands_in_both_languages() -> None:
    document = page(rich())

    chinese, english = (document.xpath(f"//*[@class='{lang}']") for lang in LANGS)
    assert len(chinese) == len(english) > 100
    assert [
        words(one) for one in document.xpath("//span[@class='en']") if re.search("[\u4e00-\u9fff]", words(one))
    ] == []


def test_a_target_is_an_amount_without_a_count() -> None:
    target = Figure(
        Text("本月签约目标(完成 37.7%)", "target of signatures this month (37.7% done)"), 0, Decimal(3_000_000)
    )

    (card,) = page(replace(rich(), figures=(target,))).xpath("//ul[@class='cards']/li")

    assert [words(one) for one in card.xpath("./span[position() > 1]")] == ["3,000,000.00 元CNY"]


def test_houses_stand_at_the_head_where_a_report_covers_several() -> None:
    document = page(replace(rich(), houses=("苏州", "宁波")))

    assert "苏州 · 宁波" in words(document.xpath("//header")[0])
