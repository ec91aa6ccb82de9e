"""JSON Web Tokens as they stand in a request, their claims read and never shown (RFC 7519)."""

from __future__ import annotations

import binascii
from typing import Any, NamedTuple

from assay.explain import json_reading, sent
from assay.explain.address import address
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.model.exchange import Exchange

JWT = Pattern(r"(?<![\w-])eyJ[\w-]{2,8000}+\.[\w-]{0,16000}+\.[\w-]{0,8000}+")
LONGEST = 32_768
PLACES = ("authorization", "cookie", "proxy-authorization")


class Token(NamedTuple):
    """A JWT: where it stood, and what it says. `claims` is empty where they cannot be read (an encrypted token)."""

    place: str
    header: dict[str, Any]
    claims: dict[str, Any]

    def moment(self, claim: str) -> float | None:
        """A NumericDate among the claims."""
        found = self.claims.get(claim)
        return float(found) if isinstance(found, int | float) and abs(found) < 1e15 else None


def tokens(evidence: Evidence) -> list[Token]:
    """Those that the request that stands carried, Authorization first."""
    kept = evidence.__dict__
    if "tokens" not in kept:
        kept["tokens"] = _find(evidence.last) if evidence.last else []
    found: list[Token] = kept["tokens"]
    return found


def _find(exchange: Exchange) -> list[Token]:
    places = [(name, value) for name, value in sent.headers(exchange) if "eyJ" in value]
    places.sort(key=lambda pair: pair[0].lower() not in PLACES)
    query = address(exchange.request.url).query
    found = [read(name, match[0]) for name, value in places[:20] for match in JWT.finditer(value[:LONGEST])]
    return found[:4] + [read("the query", match[0]) for match in JWT.finditer(query[:LONGEST])][:2]


def read(place: str, text: str) -> Token:
    """The parts of a token, empty where they are none."""
    header, claims, _ = text.split(".", 2)
    return Token(place, _part(header), _part(claims))


def _part(text: str) -> dict[str, Any]:
    try:
        data = binascii.a2b_base64(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return {}
    value = json_reading.read(data)
    return value if isinstance(value, dict) else {}
