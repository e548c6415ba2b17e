"""ledger: the memory of the house."""

from __future__ import annotations

import click

from toolkit.cli.session import Session, pass_session

DIFFERS = 1


@click.group()
def ledger() -> None:
    """The ledger."""


@ledger.command()
@pass_session
@click.pass_context
def rebuild(context: click.Context, session: Session) -> None:
    """Make every table again from the events, and say whether anything came out otherwise."""
    from toolkit.desk.rebuild import rebuilt

    with session.open() as house:
        found = rebuilt(house)
        lines = [f"{found['events']} events folded again"]
        lines += [f"  {table}: {count} rows differed" for table, count in found["differences"].items()]
        session.print(found, lines if found["differences"] else [*lines, "the state is identical"])
        context.exit(DIFFERS if found["differences"] else 0)
