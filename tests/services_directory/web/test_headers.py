"""Every answer of every route carries the headers that keep a page and what is asked to itself."""

from __future__ import annotations

from aiohttp.test_utils import TestClient
from made_door import addresses

SAFE = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Server": "Faro",
}
CHAT = ("/", "/malaga", "/chicago", "/privacy", "/offline")
FOR_OTHERS = "/embed.js"


async def test_every_route_carries_the_headers_and_no_cookie(client: TestClient) -> None:
    found = addresses(client.app)  # type: ignore[arg-type]
    assert len(found) > 15
    for method, path in [*found, ("GET", "/nowhere"), ("DELETE", "/api/v1/access"), ("POST", "/privacy")]:
        response = await client.request(method, path)
        assert response.status < 500, path
        for name, value in SAFE.items():
            assert response.headers[name] == value, (path, name)
        assert response.headers["Cross-Origin-Resource-Policy"] == ("cross-origin" if path == FOR_OTHERS else "same-origin")
        assert "Set-Cookie" not in response.headers
        powers = "geolocation=(self)" if path in CHAT and response.content_type == "text/html" else "geolocation=()"
        assert powers in response.headers["Permissions-Policy"]
        assert not [name for name in response.headers if name.startswith("Faro-")]
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "*" not in policy
        assert "frame-ancestors 'none'" in policy
        is_file = path.startswith("/static/") or path == "/favicon.svg"
        assert response.headers["Cache-Control"] == ("no-cache" if is_file and response.status == 200 else "no-store"), path
        assert ("script-src 'self'" in policy) == (response.content_type == "text/html")
