"""Records that only who has the secret can open, under names that say nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.sealing import Secret, Unreadable, read_secrets
from services_directory.errors import FaroError

ONE, OTHER = Secret(b"one secret of thirty-two bytes and more"), Secret(b"another secret of thirty-two bytes")
TALK = "0123456789abcdef" * 2


@given(st.binary(max_size=5000))
def test_what_is_sealed_opens_and_shows_nothing(record: bytes) -> None:
    sealed = ONE.seal("talk", TALK, record)
    assert ONE.open("talk", TALK, sealed) == record
    assert len(record) < 8 or record not in sealed


def test_the_same_record_never_looks_the_same() -> None:
    assert ONE.seal("talk", TALK, b"x") != ONE.seal("talk", TALK, b"x")


def test_the_length_does_not_tell_how_much_was_said() -> None:
    short, longer = ({"status": "refugee"}, {"status": "refugee", "age": 34, "children": [2, 5], "pregnant": True})
    assert len({len(ONE.seal("talk", TALK, json.dumps(facts).encode())) for facts in (short, longer)}) == 1


@pytest.mark.parametrize(
    ("secret", "kind", "what"), [(OTHER, "talk", TALK), (ONE, "said", TALK), (ONE, "talk", TALK[::-1])],
    ids=["another secret", "another kind", "another conversation"],
)  # fmt: skip
def test_nobody_else_opens_it_and_no_record_stands_for_another(secret: Secret, kind: str, what: str) -> None:
    with pytest.raises(Unreadable):
        secret.open(kind, what, ONE.seal("talk", TALK, b"secret"))


@given(st.data())
def test_a_changed_record_is_refused(data: st.DataObject) -> None:
    sealed = bytearray(ONE.seal("talk", TALK, b"secret"))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        ONE.open("talk", TALK, bytes(sealed))


@given(st.binary(max_size=200))
def test_what_is_no_record_is_refused(junk: bytes) -> None:
    with pytest.raises(Unreadable):
        ONE.open("talk", TALK, junk)


def test_names_of_one_conversation_have_nothing_in_common() -> None:
    names = {secret.name(kind, TALK) for secret in (ONE, OTHER) for kind in ("talk", "lock", "said")}
    assert len(names) == 6
    assert all(len(name) == 32 and name not in TALK for name in names)


def test_ids_of_two_days_or_two_cities_have_different_keys() -> None:
    keys = {ONE.id_key(scope, day) for scope in ("chicago", "malaga") for day in ("2026-11-22", "2026-11-23")}
    assert len(keys) == 4


GOOD = "".join(f"{number:02x}" for number in range(32))


def _file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "secret"
    file.write_text(text)
    file.chmod(mode)
    return file


def test_secrets_are_read_newest_first(tmp_path: Path) -> None:
    found = read_secrets(_file(tmp_path, f"{GOOD}\n\n{GOOD[::-1]}\n"))
    assert [secret.name("talk", TALK) for secret in found] == [
        Secret(s.encode()).name("talk", TALK) for s in (GOOD, GOOD[::-1])
    ]


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("", 0o600, "1 to 4"),
        (f"{GOOD}\nshort\n", 0o600, "line 2"),
        ("a" * 64, 0o600, "too weak"),
        (f"{GOOD}\n{GOOD}\n", 0o600, "twice"),
        (GOOD, 0o640, "chmod 600"),
        (GOOD, 0o604, "chmod 600"),
    ],
)
def test_a_bad_secret_is_named_and_not_shown(tmp_path: Path, text: str, mode: int, said: str) -> None:
    with pytest.raises(FaroError, match=said) as refused:
        read_secrets(_file(tmp_path, text, mode))
    assert GOOD not in str(refused.value)
    assert "short" not in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FaroError, match="none"):
        read_secrets(tmp_path / "none")
