"""The site: its doors (plain, TLS, proxies), opened together, emptied between runs, closed together."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

from . import digest, echoes, encodings, faults, ntlm, redirects, sigv4
from .certificates import make_certificates
from .connection import serve
from .proxy import serve_proxy
from .state import State

ROUTE_MODULES = (digest, echoes, encodings, faults, ntlm, redirects, sigv4)
Server = Callable[[socket.socket, State, str], None]


def server_context(folder: Path, name: str, *, clients: bool) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.key")
    if clients:
        context.load_verify_locations(folder / "ca.crt")
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class Door:
    """One listening socket, a thread that accepts, and a thread for each connection."""

    def __init__(self, name: str, server: Server, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1"):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.name, self._server, self._context = name, server, context
        self._listener = socket.create_server((host, 0), family=family, backlog=64)
        self.port: int = self._listener.getsockname()[1]

    def open(self, site: Site) -> None:
        threading.Thread(target=self._accept, args=(site,), daemon=True).start()

    def _accept(self, site: Site) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._handle, args=(connection, site), daemon=True).start()

    def _handle(self, connection: socket.socket, site: Site) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            secured = self._context.wrap_socket(connection, server_side=True) if self._context else connection
        except (OSError, ValueError):
            connection.close()
            return
        with site.tracked(secured):
            self._server(secured, site.state, self.name)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class Site:
    """Every door at once. `ports` maps a door's name to its port; `folder` holds the certificates."""

    def __init__(self, folder: Path) -> None:
        make_certificates(folder)
        self.folder, self.state = folder, State()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._doors = [
            Door("http", serve),
            Door("other", serve),
            Door("tls", serve, context=server_context(folder, "server", clients=True)),
            Door("stranger", serve, context=server_context(folder, "stranger", clients=False)),
            Door("proxy", serve_proxy),
            Door("proxy-guarded", serve_proxy),
        ]
        with contextlib.suppress(OSError):  # a machine without IPv6 has no such door
            self._doors.append(Door("six", serve, host="::1"))
        self.ports = {door.name: door.port for door in self._doors}
        for door in self._doors:
            door.open(self)

    @contextlib.contextmanager
    def tracked(self, connection: socket.socket):
        with self._lock:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)

    def reset(self) -> State:
        """Cut every open connection, forget everything, and hand over what the run had left."""
        with self._lock:
            left, self._open = self._open, set()
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        past, self.state = self.state, State()
        return past

    def close(self) -> None:
        self.reset()
        for door in self._doors:
            door.close()
