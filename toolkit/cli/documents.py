"""generate: a document of a deal or of many, or straight from filled forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from toolkit.cli.session import Session, pass_session
from toolkit.model.text import Lang

if TYPE_CHECKING:
    from toolkit.desk.batch_deals import Batch


@click.command()
@click.argument("kind", required=False)
@click.argument("deal", required=False)
@click.option(
    "--from",
    "sources",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Filled forms to write it from, without a ledger (repeatable).",
)
@click.option("--all", "is_all", is_flag=True, help="One for every deal.")
@click.option(
    "--deals",
    "list_",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="One for every deal of a list: a text, a number a line, or a table (.xlsx, .csv).",
)
@click.option("--stage", help="One for every deal at that stage: 已报价, quoted …")
@click.option(
    "--verify",
    "proven",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Prove that this document came from the ledger's data (repeatable); nothing is written.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File or folder to write to (default: here).")
@click.option("--pdf", "is_printed", is_flag=True, help="Write the PDF beside each document, too.")
@click.option("--jobs", type=click.IntRange(1), help="Processes for many deals (default: 1 for a few, else all cores).")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the document (default: as issued, else zh).")
@pass_session
@click.pass_context
def generate(
    context: click.Context,
    session: Session,
    kind: str | None,
    deal: str | None,
    sources: tuple[Path, ...],
    is_all: bool,
    list_: Path | None,
    stage: str | None,
    proven: tuple[Path, ...],
    output: Path | None,
    is_printed: bool,
    jobs: int | None,
    lang: Lang | None,
) -> None:
    """Write document KIND (quote, contract, order-notice …) of DEAL or of many deals, or from filled forms.

    A copy for reading: numbers already issued are printed, none is drawn, the ledger is not changed. Of many, those
    that lie in the folder already are not made again: run it once more to go on where it stopped.
    """
    if proven:
        if kind:
            raise click.UsageError("--verify FILE stands alone: the document says itself what it is")
        context.exit(_verify(session, proven))
    if not kind:
        raise click.UsageError("name the KIND of document")
    if sum(map(bool, (deal, sources, is_all, list_, stage))) != 1:
        raise click.UsageError("name one of DEAL, --from FORM, --all, --deals FILE and --stage STAGE")
    if is_all or list_ or stage:
        if output is None or output.is_file():
            raise click.UsageError("name a folder for them: -o FOLDER")
        from toolkit.desk.batch_deals import Batch

        batch = Batch(session.house.resolve(), kind, output, session.day(), lang, is_printed)
        context.exit(_generate_many(session, batch, list_, stage, jobs))
    if sources:
        from toolkit.desk.imagined import generate_from_forms

        house_folder, today = session.house.resolve(), session.day()
        written = generate_from_forms(kind, sources, output, house=house_folder, today=today, lang=lang)
    else:
        from toolkit.desk.generate import generate_for_deal

        assert deal is not None
        with session.open() as house:
            written = generate_for_deal(house, kind, deal, output, session.day(), lang=lang)
    if is_printed:
        from toolkit.desk.batch_files import print_beside

        written += print_beside(written)
    session.print([str(path) for path in written], (str(path) for path in written))


def _verify(session: Session, files: tuple[Path, ...]) -> int:
    """Tell of each document whether it came from its data; the exit code."""
    from toolkit.desk.verify import NOT_PROVEN, verified_lines, verified_summary, verify

    with session.open() as house:
        found = [verify(house, path) for path in files]
        lines = (line for one in found for line in verified_lines(one, house.lang))
        session.print([verified_summary(one, house.lang) for one in found], lines)
    return 0 if all(one.verdict == "equal" for one in found) else NOT_PROVEN


def _generate_many(session: Session, batch: Batch, list_: Path | None, stage: str | None, jobs: int | None) -> int:
    """Write the document of many deals; the exit code."""
    from toolkit.cli.batch import show_batch
    from toolkit.desk.batch_deals import deals_at, deals_listed_in, generate_many

    with session.open() as house:
        wanted = deals_listed_in(list_) if list_ else deals_at(house, stage)
        return show_batch(session, house.lang, generate_many(batch, wanted, jobs), len(wanted))
