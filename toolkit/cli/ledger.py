"""ledger: the memory of the house."""

from __future__ import annotations

from datetime import datetime

import click

from toolkit.cli.session import Session, pass_session

DIFFERS = 1
UNKNOWN = 1  # files that were filed since the copy


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


@ledger.command()
@pass_session
def check(session: Session) -> None:
    """Say whether the ledger's file is whole; exit code 5 with what to do, when it is damaged."""
    from toolkit.desk.backups import checked

    found = checked(session.house.resolve())
    session.print({"ledger": str(found), "is_whole": True}, [f"{found}: whole"])


@ledger.command()
@pass_session
def backup(session: Session) -> None:
    """Copy the ledger to .salesdocs/backup, as the service does every day; each copy is proven."""
    from toolkit.desk.backups import backed_up

    made = backed_up(session.house.resolve(), session.day())
    session.print({"backup": str(made)}, [f"{made}: copied, and proven whole"])


@ledger.command()
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="The copy of that day (default: the last).")
@pass_session
@click.pass_context
def restore(context: click.Context, session: Session, day: datetime | None) -> None:
    """Put a copy in the place of the ledger, which is kept; tell which files were filed since."""
    from toolkit.desk.backups import restored

    done = restored(session.house.resolve(), day.date() if day else None)
    lines = [f"the ledger is that of {done.day}"]
    lines += [f"the one before lies in {done.aside}"] if done.aside else []
    if done.unknown:
        lines.append("filed since, and unknown now; move them back into the inbox in this order, before anything else:")
    lines += [f"  {path}" for path in done.unknown]
    facts = {"day": done.day, "aside": done.aside, "unknown": [str(path) for path in done.unknown]}
    session.print(facts, lines)
    context.exit(UNKNOWN if done.unknown else 0)
