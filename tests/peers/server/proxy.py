"""A forward proxy: absolute targets and CONNECT, with or without a password, to loopback only."""

from __future__ import annotations

import base64
import contextlib
import socket
import threading
from urllib.parse import urlsplit

from .answers import Answer, head_bytes, text
from .connection import send, take
from .state import State
from .wire import Malformed, RawRequest, read_head

CREDENTIALS = "Basic " + base64.b64encode(b"proxy user:p@ss").decode()
REFUSED = Answer(status=407, headers=(("Proxy-Authenticate", 'Basic realm="proxy"'),), body=b"no", close=True)
NEAR = {"127.0.0.1", "localhost"}


def dial(host: str, port: int) -> socket.socket:
    if host not in NEAR:
        raise OSError(f"not loopback: {host}")
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def tunnel(connection: socket.socket, request: RawRequest) -> None:
    host, _, port = request.target.rpartition(":")
    with dial(host, int(port)) as upstream:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        back = threading.Thread(target=pump, args=(upstream, connection), daemon=True)
        back.start()
        pump(connection, upstream)
        back.join()


def forward(connection: socket.socket, request: RawRequest) -> None:
    parts = urlsplit(request.target)
    path = parts._replace(scheme="", netloc="").geturl() or "/"
    kept = tuple(
        (name, value) for name, value in request.headers if name.lower() not in {"connection", "proxy-authorization"}
    )
    lines = [f"{request.method} {path} {request.version}", "Connection: close", *(f"{n}: {v}" for n, v in kept)]
    with dial(parts.hostname or "", parts.port or 80) as upstream:
        upstream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + request.body)
        pump(upstream, connection)


def serve_proxy(connection: socket.socket, state: State, listener: str) -> None:
    """One request of one client, passed on or refused; the listener's name tells whether a password is asked."""
    with connection, connection.makefile("rb") as stream:
        try:
            head = read_head(stream)
            if head is None:
                return
            request = take(connection, stream, head, listener)
            state.record(request)
            if listener.endswith("guarded") and request.value("proxy-authorization") != CREDENTIALS:
                send(connection, REFUSED, request.method)
            elif request.method == "CONNECT":
                tunnel(connection, request)
            else:
                forward(connection, request)
        except (OSError, Malformed, ValueError):
            with contextlib.suppress(OSError):
                connection.sendall(head_bytes(text("bad gateway", status=502)))
