"""Whole conversations, as people write them, through the real front door and the real worker, in every language."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator

import pytest
from conversations import Conversation, Course, conversations, words
from running_faro import Faro, running

from services_directory.vocabulary import ids

pytestmark = [pytest.mark.server, pytest.mark.trained, pytest.mark.xdist_group("server")]
FEWEST = 40


@pytest.fixture(scope="module")
def faro(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faro]:
    with running(tmp_path_factory.mktemp("talks")) as started:
        yield started


def _case(one: Conversation) -> object:
    marks = [pytest.mark.xfail(reason=one.expected_failure, strict=False)] if one.expected_failure else []
    return pytest.param(one, id=f"{one.lang}: {one.name}", marks=marks)


@pytest.mark.parametrize("talk", [_case(one) for one in conversations()])
def test_it_goes_as_it_is_written(faro: Faro, talk: Conversation) -> None:
    course, sender, faults = Course(talk), secrets.token_hex(8), []
    for number, turn in enumerate(talk.turns, 1):
        answer = faro.say(sender, turn["say"], talk.city, talk.hint)
        found = course.faults(turn, answer)
        faults += [f"turn {number} «{turn['say']}»: {fault}" for fault in found]
        if found:
            faults.append(f"    answered: {words(answer)[:300]!r}")
    assert not faults, "\n".join(faults)


def test_there_are_forty_in_each_language_and_few_are_expected_to_fail() -> None:
    counted = Counter(one.lang for one in conversations())
    failing = Counter(one.lang for one in conversations() if one.expected_failure)
    assert set(ids("languages")) == set(counted)
    for lang, count in counted.items():
        assert count >= FEWEST, lang
        assert failing[lang] <= count // 5, lang
