"""customer: who is known, who is likely the same, and what was decided of them."""

from __future__ import annotations

import click

from toolkit.cli.deals import by_option, reason_option
from toolkit.cli.session import Session, pass_session


@click.group()
def customer() -> None:
    """Customers: who they are, which of them are likely one."""


@customer.command("list")
@pass_session
def list_customers(session: Session) -> None:
    """List all customers and leads, a line each."""
    from toolkit.desk.customers import customers_listed

    with session.open() as house:
        found = customers_listed(house)
        session.print(found, ("  ".join(row.values()) for row in found))


@customer.command()
@click.argument("number")
@pass_session
def show(session: Session, number: str) -> None:
    """Show the customer of NUMBER (or full name), whom it was compared with and whom it is like."""
    from toolkit.desk.customers import customer_lines, customer_standing

    with session.open() as house:
        found = customer_standing(house, number)
        session.print(found, customer_lines(found, house.lang))


@customer.command()
@pass_session
def likely(session: Session) -> None:
    """List the customers that are likely one and that nobody has decided about, with score and reasons."""
    from toolkit.desk.customers import pair_lines, pairs_to_decide

    with session.open() as house:
        found = pairs_to_decide(house)
        session.print(found, pair_lines(found, house.lang))


@customer.command()
@click.argument("one")
@click.argument("other")
@reason_option
@by_option
@pass_session
def same(session: Session, one: str, other: str, reason: str, by: str) -> None:
    """Write down that ONE and OTHER are the same customer: numbers, or the full name of a lead not yet taken in."""
    _compare(session, one, other, is_same=True, reason=reason, by=by)


@customer.command()
@click.argument("one")
@click.argument("other")
@reason_option
@by_option
@pass_session
def different(session: Session, one: str, other: str, reason: str, by: str) -> None:
    """Write down that ONE and OTHER are two customers; a lead of that very name is then let in."""
    _compare(session, one, other, is_same=False, reason=reason, by=by)


def _compare(session: Session, one: str, other: str, *, is_same: bool, reason: str, by: str) -> None:
    from toolkit.desk.customers import compare, comparison_lines

    with session.open() as house:
        found = compare(house, one, other, is_same=is_same, reason=reason, by=by, today=session.day())
        session.print(found, comparison_lines(found, house.lang))
