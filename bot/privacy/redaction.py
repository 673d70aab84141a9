"""A message without what leads to its writer: names, phones, e-mail, addresses, papers, accounts become words in brackets.

Ages, money, dates, hours, bus lines, hotlines, districts and institutions stay: they are what the question is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.privacy.redaction_addresses import addresses
from bot.privacy.redaction_names import names
from bot.privacy.redaction_numbers import accounts, bare_documents, documents, emails, phones
from bot.privacy.redaction_text import shadow

Span = tuple[int, int, str]
_PASSES = 6


def redact(text: str, lang: str | None = None) -> str:
    """The text with [name] [phone] [email] [address] [document] [account] in place of what it says of these.

    Args:
        text: any string, also with NULs and lone surrogates.
        lang: BCP 47 tag of the message where known. The rules of all languages hold either way: people mix them.

    Returns:
        The redacted text; redacting it again changes nothing. Never raises.
    """
    for _ in range(_PASSES):
        spans = list(_apart(_found(text)))
        if not spans:
            break
        for start, end, kind in reversed(spans):
            text = f"{text[:start]}[{kind}]{text[end:]}"
    return text


def _found(text: str) -> Iterator[Span]:
    """All spans, the surest kinds first."""
    folded = shadow(text)
    yield from emails(folded)
    if any(char.isdigit() for char in folded):
        yield from accounts(folded)
        yield from documents(folded)
        yield from ((start, end, "address") for start, end in addresses(text, folded))
    yield from phones(folded)
    yield from bare_documents(folded)
    yield from ((start, end, "name") for start, end in names(text, folded))


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    """Spans in the order of the text; of two that overlap, the one found first stays."""
    taken: list[Span] = []
    covered: set[int] = set()
    for span in spans:
        places = range(span[0], span[1])
        if covered.isdisjoint(places):
            covered.update(places)
            taken.append(span)
    yield from sorted(taken)
