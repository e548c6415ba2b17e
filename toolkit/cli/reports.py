"""report: what a manager reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, pass_session

if TYPE_CHECKING:
    from toolkit.house import House
    from toolkit.model.text import Lang
    from toolkit.nightly.night import Night

RED = 1  # decisions.md 8
YEARS = range(2000, 2100)  # domain.md 7.1: of every number


@click.group()
def report() -> None:
    """Reports."""


@report.command()
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="As of the end of this day (default: today).")
@click.option("--catch-up", "is_catching_up", is_flag=True, help="Every missed day up to yesterday, at most 31.")
@click.option("--check", "is_check", is_flag=True, help="End with exit code 1 when there are red lines; says how many.")
@click.option(
    "--house",
    "houses",
    type=click.Path(path_type=Path, file_okay=False),
    multiple=True,
    help="Houses of one common report, one option each (default: the house).",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder of a common report of --house."
)
@pass_session
@click.pass_context
def nightly(
    context: click.Context,
    session: Session,
    on: datetime | None,
    is_catching_up: bool,
    is_check: bool,
    houses: tuple[Path, ...],
    output: Path | None,
) -> None:
    """Write the consolidated report of a day: workbook, page and to-do lists.

    The same day gives the same files however often it is written.
    """
    if is_catching_up and (on or houses):
        raise click.UsageError("--catch-up finds the days by itself, in one house: without --date and --house")
    if output and not houses:
        raise click.UsageError("-o is for a common report of --house; a house's own lies in its folder of reports")
    day = on.date() if on else session.day()
    if day.year not in YEARS:
        raise click.BadParameter(f"{day}: expected a year from {YEARS[0]} to {YEARS[-1]}", param_hint="'--date'")
    if houses:
        written, lang = _common(session, houses, day, output)
    else:
        written, lang = _own(session, None if is_catching_up else day, is_check=is_check)
    if is_check:
        context.exit(_checked(session, written[-1], lang))


def _own(session: Session, day: date | None, *, is_check: bool) -> tuple[list[Night], Lang]:
    """The house's own report of a day, or without one of all that were missed; each told when it is done.

    A check where none was missed looks at yesterday's.
    """
    from toolkit.intake.delivery import send_due
    from toolkit.intake.log import Log
    from toolkit.nightly.told import facts

    with session.open() as house:
        done = list(_nights(session, house, day))
        if not done and session.shape == "text":
            click.echo("no day is missing" if house.lang == "en" else "没有缺少的日报")
        if not done and is_check:
            done = list(_nights(session, house, session.day() - timedelta(days=1)))
        send_due(house, datetime.now().astimezone(), log=Log())
        if session.shape == "json":
            session.print(facts(done[0]) if day else [facts(each) for each in done], ())
        return done, house.lang


def _nights(session: Session, house: House, day: date | None) -> Iterator[Night]:
    from toolkit.nightly.night import night

    for each in night(house, session.day(), day=day, waits=_waiting(house.lang)):
        _tell(session, each, house.lang)
        yield each


def _common(session: Session, roots: tuple[Path, ...], day: date, output: Path | None) -> tuple[list[Night], Lang]:
    """One report over several houses, in the folder of the first one's unless said otherwise."""
    from toolkit.house import open_house
    from toolkit.nightly.night import common_report
    from toolkit.nightly.told import facts

    each = dict.fromkeys(root.resolve() for root in roots)  # named twice, in whatever spelling, it is one house
    with ExitStack() as block:
        opened = [block.enter_context(open_house(root, lang=session.lang)) for root in each]
        folder = output.resolve() if output else opened[0].places.reports
        done = common_report(opened, day, folder, waits=_waiting(opened[0].lang))
        _tell(session, done, opened[0].lang)
        if session.shape == "json":
            session.print(facts(done), ())
        return [done], opened[0].lang


def _tell(session: Session, night: Night, lang: Lang) -> None:
    from toolkit.nightly.told import lines

    if session.shape == "text":
        session.print(None, lines(night, lang, str))


def _checked(session: Session, night: Night, lang: Lang) -> int:
    """The exit code that says whether a report has red lines, told by list."""
    from toolkit.nightly.told import red_lines
    from toolkit.reports.tables import Level

    red = night.counts(Level.RED)
    if session.shape == "text":
        session.print(None, red_lines(red, lang))
    return RED if red else 0


def _waiting(lang: Lang) -> Callable[[str], None]:
    """Says on the terminal who is at it."""

    def waits(by: str) -> None:
        zh = f"正在等待 {by or '另一个进程'} 写完日报"
        en = f"waiting for {by or 'another process'}, which is writing the report"
        click.echo(en if lang == "en" else zh, err=True)

    return waits
