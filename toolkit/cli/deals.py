"""deal, withdraw: where a deal stands, what happened to it, and the steps that a person orders."""

from __future__ import annotations

from datetime import datetime

import click

from toolkit.cli.session import Session, as_of_option, pass_session

reason_option = click.option("--reason", required=True, help="Why; it is kept in the ledger.")
by_option = click.option("--by", default="", metavar="NAME", help="Who orders it, as the staff list names them.")


@click.group()
def deal() -> None:
    """Deals: where they stand, who must drop which file where."""


@deal.command()
@click.argument("number")
@as_of_option
@pass_session
def show(session: Session, number: str, as_of: datetime | None) -> None:
    """Show the deal of NUMBER: its own, or that of any of its documents, forms or its customer."""
    from toolkit.desk.standing import deal_lines, deal_standing

    with session.open() as house:
        found = deal_standing(house, number, session.day(), as_of=as_of.date() if as_of else None)
        session.print(found, deal_lines(found, house.lang))


@deal.command("list")
@pass_session
def list_deals(session: Session) -> None:
    """List all deals, a line each."""
    from toolkit.desk.standing import deals_listed

    with session.open() as house:
        found = deals_listed(house)
        session.print(found, ("  ".join(str(value) for value in row.values()) for row in found))


@deal.command()
@click.argument("number")
@as_of_option
@pass_session
def history(session: Session, number: str, as_of: datetime | None) -> None:
    """Tell everything that happened to the deal of NUMBER, day by day, corrections included."""
    from toolkit.desk.history import deal_history, history_lines

    with session.open() as house:
        found = deal_history(house, number, as_of=as_of.date() if as_of else None)
        session.print(found, history_lines(found))


@deal.command()
@click.argument("number")
@pass_session
def margin(session: Session, number: str) -> None:
    """Show how the margin of the deal of NUMBER comes about, from list price to gross profit."""
    from toolkit.desk.waterfall import margin_lines, margin_steps

    with session.open() as house:
        found = margin_steps(house, number, session.day())
        session.print(found, margin_lines(found))


@deal.command()
@click.argument("number")
@reason_option
@by_option
@pass_session
def lose(session: Session, number: str, reason: str, by: str) -> None:
    """Give up the deal of NUMBER (已丢单; 已流失 once its contract was signed)."""
    _order(session, "lose", number, reason, by)


@deal.command()
@click.argument("number")
@reason_option
@by_option
@pass_session
def hold(session: Session, number: str, reason: str, by: str) -> None:
    """Put the deal of NUMBER on hold (暂缓跟进)."""
    _order(session, "hold", number, reason, by)


@deal.command()
@click.argument("number")
@reason_option
@by_option
@pass_session
def reopen(session: Session, number: str, reason: str, by: str) -> None:
    """Take up again the deal of NUMBER; 销售负责人 decides it."""
    _order(session, "reopen", number, reason, by)


def _order(session: Session, word: str, number: str, reason: str, by: str) -> None:
    from toolkit.desk.orders import give_order, order_lines, order_summary

    with session.open() as house:
        ordered = give_order(house, word, number, session.day(), reason=reason, by=by)
        session.print(order_summary(ordered), order_lines(ordered, house.lang))


@click.command()
@click.argument("number")
@reason_option
@by_option
@pass_session
def withdraw(session: Session, number: str, reason: str, by: str) -> None:
    """Take back the form that was filed under NUMBER, with all that followed from it; a new one may then come."""
    from toolkit.desk.orders import order_lines, order_summary, take_back

    with session.open() as house:
        ordered = take_back(house, number, session.day(), reason=reason, by=by)
        session.print(order_summary(ordered), order_lines(ordered, house.lang))
