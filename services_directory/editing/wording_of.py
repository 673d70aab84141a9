"""Texts of an entry in several languages, side by side: what is there, what is missing, and what is older than its original.

Every text has one place (`name`, `description`, `fee.text`, `ways.in_person.because` …). The original is the one in the
language in which the city works, else English, else whatever there is. A name is written as it stands on the door; its
translations, and those of the description, are marked where a machine made them. Other texts cannot be marked, so no
machine's text goes there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services_directory.models import TranslatedFrom

MARKED = ("name", "description")
"""Places whose translations say who made them."""
_NOTES = ("documents_note", "languages_note")
_TEXTS = ("fee", "residency", "income", "hours")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in one more language.

    Attributes:
        field: its place.
        original: the text to translate; `language` that it is in.
        text: the translation, None where it is missing.
        machine: a machine made it.
        stale: the original has changed since.
    """

    field: str
    language: str
    original: str
    text: str | None
    machine: bool
    stale: bool


def side_by_side(content: Mapping[str, Any], language: str, working: Sequence[str], known: Mapping[str, str]) -> list[Text]:
    """All texts of an entry with their translations into a language.

    Args:
        working: languages in which originals are looked for first.
        known: of this entry and language, from `known_originals`.
    """
    words = {word["field"]: word for word in content["words"] if word["language"] == language}
    found = []
    for field, texts in texts_of(content):
        spoken = _spoken(texts, working)
        if spoken is None or spoken == language:
            continue
        word = words.get(field) if field in MARKED else None
        text = word["text"] if word else texts.get(language)
        stale = text is not None and field in known and known[field] != digest(texts[spoken])
        found.append(Text(field, spoken, texts[spoken], text, word is not None and word["source"] == "machine", stale))
    return found


def texts_of(content: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Every place with a text, and its texts by language. The name is in the first language of the city: tag ``""``."""
    service = content["service"]
    if service.get("name"):
        yield "name", {"": service["name"]}
    if service.get("description"):
        yield "description", service["description"]
    for name in _TEXTS:
        if (service.get(name) or {}).get("text"):
            yield f"{name}.text", service[name]["text"]
    for name in _NOTES:
        if service.get(name):
            yield name, service[name]
    for way, said in (service.get("ways") or {}).items():
        yield from ((f"ways.{way}.{name}", said[name]) for name in ("id_note", "because") if said.get(name))
    access = service.get("access") or {}
    yield from ((f"access.{name}", access[name]) for name in ("note", "undisclosed_note") if access.get(name))
    for status, cell in (access.get("status") or {}).items():
        if isinstance(cell, Mapping) and cell.get("note"):
            yield f"access.status.{status}.note", cell["note"]


def translated(content: Mapping[str, Any], language: str, field: str, text: str, machine: bool, today: str) -> dict[str, Any]:
    """The content with one text in a language; an empty one takes it away.

    Raises:
        ValueError: there is no such place, or a machine's text is meant for a place that cannot say so.
    """
    places = dict(texts_of(content))
    if field not in places:
        raise ValueError("field")
    if machine and field not in MARKED:
        raise ValueError("machine")
    if field == "name" or (field == "description" and language not in places[field]):
        return {**content, "words": _words(content, language, field, text.strip(), machine, today)}
    texts = {tag: said for tag, said in places[field].items() if tag != language}
    if text.strip():
        texts[language] = text.strip()
    return {**content, "service": _placed(content["service"], field.split("."), texts)}


def note_originals(
    session: Session, service_id: str, old: Mapping[str, Any] | None, new: Mapping[str, Any], working: Sequence[str]
) -> None:
    """Remember of which original each translation is: one that was written now, of the new one; else of the one before."""
    before, was = dict(texts_of(old)) if old else {}, _written(old, working) if old else {}
    now = _written(new, working)
    originals = dict(texts_of(new))
    for (language, field), text in now.items():
        written_now = was.get((language, field)) != text
        said = _original(originals if written_now or field not in before else before, field, working)
        if said is not None and (written_now or session.get(TranslatedFrom, (service_id, language, field)) is None):
            session.merge(TranslatedFrom(service_id=service_id, language=language, field=field, original=digest(said)))
    session.flush()


def known_originals(session: Session, language: str) -> dict[str, dict[str, str]]:
    """Of which original each text in a language is the translation: entry to place to digest."""
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(select(TranslatedFrom).where(TranslatedFrom.language == language)):
        found.setdefault(row.service_id, {})[row.field] = row.original
    return found


def mark_current(
    session: Session, service_id: str, content: Mapping[str, Any], language: str, field: str, working: Sequence[str]
) -> None:
    """Somebody read a translation against its original: it is not old any more."""
    said = _original(dict(texts_of(content)), field, working)
    if said is not None:
        session.merge(TranslatedFrom(service_id=service_id, language=language, field=field, original=digest(said)))


def digest(text: str) -> str:
    """What is remembered of an original."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _spoken(texts: Mapping[str, str], working: Sequence[str]) -> str | None:
    """The language of the original."""
    return next((tag for tag in ("", *working, "en", *texts) if tag in texts), None)


def _original(places: Mapping[str, Mapping[str, str]], field: str, working: Sequence[str]) -> str | None:
    texts = places.get(field, {})
    spoken = _spoken(texts, working)
    return None if spoken is None else texts[spoken]


def _written(content: Mapping[str, Any], working: Sequence[str]) -> dict[tuple[str, str], str]:
    """Language and place of every text that is not its place's original."""
    found = {(word["language"], word["field"]): word["text"] for word in content["words"]}
    for field, texts in texts_of(content):
        found |= {(tag, field): text for tag, text in texts.items() if tag != _spoken(texts, working)}
    return found


def _words(content: Mapping[str, Any], language: str, field: str, text: str, machine: bool, today: str) -> list[dict[str, Any]]:
    kept = [word for word in content["words"] if (word["language"], word["field"]) != (language, field)]
    if not text:
        return kept
    made = {"service": content["service"]["id"], "language": language, "field": field, "text": text}
    made |= {"source": "machine"} if machine else {"source": "human", "reviewed": today}
    return sorted([*kept, made], key=lambda word: (word["language"], word["field"]))


def _placed(said: Mapping[str, Any], path: list[str], texts: dict[str, str]) -> dict[str, Any]:
    """The same mapping with other texts at a place; a place without any is taken away."""
    first, *rest = path
    if rest:
        return {**said, first: _placed(said[first], rest, texts)}
    if texts:
        return {**said, first: texts}
    return {key: value for key, value in said.items() if key != first}
