"""Requests that nobody would send: every address of the front door, with whatever may stand in a line, a header or a body."""

from __future__ import annotations

import asyncio
import json
import random
import string
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

WORD = "Xochiquetzalfuzz"
_PATIENCE = 40.0
_AT_ONCE = 16
_WHOLE_SECONDS = 3.0
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1e308, float("nan"), "", " ", "\0", "\ud800", "‮", "x" * 5000, WORD, "undocumented",
    "' OR 1=1 --", "../../etc/passwd", "${jndi:ldap://x}", "{{7*7}}", "%s%n", [], {}, [[[[[[]]]]]], {"": {"": ""}}, "#answer:age=-1",
    "#lang:xx", "#need:food", "/restart", "<script>", "2026-02-30", "chicago", "malaga", "health_care", ["food"], [{"who": "me"}],
)  # fmt: skip


@dataclass
class Seen:
    """Answers by status; `wrong` names what must not be."""

    statuses: Counter[int] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())


def addresses(openapi: dict[str, Any]) -> list[tuple[str, str]]:
    """Method and path of everything that is described, and some that are not."""
    described = [
        (method.upper(), path) for path, item in openapi["paths"].items() for method in item if method in ("get", "post")
    ]
    return [
        *described,
        ("POST", "/chicago"),
        ("GET", "/malaga"),
        ("GET", "/privacy"),
        ("GET", "/nothing"),
        ("GET", "/edit"),
        ("GET", "/staff"),
    ]


def raw_requests(places: list[tuple[str, str]], seed: int) -> Iterator[bytes]:
    """Requests without end, as bytes on the wire."""
    chance = random.Random(seed)
    while True:
        method, path = chance.choice(places)
        if chance.random() < 0.1:
            method = chance.choice(
                ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", WORD.upper(), ""]
            )
        target = _target(chance, path)
        body, kind = _body(chance) if method in ("POST", "PUT", "PATCH") or chance.random() < 0.05 else (b"", "")
        yield _broken(chance, _head(chance, method, target, kind, body) + body)


def _target(chance: random.Random, path: str) -> str:
    for name in ("{id}", "{file}", "{city}"):
        path = path.replace(name, quote(str(chance.choice(_ODD))[:200].encode("utf-8", "replace"), safe=""))
    if chance.random() < 0.3:
        path += "?" + urlencode([(_text(chance), _text(chance)) for _ in range(chance.randrange(4))], errors="replace")
    if chance.random() < 0.03:
        path += "/" * chance.randrange(500) + "%" + chance.choice(["", "zz", "00", "ff", "2e%2e/"])
    return path


def _text(chance: random.Random) -> str:
    known = ("city", "need", "lang", "facts", "status", "text", "conversation", "press", "choose", "forget", "language", "open")
    return chance.choice([chance.choice(known), str(chance.choice(_ODD))[:300], "".join(chance.choices(string.printable, k=9))])


def _body(chance: random.Random) -> tuple[bytes, str]:
    if chance.random() < 0.25:
        fields = [(_text(chance), _text(chance)) for _ in range(chance.randrange(30))]
        return urlencode(fields, errors="replace").encode(), _FORM
    if chance.random() < 0.1:
        return chance.randbytes(chance.randrange(300)), chance.choice(
            [_JSON, _FORM, "text/" + WORD, "multipart/form-data; boundary=x"]
        )
    body = json.dumps(_mutated(chance, _sensible(chance))).encode("utf-8", "replace")
    return body[: chance.randrange(len(body) + 1)] if chance.random() < 0.1 else body, _JSON


def _sensible(chance: random.Random) -> dict[str, Any]:
    said = {
        "sender": WORD,
        "message": f"I need food {WORD}",
        "metadata": {"city": "chicago", "language": "en", "message_id": "m"},
    }
    facts = {"status": "refugee", "age": 30, "children": [3], "documents": [], "income_monthly": 900, "pregnant": True}
    asked = {
        "city": "malaga", "needs": ["food"], "people": [{"who": "me", "facts": facts}], "date": "2026-11-22", "lang": "es",
        "place": {"lat": 36.7, "lon": -4.4}, "limit": 5, "explain": True,
    }  # fmt: skip
    return chance.choice([said, asked])


def _mutated(chance: random.Random, value: Any) -> Any:
    if chance.random() < 0.12:
        return chance.choice(_ODD)
    if isinstance(value, dict):
        changed = {key: _mutated(chance, inner) for key, inner in value.items() if chance.random() > 0.05}
        return changed | ({_text(chance): chance.choice(_ODD)} if chance.random() < 0.1 else {})
    return [_mutated(chance, inner) for inner in value] if isinstance(value, list) else value


def _head(chance: random.Random, method: str, target: str, kind: str, body: bytes) -> bytes:
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close"]
    if kind:
        lines.append(f"Content-Type: {kind}{chance.choice(['', '; charset=utf-8', '; charset=' + WORD])}")
    if body:
        length = len(body) if chance.random() > 0.03 else chance.choice([-1, 0, 10**12, "x"])
        lines.append(f"Content-Length: {length}")
    odd = [f"Accept-Language: {_text(chance)!r}", "Faro-Part: turn", f"X-Forwarded-For: {WORD}", "Accept-Encoding: gzip",
           "Expect: 100-continue", "Content-Encoding: gzip", "Transfer-Encoding: chunked", f"Cookie: {WORD}={WORD}", "Range: bytes=0-"]  # fmt: skip
    lines += [line for line in odd if chance.random() < 0.06]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def _broken(chance: random.Random, request: bytes) -> bytes:
    if chance.random() > 0.05:
        return request
    at = chance.randrange(len(request))
    return chance.choice([request[:at], request[:at] + chance.randbytes(3) + request[at:], chance.randbytes(60), request[at:]])


async def send(port: int, places: list[tuple[str, str]], many: int, seed: int) -> Seen:
    """Send so many, some at once, and look at each answer."""
    seen, left = Seen(), iter(range(many))
    made = raw_requests(places, seed)

    async def sender() -> None:
        for _ in left:
            await _one(port, next(made), seen)

    await asyncio.gather(*(sender() for _ in range(_AT_ONCE)))
    return seen


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """Everything that comes. A request that is not whole is ended after a while; an end at once would be taken for a goodbye."""
    try:
        return await asyncio.wait_for(reader.read(-1), _WHOLE_SECONDS)
    except TimeoutError:
        writer.write_eof()
        return await reader.read(-1)


async def _one(port: int, request: bytes, seen: Seen) -> None:
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await _answer(reader, writer)
            writer.close()
    except TimeoutError:
        seen.wrong["no answer in time"] += 1
        answer = b""
    except ConnectionError:
        answer = b""
    status = int(answer[9:12]) if answer[:5] == b"HTTP/" and answer[9:12].isdigit() else 0
    seen.statuses[status] += 1
    if status >= 500 and status != 503:
        seen.wrong[f"HTTP {status}"] += 1
    if status >= 400 and WORD.lower().encode() in answer.lower():
        seen.wrong[f"HTTP {status} repeats what was sent"] += 1
    if b"Traceback" in answer:
        seen.wrong["a traceback"] += 1
