"""What shows the defects of input that is taken for something else."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from tests.demo.defects.making import order, product
from tests.demo.defects.walk import Walk

EVERYTHING = "zz' OR '1'='1' --"


def fetched(w: Walk) -> int:
    """How often the shop asks at a listener of ours for the manual of a new product."""
    hits: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hits.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        product(w, manual_url=f"http://127.0.0.1:{server.server_port}/manual")
        server.shutdown()
        thread.join()
    return len(hits)


def injected(w: Walk) -> str | None:
    answer = w.get("alice", f"{order(w)}/invoice", filename='a"\r\nX-Injected: yes\r\nX-Rest: "')
    return answer.headers.get("x-injected")


def export(w: Walk) -> bool:
    order(w, note="=1+1")
    return b",=1+1" in w.get("mona", "/v1/exports/orders.csv").body


SHOWN: dict[str, Any] = {
    "sql-in-filter": (lambda w: w.get("alice", "/v1/products", q=EVERYTHING).body["total"], 0, 12),
    "sql-crash": (lambda w: w.get("alice", "/v1/products", q="o'clock").status, 200, 500),
    "path-traversal": (
        lambda w: b"root:x:0" in w.get("alice", "/v1/documents", name="../../../etc/passwd").body,
        False,
        True,
    ),
    "header-injection": (injected, None, "yes"),
    "manual-fetched": (fetched, 0, 1),
    "formula-kept": (export, False, True),
}
