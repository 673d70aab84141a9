"""The channels as a room of the front door: their addresses, pages and files, and what goes on in the background."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from aiohttp import web

from bot.channels import cities as city_files
from bot.channels.base import Desk, Ids, Limiter, Redact
from bot.channels.cities import City
from bot.channels.emergency import Emergency
from bot.channels.languages import spoken_by_pages
from bot.channels.messenger import Manner, Messenger
from bot.channels.messenger_settings import MessengerSettings
from bot.channels.owed import Owed
from bot.channels.owed_shared import SharedOwed
from bot.channels.page_context import PageContext
from bot.channels.rest import RestChannel
from bot.channels.twilio import Twilio
from bot.channels.web import WebChat
from bot.channels.web_settings import WebSettings
from bot.channels.whatsapp import WhatsApp
from bot.privacy.caches import LibraryCaches
from bot.privacy.identity import ConversationIds
from bot.privacy.washing import wash
from bot.shared.identity import SharedIds
from bot.shared.link import SharedLink
from bot.shared.settings import SharedSettings
from bot.understanding.lexicon import tags
from bot.worker_client import WorkerClient
from services_directory.settings import ROOT
from services_directory.wording.phrases import Phrasebook

_HERE = Path(__file__).parent
_SWEEP_SECONDS = 10.0


class Channels:
    """What the channels bring to the front door.

    Attributes:
        desk: answers messages of any channel.
        cities: the cities that are served, by id.
    """

    templates: Mapping[str, Path] = {"chat": _HERE / "pages" / "templates"}
    files: Sequence[Path] = (_HERE / "pages" / "static",)
    openapi: Sequence[Path] = (_HERE / "openapi.yml",)

    def __init__(
        self, workers: WorkerClient, ids: Ids, desk: Desk, cities: Mapping[str, City], shared: SharedLink | None = None
    ) -> None:
        self._workers = workers
        self._shared = shared
        self._ids = ids
        self.desk = desk
        self.cities = cities
        self.routes: Sequence[web.RouteDef] = ()
        self.messengers: Sequence[WhatsApp | Twilio] = ()
        self._sweeping: asyncio.Task[None] | None = None

    async def ready(self) -> Mapping[str, bool]:
        """`assistant`: a worker answers. `memory`: so does the store that is shared with other servers, if there is one."""
        if self._shared is None:
            return {"assistant": await self.desk.ready()}
        assistant, memory = await asyncio.gather(self.desk.ready(), self._shared.ready())
        return {"assistant": assistant, "memory": memory}

    async def start(self) -> None:
        """Prepare for danger; forget idle ids and what libraries remember; answer what another server left."""
        await asyncio.to_thread(self.desk.prepare)
        for messenger in self.messengers:
            messenger.deliveries.start()
        self._sweeping = asyncio.create_task(self._sweep())

    async def close(self) -> None:
        """End the background and the connections to the workers."""
        if self._sweeping is not None:
            self._sweeping.cancel()
        for messenger in self.messengers:
            await messenger.close()
        await self._workers.close()
        if self._shared is not None:
            await self._shared.close()

    async def _sweep(self) -> None:
        caches = LibraryCaches()
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            self._ids.sweep()
            caches.empty()
            wash()


def open_channels(
    sockets: Sequence[Path],
    limiter: Limiter,
    redact: Redact,
    only_cities: Collection[str] | None = None,
    root: Path = ROOT,
    pages: WebSettings | None = None,
    messengers: MessengerSettings | None = None,
    overall: Limiter | None = None,
    owed: Owed | None = None,
    shared: SharedSettings | None = None,
) -> Channels:
    """All channels of this process.

    Args:
        sockets: the workers' sockets; they need not be there yet.
        limiter: turns for each conversation.
        redact: takes out of a text what names a person.
        only_cities: ids of the cities to serve; all that have a folder where None.
        root: the checkout.
        pages: settings of the pages; those of the environment where None.
        messengers: WhatsApp and SMS, as far as they are set up.
        overall: turns for each number of ours; those of a conversation where None.
        owed: what is owed an answer; in the shared store where there is one, else in memory.
        shared: the store over which conversations are shared with other servers, if they are.

    Raises:
        NotKnown: a city that is named is not there.
        FaroError: the environment has a setting that is none; it is named.
    """
    book = Phrasebook.load(root)
    cities = city_files.load(list(only_cities) if only_cities else None, root)
    workers, link = WorkerClient(sockets), SharedLink(shared) if shared else None
    ids: Ids = SharedIds(link, ",".join(sorted(cities))) if link else ConversationIds()
    desk = Desk(workers, ids, redact, Emergency(book, cities), book, cities, limiter)
    room = Channels(workers, ids, desk, cities, link)
    settings = pages or WebSettings.from_environment()
    around = PageContext(book, cities, spoken_by_pages(book), settings.public)
    rest, chat = RestChannel(desk, cities, tags()), WebChat(desk, book, around, settings)
    if owed is None and link is not None:
        owed = SharedOwed(link)
    room.messengers = _messengers(
        messengers or MessengerSettings(), desk, book, cities, overall if overall is not None else limiter, owed
    )
    room.routes = [*rest.routes(), *chat.routes(), *(route for each in room.messengers for route in each.routes())]
    if room.messengers:
        room.openapi = (*room.openapi, _HERE / "openapi_messengers.yml")
    return room


def _messengers(
    settings: MessengerSettings, desk: Desk, book: Phrasebook, cities: Mapping[str, City], overall: Limiter, owed: Owed | None
) -> list[WhatsApp | Twilio]:
    """Those that are set up."""
    found: list[WhatsApp | Twilio] = []
    if settings.whatsapp:
        talk = Messenger(desk, book, cities, settings.whatsapp.numbers, Manner(False, "whatsapp_first"))
        found.append(WhatsApp(settings.whatsapp, talk, book, overall, owed))
    if settings.twilio:
        manners = {"twilio": Manner(True, "twilio_first"), "sms": Manner(True, "sms_first")}
        talks = {name: Messenger(desk, book, cities, settings.twilio.numbers, manner) for name, manner in manners.items()}
        found.append(Twilio(settings.twilio, talks, overall, owed))
    return found
