"""A first mapping for somebody's sheet, from its headings and values: an editor looks through it and fills what is open."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from services_directory.exchange.foreign import slug
from services_directory.exchange.hsds import taxonomies
from services_directory.exchange.mapping import LISTED
from services_directory.exchange.notes import Notes
from services_directory.exchange.sheets import Sheet, read
from services_directory.exchange.yaml_text import Block, to_yaml
from services_directory.vocabulary import id_set

_WORDS: tuple[tuple[str, str], ...] = (
    ("latitude", r"lat(itude|itud)?|y"),
    ("longitude", r"lon(g|gitude|gitud)?|lng|x"),
    ("id", r"(.* )?(id|identifier|key|uid|number|codigo|code)"),
    ("email", r"(.* )?(e ?mail|correo.*|courriel)( .*)?"),
    ("url", r"(.* )?(web ?site|url|web|link|sitio web|pagina web|site internet)( .*)?"),
    ("whatsapp", r"(.* )?whats ?app( .*)?"),
    ("phone", r"(.* )?(phone|telephone|tel|telefono|telefon)( .*)?"),
    ("organization", r"(.* )?(agency|organi[sz]ation|provider|entidad|organismo|organisme|organizacion|partner)( name)?"),
    ("description", r"(.* )?(description|descripcion|about|summary|details|notes?|servicios)( .*)?"),
    ("needs", r"(.* )?(category|categories|type|service types?|need|needs|categoria|tipo|theme|tags?|taxonomy)( .*)?"),
    ("languages", r"(.* )?(languages?|idiomas?|langues?)( .*)?"),
    ("fee", r"(.* )?(fees?|cost|costs|price|precio|coste|tarif)( .*)?"),
    ("documents_note", r"(.* )?(documents?|documentation|documentacion|documentos|papers|requirements?|requisitos)( .*)?"),
    ("minimum_age", r"(min(imum)? age|age min(imum)?|edad minima)"),
    ("maximum_age", r"(max(imum)? age|age max(imum)?|edad maxima)"),
    ("eligibility", r"(.* )?(eligibility|who can .*|population.*|target.*|destinatarios|public)( .*)?"),
    ("hours", r"(.* )?(hours?|opening hours|schedule|horarios?|horaires?|times?)( .*)?"),
    ("address", r"(.* )?(address|street|address 1|address 2|direccion|domicilio|adresse|city|town|state|zip|zip ?code|"
                r"post ?code|postal code|codigo postal|municipio|localidad|code postal|ville)( .*)?"),
    ("name", r"(.* )?(name|program|programme|service|title|nombre|servicio|nom|recurso|site)( name)?"),
)  # fmt: skip
_DAYS = {
    "Mo": "mon|lun",
    "Tu": "tue|mar",
    "We": "wed|mie|mer",
    "Th": "thu|jue|jeu",
    "Fr": "fri|vie|ven",
    "Sa": "sat|sab|sam",
    "Su": "sun|dom|dim",
}
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
    fixed = {field: "SAY HERE" for field in ("name", "organization") if field not in columns}
    if fixed:
        said["fixed"] = fixed
    said["separator"] = _separator(sheet, columns.get("needs"))
    values: dict[str, Any] = {
        field: Block(_values(sheet, columns[field], field, said["separator"])) for field in ("needs", "fee") if field in columns
    }
    if values:
        said["values"] = Block(values)
    head = [
        f"# A first mapping for {path.name}: look at every line. docs/import.md says what may stand in it.",
        "# An empty list means: not known yet. Needs and fees are ids of data/vocabulary.yml.",
        *([f"# Columns that are not used: {', '.join(left)}"] if left else []),
    ]
    return "\n".join(head) + "\n" + to_yaml({"mapping": Block(said)})


def _columns(sheet: Sheet) -> tuple[dict[str, Any], list[str]]:
    found: dict[str, Any] = {}
    days = {
        day: name
        for day, begin in _DAYS.items()
        for name in sheet.headings
        if re.fullmatch(f"({begin})\\w*( hours)?", _plain(name))
    }
    left = []
    for name in (name for name in sheet.headings if name and name not in days.values()):
        field = next((field for field, pattern in _WORDS if re.fullmatch(pattern, _plain(name))), None)
        if field is None or (field in found and field not in _JOINED):
            left.append(name)
        elif field in found:
            found[field] = [*([found[field]] if isinstance(found[field], str) else found[field]), name]
        else:
            found[field] = name
    if len(days) > 2:
        found["hours"] = days
    return found, left


def _plain(heading: str) -> str:
    decomposed = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading))
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
