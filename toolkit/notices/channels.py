"""One message over one channel, through Apprise; nothing of a channel's address comes out again, whatever happens."""

from __future__ import annotations

import logging
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from toolkit.model.text import Text

if TYPE_CHECKING:
    from apprise.plugins import NotifyBase

SECONDS: Final = 10.0
"""How long a server may take to let us in, and for each answer."""
KEY_HEADER: Final = "X-Salesdocs-Key"
"""Of mails and webhooks: two messages with one key are one. Apprise gives every mail a Message-ID of its own."""
_LONGEST: Final = {"wecombot": 512, "dingtalk": 5_000, "feishu": 5_000, "lark": 5_000, "workflow": 1_000}
"""Characters of a message: 企业微信 takes 2,048 bytes, 钉钉 and 飞书 20,000; what is longer comes in parts."""
_ANSWER_IN_BODY: Final = ("wecombot", "dingtalk", "feishu", "lark")
"""Robots that say 200 to what they refuse, and why in the body. Source: docs/findings/0008-robots-say-200.md."""

_FILE_OR_ENV: Final = re.compile(r"(?P<sort>env|file):(?P<name>.+)")
_HTTP: Final = re.compile(r"error=(\d{3})\b")
_SMTP: Final = re.compile(r"\((\d{3}), b?['\"]")
_REACHING: Final = (
    ("timed out", Text("超时", "timed out")),
    ("refused", Text("连接被拒绝", "connection refused")),
    ("certificate", Text("证书不被信任", "certificate not trusted")),
    ("name or service not known", Text("找不到服务器", "no such server")),
    ("name resolution", Text("找不到服务器", "no such server")),
    ("getaddrinfo", Text("找不到服务器", "no such server")),
    ("unreachable", Text("网络不通", "network unreachable")),
    ("connection", Text("连接中断", "connection lost")),
)
"""What Apprise's words of a connection that failed contain, and what is said of it."""
_UNKNOWN: Final = Text("未被接受", "not accepted")
_TO: Final = "{to}"
_WRONG_ADDRESS: Final = Text("渠道地址无法识别", "no address that Apprise knows")


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    title: str
    body: str
    key: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a message was not sent."""

    why: Text
    is_away: bool = False
    """Nobody was reached: another message over the same channel would fare no better now."""


Send = Callable[[str, Message], Refused | None]
"""Sends a message to an address; None when it was taken."""


def address_of(named: str, channels: Mapping[str, str], root: Path) -> str | Refused:
    """The address of a channel, `name` or `name:address`.

    Or why there is none: the file or variable is missing, or it and `named` disagree on whether there is a `{to}`.
    """
    channel, _, to = named.partition(":")
    written = channels[channel]
    if apart := _FILE_OR_ENV.fullmatch(written):
        found = _from_environment(apart["name"]) if apart["sort"] == "env" else _from_file(root / apart["name"])
        if isinstance(found, Refused):
            return found
        written = found
    if (_TO in written) != bool(to):  # Apprise would send it to somebody else
        return Refused(_one_address(channel) if to else _wants_address(channel))
    return written.replace(_TO, quote(to, safe="@"))


def _wants_address(channel: str) -> Text:
    return Text(
        f"渠道 {channel} 的地址含 {_TO},须写成 {channel}:收件地址",
        f"channel {channel} says {_TO}: write {channel}:address",
    )


def _one_address(channel: str) -> Text:
    return Text(
        f"渠道 {channel} 的地址不含 {_TO},只写 {channel}", f"channel {channel} says no {_TO}: write {channel} alone"
    )


def _from_environment(name: str) -> str | Refused:
    found = os.environ.get(name, "").strip()
    return found or Refused(Text(f"未设置环境变量 {name}", f"environment variable {name} is not set"), is_away=True)


def _from_file(path: Path) -> str | Refused:
    try:
        lines = (line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
        found = next((line for line in lines if line and not line.startswith("#")), "")
    except (OSError, UnicodeDecodeError):
        found = ""
    missing = Text(f"渠道文件 {path.name} 无法读取或为空", f"the channel's file {path.name} is missing or empty")
    return found or Refused(missing, is_away=True)


def send(address: str, message: Message) -> Refused | None:
    """Send it through Apprise; None when the server took it. Raises nothing: whatever goes wrong is an answer."""
    with _heard() as said:
        try:
            plugin = _plugin(address)
        except Exception:  # noqa: BLE001  a plugin's own fault with an address, which must not be shown
            plugin = None
        if plugin is None:
            return Refused(_WRONG_ADDRESS)
        _prepare(plugin, message)
        try:
            was_taken = plugin.notify(body=message.body, title=message.title, body_format="text")
        except Exception:  # noqa: BLE001  no fault of a plugin may end the service; its words may hold the address
            was_taken = False
    return None if was_taken else _refusal(said)


def _plugin(address: str) -> NotifyBase | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of libraries that Apprise tries for
        import apprise  # noqa: PLC0415  a tenth of a second: only for those who send

        asset = apprise.AppriseAsset(app_id="salesdocs", app_desc="salesdocs", async_mode=False, storage_mode="memory")
        found: NotifyBase | None = apprise.Apprise.instantiate(address, asset=asset, suppress_exceptions=True)
    return found


def _prepare(plugin: Any, message: Message) -> None:
    """Limits of time and length, the key where there is a place for it, and ears for robots' true answers."""
    plugin.socket_connect_timeout = plugin.socket_read_timeout = SECONDS
    plugin.request_rate_per_sec = 0
    plugin.redirects = False  # a secret goes nowhere else
    plugin.overflow_mode = "split"
    plugin.include_image = False  # Teams would fetch it from a place that is not ours
    schema = plugin.schemas()
    for name, longest in _LONGEST.items():
        if name in schema:
            plugin.body_maxlen = longest
    if isinstance(getattr(plugin, "headers", None), dict):
        plugin.headers[KEY_HEADER] = message.key
        if "mailto" in schema:
            plugin.headers["Auto-Submitted"] = "auto-generated"  # RFC 3834: no notes of absence come back
    if not schema.isdisjoint(_ANSWER_IN_BODY):
        module: Any = sys.modules[type(plugin).__module__]
        if not isinstance(module.requests, _Honest):
            module.requests = _Honest(module.requests)


class _Honest:
    """The library `requests`, for robots whose refusals come as 200: they become 422, which Apprise understands."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        """The answer, its status true."""
        answer = self._requests.post(*args, **kwargs)
        if answer.status_code == self._requests.codes.ok and _code_of(answer):
            answer.status_code = self._requests.codes.unprocessable
            _SAID.words.append(f"robot={_code_of(answer)}")
        return answer


def _code_of(answer: Any) -> int:
    """The error that a robot names; 0 for none."""
    try:
        said = answer.json()
    except ValueError:
        return 0
    found = said.get("errcode", said.get("code", said.get("StatusCode", 0))) if isinstance(said, dict) else 0
    return found if isinstance(found, int) else 0


_ROBOT: Final = re.compile(r"robot=(\d+)")


class _Ear(logging.Filter):
    """Keeps what a library logs from every handler there is, for its words hold addresses; hears it, if it is to."""

    def __init__(self, said: threading.local | None = None) -> None:
        super().__init__()
        self._said = said

    def filter(self, record: logging.LogRecord) -> bool:
        """Nothing goes any further."""
        if self._said is not None:
            getattr(self._said, "words", []).append(record.getMessage())
        return False


_SAID: Final = threading.local()
_EARS: Final = {"apprise": _Ear(_SAID), "urllib3.connectionpool": _Ear(), "urllib3.util.retry": _Ear()}


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise says in the block, in this thread."""
    for name, ear in _EARS.items():
        log = logging.getLogger(name)
        log.addFilter(ear)  # once, however often
        log.setLevel(logging.DEBUG)
    said: list[str] = []
    _SAID.words = said
    try:
        yield said
    finally:
        del _SAID.words


def _refusal(said: list[str]) -> Refused:
    """Why, in words of our own: Apprise's would show too much."""
    words = "\n".join(said)
    if robot := _ROBOT.search(words):
        return Refused(Text(f"群机器人拒绝,代码 {robot[1]}", f"the robot refused it, code {robot[1]}"))
    if http := _HTTP.search(words):
        return Refused(Text(f"服务器拒绝,HTTP {http[1]}", f"the server refused it, HTTP {http[1]}"))
    if smtp := _SMTP.search(words):
        return Refused(Text(f"邮件服务器拒绝,代码 {smtp[1]}", f"the mail server refused it, code {smtp[1]}"))
    folded = words.casefold()
    for part, why in _REACHING:
        if part in folded:
            return Refused(why, is_away=True)
    return Refused(_UNKNOWN)
