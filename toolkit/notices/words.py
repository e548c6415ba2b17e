"""What a message says, in the language of whoever reads it; made from the facts when it is sent. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from toolkit.model.money import plain
from toolkit.model.notice import KINDS, Notice, NoticeKind
from toolkit.model.text import Lang, Text, shown_safely
from toolkit.notices.channels import Message

MOST_SAID: Final = 20
"""Notices told in full in one message; of further ones only how many there are: a flood fills nobody's inbox."""
_MOST_LISTED: Final = 10

Facts = Mapping[str, Any]

_SEVERAL: Final = Text("{n} 条消息:{what}", "{n} notices: {what}")
_FURTHER: Final = Text(
    "……另有 {n} 条,见收件与回执文件夹。", "… and {n} more: see the folders of returned and filed forms."
)
_MORE: Final = Text("……另有 {n} 项", "… and {n} more")
_TO: Final = Text("{name}:", "To {name}:")
_FROM: Final = Text("销售单据系统自动发送,请勿回复。编号 {key}", "Sent by salesdocs; please do not reply. Ref {key}")
_COUNTS: Final = Text("红 {red} · 黄 {yellow} · 蓝 {blue}", "red {red} · yellow {yellow} · blue {blue}")

_TITLES: Final[Mapping[NoticeKind, Text]] = {
    "returned": Text("表单退回:{file}", "Returned: {file}"),
    "ready": Text("新文件:{customer} {deal}", "New documents: {customer} {deal}"),
    "approval": Text("等待审批:{contract} {version} {customer}", "Approval: {contract} {version} {customer}"),
    "digest": Text("每日待办:{day}", "Your list: {day}"),
    "summary": Text("销售日报:{day}", "Sales report: {day}"),
}
_RETURNED: Final = Text("{file}:{outcome}({count} 处)", "{file}: {outcome} ({count})")
_BESIDE: Final = Text("标注副本或检查结果:{beside}", "Marked copy or report: {beside}")
_AGAIN: Final = Text("请改好后放回 {inbox}/", "Correct it and drop it into {inbox}/ again")
_READY: Final = Text("{customer} {deal}:新文件 {n} 份", "{customer} {deal}: {n} new document(s)")
_WAITING: Final = Text(
    "合同 {contract} {version}({customer})等待{role}审批", "Contract {contract} {version} ({customer}) waits for {role}"
)
_AMOUNT: Final = Text("合同总价(含税){amount} 元", "Total with tax: {amount} yuan")
_SINCE: Final = Text("自 {since} 起;审批表:{file}", "Since {since}; approval form: {file}")
_DIGEST: Final = Text("{day} 待办 {n} 项", "{day}: {n} lines on your list")
_LIST: Final = Text("清单:{file}", "List: {file}")
_SUMMARY: Final = Text("{day} 销售日报", "Sales report of {day}")
_FIGURE: Final = Text("{label}:{count} · {amount} 元", "{label}: {count} · {amount} yuan")
_DUES: Final = Text("待办:{levels}", "Due lines: {levels}")
_REPORT: Final = Text("日报:{file}", "Report: {file}")
_TEST: Final = Text("测试消息:收到即说明该渠道可用。", "A test: who reads this is reached by this channel.")


def message(notices: Sequence[Notice], *, name: str, house: str, lang: Lang, destination: str) -> Message:
    """What tells one person or group of those notices, oldest first, at once; the first MOST_SAID in full.

    The same notices for the same destination bear the same key, so that a message that came twice can be told.
    """
    told = [tuple(_paragraph(notice, lang)) for notice in notices[:MOST_SAID]]
    title = _title(notices, lang)
    blocks = ["\n".join(lines) for lines in told]
    if len(notices) > MOST_SAID:
        blocks.append(_FURTHER.said(lang).format(n=len(notices) - MOST_SAID))
    key = _key(destination, *(notice.key for notice in notices))
    return _addressed(title, "\n\n".join(blocks), name=name, house=house, lang=lang, key=key)


def trial(*, name: str, house: str, lang: Lang, key: str) -> Message:
    """A message that tells nothing, to see whether a channel works."""
    return _addressed(_TEST.said(lang), _TEST.said(lang), name=name, house=house, lang=lang, key=_key(key))


def subject(notice: Notice, lang: Lang) -> str:
    """The first line of what a notice says."""
    return next(iter(_paragraph(notice, lang)))


def _addressed(title: str, body: str, *, name: str, house: str, lang: Lang, key: str) -> Message:
    greeting = f"{_TO.said(lang).format(name=name)}\n\n" if name else ""
    end = _FROM.said(lang).format(key=key)
    return Message(shown_safely(f"[{house}] {title}" if house else title), f"{greeting}{body}\n\n—\n{end}", key)


def _key(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def _title(notices: Sequence[Notice], lang: Lang) -> str:
    if len(notices) == 1:
        return _TITLES[notices[0].kind].said(lang).format(**notices[0].facts)
    return _SEVERAL.said(lang).format(n=len(notices), what=_kinds(notices, lang))


def _kinds(notices: Sequence[Notice], lang: Lang) -> str:
    counted = {kind: sum(notice.kind == kind for notice in notices) for kind in KINDS}
    return ", ".join(f"{KINDS[kind].said(lang)} {n}" for kind, n in counted.items() if n)


def _paragraph(notice: Notice, lang: Lang) -> Iterator[str]:
    """Its lines; whatever people typed is shown safely, on one line."""
    return (shown_safely(line, longest=500) for line in _LINES[notice.kind](notice.facts, lang))


def _returned(facts: Facts, lang: Lang) -> Iterator[str]:
    yield _RETURNED.said(lang).format(file=facts["file"], outcome=facts["outcome"].said(lang), count=facts["count"])
    for n, finding in enumerate(facts["first"], start=1):
        yield f"  {n}. {finding.said(lang)}"
    if facts["count"] > len(facts["first"]):
        yield f"  {_MORE.said(lang).format(n=facts['count'] - len(facts['first']))}"
    if facts["beside"]:
        yield _BESIDE.said(lang).format(beside=facts["beside"])
    if facts["inbox"]:
        yield _AGAIN.said(lang).format(inbox=facts["inbox"])


def _ready(facts: Facts, lang: Lang) -> Iterator[str]:
    documents = facts["documents"]
    yield _READY.said(lang).format(customer=facts["customer"], deal=facts["deal"], n=len(documents))
    yield from (f"  {_titled(title, lang)} {file}" for title, file in documents[:_MOST_LISTED])
    if len(documents) > _MOST_LISTED:
        yield f"  {_MORE.said(lang).format(n=len(documents) - _MOST_LISTED)}"


def _titled(title: Text, lang: Lang) -> str:
    return f"《{title.zh}》" if lang == "zh" else f"{title.en}:"


def _approval(facts: Facts, lang: Lang) -> Iterator[str]:
    yield _WAITING.said(lang).format(**facts)
    if facts["amount"] is not None:
        yield _AMOUNT.said(lang).format(amount=plain(facts["amount"]))
    yield _SINCE.said(lang).format(since=facts["since"], file=facts["file"])


def _digest(facts: Facts, lang: Lang) -> Iterator[str]:
    n = facts["red"] + facts["yellow"] + facts["blue"]
    yield f"{_DIGEST.said(lang).format(day=facts['day'], n=n)} ({_COUNTS.said(lang).format(**facts)})"
    if facts["file"]:
        yield _LIST.said(lang).format(file=facts["file"])


def _summary(facts: Facts, lang: Lang) -> Iterator[str]:
    yield _SUMMARY.said(lang).format(day=facts["day"])
    for label, count, amount in facts["figures"]:
        yield "  " + _FIGURE.said(lang).format(label=label.said(lang), count=count, amount=plain(amount))
    yield _DUES.said(lang).format(levels=_COUNTS.said(lang).format(**facts))
    yield _REPORT.said(lang).format(file=facts["file"])


_LINES: Final[Mapping[NoticeKind, Callable[[Facts, Lang], Iterator[str]]]] = {
    "returned": _returned,
    "ready": _ready,
    "approval": _approval,
    "digest": _digest,
    "summary": _summary,
}
