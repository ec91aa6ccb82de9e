"""What a run left behind, in plain values that compare: one text for each thing that a server or a user can see."""

from __future__ import annotations

from typing import Any

from .case import Case
from .normal import plain, shortened, unbounded, unchunked
from .server.visit import Visit
from .sides import Met, Side

EXITS = {0: 0, 22: 1, 1: 2, 2: 2, 3: 2, 26: 2}
"""cli.md's exit code for curl's numbers; every other number means that no whole answer was had: 3."""


def outcome_of(met: Met, case: Case, side: Side) -> dict[str, Any]:
    def told(data: bytes) -> str:
        return plain(data.decode("latin-1"), side.site.ports, str(side.folder))

    connections = [connection(visit, told) for visit in met.visits]
    if case.unordered:
        connections.sort(key=repr)
    return {
        "code": met.code,
        "connections": connections,
        "stdout": shortened(told(met.stdout)),
        "files": {name: shortened(told(data)) for name, data in met.files.items()},
        "marks": met.marks,
        "stderr": told(met.stderr).splitlines() if case.stderr else spoken(told(met.stderr)),
    }


def spoken(text: str) -> list[str]:
    """The lines of -v that hold what went over the wire."""
    return [line.rstrip("\r") for line in text.split("\n") if line.startswith(("> ", "< "))]


def connection(visit: Visit, told: Any) -> dict[str, Any]:
    """`door` and `requests`; and what TLS or SOCKS said."""
    facts = {name: told(value.encode()) if isinstance(value, str) else value for name, value in visit.facts.items()}
    if "asked" in facts:
        facts["asked"] = [told(line.encode()) for line in facts["asked"]]
    return {"door": visit.door, **facts, "requests": [request(told(unchained(raw))) for raw in visit.requests]}


def unchained(raw: bytes) -> bytes:
    """The request with the lengths that a boundary's own length changes taken out."""
    return unbounded(raw.decode("latin-1")).encode("latin-1")


def request(text: str) -> dict[str, Any]:
    if text.startswith("\x16\x03"):
        return {"line": "<a TLS greeting>"}
    head, _, body = text.partition("\r\n\r\n")
    line, *headers = head.split("\r\n")
    if any(one.lower() == "transfer-encoding: chunked" for one in headers):
        body = unchunked(body)
    return {"line": line, "headers": headers, "body": shortened(body)}
