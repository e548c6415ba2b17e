"""A share for the tests of this folder, which skip where there is no Samba server or no client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.rig_samba.server import Server, served, smbd

if TYPE_CHECKING:
    from tests.rig_samba.client import Client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if smbd() is None:
        pytest.skip("no Samba server here (Debian: samba)")
    with served(tmp_path_factory.mktemp("share"), tmp_path_factory.mktemp("samba")) as running:
        yield running


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    from tests.rig_samba.client import Client  # the tests skip where its library is not installed

    with Client(server) as one:
        yield one
