"""Proxies that keep what they are asked: an absolute target is answered in place, CONNECT and SOCKS lead to a door."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable

from assay.testing.servers.proxies import SocksProxy, relay
from tests.peers.server import digest as digests
from tests.peers.server.answers import Answer
from tests.peers.server.ntlm import Third, second_message

from .guards import CHALLENGES, refused
from .paths import answer_to
from .request import Asked
from .speaking import give, heard
from .visit import Scene

ESTABLISHED = b"HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n"
Guard = Callable[[Asked], Answer | None]
Doors = Callable[[str, int], int]
"""The port of the door that stands for a host and port."""


def unguarded(_asked: Asked) -> Answer | None:
    return None


def wants_basic(asked: Asked) -> Answer | None:
    right = "Basic " + base64.b64encode(b"proxy user:p@ss").decode()
    return None if asked.value("proxy-authorization") == right else refused(CHALLENGES["basic"], status=407)


def wants_digest(asked: Asked) -> Answer | None:
    given = asked.value("proxy-authorization")
    right = given.startswith("Digest ") and digests.expected(digests.fields(given), asked.as_raw()) in given
    return None if right else refused(CHALLENGES["digest"], status=407)


def wants_ntlm(asked: Asked) -> Answer | None:
    given = asked.value("proxy-authorization")
    message = base64.b64decode(given[5:]) if given.startswith("NTLM ") else b""
    if not message:
        return refused("NTLM", status=407)
    if message[8] == 1:
        return refused("NTLM " + base64.b64encode(second_message()).decode(), status=407)
    return None if Third(message).proves else refused("NTLM", status=407)


class HttpProxy:
    """Every request passes the guard first."""

    def __init__(self, guard: Guard, doors: Doors) -> None:
        self._guard, self._doors = guard, doors

    def __call__(self, scene: Scene) -> None:
        while asked := heard(scene):
            refusal = self._guard(asked)
            if refusal is None and asked.method == "CONNECT":
                return self._tunnel(scene, asked)
            answer = refusal or answer_to(asked, scene.memory)
            if not give(scene.wire, answer, asked):
                return None
        return None

    def _tunnel(self, scene: Scene, asked: Asked) -> None:
        host, _, port = asked.target.rpartition(":")
        upstream = socket.create_connection(("127.0.0.1", self._doors(host, int(port))), timeout=10)
        scene.wire.send(ESTABLISHED)
        relay(scene.wire, upstream)


class Socks:
    """SOCKS of any version; what was asked goes into the visit."""

    def __init__(self, username: str = "", password: str = "") -> None:
        self._credentials = (username, password)

    def __call__(self, scene: Scene) -> None:
        proxy = SocksProxy(username=self._credentials[0], password=self._credentials[1])
        try:
            proxy(scene.wire)
        finally:
            scene.visit.facts["asked"] = [f"SOCKS{version} {host}:{port}" for version, host, port in proxy.asked]
