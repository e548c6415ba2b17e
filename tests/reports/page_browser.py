"""A real Chromium that opens a page as a phone, a desk or a printer would, spoken to over two pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path
from select import select
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

_NAMES: Final = ("chromium", "chromium-browser", "google-chrome") if sys.platform != "win32" else ()
CHROMIUM: Final = next(filter(None, map(shutil.which, _NAMES)), None)
"""Where it is, None where there is none; on Windows a child is not handed pipes by number."""
_PATIENCE_SECONDS: Final = 60
_OPTIONS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-extensions",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
_KEYS: Final = {"Tab": 9, "Enter": 13, " ": 32, "ArrowLeft": 37, "ArrowRight": 39, "ArrowDown": 40}
_TYPED: Final = {"Enter": "\r", " ": " "}

Theme = Literal["light", "dark"]


class Browser:
    """One tab. What a page asks the network for, and what it complains of, is kept."""

    def __init__(self, asked: RawIOBase, told: RawIOBase) -> None:
        self._asked, self._told = asked, told
        self._waiting = b""
        self._number = 0
        self._session: str | None = None
        self.requests: list[str] = []
        self.complaints: list[str] = []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Accessibility", "DOM"):
            self.ask(f"{domain}.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers."""
        self._number += 1
        question: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            question["sessionId"] = self._session
        self._asked.write(json.dumps(question).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer["error"]
                result: dict[str, Any] = answer["result"]
                return result
            self._keep(answer)

    def open(self, page: Path, *, width: int = 1440, height: int = 900, theme: Theme = "light") -> None:
        """Load the page on a screen so wide."""
        self.requests.clear()
        self.complaints.clear()
        self.ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600
        )
        self.see(theme)
        self.ask("Page.navigate", url=page.as_uri())
        while self._keep(self._next()) != "Page.loadEventFired":
            pass

    def see(self, theme: Theme, media: str = "screen") -> None:
        """Prefer light or dark, and show it as the screen or the printer does."""
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.ask("Emulation.setEmulatedMedia", media=media, features=features)

    def value(self, expression: str) -> Any:
        """What a line of script gives."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str, times: int = 1) -> None:
        """Press a key on the keyboard."""
        for _ in range(times):
            for kind in ("keyDown", "keyUp"):
                typed = {"text": _TYPED[key]} if kind == "keyDown" and key in _TYPED else {}
                code = "Space" if key == " " else key
                self.ask(
                    "Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=_KEYS[key], **typed
                )

    def picture(self, *, whole: bool = True) -> bytes:
        """The page as PNG."""
        answer = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return b64decode(answer["data"])

    def printed(self) -> bytes:
        """The page as PDF, on the paper that it asks for."""
        self.see("light", "print")
        answer = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return b64decode(answer["data"])

    def read_aloud(self) -> list[tuple[str, str]]:
        """Role and name of all that a screen reader meets, in order."""
        nodes = self.ask("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes if not node.get("ignored")
        ]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            ready, _, _ = select([self._told], [], [], _PATIENCE_SECONDS)
            assert ready, "the browser says nothing"
            read = self._told.read(1 << 16)
            assert read, "the browser has gone"
            self._waiting += read
        message, _, self._waiting = self._waiting.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer

    def _keep(self, message: dict[str, Any]) -> str:
        method: str = message.get("method", "")
        told = message.get("params", {})
        if method == "Network.requestWillBeSent":
            self.requests.append(told["request"]["url"])
        if method == "Log.entryAdded":
            self.complaints.append(told["entry"]["text"])
        if method == "Runtime.exceptionThrown":
            self.complaints.append(str(told["exceptionDetails"]))
        return method


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser of our own with a profile of its own; it ends with the block."""
    assert CHROMIUM
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        read_by_it, written = os.pipe()
        read, written_by_it = os.pipe()
        line = f'exec "$@" 3<&{read_by_it} 4>&{written_by_it}'
        process = subprocess.Popen(
            ["bash", "-c", line, "-", CHROMIUM, *_OPTIONS, f"--user-data-dir={profile}"],
            pass_fds=(read_by_it, written_by_it),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_by_it)
        os.close(written_by_it)
        try:
            with open(written, "wb", buffering=0) as asked, open(read, "rb", buffering=0) as told:  # noqa: PTH123  pipes
                browser = Browser(asked, told)
                yield browser
                browser.ask("Browser.close")
        finally:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
