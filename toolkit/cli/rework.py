"""retry, undo: a file that was put aside goes in once more, one that was accepted is taken back."""

from __future__ import annotations

from dataclasses import asdict

import click

from toolkit.cli.deals import by_option, reason_option
from toolkit.cli.session import Session, pass_session


@click.command()
@click.argument("file", required=False)
@click.option("--all", "is_all", is_flag=True, help="Every file in quarantine.")
@pass_session
def retry(session: Session, file: str | None, is_all: bool) -> None:
    """Put FILE (a name or the id of a run), put aside or returned, back into the inbox."""
    from toolkit.desk.rework import retried_lines, retry, retry_all

    if bool(file) == is_all:
        raise click.UsageError("name one FILE, or say --all")
    with session.open() as house:
        retried = retry_all(house) if is_all else (retry(house, file or ""),)
        session.print([asdict(one) for one in retried], retried_lines(retried, house.lang))


@click.command()
@click.argument("run")
@reason_option
@by_option
@pass_session
def undo(session: Session, run: str, reason: str, by: str) -> None:
    """Take back all that the file of RUN (its receipt names the id) has filed, with all that followed from it."""
    from toolkit.desk.orders import order_lines, order_summary, undo

    with session.open() as house:
        undone = undo(house, run, session.day(), reason=reason, by=by)
        lines = (line for ordered in undone for line in order_lines(ordered, house.lang))
        session.print([order_summary(ordered) for ordered in undone], lines)
