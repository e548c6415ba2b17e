"""schedule: the nightly report comes by itself."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Clock, Session, pass_session

if TYPE_CHECKING:
    from toolkit.desk.schedule import Kind, Schedule

FINDINGS, ENVIRONMENT = 1, 5  # decisions.md 8


kind_argument = click.argument(
    "kind", type=click.Choice(["systemd", "cron", "task-scheduler"]), required=False, default=None
)
at_option = click.option("--at", type=Clock(), default="00:30", show_default=True, help="When it runs, each day.")
system_option = click.option(
    "--system", "is_system", is_flag=True, help="systemd: a unit of the machine, not of this account."
)
user_option = click.option(
    "--user", default="", metavar="ACCOUNT", help="Account it runs under (systemd --system; Windows)."
)


@click.group()
def schedule() -> None:
    """Have the nightly report come by itself: systemd, cron or the Windows Task Scheduler."""


@schedule.command("print")
@kind_argument
@at_option
@system_option
@user_option
@pass_session
def show(session: Session, kind: Kind | None, at: time, is_system: bool, user: str) -> None:
    """Print what the system is to be told, filled with this house."""
    from toolkit.desk.schedule import printed, unit_folder, usual_kind

    plan = _plan(session, at, is_system=is_system, user=user)
    click.echo(printed(kind or usual_kind(), plan, unit_folder(is_system=is_system)), nl=False)


@schedule.command()
@kind_argument
@at_option
@system_option
@user_option
@click.option("--dry-run", "is_dry", is_flag=True, help="Only say what would be done.")
@pass_session
@click.pass_context
def install(
    context: click.Context, session: Session, kind: Kind | None, at: time, is_system: bool, user: str, is_dry: bool
) -> None:
    """Put it in place and say what was done; doing it twice changes nothing."""
    from toolkit.desk.schedule import usual_kind
    from toolkit.desk.schedule_install import install as put
    from toolkit.errors import ShareTrouble
    from toolkit.settings import read

    plan = _plan(session, at, is_system=is_system, user=user)
    lang, steps = session.lang or read(plan.root).lang, []
    try:
        for step in put(kind or usual_kind(), plan, lang, is_dry=is_dry):
            steps.append(step)
            click.echo(step.says, err=step.is_trouble)
    except OSError as trouble:
        raise ShareTrouble(f"{trouble.filename}: {trouble.strerror}", code=trouble.errno or 0) from trouble
    context.exit(ENVIRONMENT if any(step.is_trouble for step in steps) else 0)


@schedule.command()
@pass_session
@click.pass_context
def status(context: click.Context, session: Session) -> None:
    """Say whether it is installed, when it runs next, which days are missing: exit code 0 when all is well, else 1."""
    from toolkit.desk.schedule import AT
    from toolkit.desk.schedule_status import standing, standing_facts, standing_lines

    with session.open() as house:
        plan = _plan(session, AT, is_system=False, user="")
        found = standing(house, plan, datetime.now().astimezone(), session.day())
        session.print(standing_facts(found), standing_lines(found, house.lang))
    context.exit(0 if found.is_well else FINDINGS)


def _plan(session: Session, at: time, *, is_system: bool, user: str) -> Schedule:
    from toolkit.desk.schedule import schedule_of

    return schedule_of(session.house.resolve(), at=at, is_system=is_system, user=user)
