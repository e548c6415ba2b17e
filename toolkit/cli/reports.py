"""report: what a manager reads."""

from __future__ import annotations

from datetime import datetime

import click

from toolkit.cli.session import Session, pass_session


@click.group()
def report() -> None:
    """Reports."""


@report.command()
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="As of the end of this day (default: today).")
@pass_session
def nightly(session: Session, day: datetime | None) -> None:
    """Write the consolidated workbook: registers and due lists."""
    from toolkit.nightly import expire_quotes, write_report

    with session.open() as house:
        if day is None or day.date() == session.day():
            expire_quotes(house, session.day())
        path = write_report(house, day.date() if day else session.day())
        session.print({"report": str(path)}, [str(path)])
