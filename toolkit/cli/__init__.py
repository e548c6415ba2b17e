"""The command `salesdocs`: parse, call, print, exit code; nothing else."""

from __future__ import annotations

import sys
import traceback
from datetime import datetime
from pathlib import Path

import click

from toolkit.cli import (
    customers,
    deals,
    doctor,
    documents,
    drafts,
    explain,
    forms,
    ledger,
    merge,
    notices,
    process,
    registries,
    reports,
    rework,
    schedule,
    service,
    templates,
)
from toolkit.cli import house as houses
from toolkit.cli.session import Session, forgiving_output
from toolkit.errors import SalesdocsError
from toolkit.model.text import Lang

OWN_FAULT = 3  # decisions.md 8


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="salesdocs")
@click.option(
    "-C",
    "--house",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    envvar="SALESDOCS_HOUSE",
    help="Folder of the house (default: here, or SALESDOCS_HOUSE).",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of messages (default: the house's).")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="Shape of the output.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), hidden=True)
@click.pass_context
def salesdocs(context: click.Context, house: Path, lang: Lang | None, shape: str, today: datetime | None) -> None:
    """Check filled Excel and Word sales forms, move deals through their stages, write the next document."""
    context.obj = Session(house, lang, shape, today)


for command in (
    houses.init,
    houses.demo,
    forms.check,
    explain.explain,
    houses.ingest,
    houses.watch,
    documents.generate,
    drafts.draft,
    merge.merge,
    houses.status,
    service.health,
    service.service,
    rework.retry,
    rework.undo,
    notices.notices,
    deals.deal,
    deals.withdraw,
    customers.customer,
    ledger.ledger,
    forms.form,
    process.process,
    registries.registry,
    reports.report,
    schedule.schedule,
    templates.templates,
    doctor.doctor,
):
    salesdocs.add_command(command)


def main() -> None:
    """Run the command line; the one place where every trouble becomes a message and an exit code."""
    forgiving_output()
    try:
        sys.exit(salesdocs.main(standalone_mode=False) or 0)
    except click.ClickException as wrong_use:
        wrong_use.show()
        sys.exit(wrong_use.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except SalesdocsError as trouble:
        click.echo(f"salesdocs: {trouble}", err=True)
        sys.exit(trouble.exit_code)
    except Exception:  # noqa: BLE001 - the door: nothing gets past it as a bare stack trace without a word
        traceback.print_exc()
        click.echo("salesdocs: this is our own fault; nothing was lost. Please report the lines above.", err=True)
        sys.exit(OWN_FAULT)
