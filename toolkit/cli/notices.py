"""notices: what our people are told by mail and chat."""

from __future__ import annotations

from datetime import datetime

import click

from toolkit.cli.session import Session, pass_session

NOT_SENT = 5  # decisions.md 8: of the surroundings


@click.group()
def notices() -> None:
    """Mail and chat to our people: what waits, send it, try a channel."""


@notices.command()
@pass_session
def status(session: Session) -> None:
    """List what is still to be told, and why it is not."""
    from toolkit.desk.notices import notices_status, status_facts, status_lines

    with session.open() as house:
        found = notices_status(house, session.day())
        session.print(status_facts(found, house.lang), status_lines(found, house.lang))


@notices.command()
@pass_session
@click.pass_context
def send(context: click.Context, session: Session) -> None:
    """Send what is due; `watch` does so by itself."""
    from toolkit.desk.notices import notices_status, send_now, sent_facts, sent_lines

    with session.open() as house:
        done = send_now(house, datetime.now().astimezone())
        still = notices_status(house, session.day()).still
        session.print(sent_facts(done, house.lang), sent_lines(done, still, house.lang))
    context.exit(NOT_SENT if done and (done.failed or done.given_up) else 0)


@notices.command()
@click.argument("name")
@pass_session
@click.pass_context
def test(context: click.Context, session: Session, name: str) -> None:
    """Send a test over the channel NAME (`mail:address` for one that wants it), or to the person or role NAME."""
    from toolkit.desk.notices import tried_words, try_channel

    with session.open() as house:
        refused = try_channel(house, name, datetime.now().astimezone())
        words = tried_words(refused, house.lang)
        session.print({"channel": name.partition(":")[0], "is_sent": refused is None, "says": words}, [words])
    context.exit(NOT_SENT if refused else 0)
