"""Meta's Graph API for the audit: it takes every message and counts for whom. What it holds is in the audit's own process."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Graph:
    """A server on loopback that takes WhatsApp messages.

    Attributes:
        taken: number -> how many messages it was sent.
    """

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        graph = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
                if body.get("type"):
                    graph.taken[str(body.get("to"))] += 1
                answer = b'{"success": true, "messages": [{"id": "wamid.audit"}]}'
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Its address, as a setting wants it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v26.0"

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()
