"""init, demo, ingest, watch, status: the house and what goes on in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from toolkit.cli.session import Clock, Session, as_of_option, pass_session
from toolkit.model.text import Lang

if TYPE_CHECKING:
    from toolkit.intake.answer import Answered

RETURNED, OWN_FAULT, WAITING = 1, 3, 4  # decisions.md 8

quiet_option = click.option("--quiet", type=float, metavar="SECONDS", help="A file must rest so long (3; network: 10).")
workers_option = click.option(
    "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes that read forms."
)


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
@quiet_option
@workers_option
@pass_session
@click.pass_context
def ingest(context: click.Context, session: Session, quiet: float | None, workers: int) -> None:
    """Take in what lies in the inbox, once; files on their way in are waited for."""
    from toolkit.intake.answer import summary
    from toolkit.intake.once import once
    from toolkit.intake.workers.pool import Workers

    with session.open() as house, Workers(workers) as readers:
        done = once(house, session.day(), readers, quiet=quiet, tell=lambda a: _tell(session, a, house.lang))
        if session.shape == "json":
            session.print([summary(answered, house.lang) for answered in done.answers], ())
        elif not done.answers:
            click.echo("nothing to do" if house.lang == "en" else "收件箱中没有待处理的表单")
        context.exit(exit_code(done.answers, waiting=done.waiting))


def _tell(session: Session, answered: Answered, lang: Lang) -> None:
    from toolkit.intake.answer import told

    if session.shape == "text":
        click.echo(told(answered, lang))


def exit_code(answers: Sequence[Answered], *, waiting: int = 0) -> int:
    """0 all done, 1 something was returned, 3 we could not do our part, 4 something waits."""
    outcomes = {answered.outcome for answered in answers}
    if outcomes & {"failed", "quarantined"}:
        return OWN_FAULT
    if outcomes & {"returned", "lost"}:
        return RETURNED
    return WAITING if waiting or "waiting" in outcomes else 0


@click.command()
@click.option("--every", default=30.0, show_default=True, metavar="SECONDS", help="Rescan at least this often.")
@quiet_option
@workers_option
@click.option("--log", "log_shape", type=click.Choice(["text", "json"]), default="text", help="Shape of the log.")
@click.option("--log-file", type=click.Path(path_type=Path, dir_okay=False), help="Where the log goes; it is rotated.")
@click.option("--nightly", "at", type=Clock(), help="Write the missed reports each day at this time ([nightly] at).")
@pass_session
def watch(
    session: Session,
    every: float,
    quiet: float | None,
    workers: int,
    log_shape: Literal["text", "json"],
    log_file: Path | None,
    at: time | None,
) -> None:
    """Take in whatever is dropped, until stopped."""
    from toolkit.intake.log import Log
    from toolkit.intake.nightly_run import NightlyRun
    from toolkit.intake.once import quiet_seconds
    from toolkit.intake.watch import watch as keep_watching
    from toolkit.intake.workers.pool import Workers

    with session.open() as house, Log(log_shape, log_file) as log, Workers(workers) as readers:
        readers.start()
        at = at or house.settings.nightly_at
        log.event("watching", f"watching {house.places.inbox}; stop with Ctrl-C", inbox=str(house.places.inbox))
        keep_watching(
            house,
            session.day,
            rescan_seconds=every,
            quiet_seconds=quiet_seconds(house) if quiet is None else quiet,
            log=log,
            readers=readers,
            night=NightlyRun(session.again("report", "nightly", "--catch-up"), at, log) if at else None,
        )


@click.command()
@as_of_option
@click.option("--waiting", "is_waiting", is_flag=True, help="Every file that is not through, and why.")
@pass_session
def status(session: Session, as_of: datetime | None, is_waiting: bool) -> None:
    """Say how many deals stand where, what waits, and what is blocked."""
    from toolkit.desk.standing import house_status, status_lines

    with session.open() as house:
        if is_waiting:
            from toolkit.desk.waiting import held, held_facts, held_lines

            files = held(house)
            session.print(held_facts(files, house.lang), held_lines(files, house.lang))
            return
        found = house_status(house, as_of=as_of.date() if as_of else None)
        session.print(found, status_lines(found, house.lang))
