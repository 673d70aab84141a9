"""The form of every real entry, sent as it stands, changes nothing: what it cannot show is not lost by saving."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from offices import BOOK, Towns, sign_in
from seeded import seeded_settings
from sqlalchemy import select
from test_editors import changed, page_of

from services_directory import storage
from services_directory.models import Revision, Service
from services_directory.settings import ROOT
from services_directory.web import front_door
from services_directory.web.auth import Gate
from services_directory.web.auth_pages import auth_room
from services_directory.web.auth_secrets import Secrets
from services_directory.web.editors import editors_room
from services_directory.web.office import Office

EVERY = int(os.environ.get("EVERY", "9"))


@pytest.fixture
def made() -> Iterator[Towns]:
    engine = storage.open_engine(seeded_settings())
    gate = Gate(engine, Secrets(b"x" * 32))
    yield Towns(engine, ROOT, gate, Office(gate, BOOK))
    engine.dispose()


@pytest.mark.parametrize("city", ["chicago", "malaga"])
async def test_an_untouched_form_changes_nothing(made: Towns, city: str) -> None:
    login = made.account("editor", city)
    with storage.session(made.engine) as session:
        ids = list(session.scalars(select(Service.id).where(Service.city_id == city).order_by(Service.id)))
    app = front_door.build([auth_room(made.office), editors_room(made.office)])
    async with TestClient(TestServer(app)) as client:
        await sign_in(client, made, login)
        for number, id_ in enumerate(ids):
            if number % EVERY == 0:
                path = f"/edit/{city}/entry/{id_}"
                page = await page_of(client, path + ("?text=en" if number % 2 else ""))
                response = await client.post(path, data=changed(page, "save"), allow_redirects=False)
                assert response.status == 303, (id_, (await response.text())[:2000])
    with storage.session(made.engine) as session:
        from services_directory.editing.difference import differences

        found = {}
        for one in session.scalars(select(Revision).where(Revision.state == "draft", Revision.city_id == city)):
            base = session.scalar(select(Revision).where(Revision.service_id == one.service_id, Revision.number == one.base))
            assert base is not None
            found[one.service_id] = differences(base.content, one.content)
        assert not found, "\n".join(f"{i}: {d}" for i, ds in found.items() for d in ds)
