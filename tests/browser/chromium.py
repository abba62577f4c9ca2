"""A real Chromium, driven over its pipe by the DevTools protocol: no driver, no network.

Messages are JSON that end in a NUL; the browser reads them on descriptor 3 and writes on 4.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
_FLAGS = (
    "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--no-first-run", "--no-default-browser-check", "--force-color-profile=srgb", "--lang=en-US",
    "--font-render-hinting=none", "--host-resolver-rules=MAP * ~NOTFOUND",
    # Else a page that it takes for hidden gets its timers once a minute after some minutes.
    "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows", "--disable-features=IntensiveWakeUpThrottling",
)  # fmt: skip
_PATIENCE = 180.0  # seconds for an answer; a browser that gives none hangs


class BrowserError(Exception):
    """The browser refused a command, a script threw, or no answer came."""


class Browser:
    """A running Chromium; :meth:`page` opens a file in it."""

    def __init__(self, inlet: int, outlet: int) -> None:
        self._inlet, self._outlet = inlet, outlet
        self._rest = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def command(self, method: str, *, session: str | None = None, **params: Any) -> dict[str, Any]:
        """The result of a command; events that come meanwhile are kept."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        os.write(self._inlet, json.dumps(message).encode() + b"\0")
        while True:
            said = self._next()
            if said.get("id") == self._number:
                if "error" in said:
                    raise BrowserError(f"{method}: {said['error']['message']}")
                result: dict[str, Any] = said["result"]
                return result
            self.events.append(said)

    def wait(self, method: str, session: str) -> dict[str, Any]:
        """The next event of this name, one that has come already included."""
        while True:
            for event in self.events:
                if event.get("method") == method and event.get("sessionId") == session:
                    self.events.remove(event)
                    return event
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        deadline = monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._outlet], [], [], max(deadline - monotonic(), 0))
            chunk = os.read(self._outlet, 1 << 20) if ready else b""
            if not chunk:
                raise BrowserError("the browser gave no answer")
            self._rest += chunk
        said, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(said)
        return message

    def page(self, path: Path, *, width: int = 1200, height: int = 900, scale: float = 1) -> Page:
        """A new tab with the file in it, loaded."""
        context = self.command("Target.createBrowserContext")["browserContextId"]
        target = self.command("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.command("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = Page(self, attached["sessionId"], target["targetId"])
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            page.do(f"{domain}.enable")
        page.do("Emulation.setDeviceMetricsOverride", width=width, height=height,
                deviceScaleFactor=scale, mobile=False)  # fmt: skip
        page.media()
        page.go(path)
        return page


class Page:
    """A tab. What it logged, asked for and violated is in :meth:`complaints`."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        return self._browser.command(method, session=self._session, **params)

    def go(self, path: Path) -> None:
        self.do("Page.navigate", url=path.absolute().as_uri())
        self.until_loaded()

    def until_loaded(self) -> None:
        self._browser.wait("Page.loadEventFired", self._session)

    def run(self, script: str) -> Any:
        """What an expression gives, promises awaited; raises where it throws."""
        said = self.do("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise BrowserError(json.dumps(said["exceptionDetails"])[:2000])
        return said["result"].get("value")

    def until(self, condition: str) -> None:
        """Let the page go on, frame by frame, until an expression holds; at most 300 frames."""
        held = self.run(
            "new Promise(done => { let left = 300; const look = () => "
            f"({condition}) ? done(true) : left-- ? requestAnimationFrame(look) : done(false); look(); }})"
        )
        if not held:
            raise BrowserError(f"it never came to {condition}")

    def press(self, key: str, *, shift: bool = False) -> None:
        """A key as a keyboard sends it."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32, "ArrowDown": 40, "ArrowUp": 38}
        what: dict[str, Any] = {"key": key, "code": {" ": "Space"}.get(key, key),
                                "windowsVirtualKeyCode": codes[key], "modifiers": 8 * shift}  # fmt: skip
        text = {"Enter": "\r", " ": " "}.get(key)
        self.do(
            "Input.dispatchKeyEvent", type="keyDown", **what, **({"text": text} if text else {})
        )
        self.do("Input.dispatchKeyEvent", type="keyUp", **what)

    def type(self, text: str) -> None:
        self.do("Input.insertText", text=text)

    def media(self, **features: str) -> None:
        """Emulates media: ``scheme="dark"``, ``kind="print"``."""
        scheme = features.get("scheme", "light")
        self.do("Emulation.setEmulatedMedia", media=features.get("kind", ""),
                features=[{"name": "prefers-color-scheme", "value": scheme},
                          {"name": "prefers-reduced-motion", "value": "reduce"}])  # fmt: skip

    def picture(self, *, whole: bool = False) -> bytes:
        """What is seen as PNG, or with ``whole`` the whole page."""
        said = self.do("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(said["data"])

    def print(self) -> bytes:
        """The page as the browser prints it, a PDF."""
        said = self.do("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        return base64.b64decode(said["data"])

    def complaints(self) -> list[str]:
        """Errors, warnings and exceptions of the page, and every request but that for itself."""
        found = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            method, params = event["method"], event.get("params", {})
            if method == "Runtime.exceptionThrown":
                found.append(f"exception: {params['exceptionDetails']}")
            elif method == "Runtime.consoleAPICalled":
                found.append(f"console: {params['args']}")
            elif method == "Log.entryAdded":
                found.append(f"log: {params['entry']['text']}")
            elif method == "Network.requestWillBeSent":
                url = params["request"]["url"]
                if not (
                    params.get("type") == "Document" and url.startswith("file:")
                ) and not url.startswith("data:image/png"):
                    found.append(f"request: {url}")
            elif method == "Page.javascriptDialogOpening":
                found.append(f"dialog: {params['message']}")
        return found

    def close(self) -> None:
        self._browser.command("Target.closeTarget", targetId=self._target)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium of its own, with a profile of its own, ended with all it started."""
    assert PROGRAM is not None
    profile = tempfile.mkdtemp(prefix="chromium-")
    there, inlet = os.pipe()
    outlet, back = os.pipe()
    # Above 9, so that 3 and 4 are free to be theirs in the browser.
    ends = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 10) for fd in (there, back)]
    nothing = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, nothing, 0), (os.POSIX_SPAWN_DUP2, nothing, 1),
               (os.POSIX_SPAWN_DUP2, nothing, 2), (os.POSIX_SPAWN_DUP2, ends[0], 3),
               (os.POSIX_SPAWN_DUP2, ends[1], 4)]  # fmt: skip
    command = [PROGRAM, *_FLAGS, f"--user-data-dir={profile}"]
    pid = os.posix_spawn(PROGRAM, command, os.environ, file_actions=actions, setsid=True)
    for fd in (there, back, *ends, nothing):
        os.close(fd)
    try:
        yield Browser(inlet, outlet)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(inlet)
        os.close(outlet)
        shutil.rmtree(profile, ignore_errors=True)
