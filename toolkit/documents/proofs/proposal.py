"""What a proposal says (G01)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from toolkit.documents.figures.proposal import ProposalFigures
from toolkit.documents.proofs.offers import NUMBER
from toolkit.documents.proofs.page import Page, shortened, squash
from toolkit.documents.proofs.proof import Proof
from toolkit.documents.proofs.rows import Column, Rows
from toolkit.documents.proofs.says import Says
from toolkit.model.text import Text


def _in_order(page: Page) -> Iterator[str]:
    """Every chapter as often as the others, in the contents and in the text; our promises one below the other."""
    lines = page.folded.split("\n")
    told = {
        name: sum(line.startswith(numeral) and line.endswith(title.said(page.lang)) for line in lines)
        for name, title in _CHAPTERS
        if (numeral := getattr(page.figures.chapters, name))
    }
    for name, times in told.items():
        if times < told["background"]:
            yield f"says the title of the chapter {name} {times} times, not {told['background']}"
    yield from _service(page)


def _has(proposal: ProposalFigures, name: str) -> bool:
    return bool(getattr(proposal.chapters, name))


def _service(page: Page) -> Iterator[str]:
    """Our promises one below the other, numbered where the first is, and no other behind them."""
    lines = [squash(line) for line in page.seen.paragraphs]
    at, numbered = -1, set[bool]()
    for n, paragraph in enumerate(page.figures.service, start=1):
        told = squash(paragraph)
        found = next((m for m in range(at + 1, len(lines)) if lines[m] in (told, f"({n}){told}")), -1)
        if found < 0:
            yield f"does not show service[{n}] = {shortened(paragraph)} behind the one before"
            return
        at = found
        numbered.add(lines[at] != told)
    if len(numbered) > 1:
        yield "does not number each service"
    if (following := "".join(lines[at + 1 : at + 2])).startswith(f"({len(page.figures.service) + 1})"):
        yield f"promises more than its service: {shortened(following)}"


_CHAPTERS: Final = (
    ("background", Text("方案背景", "Background")),
    ("needs", Text("需求理解", "Your Needs as We Understand Them")),
    ("content", Text("方案核心内容", "Proposed Solution")),
    ("plan", Text("实施计划", "Implementation Plan")),
    ("effects", Text("预期效果", "Expected Results")),
    ("advantages", Text("差异化优势", "What Sets Us Apart")),
    ("service", Text("服务保障与质保", "Service and Warranty")),
    ("budget", Text("投资概算", "Investment")),
)


def _chapter(name: str, title: Text) -> Says:
    words = Text(f"{{chapters.{name}}}、{title.zh}", f"{{chapters.{name}}}. {title.en}")
    return Says(words, when=lambda proposal: _has(proposal, name))


PROOF: Final = Proof(
    says=(
        *(_chapter(name, title) for name, title in _CHAPTERS),
        Says(Text("{company}\n产品/服务方案\n{scheme}", "{company}\nProduct and Service Proposal\n{scheme}")),
        Says(Text("客户名称：{customer}", "Customer: {customer}")),
        Says(Text("客户联系人：{contact.name}", "Contact: {contact.name}")),
        Says(Text("方案编号：{number}", "Proposal No.: {number}")),
        Says(Text("方案编号：{number} {version}", "Proposal No.: {number} {version}")),
        Says(Text("版本：{version}", "Version: {version}")),
        Says(Text("编制人：{author}", "Prepared by: {author}")),
        Says(Text("日期：{written_on}", "Date: {written_on}")),
        Says(
            Text(
                "公司地址：{address}\n电话：{seller_contact.phone}\n邮箱：{seller_contact.email}",
                "Address: {address}\nTel.: {seller_contact.phone}\nE-mail: {seller_contact.email}",
            )
        ),
        Says(Text("贵司目前{pain_points}", "Your present difficulties: {pain_points}")),
        Says(Text("…，由此带来{impact}", "…; as a result: {impact}"), when=lambda proposal: proposal.impact),
        Says(
            Text("…贵司现有做法为{situation}", "…Your present practice: {situation}"),
            when=lambda proposal: proposal.situation,
        ),
        Says(Text("…围绕“{goal}”这一目标", "…the goal “{goal}” in view")),
        Says(
            Text(
                "…项目分{phases}个阶段实施，总周期{total_days}天",
                "…(number of phases: {phases}; total duration in days: {total_days})",
            ),
            when=lambda proposal: proposal.phases,
        ),
        Says(
            Text("总周期（天）：{total_days}", "Total duration (days): {total_days}"),
            when=lambda proposal: proposal.phases,
        ),
        Says(
            Text("…项目总周期为{total_days}天", "…total duration of the project in days is {total_days},"),
            when=lambda proposal: proposal.total_days and not proposal.phases,
        ),
        Says(
            Text("…方案报价单》（编号：{quote_number}）", "…those of our quotation (No. {quote_number})"),
            when=lambda proposal: proposal.quote_number,
        ),
        Says(
            Text(
                "附件：1. 产品/服务方案报价单（编号：{quote_number}）",
                "Annex: 1. Quotation for products and services (No. {quote_number})",
            ),
            when=lambda proposal: proposal.quote_number,
        ),
        Says(Text("…由我方另行提供", "…in a separate quotation"), when=lambda proposal: not proposal.quote_number),
        Says(
            Text(
                "{seller_contact.name}，电话：{seller_contact.phone}，邮箱：{seller_contact.email}",
                "{seller_contact.name}, telephone: {seller_contact.phone}, e-mail: {seller_contact.email}",
            )
        ),
    ),
    lists=(
        Rows(
            "needs",
            (
                NUMBER,
                Column(Text("需求", "Need"), Text("{need}", "{need}")),
                Column(Text("分级", "Class"), Text("{rank}", "{rank}")),
                Column(Text("优先级", "Priority"), Text("{priority}", "{priority}")),
                Column(Text("响应方式", "Our response"), Text("{response}", "{response}")),
            ),
        ),
        Rows(
            "items",
            (
                NUMBER,
                Column(Text("产品/服务", "Product / service"), Text("{name}", "{name}")),
                Column(Text("规格型号", "Model / specification"), Text("{spec}", "{spec}")),
                Column(
                    Text("技术参数/服务内容", "Technical parameters / content of service"),
                    Text("{parameters}", "{parameters}"),
                ),
                Column(Text("数量", "Quantity"), Text("{quantity}", "{quantity}")),
            ),
        ),
        Rows(
            "phases",
            (
                Column(Text("阶段", "Phase"), Text("{name}", "{name}")),
                Column(Text("工作内容", "Work"), Text("{work}", "{work}")),
                Column(Text("工期（天）", "Days"), Text("{days}", "{days}")),
                Column(Text("交付物", "Deliverable"), Text("{deliverable}", "{deliverable}")),
                Column(Text("责任方", "Responsible"), Text("{party}", "{party}")),
            ),
        ),
        Rows(
            "effects",
            (
                Column(Text("指标", "Measure"), Text("{metric}", "{metric}")),
                Column(Text("现状", "Now"), Text("{now}", "{now}")),
                Column(Text("目标", "Goal"), Text("{goal}", "{goal}")),
                Column(Text("幅度", "Change"), Text("{change}", "{change}")),
            ),
        ),
        Rows(
            "advantages",
            (
                Column(Text("项目", "Aspect"), Text("{aspect}", "{aspect}")),
                Column(Text("我方", "Ours"), Text("{ours}", "{ours}")),
                Column(Text("竞品A", "Solution A"), Text("{rival_a}", "{rival_a}")),
                Column(Text("竞品B", "Solution B"), Text("{rival_b}", "{rival_b}")),
            ),
        ),
    ),
    more=_in_order,
    unsaid=frozenset({"service", "contact.phone", "contact.email"}),
)
