from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from toolkit.errors import LedgerTrouble, NothingNamed
from toolkit.ledger.store import Ledger, journal_mode, open_ledger
from toolkit.model.arrival import Arrival, Outcome
from toolkit.model.deal import Event
from toolkit.model.effect import Effect
from toolkit.model.names import name_key
from toolkit.model.submission import Answer, Submission

JUNE, JULY, AUGUST = date(2026, 6, 16), date(2026, 7, 1), date(2026, 8, 24)
CUSTOMER, DEAL = "KH-2026-0001", "SJ-2026-0001"
QIMING = {
    "customer_name": "上海启明精密制造有限公司",
    "uscc": "91310115MA1K456788",
    "contact_phone": "13812345678",
    "customer_short": "上海启明",
}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        yield opened


def registered(number: str = CUSTOMER, **values: str) -> Event:
    return Event("customer registered", number, {"values": {**QIMING, **values}, "owner": "王芳"})


def opened(number: str = DEAL, customer: str = CUSTOMER) -> Event:
    return Event("deal opened", number, {"customer": customer, "owner": "王芳"})


def moved(stage: str, number: str = DEAL) -> Event:
    return Event("moved", number, {"transition": "T1", "stage": stage})


def filed(form: str, number: str, deal: str = DEAL) -> Event:
    submission = Submission(form, "1", {"total_cost": Answer("total_cost", Decimal("166500.00"), "166500", "成本!C7")})
    return Event("filed", deal, {"form": form, "number": number, "submission": submission})


def issued(document: str, number: str, version: str = "", deal: str = DEAL) -> Event:
    facts = {"document": document, "number": number, "version": version, "status": "草稿", "basis": ("CB-2026-0001",)}
    return Event("issued", deal, facts)


def arrived(id: str = "a1", outcome: Outcome = "accepted", digest: str = "0f", day: date = JUNE) -> Arrival:
    return Arrival(
        id=id,
        name="成本核算表.xlsx",
        digest=digest,
        day=day,
        outcome=outcome,
        form="F05",
        first_seen=datetime(2026, 6, 16, 9, 30),
        dropped="收件箱/成本核算表.xlsx",
        detail={"numbers": ("CB-2026-0001",)},
    )


def fill(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        entry.record([registered(), opened(), filed("F02", CUSTOMER), moved("潜在客户")])
        entry.record([Event("person listed", "王芳", {"values": {"name": "王芳", "role": "销售代表", "deputy": None}})])
        price = {"name": "上料机", "list_price": Decimal(113_000), "tax_rate": "13%", "unit": "台", "spec": "标准"}
        entry.record([Event("product listed", "HT-200", {"values": price})])
        entry.record([Event("market researched", "DY-2026-0001", {"values": {"region": ("江苏", "上海")}})])
        facts = {"other": "", "name": "启明机床厂", "is_same": False, "reason": "两家", "by": "李强"}
        entry.record([Event("customers compared", CUSTOMER, facts)])
    with ledger.deciding(JULY) as entry:
        entry.record([filed("F05", "CB-2026-0001"), issued("G02", "BJ-2026-0001", "V1"), moved("报价草稿")])
        entry.record([Event("blank issued", DEAL, {"form": "F06", "number": "BF-2026-0001"})])
        entry.record([Event("held", DEAL, {"form": "F05", "number": "CB-2026-0001", "codes": ("R-11",)})])
    with ledger.deciding(AUGUST) as entry:
        entry.record([Event("customer file", CUSTOMER, {"values": {"tax_no": "91310115MA1K456788", "phone": "021-1"}})])


def ledger_profile(ledger: Ledger) -> object:
    with ledger.reading() as questions:
        return questions.profile()["region"]


def test_a_decision_that_fails_leaves_nothing(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), ledger.deciding(JUNE) as entry:  # noqa: PT012
        entry.record([registered(), opened()])
        assert entry.draw("BJ") == "BJ-2026-0001"
        entry.plan([Effect("write receipt")])
        raise RuntimeError

    with ledger.deciding(JUNE) as entry:
        assert entry.draw("BJ") == "BJ-2026-0001"
        assert entry.customer(CUSTOMER) is None
        assert entry.deals_of_customer(CUSTOMER) == ()
        assert entry.open_effects() == ()


def test_each_series_and_year_counts_for_itself(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        drawn = [entry.draw("BJ"), entry.draw("BJ"), entry.draw("XS")]
    with ledger.deciding(date(2027, 1, 4)) as entry:
        drawn.append(entry.draw("BJ"))

    assert drawn == ["BJ-2026-0001", "BJ-2026-0002", "XS-2026-0001", "BJ-2027-0001"]


def test_the_ten_thousandth_number_has_five_digits(ledger: Ledger) -> None:
    with sqlite3.connect(ledger.path) as busy_year:
        busy_year.execute("INSERT INTO series VALUES ('BJ', 2026, 9998)")
    busy_year.close()

    with ledger.deciding(JUNE) as entry:
        drawn = entry.draw("BJ"), entry.draw("BJ")

    assert drawn == ("BJ-2026-9999", "BJ-2026-10000")


def test_a_deal_is_what_happened_to_it(ledger: Ledger) -> None:
    fill(ledger)

    deal = ledger.deal(DEAL)

    assert (deal.customer, deal.owner, deal.stage, deal.moved_on) == (CUSTOMER, "王芳", "报价草稿", JULY)
    assert deal.value("F05", "total_cost") == Decimal("166500.00")
    assert [(paper.number, paper.basis) for paper in deal.papers] == [("BJ-2026-0001", ("CB-2026-0001",))]
    assert deal.holds[0].codes == ("R-11",)


def test_a_deal_can_be_asked_for_as_of_a_day(ledger: Ledger) -> None:
    fill(ledger)

    before = ledger.deal(DEAL, as_of=date(2026, 6, 30))

    assert (before.stage, before.papers, len(before.filings)) == ("潜在客户", (), 1)
    with pytest.raises(NothingNamed):
        ledger.deal(DEAL, as_of=date(2026, 6, 15))


def test_customers_and_staff_can_be_asked_for_as_of_a_day(ledger: Ledger) -> None:
    fill(ledger)

    with ledger.reading() as asked:
        then, now = asked.customer(CUSTOMER, as_of=JULY), asked.customer(CUSTOMER)
        assert then is not None
        assert now is not None
        assert (then.billing, now.billing["phone"]) == ({}, "021-1")
        assert asked.customer(CUSTOMER, as_of=AUGUST) == now
        assert asked.staff(as_of=JUNE) == asked.staff()
        assert asked.staff(as_of=date(2026, 6, 1)) == {}
        assert asked.products(as_of=JUNE) == asked.products()


def test_any_number_finds_its_deal(ledger: Ledger) -> None:
    fill(ledger)

    with ledger.reading() as asked:
        numbers = (DEAL, CUSTOMER, "CB-2026-0001", "BJ-2026-0001", "BJ-2026-0001-V2", "BF-2026-0001")
        assert {asked.deal_of(number) for number in numbers} == {DEAL}
        assert asked.deal_of("BJ-2026-0009") is None
        assert asked.customer_of("CB-2026-0001") == CUSTOMER
        assert asked.holder_of("BJ-2026-0001") == ("G02", DEAL, CUSTOMER)
        assert asked.holder_of(CUSTOMER) == ("customer", "", CUSTOMER)


def test_a_customer_with_two_deals_stands_for_neither(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.deciding(AUGUST) as entry:
        entry.record([opened("SJ-2026-0002")])

    with ledger.reading() as asked:
        assert asked.deals_of_customer(CUSTOMER) == (DEAL, "SJ-2026-0002")
        assert asked.deal_of(CUSTOMER) is None


def test_a_number_belongs_to_one_deal_only(ledger: Ledger) -> None:
    fill(ledger)

    with pytest.raises(LedgerTrouble, match="BJ-2026-0001 belongs to SJ-2026-0001"), ledger.deciding(JULY) as entry:
        entry.record([opened("SJ-2026-0002"), issued("G02", "BJ-2026-0001", deal="SJ-2026-0002")])

    with ledger.reading() as asked:
        assert asked.deals_of_customer(CUSTOMER) == (DEAL,)


def test_nothing_can_happen_to_a_deal_that_was_never_opened(ledger: Ledger) -> None:
    with pytest.raises(LedgerTrouble, match="no such deal was opened"), ledger.deciding(JULY) as entry:
        entry.record([moved("已签约", "SJ-2026-0404")])


def test_look_alikes_share_a_name_a_code_or_a_phone(ledger: Ledger) -> None:
    fill(ledger)

    with ledger.reading() as asked:
        spelt = name_key("上海启明 精密制造(有限公司)")
        assert [c.number for c in asked.customers_like(spelt)] == [CUSTOMER]
        assert [c.number for c in asked.customers_like("", QIMING["uscc"])] == [CUSTOMER]
        assert [c.number for c in asked.customers_like("", "", QIMING["contact_phone"])] == [CUSTOMER]
        assert asked.customers_like("别的公司", "X", "1") == ()


def test_a_customer_without_a_code_is_not_like_another_without_one(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        entry.record([registered(uscc="", contact_phone="")])

    with ledger.reading() as asked:
        assert asked.customers_like() == ()


def test_a_new_lead_row_replaces_the_one_before(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        entry.record([registered(remark="先电话联系")])
        entry.record([registered(contact_phone="13900000000")])

    with ledger.reading() as asked:
        customer = asked.customer(CUSTOMER)
        assert customer is not None
        assert customer.lead == {**QIMING, "contact_phone": "13900000000"}
        assert asked.customers_like("", "", QIMING["contact_phone"]) == ()


def test_staff_and_products_are_as_last_listed(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.deciding(JULY) as entry:
        entry.record([Event("person listed", "王芳", {"values": {"name": "王芳", "role": "销售负责人"}})])

    with ledger.reading() as asked:
        assert asked.staff()["王芳"].role == "销售负责人"
        assert asked.products()["HT-200"].list_price == Decimal(113_000)


def test_the_same_bytes_are_known_again(ledger: Ledger) -> None:
    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(arrived())

    with ledger.reading() as asked:
        assert asked.was_accepted("F05", "0f") == "a1"
        assert asked.was_accepted("F06", "0f") is None
        assert asked.arrival("a1") == arrived()


def test_the_same_bytes_are_never_accepted_twice(ledger: Ledger) -> None:
    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(arrived())

    with pytest.raises(LedgerTrouble, match="accepted already"), ledger.deciding(JUNE, arrival="a2") as entry:
        entry.set_arrival(arrived("a2"))


def test_a_file_that_waits_is_later_decided_in_its_place(ledger: Ledger) -> None:
    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(arrived(outcome="waiting"))
    with ledger.deciding(JULY, arrival="a1") as entry:
        entry.set_arrival(arrived(outcome="returned", day=JULY))

    with ledger.reading() as asked:
        assert asked.arrivals(JUNE) == ()
        assert [a.outcome for a in asked.arrivals(JULY)] == ["returned"]
        assert asked.arrivals(outcome="waiting") == ()
        assert asked.was_accepted("F05", "0f") is None


def test_a_day_tells_its_files_with_their_documents_and_those_a_person_ordered(ledger: Ledger) -> None:
    fill(ledger)
    august = date(2026, 8, 3)
    with ledger.deciding(august, arrival="b1") as entry:
        entry.set_arrival(arrived("b1", day=august, digest="1f"))
        entry.record([issued("G02", "BJ-2026-0008"), moved("已报价")])
    with ledger.deciding(august, arrival="b2") as entry:
        entry.set_arrival(arrived("b2", "returned", day=august))
    with ledger.deciding(august) as entry:
        entry.record([issued("G02", "BJ-2026-0009")])

    with ledger.reading() as asked:
        told = [(file.id, [event.facts["number"] for event in made]) for file, made in asked.decided_on(august)]
        ordered = [event.facts for event in asked.ordered_on(august)]

    assert told == [("b1", ["BJ-2026-0008"]), ("b2", [])]
    assert ordered == [{"document": "G02", "number": "BJ-2026-0009", "version": ""}]


def test_a_decision_about_a_file_cannot_forget_the_file(ledger: Ledger) -> None:
    with pytest.raises(LedgerTrouble, match="FOREIGN KEY"), ledger.deciding(JUNE, arrival="a1") as entry:
        entry.record([registered()])

    with ledger.reading() as asked:
        assert asked.customer(CUSTOMER) is None


def test_a_name_that_is_no_text_can_still_be_written_down(ledger: Ledger) -> None:
    broken = Arrival(id="a1", name="\udce9.xlsx", digest="", day=JUNE, outcome="failed", detail={"name": "\udce9.xlsx"})

    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(broken)

    with ledger.reading() as asked:
        kept = asked.arrival("a1")
        assert kept is not None
        assert kept.name == "\\udce9.xlsx"
        assert kept.detail == broken.detail


def test_effects_wait_in_order_until_they_are_done(ledger: Ledger) -> None:
    moving = Effect("move original", {"to": "已处理"})
    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(arrived())
        entry.plan([Effect("write document", {"number": "BJ-2026-0001", "day": JUNE})])
        entry.plan([moving])
    first, second = ledger.open_effects()

    with ledger.deciding(JUNE) as entry:
        entry.effect_failed(second.id, "盘满")
        entry.effects_done([first.id])
        entry.effects_done([first.id])

    (left,) = ledger.open_effects()
    assert (left.arrival, left.effect, left.tries, left.last_error) == ("a1", moving, 1, "盘满")
    with ledger.reading() as asked:
        assert [is_done for _, is_done in asked.effects_of("a1")] == [True, False]


def test_a_command_may_plan_effects_without_a_file(ledger: Ledger) -> None:
    for _ in range(2):
        with ledger.deciding(JUNE) as entry:
            entry.plan([Effect("write report")])

    assert [effect.arrival for effect in ledger.open_effects()] == ["", ""]


def test_lists_say_where_every_deal_stands(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.deciding(AUGUST) as entry:
        entry.record([opened("SJ-2026-0002", "KH-2026-0404")])

    with ledger.reading() as asked:
        first, second = asked.all_deals()
        assert (first.customer_name, first.stage) == (QIMING["customer_name"], "报价草稿")
        assert (first.opened_on, first.moved_on, first.updated_on) == (JUNE, JULY, JULY)
        assert (second.customer_name, second.stage) == ("", "")
        assert [s.deal for s in asked.all_deals(stage="报价草稿", owner="王芳")] == [DEAL]
        assert list(asked.all_deals(owner="李强")) == []


def test_folding_all_deals_gives_each_as_folded_alone(ledger: Ledger) -> None:
    fill(ledger)
    with ledger.deciding(AUGUST) as entry:
        entry.record([opened("SJ-2026-0002"), moved("已签约"), moved("潜在客户", "SJ-2026-0002")])

    with ledger.reading() as asked:
        assert list(asked.every_deal()) == [asked.deal(DEAL), asked.deal("SJ-2026-0002")]
        assert list(asked.every_deal(as_of=JULY)) == [asked.deal(DEAL, as_of=JULY)]


def test_the_history_says_what_happened_when_and_through_which_file(ledger: Ledger) -> None:
    with ledger.deciding(JUNE, arrival="a1") as entry:
        entry.set_arrival(arrived())
        entry.record([registered(), opened(), filed("F02", CUSTOMER)])
    with ledger.deciding(JULY) as entry:
        entry.record([moved("潜在客户")])

    with ledger.reading() as asked:
        assert [(day, event.kind) for day, event in asked.events_of(DEAL)] == [
            (JUNE, "deal opened"),
            (JUNE, "filed"),
            (JULY, "moved"),
        ]
        assert [event.kind for _, event in asked.events_on(JULY)] == ["moved"]
        assert [event.kind for _, event in asked.events_from("a1")] == ["customer registered", "deal opened", "filed"]
        assert asked.numbers_of(DEAL) == ((DEAL, "deal"),)
        assert asked.counts()["event"] == 4


def test_a_rebuild_gives_the_same_projections_again(ledger: Ledger) -> None:
    fill(ledger)
    before = ledger.projections()

    folded = ledger.rebuild()

    assert folded == 14
    assert ledger.projections() == before
    assert all(before.values())


def test_a_rebuild_mends_projections_that_were_spoilt(ledger: Ledger) -> None:
    fill(ledger)
    before = ledger.projections()
    with sqlite3.connect(ledger.path) as spoilt:
        spoilt.execute("UPDATE deal SET stage = '已签约', updated_on = '2030-01-01'")
        spoilt.execute("DELETE FROM reference")
        spoilt.execute("INSERT INTO person SELECT '无此人', record FROM person")
    spoilt.close()

    ledger.rebuild()

    assert ledger.projections() == before


def test_a_rebuild_folds_more_events_than_one_reading_holds(ledger: Ledger) -> None:
    with ledger.deciding(JUNE) as entry:
        entry.record([registered(), opened(), *(moved(f"第{n}步") for n in range(1_200))])

    assert ledger.rebuild() == 1_202
    with ledger.reading() as asked:
        assert [standing.stage for standing in asked.all_deals()] == ["第1199步"]


def test_what_was_written_is_there_after_closing(tmp_path: Path) -> None:
    path = tmp_path / "新建" / "ledger.db"
    with open_ledger(path) as ledger:
        fill(ledger)

    with open_ledger(path) as again:
        assert again.deal(DEAL).stage == "报价草稿"


def test_a_ledger_of_a_newer_salesdocs_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    open_ledger(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    newer.close()

    with pytest.raises(LedgerTrouble, match="schema 99"):
        open_ledger(path)


def test_a_ledger_of_an_older_salesdocs_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with open_ledger(path) as ledger:
        fill(ledger)
        before = ledger.projections()
    with sqlite3.connect(path) as older:
        older.execute("UPDATE meta SET value = '1' WHERE name = 'schema'")
        older.execute("DROP TABLE research")
        older.execute("ALTER TABLE deal DROP COLUMN owner")
    older.close()

    with open_ledger(path) as ledger:
        after = ledger.projections()
        region = ledger_profile(ledger)

    assert after == before
    assert region == ("江苏", "上海")


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"PK\x03\x04 not a database, whatever its name says" * 40)

    with pytest.raises(LedgerTrouble, match="not a database"):
        open_ledger(path)


def test_a_locked_ledger_is_trouble_of_the_house(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.ledger.store._BUSY_MILLISECONDS", 20)
    with open_ledger(ledger.path) as impatient, ledger.deciding(JUNE) as entry:
        entry.record([registered()])

        with pytest.raises(LedgerTrouble, match="locked"), impatient.deciding(JUNE):
            pass


@pytest.mark.parametrize(
    ("library", "journal"),
    [((3, 40, 1), "TRUNCATE"), ((3, 51, 2), "TRUNCATE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL")],
)
def test_the_write_ahead_log_needs_a_library_without_its_bug(library: tuple[int, ...], journal: str) -> None:
    assert journal_mode(library) == journal


def test_every_connection_syncs_fully_and_checks_keys(ledger: Ledger) -> None:
    with ledger.reading() as asked:
        connection = asked._connection

        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    expected = journal_mode(sqlite3.sqlite_version_info).lower()
    assert settings == {"journal_mode": expected, "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}
