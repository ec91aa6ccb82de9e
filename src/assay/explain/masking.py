"""No explanation shows a secret: what the request carried as one is replaced in every word that is told."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

import msgspec

from assay.explain import sent
from assay.explain.address import address, parameters
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.placeholders import is_placeholder
from assay.model.exchange import Exchange
from assay.model.explanation import Explanation

STARS = "***"
CUT = "…"
"""What `quoting.cut` puts in the place of the rest."""
SHORTEST = 4
SECRET_NAME = Pattern(
    r"auth|token|secret|passw|pwd|api.?key|apikey|session|sid$|signature|credential|private|cookie|jwt|csrf|xsrf|"
    r"^key$|^sig$|^code$|x-amz-security",
    re.IGNORECASE,
)
JWT = Pattern(r"eyJ[\w-]{6,}(?:\.[\w-]*){0,4}")
PLAIN = Pattern(r"[a-z]{1,14}|\d{1,3}")
"""A value that is a word of the language hides nothing when it is shown, and much when it is not."""


def masked(explanations: list[Explanation], evidence: Evidence) -> tuple[Explanation, ...]:
    """The explanations without any secret of the exchanges."""
    secrets = _secrets(evidence)
    return tuple(_clean(each, secrets) for each in explanations)


def _clean(explanation: Explanation, secrets: list[str]) -> Explanation:
    return msgspec.structs.replace(
        explanation,
        means=_replaced(explanation.means, secrets),
        remedy=_replaced(explanation.remedy, secrets),
        evidence=tuple(_replaced(each, secrets) for each in explanation.evidence),
    )


def _replaced(text: str, secrets: list[str]) -> str:
    for secret in secrets:
        if secret in text:
            text = text.replace(secret, STARS)
        if CUT in text:
            text = _without_beginning(text, secret)
    return JWT.sub(STARS, text) if "eyJ" in text else text


def _without_beginning(text: str, secret: str) -> str:
    """The text without the beginning of a secret that was cut off with what came after it."""
    before, _, after = text.partition(CUT)
    longest = min(len(secret), len(before))
    kept = next((size for size in range(longest, SHORTEST - 1, -1) if before.endswith(secret[:size])), 0)
    return f"{before[: len(before) - kept]}{STARS}{CUT}{after}" if kept else text


def _secrets(evidence: Evidence) -> list[str]:
    found = {value for exchange in evidence.exchanges for value in _of(exchange)}
    options = evidence.transfer.options if evidence.transfer else {}
    for name in ("user", "proxy-user"):
        found.add(str(options.get(name, "")).partition(":")[2])
    found.add(str(options.get("oauth2-bearer", "")))
    wanted = {value for value in found if len(value) >= SHORTEST and not _harmless(value)}
    return sorted(wanted, key=len, reverse=True)


def _harmless(value: str) -> bool:
    return PLAIN.fullmatch(value) is not None or is_placeholder(value)


def _of(exchange: Exchange) -> Iterator[str]:
    for name, value in sent.headers(exchange):
        if SECRET_NAME.search(name):
            yield from _in_field(name.lower(), value)
    parts = address(exchange.request.url)
    yield from (value for name, value in parameters(parts.query) if SECRET_NAME.search(name))
    yield parts.userinfo.partition(":")[2]
    if exchange.response:
        yield from (_cookie(value) for name, value in exchange.response.headers if name.lower() == "set-cookie")


def _in_field(name: str, value: str) -> Iterator[str]:
    if name == "cookie":
        yield from (pair.partition("=")[2].strip() for pair in value.split(";"))
    elif name.endswith("authorization"):
        scheme, space, rest = value.strip().partition(" ")
        yield rest.strip() if space else scheme
        if scheme.lower() == "basic":
            yield _password(rest.strip())
    else:
        yield value


def _password(credentials: str) -> str:
    try:
        return binascii.a2b_base64(credentials).partition(b":")[2].decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _cookie(value: str) -> str:
    return value.partition(";")[0].partition("=")[2].strip()
