"""A real Chromium, driven over its own debugging protocol; a test is skipped where there is none."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--remote-allow-origins=*",
)  # fmt: skip


class Tab:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self.events: list[dict[str, Any]] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for message in self._socket:
            found = json.loads(message.data)
            if "id" in found:
                self._waiting.pop(found["id"]).set_result(found)
            else:
                self.events.append(found)

    async def do(self, method: str, **parameters: Any) -> Any:
        """One command of the protocol."""
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        found = await asyncio.wait_for(answer, 20)
        assert "error" not in found, found
        return found["result"]

    async def js(self, code: str) -> Any:
        """The value of an expression in the page."""
        found = await self.do("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def until(self, code: str) -> None:
        """Wait until an expression is true in the page."""
        for _ in range(200):
            if await self.js(code):
                return
            await asyncio.sleep(0.03)
        raise AssertionError(f"never true: {code}")

    async def go(self, url: str) -> None:
        """Open an address and wait for its page."""
        await self.do("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def key(self, name: str) -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(name)
        code = {"Enter": 13, "Escape": 27, "Tab": 9}[name]
        down = {"type": "keyDown", "key": name, "windowsVirtualKeyCode": code} | ({"text": text} if text else {})
        await self.do("Input.dispatchKeyEvent", **down)
        await self.do("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)

    async def write(self, text: str) -> None:
        """Type into what has the focus."""
        await self.do("Input.insertText", text=text)

    async def tap(self, selector: str) -> None:
        """Touch the middle of an element, brought into view first."""
        box = await self.js(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'center', "
            "behavior: 'instant'}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.do("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def requested(self) -> list[str]:
        """Every address that the tab asked for over a network."""
        sent = (event for event in self.events if event["method"] == "Network.requestWillBeSent")
        addresses = [event["params"]["request"]["url"] for event in sent]
        return [address for address in addresses if not address.startswith("data:")]

    def complaints(self) -> list[str]:
        """Errors in the page's script and console."""
        kinds = ("Runtime.exceptionThrown", "Log.entryAdded")
        return [json.dumps(event["params"])[:500] for event in self.events if event["method"] in kinds]


@asynccontextmanager
async def browser(width: int = 360, height: int = 740) -> AsyncIterator[tuple[Tab, Path]]:
    """A fresh browser with one tab, and the folder of its profile."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium here")
    profile = tempfile.mkdtemp(prefix="faro-browser")
    process = subprocess.Popen(  # noqa: ASYNC220 (it runs beside the test)
        [program, *QUIET, f"--user-data-dir={profile}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        base = await asyncio.wait_for(asyncio.to_thread(_address, process), 60)
        async with aiohttp.ClientSession() as session:
            async with session.put(f"{base}/json/new?about:blank") as response:
                found = await response.json()
            tab = Tab(await session.ws_connect(found["webSocketDebuggerUrl"], max_msg_size=0))
            for part in ("Page", "Runtime", "Network", "Log"):
                await tab.do(f"{part}.enable")
            await tab.do("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=True)
            # A page that is still gliding would be touched in the wrong place.
            await tab.do("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
            yield tab, Path(profile)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(profile, ignore_errors=True)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    for line in process.stderr:
        if "DevTools listening on" in line:
            return line.split("ws://")[1].split("/")[0].join(("http://", ""))
    raise AssertionError("the browser ended")
