"""Signing in: what is forged, replayed, expired, guessed or from another site is refused, and only hashes are kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from offices import PASSWORD, Towns, door, sign_in, stamp, towns
from sqlalchemy import select, text

from services_directory import storage
from services_directory.errors import BadQuestion, NotKnown
from services_directory.models import Account, StaffSession
from services_directory.web import auth_accounts
from services_directory.web.auth import COOKIE, IDLE, WHOLE
from services_directory.web.auth_accounts import now_utc
from services_directory.web.auth_identity import PERMISSIONS, ROLES, Identity
from services_directory.web.auth_secrets import Secrets, hashed
from services_directory.web.office import own_address


@pytest.fixture
def made(tmp_path: Path) -> Towns:
    return towns(tmp_path)


async def test_signing_in_and_out(made: Towns) -> None:
    login = made.account("editor")
    async with door(made) as client:
        assert (await client.get("/account", allow_redirects=False)).headers["Location"] == "/sign-in?next=/account"
        await sign_in(client, made, login)
        cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))[COOKIE].value
        page = await (await client.get("/account")).text()
        assert login in page
        response = await client.post("/sign-out", data={"stamp": stamp(page)}, allow_redirects=False)
        assert response.headers["Location"] == "/sign-in"
        replayed = await client.get("/account", headers={"Cookie": f"{COOKIE}={cookie}"}, allow_redirects=False)
        assert replayed.status == 303


async def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(made: Towns) -> None:
    login = made.account("editor")
    async with door(made) as client:
        data = {"login": login, "password": PASSWORD}
        plain = await client.post("/sign-in", data=data, allow_redirects=False)
        tls = await client.post("/sign-in", data=data, headers={"X-Forwarded-Proto": "https"}, allow_redirects=False)
        for said in (plain.headers["Set-Cookie"], tls.headers["Set-Cookie"]):
            assert "HttpOnly" in said
            assert "SameSite=Strict" in said
        assert "Secure" in tls.headers["Set-Cookie"]


async def test_a_forged_or_expired_session_is_nobody(made: Towns) -> None:
    login = made.account("editor")
    async with door(made) as client:
        for forged in ("x", "a" * 43, "../..", "é", "' OR 1=1 --"):
            response = await client.get("/account", headers={"Cookie": f"{COOKIE}={forged}"}, allow_redirects=False)
            assert response.status == 303, forged
        for over in (IDLE, WHOLE):
            await sign_in(client, made, login)
            assert (await client.get("/account", allow_redirects=False)).status == 200
            made.now.append(now_utc() + over + timedelta(seconds=1))
            assert (await client.get("/account", allow_redirects=False)).status == 303
            made.now.clear()
            assert (await client.get("/account", allow_redirects=False)).status == 303  # it is gone for good


async def test_a_session_in_use_lives_on_but_never_longer_than_a_day_of_work(made: Towns) -> None:
    login, begin = made.account("editor"), now_utc()
    async with door(made) as client:
        await sign_in(client, made, login)
        for minutes in range(0, 12 * 60, 50):
            made.now.append(begin + timedelta(minutes=minutes))
            assert (await client.get("/account", allow_redirects=False)).status == 200, minutes
        made.now.append(begin + WHOLE + timedelta(minutes=1))
        assert (await client.get("/account", allow_redirects=False)).status == 303


async def test_a_form_without_the_stamp_of_its_session_is_refused(made: Towns) -> None:
    first, second = made.account("editor"), made.account("editor", login="another")
    async with door(made) as client:
        await sign_in(client, made, second)
        others = stamp(await (await client.get("/account")).text())
        await sign_in(client, made, first)
        own = stamp(await (await client.get("/account")).text())
        change = {"what": "language", "language": "es"}
        for said in ({}, {"stamp": ""}, {"stamp": "x"}, {"stamp": others}):
            assert (await client.post("/account", data={**change, **said})).status == 403
        cross = await client.post("/account", data={**change, "stamp": own}, headers={"Sec-Fetch-Site": "cross-site"})
        assert cross.status == 403
        assert (await client.post("/sign-in", data={}, headers={"Sec-Fetch-Site": "same-site"})).status == 403
        assert (await client.post("/account", data={**change, "stamp": own}, allow_redirects=False)).status == 303
    with storage.session(made.engine) as session:
        assert session.scalar(select(Account.language).where(Account.login == first)) == "es"


async def test_guessing_is_limited_and_says_nothing(made: Towns) -> None:
    login = made.account("editor")
    async with door(made) as client:
        known = await client.post("/sign-in", data={"login": login, "password": "wrong"})
        unknown = await client.post("/sign-in", data={"login": "nobody", "password": "wrong"})
        assert known.status == unknown.status == 403
        assert (await known.text()).replace(login, "") == (await unknown.text()).replace("nobody", "")
        tried = [(await client.post("/sign-in", data={"login": login, "password": "x"})).status for _ in range(6)]
        assert tried[-1] == 429
        assert (await client.post("/sign-in", data={"login": login, "password": PASSWORD})).status == 429


async def test_a_second_factor_is_asked_for_and_works_once(made: Towns) -> None:
    login = made.account("administrator")
    code = pyotp.TOTP(made.factors[login]).now()
    async with door(made) as client:
        asked = {"login": login, "password": PASSWORD}
        assert (await client.post("/sign-in", data=asked)).status == 403
        assert (await client.post("/sign-in", data={**asked, "code": code}, allow_redirects=False)).status == 303
        assert (await client.post("/sign-in", data={**asked, "code": code})).status == 403


async def test_an_invitation_makes_one_account(made: Towns) -> None:
    with storage.transaction(made.engine) as session:
        token = auth_accounts.invite(session, "aldea", "reviewer")
    async with door(made) as client:
        page = await (await client.get(f"/invitation/{token}")).text()
        sealed = page.split('name="factor" value="')[1].split('"')[0]
        secret = made.gate.secrets.open("offered factor", sealed)
        assert secret
        assert secret in page
        form = {"login": "Ana", "password": PASSWORD, "language": "es", "factor": sealed}
        for wrong in ({"password": "short"}, {"password": "aaaaaaaaaaaaaaa"}, {"login": "a b"}, {"code": "000000"}):
            refused = await client.post(f"/invitation/{token}", data={**form, "code": pyotp.TOTP(secret).now(), **wrong})
            assert refused.status == 400, wrong
            assert 'role="alert"' in await refused.text()
        done = await client.post(f"/invitation/{token}", data={**form, "code": pyotp.TOTP(secret).now()}, allow_redirects=False)
        assert done.headers["Location"] == "/edit"
        assert "Su cuenta" in await (await client.get("/account")).text()
        client.session.cookie_jar.clear()
        assert (await client.get(f"/invitation/{token}")).status == 404
    with storage.session(made.engine) as session:
        ana = session.scalars(select(Account).where(Account.login == "ana")).one()
        assert [(one.city_id, one.role) for one in ana.memberships] == [("aldea", "reviewer")]


async def test_an_old_invitation_is_none(made: Towns) -> None:
    with storage.transaction(made.engine) as session:
        token = auth_accounts.invite(session, "aldea", "editor")
        session.execute(text("UPDATE invitation SET expires = '2020-01-01 00:00:00.000000'"))
    async with door(made) as client:
        assert (await client.get(f"/invitation/{token}")).status == 404
    with storage.session(made.engine) as session, pytest.raises(BadQuestion):
        auth_accounts.invite(session, "aldea", "king")
    with storage.session(made.engine) as session, pytest.raises(NotKnown):
        auth_accounts.invite(session, "atlantis", "editor")


async def test_only_hashes_and_sealed_secrets_are_stored(made: Towns) -> None:
    login = made.account("administrator")
    with storage.transaction(made.engine) as session:
        invitation = auth_accounts.invite(session, "pueblo", "editor")
    async with door(made) as client:
        await sign_in(client, made, login)
        cookie = client.session.cookie_jar.filter_cookies(client.make_url("/"))[COOKIE].value
    made.engine.dispose()
    stored = b"".join(file.read_bytes() for file in made.root.parent.rglob("directory.db*"))
    for secret in (PASSWORD, made.factors[login], cookie, invitation):
        assert secret.encode() not in stored
    assert hashed(cookie).encode() in stored
    assert b"$argon2id$" in stored


async def test_another_password_ends_every_session(made: Towns) -> None:
    login = made.account("editor")
    async with door(made) as client:
        await sign_in(client, made, login)
        await sign_in(client, made, login)
        page = await (await client.get("/account")).text()
        form = {"stamp": stamp(page), "what": "password", "old": PASSWORD, "password": "another four plain words"}
        assert (await client.post("/account", data={**form, "old": "x"})).status == 400
        assert (await client.post("/account", data=form, allow_redirects=False)).headers["Location"] == "/sign-in"
    with storage.session(made.engine) as session:
        assert session.scalars(select(StaffSession)).all() == []


@pytest.mark.parametrize("said", ["//evil.example", "https://evil.example", "/\\evil.example", "", None])
def test_signing_in_leads_nowhere_else(said: str | None) -> None:
    assert own_address(said, "/edit") == "/edit"


def test_every_role_has_permissions_and_a_second_factor_where_it_must() -> None:
    assert set(PERMISSIONS) == set(ROLES)
    with_factor = Identity(1, "a", "en", {"pueblo": "administrator"}, "s", True)
    without = Identity(1, "a", "en", {"pueblo": "administrator"}, "s", False)
    assert with_factor.may("administer", "pueblo")
    assert not with_factor.may("look", "aldea")
    assert not without.may("look", "pueblo")
    assert not Identity(1, "a", "en", {"pueblo": "viewer"}, "s", False).may("edit", "pueblo")


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Secrets.load(tmp_path).seal("a", "text")
    again = Secrets.load(tmp_path)
    assert again.open("a", sealed) == "text"
    assert again.open("b", sealed) is None
    assert again.open("a", sealed[:-2] + "xx") is None
    assert again.open("a", "é") is None
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("FARO_SECRET", "y" * 32)
    assert Secrets.load(tmp_path).open("a", sealed) is None
