"""Takes out of a message what names a person: names said as such, phones, e-mails, addresses, numbers of papers and accounts.

Words, ages, amounts, dates, short public numbers (911, 016) and places without a house number stay, so that the need is still
understood. Every expression is bounded, so the time grows with the length and never faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import yaml

from bot.privacy.names import Names
from services_directory.settings import ROOT

FOLDER = ROOT / "data" / "redaction"
LONGEST = 20_000
_REGIONS = ("US", "ES")
_MOST_PARSED = 40
_EMAIL = re.compile(r"[\w.+-]{1,64} ?@ ?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}|\b[\w.+-]{1,40} (?:arroba|\(at\)|\[at\]) [\w-]{2,30}(?:\.| punto | dot )\w{2,6}\b")
_DATE = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d|(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}|(?:19|20)\d\d ?[-–] ?(?:19|20)\d\d)\b")
_DIGITS = re.compile(r"(?<![A-Za-z0-9_.,])(?:\+|00)?\(?\d(?:[ .()/-]{0,2}\d){6,17}(?![A-Za-z0-9_%])")
_LOCAL = re.compile(r"(?<![\w-])\d{3}[- .]\d{4}(?![\w-])")
_THOUSANDS = re.compile(r"^\d{1,3}(?:[., ]\d{3})+$")
_NUMBER_AFTER = r"(?:[^\S\n]{0,2}(?:is|es|est|number|numero|número|numéro|no|nº|n°|#|:|=|-|رقم|номер|номером|是|为|：|هو|هي)){0,3}[^\S\n]{0,2}"
_PAPER = r"(?P<number>(?=[A-Za-z0-9./-]{0,12}\d)[A-Za-z]{0,4}[ -]?\d[\dA-Za-z./ -]{3,24}[\dA-Za-z])(?!\w)"


@dataclass(frozen=True)
class _Rules:
    documents: re.Pattern[str]
    accounts: re.Pattern[str]
    addresses: re.Pattern[str]
    paper: re.Pattern[str]
    account: re.Pattern[str]
    phone_before: re.Pattern[str]
    not_phone_after: re.Pattern[str]
    names: Names


def _any(expressions: Iterable[str], flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{expression})" for expression in expressions) or "(?!)", flags)


def _words(listed: dict[str, list[str]]) -> str:
    every = sorted({word for words in listed.values() for word in words}, key=len, reverse=True)
    latin = [re.escape(word) for word in every if not _is_han(word)]
    han = [re.escape(word) for word in every if _is_han(word)]
    return rf"(?:(?<!\w)(?:{'|'.join(latin)})(?!\w)|{'|'.join(han)})"


def _is_han(word: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in word)


def _common_words() -> set[str]:
    """Small words of every language: they end a name."""
    files = (ROOT / "data" / "languages").glob("*/lexicon/function.yml")
    return {word for path in files for word in _strings(path)["words"]["native"]}


def _strings(path: Path) -> dict[str, Any]:
    """A YAML file with every value as text: `no` and `on` are words here."""
    return dict(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))  # noqa: S506 (strings only)


@cache
def _rules() -> _Rules:
    countries = [_strings(path) for path in sorted(FOLDER.glob("*.yml")) if path.stem != "words"]
    words = _strings(FOLDER / "words.yml")

    def every(kind: str) -> list[str]:
        return [expression for country in countries for expression in country.get(kind) or []]

    return _Rules(
        documents=_any(every("documents"), 0),
        accounts=_any(every("accounts"), 0),
        addresses=_any(every("addresses")),
        paper=re.compile(_words(words["paper_words"]) + _NUMBER_AFTER + _PAPER, re.IGNORECASE),
        account=re.compile(_words(words["account_words"]) + _NUMBER_AFTER + _PAPER, re.IGNORECASE),
        phone_before=re.compile(rf"(?:{'|'.join(map(re.escape, words['phone_words']))})\D{{0,14}}$", re.IGNORECASE),
        not_phone_after=re.compile(rf"^ ?(?:{'|'.join(map(re.escape, words['not_phone']))})", re.IGNORECASE),
        names=Names(words["introductions"], words["presenting"], {*words["not_names"], *_common_words()}),
    )


def redact(text: str) -> str:
    """The message with what names a person replaced by [name] [phone] [email] [address] [document] [account].

    Args:
        text: what the person wrote; at most 20 000 characters are kept.
    """
    text = _plain(text[:LONGEST])
    rules = _rules()
    text = rules.names.redact(text)
    if "@" in text or "arroba" in text or "(at)" in text:
        text = _EMAIL.sub("[email]", text)
    if not any(char.isdigit() for char in text):
        return text
    text, dates = _set_aside(text)
    text = rules.accounts.sub("[account]", text)
    text = rules.documents.sub("[document]", text)
    text = rules.account.sub(lambda found: _kept_words(found, "[account]"), text)
    text = rules.paper.sub(lambda found: _kept_words(found, "[document]"), text)
    text = rules.addresses.sub("[address]", text)
    text = _phones(text, rules)
    return _put_back(text, dates)


_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_WIDE = {ord("０") + value: str(value) for value in range(10)} | {ord("＋"): "+", ord("－"): "-", ord("＠"): "@", 0xA0: " "}


def _plain(text: str) -> str:
    """No invisible characters, digits of every script as 0-9; everything else as it was written."""
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", text).translate(_WIDE)
    return "".join(str(int(char)) if char.isdecimal() and not char.isascii() else char for char in text)


def _kept_words(found: re.Match[str], mark: str) -> str:
    """Only the number goes, and only where it has enough digits to be one of a paper; ages and years stay."""
    number = found["number"]
    digits = sum(char.isdigit() for char in number)
    if digits < 5 or re.fullmatch(r"(?:19|20)\d\d\D.*", number) or _is_spoken_amount(found):
        return found[0]
    return found[0][: found.start("number") - found.start()] + mark + _run_on(number)


def _run_on(number: str) -> str:
    """What ran on behind a number (` y vivo` of `X1234567L y vivo`)."""
    pieces = number.split(" ")
    kept = [pieces[0]]
    for piece in pieces[1:]:
        if not any(char.isdigit() for char in piece) and len(piece) > 2:
            break
        kept.append(piece)
    while len(kept) > 1 and not any(char.isdigit() for char in kept[-1]) and not kept[-1].isupper():
        kept.pop()
    return number[len(" ".join(kept)) :]


def _is_spoken_amount(found: re.Match[str]) -> bool:
    after = found.string[found.end() : found.end() + 12]
    return bool(_rules().not_phone_after.match(after)) or bool(_THOUSANDS.match(found["number"]) and found["number"].count(" "))


def _set_aside(text: str) -> tuple[str, list[str]]:
    """Dates are hidden behind a mark while numbers are looked for."""
    dates: list[str] = []

    def hide(found: re.Match[str]) -> str:
        dates.append(found[0])
        return f"\x00{chr(0xE000 + min(len(dates) - 1, 0x18FF))}\x00"

    return (_DATE.sub(hide, text), dates) if len(text) < LONGEST else (text, dates)


def _put_back(text: str, dates: list[str]) -> str:
    for number, date in enumerate(dates[:0x18FF]):
        text = text.replace(f"\x00{chr(0xE000 + number)}\x00", date, 1)
    return text


def _phones(text: str, rules: _Rules) -> str:
    parsed = 0

    def change(found: re.Match[str]) -> str:
        nonlocal parsed
        parsed += 1
        return _phone(found, rules, parsed <= _MOST_PARSED)

    text = _DIGITS.sub(change, text)
    return _LOCAL.sub(lambda found: "[phone]" if rules.phone_before.search(text, 0, found.start()) else found[0], text)


def _phone(found: re.Match[str], rules: _Rules, may_parse: bool) -> str:
    number = found[0]
    digits = re.sub(r"\D", "", number)
    before = found.string[max(0, found.start() - 24) : found.start()]
    after = found.string[found.end() : found.end() + 12]
    if rules.not_phone_after.match(after) or before.rstrip().endswith(("$", "€")) or _THOUSANDS.match(number):
        return number
    if rules.phone_before.search(before):
        return "[phone]" if len(digits) >= 7 else number
    if may_parse and len(digits) <= 15:
        kind = _kind_of_phone(number)
        if kind:
            return "[phone]" if kind == "own" else number
    if len(digits) == 9:
        return "[document]"
    return "[account]" if len(digits) >= 10 else number


def _kind_of_phone(number: str) -> str | None:
    """`own` for a number that a person can have, `public` for a free one, None for what is no phone number."""
    international = number.startswith(("+", "00"))
    text = "+" + number[2:] if number.startswith("00") else number
    for region in (None,) if international else _REGIONS:
        try:
            parsed = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed) or (international and phonenumbers.is_possible_number(parsed)):
            free = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.TOLL_FREE
            return "public" if free else "own"
    ten = re.fullmatch(r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}", number)
    return "own" if ten else None
