"""What whoever runs Faro decides about its pages, from the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services_directory.errors import FaroError

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(?::\d{1,5})?|http://(?:localhost|127\.0\.0\.1)(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings of the pages.

    Attributes:
        frames: origins of the sites that may show the chat inside their own pages; none by default.
        public: the origin under which people reach Faro, for link previews; by default the one that was asked.
    """

    frames: tuple[str, ...] = ()
    public: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> WebSettings:
        """Read `FARO_EMBED_ORIGINS` (origins with spaces or commas between them) and `FARO_PUBLIC_URL`.

        Raises:
            FaroError: one of them is no origin; it is named.
        """
        frames = re.split(r"[\s,]+", environment.get("FARO_EMBED_ORIGINS", "").strip())
        public = environment.get("FARO_PUBLIC_URL", "").strip()
        return cls(
            tuple(_origin("FARO_EMBED_ORIGINS", said) for said in dict.fromkeys(frames) if said),
            _origin("FARO_PUBLIC_URL", public) if public else None,
        )


def _origin(name: str, said: str) -> str:
    origin = said.rstrip("/").lower()
    if not _ORIGIN.fullmatch(origin):
        raise FaroError(f"{name}: {said} is no origin; write it as https://www.example.org, without a path and without *")
    return origin
