"""generate: a document of a deal, or straight from filled forms."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.session import Session, pass_session
from toolkit.model.text import Lang


@click.command()
@click.argument("kind")
@click.argument("deal", required=False)
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Filled forms to write it from, without a ledger (repeatable).",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder to write to (default: here).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the document (default: as issued, else zh).")
@pass_session
def generate(
    session: Session, kind: str, deal: str | None, sources: tuple[Path, ...], output: Path | None, lang: Lang | None
) -> None:
    """Write document KIND (quote, contract, order-notice …) of DEAL, or from filled forms.

    A copy for reading: numbers already issued are printed, none is drawn, the ledger is not changed.
    """
    from toolkit.desk.generate import generate_for_deal, generate_from_forms

    if bool(deal) == bool(sources):
        raise click.UsageError("name a DEAL or give --from FORM, not both")
    if sources:
        house_folder, today = session.house.resolve(), session.day()
        written = generate_from_forms(kind, sources, output, house=house_folder, today=today, lang=lang)
    else:
        assert deal is not None
        with session.open() as house:
            written = generate_for_deal(house, kind, deal, output, session.day(), lang=lang)
    session.print([str(path) for path in written], (str(path) for path in written))
