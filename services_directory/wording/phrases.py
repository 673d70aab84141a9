"""Whole sentences by id and language, with named placeholders and the language's own plural forms.

A phrase file is `data/languages/<tag>/phrases/<topic>.yml`: `phrases:` maps an id to a sentence, or to its plural forms by
the categories of CLDR (`one`, `few`, `many`, `other` …), chosen by the value `count`. A phrase that a language lacks is said
in English.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.numbers import format_decimal

from services_directory.settings import ROOT
from services_directory.wording.direction import isolate

FALLBACK = "en"
Phrase = str | dict[str, str]


class Phrasebook:
    """All phrases of all languages, read once."""

    def __init__(self, phrases: Mapping[str, Mapping[str, Phrase]]) -> None:
        self._phrases = {lang: dict(said) for lang, said in phrases.items()}
        self._locales = {lang: Locale.parse(lang, sep="-") for lang in phrases}

    @classmethod
    def load(cls, root: Path = ROOT) -> Phrasebook:
        """Read every language that has a folder under `data/languages`.

        Raises:
            ValueError: a file without `phrases:`, or an id given twice in one language; the file is named.
        """
        languages: dict[str, dict[str, Phrase]] = {}
        for file in sorted((root / "data" / "languages").glob("*/phrases/*.yml")):
            said = languages.setdefault(file.parent.parent.name, {})
            for id_, phrase in _read(file).items():
                if id_ in said:
                    raise ValueError(f"{file}: phrase {id_!r} stands twice in this language")
                said[id_] = phrase
        return cls(languages)

    def languages(self) -> tuple[str, ...]:
        """Tags of the languages that have phrases."""
        return tuple(self._phrases)

    def ids(self, lang: str) -> Iterator[str]:
        """Ids that this language has itself."""
        return iter(self._phrases.get(lang, {}))

    def has(self, lang: str, id_: str) -> bool:
        """Does this language itself have the phrase?"""
        return id_ in self._phrases.get(lang, {})

    def known(self, id_: str) -> bool:
        """Can the phrase be said at all?"""
        return self.has(FALLBACK, id_)

    def say(self, lang: str, id_: str, **values: Any) -> str:
        """The sentence, filled.

        Args:
            lang: BCP 47 tag; one without phrases is answered in English.
            id_: id of the phrase.
            values: the placeholders; `count` (a number) chooses the plural form. Numbers are written as the language does.

        Raises:
            KeyError: neither the language nor English has the phrase, or a placeholder has no value; only ids are named.
        """
        spoken = lang if self.has(lang, id_) else FALLBACK
        phrase = self._phrases[spoken][id_]
        if isinstance(phrase, dict):
            form = self._locales[spoken].plural_form(values["count"])
            phrase = phrase.get(form, phrase["other"])
        return phrase.format_map(_Filled(spoken, values)) if "{" in phrase else phrase


class _Filled(dict[str, str]):
    """Values as they are written in a language: numbers in its digits and separators, foreign runs isolated."""

    def __init__(self, lang: str, values: Mapping[str, Any]) -> None:
        super().__init__({name: _written(value, lang) for name, value in values.items()})

    def __missing__(self, key: str) -> str:
        raise KeyError(f"placeholder {key} has no value")


def _written(value: Any, lang: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return isolate(str(value), lang)
    return format_decimal(value, locale=Locale.parse(lang, sep="-"))


def _read(file: Path) -> dict[str, Phrase]:
    loaded = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(loaded, dict) or not isinstance(loaded.get("phrases"), dict):
        raise ValueError(f"{file}: must hold `phrases:` with ids and sentences")
    phrases: dict[str, Phrase] = loaded["phrases"]
    return phrases
