"""A service of which somebody else knows something: what they say, and `unknown` for all that they do not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services_directory.eligibility.rules import STATUSES
from services_directory.exchange import fields
from services_directory.exchange.records import Access, Cost, Income, Residency, WayOfApplying

Warn = Callable[[str, str], None]
"""Told of a value that is not taken over: where, why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all services of an import.

    Attributes:
        city, country, lang: id of the city, ISO 3166-1 code, language of the texts (BCP 47).
        name: short name of the set, which is also the id of the source that its services cite.
        publish: whether active services that name a need are shown at once; otherwise an editor does that.
        contacts: whether names of staff are kept; they are data of persons, so not unless told otherwise.
    """

    city: str
    country: str
    lang: str
    name: str
    day: date
    publish: bool = False
    contacts: bool = False

    @property
    def file(self) -> str:
        """The name of the file in the city's folder under which its services stand."""
        return f"import-{self.name}"


def unknown(setting: Setting) -> dict[str, Any]:
    """The fields of a service of which nobody has said anything: every status is not stated, no paper is `none`."""
    not_stated = WayOfApplying(id_required="not_stated", asks_status="not_stated", shares_data="not_stated")
    return {
        "kind": "not_stated",
        "needs": [],
        "access": Access(basis="not_stated", status=dict.fromkeys(STATUSES, "not_stated")),
        "residency": Residency(level="not_stated"),
        "income": Income(limit="not_stated"),
        "ways": {"in_person": not_stated},
        "fee": Cost(code="not_stated"),
        "languages": [],
        "sources": [setting.name],
        "confidence": "low",
        "verify": {
            "en": f"Imported from {setting.name} on {setting.day.isoformat()}; who can use it was not said. Ask the office."
        },
        "published": False,
        "file": setting.file,
    }


def slug(text: str, most: int = 100) -> str:
    """An id made of a text: letters and digits joined by hyphens; empty where it has none."""
    parts = re.findall(r"[A-Za-z0-9]+", text)
    return "-".join(parts)[:most].strip("-").lower()


def taken(kind: Any, value: Any, setting: Setting, where: str, warn: Warn) -> Any:
    """A value where it is one that we can hold, else None and a warning."""
    if value in (None, ""):
        return None
    try:
        return TypeAdapter(kind).validate_python(value, context={"country": setting.country})
    except ValidationError as error:
        warn(where, f"not taken over: {error.errors(include_url=False)[0]['msg'].removeprefix('Value error, ')}")
        return None


def phone_of(said: Any, setting: Setting, where: str, warn: Warn) -> str | None:
    """A phone number as we keep it, from any way of writing it in that country."""
    import phonenumbers

    written = str(said or "").strip().strip('"').strip()
    if not written:
        return None
    digits = re.sub(r"\D", "", written)
    if len(digits) <= 6 and not re.search(r"[^\W\d]", written):
        number: str | None = taken(fields.Phone, digits, setting, where, warn)
        return number
    try:
        parsed = phonenumbers.parse(written, setting.country)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        warn(where, "not taken over: not a phone number that can exist")
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def coordinates(lat: Any, lon: Any, where: str, warn: Warn) -> tuple[float, float] | None:
    """Degrees, where they can be on this globe and are not the point where those who know nothing put everything."""
    if lat in (None, "") or lon in (None, ""):
        return None
    try:
        north, east = _degrees(lat), _degrees(lon)
    except (TypeError, ValueError):
        warn(where, "not taken over: not degrees")
        return None
    if not (-90 <= north <= 90 and -180 <= east <= 180) or (north == 0 and east == 0):
        warn(where, "not taken over: no place on this globe")
        return None
    return north, east


def _degrees(said: Any) -> float:
    """Also with a decimal comma, as half of Europe writes it."""
    return float(said.replace(",", ".") if isinstance(said, str) and said.count(",") == 1 and "." not in said else said)


class _Plain(HTMLParser):
    """Gathers the text of HTML; parts that stand below each other stay apart."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.parts.append("\n" if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append("\n" if tag in _BLOCKS else "")


_BLOCKS = {"p", "br", "li", "ul", "ol", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}


def plain_text(said: str) -> str:
    """A text without the HTML that many systems keep in theirs."""
    if not re.search(r"</?[a-zA-Z][^<>]*>|&\w+;", said):
        return said.strip()
    parser = _Plain()
    parser.feed(said)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)


def joined(*parts: Any) -> str:
    """Parts of a text that are there, joined by commas."""
    return ", ".join(str(part).strip() for part in parts if part not in (None, "") and str(part).strip())


def texts(text: Any, setting: Setting) -> Mapping[str, str] | None:
    """A text in the language of the import, None where there is none."""
    said = str(text or "").replace("\x00", "").strip()
    return {setting.lang: said} if said else None
