"""A mail as the bytes of an .eml file, which mail programs open as a draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from email import policy
from email.charset import BASE64, SHORTEST, Charset
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime
from hashlib import sha256
from typing import Final

from toolkit.model.kinds.contact import is_address
from toolkit.model.text import shown_safely

_UTF_8: Final = Charset("utf-8")
"""With ways of encoding of its own: libraries that send mail change those of the whole program."""
_UTF_8.header_encoding, _UTF_8.body_encoding = SHORTEST, BASE64
_TYPES: Final = {
    ".pdf": "pdf",
    ".docx": "vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_AS_SENT: Final = policy.compat32.clone(linesep="\r\n")
"""Not EmailMessage: it writes a Chinese name of an attachment in the one way that older Outlooks cannot read."""
_CHINA: Final = timezone(timedelta(hours=8))
"""A draft bears the day as it begins there; the mail program puts the moment of sending in its place."""
_NOWHERE: Final = "salesdocs.invalid"
_LONGEST_HEADER: Final = 400


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name with its address; the address may be blank where none is known."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document that goes along, under its own name with its ending."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one person, with one document."""

    sender: Mailbox
    to: Mailbox
    subject: str
    text: str
    html: str
    attachment: Attachment
    written_on: date


def message(mail: Mail) -> bytes:
    """The mail by RFC 5322, marked as not sent (`X-Unsent`). The same mail gives the same bytes.

    A header without a usable address is left out: the mail program asks for it. No name or subject can end a line.
    """
    digest = _digest(mail)
    made = MIMEMultipart("mixed", boundary=f"salesdocs_{digest[:32]}")
    for name, mailbox in (("From", mail.sender), ("To", mail.to)):
        if is_address(mailbox.address):
            made[name] = _mailbox(name, mailbox)  # type: ignore[assignment]  # a Header is folded when it is written
    made["Subject"] = Header(_one_line(mail.subject), _UTF_8, header_name="Subject")  # type: ignore[assignment]
    made["Date"] = format_datetime(datetime.combine(mail.written_on, time(), tzinfo=_CHINA))
    made["Message-ID"] = f"<{digest[:32]}@{_domain(mail.sender)}>"
    made["X-Unsent"] = "1"
    words = MIMEMultipart("alternative", boundary=f"salesdocs_{digest[32:]}")
    words.attach(_words(mail.text, "plain"))
    words.attach(_words(mail.html, "html"))
    made.attach(words)
    made.attach(_attached(mail.attachment))
    return made.as_bytes(policy=_AS_SENT)


def _mailbox(header: str, mailbox: Mailbox) -> Header:
    """`=?utf-8?b?5byg5Lyf?= <zhangwei@example.com>`"""  # noqa: D400, D415 (what you get, as it is written)
    made = Header(header_name=header)
    if name := _one_line(mailbox.name):
        made.append(name, _UTF_8)
    made.append(f"<{mailbox.address}>" if name else mailbox.address, "us-ascii")
    return made


def _one_line(text: str) -> str:
    """The text without anything that could end a header, or show as something else."""
    return shown_safely(" ".join(text.split()), longest=_LONGEST_HEADER)


def _domain(sender: Mailbox) -> str:
    return sender.address.rpartition("@")[2] if is_address(sender.address) else _NOWHERE


def _words(text: str, sort: str) -> Message:
    part = MIMENonMultipart("text", sort, charset="utf-8")
    part.set_payload(text.replace("\n", "\r\n"), _UTF_8)
    return part


def _attached(attachment: Attachment) -> Message:
    """The document, its name told twice: as RFC 2231 asks, and in encoded words for programs that know only those."""
    ending = attachment.name[attachment.name.rfind(".") :]
    encoded = Header(attachment.name, _UTF_8).encode(linesep="")
    part = MIMEBase("application", _TYPES[ending], name=encoded)
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", attachment.name))
    return part


def _digest(mail: Mail) -> str:
    """SHA-256 of all that the mail says and carries."""
    return sha256(b"\0".join(sha256(piece).digest() for piece in _pieces(mail))).hexdigest()


def _pieces(mail: Mail) -> Iterator[bytes]:
    told = (mail.sender.name, mail.sender.address, mail.to.name, mail.to.address, mail.subject, mail.text, mail.html)
    yield from (text.encode(errors="surrogatepass") for text in (*told, mail.attachment.name, f"{mail.written_on}"))
    yield mail.attachment.content
