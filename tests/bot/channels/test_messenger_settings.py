"""Settings of the messengers, and `faro whatsapp check`: each fault is named with its mend, no secret is shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fake_graph import NUMBER, OTHER_NUMBER, SECRET, TOKEN, VERIFY, FakeGraph
from fake_twilio import ACCOUNT, FakeTwilio
from fake_twilio import TOKEN as TWILIO_TOKEN
from messengers import open_whatsapp

from bot.channels.messenger_check import check
from bot.channels.messenger_settings import MessengerSettings
from services_directory.errors import FaroError

CITIES = ["costa", "lakeview"]


@pytest.fixture
def right(tmp_path: Path) -> dict[str, str]:
    secrets = {
        "WHATSAPP_TOKEN": TOKEN,
        "WHATSAPP_APP_SECRET": SECRET,
        "WHATSAPP_VERIFY_TOKEN": VERIFY,
        "TWILIO_AUTH_TOKEN": TWILIO_TOKEN,
    }
    for name, secret in secrets.items():
        (tmp_path / name).write_text(f"{secret}\n")
    files = {f"FARO_{name}_FILE": str(tmp_path / name) for name in secrets}
    return {
        **files,
        "FARO_WHATSAPP_NUMBERS": f"{NUMBER}=costa, {OTHER_NUMBER}",
        "FARO_TWILIO_NUMBERS": "whatsapp:+14155238886=costa,+14017122661=lakeview",
        "FARO_TWILIO_ACCOUNT_SID": ACCOUNT,
        "FARO_PUBLIC_URL": "https://faro.example.org/",
    }


def test_what_is_right_is_read(right: dict[str, str]) -> None:
    found = MessengerSettings.from_environment(CITIES, right)
    assert found.whatsapp is not None
    assert found.twilio is not None
    assert found.whatsapp.numbers == {NUMBER: "costa", OTHER_NUMBER: None}
    assert (found.whatsapp.token, found.whatsapp.app_secret, found.whatsapp.verify_token) == (TOKEN, SECRET, VERIFY)
    assert found.whatsapp.graph_url.startswith("https://graph.facebook.com/v")
    assert found.twilio.public_url == "https://faro.example.org"
    assert TOKEN not in repr(found)
    assert TOKEN not in repr(found.whatsapp)


def test_nothing_set_is_no_messenger() -> None:
    assert MessengerSettings.from_environment(CITIES, {}) == MessengerSettings()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FARO_WHATSAPP_NUMBERS", "+34 600", "digits, not the number itself"),
        ("FARO_WHATSAPP_NUMBERS", f"{NUMBER}=atlantis", "no such city; the cities are costa, lakeview"),
        ("FARO_WHATSAPP_NUMBERS", f"{NUMBER},{NUMBER}", "stands there twice"),
        ("FARO_WHATSAPP_NUMBERS", ",", "names no number"),
        ("FARO_WHATSAPP_TOKEN_FILE", "", "is not set; name a file"),
        ("FARO_WHATSAPP_TOKEN_FILE", "/nowhere", "the file cannot be read (FileNotFoundError)"),
        ("FARO_WHATSAPP_APP_SECRET_FILE", "/dev/null", "at least 8 characters"),
        ("FARO_WHATSAPP_GRAPH_URL", "http://graph.facebook.com", "must begin with https://"),
        ("FARO_TWILIO_ACCOUNT_SID", "AC1", "AC and 32 hex digits"),
        ("FARO_TWILIO_NUMBERS", "14155238886", "whatsapp:+34… or +34…"),
        ("FARO_PUBLIC_URL", "", "the address under which the world reaches"),
        ("FARO_PUBLIC_URL", "https://user:pw@host", "must begin with https://"),
    ],
)
def test_what_is_wrong_is_named_with_its_mend(right: dict[str, str], name: str, value: str, said: str) -> None:
    with pytest.raises(FaroError) as caught:
        MessengerSettings.from_environment(CITIES, {**right, name: value})
    assert str(caught.value).startswith(f"{name}: ")
    assert said in str(caught.value)
    assert not value or len(value) < 5 or value in ("/nowhere", "/dev/null") or value not in str(caught.value)


@pytest.fixture
async def running(root: Path, worker: Path, right: dict[str, str]) -> AsyncIterator[dict[str, str]]:
    """Everything runs, and the environment says where."""
    graph, twilio = await FakeGraph().start(), await FakeTwilio().start()
    door = await open_whatsapp(root, worker, graph)
    yield {
        **right,
        "FARO_WHATSAPP_NUMBERS": f"{NUMBER}=costa",
        "FARO_WHATSAPP_GRAPH_URL": graph.url,
        "FARO_TWILIO_API_URL": twilio.url,
        "FARO_PUBLIC_URL": str(door.server.make_url("/")),
    }
    await door.server.close()
    await graph.stop()
    await twilio.stop()


async def test_the_check_finds_nothing_wrong_where_all_is_right(running: dict[str, str]) -> None:
    findings = await check(CITIES, running)
    assert [finding.right for finding in findings] == [True, True, True], findings
    text = "\n".join(finding.text for finding in findings)
    for secret in (TOKEN, SECRET, VERIFY, TWILIO_TOKEN):
        assert secret not in text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("FARO_WHATSAPP_NUMBERS", OTHER_NUMBER, "Meta knows no such number"),
        ("FARO_WHATSAPP_TOKEN_FILE", "other", "Meta does not take the token"),
        ("FARO_WHATSAPP_VERIFY_TOKEN_FILE", "other", "the running Faro has another token"),
        ("FARO_TWILIO_AUTH_TOKEN_FILE", "other", "Twilio does not take them together"),
        ("FARO_WHATSAPP_GRAPH_URL", "http://127.0.0.1:9/v26.0", "the Graph API cannot be reached"),
        ("FARO_TWILIO_API_URL", "http://127.0.0.1:9", "Twilio cannot be reached"),
        ("FARO_PUBLIC_URL", "http://127.0.0.1:9", "nothing answers at"),
        ("FARO_WHATSAPP_NUMBERS", "x", "each entry must be"),
    ],
)
async def test_the_check_names_what_is_wrong(running: dict[str, str], tmp_path: Path, name: str, value: str, said: str) -> None:
    if value == "other":
        (tmp_path / "other").write_text("another-secret")
        value = str(tmp_path / "other")
    findings = await check(CITIES, {**running, name: value})
    assert [finding for finding in findings if not finding.right and said in finding.text], findings


async def test_the_check_says_when_nothing_is_set_up() -> None:
    (finding,) = await check(CITIES, {})
    assert not finding.right
    assert "docs/whatsapp.md" in finding.text
