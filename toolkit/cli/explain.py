"""explain: what a code means and what to do about it."""

from __future__ import annotations

import click

from toolkit.cli.session import Session, pass_session


@click.command()
@click.argument("code")
@pass_session
def explain(session: Session, code: str) -> None:
    """Explain CODE of a finding: cause, rule, source, example, fix."""
    from toolkit.desk.explain import explained, lines

    lang = session.lang or "zh"
    told = explained(code, lang)
    session.print(told, lines(told, lang))
