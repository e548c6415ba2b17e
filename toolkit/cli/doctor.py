"""doctor: whether this machine and this house are fit for work."""

from __future__ import annotations

import click

from toolkit.cli.session import Session, pass_session

UNFIT = 5  # decisions.md 8


@click.command()
@pass_session
@click.pass_context
def doctor(context: click.Context, session: Session) -> None:
    """Check Python, SQLite, LibreOffice, and (inside a house) settings, folders, templates and ledger."""
    from toolkit.desk.doctor import examine_house, examine_machine

    checks = [*examine_machine(), *examine_house(session.house.resolve(), session.day())]
    session.print(
        [{"check": c.name, "is_fit": c.is_fit, "says": c.says} for c in checks],
        (f"{'ok  ' if c.is_fit else 'BAD ' if c.is_needed else 'none'} {c.name}: {c.says}" for c in checks),
    )
    context.exit(UNFIT if any(c.is_needed and not c.is_fit for c in checks) else 0)
