"""Everything that Faro can say, as WhatsApp takes it: inside the limits in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_graph import broken_limit
from seeded import seeded_directory
from talk import Talk

from actions import directory
from actions.details import Documents, Location
from actions.explain import CheckEligibility
from actions.find_services import FindServices
from actions.not_understood import NotUnderstood
from bot.channels.messages import Message, from_worker, spoken
from bot.channels.twilio_payloads import LONGEST, texts
from bot.channels.whatsapp_messages import bodies
from services_directory.served import served_cities
from services_directory.vocabulary import ids
from services_directory.wording.direction import direction
from services_directory.wording.phrases import FALLBACK, Phrasebook

BOOK = Phrasebook.load()
LANGUAGES = [lang for lang in BOOK.languages() if BOOK.has(lang, "button_forget")]


@pytest.fixture
def real_directory() -> Iterator[None]:
    """The directory that the actions ask."""
    directory.use(seeded_directory())
    yield
    directory.use(None)


class Anything(dict[str, Any]):
    """Every placeholder is filled with a long word; a count chooses a plural form."""

    def __init__(self, count: int) -> None:
        super().__init__(count=count)

    def __missing__(self, name: str) -> str:
        return "Centro de Atención Integral para la Ciudadanía Extranjera"


def _said(lang: str) -> Iterator[str]:
    for id_ in sorted({*BOOK.ids(lang), *BOOK.ids(FALLBACK)}):
        phrase = BOOK._phrases[lang if BOOK.has(lang, id_) else FALLBACK][id_]
        for form in phrase.values() if isinstance(phrase, dict) else [phrase]:
            yield form.format_map(Anything(2))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_phrase_is_inside_the_limits_alone_and_over_buttons(lang: str) -> None:
    said = list(_said(lang))
    assert len(said) > 300
    for text in said:
        three = [{"title": text[:60] or "x", "payload": f"#details:s{number}"} for number in range(3)]
        many = [{"title": text[:60] or "x", "payload": f"#details:s{number}"} for number in range(23)]
        for buttons in ([], three, many):
            for body in bodies([Message(text, lang, direction(lang), buttons)], BOOK):
                assert broken_limit(body) is None, (text, body)
        assert all(len(part) <= LONGEST for part in texts([Message(text, lang)], "twilio"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_stands_on_buttons_of_the_messenger_itself_is_whole(lang: str) -> None:
    assert len(BOOK.say(lang, "whatsapp_open_list")) <= 20
    assert len(BOOK.say(lang, "button_forget")) <= 24
    assert len(spoken(BOOK, lang, "whatsapp_first").text) <= 160, "one line"


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_answers_of_the_real_directory_are_inside_the_limits(real_directory: None, lang: str) -> None:
    """Every need in every city: with the answers of all languages that is more than five hundred answers."""
    answers = 0
    for city in served_cities():
        for need in ids("needs"):
            talk = Talk(city, lang)
            for action, intent in ((FindServices(), "find_service"), (Location(), "ask_location"), (Documents(), "ask_documents"),
                                   (CheckEligibility(), "ask_eligibility"), (NotUnderstood(), "nlu_fallback")):  # fmt: skip
                needs = {"needs": [need]} if intent == "find_service" else {}
                said = await talk.say(action, intent, **needs)
                answers += 1
                _check([_message(one) for one in said])
    assert answers * len(LANGUAGES) >= 500


def _message(said: dict[str, Any]) -> Message:
    text = said["text"] or BOOK.say(said["lang"], said["response"])
    return from_worker({**said, "text": text})


def _check(messages: list[Message]) -> None:
    for body in bodies(messages, BOOK):
        assert broken_limit(body) is None, body
    for channel in ("twilio", "sms"):
        assert all(1 <= len(part.encode("utf-16-le")) // 2 <= LONGEST for part in texts(messages, channel))


def test_one_service_with_a_place_is_shown_on_a_map() -> None:
    card = {"id": "a", "name": "Médicos del Mundo", "lat": 36.7, "lon": -4.4, "address": "Calle Larios 1", "verdict": "yes", "for": "me",
            "programme_name": None, "qualifiers": [], "city": "malaga", "organization": "x", "needs": ["health_care"], "kind": "ngo"}  # fmt: skip
    message = Message("Here it is.", "es", "ltr", (), {"type": "services", "services": [card]})
    text, place = bodies([message], BOOK)
    assert text["text"]["body"] == "Here it is."
    assert place["location"] == {"latitude": 36.7, "longitude": -4.4, "name": "Médicos del Mundo", "address": "Calle Larios 1"}


def test_buttons_that_fit_are_buttons_and_others_a_list() -> None:
    def kinds(*titles: str) -> list[str]:
        buttons = [{"title": title, "payload": f"#need:{number}"} for number, title in enumerate(titles)]
        return [body["interactive"]["type"] for body in bodies([Message("Choose", "en", "ltr", buttons)], BOOK)]

    assert kinds("Yes", "No", "I do not know") == ["button"]
    assert kinds("Yes", "No", "I would rather not say") == ["list"]
    assert kinds("a", "b", "c", "d") == ["list"]
    assert kinds(*map(str, range(11))) == ["list", "list"]


def test_two_titles_that_would_be_the_same_are_told_apart() -> None:
    buttons = [{"title": "Centro de Salud Cruz de Humilladero " + end, "payload": end} for end in ("a", "b")]
    buttons += [{"title": str(n), "payload": str(n)} for n in range(3)]
    (body,) = bodies([Message("x", "en", "ltr", buttons)], BOOK)
    titles = [row["title"] for row in body["interactive"]["action"]["sections"][0]["rows"]]
    assert len({*titles}) == len(titles)
