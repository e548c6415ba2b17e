"""Drafts of the golden deal: due while the document waits to be sent, with what was issued attached."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.golden import COST_SHEET, CUSTOMER_FILE, FEEDBACK, LEAD, Step
from tests.journey.after import letter, letters, receipt, receipts
from tests.journey.test_delays import LATE
from tests.journey.way import Way, changed, day, on_the_way, retyped
from toolkit.cli import salesdocs
from toolkit.drafts import printed
from toolkit.drafts.drawn import Draft, Undrafted, around, drafted, drafts, drafts_due, due_named
from toolkit.drafts.due import STAGES, deals_due, due_of, kinds_of
from toolkit.drafts.printed import Prints
from toolkit.errors import NoPdfProgram, NothingNamed
from toolkit.model.deal import Deal
from toolkit.model.mail_draft import MailDraft
from toolkit.model.notice import Notices, Recipient
from toolkit.office.libreoffice import office_program

needs_office = pytest.mark.skipif(
    not (office_program() and shutil.which("pdftotext")), reason="LibreOffice and poppler-utils are not installed here"
)
TO = "zhangwei@qiming.example.com"
OPEN = Callable[..., Way]


@pytest.fixture
def way_to(tmp_path: Path) -> Iterator[OPEN]:
    """Gives `way_to("07-10")`: the golden way up to that day's end."""
    with ExitStack() as opened:
        yield lambda until, **more: opened.enter_context(on_the_way(tmp_path / "house", until, **more))


def due(way: Way, on: str) -> list[tuple[str, str, str]]:
    """Number, mail and the day since which it is due."""
    house = way.house
    with house.ledger.reading() as questions:
        deals = [questions.deal(number) for number in deals_due(house, day(on))]
    found = [one for deal in deals for one in due_of(deal, kinds_of(house), house.rulebook, day(on))]
    return [(one.paper.number, one.draft.title.zh, f"{one.since:%m-%d}") for one in found]


def made(way: Way, number: str, on: str, *, is_printed: bool | None = False) -> Draft:
    wanted = due_named(way.house, number, day(on))
    with Prints(way.house.places, is_wanted=is_printed) as prints:
        return drafted(wanted, around(way.house, wanted.deal, day(on)), way.house, prints)


def read(content: bytes) -> Any:
    return message_from_bytes(content, _class=EmailMessage, policy=policy.default)


def attached(content: bytes) -> tuple[str, bytes]:
    (part,) = read(content).iter_attachments()
    return part.get_filename(), part.get_content()


def text(content: bytes) -> str:
    return str(read(content).get_body(("plain",)).get_content())


def test_a_quote_is_due_until_it_is_sent_and_again_in_its_last_week(way_to: OPEN) -> None:
    way = way_to("07-01")

    assert due(way, "07-01") == [("BJ-2026-0001", "报价单", "07-01")]
    assert due(way, "08-01") == []

    way.give(FEEDBACK)

    assert due(way, "07-23") == []
    assert due(way, "07-24") == due(way, "07-31") == [("BJ-2026-0001", "报价到期提醒", "07-24")]
    assert due(way, "08-01") == []


def test_the_weekly_letter_is_due_until_it_is_logged_and_only_the_latest(way_to: OPEN) -> None:
    way = way_to("08-03")

    letters_due = [one for one in due(way, "08-03") if one[1] == "客户进度函"]
    assert letters_due == [("JZ-2026-0002", "客户进度函", "08-03")]

    way.give(letters("08-04", {}, letter("JZ-2026-0002", "08-04")), "08-04")

    assert not [one for one in due(way, "08-04") if one[1] == "客户进度函"]


def test_no_letter_is_due_once_the_order_is_delivered(way_to: OPEN) -> None:
    way = way_to("08-18")

    assert not [one for one in due(way, "08-18") if one[0].startswith("JZ")]


def test_a_letter_on_a_delay_is_due_beside_the_weekly_one(way_to: OPEN) -> None:
    way = way_to("07-27")
    way.give(LATE)

    found = [one for one in due(way, "08-03") if one[0].startswith("JZ")]

    assert [title for _, title, _ in found] == ["客户进度函", "异常沟通函"]


@pytest.mark.parametrize(
    ("on", "title", "since"),
    [
        ("07-21", "付款通知单", "07-21"),
        ("07-27", "付款通知单", "07-21"),
        ("07-28", "催款函", "07-28"),
        ("08-11", "催款函", "07-28"),
        ("08-12", "催款函", "08-12"),
        ("08-27", "催款函", "08-27"),
        ("09-25", "催款函", "08-27"),
        ("09-26", "催款函", "09-26"),
    ],
)
def test_a_payment_is_asked_for_then_reminded_of_with_each_graver_tone(
    way_to: OPEN, on: str, title: str, since: str
) -> None:
    way = way_to("07-21")

    assert [one for one in due(way, on) if one[0].startswith("FK")] == [("FK-2026-0001", title, since)]


def test_what_is_paid_is_not_asked_for(way_to: OPEN) -> None:
    way = way_to("07-21")
    way.give(receipts("07-24", receipt("1", "07-24")))

    assert not [one for one in due(way, "07-31") if one[0].startswith("FK")]


@pytest.mark.parametrize("on", ["07-01", "07-27", "07-28", "08-01", "08-03"])
def test_what_is_due_is_found_alike_in_slim_deals_and_in_full_ones(way_to: OPEN, on: str) -> None:
    house = way_to("08-03").house

    with house.ledger.reading() as questions:
        whole = tuple(questions.every_deal())
        slim = tuple(deal for stage in STAGES for deal in questions.slim_deals(stage))

    def found(deals: tuple[Deal, ...]) -> list[tuple[str, MailDraft, date]]:
        mails = (one for deal in deals for one in due_of(deal, kinds_of(house), house.rulebook, day(on)))
        return [(one.paper.number, one.draft, one.since) for one in mails]

    assert found(slim) == found(whole)


def test_the_draft_of_a_quote_is_addressed_and_holds_the_document_as_issued(way_to: OPEN) -> None:
    way = way_to("07-01")

    quote = made(way, "BJ-2026-0001", "07-01")

    paper = way.deal().paper("G02")
    assert paper is not None
    assert quote.name == "BJ-2026-0001_客户邮件草稿_报价单_上海启明_20260701.eml"
    assert str(read(quote.content)["To"]) == f"张伟 <{TO}>"
    assert read(quote.content)["From"].addresses[0].addr_spec == way.house.rulebook.company.email
    assert attached(quote.content) == (Path(paper.file).name, (way.house.root / paper.file).read_bytes())
    assert "¥286,000.00" in text(quote.content) and "2026年7月31日24时" in text(quote.content)


def test_a_contact_without_a_mailbox_is_reached_at_the_one_of_the_billing_file(way_to: OPEN) -> None:
    lead, billing = retyped(LEAD, "rows", contact_email=""), changed(CUSTOMER_FILE, email="caiwu@qiming.example.com")
    way = way_to("07-06", without=(LEAD, CUSTOMER_FILE), plus=(lead, billing))

    assert made(way, "BJ-2026-0001", "07-06").to == "caiwu@qiming.example.com"


def test_without_an_address_the_draft_asks_for_one(way_to: OPEN) -> None:
    lead = retyped(LEAD, "rows", contact_email="")
    way = way_to("07-01", without=(LEAD,), plus=(lead,))

    quote = made(way, "BJ-2026-0001", "07-01")

    assert quote.to == "" and read(quote.content)["To"] is None
    assert text(quote.content).startswith("【发送前请填写收件人")


def test_a_customers_name_cannot_add_a_header(way_to: OPEN) -> None:
    way = way_to("07-01")
    wanted = due_named(way.house, "BJ-2026-0001", day("07-01"))
    known = around(way.house, wanted.deal, day("07-01"))
    assert known.customer is not None
    billing = {"contact_name": "张伟\r\nBcc: spy@evil.example\r\n\r\n", "contact_email": TO}

    with Prints(way.house.places, is_wanted=False) as prints:
        odd = replace(known, customer=replace(known.customer, billing=billing))
        mail = read(drafted(wanted, odd, way.house, prints).content)

    assert mail["Bcc"] is None
    assert [one.addr_spec for one in mail["To"].addresses] == [TO]


def test_a_reminder_is_written_anew_with_what_is_owed_that_day(way_to: OPEN) -> None:
    way = way_to("07-21")

    before, friendly, claim = (made(way, "FK-2026-0001", on) for on in ("07-27", "07-30", "08-28"))

    assert "付款通知单" in before.name and "催款函" in friendly.name
    assert attached(before.content)[0].startswith("FK-2026-0001_付款通知单")
    assert attached(friendly.content)[0].startswith("FK-2026-0001_催款函_上海启明_20260730")
    assert "已逾期3日" in read(friendly.content)["Subject"]
    assert "违约金" in text(claim.content) and "违约金" not in text(friendly.content).replace("违约金额", "")
    assert read(claim.content)["Date"].datetime.date() == day("08-28")


def test_the_same_document_makes_the_same_draft_on_any_day(way_to: OPEN) -> None:
    way = way_to("07-01")

    first, later = made(way, "BJ-2026-0001", "07-01"), made(way, "BJ-2026-0001", "07-05")

    assert (first.name, first.content) == (later.name, later.content)


@needs_office
def test_a_real_pdf_goes_along_and_the_draft_stays_the_same_with_another_office(way_to: OPEN) -> None:
    way = way_to("07-01")

    first, again = (made(way, "BJ-2026-0001", "07-01", is_printed=True) for _ in range(2))

    name, pdf = attached(first.content)
    assert name == "BJ-2026-0001_报价单_上海启明_20260701.pdf"
    said = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "BJ-2026-0001" in said and "286,000.00" in said
    assert first.content == again.content
    assert f"附件：{name}" in text(first.content)


def test_without_a_program_for_pdfs_the_word_file_goes_along_and_is_called_one(
    way_to: OPEN, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_here() -> None:
        raise NoPdfProgram

    monkeypatch.setattr(printed, "printer", none_here)
    way = way_to("07-01")

    quote = made(way, "BJ-2026-0001", "07-01", is_printed=None)

    assert attached(quote.content)[0].endswith(".docx")
    assert "（Word文档）" in text(quote.content)
    with pytest.raises(NoPdfProgram):
        made(way, "BJ-2026-0001", "07-01", is_printed=True)


def test_a_night_lays_what_became_due_since_the_last_one_by_owner(
    way_to: OPEN, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Prints, "of", lambda *_: None)
    house = way_to("08-03").house

    night = dict(drafts_due(house, day("08-03"), since=day("08-02")))
    found = iter(deals_due(house, day("08-03")))

    assert list(night) == [
        "reports/20260803/客户邮件草稿_王芳/JZ-2026-0002_客户邮件草稿_客户进度函_上海启明_20260803.eml"
    ]
    assert len(dict(drafts_due(house, day("08-03")))) == 2
    assert dict(drafts_due(house, day("08-03"), deals=found, since=day("08-02"))) == night


def test_what_was_sent_in_the_meantime_is_passed_over(way_to: OPEN, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Prints, "of", lambda *_: None)
    way = way_to("07-01")
    found = deals_due(way.house, day("07-01"))
    way.give(FEEDBACK)

    assert dict(drafts_due(way.house, day("07-03"), deals=found)) == {}


def test_one_that_cannot_be_made_says_why_and_keeps_none_of_the_others(
    way_to: OPEN, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Prints, "of", lambda *_: None)
    house = way_to("08-03").house
    (house.places.templates / "payment-notice.docx").write_bytes(b"no template")

    results = list(drafts(house, day("08-03")))
    night = dict(drafts_due(house, day("08-03")))

    assert [type(one) for one in results] == [Draft, Undrafted]
    (why,) = [content for name, content in night.items() if name.endswith("_未生成.txt")]
    assert "payment-notice.docx" in why.decode("utf-8-sig")


@pytest.mark.parametrize("left", [None, b"", b"PK something else"])
def test_a_document_whose_copy_is_gone_or_damaged_is_not_sent(way_to: OPEN, left: bytes | None) -> None:
    way = way_to("07-01")
    paper = way.deal().paper("G02")
    assert paper is not None
    copy = way.house.places.capture(paper.digest)
    copy.chmod(0o600)
    copy.unlink()
    if left is not None:
        copy.write_bytes(left)

    (why,) = drafts(way.house, day("07-01"), is_printed=False)

    assert isinstance(why, Undrafted) and "its copy as issued" in why.why


@pytest.mark.parametrize("number", ["XS-2026-0001", "SJ-2026-0001", "BJ-2026-0009", "BJ-2026-0001-V2", "nonsense"])
def test_a_number_of_nothing_that_goes_by_mail_is_refused(way_to: OPEN, number: str) -> None:
    way = way_to("07-10")

    with pytest.raises(NothingNamed, match="goes out by mail"):
        due_named(way.house, number, day("07-10"))


def test_a_quote_that_a_later_version_replaced_is_not_sent_any_more(way_to: OPEN) -> None:
    way = way_to("07-01")
    renewed = retyped(COST_SHEET, "offer", 0, unit_price="114000")
    way.give(renewed, "07-02", name="成本核算表2.xlsx", blank=way.fresh("F05", on="07-02"))

    assert due(way, "07-02") == [("BJ-2026-0001", "报价单", "07-02")]
    assert made(way, "BJ-2026-0001", "07-02").name.startswith("BJ-2026-0001-V2_")
    with pytest.raises(NothingNamed):
        due_named(way.house, "BJ-2026-0001-V1", day("07-02"))


def run(*words: str) -> Result:
    return CliRunner().invoke(salesdocs, list(words))


def test_the_command_lays_one_draft_beside_its_document_and_all_that_is_due_by_owner(way_to: OPEN) -> None:
    root = way_to("08-03").house.root
    at = ("-C", str(root), "--today", "2026-08-03")

    one = run(*at, "draft", "jz-2026-0002", "--no-pdf")
    everything = run(*at, "--format", "json", "draft", "--due", "--no-pdf")
    again = run(*at, "draft", "JZ-2026-0002", "--no-pdf")

    assert one.exit_code == everything.exit_code == 0, one.output + everything.output
    (beside,) = root.glob("deals/*/6_delivery/JZ-2026-0002_客户邮件草稿_*.eml")
    assert beside.name in one.output and TO in one.output and again.output == one.output
    told = json.loads(everything.output)
    assert [(each["number"], each["mail"], each["to"]) for each in told] == [
        ("JZ-2026-0002", "客户进度函", TO),
        ("FK-2026-0001", "催款函", TO),
    ]
    assert {Path(each["file"]).parent for each in told} == {root / "reports/20260803/客户邮件草稿_王芳"}


def test_the_command_asks_for_a_number_or_for_all(way_to: OPEN) -> None:
    root = way_to("07-01").house.root

    assert run("-C", str(root), "draft").exit_code == 2
    assert run("-C", str(root), "draft", "BJ-2026-0001", "--due").exit_code == 2


def test_the_ledger_knows_nothing_of_drafts(way_to: OPEN) -> None:
    way = way_to("07-01")
    before = way.events()

    list(drafts(way.house, day("07-01"), is_printed=False))

    assert way.events() == before
    assert not way.house.ledger.open_effects()


def test_nobody_tells_a_customer_whatever_the_notices_are_set_to(tmp_path: Path) -> None:
    people = {name: Recipient(("chat",)) for name in ("王芳", "李强", "张伟")}
    settings = Notices(channels={"chat": "json://127.0.0.1/x"}, people=people)
    steps: tuple[Step, ...] = (COST_SHEET, FEEDBACK)
    with on_the_way(tmp_path / "house", "06-22") as way:
        way.house = replace(way.house, settings=replace(way.house.settings, notices=settings))
        for step in steps:
            way.give(step)
        with way.house.ledger.reading() as questions:
            told = questions.notices("todo")

    assert told
    assert not [one for one in told if TO in repr(one) or one.notice.to == "张伟"]
