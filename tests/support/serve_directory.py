"""The directory alone behind the front door on a free port, which is printed: `serve_directory.py DATABASE_URL`."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from aiohttp import web

from services_directory.access import Directory
from services_directory.settings import ROOT, Settings
from services_directory.web import front_door
from services_directory.web.app import directory_app


async def main(url: str) -> None:
    settings = Settings(ROOT, Path(tempfile.gettempdir()), url)
    runner = web.AppRunner(front_door.build([directory_app(Directory.open(settings), settings)]), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(site._server.sockets[0].getsockname()[1], flush=True)  # type: ignore[union-attr]
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
