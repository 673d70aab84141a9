"""The chat page as a browser without JavaScript uses it, and the part of it that the script asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from aiohttp.test_utils import TestClient

from bot.channels.page_context import TOPICS
from services_directory.vocabulary import id_set

BUDGET = 30 * 1024
VOID = {"meta", "link", "input", "br", "use"}


class Html(HTMLParser):
    """All elements of a page in order, each with its attributes and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.all: list[dict[str, Any]] = []
        self._open: list[dict[str, Any]] = []
        self.feed(text)
        assert not self._open, f"{self._open[-1]['tag']} is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = {"tag": tag, "text": "", **dict(attrs)}
        self.all.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.all.append({"tag": tag, "text": "", **dict(attrs)})

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()["tag"] == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element["text"] += data

    def of(self, tag: str, **wanted: str) -> list[dict[str, Any]]:
        return [one for one in self.all if one["tag"] == tag and all(one.get(key) == value for key, value in wanted.items())]

    def with_class(self, name: str) -> list[dict[str, Any]]:
        return [one for one in self.all if name in (one.get("class") or "").split()]

    def field(self, name: str) -> str:
        (found,) = self.of("input", name=name)
        return found["value"]  # type: ignore[no-any-return]


async def _get(client: TestClient, path: str, **headers: str) -> Html:
    response = await client.get(path, headers=headers)
    assert response.status == 200
    assert response.content_type == "text/html"
    return Html(await response.text())


async def _post(client: TestClient, path: str, **fields: str) -> Html:
    response = await client.post(path, data=fields)
    assert response.status == 200, await response.text()
    return Html(await response.text())


def _answers(page: Html) -> str:
    return " ".join(one["text"] for one in page.with_class("answer"))


async def _heard(client: TestClient) -> list[dict[str, Any]]:
    page = await _post(client, "/", text="#heard", language="en")
    return json.loads(_answers(page))  # type: ignore[no-any-return]


async def test_a_message_is_answered_by_a_page(client: TestClient) -> None:
    page = await _post(client, "/costa", text="hello there", language="en", conversation="c" * 32)
    assert [one["text"] for one in page.with_class("mine")] == ["You: hello there"]
    assert "heard: hello there" in _answers(page)
    assert page.field("conversation") == "c" * 32
    assert [one["value"] for one in page.of("button", name="press") if one["text"] == "Skip"] == ["#skip\tSkip"]


async def test_the_page_shows_what_is_left_after_redaction(client: TestClient) -> None:
    page = await _post(client, "/costa", text="llámame al 612 345 678", language="es")
    assert page.with_class("mine")[0]["text"] == "Tú: llámame al [phone]"


async def test_a_button_sends_its_payload_and_shows_its_title(client: TestClient) -> None:
    page = await _post(client, "/costa", press="#details:900200999-iam\tWomen's helpline", language="en")
    assert [one["text"] for one in page.with_class("mine")] == ["You: Women's helpline"]
    assert [one["text"] for one in await _heard(client)] == ["#details:900200999-iam"]


async def test_city_language_and_a_hashed_conversation_go_to_the_worker(client: TestClient) -> None:
    await _post(client, "/costa", text="hello", language="es", conversation="secret-secret-secret-secret")
    (heard,) = await _heard(client)
    assert (heard["city"], heard["language"], heard["plain"]) == ("costa", "es", False)
    assert re.fullmatch("[0-9a-f]{32}", heard["conversation"])


async def test_every_fresh_page_has_a_conversation_of_its_own(client: TestClient) -> None:
    seen = {(await _get(client, "/costa")).field("conversation") for _ in range(5)}
    assert len(seen) == 5
    assert all(len(one) >= 32 for one in seen)


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "<b>", "a b" * 10])
async def test_a_conversation_that_is_none_of_ours_is_replaced(client: TestClient, given: str) -> None:
    page = await _post(client, "/costa", text="hello", conversation=given)
    assert page.field("conversation") != given


@pytest.mark.parametrize(
    ("path", "accept", "lang"),
    [
        ("/", "", "en"),
        ("/", "es-MX,es;q=0.9,en;q=0.8", "es"),
        ("/", "fi, en;q=0.3, es;q=0.7", "es"),
        ("/", "en;q=0, es;q=0", "en"),
        ("/?lang=es", "en", "es"),
        ("/?lang=tlh", "es", "es"),
        ("/costa", "", "es"),
        ("/costa", "fi", "es"),
        ("/lakeview", "", "en"),
        ("/privacy", "es", "es"),
    ],
)
async def test_the_language_is_that_of_link_browser_city(client: TestClient, path: str, accept: str, lang: str) -> None:
    page = await _get(client, path, **{"Accept-Language": accept})
    (html,) = page.of("html")
    assert (html["lang"], html["dir"]) == (lang, "ltr")


async def test_each_language_is_offered_by_its_own_name(client: TestClient) -> None:
    page = await _get(client, "/costa", **{"Accept-Language": "en"})
    offered = {one["value"]: one["text"].strip() for one in page.of("button", name="choose")}
    assert offered["en"] == "English"
    assert offered["es"] == "Español"
    assert [one["value"] for one in page.of("button", name="choose") if one.get("aria-current")] == ["en"]


async def test_another_language_keeps_the_conversation_and_tells_the_worker(client: TestClient) -> None:
    page = await _post(client, "/costa", choose="es", language="en", conversation="c" * 32, text="half a draft")
    assert page.of("html")[0]["lang"] == "es"
    assert page.field("conversation") == "c" * 32
    assert page.field("language") == "es"
    assert [one["text"] for one in await _heard(client)] == ["#lang:es"]


async def test_a_city_is_chosen_by_a_button_and_nothing_is_said_by_it(client: TestClient) -> None:
    start = await _get(client, "/")
    buttons = {one["value"]: one["formaction"] for one in start.of("button", name="open")}
    assert buttons == {"costa": "/costa", "lakeview": "/lakeview"}
    page = await _post(client, "/costa", open="costa", language="en", conversation="c" * 32, text="")
    assert "Costa Clara" in page.with_class("city")[0]["text"]
    assert page.field("conversation") == "c" * 32
    assert not page.with_class("answer")
    assert await _heard(client) == []


async def test_the_page_answers_in_the_language_of_the_answer(client: TestClient) -> None:
    page = await _post(client, "/costa", text="necesito un médico", language="en")
    assert page.of("html")[0]["lang"] == "es"
    assert page.field("language") == "es"


async def test_a_message_in_a_language_from_right_to_left_is_marked(client: TestClient) -> None:
    page = await _post(client, "/costa", text="عربي", language="en")
    (answer,) = page.with_class("answer")
    assert (answer["lang"], answer["dir"]) == ("ar", "rtl")
    assert page.of("html")[0]["dir"] == "rtl"  # the page follows the language of the talk


async def test_forget_me_forgets_and_begins_anew(client: TestClient) -> None:
    await _post(client, "/costa", text="hello", language="en", conversation="c" * 32)
    page = await _post(client, "/costa", forget="1", language="en", conversation="c" * 32)
    assert "I have forgotten this conversation" in _answers(page)
    assert page.field("conversation") != "c" * 32
    first, second = await _heard(client)
    assert (second["do"], second["conversation"]) == ("forget", first["conversation"])


async def test_leaving_forgets_and_has_the_browser_erase_what_it_keeps(client: TestClient) -> None:
    response = await client.post("/costa", data={"conversation": "c" * 32, "leave": "1"})
    assert (response.status, response.headers["Clear-Site-Data"]) == (204, '"cache", "storage"')
    assert [one["do"] for one in await _heard(client)] == ["forget"]


async def test_what_cannot_be_forgotten_now_is_said(door: Callable[..., Any], start_worker: Callable[[], Any]) -> None:
    client = await door(start_worker())
    page = await _post(client, "/costa", forget="1", language="en", conversation="not-forgotten-not-forgotten")
    assert "I have forgotten this conversation" in _answers(page)


async def test_services_are_cards_with_shape_colour_and_word(client: TestClient) -> None:
    page = await _post(client, "/costa", text="I need a doctor", language="en")
    verdicts = [one["class"].split()[1] for one in page.with_class("card")]
    assert verdicts == ["yes", "depends", "no"]
    words = [one["text"].strip() for one in page.with_class("verdict")]
    assert words == ["Yes, you can use it", "It depends", "No"]
    shapes = [one["href"].partition("#")[2] for one in page.of("use")]
    assert [shape for shape in shapes if shape in ("yes", "no", "depends", "unknown")] == verdicts
    first = page.with_class("card")[0]["text"]
    for said in (
        "Any ID with your name",
        "Free.",
        "They do not ask about your immigration status",
        "Open now.",
        "November 22, 2026",
    ):
        assert said in first
    assert "I found 3 services." in _answers(page)
    assert _answers(page).count("Médicos del Mundo Málaga") == 1  # the card instead of the same in words


async def test_cards_link_to_phones_maps_and_sites_but_to_nothing_else(client: TestClient) -> None:
    page = await _post(client, "/costa", text="I need a doctor", language="en")
    links = [one["href"] for card in [page] for one in card.of("a")]
    assert "tel:+34951308110" in links
    assert "tel:061" in links
    assert "geo:36.71550,-4.44050?q=36.71550,-4.44050" in links
    assert "mailto:malaga@medicosdelmundo.org" in links
    assert "https://www.sspa.juntadeandalucia.es/" in links
    assert not [link for link in links if not re.match(r"(https?:|tel:|geo:|mailto:|/|#)", link)]


async def test_links_to_elsewhere_say_nothing_of_where_one_came_from(client: TestClient) -> None:
    for path in ("/costa", "/privacy"):
        page = await _post(client, path, text="doctor", language="en") if path != "/privacy" else await _get(client, path)
        for link in page.of("a"):
            if link["href"].startswith("http"):
                assert "noreferrer" in link["rel"]


async def test_danger_stands_out_with_numbers_to_touch(client: TestClient) -> None:
    page = await _post(client, "/costa", text="he is hitting me", language="en")
    (answer,) = page.with_class("crisis")
    assert "You are in danger" in answer["text"]
    assert "I am here." in answer["text"]
    links = [one["href"] for one in page.of("a") if "call" in (one.get("class") or "")]
    assert links == ["tel:112", "sms:600000017", "https://wa.me/34600000016", "tel:016"]


async def test_what_is_said_is_never_markup(client: TestClient) -> None:
    page = await _post(client, "/costa", text="<img src=x onerror=alert(1)> markup", language="en")
    assert "<img src=x onerror=alert(1)> markup" in page.with_class("mine")[0]["text"]
    assert "<script>alert(1)</script>" in _answers(page)
    assert not page.of("img")
    assert len(page.of("script")) == 1
    assert [one["value"] for one in page.of("button", name="press") if one["text"] == '"><b>'] == ['"><i>\t"><b>']


async def test_the_script_gets_the_turn_alone(client: TestClient) -> None:
    response = await client.post("/costa", data={"text": "doctor", "language": "en"}, headers={"Faro-Part": "turn"})
    turn = Html(await response.text())
    assert not turn.of("html")
    assert turn.of("article")[0]["data-language"] == "en"
    assert len(turn.with_class("card")) == 3


async def test_too_fast_is_said_kindly(door: Callable[..., Any], worker: Any) -> None:
    client = await door(worker, burst=1.0)
    await _post(client, "/costa", text="hello", conversation="c" * 32)
    page = await _post(client, "/costa", text="hello", conversation="c" * 32, language="en")
    assert "That was very fast" in _answers(page)


async def test_without_a_worker_the_page_works_and_danger_is_answered(lonely: TestClient) -> None:
    assert "I cannot answer just now" in _answers(await _post(lonely, "/costa", text="I need a doctor", language="en"))
    page = await _post(lonely, "/costa", text="he is hitting me right now", language="en")
    assert "tel:016" in [one["href"] for one in page.of("a")]
    assert page.with_class("crisis")


async def test_the_numbers_for_danger_are_always_there(client: TestClient) -> None:
    assert [one["href"] for one in (await _get(client, "/costa")).of("a") if one["href"].startswith("tel:")] == ["tel:112"]
    start = await _get(client, "/")
    assert [one["href"] for one in start.of("a") if one["href"].startswith("tel:")] == ["tel:112", "tel:911"]


@pytest.mark.parametrize("path", ["/", "/costa", "/privacy", "/offline"])
@pytest.mark.parametrize("lang", ["en", "es"])
async def test_a_page_is_sound_and_loads_only_from_here(client: TestClient, path: str, lang: str) -> None:
    response = await client.get(path, params={"lang": lang})
    assert "Set-Cookie" not in response.headers
    page = Html(await response.text())
    assert [one["text"] for one in page.of("title")] == ["Faro"]
    ids = [one["id"] for one in page.all if one.get("id")]
    assert len(ids) == len(set(ids))
    assert len(page.of("h1")) == 1
    assert len(page.of("main")) == 1
    for element in page.all:
        assert not [name for name in element if name.startswith("on") or name == "style"]
        assert element["tag"] != "style"
        for name in ("src", "action", "formaction", "href"):
            address = element.get(name)
            if address and element["tag"] not in ("a",):
                assert address.startswith("/")
    for element in page.of("textarea") + [one for one in page.of("input") if one["type"] != "hidden"]:
        assert element["id"] in [label["for"] for label in page.of("label")]
    for element in page.of("textarea") + page.of("input") + page.of("form"):
        assert element["autocomplete"] == "off"
    assert all(one["text"].strip() for one in page.of("button") + page.of("a"))
    assert all(one["aria-hidden"] == "true" for one in page.of("svg"))


async def test_new_answers_are_announced(client: TestClient) -> None:
    (log,) = [one for one in (await _get(client, "/costa")).of("section") if one.get("role") == "log"]
    assert (log["aria-live"], log["id"]) == ("polite", "log")


async def test_the_first_page_with_everything_stays_under_30_kb(client: TestClient) -> None:
    text = await (await client.get("/")).text()
    total = 0
    for address in dict.fromkeys(["/", *re.findall(r'(?:href|src)="(/static/[^"#]+)', text)]):
        response = await client.get(address, headers={"Accept-Encoding": "gzip"})
        assert response.headers["Content-Encoding"] == "gzip"
        total += int(response.headers["Content-Length"])
    assert 5_000 < total < BUDGET


async def test_every_topic_is_a_need_with_a_picture_and_words(client: TestClient) -> None:
    page = await _get(client, "/costa", **{"Accept-Language": "es"})
    sent = [one["value"].split("\t")[0] for one in page.of("button", name="press")]
    assert sent == [f"#need:{need}" for need in TOPICS]
    assert set(TOPICS) <= id_set("needs")
    pictures = await (await client.get("/static/icons.svg")).text()
    used = {one["href"].partition("#")[2] for one in page.of("use")}
    assert all(f'id="{name}"' in pictures for name in used | {"yes", "no", "depends", "unknown", "phone", "globe", "paper"})


@pytest.mark.parametrize("path", ["/costa", "/"])
async def test_a_form_in_another_type_is_415(client: TestClient, path: str) -> None:
    response = await client.post(path, json={"text": "hi"})
    assert (response.status, response.headers["Accept-Post"]) == (415, "application/x-www-form-urlencoded")


async def test_a_form_with_very_many_fields_is_400_and_a_large_one_413(client: TestClient) -> None:
    assert (await client.post("/costa", data={f"f{n}": "x" for n in range(21)})).status == 400
    assert (await client.post("/costa", data={"text": "x" * 70_000})).status == 413


async def test_a_form_sends_on_to_an_answer_that_is_shown_once(client: TestClient) -> None:
    fields = {"text": "hello", "language": "en", "conversation": "c" * 32}
    response = await client.post("/costa", data=fields, allow_redirects=False)
    there = response.headers["Location"]
    assert response.status == 303
    assert re.fullmatch(r"/costa\?a=[A-Za-z0-9_-]{32}", there)
    assert "heard: hello" in _answers(await _get(client, there))
    again = await _get(client, there, **{"Accept-Language": "en"})
    assert "shown only once" in _answers(again)
    assert again.field("conversation") != "c" * 32


async def test_the_same_message_again_is_told_from_another_one(client: TestClient) -> None:
    page = await _get(client, "/costa")
    once, same = page.field("once"), {"language": "en", "conversation": "c" * 32}
    for text in ("hello", "hello", "another"):
        await _post(client, "/costa", text=text, once=once, **same)
    assert [heard["text"] for heard in await _heard(client)] == ["hello", "another"]


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("36.7194,-4.4208", [36.719, -4.421]),
        ("91,0", None),
        ("0,181", None),
        ("36.7,-4.4,1", None),
        ("NaN,1", None),
        ("", None),
    ],
)
async def test_a_shared_place_goes_on_roughly_or_not_at_all(client: TestClient, said: str, heard: list[float] | None) -> None:
    await _post(client, "/costa", text="hello", language="en", place=said)
    assert (await _heard(client))[-1].get("place") == heard


async def test_a_link_to_a_page_has_a_preview(client: TestClient) -> None:
    page = await _get(client, "/costa", **{"Accept-Language": "es"})
    about = {one["property"]: one["content"] for one in page.of("meta") if "property" in one}
    assert about["og:title"] == "Faro"
    assert about["og:description"] == page.of("meta", name="description")[0]["content"]
    picture = await client.get(about["og:image"].removeprefix(str(client.make_url("")).rstrip("/")))
    assert (picture.status, picture.content_type) == (200, "image/png")


async def test_a_host_that_is_none_does_no_harm(client: TestClient) -> None:
    for host in ("a b", "[", ""):
        assert (await client.get("/", headers={"Host": host})).status in (200, 400)


async def test_the_numbers_for_danger_are_there_in_every_language(client: TestClient) -> None:
    page = await _get(client, "/offline")
    sections = page.of("details")
    assert {"en", "es"} <= {one["lang"] for one in sections}
    assert all("112" in one["text"] and "911" in one["text"] for one in sections)
    assert not page.of("form")


async def test_the_worker_script_keeps_public_files_alone(client: TestClient) -> None:
    response = await client.get("/sw.js")
    files = json.loads(re.findall(r"FILES = (\[.*?\]);", await response.text())[0])
    for file in files:
        assert (await client.get(file)).status == 200
    assert [file.partition("?")[0] for file in files] == [
        "/offline", "/static/chat.css", "/static/chat.js", "/static/icons.svg", "/static/favicon.svg",
    ]  # fmt: skip
    assert (response.content_type, "connect-src 'self'" in response.headers["Content-Security-Policy"]) == (
        "text/javascript",
        True,
    )


async def test_bytes_that_are_no_text_do_no_harm(client: TestClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    response = await client.post("/costa", data=b"text=%ff%fe\xff&language=\x00&conversation=%00", headers=headers)
    assert response.status == 200


async def test_another_city_is_404(client: TestClient) -> None:
    assert (await client.get("/atlantis")).status == 404


async def test_with_one_city_the_start_is_that_city(root: Any, worker: Any) -> None:
    from aiohttp.test_utils import TestServer

    from bot.channels.room import open_channels
    from bot.privacy.redaction import redact
    from services_directory.web import front_door
    from services_directory.web.limits import Limiter

    room = open_channels([worker], Limiter(10, 1), redact, ["costa"], root)
    async with TestClient(TestServer(front_door.build([room]))) as client:
        page = await _get(client, "/")
        assert "Costa Clara" in page.with_class("city")[0]["text"]
        assert not page.of("button", name="open")
        assert (await client.get("/lakeview")).status == 404
