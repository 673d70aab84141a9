"""The kinds of value that a directory record is made of, each with its check."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, StringConstraints, ValidationInfo

from services_directory.vocabulary import id_set

_LONGEST_ID = 120  # as wide as the columns are


def _known(kind: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in id_set(kind):
            raise ValueError(f"{value!r} is not one of the {kind} of data/vocabulary.yml")
        return value

    return AfterValidator(check)


def _slug(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]+(?:[-+][A-Za-z0-9]+)*\+?", value) or len(value) > _LONGEST_ID:
        raise ValueError(f"{value!r} is not an id: at most {_LONGEST_ID} letters and digits, joined by single hyphens")
    return value


def _tag(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?", value):
        raise ValueError(f"{value!r} is not a language tag (BCP 47), such as es or zh-Hant")
    return value


def _phone(value: str, info: ValidationInfo) -> str:
    import phonenumbers

    country = (info.context or {}).get("country")
    short = value.isdigit() and len(value) <= 6
    if short and not country:
        return value
    try:
        number = phonenumbers.parse(value, country if short else None)
    except phonenumbers.NumberParseException:
        raise ValueError(f"{value!r} is neither E.164 (as +34952126126, without spaces) nor a short number (as 112)") from None
    if short:
        possible = phonenumbers.is_possible_short_number_for_region(number, str(country))
    else:
        possible = phonenumbers.is_valid_number(number) and phonenumbers.format_number(number, 0) == value
    if not possible:
        raise ValueError(f"{value!r} is not a phone number that can exist")
    return value


def _hours(value: str) -> str:
    from opening_hours import validate

    if not validate(value):
        raise ValueError(f"{value!r} is not OSM opening_hours, as Mo-Fr 09:00-14:00; Sa 10:00-13:00")
    return value


def _web(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\.[^\s/]+(?:/\S*)?", value):
        raise ValueError(f"{value!r} is not a web address that begins with http:// or https://")
    return value


def _mail(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}", value) or len(value) > 254:
        raise ValueError(f"{value!r} is not a mail address")
    return value


def _each_once(values: list[Any]) -> list[Any]:
    twice = [value for index, value in enumerate(values) if value in values[:index]]
    if twice:
        raise ValueError(f"stands twice: {', '.join(map(str, twice))}")
    return values


def _some(texts: dict[str, str]) -> dict[str, str]:
    empty = [language for language, text in texts.items() if not text.strip() or "\x00" in text]
    if empty or not texts:
        raise ValueError(f"no text in {', '.join(empty) or 'any language'}")
    return texts


Once = AfterValidator(_each_once)


def _whole(value: str) -> str:
    if "\x00" in value:
        raise ValueError("holds a character that no text has (NUL)")
    return value


Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True), AfterValidator(_whole)]
Name = Annotated[Words, StringConstraints(max_length=300)]
Slug = Annotated[str, AfterValidator(_slug)]
Tag = Annotated[str, AfterValidator(_tag)]
Texts = Annotated[dict[Tag, str], AfterValidator(_some)]
Need = Annotated[str, _known("needs")]
Crisis = Annotated[str, _known("crises")]
Status = Annotated[str, _known("statuses")]
Document = Annotated[str, _known("documents")]
Fee = Annotated[str, _known("fees")]
Way = Annotated[str, _known("ways")]
Fact = Annotated[str, _known("facts")]
IdRequired = Annotated[str, _known("id_required")]
AsksStatus = Annotated[str, _known("asks_status")]
SharesData = Annotated[str, _known("shares_data")]
Phone = Annotated[str, AfterValidator(_phone)]
Hours = Annotated[str, AfterValidator(_hours)]
Url = Annotated[str, AfterValidator(_web)]
Mail = Annotated[str, AfterValidator(_mail)]
Kind = Literal["city", "county", "region", "state", "federal", "ngo", "clinic", "school", "hotline", "not_stated"]
AccessBasis = Literal["source_says_open", "no_rule_known", "from_sources", "from_sources_in_part", "recalled", "not_stated"]
Level = Literal["city", "county", "region", "country", "anyone", "not_stated"]
Confidence = Literal["high", "medium", "low"]
Basis = Literal["read", "recalled", "not_read"]
