"""A request with `Origin` whose answer does not allow that origin: a browser would keep it from the page."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "Fetch, 3.2"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is missing or differs."""
    exchange, response = evidence.exchanges[-1], evidence.response
    origin = (sent.header(exchange, "origin") or "").strip()
    if response is None or not origin:
        return
    allowed = values(response, "access-control-allow-origin")
    wrong = _wrong(evidence, origin, allowed)
    if wrong:
        yield Explanation(
            rule="cors",
            means=f"A browser would keep this answer from a page of {cut(origin, 60)}: {wrong}.",
            remedy="That concerns browsers only; the API has to allow the origin by name.",
            evidence=(field("Origin", origin), *(field("Access-Control-Allow-Origin", each) for each in allowed[:2]))
            if allowed
            else (field("Origin", origin), "no Access-Control-Allow-Origin in the answer"),
            source=SOURCE,
        )


def _wrong(evidence: Evidence, origin: str, allowed: list[str]) -> str:
    exchange, response = evidence.exchanges[-1], evidence.response
    if not allowed:
        return "it allows no origin"
    if len(allowed) > 1:
        return "it allows an origin twice, which browsers refuse"
    if allowed[0] not in ("*", origin):
        return "it allows another origin"
    cookie = sent.header(exchange, "cookie") is not None
    if allowed[0] == "*" and cookie:
        return "it was asked with cookies, for which * does not count"
    if cookie and response and (response.header("access-control-allow-credentials") or "").strip() != "true":
        return "it does not allow credentials"
    return _preflight(evidence)


def _preflight(evidence: Evidence) -> str:
    """What an answer to OPTIONS forgets of what was asked."""
    exchange, response = evidence.exchanges[-1], evidence.response
    asked = sent.header(exchange, "access-control-request-method")
    if sent.method(exchange) != "OPTIONS" or not asked or response is None:
        return ""
    methods = [each.strip() for each in ",".join(values(response, "access-control-allow-methods"))[:2000].split(",")]
    if asked not in methods and "*" not in methods and asked not in ("GET", "HEAD", "POST"):
        return f"it does not allow {cut(asked, 20)}"
    wanted = [
        each.strip().lower()
        for each in (sent.header(exchange, "access-control-request-headers") or "")[:2000].split(",")
    ]
    allowed = [
        each.strip().lower() for each in ",".join(values(response, "access-control-allow-headers"))[:4000].split(",")
    ]
    missing = [each for each in wanted if each and each not in allowed and "*" not in allowed]
    return f"it does not allow the header {cut(missing[0], 40)}" if missing else ""
