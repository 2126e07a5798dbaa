"""A small driver for Chromium by its own DevTools protocol, with the web socket client that Jupyter already brings."""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from tornado.websocket import websocket_connect

REQUIRED = "FOOTPRINT_BROWSER"
"""Environment variable: set to `required` where a missing browser is a failure and no reason to skip."""

AXE = "FOOTPRINT_AXE"
"""Environment variable: path of axe-core's `axe.min.js` (an npm package under MPL-2.0, so no part of this repository)."""

KEYS = {"Tab": 9, "Enter": 13, "Escape": 27}
SECONDS = 60


def missing(what: str) -> None:
    """Skip the test, or fail it where a browser is required."""
    if os.environ.get(REQUIRED) == "required":
        pytest.fail(f"{what}, and {REQUIRED}=required")
    pytest.skip(f"{what}; these tests run where Debian's `chromium` is installed")


class Browser:
    """One Chromium without a window and with one page; every call waits until it is done."""

    def __init__(self, program: str):
        self.folder = tempfile.mkdtemp(prefix="footprint-browser-")
        self.process = subprocess.Popen(
            [
                program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run",
                f"--user-data-dir={self.folder}", "--hide-scrollbars", "--disable-dev-shm-usage", "about:blank",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.loop = asyncio.new_event_loop()
        self.count, self.requests, self.errors = 0, [], []
        self.loop.run_until_complete(self._connect())

    async def _connect(self) -> None:
        port = Path(self.folder) / "DevToolsActivePort"
        deadline = time.monotonic() + SECONDS
        while not (port.is_file() and len(port.read_text().split()) == 2):
            if time.monotonic() > deadline:
                raise TimeoutError("Chromium did not start")
            await asyncio.sleep(0.05)
        number, path = port.read_text().split()
        self.socket = await websocket_connect(f"ws://127.0.0.1:{number}{path}", max_message_size=1 << 28)
        self.session = None
        target = (await self._call("Target.createTarget", url="about:blank"))["targetId"]
        self.session = (await self._call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            await self._call(f"{domain}.enable")

    async def _call(self, method: str, **parameters: object) -> dict:
        self.count += 1
        message = {"id": self.count, "method": method, "params": parameters}
        await self.socket.write_message(json.dumps(message | ({"sessionId": self.session} if self.session else {})))
        while True:
            answer = await self._read()
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    async def _read(self) -> dict:
        text = await asyncio.wait_for(self.socket.read_message(), SECONDS)
        if text is None:
            raise ConnectionError("Chromium has gone")
        answer = json.loads(text)
        if answer.get("method") == "Network.requestWillBeSent":
            self.requests.append(answer["params"]["request"]["url"])
        if answer.get("method") == "Runtime.exceptionThrown":
            self.errors.append(answer["params"]["exceptionDetails"].get("exception", {}).get("description", "an error"))
        return answer

    def call(self, method: str, **parameters: object) -> dict:
        """Send one command of the protocol and return its result."""
        return self.loop.run_until_complete(self._call(method, **parameters))

    def open(self, address: str) -> None:
        """Go to an address and wait until the page and what it loads are there."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def reload(self) -> None:
        """Load the page again and wait until it is there."""
        self.run("window.left = true")
        self.call("Page.reload")
        self.wait("!window.left && document.readyState === 'complete'")

    def run(self, script: str) -> object:
        """Return the value of an expression in the page; a promise is waited for."""
        done = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"]["exception"].get("description", script))
        return done["result"].get("value")

    def wait(self, condition: str) -> None:
        """Wait until an expression holds in the page; a page that is just being left counts as no."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            try:
                if self.run(f"Boolean({condition})"):
                    return
            except RuntimeError:
                pass
            time.sleep(0.03)
        raise TimeoutError(f"never came true: {condition}")

    def press(self, key: str, shift: bool = False) -> None:
        """Press one key, as a person at the keyboard would."""
        text = {"text": "\r"} if key == "Enter" else {}
        about = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key], "modifiers": 8 * shift}
        self.call("Input.dispatchKeyEvent", type="keyDown", **about, **text)
        self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def type(self, text: str) -> None:
        """Put text in where the keyboard is."""
        self.call("Input.insertText", text=text)

    def screen(self, width: int, height: int = 900, dark: bool = False) -> None:
        """Use a screen of that size, and tell pages that the reader's system is light or dark."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", media="", features=[scheme])

    def close(self) -> None:
        """End the browser and remove what it kept."""
        self.socket.close()
        self.process.terminate()
        self.process.wait()
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def found() -> str | None:
    """Return the browser's program, if there is one."""
    return os.environ.get("FOOTPRINT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
