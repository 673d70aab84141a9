"""Front doors with messengers, for tests."""

from __future__ import annotations

from pathlib import Path

from aiohttp.test_utils import TestServer
from fake_graph import NUMBER, OTHER_NUMBER, SECRET, TOKEN, VERIFY, FakeGraph

from bot.channels.messenger_settings import MessengerSettings, WhatsAppSettings
from bot.channels.owed import Owed
from bot.channels.room import Channels, open_channels
from bot.channels.whatsapp import ADDRESS, WhatsApp
from bot.privacy.redaction import redact
from services_directory.web import front_door
from services_directory.web.limits import Limiter


class Door:
    """A front door that speaks WhatsApp over a fake Graph server."""

    def __init__(self, room: Channels, server: TestServer, graph: FakeGraph) -> None:
        self.room = room
        self.server = server
        self.graph = graph

    @property
    def whatsapp(self) -> WhatsApp:
        (found,) = [one for one in self.room.messengers if isinstance(one, WhatsApp)]
        return found


def settings(graph: FakeGraph) -> MessengerSettings:
    numbers = {NUMBER: "costa", OTHER_NUMBER: "lakeview"}
    return MessengerSettings(whatsapp=WhatsAppSettings(numbers, TOKEN, SECRET, VERIFY, graph.url))


async def open_whatsapp(
    root: Path, socket: Path, graph: FakeGraph, owed: Owed | None = None, burst: float = 1000.0, overall: float = 10_000.0
) -> Door:
    """A door before one worker; `graph` delivers to it."""
    limits = Limiter(burst, 0.1), Limiter(overall, 0.1)
    room = open_channels([socket], limits[0], redact, root=root, messengers=settings(graph), overall=limits[1], owed=owed)
    server = TestServer(front_door.build([room]))
    await server.start_server(access_log=None)
    graph.webhook = str(server.make_url(ADDRESS))
    door = Door(room, server, graph)
    door.whatsapp.deliveries._settle_seconds = 0.0  # no earlier process has answered anything
    door.whatsapp.deliveries._doubt_seconds = 1.0
    return door
