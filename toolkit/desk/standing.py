"""Where things stand: the house at a glance, one deal in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from toolkit.catalogue import CATALOGUE, MESSAGES
from toolkit.catalogue.messages import tell
from toolkit.house import House
from toolkit.intake.gather import around_deal
from toolkit.intake.journey import judge
from toolkit.intake.scan import scan
from toolkit.model.arrival import Arrival
from toolkit.model.deal import Deal, Hold
from toolkit.model.finding import Severity
from toolkit.model.form import Form
from toolkit.model.names import safe_name
from toolkit.model.text import Lang, Text

_WORDS = {
    "deals": Text("商机", "Deals"),
    "inbox": Text("收件箱中待处理的文件", "Files in the inbox"),
    "waiting": Text("等待附件", "Waiting for attachments"),
    "failed": Text("系统故障,未处理", "Our own fault, not processed"),
    "undone": Text("未完成的写入或移动", "Writes and moves still to be done"),
    "customer": Text("客户", "Customer"),
    "owner": Text("负责人", "Owner"),
    "stage": Text("阶段", "Stage"),
    "since": Text("自", "since"),
    "documents": Text("文件", "Documents"),
    "filed": Text("已收表单", "Forms filed"),
    "next": Text("下一步", "Next"),
    "who": Text("由", "by"),
    "blank": Text("表单", "form"),
    "drop": Text("填好后放入", "drop into"),
    "blocked": Text("受阻", "Blocked"),
    "nothing": Text("无", "nothing"),
}


def house_status(house: House, *, as_of: date | None = None) -> dict[str, Any]:
    """Counts of deals by stage, and every file or effect that waits; `as_of` a day, the deals as they stood then."""
    with house.ledger.reading() as questions:
        stages = Counter(one.stage for one in (questions.every_deal(as_of=as_of) if as_of else questions.all_deals()))
        waiting = [arrival.name for arrival in still_there(house, questions.arrivals(outcome="waiting"))]
        failed = [
            {"file": arrival.name, "error": str(arrival.detail.get("reason", ""))}
            for arrival in still_there(house, questions.arrivals(outcome="failed"))
        ]
        undone = [
            {"what": planned.effect.kind, "file": str(planned.effect.facts.get("file")), "error": planned.last_error}
            for planned in questions.open_effects()
        ]
    return {
        "deals": {stage.name: stages[stage.name] for stage in house.catalogue.process.stages if stages[stage.name]},
        "inbox": [found.path.name for found in scan(house.places.inbox)],
        "waiting": waiting,
        "failed": failed,
        "undone": undone,
    }


def _stage(name: str, lang: Lang) -> str:
    """A stage as people of that language call it."""
    return CATALOGUE.process.stage(name).english if lang == "en" and name else name


def still_there(house: House, arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """Those whose file still lies in the inbox: people may take back what they dropped."""
    return (arrival for arrival in arrivals if (house.root / arrival.dropped).is_file())


def status_lines(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """The status as people read it."""
    nothing = _WORDS["nothing"].said(lang)
    deals = "  ".join(f"{_stage(stage, lang)} {count}" for stage, count in found["deals"].items())
    yield f"{_WORDS['deals'].said(lang)}: {deals or nothing}"
    for key in ("inbox", "waiting"):
        yield f"{_WORDS[key].said(lang)}: {', '.join(found[key]) or nothing}"
    yield f"{_WORDS['failed'].said(lang)}: {len(found['failed']) or nothing}"
    yield from (f"  {failed['file']}: {failed['error']}" for failed in found["failed"])
    yield f"{_WORDS['undone'].said(lang)}: {len(found['undone']) or nothing}"
    for undone in found["undone"]:
        yield f"  {undone['what']}: {undone['file']} {undone['error']}"


def deals_listed(house: House) -> list[dict[str, str]]:
    """Every deal: number, customer, stage, owner, day of its last move."""
    with house.ledger.reading() as questions:
        return [
            {
                "deal": s.deal,
                "customer": s.customer_name,
                "stage": s.stage,
                "owner": s.owner,
                "moved_on": s.moved_on.isoformat(),
            }
            for s in questions.all_deals()
        ]


def deal_standing(house: House, number: str, today: date, *, as_of: date | None = None) -> dict[str, Any]:
    """Where a deal stands, its papers, who must drop which file where, what blocks it; `as_of` a day, then.

    Raises NothingNamed, for a deal not opened by that day too.
    """
    with house.ledger.reading() as questions:
        known = around_deal(questions, number, rulebook=house.rulebook, today=as_of or today, as_of=as_of)
        deal = known.deal
        assert deal is not None
        blocked = [message for hold in deal.holds for message in _why(house, questions, deal, hold, as_of or today)]
    return {
        "deal": deal.number,
        "customer": known.customer.name if known.customer else "",
        "owner": deal.owner,
        "stage": deal.stage,
        "since": deal.moved_on.isoformat(),
        "reason": deal.reason,
        "documents": [
            {
                "number": paper.number,
                "version": paper.version,
                "variant": paper.variant,
                "title": house.catalogue.documents[paper.kind].title.said(house.lang),
                "issued_on": paper.issued_on.isoformat(),
                "status": paper.status,
                "file": paper.file,
            }
            for paper in deal.papers
        ],
        "filed": [
            {
                "form": f.form,
                "number": f.number,
                "filed_on": f.filed_on.isoformat(),
                "file": f.file or f.submission.source,
            }
            for f in deal.filings
        ],
        "next": [_awaited(house, form, deal) for form in _awaited_forms(house, deal)],
        "blocked": blocked,
    }


def _awaited_forms(house: House, deal: Deal) -> tuple[Form, ...]:
    """Forms whose blank lies in the deal's folder, else those the process awaits at this stage."""
    waiting = [blank.form for blank in deal.blanks if not blank.is_returned]
    awaited = [t.form for t in house.catalogue.process.transitions if deal.stage in t.source and t.target]
    chosen = dict.fromkeys(waiting or awaited)
    return tuple(house.catalogue.forms[form] for form in chosen)


def _awaited(house: House, form: Form, deal: Deal) -> dict[str, str]:
    waiting = deal.blank(form.id)
    return {
        "form": form.id,
        "title": form.title.said(house.lang),
        "filled_by": form.filled_by.said(house.lang),
        "blank": waiting.file if waiting else house.places.below(plain_blank(house, form)),
        "drop_into": f"{house.places.names.inbox}/",
    }


def plain_blank(house: House, form: Form) -> Path:
    """Where the empty form of no deal lies."""
    return house.places.workbooks / safe_name(f"{form.id}_{form.title.zh}.{form.medium}")


def _why(house: House, questions: Any, deal: Deal, hold: Hold, today: date) -> Iterator[str]:
    """What a held filing waits for, in words as of today."""
    filing, form = deal.filing(hold.form, hold.number), house.catalogue.forms[hold.form]
    if filing is None:
        return
    _, findings, _ = judge(questions, house, form, filing.submission, today)
    for finding in findings:
        if finding.severity is Severity.HOLD:
            yield tell(finding, form, MESSAGES, house.lang)


def deal_lines(found: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    """The deal as people read it."""

    def word(key: str) -> str:
        return _WORDS[key].said(lang)

    yield f"{found['deal']}  {word('customer')}: {found['customer']}  {word('owner')}: {found['owner']}"
    reason = f": {found['reason']}" if found["reason"] else ""
    yield f"{word('stage')}: {_stage(found['stage'], lang)} ({word('since')} {found['since']}){reason}"
    yield f"{word('filed')}:"
    for filed in found["filed"]:
        yield f"  {filed['filed_on']}  {filed['form']}  {filed['number']:<14} {filed['file']}"
    yield f"{word('documents')}:"
    for paper in found["documents"]:
        name = " ".join(part for part in (paper["title"], paper["version"], paper["variant"]) if part)
        yield f"  {paper['issued_on']}  {paper['number']:<14} {name} [{paper['status']}]  {paper['file']}"
    yield f"{word('next')}:" if found["next"] else f"{word('next')}: {word('nothing')}"
    for awaited in found["next"]:
        yield f"  {awaited['form']} 《{awaited['title']}》 {word('who')} {awaited['filled_by']}"
        yield f"    {word('blank')}: {awaited['blank']}   {word('drop')}: {awaited['drop_into']}"
    if found["blocked"]:
        yield f"{word('blocked')}:"
        yield from (f"  {message}" for message in found["blocked"])
