"""Headers that every answer carries: nothing cached, nothing loaded from elsewhere, nothing told to other sites."""

from __future__ import annotations

from aiohttp import web

_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_SCRIPT = f"{_SHUT}; connect-src 'self'"  # of a service worker, which fetches the public files
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {frames}"
)
_NOWHERE = "'none'"
_POWERS = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
_ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "Server": "Faro",
}
# What a handler asks for its page; they are read here and never leave.
FRAMED_BY, POWERS = "Faro-Framed-By", "Faro-Powers"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers just before an answer leaves (signal `on_response_prepare`).

    A handler may name the origins that may show its page inside theirs (`Faro-Framed-By`), the powers of the browser that the
    page itself may use (`Faro-Powers`), and a resource policy of its own.
    """
    frames, powers = response.headers.pop(FRAMED_BY, _NOWHERE), response.headers.pop(POWERS, "").split()
    response.headers.update(_ALWAYS)
    if frames != _NOWHERE:  # the older header knows no list of origins
        del response.headers["X-Frame-Options"]
    response.headers["Permissions-Policy"] = ", ".join(f"{power}=({'self' * (power in powers)})" for power in _POWERS)
    response.headers["Content-Security-Policy"] = _policy(response.content_type, frames)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    response.headers.setdefault("Cache-Control", "no-store")


def _policy(content_type: str, frames: str) -> str:
    if content_type == "text/html":
        return _PAGE.format(frames=frames)
    return _SCRIPT if content_type == "text/javascript" else _SHUT
