"""With the assistant's workers stopped and then the directory's database gone, danger still gets its numbers in every language,
everything else gets a plain sentence, and the talk goes on when they are back.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from running_faro import Faro, running

from services_directory.wording.phrases import Phrasebook

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]
BOOK = Phrasebook.load()
# Danger in each language, and which numbers must be told in Chicago and in Málaga.
IN_DANGER = {
    "en": "he is hitting me right now please help",
    "es": "me está pegando ahora mismo ayuda",
    "fr": "il me frappe en ce moment au secours",
    "ar": "زوجي يضربني الآن ساعدوني",
    "uk": "він мене б'є зараз допоможіть",
    "zh": "他现在正在打我救命",
}
PLAIN = {"en": "i need food", "es": "necesito comida para mis hijos", "fr": "j'ai besoin de manger pour mes enfants",
         "ar": "أحتاج طعام لأولادي", "uk": "мені потрібна їжа для дітей", "zh": "我需要给孩子吃的"}  # fmt: skip
NUMBERS = {"chicago": "911", "malaga": "112"}
CITIES = sorted(NUMBERS)


@pytest.fixture(scope="module")
def faro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faro]:
    with running(tmp_path_factory.mktemp("gone")) as started:
        yield started


def words(answer: list[dict[str, Any]]) -> str:
    return re.sub("[\u2066-\u2069]", "", "\n".join(one.get("text", "") for one in answer))


def stop(faro: Faro) -> None:
    """Stop every worker; the supervisor starts new ones, which take some seconds to answer."""
    for pid in faro.worker_pids():
        os.kill(pid, signal.SIGKILL)


def told(faro: Faro, sender: str, lang: str, city: str) -> None:
    answer = faro.say(sender, IN_DANGER[lang], city, lang)
    assert answer[0]["custom"]["type"] == "crisis", (lang, words(answer))
    assert "violence_now" in answer[0]["custom"]["crises"]
    assert NUMBERS[city] in words(answer)
    spoken = answer[0]["custom"]["language"]
    assert spoken == lang if BOOK.has(lang, "danger_go_on") else spoken in BOOK.languages()


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("lang", sorted(IN_DANGER))
def test_everything_there(faro: Faro, lang: str, city: str) -> None:
    told(faro, f"there-{lang}-{city}", lang, city)


def test_workers_gone_then_the_database_and_then_both_back(faro: Faro) -> None:
    assert faro.say("goes-on", PLAIN["en"], "chicago", "en")
    stop(faro)
    for lang in IN_DANGER:
        for city in CITIES:
            told(faro, f"no-worker-{lang}-{city}", lang, city)
    for lang, text in PLAIN.items():
        assert words(faro.say(f"plain-{lang}", text, "malaga", lang)), lang
    for file in faro.var.glob("directory.db*"):
        file.rename(file.with_name(f"{file.name}.away"))
    stop(faro)
    for lang in IN_DANGER:
        told(faro, f"nothing-{lang}", lang, "chicago")
    until_a_worker_answers(faro)
    told(faro, "worker-without-database", "en", "chicago")
    said = faro.say("worker-without-database-2", PLAIN["en"], "chicago", "en")
    assert words(said)
    assert not [one for one in said if one.get("custom", {}).get("services")]
    for file in faro.var.glob("directory.db*.away"):
        file.rename(file.with_name(file.name.removesuffix(".away")))
    until = time.monotonic() + 60
    while not [one for one in faro.say("back", PLAIN["en"], "chicago", "en") if one.get("custom", {}).get("services")]:
        assert time.monotonic() < until, "the services did not come back"
        time.sleep(0.5)


def until_a_worker_answers(faro: Faro) -> None:
    """Until an answer is no longer that of the front door alone."""
    until = time.monotonic() + 90
    alone = BOOK.say("en", "page_not_now")
    while words(faro.say("is-it-back", "hello", "chicago", "en")) == alone:
        assert time.monotonic() < until, "no worker came back"
        time.sleep(0.5)
