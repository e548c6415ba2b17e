"""registry: lead registries that people kept by themselves."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.session import Session, pass_session


@click.group()
def registry() -> None:
    """Lead registries (F02) that people kept by themselves."""


@registry.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help="Folder, or the merged workbook.xlsx."
)
@pass_session
@click.pass_context
def merge(context: click.Context, session: Session, files: tuple[Path, ...], output: Path) -> None:
    """Make one registry of FILES, each customer once, and explain every row.

    Customers of the house's ledger are left out and listed; what may be one customer waits for a person's word. The
    merged registry can be dropped into the inbox. Exit code 1: something waits for a decision or was not read.
    """
    from toolkit.desk.registries import merge_registries
    from toolkit.desk.registry_outcome import outcome_lines, told

    house = session.house.resolve()
    outcome = merge_registries(files, house=house, lang=session.lang, today=session.day(), to=output)
    session.print(told(outcome), outcome_lines(outcome))
    context.exit(1 if outcome.needs_a_person else 0)
