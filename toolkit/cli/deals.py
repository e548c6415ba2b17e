"""deal: where a deal stands and what it waits for."""

from __future__ import annotations

import click

from toolkit.cli.session import Session, pass_session


@click.group()
def deal() -> None:
    """Deals: where they stand, who must drop which file where."""


@deal.command()
@click.argument("number")
@pass_session
def show(session: Session, number: str) -> None:
    """Show the deal of NUMBER: its own, or that of any of its documents, forms or its customer."""
    from toolkit.desk.standing import deal_lines, deal_standing

    with session.open() as house:
        found = deal_standing(house, number, session.day())
        session.print(found, deal_lines(found, house.lang))


@deal.command("list")
@pass_session
def list_deals(session: Session) -> None:
    """List all deals, a line each."""
    from toolkit.desk.standing import deals_listed

    with session.open() as house:
        found = deals_listed(house)
        session.print(found, ("  ".join(str(value) for value in row.values()) for row in found))
