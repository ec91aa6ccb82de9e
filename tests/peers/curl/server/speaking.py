"""HTTP/1 on one connection: each request is kept as its bytes, then answered as its path says."""

from __future__ import annotations

import select

from assay.testing.servers.wire import Wire
from tests.peers.server.answers import Answer, body_bytes, head_bytes

from .paths import answer_to
from .request import Asked
from .visit import Scene

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def speak(scene: Scene) -> None:
    """Until either side ends the connection."""
    while asked := heard(scene):
        if not give(scene.wire, answer_to(asked, scene.memory), asked):
            return


def heard(scene: Scene) -> Asked | None:
    """The next request, kept; what comes and is no request is kept too."""
    wire = scene.wire
    head = wire.read_head()
    if not head:
        if wire.rest:
            scene.visit.requests.append(wire.rest)
        return None
    asked = Asked(head)
    if withheld(asked):
        scene.visit.requests.append(head)
        return asked
    if asked.expects and asked.path != "/expect/silent":
        wire.send(CONTINUE)
    asked.body = wire.read_body(head)
    scene.visit.requests.append(head + asked.body)
    return asked


def withheld(asked: Asked) -> bool:
    """`/status/417` and its like answer before the body, so that a client that waits never sends it."""
    return asked.expects and asked.pieces[0] in ("status", "flaky", "redirect")


def give(wire: Wire, answer: Answer, asked: Asked) -> bool:
    """Send it; False when the connection is over."""
    if answer.raw is not None:
        wire.send(answer.raw)
        return not answer.close
    if answer.pause and gone(wire, answer.pause):
        return False
    head, body = head_bytes(answer), body_bytes(answer, asked.method)
    if answer.stall:
        wire.send(head)
        head = b""
        if gone(wire, answer.stall):
            return False
    wire.send(head + body)
    return not answer.close and asked.keeps_alive


def gone(wire: Wire, seconds: float) -> bool:
    """Wait so long, or until the client says something or goes."""
    return bool(select.select([wire.socket], [], [], seconds)[0])
