"""A mail server and a webhook's receiver on loopback: real ones, that can be told to fail."""

from __future__ import annotations

import json
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "s3cret-of-the-mail"


@dataclass
class Mail:
    """One mail as it came."""

    to: tuple[str, ...]
    message: Message

    @property
    def subject(self) -> str:
        return str(make_header(decode_header(self.message["Subject"])))

    @property
    def text(self) -> str:
        part = next(part for part in self.message.walk() if part.get_content_type() == "text/plain")
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        return content.decode("utf-8").replace("\r\n", "\n")


@dataclass
class MailServer:
    """What came; `answer` is what it says to each mail."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    answer: str = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.mails.append(Mail(tuple(envelope.rcpt_tos), message_from_bytes(envelope.content)))
        return self.answer


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)


@contextmanager
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """A mail server that lets in who knows the password."""
    heard = MailServer()
    running = Controller(
        heard,
        hostname="127.0.0.1",
        port=port or free_port(),
        auth_required=True,
        auth_require_tls=False,
        authenticator=_authenticate,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # it is loopback
        running.start()
        heard.port = running.port
        try:
            yield heard
        finally:
            running.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as found:
        return found.server_port


@dataclass
class Post:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    said: Any


@dataclass
class Hook:
    """What came; what it answers to the next requests: a status, a body, after so many seconds."""

    port: int = 0
    posts: list[Post] = field(default_factory=list)
    status: int = 200
    body: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    seconds: float = 0.0
    location: str = ""
    """Where it sends those who ask, with a status of 3xx."""
    meanwhile: Callable[[], None] = lambda: None
    """Done while the request is being answered."""

    def address(self, path: str = "hook") -> str:
        """For Apprise."""
        return f"json://127.0.0.1:{self.port}/{path}"

    def texts(self) -> list[str]:
        """Messages that were taken."""
        return [post.said["message"] for post in self.posts]


@contextmanager
def hook(port: int = 0, *, certificate: Path | None = None) -> Iterator[Hook]:
    """A receiver of webhooks."""
    heard = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            heard.meanwhile()
            time.sleep(heard.seconds)
            if heard.status < 300:
                heard.posts.append(Post(self.path, dict(self.headers), json.loads(content)))
            self.send_response(heard.status)
            self.send_header("Content-Type", "application/json")
            if heard.location:
                self.send_header("Location", heard.location)
            self.end_headers()
            self.wfile.write(heard.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

        def handle(self) -> None:
            try:
                super().handle()
            except (ConnectionError, ssl.SSLError):  # whoever asked has gone
                self.close_connection = True

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        heard.port = server.server_port
        working = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        working.start()
        try:
            yield heard
        finally:
            server.shutdown()
            working.join()
