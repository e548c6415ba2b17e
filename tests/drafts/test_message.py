"""The .eml file itself: what mail programs read, and that nothing typed by anybody becomes a header."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from email import charset, message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any
from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.drafts.message import Attachment, Mail, Mailbox, message
from toolkit.model.names import safe_name

PDF = Attachment("BJ-2026-0001_报价单_上海启明_20260701.pdf", b"%PDF-1.7 " + bytes(range(256)) + b"%%EOF\n")
MAIL = Mail(
    sender=Mailbox("苏州恒拓智能装备有限公司", "sales@hengtuo.example"),
    to=Mailbox("张伟", "zhangwei@qiming.example"),
    subject="报价单 BJ-2026-0001：自动上料机及年度维护方案（苏州恒拓智能装备有限公司）",
    text="尊敬的张伟：\n\n您好！\n",
    html="<p>尊敬的张伟：</p>\n",
    attachment=PDF,
    written_on=date(2026, 7, 1),
)
HEADERS = ["Content-Type", "MIME-Version", "From", "To", "Subject", "Date", "Message-ID", "X-Unsent"]


def read(content: bytes) -> Any:
    """The message as a program of today reads it: every header decoded."""
    found = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    assert not found.defects and not [part for part in found.walk() if part.defects]
    return found


def head(content: bytes) -> bytes:
    return content.partition(b"\r\n\r\n")[0]


def test_a_mail_program_reads_what_was_written() -> None:
    found = read(message(MAIL))

    assert (found["From"].addresses[0].display_name, found["From"].addresses[0].addr_spec) == (
        "苏州恒拓智能装备有限公司",
        "sales@hengtuo.example",
    )
    assert str(found["To"]) == "张伟 <zhangwei@qiming.example>"
    assert found["Subject"] == MAIL.subject
    assert found["Date"].datetime.isoformat() == "2026-07-01T00:00:00+08:00"
    assert found.get_body(("plain",)).get_content().replace("\r\n", "\n") == MAIL.text
    assert found.get_body(("html",)).get_content().replace("\r\n", "\n") == MAIL.html
    (attached,) = found.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (PDF.name, "application/pdf")
    assert attached.get_content() == PDF.content


def test_libraries_that_change_how_a_program_writes_mail_change_nothing() -> None:
    before = message(MAIL)
    charset.add_charset("utf-8", charset.QP, charset.QP, "utf-8")  # as Apprise does once it has sent a mail

    try:
        after = message(MAIL)
    finally:
        charset.add_charset("utf-8", charset.SHORTEST, charset.BASE64, "utf-8")

    assert after == before


def test_it_is_marked_as_a_draft_and_every_header_is_plain_ascii_in_lines_of_the_standard() -> None:
    content = message(MAIL)

    assert b"\r\nX-Unsent: 1\r\n" in head(content) + b"\r\n"
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert max(map(len, head(content).split(b"\r\n"))) <= 78


def test_the_name_of_the_document_is_told_in_both_ways() -> None:
    lines = message(MAIL).decode("ascii").replace("\r\n ", " ").split("\r\n")

    (kind,) = [line for line in lines if line.startswith("Content-Type: application/pdf")]
    (disposition,) = [line for line in lines if line.startswith("Content-Disposition")]
    assert kind.startswith('Content-Type: application/pdf; name="=?utf-8?b?') and kind.endswith('?="')
    assert disposition == (
        "Content-Disposition: attachment; filename*=utf-8''BJ-2026-0001_%E6%8A%A5%E4%BB%B7%E5%8D%95_"
        "%E4%B8%8A%E6%B5%B7%E5%90%AF%E6%98%8E_20260701.pdf"
    )


def test_a_word_document_goes_as_one() -> None:
    found = read(message(replace(MAIL, attachment=Attachment("JZ-2026-0001_客户进度函.docx", b"PK"))))

    (attached,) = found.iter_attachments()
    assert attached.get_content_subtype() == "vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert attached.get_filename() == "JZ-2026-0001_客户进度函.docx"


def test_the_same_mail_has_the_same_bytes_and_another_one_another_id() -> None:
    again, other = message(replace(MAIL)), message(replace(MAIL, text="尊敬的李伟：\n"))

    assert again == message(MAIL)
    assert read(other)["Message-ID"] != read(again)["Message-ID"]


@pytest.mark.parametrize(
    "address", ["", "无", "zhangwei@", "a@b.example\r\nBcc: x@y.example", "<a@b.example>", "张@b.cn"]
)
def test_what_is_no_address_leaves_the_header_out(address: str) -> None:
    content = message(replace(MAIL, to=Mailbox("张伟", address)))

    assert "To" not in read(content) and "Bcc" not in read(content)
    assert read(content)["From"] is not None


def test_a_house_without_a_mailbox_leaves_the_sender_to_the_mail_program() -> None:
    found = read(message(replace(MAIL, sender=Mailbox("苏州恒拓智能装备有限公司", ""))))

    assert "From" not in found
    assert str(found["Message-ID"]).endswith("@salesdocs.invalid>")


ANYTHING = st.text(st.characters(codec="utf-8") | st.sampled_from('\r\n\t\v\f\x00\x85\u2028\u202e"\\,;:<>@=?_ '))


@given(name=ANYTHING, subject=ANYTHING, company=ANYTHING)
@example(name="张伟\r\nBcc: x@y.example", subject="报价\n\nbody", company="=?utf-8?q?=0D=0ABcc=3A_x=40y.example?=")
@example(name='"张" <x@y.example>,', subject="a" * 990, company="(comment)\r\n\r\n")
def test_nothing_in_a_name_makes_a_header_or_another_recipient(name: str, subject: str, company: str) -> None:
    mail = replace(
        MAIL,
        to=Mailbox(name, "zhangwei@qiming.example"),
        sender=Mailbox(company, "sales@hengtuo.example"),
        subject=subject,
    )

    content = message(mail)

    names = [line.partition(b":")[0].decode() for line in head(content).split(b"\r\n") if not line.startswith(b" ")]
    assert names == HEADERS
    found = message_from_bytes(content)
    shown = "".join(str(make_header(decode_header(found[header]))) for header in ("From", "To", "Subject"))
    assert not {category(mark) for mark in shown} & {"Cc", "Cf", "Zl", "Zp"}
    assert found["To"].endswith("<zhangwei@qiming.example>") or found["To"] == "zhangwei@qiming.example"
    assert [str(one.addr_spec) for one in read_loosely(content)["To"].addresses] == ["zhangwei@qiming.example"]
    assert found.get_payload()[0].get_payload()[0].get_content_type() == "text/plain"  # type: ignore[union-attr, index]


def read_loosely(content: bytes) -> Any:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


@given(name=st.text(st.characters(codec="utf-8"), max_size=90))
def test_every_name_of_a_document_comes_through(name: str) -> None:
    attachment = Attachment(safe_name(f"JZ-2026-0001_{name}.pdf"), b"%PDF")

    (found,) = read_loosely(message(replace(MAIL, attachment=attachment))).iter_attachments()

    assert found.get_filename() == attachment.name
