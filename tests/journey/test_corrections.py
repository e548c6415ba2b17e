"""What was wrong is taken back, what was given up comes back: nothing is lost, no number comes twice."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.golden import APPROVALS, COST_SHEET, MINUTES, NEEDS, ROUND_2
from tests.journey.way import DEAL, Way, WayTo, changed, codes, day, retyped, waiting
from toolkit.cli import salesdocs
from toolkit.desk.history import deal_history
from toolkit.desk.orders import give_order, take_back
from toolkit.desk.rebuild import rebuilt
from toolkit.desk.standing import deal_standing, house_status
from toolkit.errors import NotAtThatStage, NotEntitled, NothingNamed, NotWithdrawn
from toolkit.model.deal import WITHDRAWN, Deal


def withdraw(way: Way, number: str, on: str) -> None:
    take_back(way.house, number, day(on), reason="填错", by="王芳")


def standing(deal: Deal) -> list[tuple[str, str, str, str]]:
    """Kind, number, version and status of every document that counts."""
    return [(p.kind, p.number, p.version, p.status) for p in deal.papers if p.status != WITHDRAWN]


# -- withdraw ---------------------------------------------------------------------------------------------------


def test_a_withdrawn_form_puts_the_deal_back_where_it_stood(way_to: WayTo) -> None:
    way = way_to("07-06")
    before = way.deal()
    way.give(MINUTES)

    withdraw(way, "TP-2026-0001", "07-11")

    after = way.deal()
    assert after.stage == before.stage == "已报价"
    assert standing(after) == standing(before)
    assert [p.status for p in after.papers if p.kind == "G03"] == [WITHDRAWN]
    assert waiting(after) == waiting(before)


def test_a_corrected_form_comes_instead_and_its_numbers_go_on(way_to: WayTo) -> None:
    way = way_to("07-10")
    withdraw(way, "TP-2026-0001", "07-11")

    answered = way.give(changed(MINUTES, warranty_months="24"), "07-11", name="谈判纪要改.docx")

    assert answered.outcome == "accepted", answered.all_findings()
    deal = way.deal()
    assert deal.stage == "合同审批中"
    assert [(p.number, p.version) for p in deal.all_papers("G03")] == [("XS-2026-0001", "V1.1")]
    assert [f.number for f in deal.all_filings("F07")] == ["TP-2026-0002"]


def test_the_very_file_that_was_withdrawn_may_come_again(way_to: WayTo) -> None:
    way = way_to("07-10")
    content = next(way.house.places.filed.rglob(MINUTES.name)).read_bytes()
    withdraw(way, "TP-2026-0001", "07-11")

    way.put(content, "同一份.docx")
    (answered,) = way.take("07-11")

    assert answered.outcome == "accepted", answered.all_findings()


def test_a_certificate_that_was_withdrawn_is_laid_out_again_under_its_number(way_to: WayTo) -> None:
    way = way_to("08-24")

    withdraw(way, "YS-2026-0001", "08-25")

    deal = way.deal()
    assert deal.stage == "交付中"
    assert [f.submission.value("round") for f in deal.all_filings("F13")] == [1]
    assert [p.status for p in deal.papers if p.kind == "G12"] == ["待发送", WITHDRAWN]
    answered = way.give(ROUND_2, "08-25", name="验收确认单2改.docx")
    assert answered.outcome == "accepted", answered.all_findings()
    assert way.deal().stage == "已验收"
    assert way.deal().paper("G12").number == "FK-2026-0003"  # type: ignore[union-attr]


def test_an_opinion_that_was_withdrawn_leaves_the_form_at_its_node(way_to: WayTo) -> None:
    way = way_to("07-15")

    withdraw(way, "SP-2026-0001", "07-16")

    deal = way.deal()
    assert deal.paper("G03").status == "待法务"  # type: ignore[union-attr]
    assert way.give(APPROVALS[1], "07-16", name="重填.docx").outcome == "accepted"
    assert way.deal().paper("G03").status == "待财务"  # type: ignore[union-attr]


def test_what_a_later_form_stands_on_cannot_be_withdrawn(way_to: WayTo) -> None:
    way = way_to("07-10")
    events = way.events()

    with pytest.raises(NotWithdrawn, match="TP-2026-0001 first"):
        withdraw(way, "CB-2026-0001", "07-11")

    assert way.events() == events


def test_withdrawing_one_by_one_leads_back_to_the_beginning(way_to: WayTo) -> None:
    way = way_to("07-10")

    for number in ("TP-2026-0001", "BF-2026-0001", "CB-2026-0001", "XQ-2026-0001"):
        withdraw(way, number, "07-11")

    deal = way.deal()
    assert deal.stage == "已接触"
    assert standing(deal) == []
    assert waiting(deal) == {"F04"}
    with pytest.raises(NotWithdrawn, match="it opened the deal"):
        withdraw(way, "KH-2026-0001", "07-11")


def test_a_document_names_the_form_to_withdraw(way_to: WayTo) -> None:
    way = way_to("07-01")

    with pytest.raises(NotWithdrawn, match="rests on CB-2026-0001"):
        withdraw(way, "BJ-2026-0001", "07-02")
    with pytest.raises(NothingNamed):
        withdraw(way, "CB-2026-0099", "07-02")


def test_a_quote_after_a_withdrawn_one_is_its_next_version(way_to: WayTo) -> None:
    way = way_to("07-01")
    withdraw(way, "CB-2026-0001", "07-02")

    way.give(retyped(COST_SHEET, "offer", 0, unit_price="115000"), "07-02", name="成本核算表改.xlsx")

    assert [(p.number, p.version, p.status) for p in way.deal().papers] == [
        ("BJ-2026-0001", "V1", WITHDRAWN),
        ("BJ-2026-0001", "V2", "草稿"),
    ]


# -- history, as of ---------------------------------------------------------------------------------------------


def test_the_history_tells_the_withdrawal_and_why(way_to: WayTo) -> None:
    way = way_to("07-10")
    withdraw(way, "TP-2026-0001", "07-11")

    told = deal_history(way.house, DEAL)

    (withdrawn,) = [row for row in told if row["kind"] == "withdrawn"]
    assert withdrawn == {"day": "2026-07-11", "kind": "withdrawn", "said": "撤回《谈判纪要》TP-2026-0001(填错;王芳)"}
    assert [row["day"] for row in told] == sorted(row["day"] for row in told)


def test_every_kind_of_event_has_words(way_to: WayTo) -> None:
    way = way_to("08-24")

    told = deal_history(way.house, DEAL)

    assert all(row["said"] != row["kind"] for row in told)


def test_a_past_day_is_seen_as_it_was_known_then(way_to: WayTo) -> None:
    way = way_to("07-10")
    withdraw(way, "TP-2026-0001", "07-12")

    then = deal_standing(way.house, DEAL, day("07-12"), as_of=day("07-11"))
    now = deal_standing(way.house, DEAL, day("07-12"))

    assert (then["stage"], now["stage"]) == ("合同审批中", "已报价")
    assert "XS-2026-0001" in {paper["number"] for paper in then["documents"]}
    assert house_status(way.house, as_of=day("07-11"))["deals"] == {"合同审批中": 1}
    with pytest.raises(NothingNamed):
        deal_standing(way.house, DEAL, day("07-12"), as_of=day("06-15"))


def test_the_ledger_rebuilt_says_the_same(way_to: WayTo) -> None:
    way = way_to("07-17")
    withdraw(way, "SP-2026-0001", "07-18")
    give_order(way.house, "hold", DEAL, day("07-18"), reason="客户停工", by="王芳")
    deal = way.deal()

    found = rebuilt(way.house)

    assert found["differences"] == {}
    assert found["events"] == way.events()
    assert way.deal() == deal


# -- lose, hold, reopen -----------------------------------------------------------------------------------------


def test_a_deal_given_up_comes_back_with_the_blanks_that_waited(way_to: WayTo) -> None:
    way = way_to("07-06")
    waited = waiting(way.deal())

    give_order(way.house, "lose", DEAL, day("07-20"), reason="预算取消", by="王芳")

    lost = way.deal()
    assert (lost.stage, lost.reason, waiting(lost)) == ("已丢单", "预算取消", set())
    refused = way.give(MINUTES, "07-20", blank=way.fresh("F07"))
    assert codes(refused) == ["M-STAGE"]
    give_order(way.house, "reopen", DEAL, day("07-21"), reason="预算恢复", by="李强")
    again = way.deal()
    assert (again.stage, again.reason, waiting(again)) == ("已报价", "", waited)
    assert all((way.house.root / blank.file).is_file() for blank in again.blanks if not blank.is_returned)


def test_only_the_head_of_sales_reopens(way_to: WayTo) -> None:
    way = way_to("07-06")
    give_order(way.house, "hold", DEAL, day("07-20"), reason="客户休假", by="王芳")

    with pytest.raises(NotEntitled, match="李强"):
        give_order(way.house, "reopen", DEAL, day("07-21"), reason="继续", by="王芳")

    assert way.deal().stage == "暂缓跟进"


def test_a_deal_of_low_intent_goes_on_with_its_cost_sheet_once_reopened(way_to: WayTo) -> None:
    way = way_to("06-16")
    way.give(changed(NEEDS, intent_level="低意向", follow_strategy="暂缓跟进"), "06-22")
    assert way.deal().stage == "暂缓跟进"

    give_order(way.house, "reopen", DEAL, day("06-23"), reason="值得争取", by="李强")

    assert (way.deal().stage, waiting(way.deal())) == ("需求确认", {"F05", "F19"})
    assert way.give(COST_SHEET).outcome == "accepted"


def test_a_signed_deal_given_up_has_churned(way_to: WayTo) -> None:
    way = way_to("07-21")

    give_order(way.house, "lose", DEAL, day("08-01"), reason="客户破产", by="李强")

    deal = way.deal()
    assert deal.stage == "已流失"
    assert deal.paper("G03").status == "已解除"  # type: ignore[union-attr]


def test_a_deal_on_its_way_cannot_be_reopened(way_to: WayTo) -> None:
    way = way_to("07-01")

    with pytest.raises(NotAtThatStage, match="暂缓跟进"):
        give_order(way.house, "reopen", DEAL, day("07-02"), reason="误操作", by="李强")


def test_the_commands_do_it_and_say_what_came_of_it(way_to: WayTo) -> None:
    way = way_to("07-03")
    front = ["-C", str(way.house.root), "--format", "json", "--today", "2026-07-05"]
    run = CliRunner().invoke

    lost = run(salesdocs, [*front, "deal", "lose", FEEDBACK_NUMBER, "--reason", "价格", "--by", "王芳"])
    again = run(salesdocs, [*front, "deal", "reopen", DEAL, "--reason", "降价", "--by", "李强"])
    back = run(salesdocs, [*front, "withdraw", FEEDBACK_NUMBER, "--reason", "填错"])
    told = run(salesdocs, [*front, "deal", "history", DEAL])
    rebuilt_ = run(salesdocs, [*front, "ledger", "rebuild"])

    assert [json.loads(one.output)["stage"] for one in (lost, again, back)] == ["已丢单", "已报价", "已报价"]
    assert json.loads(told.output)[-1]["kind"] == "blank issued"
    assert (rebuilt_.exit_code, json.loads(rebuilt_.output)["differences"]) == (0, {})


FEEDBACK_NUMBER = "BF-2026-0001"
