"""From probabilities and words to ids: which intent, which needs, which statuses, and whether there is danger.

Words may add and take away; a clear phrase of danger is never outvoted. The thresholds were chosen by cross-validation over
the training files; recall comes before precision for danger only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bot.understanding.classified import Classified
from bot.understanding.crisis import Danger
from bot.understanding.moves import Moves
from bot.understanding.statuses import Hit

NONE = "none"
CARRIES_NEEDS = frozenset({"find_service", "ask_eligibility", "ask_documents", "ask_hours", "ask_location", "ask_cost"})
UNKNOWN = "out_of_scope"
# How probable danger must be for the classifier alone, beside words that point at it, and against words that keep it out.
_DANGER_ALONE, _DANGER_WITH_WORDS, _DANGER_AGAINST_WORDS = 0.1, 0.03, 0.18
_SECOND_CRISIS = 0.3
_FEW_WORDS = 6  # of a message that is about the talk itself
# The training files hold far more requests than anything else; people also thank, decline and chat.
_REQUEST, _LIFTED = "find_service", 1.6
# Off topic is nothing in particular: a request that names no need, beside some likeness to chatter, is taken for it.
_CHATTER, _NO_NEED = 0.12, 0.4
_FURTHER_NEED, _FEWEST, _BESIDE_STATUS = 0.25, 0.4, 0.45
_FURTHER_OF_TWO, _FEWEST_OF_TWO, _BESIDE_STATUS_OF_TWO = 0.4, 0.0, 0.5  # where each need stands by itself
# What somebody needs who looks for this helper; only asked where a language hides it.
HELPERS = {
    "lawyer": ("immigration_legal", "legal_aid"),
    "teeth_eyes": ("dental_vision",),
    "feelings": ("mental_health",),
    "doctor": ("health_care",),
}
_INTERPRETER, _BESIDE_SPEAKER = "interpretation", 0.1
_STATUS_ALONE, _STATUS_WITH_WORDS = 0.35, 0.03


@dataclass(frozen=True)
class Intent:
    """The chosen intent and its probability."""

    name: str
    confidence: float


def is_aside(talk: Moves, words: int, followup: bool) -> bool:
    """Whether words place a message beside any danger, so that the classifier alone raises no alarm.

    Who asks whether the police will be called is afraid, "say that again" is about the talk, "the ambulance is here" says that
    it is over, and a bare "who sees it?" (`followup`) is about what was shown: none of them is in danger.

    Args:
        words: how many the message has.
    """
    return bool(talk["fears"] or talk["over"] or followup or (talk["moves"] and words <= _FEW_WORDS))


def crises(classified: Classified, danger: Danger, aside: bool = False) -> list[str]:
    """Ids of the crises that are acute, the most probable first; empty when there is no danger.

    This is the one place where an alarm is silenced.

    Args:
        aside: see `is_aside`.
    """
    if not classified.intents:
        return list(danger.found)
    if aside and not danger.found:
        return []
    chance = _of_danger(classified)
    wanted = _DANGER_WITH_WORDS if danger.found else _DANGER_AGAINST_WORDS if danger.guarded else _DANGER_ALONE
    if chance < wanted and not danger.clear:
        return []
    ranked = [label for label in classified.crises if label != NONE]
    likely = {label for label in ranked[1:] if classified.crises[label] >= _SECOND_CRISIS}
    chosen = {*danger.clear, *likely} or set(danger.found) & set(ranked[:2]) or set(danger.found)
    if not danger.clear:
        chosen.add(ranked[0])
    return sorted(chosen, key=lambda label: -classified.crises.get(label, 0.0))


def _of_danger(classified: Classified) -> float:
    """How probable danger is: what the intent and the kinds of crisis say, between them."""
    return (classified.intents.get("crisis", 0.0) + 1 - classified.crises.get(NONE, 1.0)) / 2


def intent(classified: Classified, danger: list[str], hits: list[Hit]) -> Intent:
    """The intent: danger first, else the most probable other one."""
    if danger:
        return Intent("crisis", round(max(_of_danger(classified), 0.5), 4))
    others = {name: chance for name, chance in classified.intents.items() if name != "crisis"}
    if not others:
        return Intent("disclose_status" if hits else UNKNOWN, 0.0)
    total = sum(others.values()) or 1.0
    best = max(others, key=lambda name: others[name] * (1.0 if name == _REQUEST else _LIFTED))
    if best in CARRIES_NEEDS and others.get(UNKNOWN, 0.0) / total > _CHATTER and _best_need(classified) < _NO_NEED:
        best = UNKNOWN
    return Intent(best, round(others[best] / total, 4))


def _best_need(classified: Classified) -> float:
    """The probability of the likeliest need."""
    return max((chance for need, chance in classified.needs.items() if need != NONE), default=0.0)


def needs(
    classified: Classified, name: str, hits: Iterable[Hit] = (), speaker: bool = False, helpers: Iterable[str] = ()
) -> list[str]:
    """Needs of a message with an intent that can carry them, most probable first.

    Where a status is said beside another need, its words (asylum, papers) are no wish for a lawyer.

    Args:
        speaker: somebody is wanted who speaks a language; beside another need this is no wish for an interpreter.
        helpers: who that is, as concepts of `HELPERS`.
    """
    if name not in CARRIES_NEEDS or not classified.needs:
        return []
    if speaker:
        classified = _without_interpreter(classified)
        wanted = [need for helper in helpers for need in HELPERS[helper]]
        if wanted and next(iter(classified.needs)) == _INTERPRETER:
            return wanted
    ranked = [(need, chance) for need, chance in classified.needs.items()]
    if name != "find_service" and ranked[0][0] == NONE:
        return []
    named = [(need, chance) for need, chance in ranked if need != NONE]
    most = named[0][1]
    least, share, with_status = (
        (_FURTHER_OF_TWO, _FEWEST_OF_TWO, _BESIDE_STATUS_OF_TWO) if classified.two else (_FURTHER_NEED, _FEWEST, _BESIDE_STATUS)
    )
    further = max(least, share * most)
    beside_status = with_status if any(True for _ in hits) else further
    return [
        need
        for need, chance in named
        if chance == most or chance >= (beside_status if need == "immigration_legal" else further)
    ]


def _without_interpreter(classified: Classified) -> Classified:
    others = {need: chance for need, chance in classified.needs.items() if need not in (_INTERPRETER, NONE)}
    if max(others.values(), default=0.0) < _BESIDE_SPEAKER:
        return classified
    return replace(classified, needs=others)


def statuses(classified: Classified, hits: Iterable[Hit], who: str) -> list[str]:
    """Statuses of the one who needs help, else of the speaker; those of other people are left out."""
    hits = list(hits)
    theirs = [hit for hit in hits if who in hit.owners]
    own = theirs or [hit for hit in hits if "me" in hit.owners]
    said = {hit.status for hit in own if _chance(classified.statuses, hit.status) >= _STATUS_WITH_WORDS}
    others = {hit.status for hit in hits} - said
    added = {
        status
        for status, chance in classified.statuses.items()
        if status != NONE and status not in others and chance >= _STATUS_ALONE and not said
    }
    return sorted(said | added)


def _chance(chances: Mapping[str, float], label: str) -> float:
    """The probability of a label; certain where no classifier has spoken, or has never seen the label."""
    return chances.get(label, 1.0)
