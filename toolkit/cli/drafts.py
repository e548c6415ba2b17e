"""draft: the mail in which a document goes to its customer, for a person to send."""

from __future__ import annotations

from pathlib import Path

import click

from toolkit.cli.session import Session, pass_session


@click.command()
@click.argument("number", required=False)
@click.option("--due", "is_all", is_flag=True, help="All that is to be sent to customers today.")
@click.option(
    "-o",
    "--output",
    metavar="FOLDER",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to lay it into (default: beside the document; with --due, by owner in the folder of today's report).",
)
@click.option(
    "--pdf/--no-pdf",
    "is_printed",
    default=None,
    help="Attach the document as PDF, or as it is (default: PDF where LibreOffice or Word can make it).",
)
@pass_session
@click.pass_context
def draft(
    context: click.Context,
    session: Session,
    number: str | None,
    is_all: bool,
    output: Path | None,
    is_printed: bool | None,
) -> None:
    """Write the mail (.eml) in which document NUMBER goes to its customer: quote, letter, payment notice, reminder.

    Your mail program opens it as a draft: read it, change it, send it. salesdocs itself sends nothing to a customer.
    """
    from toolkit.desk.drafts import draft_of, drafts_of_the_day, facts_of, lines_of

    if bool(number) == is_all:
        raise click.UsageError("name one document NUMBER, or --due")
    with session.open() as house:
        if number:
            laid = [draft_of(house, number, session.day(), output, is_printed=is_printed)]
        else:
            laid = list(drafts_of_the_day(house, session.day(), output, is_printed=is_printed))
        session.print(facts_of(laid), lines_of(laid, house, house.lang))
    context.exit(0 if all(one.path for one in laid) else 1)  # decisions.md 8
