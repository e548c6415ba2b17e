"""init, demo, ingest, watch, status: the house and what goes on in it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, as_of_option, pass_session
from toolkit.model.text import Lang

if TYPE_CHECKING:
    from toolkit.intake.answer import Answered

RETURNED, OWN_FAULT, WAITING = 1, 3, 4  # decisions.md 8


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--folders", type=click.Choice(["en", "zh"]), default="en", help="Language of the folder names.")
@pass_session
def init(session: Session, folder: Path, folders: Lang) -> None:
    """Make a house in FOLDER: settings, folders, templates and blank forms."""
    from toolkit.desk.founding import found_house

    found_house(folder, folders=folders, lang=session.lang or "zh")
    click.echo(f"{folder}: ready. Fill in [company] in {folder / 'salesdocs.toml'}, then: salesdocs -C {folder} doctor")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("salesdocs-demo"))
@click.option("--folders", type=click.Choice(["en", "zh"]), default="en", help="Language of the folder names.")
@click.option("--months", type=click.IntRange(1, 24), help="Simulate that many months of many deals (6).")
@click.option("--seed", type=int, help="Another seed, other deals; the same one gives the same ledger (1).")
@click.option("--deals", type=click.IntRange(1), help="How many leads are simulated in all (13 a month).")
@pass_session
def demo(
    session: Session, folder: Path, folders: Lang, months: int | None, seed: int | None, deals: int | None
) -> None:
    """Play one deal from lead to acceptance in a new house in FOLDER.

    With --months, --seed or --deals: a made-up sales year instead, of many customers, with the mistakes people make.
    """
    lang = session.lang or "zh"
    if (months, seed, deals) == (None, None, None):
        from toolkit.demo import play

        played = play(folder, folders=folders, lang=lang)
    else:
        from toolkit.simulate.year import play_year

        seed = 1 if seed is None else seed
        played = play_year(folder, months=months or 6, seed=seed, deals=deals, folders=folders, lang=lang)
    for line in played:
        click.echo(line)


@click.command()
@pass_session
@click.pass_context
def ingest(context: click.Context, session: Session) -> None:
    """Take in what lies in the inbox, once."""
    from toolkit.intake.answer import summary
    from toolkit.intake.rounds import ingest as take_all

    with session.open() as house:
        answers = take_all(house, session.day(), tell=lambda a: _tell(session, a, house.lang))
        if session.shape == "json":
            session.print([summary(answered, house.lang) for answered in answers], ())
        elif not answers:
            click.echo("nothing to do" if house.lang == "en" else "收件箱中没有待处理的表单")
        context.exit(exit_code(answers))


def _tell(session: Session, answered: Answered, lang: Lang) -> None:
    from toolkit.intake.answer import told

    if session.shape == "text":
        click.echo(told(answered, lang))


def exit_code(answers: list[Answered]) -> int:
    """0 all done, 1 something was returned, 3 we could not do our part, 4 something waits."""
    outcomes = {answered.outcome for answered in answers}
    if "failed" in outcomes:
        return OWN_FAULT
    if "returned" in outcomes:
        return RETURNED
    return WAITING if "waiting" in outcomes else 0


@click.command()
@click.option("--every", default=30.0, show_default=True, metavar="SECONDS", help="Rescan at least this often.")
@click.option("--quiet", default=3.0, show_default=True, metavar="SECONDS", help="A file must rest this long.")
@pass_session
def watch(session: Session, every: float, quiet: float) -> None:
    """Take in whatever is dropped, until stopped."""
    from toolkit.intake.watch import watch as keep_watching

    with session.open() as house:
        click.echo(f"watching {house.places.inbox}; stop with Ctrl-C", err=True)
        keep_watching(
            house,
            session.day,
            rescan_seconds=every,
            quiet_seconds=quiet,
            tell=lambda answered: _tell(session, answered, house.lang),
            complain=lambda trouble: click.echo(f"salesdocs: {trouble}", err=True),
        )


@click.command()
@as_of_option
@click.option("--waiting", "is_waiting", is_flag=True, help="Every file that is not through, and why.")
@pass_session
def status(session: Session, as_of: datetime | None, is_waiting: bool) -> None:
    """Say how many deals stand where, what waits, and what is blocked."""
    from toolkit.desk.standing import house_status, status_lines
    from toolkit.desk.waiting import held, held_facts, held_lines

    with session.open() as house:
        if is_waiting:
            files = held(house)
            session.print(held_facts(files, house.lang), held_lines(files, house.lang))
            return
        found = house_status(house, as_of=as_of.date() if as_of else None)
        session.print(found, status_lines(found, house.lang))
