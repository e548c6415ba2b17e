"""health, service: the house as a service of the system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, pass_session

if TYPE_CHECKING:
    from toolkit.desk.service import Kind

UNWELL = 5  # decisions.md 8


@click.command()
@click.option(
    "--local",
    type=click.Path(path_type=Path, file_okay=False),
    help="[folders] local of the house: what tells when the share is away.",
)
@pass_session
@click.pass_context
def health(context: click.Context, session: Session, local: Path | None) -> None:
    """Say whether the service is well: exit code 0, or 5 with the reason."""
    from toolkit.desk.health import health_facts, health_lines, health_of

    found = health_of(session.house.resolve(), local)
    lang = session.lang or "zh"
    session.print(health_facts(found, lang), health_lines(found, lang))
    context.exit(0 if found.is_well else UNWELL)


@click.group()
def service() -> None:
    """Run `watch` as a service of the system."""


@service.command("print")
@click.argument("kind", type=click.Choice(["systemd", "task-scheduler", "nssm"]))
@click.option("--user", default="salesdocs", show_default=True, help="Account that the service runs under.")
@pass_session
def show(session: Session, kind: Kind, user: str) -> None:
    """Print what makes this house a service of the system: a systemd unit, or a recipe for Windows."""
    from toolkit.desk.service import recipe

    click.echo(recipe(kind, session.house.resolve(), user=user), nl=False)
