"""Conversations in which words are planted, on every channel, as people and programs hold them."""

from __future__ import annotations

import hmac
import json
import secrets
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from bot.audit.planted import Round
from bot.audit.system import WHATSAPP_NUMBER, Audited

_FORM = "application/x-www-form-urlencoded"


def lines(planted: Round) -> list[str]:
    """What a person writes: names, numbers, facts, danger, and what is no sentence."""
    return [
        f"my name is {planted.name} and I have no papers, my phone is +34 {planted.phone}",
        f"I need a doctor for my {planted.word} and I earn {planted.income} a month",
        f"/{planted.word}",
        f'{{{planted.word}}} %s {{0}} ${{{planted.name}}} "\\u0000',
        f"he is hitting me right now {planted.word}",
        f"necesito comida, me llamo {planted.name} {planted.word}",
        f"#answer:status={planted.word}",
        "#answer:status=undocumented",
    ]


class Talk(ABC):
    """One conversation. `errors` are the bodies of answers that were errors: nothing planted may stand in them."""

    channel = ""

    def __init__(self, system: Audited, planted: Round) -> None:
        self.system = system
        self.planted = planted
        self.errors: list[bytes] = []
        self._who = planted.address
        self._mark = planted.metadata

    def as_another(self, number: int, plain: bool = False) -> None:
        """Be somebody else; `plain` without a planted address."""
        self._who = f"{'somebody' if plain else self.planted.address}{number:08d}"
        self._mark = "" if plain else self.planted.metadata

    def hold(self) -> None:
        """Say everything."""
        for line in lines(self.planted):
            self.say(line)
        self.say_badly()

    @abstractmethod
    def say(self, text: str) -> None:
        """One message."""

    @abstractmethod
    def say_badly(self) -> None:
        """What the channel cannot read, with planted words in it."""

    @abstractmethod
    def forget(self) -> bool:
        """Ask to be forgotten; was it done?"""

    def _post(self, path: str, body: bytes, kind: str = "application/json") -> tuple[int, bytes]:
        status, answer = self.system.request(path, body, kind)
        if status >= 400:
            self.errors.append(answer)
        return status, answer


class RestTalk(Talk):
    """Over Rasa's webhook."""

    channel = "rest"
    path = "/webhooks/rest/webhook"

    def say(self, text: str) -> None:
        """One message."""
        self._say(text)

    def say_badly(self) -> None:
        """Bodies that are refused."""
        word = self.planted.word
        for body in (
            f'{{"sender": "{word}", ',
            f'["{word}"]',
            json.dumps({"sender": self._sender(), "message": {"text": word}}),
        ):
            self._post(self.path, body.encode())
        self._post(self.path, json.dumps({"sender": word, "message": word, "metadata": {"city": word}}).encode())
        self._post(f"{self.path}?{word}={word}", b"{}")
        self._post("/api/v1/access", json.dumps({"city": word, "needs": [word]}).encode())
        facts = {"status": word, "nationality": word}
        self._post("/api/v1/access", json.dumps({"city": "chicago", "people": [{"who": "me", "facts": facts}]}).encode())
        self.system.request(f"/{word}?status={word}")

    def forget(self) -> bool:
        """By the words."""
        return self._say("forget me")[0] == 200

    def _say(self, text: str) -> tuple[int, bytes]:
        metadata = {"city": "chicago", "message_id": f"{self._mark}{hash(text)}"}
        body = {"sender": self._sender(), "message": text, "metadata": metadata}
        return self._post(self.path, json.dumps(body).encode())

    def _sender(self) -> str:
        return f"whatsapp:+1999{self._who}"


class WebTalk(Talk):
    """In the page, without JavaScript."""

    channel = "web"

    def say(self, text: str) -> None:
        """One message."""
        self._send(text=text)

    def say_badly(self) -> None:
        """Forms that are refused, and headers that name a person."""
        word = self.planted.word
        self._post("/chicago", urlencode([(word, word)] * 30).encode(), _FORM)
        self._post("/chicago", word.encode(), f"text/{word}")

    def forget(self) -> bool:
        """By the button."""
        return self._send(forget="1")[0] == 200

    def _send(self, **fields: str) -> tuple[int, bytes]:
        form = urlencode({"conversation": f"{self._who}-0123456789ab", "language": "en", **fields})
        return self._post("/chicago", form.encode(), _FORM)


class WhatsAppTalk(Talk):
    """By deliveries as Meta makes them."""

    channel = "whatsapp"
    path = "/webhooks/whatsapp"
    _WAIT = 20.0

    def __init__(self, system: Audited, planted: Round) -> None:
        super().__init__(system, planted)
        self._who = ""

    def as_another(self, number: int, plain: bool = False) -> None:
        """Be somebody else; `plain` without a planted number."""
        super().as_another(number, plain)
        self._who = f"{number:04d}"

    def say(self, text: str) -> None:
        """One message, and its answer."""
        self._wait(lambda: self._deliver(self._message(text)))

    def say_badly(self) -> None:
        """Deliveries that are refused or cannot be read."""
        word = self.planted.word
        self.system.request(self.path, word.encode(), signature=f"sha256={word}")
        self._deliver({**self._message(word), "type": word, word: word})
        self._deliver({**self._message(word), "text": word})

    def forget(self) -> bool:
        """By the words."""
        return self._wait(lambda: self._deliver(self._message("forget me")))

    def _number(self) -> str:
        return f"34{self.planted.phone}{self._who}"

    def _message(self, text: str) -> dict[str, object]:
        id_ = f"wamid.{self.planted.metadata}{secrets.token_hex(8)}"
        return {"from": self._number(), "id": id_, "timestamp": str(int(time.time())), "type": "text", "text": {"body": text}}

    def _deliver(self, message: dict[str, object]) -> int:
        profile = {"profile": {"name": self.planted.name}, "wa_id": self._number()}
        about = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": WHATSAPP_NUMBER}, "contacts": [profile]}
        change = {"value": {**about, "messages": [message]}, "field": "messages"}
        body = json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [change]}]}).encode()
        status, answer = self.system.request(
            self.path, body, signature=f"sha256={hmac.new(self.system.app_secret, body, 'sha256').hexdigest()}"
        )
        if status >= 400:
            self.errors.append(answer)
        return status

    def _wait(self, deliver: Callable[[], int]) -> bool:
        """Deliver, and wait until an answer was sent."""
        before, number = self.system.graph.taken[self._number()], self._number()
        if deliver() != 200:
            return False
        until = time.monotonic() + self._WAIT
        while self.system.graph.taken[number] == before and time.monotonic() < until:
            time.sleep(0.02)
        return self.system.graph.taken[number] > before


def in_terminal(system: Audited, planted: Round) -> bytes:
    """A whole talk by `faro chat --script`, whose processes end with it; gives what it said on standard error."""
    script = system.folder.parent / f"{system.folder.name}-script.txt"
    script.write_text("\n".join(lines(planted)), encoding="utf-8")
    command = [sys.executable, "-m", "faro", "chat", "--city", "chicago", "--script", str(script)]
    try:
        return subprocess.run(
            command, cwd=system.folder, env=system.environment(), capture_output=True, timeout=240, check=False
        ).stderr
    finally:
        script.unlink()


SERVED: Sequence[type[Talk]] = (RestTalk, WebTalk, WhatsAppTalk)
# A message that was taken is answered also by a process that comes later: nobody can wait for it while all are killed.
WHILE_PROCESSES_END: Sequence[type[Talk]] = (RestTalk, WebTalk)
