"""A service in codes becomes sentences: the same words in the chat, at the desk and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from services_directory.wording import formats
from services_directory.wording.changes import change_lines
from services_directory.wording.direction import isolate
from services_directory.wording.phrases import Phrasebook

MARKS = {"yes": "✔", "no": "✖", "depends": "◐", "unknown": "?"}
STALE_DAYS = 180
"""After so many days without a look at it, an entry is said to be "not confirmed since …"."""
Card = Mapping[str, Any]
_SAID_BY_NOTE = {
    "other_condition",
    "conditions_met",
    "status_not_covered",
    "other_programme_first",
    "status_covered",
    "waiting_period",
}


def card_text(book: Phrasebook, card: Card, lang: str) -> str:
    """One service as plain text of a few lines: verdict, why, papers, cost, data, contact, when it was checked."""
    lines = [headline(book, card, lang), *why_lines(book, card, lang), papers_line(book, card, lang)]
    lines += [cost_line(book, card, lang), privacy_line(book, card, lang), *contact_lines(book, card, lang)]
    lines.append(checked_line(book, card, lang))
    return "\n".join(line for line in lines if line)


def headline(book: Phrasebook, card: Card, lang: str) -> str:
    """The mark, the name and the verdict in words."""
    return f"{MARKS[card['verdict']]} {isolate(card['name'], lang)} — {verdict_words(book, card, lang)}"


def notice_line(book: Phrasebook, card: Card, lang: str) -> str:
    """What is special there for some days; empty where nothing is."""
    notice = card.get("notice")
    if not notice:
        return ""
    until = {"date": formats.day(notice["until"], lang)} if notice["until"] else {}
    said = book.say(lang, f"notice_{notice['kind']}{'_until' if until else ''}", **until)
    return f"{said} {marked(book, notice['note'], notice['note_lang'], lang)}" if notice["note"] else said


def verdict_words(book: Phrasebook, card: Card, lang: str) -> str:
    """The verdict for the person it is for."""
    who = card.get("for", "me")
    if who == "me":
        return book.say(lang, f"verdict_{card['verdict']}")
    return book.say(lang, f"verdict_for_{card['verdict']}", who=book.say(lang, f"who_{who}"))


def labelled(book: Phrasebook, lang: str, label: str, text: str) -> str:
    """`Label: text`, with the colon of the language; nothing where there is no text."""
    return formats.labelled(book.say(lang, label), text, lang) if text else ""


def why_lines(book: Phrasebook, card: Card, lang: str, assumes: bool = True) -> list[str]:
    """What is special now, reasons, what it depends on, what it takes for granted, and what would make it a yes.

    Args:
        assumes: say here what the verdict takes for granted; a list of services says it once for all of them.
    """
    note = note_in(book, card, lang)
    reasons = [reason for reason in _reasons(card) if not (note and reason in _SAID_BY_NOTE)]
    lines = [notice_line(book, card, lang), _sentences(book, lang, "reason", _telling(card, reasons)), note or ""]
    if card["verdict"] == "depends" and card["missing"]:
        facts = formats.listing((book.say(lang, f"fact_{fact}") for fact in card["missing"][:3]), lang)
        lines.append(book.say(lang, "missing", facts=facts))
    if card["verdict"] == "yes" and assumes:
        lines.append(assumes_line(book, card["assumes"], lang))
    if card["verdict"] == "yes":
        lines.append(_sentences(book, lang, "qualifier", card["qualifiers"]))
    else:
        lines += change_lines(book, card, lang)
    return [line for line in lines if line]


def assumes_line(book: Phrasebook, assumed: Sequence[str], lang: str) -> str:
    """Whom it is for, as far as the verdict takes that for granted; nothing where it takes nothing."""
    who = formats.listing((book.say(lang, f"assume_{name}") for name in assumed), lang)
    return book.say(lang, "assumes", who=who) if assumed else ""


def _reasons(card: Card) -> list[str]:
    """The reasons, with one difference: open because a source says so, or because no rule is known."""
    if card.get("basis") != "no_rule_known":
        return list(card["reasons"])
    return ["open_as_far_as_known" if reason == "open_to_all" else reason for reason in card["reasons"]]


def _telling(card: Card, reasons: list[str]) -> list[str]:
    """The reasons worth saying: for what depends, the missing facts say it better."""
    if card["verdict"] == "depends" and card["missing"]:
        return []
    if not card.get("status_known", True):  # nothing was said that could be covered
        reasons = [reason for reason in reasons if reason != "status_covered"]
    return reasons[:2]


def _sentences(book: Phrasebook, lang: str, kind: str, ids: list[str]) -> str:
    return formats.sentences((book.say(lang, f"{kind}_{id_}") for id_ in ids), lang)


def note_in(book: Phrasebook, card: Card, lang: str) -> str | None:
    """The rule's own sentence, in the language or else in the one there is, marked."""
    if not card.get("notes") or card["verdict"] == "unknown":
        return None
    note = card["notes"][0]
    if lang in note:
        return str(note[lang])
    spoken, text = next(iter(note.items()))
    return marked(book, text, spoken, lang)


def marked(book: Phrasebook, text: str, text_lang: str, lang: str, machine: bool = False) -> str:
    """Free text with a mark when it is not in the reader's language or was translated by a machine."""
    if text_lang != lang:
        mark = book.say(lang, "text_in_other_language", language=formats.language_name(text_lang, lang))
        return f"{isolate(text, lang)} {mark}"
    return f"{text} {book.say(lang, 'text_machine')}" if machine else text


def papers_line(book: Phrasebook, card: Card, lang: str) -> str:
    """What papers are asked for, or that none are."""
    said = [book.say(lang, f"id_required_{card['id_required']}")]
    named = list(dict.fromkeys([*card["documents"], *(id_ for way in card["ways"] for id_ in way.get("named", []))]))
    if named:
        documents = formats.listing((book.say(lang, f"document_{id_}") for id_ in named), lang)
        said.append(book.say(lang, "papers_list", documents=documents))
        if card["id_required"] in ("named", "not_stated"):
            said.pop(0)
    return labelled(book, lang, "papers_label", formats.sentences(said, lang))


def cost_line(book: Phrasebook, card: Card, lang: str) -> str:
    """What it costs."""
    return labelled(book, lang, "cost_label", book.say(lang, f"fee_{card['fee']}"))


def privacy_line(book: Phrasebook, card: Card, lang: str) -> str:
    """Whether status is asked, and who can see the data; where the ways differ, each way."""
    ways = card["ways"]
    if len({(way["asks_status"], way["shares_data"]) for way in ways}) <= 1:
        return labelled(book, lang, "privacy_label", privacy_words(book, card, lang))
    each = (labelled(book, lang, f"way_{way['way']}", privacy_words(book, way, lang)) for way in ways)
    return labelled(book, lang, "privacy_label", formats.sentences(each, lang))


def privacy_words(book: Phrasebook, said: Mapping[str, Any], lang: str) -> str:
    """The two sentences on status and data of a service or of one way of applying."""
    asks = book.say(lang, f"asks_status_{said['asks_status']}")
    return formats.sentences((asks, book.say(lang, f"shares_data_{said['shares_data']}")), lang)


def contact_lines(book: Phrasebook, card: Card, lang: str) -> list[str]:
    """Where, how far, when and how to reach it."""
    lines = []
    if card["address"]:
        place = isolate(card["address"], lang)
        if card["distance_m"] is not None:
            away = formats.distance(card["distance_m"], lang, card.get("country", "ES"))
            place += f" ({book.say(lang, 'away', distance=away)})"
        lines.append(labelled(book, lang, "where_label", place))
    lines.append(labelled(book, lang, "hours_label", hours_words(book, card, lang)))
    if card["phone"]:
        lines.append(labelled(book, lang, "phone_label", isolate(formats.phone(card["phone"]), lang)))
    elif card["url"]:
        lines.append(labelled(book, lang, "web_label", isolate(card["url"], lang)))
    return lines


def hours_words(book: Phrasebook, card: Card, lang: str) -> str:
    """Open or closed now, and when it opens; the written hours where only these are known."""
    if card["hours"] == "24/7":
        return book.say(lang, "hours_always")
    said = []
    if card["open_now"] is not None:
        said.append(book.say(lang, "open_now_yes" if card["open_now"] else "open_now_no"))
    if card["opens_next"] and not card["open_now"]:
        opens = formats.weekday_and_time(datetime.fromisoformat(card["opens_next"]), lang)
        said.append(book.say(lang, "opens_next", when=opens))
    if card["hours_text"] and card["open_now"] is None:
        said.append(marked(book, card["hours_text"], card.get("hours_text_lang") or lang, lang))
    return formats.sentences(said, lang) or book.say(lang, "hours_unknown")


def checked_line(book: Phrasebook, card: Card, lang: str, today: date | None = None) -> str:
    """When this was last checked, and how; a warning where that is long ago, or where it is uncertain."""
    if not card["last_verified"]:
        said = book.say(lang, "checked_never")
    elif ((today or date.today()) - date.fromisoformat(card["last_verified"])).days > STALE_DAYS:
        return book.say(lang, "checked_long_ago", date=formats.day(card["last_verified"], lang))
    else:
        when = formats.day(card["last_verified"], lang)
        said = book.say(lang, f"checked_{card['verified_how']}", date=when)
    return f"{said} {book.say(lang, 'confidence_low')}" if card["confidence"] == "low" else said


def source_lines(book: Phrasebook, card: Card, lang: str) -> list[str]:
    """The legal sources of the verdict, with what is only remembered marked."""
    lines = []
    for source in card["sources"]:
        said = isolate(source["citation"], lang)
        if source["basis"] != "read":
            said += f" ({book.say(lang, 'source_recalled')})"
        lines.append(labelled(book, lang, "source_label", said))
    return lines
