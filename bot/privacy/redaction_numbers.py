"""Numbers and marks that lead to a person: phones, papers, accounts, e-mail; not hotlines, money, dates, ages or hours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

import phonenumbers

from bot.privacy.redaction_text import any_of, load, pattern

Span = tuple[int, int, str]
_LEFT, _RIGHT = r"(?<![0-9a-z_])", r"(?![0-9a-z_])"
_NUMBER = r"(?:[ .()/\-]{0,2}\d)"
_EMAIL = re.compile(
    r"(?<![a-z0-9.+%_\-])[a-z0-9._+%\-]{1,64}(?: ?@ ?| ?[(\[{] ?"
    r"(?:at|arroba|a) ?[)\]}] ?| arroba | arobase | at (?=[a-z0-9\-]{1,40} (?:dot|punto|point) ))"
    r"[a-z0-9\-]{1,63}(?:(?:\.| ?[(\[] ?(?:dot|punto|point) ?[)\]] ?| (?:dot|punto|point) )[a-z0-9\-]{1,63}){1,4}"
)
_HAN_EMAIL = re.compile(r"[^\W\d_]{1,30}(?<![a-z])@[a-z0-9\-]{1,63}(?:\.[a-z]{2,20}){1,3}")
_DATE = re.compile(r"(?:\d{1,2}([./\-])\d{1,2}\1(?:19|20)?\d{2}|(?:19|20)\d{2}([./\-])\d{1,2}\2\d{1,2})(?:$|[ ,])")
_MOST_TRIMMED = 20  # looking numbers up takes the most time of all
_YEARS = re.compile(r"(?:19|20)\d{2}(?:[ /\-]{1,3}(?:19|20)\d{2}){0,3}$")
_HOURS = re.compile(r"\d{1,2}[.:]\d{2} ?- ?\d{1,2}[.:]\d{2}")
_THOUSANDS = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})?$")
_PHONE_SHAPES = (
    rf"\+ ?\d{_NUMBER}{{6,14}}",
    rf"(?<!\d)00[1-9]{_NUMBER}{{8,13}}",
    r"(?:1[ .\-]{0,2})?\(?[2-9]\d{2}\)?[ .\-/]{0,3}\d{3}[ .\-]{0,3}\d{4}",
    r"[5-9]\d{2}(?:[ .\-/]{1,3}\d{3}){2}",
    r"[5-9]\d{2}(?:[ .\-/]{1,3}\d{2}){3}",
    r"[5-9]\d{2}[ .\-/]{1,3}\d{6}|[5-9]\d[ .\-]\d{3}[ .\-]\d{2}[ .\-]\d{2}|[6-9]\d{4}[ .\-]\d{4}|[6-9]\d{3}[ .\-]\d{5}",
    r"1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}",
    r"\d{2,3}[ \-]{1,2}\d{4}[ \-]{1,2}\d{4}",
    r"\d{3}[ .\-]\d{7}|\d{3}[ .\-]\d{3}[ .\-]\d{2}[ .\-]\d{2}|\d{4}[ .\-]\d{3}[ .\-]\d{2}[ .\-]\d{2}",
    rf"\(?0\d{_NUMBER}{{7,10}}",
    r"[067]\d(?:[ .\-]\d{2}){4}|\d(?:[ .\-]\d){8,11}",
    r"[2-9]\d{2}-\d{4}",
    r"\d{9,15}|\d{7}",
)


class _Rules(NamedTuple):
    accounts: re.Pattern[str]
    documents: re.Pattern[str]
    bare_document: re.Pattern[str]
    phones: re.Pattern[str]
    cued_phone: re.Pattern[str]
    spoken: re.Pattern[str]
    written: re.Pattern[str]
    service: re.Pattern[str]
    money_before: re.Pattern[str]
    after: re.Pattern[str]
    regions: tuple[str, ...]


@cache
def _rules() -> _Rules:
    read: dict[str, Any] = load("numbers")
    token = (
        r"(?<![a-z0-9])(?:[a-zа-яіїєґ]{1,4}[ \-]?)?\d[0-9a-z]{0,24}(?:[ ./\-]"
        r"(?=[a-z]{0,3}\d)[0-9a-z]{1,20}|[/\-][a-z]{1,2}[0-9]?(?=[/\-]\d)|-[a-zа-яіїєґ](?!\w)| [b-df-hj-np-tv-xz](?!\w)){0,6}"
    )
    link = rf"(?:[^\w\n\0]{{0,3}}(?:(?:{read['number_words']})(?!\w)|号码|号|是|为)){{0,4}}[^\w\n\0]{{0,4}}"
    document_cue = rf"(?<![^\W\u3400-\u9fff])(?:{read['document_cues']})(?![a-zа-яіїєґ])"
    account_cue = rf"(?<![^\W\u3400-\u9fff])(?:{read['account_cues']})(?![a-z])"
    part = r"[ \-]?(?=[a-z]{0,3}\d)[a-z0-9]"
    iban = rf"[a-z]{{2}}\d{{2}}[ \-]?[a-z0-9]{{4}}(?:{part}{{4}}){{1,7}}(?:{part}{{1,4}})?"
    card = (
        r"\d{4}(?P<sep>[ \-]?)\d{4}(?:(?P=sep)\d{4}){2}(?:"
        r"(?P=sep)\d{1,3})?|\d{4}[ \-]?\d{6}[ \-]?\d{5}|\d{4}[ \-]?\d{4}[ \-]?\d{2}[ \-]?\d{10}|\d{19,24}"
    )
    digit = f"(?:{read['digit_words']}|\\d)"
    han_digit = read["han_digits"]
    return _Rules(
        accounts=pattern(
            rf"{_LEFT}(?P<iban>{iban}){_RIGHT}|{account_cue}{link}(?P<cued>\d"
            rf"(?:[ \-]?\d){{7,23}}){_RIGHT}|{_LEFT}(?P<card>{card}){_RIGHT}"
        ),
        documents=pattern(
            rf"{document_cue}{link}(?P<cued>{token}){_RIGHT}|{_LEFT}(?P<shape>{any_of(read['documents'])}){_RIGHT}"
        ),
        bare_document=pattern(rf"{_LEFT}(?<![.,])\d{{8}}{_RIGHT}|{_LEFT}\d{{1,2}}\.\d{{3}}\.\d{{3}}{_RIGHT}"),
        phones=pattern(rf"{_LEFT}(?<![@$€£#])(?:{'|'.join(_PHONE_SHAPES)})(?!\d){_RIGHT}"),
        cued_phone=pattern(
            rf"(?<![^\W\u3400-\u9fff])(?:{read['phone_cues']})(?![a-z])[^\d\n+\0]{{0,18}}?(?P<cued>"
            rf"(?:\+ ?)?\(?\d{_NUMBER}{{6,14}}){_RIGHT}"
        ),
        written=pattern(rf"(?<!{han_digit}){han_digit}(?:[ \-]?{han_digit}){{8,12}}(?![十百千万]|{han_digit})"),
        spoken=pattern(rf"(?<![^\W]){digit}(?:[ ,\-]{{1,3}}{digit}){{6,14}}(?!\w)"),
        service=pattern(rf"(?:\+?(?:{read['service_numbers']}))$"),
        money_before=pattern(rf"(?:{read['money_before']}) ?$"),
        after=pattern(rf"[ \-]{{0,2}}(?:(?:{read['money_after']}|{read['unit_after']})(?!\w)|[岁年月个天点元块])"),
        regions=tuple(read["phone_regions"].split()),
    )


def emails(folded: str) -> Iterator[Span]:
    """Spans of e-mail addresses, also spelled out (`arroba`, `(at)`)."""
    for rule in (_EMAIL, _HAN_EMAIL) if "@" in folded else (_EMAIL,):
        for found in rule.finditer(folded):
            yield *found.span(), "email"


def accounts(folded: str) -> Iterator[Span]:
    """Spans of IBANs, bank cards and account numbers."""
    for found in _rules().accounts.finditer(folded):
        group = next(name for name in ("iban", "cued", "card") if found[name])
        digits = re.sub(r"\D", "", found[group])
        if group == "iban" and len(digits) < 10:
            continue
        if group == "card" and not _card_like(found[group]):
            continue
        if group == "cued" and _amount(folded, *found.span(group)):
            continue
        yield *found.span(group), "account"


def _card_like(written: str) -> bool:
    """True for what is grouped as on a card or passes its check; identity numbers of 15 or 18 digits are no cards."""
    digits = [int(char) for char in written if char.isdigit()]
    if len(digits) == 15:
        return digits[0] == 3 and digits[1] in (4, 7)
    if len(digits) == 18:
        return False
    if len(digits) != len(written):
        return True
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0 or digits[0] in (4, 5, 6)


def documents(folded: str) -> Iterator[Span]:
    """Spans of numbers of papers, files and cases."""
    for found in _rules().documents.finditer(folded):
        cued = found["cued"] is not None
        start, end = found.span("cued" if cued else "shape")
        end = _uncounted(folded, start, end)
        if sum(char.isdigit() for char in folded[start:end]) >= (5 if cued else 4) and not _harmless(folded, start, end):
            yield start, end, "document"


def bare_documents(folded: str) -> Iterator[Span]:
    """Spans of eight digits that nothing else explains: an identity number in many countries."""
    for found in _rules().bare_document.finditer(folded):
        if not _harmless(folded, *found.span()):
            yield *found.span(), "document"


def phones(folded: str) -> Iterator[Span]:
    """Spans of people's phone numbers; hotlines and freephone numbers are left out."""
    rules = _rules()
    cued = (found.span("cued") for found in rules.cued_phone.finditer(folded))
    shaped = (found.span() for found in rules.phones.finditer(folded))
    for count, (start, end) in enumerate(chain(cued, shaped)):
        yield from _phone(folded, start, end, trim=count < _MOST_TRIMMED)
    for found in rules.spoken.finditer(folded):
        if re.search(r"[^\W\d]", found[0]):
            yield *found.span(), "phone"
    if not folded.isascii():
        yield from ((*found.span(), "phone") for found in rules.written.finditer(folded))


def _phone(folded: str, start: int, end: int, *, trim: bool) -> Iterator[Span]:
    end = _uncounted(folded, start, end)
    if trim:
        end = _trimmed(folded, start, end)
    if not _harmless(folded, start, end) and not _of_a_service(folded[start:end]):
        yield start, end, "phone"


def _uncounted(folded: str, start: int, end: int) -> int:
    """The end without a last short group that counts something (`612345678 25 años`)."""
    gap = re.search(r"[ ,]{1,2}\d{1,4}$", folded[start:end])
    if gap and gap.start() >= 7 and _rules().after.match(folded, end):
        return start + gap.start()
    return end


def _trimmed(folded: str, start: int, end: int) -> int:
    """The end without further groups of digits, where fewer make a number that exists."""
    if end - start <= 9:
        return end
    cut = end
    for _ in range(3):
        if _valid(folded[start:cut]):
            return cut
        gap = re.search(r"[ .()/\-]{1,3}\d{1,4}$", folded[start:cut])
        if gap is None or gap.start() < 7:
            return end
        cut = start + gap.start()
    return cut if _valid(folded[start:cut]) else end


def _valid(written: str) -> bool:
    digits = re.sub(r"[^\d+]", "", written)
    international = digits.startswith(("+", "00"))
    for region in ("ES",) if international else _rules().regions:
        try:
            number = phonenumbers.parse(digits, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return True
    return False


def _of_a_service(written: str) -> bool:
    digits = re.sub(r"\D", "", written)
    if _rules().service.match(digits):
        return True
    if not written.startswith("+"):
        return False
    try:
        kind = phonenumbers.number_type(phonenumbers.parse(f"+{digits}"))
    except phonenumbers.NumberParseException:
        return False
    return kind in (phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.SHARED_COST)


def _harmless(folded: str, start: int, end: int) -> bool:
    """True for dates, years, opening hours, money, and numbers with a unit."""
    written = folded[start:end]
    if _DATE.match(written) or _YEARS.match(written) or _HOURS.match(written):
        return True
    return _amount(folded, start, end)


def _amount(folded: str, start: int, end: int) -> bool:
    rules = _rules()
    if rules.money_before.search(folded[max(0, start - 5) : start]):
        return True
    written = folded[start:end]
    counted = rules.after.match(folded, end) is not None
    short = sum(char.isdigit() for char in written) < 9
    return counted and (short or bool(_THOUSANDS.match(written)))
