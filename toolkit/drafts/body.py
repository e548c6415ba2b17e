"""What a mail says: its words filled with a document's figures, as plain text and as a simple page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from toolkit.documents.strict import OFFERED, environment, offered
from toolkit.errors import TemplateFault
from toolkit.model.mail_draft import MailDraft
from toolkit.model.text import Lang, Text, shown_safely

_DEAR: Final = Text("尊敬的{}：\n\n您好！", "Dear {},")
_REGARDS: Final = Text("顺颂商祺！", "Kind regards,")
_ATTACHED: Final = Text("附件：{}", "Attached: {}")
_AS_WORD: Final = Text("（Word文档）", " (Word document)")
_PHONE: Final = Text("电话：{}", "Phone: {}")
_NO_ADDRESS: Final = Text(
    "【发送前请填写收件人：系统中没有登记该客户的邮箱。填写后请删去本行。】",
    "[Before sending, fill in the recipient: no mail address of this customer is registered. Then delete this line.]",
)
_COLON: Final = Text("：", ": ")

_PAGE: Final = "font-family:'Microsoft YaHei','PingFang SC',Arial,sans-serif;font-size:14px;line-height:1.7;color:#222"
_TABLE: Final = "border-collapse:collapse;margin:4px 0 14px"
_LABEL: Final = "border:1px solid #ccc;padding:5px 12px;background:#f3f5f7;white-space:nowrap;vertical-align:top"
_VALUE: Final = "border:1px solid #ccc;padding:5px 12px"
_WARNING: Final = "background:#fff3cd;border:1px solid #e0b400;padding:6px 10px"


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The words of one mail, in their order."""

    lang: Lang
    subject: str
    warning: str
    """To the person who sends it; '' for nothing."""
    greeting: tuple[str, ...]
    """Paragraphs, as those that follow."""
    opening: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    attached: str
    signature: tuple[str, ...]
    """Lines of one paragraph."""


def body_of(
    draft: MailDraft,
    figures: object,
    *,
    lang: Lang,
    to: str,
    has_address: bool,
    attached: str,
    signature: tuple[str, str, str],
) -> Body:
    """The words of that mail: `to` whom, with which document, from whom (name, company, phone).

    Raises TemplateFault where a word asks for what the figures do not offer.
    """
    filled = _Filled(draft, figures, lang)
    owner, company, phone = (shown_safely(one) for one in signature)
    as_word = _AS_WORD.said(lang) if attached.endswith(".docx") else ""
    return Body(
        lang=lang,
        subject=" ".join(filled.said(draft.subject).split()),
        warning="" if has_address else _NO_ADDRESS.said(lang),
        greeting=_paragraphs(_DEAR.said(lang).format(shown_safely(to))),
        opening=_paragraphs(filled.said(draft.opening)),
        rows=tuple((label.said(lang), told) for label, value in draft.rows if (told := filled.said(value).strip())),
        closing=_paragraphs(filled.said(draft.closing)),
        attached=_ATTACHED.said(lang).format(attached) + as_word,
        signature=tuple(filter(None, (owner, company, _PHONE.said(lang).format(phone) if phone else ""))),
    )


def plain_text(body: Body) -> str:
    """The mail for programs that show text only, and for those who prefer it."""
    rows = (f"    {label}{_COLON.said(body.lang)}{_indented(value)}" for label, value in body.rows)
    return "\n\n".join(
        (
            *filter(None, (body.warning,)),
            *body.greeting,
            *body.opening,
            "\n".join(rows),
            *body.closing,
            body.attached,
            _REGARDS.said(body.lang),
            "\n".join(body.signature) + "\n",
        )
    )


def _indented(value: str) -> str:
    return value.replace("\n", "\n        ")


def page(body: Body) -> str:
    """The same as HTML: every value escaped, all styles on the elements, since mail programs drop style sheets."""
    return "\n".join(_page_lines(body)) + "\n"


def _page_lines(body: Body) -> Iterator[str]:
    language = "zh-CN" if body.lang == "zh" else "en"
    yield f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"></head>\n<body style="{_PAGE}">'
    if body.warning:
        yield f'<p style="{_WARNING}">{_shown(body.warning)}</p>'
    yield from (f"<p>{_shown(one)}</p>" for one in (*body.greeting, *body.opening))
    yield f'<table style="{_TABLE}">'
    for label, value in body.rows:
        yield f'<tr><td style="{_LABEL}">{_shown(label)}</td><td style="{_VALUE}">{_shown(value)}</td></tr>'
    yield "</table>"
    yield from (f"<p>{_shown(one)}</p>" for one in (*body.closing, body.attached, _REGARDS.said(body.lang)))
    yield f"<p>{'<br>'.join(map(_shown, body.signature))}</p>\n</body>\n</html>"


def _shown(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split("\n\n"))))


@dataclass(frozen=True, slots=True)
class _Filled:
    """Words filled with one document's figures."""

    draft: MailDraft
    figures: object
    lang: Lang

    def said(self, words: Text) -> str:
        """The words in that language. Raises TemplateFault."""
        names = offered(self.figures)
        token = OFFERED.set(names)
        try:
            return _environment(self.lang).from_string(words.said(self.lang)).render(names)
        except (TemplateError, TypeError, ValueError) as fault:
            raise TemplateFault(self.draft.title.said(self.lang), str(fault)) from fault
        finally:
            OFFERED.reset(token)


@cache
def _environment(lang: Lang) -> ImmutableSandboxedEnvironment:
    return environment(autoescape=False, lang=lang)
