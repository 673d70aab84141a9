"""Libraries remember nothing of requests for longer than a sweep."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp.helpers import parse_mimetype
from yarl import URL

from bot.privacy.caches import LibraryCaches

WORD = "xochiquetzalina"


def test_what_libraries_remember_of_a_request_can_be_emptied() -> None:
    caches = LibraryCaches()
    before = len(caches)
    URL(f"/{WORD}?status={WORD}", encoded=True)
    urlsplit(f"http://x/{WORD}")
    parse_mimetype(f"text/{WORD}")
    assert len(caches) >= before + 2, "the caches are found; if not, a library was changed"
    caches.empty()
    assert len(caches) == 0


def test_caches_of_others_are_left_alone() -> None:
    assert len(LibraryCaches(["no.such.library"])) == 0
