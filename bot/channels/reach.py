"""Links by which a service is reached: to call, to find, to write, to read. Nothing is opened before somebody touches it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from services_directory.wording import formats

_MAP = "https://www.openstreetmap.org/?mlat={lat:.5f}&mlon={lon:.5f}#map=17/{lat:.5f}/{lon:.5f}"


def ways_to(card: Mapping[str, Any]) -> dict[str, Any]:
    """The links of a service; None for each that there is not."""
    return {
        "name": card["name"],
        "phone": formats.phone(card["phone"]) if card["phone"] else None,
        "tel": tel(card["phone"]),
        "geo": _placed(card, "geo:{lat:.5f},{lon:.5f}?q={lat:.5f},{lon:.5f}"),
        "map": _placed(card, _MAP),
        "url": web_address(card["url"]),
        "email": _email(card.get("email")),
    }


def tel(phone: str | None) -> str | None:
    """A number as a link dials it: RFC 3966, digits and a leading plus."""
    digits = re.sub(r"[^0-9+*#]", "", phone or "")
    return f"tel:{digits}" if digits else None


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; anything else that an editor may have written is no link."""
    return url if url and re.match(r"https?://", url) else None


def _email(address: str | None) -> str | None:
    return f"mailto:{address}" if address and re.fullmatch(r"[^\s@?&]+@[^\s@?&]+", address) else None


def _placed(card: Mapping[str, Any], link: str) -> str | None:
    if card.get("lat") is None or card.get("lon") is None:
        return None
    return link.format(lat=card["lat"], lon=card["lon"])
