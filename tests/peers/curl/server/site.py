"""The site: all doors opened together, looked at between two commands, closed together."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from assay.testing.servers.wire import Wire
from tests.peers.server.certificates import make_certificates

from . import bodies, guards, plain_paths
from .http2 import speak_either, speak_http2
from .proxying import HttpProxy, Socks, unguarded, wants_basic, wants_digest, wants_ntlm
from .speaking import speak
from .visit import Memory, Scene, Visit

PATH_MODULES = (bodies, guards, plain_paths)
Script = Callable[[Scene], None]


def certificates(folder: Path) -> Path:
    make_certificates(folder)
    return folder


def secured(folder: Path, name: str, *protocols: str, clients: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.key")
    context.set_alpn_protocols(protocols or ("http/1.1",))
    if clients:
        context.load_verify_locations(folder / "ca.crt")
        context.verify_mode = ssl.CERT_OPTIONAL
    return context


class Door:
    """One listening socket that plays its script once for each connection."""

    def __init__(self, name: str, script: Script, listener: socket.socket, tls: ssl.SSLContext | None = None) -> None:
        self.name, self.script, self.listener, self.tls = name, script, listener, tls

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()


def tcp(host: str = "127.0.0.1") -> socket.socket:
    return socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=64)


def unix(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(16)
    return listener


class Site:
    """`ports` maps a door's name to its port; `take()` hands over what was met since the last look."""

    def __init__(self, pems: Path, folder: Path) -> None:
        self.pems, self.folder = pems, folder
        self.memory = Memory()
        self._accepting = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._open: set[socket.socket] = set()
        self._doors = [*self._plain_doors(), *self._tls_doors(), *self._proxies(), *self._unix_doors()]
        self.ports = {door.name: door.port for door in self._doors if door.listener.family != socket.AF_UNIX}
        for door in self._doors:
            threading.Thread(target=self._accept, args=(door,), daemon=True).start()

    def _plain_doors(self) -> list[Door]:
        doors = [Door("http", speak, tcp()), Door("other", speak, tcp())]
        with contextlib.suppress(OSError):  # a machine without IPv6 has no such door
            doors.append(Door("six", speak, tcp("::1")))
        return doors

    def _tls_doors(self) -> list[Door]:
        return [
            Door("tls", speak, tcp(), secured(self.pems, "server", clients=True)),
            Door("stranger", speak, tcp(), secured(self.pems, "stranger")),
            Door("h2", speak_either, tcp(), secured(self.pems, "server", "h2", "http/1.1")),
            Door("h2c", speak_http2, tcp()),
        ]

    def _proxies(self) -> list[Door]:
        plain = HttpProxy(unguarded, self._behind)
        return [
            Door("proxy", plain, tcp()),
            Door("tlsproxy", plain, tcp(), secured(self.pems, "server", clients=True)),
            Door("guarded", HttpProxy(wants_basic, self._behind), tcp()),
            Door("digestproxy", HttpProxy(wants_digest, self._behind), tcp()),
            Door("ntlmproxy", HttpProxy(wants_ntlm, self._behind), tcp()),
            Door("socks", Socks(), tcp()),
            Door("lockedsocks", Socks("sock", "s3cret"), tcp()),
        ]

    def _unix_doors(self) -> list[Door]:
        self.socket, self.abstract = str(self.folder / "s"), f"peers-{id(self)}-{self.folder.name}"
        return [Door("unix", speak, unix(self.socket)), Door("abstract", speak, unix("\0" + self.abstract))]

    def _behind(self, host: str, port: int) -> int:
        """Loopback is reached as it is; any other host is played by the doors here."""
        if host in ("127.0.0.1", "localhost"):
            return port
        return self.ports["tls" if port == 443 else "http"]

    def _accept(self, door: Door) -> None:
        with contextlib.suppress(OSError, ValueError):  # the door is closed
            while select.select([door.listener], [], []):
                with self._accepting:
                    connection, _ = door.listener.accept()
                    visit = self.memory.arrived(door.name)
                    thread = threading.Thread(
                        target=self._play, args=(door, connection, visit, self.memory), daemon=True
                    )
                    thread.start()
                    self._threads.append(thread)

    def _all_accepted(self) -> bool:
        """Whether nobody stands before a door: those who came are then in the memory."""
        with self._accepting:
            return not select.select([door.listener for door in self._doors], [], [], 0)[0]

    def _play(self, door: Door, connection: socket.socket, visit: Visit, memory: Memory) -> None:
        with contextlib.suppress(OSError, ValueError, IndexError, struct.error):  # the client left, or spoke no HTTP
            if connection.family != socket.AF_UNIX:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self._handshaken(door, connection, visit)
            self._open.add(connection)
            door.script(Scene(Wire(connection), visit, memory))
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        self._open.discard(connection)
        connection.close()

    @staticmethod
    def _handshaken(door: Door, connection: socket.socket, visit: Visit) -> socket.socket:
        if door.tls is None:
            return connection
        visit.facts["tls"] = "no handshake"
        connection.settimeout(10)
        secure = door.tls.wrap_socket(connection, server_side=True)
        subject = (secure.getpeercert() or {}).get("subject", ())
        visit.facts["tls"] = secure.version()
        visit.facts["alpn"] = secure.selected_alpn_protocol()
        visit.facts["client"] = next((value for field in subject for key, value in field if key == "commonName"), "")
        return secure

    def take(self) -> list[Visit]:
        """What was met, once every connection has come to its end; the memory starts afresh."""
        while not self._all_accepted():
            time.sleep(0.001)
        for thread in self._threads:
            thread.join(timeout=3)
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._threads.clear()
        past, self.memory = self.memory, Memory()
        return past.visits

    def close(self) -> None:
        self.take()
        for door in self._doors:
            door.close()
