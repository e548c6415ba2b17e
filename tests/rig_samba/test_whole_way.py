"""Forms dropped over SMB into a house that is watched: each is accepted once, with every byte."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.golden import COST_SHEET
from tests.intake import lock_files
from tests.journey.test_watch import until, watched
from tests.journey.way import Way, on_the_way
from tests.rig_samba.server import Server

pytest.importorskip("smbprotocol", reason="the Windows-like client is not installed (smbprotocol)")

from tests.rig_samba.client import Client

if TYPE_CHECKING:
    from tests.rig_samba.client import Handle

STALL = 0.8
"""Seconds; the watcher's quiet time is a quarter of it."""


@pytest.fixture
def way(server: Server, request: pytest.FixtureRequest) -> Iterator[Way]:
    with on_the_way(server.folder / f"house{abs(hash(request.node.name))}", "06-22") as house:
        yield house


def _on_share(way: Way, server: Server, name: str) -> str:
    """The name of a file of the inbox as a client of the share calls it."""
    return str((way.house.places.inbox / name).relative_to(server.folder))


def _filed(way: Way) -> list[bytes]:
    """What lies there of the form, wherever people see it in the house."""
    places = way.house.places
    assert not list(places.inbox.iterdir())
    assert not list(places.claims.iterdir())
    return [path.read_bytes() for folder in places.shared for path in folder.rglob(COST_SHEET.name)]


def _preallocated(handle: Handle, content: bytes) -> None:
    handle.set_end(len(content))
    handle.write(content[: len(content) // 50])
    time.sleep(STALL)
    handle.write(content)


def _from_its_end(handle: Handle, content: bytes) -> None:
    half = len(content) // 2
    handle.set_end(len(content))
    handle.write(content[half:], half)
    time.sleep(STALL)
    handle.write(content[:half])


def _stamped(handle: Handle, content: bytes) -> None:
    month_ago = time.time_ns() - 30 * 24 * 3600 * 10**9
    handle.stamp(month_ago)
    _preallocated(handle, content)
    handle.stamp(month_ago)


def _held_open(handle: Handle, content: bytes) -> None:
    handle.write(content)
    time.sleep(STALL)


@pytest.mark.parametrize("copied", [_preallocated, _from_its_end, _stamped, _held_open])
def test_a_form_copied_over_the_network_is_accepted_once_and_whole_after_its_close(
    way: Way, server: Server, client: Client, copied: Callable[[Handle, bytes], None]
) -> None:
    content = way.filled(COST_SHEET)

    with watched(way, "07-01") as heard:
        with client.made(_on_share(way, server, COST_SHEET.name)) as handle:
            copied(handle, content)
            before = heard.outcomes()
        until(lambda: bool(heard.answers))
        time.sleep(STALL)

    assert before == []
    assert heard.outcomes() == ["accepted"]
    assert _filed(way) == [content]
    assert way.deal().stage == "已报价"


def test_a_form_saved_in_the_inbox_over_the_network_is_accepted_once_as_it_was_saved_last(
    way: Way, server: Server, client: Client
) -> None:
    content = way.filled(COST_SHEET)
    name, lock, saving = (_on_share(way, server, n) for n in (COST_SHEET.name, f"~${COST_SHEET.name}", "5B6F4D00"))

    with watched(way, "07-01") as heard:
        with client.made(lock) as held:
            held.write(lock_files.excel("张伟"))
            with client.made(name) as handle:
                _preallocated(handle, way.plain("F05"))
            time.sleep(STALL)
            with client.made(saving) as handle:
                handle.write(content)
            time.sleep(STALL)
            with client.opened(name, share=0) as handle:
                handle.delete()
            with client.opened(saving, share=0) as handle:
                handle.rename(name)
            time.sleep(STALL)
            held.delete()
            before = heard.outcomes()
        until(lambda: bool(heard.answers))
        time.sleep(STALL)

    assert before == []
    assert heard.outcomes() == ["accepted"]
    assert _filed(way) == [content]


def test_forms_of_several_clients_are_each_accepted_once(way: Way, server: Server) -> None:
    content = way.filled(COST_SHEET)
    inbox: Path = way.house.places.inbox

    with watched(way, "07-01") as heard, Client(server) as one, Client(server) as other:
        with (
            one.made(_on_share(way, server, COST_SHEET.name)) as first,
            other.made(_on_share(way, server, "又一份.xlsx")) as second,
        ):
            _preallocated(first, content)
            _preallocated(second, content)
        until(lambda: len(heard.answers) == 2)
        time.sleep(STALL)

    assert sorted(heard.outcomes()) == ["accepted", "duplicate"]
    assert list(inbox.iterdir()) == []
