"""Settings: what is missing is named, and no secret stands where others can see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.shared.settings import SharedSettings
from services_directory.errors import FaroError

SECRET = "0123456789abcdef" * 4


@pytest.fixture
def secret(tmp_path: Path) -> str:
    file = tmp_path / "secret"
    file.write_text(SECRET)
    file.chmod(0o600)
    return str(file)


def test_nothing_is_shared_unless_it_is_said() -> None:
    assert SharedSettings.from_environment({}) is None


def test_everything_is_read(secret: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hidden\n")
    found = SharedSettings.from_environment(
        {
            "FARO_SHARED_STORE": "rediss://store.example:6380/2",
            "FARO_SECRET_FILE": secret,
            "FARO_SHARED_PASSWORD_FILE": str(tmp_path / "password"),
            "FARO_SHARED_PERSISTENCE": "allowed",
        }
    )
    assert found is not None
    assert (found.password, len(found.secrets), found.persistence_allowed) == ("hidden", 1, True)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"FARO_SECRET_FILE": ""}, "FARO_SECRET_FILE"),
        ({"FARO_SHARED_STORE": "http://x"}, "must begin with"),
        ({"FARO_SHARED_STORE": "redis://[x"}, "FARO_SHARED_STORE"),
        ({"FARO_SHARED_STORE": "redis://:hunter2@x"}, "FARO_SHARED_PASSWORD_FILE"),
        ({"FARO_SHARED_STORE": "redis://x?password=hunter2"}, "FARO_SHARED_PASSWORD_FILE"),
        ({"FARO_SHARED_PERSISTENCE": "yes"}, "refused"),
        ({"FARO_SHARED_PASSWORD_FILE": "/none"}, "FARO_SHARED_PASSWORD_FILE"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_shown(secret: str, changed: dict[str, str], said: str) -> None:
    with pytest.raises(FaroError, match=said) as refused:
        SharedSettings.from_environment({"FARO_SHARED_STORE": "redis://x", "FARO_SECRET_FILE": secret, **changed})
    assert "hunter2" not in str(refused.value)
