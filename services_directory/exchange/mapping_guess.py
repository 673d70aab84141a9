"""A first mapping for somebody's sheet, from its headings and values: an editor looks through it and fills what is open."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from services_directory.exchange.foreign import slug
from services_directory.exchange.hsds import taxonomies
from services_directory.exchange.mapping import LISTED, UNSAID
from services_directory.exchange.notes import Notes
from services_directory.exchange.sheets import Sheet, read
from services_directory.exchange.spoken_hours import day_of
from services_directory.exchange.yaml_text import Block, to_yaml
from services_directory.vocabulary import id_set

_WORDS: tuple[tuple[str, str], ...] = (
    ("latitude", r"(.* )?lat(itude|itud)?|y"),
    ("longitude", r"(.* )?(lon|long|longitude|longitud|lng)|x"),
    ("email", r"(.* )?(e ?mail|correo.*|courriel)( .*)?"),
    ("url", r"(.* )?(web ?site|url|web|link|sitio web|pagina web|site internet)( .*)?"),
    ("whatsapp", r"(.* )?whats ?app( .*)?"),
    ("phone", r"(.* )?(phone|telephone|tel|telefono|telefon)( .*)?"),
    ("address", r"(.* )?(address|street|direccion|domicilio|adresse|city|town|state|state province|zip|zip ?code|post ?code|"
                r"postal code|codigo postal|municipio|localidad|code postal|ville|via|vial|housenumber)|num"),
    ("id", r"(.* )?(id|identifier|key|uid|codigo|code|pk)|(.* )?(id number|agency num)"),
    ("documents_note", r"(.* )?(documents?|documentation|documentacion|documentos|papers|requirements?|requisitos)( .*)?"),
    ("eligibility", r"(.* )?(eligibility|who can .*|population.*|communities.*|target.*|destinatarios|public)"),
    ("description", r"(.* )?(description|descripcion|excerpt|about|summary|details|notes?|servicios|beschreibung)( .*)?"),
    ("organization", r"(.* )?(agency|organi[sz]ation|provider|operator|entidad|organismo|organisme|organizacion|partner)"
                     r"( name)?|"
                     r"location name"),
    ("needs", r"(.* )?(category|categories|type|service types?|need|needs|categoria|tipo|theme|tags?|amenity)( .*)?|"
              r"(.* )?(taxonomy( terms?)?|social facility)"),
    ("name", r"(.* )?(name|title|nombre|nom|titel)"),
    ("languages", r"(.* )?(languages?|idiomas?|langues?|sprachen?)( .*)?"),
    ("fee", r"(.* )?(fees?|cost|costs|price|precio|coste|tarif)( .*)?"),
    ("minimum_age", r"(min(imum)? age|age min(imum)?|edad minima)"),
    ("maximum_age", r"(max(imum)? age|age max(imum)?|edad maxima)"),
    ("hours", r"(.* )?(hours?|opening hours|schedule|horarios?|horaires?|times?)( .*)?"),
    ("name", r"(.* )?(program|programme|service|servicio|recurso|site)( name)?"),
)  # fmt: skip
"""Field and the headings that mean it, without accents, in the order in which they are tried."""
_SECRET = re.compile(r"(.* )?(private|confidential|secret|hidden|confidencial)( .*)?")
_TRUE = {"true", "yes", "y", "1", "x", "si", "sí", "ja", "oui"}
_HOURS = {"hours", "opening", "open", "horario", "horaires", "zeiten", "offnungszeiten"}
_JOINED = ("address", "description")
_MOST_VALUES = 80


def guess(path: Path, language: str, notes: Notes) -> str:
    """A mapping as YAML for a sheet; what it cannot guess stands in it as a comment."""
    sheet = read(path, notes)
    notes.stop_if_any()
    columns, left = _columns(sheet)
    if "name" not in columns and "organization" in columns:
        columns["name"] = columns["organization"]
    said: dict[str, Any] = {"name": slug(path.stem, 40) or "import", "language": language, "columns": Block(columns)}
    fixed = {field: UNSAID for field in ("name", "organization") if field not in columns}
    if fixed:
        said["fixed"] = fixed
    said["separator"] = _separator(sheet, columns.get("needs"))
    values: dict[str, Any] = {
        field: Block(_values(sheet, columns[field], field, said["separator"])) for field in ("needs", "fee") if field in columns
    }
    if values:
        said["values"] = Block(values)
    if secret := _secret_places(sheet):
        said["secret_place"] = secret
    head = [
        f"# A first mapping for {path.name}: look at every line. docs/import.md says what may stand in it.",
        "# An empty list means: not known yet. Needs and fees are ids of data/vocabulary.yml.",
        *([f"# Columns that are not used: {', '.join(left)}"] if left else []),
    ]
    return "\n".join(head) + "\n" + to_yaml({"mapping": Block(said)})


def _columns(sheet: Sheet) -> tuple[dict[str, Any], list[str]]:
    days = _day_columns(sheet)
    found: dict[str, list[str]] = {}
    left = []
    for name in (name for name in sheet.headings if name and name not in days.values()):
        field = next((field for field, pattern in _WORDS if re.fullmatch(pattern, _plain(name))), None)
        if field is None or _SECRET.fullmatch(_plain(name)):
            left.append(name)
        else:
            found.setdefault(field, []).append(name)
    found["id"] = sorted(found.get("id", ()), key=lambda name: not _each_once(sheet, name))
    columns: dict[str, Any] = {}
    for field, names in found.items():
        taken = names if field in _JOINED else names[:1]
        left += names[len(taken) :]
        if taken:
            columns[field] = taken if len(taken) > 1 else taken[0]
    if days:
        columns["hours"] = days
    return columns, left


def _day_columns(sheet: Sheet) -> dict[str, str]:
    """A column for each day, named in one of several languages, where there are more than two."""
    days: dict[str, str] = {}
    for name in sheet.headings:
        words = [word for word in re.findall(r"[^\W\d_]+", name.casefold()) if _plain(word) not in _HOURS]
        day = day_of(words[0]) if len(words) == 1 else None
        if day:
            days.setdefault(day, name)
    return days if len(days) > 2 else {}


def _each_once(sheet: Sheet, name: str) -> bool:
    """Does every row have a value of its own there, as an id must?"""
    values = [cells.get(name) for _, cells in sheet.rows]
    return None not in values and len(set(values)) == len(values)


def _secret_places(sheet: Sheet) -> dict[str, list[str]]:
    """Columns that say that a place must stay secret, and how they say it."""
    found = {}
    for name in (name for name in sheet.headings if _SECRET.fullmatch(_plain(name))):
        said = sorted({cells[name] for _, cells in sheet.rows if cells.get(name, "").casefold() in _TRUE})
        found[name] = said or ["yes"]
    return found


def _plain(heading: str) -> str:
    decomposed = unicodedata.normalize("NFKD", re.sub(r"(?<=[A-Za-z])\d+|(?<=[a-z])(?=[A-Z])", " ", heading))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(re.findall(r"[a-z0-9]+", letters.casefold()))


def _separator(sheet: Sheet, heading: Any) -> str:
    if not isinstance(heading, str):
        return ";"
    text = " ".join(cells.get(heading, "") for _, cells in sheet.rows[:500])
    return max((";", "|", ","), key=text.count) if any(mark in text for mark in ";|,") else ";"


def _values(sheet: Sheet, heading: str, field: str, separator: str) -> dict[str, Any]:
    """Each different value, most used first, with what it means where that is plain."""
    several = field in LISTED
    counted: Counter[str] = Counter()
    for _, cells in sheet.rows:
        cell = cells.get(heading, "")
        counted.update(part.strip() for part in (cell.split(separator) if several else [cell]) if part.strip())
    return {word: _meaning(word, field) for word, _ in counted.most_common(_MOST_VALUES)}


def _meaning(word: str, field: str) -> Any:
    plain = word.casefold().replace(" ", "_")
    if field == "needs":
        return [plain] if plain in id_set("needs") else list(taxonomies.needs_of(word))
    return "free" if plain in ("free", "no_cost", "gratis", "gratuito", "gratuit", "$0", "0", "none", "no") else "not_stated"
