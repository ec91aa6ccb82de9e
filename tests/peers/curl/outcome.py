"""What a run left behind, in plain values that compare: one text for each thing that a server or a user can see."""

from __future__ import annotations

from typing import Any

from .case import Case
from .normal import plain, shortened, unbounded, unchunked
from .server.visit import Visit
from .sides import Met, Side

EXITS = {0: 0, 22: 1} | dict.fromkeys((1, 2, 3, 4, 26, 43, 49, 58, 59, 77, 82), 2)
"""cli.md's exit code for curl's numbers: with -f a status of 400 or more is a finding; what the command line itself
has wrong is usage: scheme, option, URL, file, certificate, cipher. Any other number means no whole answer: 3."""


def outcome_of(met: Met, case: Case, side: Side) -> dict[str, Any]:
    def told(data: bytes) -> str:
        return plain(data.decode("latin-1"), side.site.ports, str(side.folder))

    connections = [connection(visit, told) for visit in met.visits]
    if case.unordered:
        connections = gathered(connections)
    return {
        "code": met.code,
        "connections": connections,
        "stdout": shortened(told(met.stdout)),
        "files": {name: shortened(told(data)) for name, data in met.files.items()},
        "marks": met.marks,
        "stderr": told(met.stderr).splitlines() if case.stderr else spoken(told(met.stderr)),
    }


def gathered(connections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Side by side, chance decides which connection a request takes: all of a door's are one."""
    doors = sorted({one["door"] for one in connections})
    met = [(one["door"], request) for one in connections for request in one["requests"]]
    return [{"door": door, "requests": sorted((one for at, one in met if at == door), key=repr)} for door in doors]


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
