"""What happened to a deal, day by day, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from toolkit.errors import NothingNamed
from toolkit.house import House
from toolkit.model.deal import Event
from toolkit.model.text import Text

Facts = Mapping[str, Any]


def deal_history(house: House, number: str, *, as_of: date | None = None) -> list[dict[str, str]]:
    """Every event of the deal that a number belongs to, oldest first: day, kind, words. Raises NothingNamed."""
    with house.ledger.reading() as questions:
        deal = questions.deal_of(number)
        if deal is None:
            raise NothingNamed("deal", number)
        happened = questions.events_of(deal, as_of=as_of)
    return [
        {"day": day.isoformat(), "kind": event.kind, "said": _said(event, house)}
        for day, event in happened
        if event.kind != "blank withdrawn"
    ]


def history_lines(found: list[dict[str, str]]) -> Iterator[str]:
    """The history as people read it."""
    yield from (f"{row['day']}  {row['said']}" for row in found)


def _said(event: Event, house: House) -> str:
    tell = _TELLING.get(event.kind)
    return tell(event.facts, house).said(house.lang) if tell else event.kind


def _title(facts: Facts, house: House) -> Text:
    """《报价单》 BJ-2026-0001 V2."""
    known = house.catalogue.documents.get(str(facts.get("document"))) or house.catalogue.forms.get(
        str(facts.get("form"))
    )
    title = known.title if known else Text("", "")
    named = " ".join(str(facts[key]) for key in ("number", "version", "variant") if facts.get(key))
    return Text(f"《{title.zh}》{named}", f"{title.en} {named}".strip())


def _why(facts: Facts) -> Text:
    """`(原因, 由谁)` behind an order."""
    told = [str(facts[key]) for key in ("reason", "told", "by") if facts.get(key)]
    return Text(f"({';'.join(told)})", f" ({'; '.join(told)})") if told else Text("", "")


def _opened(facts: Facts, house: House) -> Text:
    origin = facts.get("origin")
    came = Text(f",来自 {origin}", f", out of {origin}") if origin else Text("", "")
    return Text(f"商机立项,负责人{facts['owner']}{came.zh}", f"opened, owned by {facts['owner']}{came.en}")


def _filed(facts: Facts, house: House) -> Text:
    title = _title(facts, house)
    return Text(f"收到{title.zh}", f"filed: {title.en}")


def _moved(facts: Facts, house: House) -> Text:
    stage, why = house.catalogue.process.stage(str(facts["stage"])), _why(facts)
    return Text(f"阶段 → {stage.name}{why.zh}", f"stage → {stage.english}{why.en}")


def _issued(facts: Facts, house: House) -> Text:
    title = _title(facts, house)
    return Text(f"生成{title.zh}", f"issued: {title.en}")


def _status(facts: Facts, house: House) -> Text:
    title, bound = _title(facts, house), str(facts.get("digest", ""))[:12]
    proof = f" (SHA-256 {bound}…)" if bound else ""
    return Text(f"{title.zh}:{facts['status']}{proof}", f"{title.en}: {facts['status']}{proof}")


def _blank(facts: Facts, house: House) -> Text:
    title = _title(facts, house)
    return Text(f"备好空白{title.zh}", f"blank laid out: {title.en}")


def _held(facts: Facts, house: House) -> Text:
    title, codes = _title(facts, house), "、".join(facts["codes"])
    return Text(f"{title.zh}下一步等待:{codes}", f"{title.en}: its next step waits for {codes}")


def _released(facts: Facts, house: House) -> Text:
    title = _title(facts, house)
    return Text(f"{title.zh}继续处理", f"{title.en}: goes on")


def _withdrawn(facts: Facts, house: House) -> Text:
    title, why = _title(facts, house), _why(facts)
    return Text(f"撤回{title.zh}{why.zh}", f"withdrawn: {title.en}{why.en}")


def _compared(facts: Facts, house: House) -> Text:
    count = len(facts.get("changes", ()))
    return Text(f"客户返回的合同已比对,{count}处不同", f"the returned contract differs in {count} places")


_TELLING: Mapping[str, Callable[[Facts, House], Text]] = {
    "deal opened": _opened,
    "filed": _filed,
    "moved": _moved,
    "issued": _issued,
    "document status": _status,
    "blank issued": _blank,
    "held": _held,
    "released": _released,
    "withdrawn": _withdrawn,
    "contract compared": _compared,
}
