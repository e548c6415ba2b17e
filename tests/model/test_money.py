from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from toolkit.model import money

AMOUNTS = st.decimals(0, Decimal("9999999999999999.99"), places=2)
PRICES = st.decimals(0, 10**7, places=6)
QUANTITIES = st.decimals(0, 10**4, places=4)
RATES = st.sampled_from(["13%", "9%", "6%", "3%", "1%", "0%", "免税"])


@given(AMOUNTS, st.booleans(), st.booleans())
@example(Decimal("4500007854.00"), False, True)
def test_an_amount_in_words_reads_back_as_itself(amount: Decimal, is_credit: bool, has_zheng: bool) -> None:
    signed = -amount if is_credit else amount

    words = money.capitals(signed, zheng_after_jiao=has_zheng)

    assert money.parse_capitals(words) == signed


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("100005000.00", "人民币壹亿零伍仟元整"),
        ("4500007854", "人民币肆拾伍亿零柒仟捌佰伍拾肆元整"),
        ("999999999999.99", "人民币玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_in_words_follow_the_official_examples(amount: str, words: str) -> None:
    assert money.capitals(Decimal(amount)) == words


def test_the_central_bank_spelling_leaves_out_zheng_after_jiao() -> None:
    assert money.capitals(Decimal("1409.50"), zheng_after_jiao=False) == "人民币壹仟肆佰零玖元伍角"


@pytest.mark.parametrize("amount", ["0.001", "10000000000000000"])
def test_no_words_for_parts_of_a_fen_or_beyond_the_limit(amount: str) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        money.capitals(Decimal(amount))


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("壹拾元正", "10"),
        ("壹拾圆整", "10"),
        ("人民币零元零伍分", "0.05"),
        ("壹仟陆佰捌拾元叁角贰分", "1680.32"),
        ("(大写):贰拾捌萬陆仟圆整", "286000"),
        ("人民币大写:壹億元整", "100000000"),
        ("贰拾捌万陆仟整", "286000"),
        ("壹拾亿零贰佰万零叁佰元肆角", "1002000300.40"),
    ],
)
def test_every_legal_spelling_is_read(words: str, amount: str) -> None:
    assert money.parse_capitals(words) == Decimal(amount)


@pytest.mark.parametrize("words", ["", "人民币", "286000", "元整", "壹佰伍元", "壹万伍元整", "几万元", "壹佰元壹佰角"])
def test_words_that_name_no_amount_are_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        money.parse_capitals(words)


@given(QUANTITIES, PRICES, RATES, st.booleans())
def test_net_and_tax_of_a_line_make_up_its_gross(
    quantity: Decimal, unit_price: Decimal, rate: str, includes_tax: bool
) -> None:
    line = money.vat_line(quantity, unit_price, money.rate(rate), includes_tax)

    assert line.net + line.tax == line.gross
    assert (line.gross if includes_tax else line.net) == money.round_half_up(quantity * unit_price)


def test_a_price_without_tax_is_not_the_way_back_from_one_with_tax() -> None:
    line = money.vat_line(Decimal(1), Decimal("88.50"), money.rate("13%"), includes_tax=False)

    assert line == money.Taxed(net=Decimal("88.50"), tax=Decimal("11.51"), gross=Decimal("100.01"))


@given(st.decimals(1, 10**9, places=2), st.lists(st.integers(1, 1000), min_size=1, max_size=6))
def test_instalments_sum_to_the_total(total: Decimal, weights: list[int]) -> None:
    shares = [Decimal(w * 10000 // sum(weights)) / 10000 for w in weights[:-1]]
    shares.append(1 - sum(shares, Decimal(0)))

    try:
        amounts = money.instalments(total, shares)
    except money.EmptyInstalment:
        return

    assert sum(amounts) == total
    assert all(amount > 0 for amount in amounts)


def test_the_last_instalment_takes_the_remainder() -> None:
    third, last = Decimal("0.3333"), Decimal("0.3334")

    assert money.instalments(Decimal("100.01"), [third, third, last])[-1] == Decimal("33.35")


def test_an_instalment_of_nothing_is_refused_by_its_number() -> None:
    with pytest.raises(money.EmptyInstalment) as refused:
        money.instalments(Decimal("0.01"), [Decimal("0.5"), Decimal("0.5")])

    assert refused.value.number == 2


@pytest.mark.parametrize("shares", [[], ["0.3", "0.6"], ["0.5", "0.6"]])
def test_shares_that_are_not_the_whole_are_refused(shares: list[str]) -> None:
    with pytest.raises(money.PlanNotWhole) as refused:
        money.instalments(Decimal(100), [Decimal(share) for share in shares])

    assert refused.value.total_share == sum(map(Decimal, shares))


def test_a_margin_that_misses_the_floor_by_a_hair_does_not_look_like_it() -> None:
    floor = Decimal("0.30")
    margin = money.margin(Decimal("256603.77"), Decimal("179622.64"))

    assert margin is not None
    assert margin < floor
    assert money.margin_text(margin, floor) == "29.999999%"


@pytest.mark.parametrize(
    ("net", "cost", "shown"),
    [("243773.58", "166500", "31.70%"), ("100", "70", "30.00%"), ("100", "80", "20.00%"), ("0", "5", "–")],
)
def test_a_margin_is_shown_with_two_places(net: str, cost: str, shown: str) -> None:
    margin = money.margin(Decimal(net), Decimal(cost))

    assert money.margin_text(margin, Decimal("0.30")) == shown


def test_amounts_are_printed_with_thousands_and_two_places() -> None:
    assert money.plain(Decimal("271700")) == "271,700.00"
    assert money.plain(Decimal("-1234.005")) == "-1,234.01"


@pytest.mark.parametrize("text", ["", "13", "一成", "113%"])
def test_what_is_no_tax_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        money.rate(text)
