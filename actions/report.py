"""Something in the directory is wrong: which service and what kind of fault go to its editors, and nothing of who said it."""

from __future__ import annotations

import logging

from actions.base import FaroAction
from actions.directory import directory
from actions.messages import Button, Message, book, button, lines, paragraphs, phrase_button, say
from actions.point import back_to_point
from actions.slots import Memory
from actions.turn import Turn
from services_directory.vocabulary import id_set, ids
from services_directory.wording import cards as words
from services_directory.wording import formats
from services_directory.wording.direction import isolate

_MOST_SERVICES = 3
_MOST_REPORTS = 20
logger = logging.getLogger(__name__)


class ReportError(FaroAction):
    """`report_error`: of which service, what is wrong, thanks. Whichever of them is known is not asked."""

    action_name = "action_report_error"

    def answer(self, turn: Turn) -> list[Message]:
        memory, lang = turn.memory, turn.memory.lang
        named = [id_ for id_ in turn.named or memory.last if directory().has(id_)]
        kinds = [kind for kind in turn.findings.get("wrong") or [] if kind in id_set("wrong")]
        if not named:
            return [Message(say(lang, "wrong_which_unknown"), [phrase_button(lang, "button_person", "#person")])]
        if len(named) > 1:
            return [Message(say(lang, "wrong_which"), _which(named, kinds, lang))]
        if not kinds:
            return [Message(say(lang, "wrong_what"), _what(named[0], lang))]
        passed_on = _pass_on(memory, named[0], kinds[0])
        said = say(lang, "wrong_noted" if passed_on else "wrong_not_noted")
        return [Message(paragraphs(said, _ask_there(named[0], lang))), *back_to_point(turn)]


def _which(services: list[str], kinds: list[str], lang: str) -> list[Button]:
    what = f"={kinds[0]}" if kinds else ""
    cards = (directory().card(id_, lang) for id_ in services[:_MOST_SERVICES])
    return [button(card["name"], f"#wrong:{card['id']}{what}") for card in cards]


def _what(service: str, lang: str) -> list[Button]:
    return [phrase_button(lang, f"wrong_{kind}", f"#wrong:{service}={kind}") for kind in ids("wrong")]


def _pass_on(memory: Memory, service: str, kind: str) -> bool:
    """Count it, once in a talk. False when the directory cannot be written now."""
    mark = f"{service}:{kind}"
    if mark in memory.reported:
        return True
    if len(memory.reported) >= _MOST_REPORTS:
        return False
    try:
        directory().report_wrong(service, kind)
    except Exception as error:
        logger.warning("a report could not be passed on: %s", type(error).__name__)
        return False
    memory.reported.append(mark)
    return True


def _ask_there(service: str, lang: str) -> str | None:
    card = directory().card(service, lang)
    if not card["phone"]:
        return None
    phone = words.labelled(book(), lang, "phone_label", isolate(formats.phone(card["phone"]), lang))
    return lines(say(lang, "wrong_ask_there"), isolate(card["name"], lang), phone)
