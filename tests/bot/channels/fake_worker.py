"""A worker for tests: speaks the socket's protocol and nothing else. `python fake_worker.py SOCKET` until it is ended.

The words of a request choose its answer; what it has heard since it was last asked (`#heard`) can be asked for.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from services_directory.wording import cards
from services_directory.wording.direction import direction
from services_directory.wording.phrases import Phrasebook

BOOK = Phrasebook.load()
HEARD: list[dict[str, Any]] = []
ANSWERED: dict[tuple[str, str], dict[str, Any]] = {}
CARDS_FILE = Path(__file__).parent / "payloads" / "cards.json"


def services(lang: str) -> dict[str, Any]:
    shown = json.loads(CARDS_FILE.read_text(encoding="utf-8"))
    intro = {"es": "He encontrado 3 servicios."}.get(lang, "I found 3 services.")
    payloads = ["#details:centro-de-salud", "#details:medicos-del-mundo", "#why:tarjeta-sanitaria", "#more"]
    buttons = [{"title": payload.partition(":")[2] or "Más", "payload": payload} for payload in payloads]
    words = "\n\n".join(cards.card_text(BOOK, card, lang) for card in shown)
    return {
        "text": f"{intro}\n\n{words}",
        "buttons": buttons,
        "custom": {"type": "services", "language": lang, "services": shown, "total": 3},
        "lang": lang,
        "dir": direction(lang),
    }


def crisis(lang: str) -> dict[str, Any]:
    contacts = [
        {
            "service": "112-emergencias",
            "name": "112",
            "phone": "112",
            "say": {"en": "Say where you are.", "es": "Di dónde estás."},
        },
        {
            "service": "016-violencia",
            "name": "016",
            "phone": "016",
            "text": "600000017",
            "whatsapp": "+34600000016",
            "say": {"en": "It is free."},
        },
    ]
    text = "You are in danger: call now.\n\n112\n016\n\nI am here."
    return {
        "text": text,
        "custom": {"type": "crisis", "crises": ["violence_now"], "contacts": contacts},
        "lang": lang,
        "dir": direction(lang),
    }


def messages(text: str, language: str | None) -> tuple[list[dict[str, Any]], str]:
    if text == "#heard":
        heard, HEARD[:] = json.dumps(HEARD), []
        return [{"text": heard, "lang": "en"}], "en"
    if text.startswith("#lang:"):
        lang = text.partition(":")[2]
        return [{"text": f"language {lang}", "lang": lang}], lang
    lang = "es" if "médico" in text else language or "en"
    if "médico" in text or "doctor" in text or text == "#need:health_care":
        return [services(lang)], lang
    if "hitting" in text:
        return [crisis(lang)], lang
    if "عربي" in text:
        return [{"text": "مرحبا", "lang": "ar", "dir": "rtl"}], "ar"
    if "broken" in text:
        return [{"nothing": "here"}], lang
    if "markup" in text:
        return [{"text": "<script>alert(1)</script>", "lang": "en", "buttons": [{"title": '"><b>', "payload": '"><i>'}]}], lang
    return [{"text": f"heard: {text}", "lang": lang, "buttons": [{"title": "Skip", "payload": "#skip"}]}], lang


async def answer_once(request: dict[str, Any]) -> dict[str, Any] | None:
    """The same message again is not heard again: it gets the answer that it got."""
    name = (request.get("conversation", ""), request.get("once", ""))
    if name in ANSWERED:
        return {**ANSWERED[name], "n": request["n"]}
    found = await answer(request)
    if found is not None and request.get("once") and "error" not in found:
        ANSWERED[name] = found
    return found


def _dies_once(text: str) -> bool:
    """`die-once FILE`: the first worker that hears it makes the file and dies; the next one answers."""
    word, _, file = text.partition(" ")
    if word != "die-once" or Path(file).exists():
        return False
    Path(file).touch()
    return True


async def answer(request: dict[str, Any]) -> dict[str, Any] | None:
    number, text = request["n"], request.get("text", "")
    if request["do"] == "ping":
        return {"n": number, "ready": True}
    if text != "#heard":
        HEARD.append(request)
    if request["do"] == "forget":
        return {"n": number, "forgotten": True}
    if "trouble:" in text:
        return {"n": number, "error": text.partition("trouble:")[2].split()[0]}
    if "silence" in text:
        return None
    if "slowly" in text:
        await asyncio.sleep(0.3)
    if "die" in text.split() or _dies_once(text):
        sys.exit(1)
    said, lang = messages(text, request.get("language"))
    return {"n": number, "messages": said, "language": lang, "city": request.get("city")}


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def one(line: bytes) -> None:
        found = await answer_once(json.loads(line))
        if found is not None:
            writer.write(json.dumps(found).encode() + b"\n")
            await writer.drain()

    running = set()
    while line := await reader.readline():
        task = asyncio.create_task(one(line))
        running.add(task)
        task.add_done_callback(running.discard)


async def main(path: str) -> None:
    server = await asyncio.start_unix_server(serve, path, limit=1 << 22)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
