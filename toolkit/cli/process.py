"""process: forms, rules, documents and stages, as they are declared."""

from __future__ import annotations

import click

from toolkit.cli.session import Session, pass_session


@click.command()
@click.option("--mermaid", "shown", flag_value="mermaid", help="The diagram of the stages, in Mermaid.")
@click.option("--svg", "shown", flag_value="svg", help="The picture of the stages, an SVG file.")
@pass_session
def process(session: Session, shown: str | None) -> None:
    """Print the process: every form with its rules, documents and next stage (docs/process.md)."""
    from toolkit.catalogue import CATALOGUE, MESSAGES_OF
    from toolkit.desk.process_map import mermaid
    from toolkit.desk.process_page import page
    from toolkit.desk.process_picture import picture

    if shown == "mermaid":
        said = mermaid(CATALOGUE.process)
    else:
        said = picture(CATALOGUE) if shown == "svg" else page(CATALOGUE, MESSAGES_OF)
    session.print(said, (said.rstrip("\n"),))
