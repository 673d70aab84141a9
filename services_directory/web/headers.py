"""Headers that every answer carries: nothing cached, nothing loaded from elsewhere, nothing told to other sites."""

from __future__ import annotations

from aiohttp import web

_SHUT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
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
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Origin-Agent-Cluster": "?1",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _POWERS),
    "Server": "Faro",
}


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers just before an answer leaves (signal `on_response_prepare`)."""
    response.headers.update(_ALWAYS)
    response.headers["Content-Security-Policy"] = _PAGE if response.content_type == "text/html" else _SHUT
    response.headers.setdefault("Cache-Control", "no-store")
