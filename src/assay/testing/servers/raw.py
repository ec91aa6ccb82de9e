"""A loopback server that does exactly what its script says, however wrong that is."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from assay.testing.servers.wire import Wire

Script = Callable[[Wire], None]
"""Plays one connection from its start to its end."""


class RawServer:
    """Accepts on a loopback port of its own and plays `script` once for each connection, each in a thread.

    Use it as a context manager. `connections` counts what was accepted; `refused` keeps what a TLS handshake
    said when it failed.
    """

    def __init__(self, script: Script, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.script = script
        self.tls = tls
        self.connections = 0
        self.refused: list[str] = []
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._listener = socket.create_server((host, 0), family=family, backlog=128)
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._stopping = False

    @property
    def url(self) -> str:
        """Scheme, address and port, without a path."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping = True
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.drop()
        for thread in self._threads:
            thread.join(timeout=10)

    def drop(self) -> None:
        """End every connection that is open."""
        with self._lock:
            open_now = list(self._open)
        for sock in open_now:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._stopping:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with self._lock:
                self._open.add(sock)
            self._start(self._play, sock)

    def _play(self, sock: socket.socket) -> None:
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls is not None:
                sock = self._secured(sock, self.tls)
            if sock.fileno() >= 0:
                self.script(Wire(sock))
        except OSError:
            pass  # the client has gone, or time is up: both end the scene
        finally:
            with self._lock:
                self._open.discard(sock)
            sock.close()

    def _secured(self, sock: socket.socket, tls: ssl.SSLContext) -> socket.socket:
        """The connection under TLS, or closed where the handshake failed."""
        secure = tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        secure.settimeout(10)
        with self._lock:
            self._open.discard(sock)
            self._open.add(secure)
        try:
            secure.do_handshake()
        except OSError as error:
            self.refused.append(str(error))
            _say_farewell(secure)
            with self._lock:
                self._open.discard(secure)
            secure.close()
        return secure


def _say_farewell(sock: socket.socket) -> None:
    """Read what is under way before closing: a reset would overtake the alert that tells the client why."""
    sock.settimeout(1)
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
