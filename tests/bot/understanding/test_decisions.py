"""Probabilities and words become ids; a clear phrase of danger is never outvoted."""

from __future__ import annotations

from bot.understanding import decisions
from bot.understanding.classified import Classified
from bot.understanding.crisis import Danger
from bot.understanding.moves import Moves
from bot.understanding.statuses import Hit

CALM = Classified(
    {"find_service": 0.97, "crisis": 0.01}, {"food": 0.9, "none": 0.1}, {"none": 1.0}, {"none": 0.99, "self_harm": 0.01}
)
NONE = Danger((), False)


def test_a_clear_phrase_is_never_outvoted() -> None:
    assert decisions.crises(CALM, Danger(("violence_now",), False, ("violence_now",))) == ["violence_now"]


def test_words_alone_decide_without_a_classifier() -> None:
    assert decisions.crises(Classified(), Danger(("detention",), False)) == ["detention"]


def test_a_sure_classifier_needs_no_words() -> None:
    sure = Classified({"crisis": 0.9}, {}, {}, {"detention": 0.8, "self_harm": 0.15, "none": 0.05})
    assert decisions.crises(sure, NONE) == ["detention"]


def test_a_figure_of_speech_takes_more() -> None:
    unsure = Classified({"find_service": 0.8, "crisis": 0.15}, {"food": 1.0}, {"none": 1.0}, {"none": 0.85, "self_harm": 0.15})
    assert decisions.crises(unsure, NONE)
    assert decisions.crises(unsure, Danger((), True)) == []


def test_danger_is_the_intent() -> None:
    assert decisions.intent(CALM, ["self_harm"], []).name == "crisis"
    assert decisions.intent(CALM, [], []).name == "find_service"


def test_chatter_is_not_taken_for_a_request() -> None:
    chatter = Classified({"find_service": 0.5, "out_of_scope": 0.3, "greet": 0.2}, {"food": 0.2, "goods": 0.2, "none": 0.1})
    assert decisions.intent(chatter, [], []).name == "out_of_scope"


def test_needs_of_several_and_of_none() -> None:
    two = Classified({"find_service": 1.0}, {"food": 0.45, "goods": 0.4, "housing": 0.1, "none": 0.05})
    assert decisions.needs(two, "find_service") == ["food", "goods"]
    assert decisions.needs(two, "greet") == []
    followup = Classified({"ask_hours": 1.0}, {"none": 0.7, "food": 0.3})
    assert decisions.needs(followup, "ask_hours") == []
    assert decisions.needs(followup, "find_service") == ["food"]


def test_statuses_of_others_are_left_out() -> None:
    hits = [Hit("permanent_resident", ("other",), 0, 3)]
    believed = Classified({"find_service": 1.0}, {}, {"permanent_resident": 0.9, "none": 0.1}, {})
    assert decisions.statuses(believed, hits, "me") == []


def test_the_status_of_the_one_who_needs_help_comes_first() -> None:
    hits = [Hit("citizen", ("child",), 0, 3), Hit("undocumented", ("me",), 5, 9)]
    assert decisions.statuses(Classified(), hits, "child") == ["citizen"]
    assert decisions.statuses(Classified(), hits, "me") == ["undocumented"]
    assert decisions.statuses(Classified(), hits, "partner") == ["undocumented"]


def test_who_speaks_a_language_is_no_wish_for_an_interpreter() -> None:
    sure = Classified({"find_service": 1.0}, {"interpretation": 0.7, "legal_aid": 0.2, "none": 0.1})
    assert decisions.needs(sure, "find_service") == ["interpretation"]
    assert decisions.needs(sure, "find_service", speaker=True) == ["legal_aid"]
    hidden = Classified({"find_service": 1.0}, {"interpretation": 0.99, "legal_aid": 0.01})
    assert decisions.needs(hidden, "find_service", speaker=True, helpers=["doctor"]) == ["health_care"]
    assert decisions.needs(hidden, "find_service", speaker=True) == ["interpretation"]


def test_only_the_classifiers_alarm_is_silenced_beside_the_point() -> None:
    alone = Classified({"crisis": 0.3, "find_service": 0.7}, {}, {}, {"self_harm": 0.3, "none": 0.7})
    assert decisions.crises(alone, NONE)
    assert decisions.crises(alone, NONE, aside=True) == []
    assert decisions.crises(alone, Danger(("self_harm",), False), aside=True) == ["self_harm"]


def test_what_is_beside_the_point() -> None:
    nothing = {"moves": [], "fears": [], "wrong": [], "supposed": {}, "over": False}
    assert not decisions.is_aside(Moves(**nothing), 3, followup=False)
    assert decisions.is_aside(Moves(**nothing), 3, followup=True)
    assert decisions.is_aside(Moves(**{**nothing, "over": True}), 9, followup=False)
    assert decisions.is_aside(Moves(**{**nothing, "fears": ["police"]}), 9, followup=False)
    assert decisions.is_aside(Moves(**{**nothing, "moves": ["say_again"]}), 6, followup=False)
    assert not decisions.is_aside(Moves(**{**nothing, "moves": ["say_again"]}), 7, followup=False)
