"""A client that behaves as Windows does: share modes, sizes set before bytes, stamps kept, exclusive folders."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Final, Self

from smbprotocol.connection import Connection
from smbprotocol.exceptions import ObjectNameCollision
from smbprotocol.file_info import (
    FileBasicInformation,
    FileDispositionInformation,
    FileEndOfFileInformation,
    FileRenameInformation,
)
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    FileAttributes,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2SetInfoRequest,
)
from smbprotocol.session import Session
from smbprotocol.tree import TreeConnect

from tests.rig_samba.server import PASSWORD, SHARE, Server

_EPOCH_AS_WINDOWS: Final = 116_444_736_000_000_000
"""1970 in steps of 100 ns since 1601."""
_PIECE: Final = 65_536
_ACCESS: Final = (
    FilePipePrinterAccessMask.GENERIC_READ | FilePipePrinterAccessMask.GENERIC_WRITE | FilePipePrinterAccessMask.DELETE
)


class Handle:
    """A file that one client has open."""

    def __init__(self, opened: Open) -> None:
        self._open = opened

    def write(self, content: bytes, at: int = 0) -> None:
        """Bytes at a place."""
        for begin in range(0, len(content), _PIECE):
            self._open.write(content[begin : begin + _PIECE], at + begin)

    def set_end(self, size: int) -> None:
        """Give the file its size before its bytes, as CopyFile does."""
        told = FileEndOfFileInformation()
        told["end_of_file"] = size
        self._tell(told)

    def stamp(self, modified_ns: int) -> None:
        """Give the file the time of the one it is a copy of."""
        told = FileBasicInformation()
        told["last_write_time"] = _EPOCH_AS_WINDOWS + modified_ns // 100
        self._tell(told)

    def rename(self, name: str) -> None:
        """Give it another name, that of no other file. Raises SharingViolation while others forbid it."""
        told = FileRenameInformation()
        told["replace_if_exists"] = False
        told["file_name"] = name.replace("/", "\\")
        self._tell(told)

    def delete(self) -> None:
        """Let it be gone when it is closed."""
        told = FileDispositionInformation()
        told["delete_pending"] = True
        self._tell(told)

    def close(self) -> None:
        """Let go of it."""
        self._open.close()

    def _tell(self, told: Any) -> None:
        asked = SMB2SetInfoRequest()
        asked["info_type"], asked["file_info_class"] = told.INFO_TYPE, told.INFO_CLASS
        asked["file_id"], asked["buffer"] = self._open.file_id, told
        tree = self._open.tree_connect
        sent = self._open.connection.send(asked, tree.session.session_id, tree.tree_connect_id)
        self._open.connection.receive(sent)


class Client:
    """One PC at the share, with a connection of its own."""

    def __init__(self, server: Server) -> None:
        self._connection = Connection(uuid.uuid4(), "127.0.0.1", server.port)
        self._connection.connect()
        session = Session(self._connection, server.user, PASSWORD)
        session.connect()
        self._tree = TreeConnect(session, rf"\\127.0.0.1\{SHARE}")
        self._tree.connect()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, what: BaseException | None, at: TracebackType | None) -> None:
        self._connection.disconnect(close=True)

    @contextmanager
    def made(self, name: str) -> Iterator[Handle]:
        """A new file, open for this client alone while the block lasts."""
        with self._opened(name, CreateDisposition.FILE_CREATE, share=0) as handle:
            yield handle

    @contextmanager
    def opened(self, name: str, *, share: int = ShareAccess.FILE_SHARE_READ) -> Iterator[Handle]:
        """A file that lies there, open for writing while the block lasts; others may do what `share` says."""
        with self._opened(name, CreateDisposition.FILE_OPEN, share=share) as handle:
            yield handle

    @contextmanager
    def _opened(self, name: str, disposition: int, *, share: int) -> Iterator[Handle]:
        opened = Open(self._tree, name.replace("/", "\\"))
        opened.create(
            ImpersonationLevel.Impersonation,
            _ACCESS,
            FileAttributes.FILE_ATTRIBUTE_NORMAL,
            share,
            disposition,
            CreateOptions.FILE_NON_DIRECTORY_FILE,
        )
        try:
            yield Handle(opened)
        finally:
            opened.close()

    def makes_folder(self, name: str) -> bool:
        """Whether this client made the folder: of several who try, one does."""
        opened = Open(self._tree, name.replace("/", "\\"))
        try:
            opened.create(
                ImpersonationLevel.Impersonation,
                FilePipePrinterAccessMask.GENERIC_READ,
                FileAttributes.FILE_ATTRIBUTE_DIRECTORY,
                ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE,
                CreateDisposition.FILE_CREATE,
                CreateOptions.FILE_DIRECTORY_FILE,
            )
        except ObjectNameCollision:
            return False
        opened.close()
        return True
