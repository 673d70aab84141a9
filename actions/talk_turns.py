"""Which turn of the talk a message is, where its intent alone cannot tell: "which is better?", "what if I had papers?".

Words propose (`findings["moves"]`, `findings["fears"]`); here it is decided by what was shown or asked before. Danger goes
first, and a plain request is never taken for talk about the talk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.slots import Memory

ASK_FEAR, WHAT_IF, SAY_AGAIN, COMPARE, REPORT = "ask_fear", "what_if", "say_again", "compare", "report_error"
SAY_SIMPLY, CHANGE_LANGUAGE = "say_simply", "change_language"
_REQUEST = "find_service"
_SURE_REQUEST, _PLAIN_REQUEST = 0.7, 0.9
_MOST_WORDS, _FEW_WORDS = 12, 6
_COMPARED = 2
# What somebody asks who is afraid; a request that happens to hold the words ("my boss will call immigration") is a request.
_ASKING = frozenset({"ask_privacy", "ask_eligibility", "ask_documents", "ask_cost", "ask_location"})
_NEVER = frozenset({"crisis", "report_error", "human_handoff"})
# Said of a service just shown, these are about it, whatever need the words touch ("the phone does not work").
_PLAINLY_WRONG = frozenset({"closed", "phone", "address", "hours"})
_AFTER_DANGER = frozenset({"affirm", "deny", "thanks", "greet", "more_results", "disclose_status"})
# Law that is asked about out of fear is not a wish for a lawyer, nor are the papers that it could harm a status.
_OF_FEAR = frozenset({"immigration_legal", "legal_aid", "discrimination_report"})


def turn_of(intent: Mapping[str, Any], findings: Mapping[str, Any], memory: Memory, text: str) -> str | None:
    """An id of the vocabulary's `turns`, an intent that the talk makes plain, or None where the message's own intent stands."""
    name, confidence = str(intent.get("name")), float(intent.get("confidence") or 0.0)
    if findings.get("crisis") or name in _NEVER:
        return None
    short = len(text.split()) <= _MOST_WORDS
    # "And will they report me?" behind an answer is about that answer, whatever lawyer the words call to mind.
    only_of_fear = _OF_FEAR if memory.last and short else frozenset[str]()
    wanted = set(findings.get("needs") or []) - only_of_fear
    request = name == _REQUEST and confidence >= _SURE_REQUEST and bool(wanted)
    if _fears(name, request, findings, memory):
        return ASK_FEAR
    if short and memory.last and _PLAINLY_WRONG & set(findings.get("wrong") or []):
        return REPORT
    moves = findings.get("moves") or []
    if WHAT_IF in moves and _supposes(findings) and (memory.request or findings.get("named")):
        return WHAT_IF
    if findings.get("over") and memory.after_danger and short:
        return SAY_AGAIN
    if SAY_SIMPLY in moves and len(text.split()) <= _FEW_WORDS and confidence < _PLAIN_REQUEST:
        return SAY_SIMPLY
    if not short or (request and not (memory.last and len(text.split()) <= _FEW_WORDS)):
        return None
    found = next((move for move in moves if move != WHAT_IF and _makes_sense(move, findings, memory)), None)
    if found is None and memory.after_danger and name in _AFTER_DANGER and not _says_more(findings):
        return SAY_AGAIN
    return found


def afraid(findings: Mapping[str, Any], memory: Memory) -> dict[str, Any]:
    """Findings of a question asked in fear: "will it hurt my green card?" is no wish for a lawyer, and no status.

    In the middle of a request it is about that request.
    """
    needs = [] if memory.request else [need for need in findings.get("needs") or [] if need not in _OF_FEAR]
    changed: dict[str, Any] = {"needs": needs}
    if "public_charge" in (findings.get("fears") or []):
        changed |= {"statuses": [], "facts": {}, "people": []}
    return changed


def _fears(name: str, request: bool, findings: Mapping[str, Any], memory: Memory) -> bool:
    fears = set(findings.get("fears") or [])
    if not fears or request:
        return False
    if fears != {"papers"}:
        return True
    # "Do I have to show papers?" is answered by the papers of each service; with a need it is a wish.
    wish = bool(findings.get("needs")) or "no_id" in (findings.get("refine") or [])
    return name in _ASKING and not wish and bool(memory.last or findings.get("named"))


def _supposes(findings: Mapping[str, Any]) -> bool:
    said = [fact for one in findings.get("people") or [] for fact in one.get("facts") or {}]
    return bool(findings.get("supposed") or findings.get("statuses") or set(said) - {"minor"})


def _makes_sense(move: str, findings: Mapping[str, Any], memory: Memory) -> bool:
    if move == CHANGE_LANGUAGE:
        return bool(findings.get("language_asked"))
    if move == COMPARE:
        return max(len(memory.last), len(findings.get("named") or [])) >= _COMPARED
    if move == SAY_AGAIN:
        return bool(memory.last or memory.asked or memory.request)
    return True


def _says_more(findings: Mapping[str, Any]) -> bool:
    return any(findings.get(part) for part in ("needs", "statuses", "named", "refine", "place", "answer", "city"))
