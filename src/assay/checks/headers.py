"""Headers that keep browsers and caches from doing harm, asked only by choice, and those that are left over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.checks.check import Check, Judge, Seen
from assay.model.finding import Finding, Severity
from assay.model.rule import Rule


def _rule(name: str, title: str, law: str, assumes: str, severity: Severity = "low") -> Rule:
    return Rule(
        name=name, title=title, law=law, severity=severity, basis="inferred", assumes=assumes, by_choice=True
    )  # fmt: skip


SNIFFING = _rule(
    "sniffing-allowed",
    "Browsers may guess the media type",
    "An answer with a body has X-Content-Type-Options: nosniff",
    "Browsers open the answers, or people can be led to open them.",
)
CACHED = _rule(
    "private-cached",
    "Private data may be kept by caches",
    "An answer to somebody with credentials has Cache-Control: no-store, private or no-cache",
    "What is answered to credentials is for their owner. RFC 9111, 3.5 keeps shared caches from answers to "
    "Authorization, but not from those to cookies and keys, and no browser from either.",
)
TRANSPORT = _rule(
    "transport-downgradable",
    "Nothing keeps browsers on HTTPS",
    "Over HTTPS, an answer has Strict-Transport-Security (RFC 6797)",
    "Browsers call the API, and what answers is what the outside sees, not a server behind a proxy that adds it.",
)
COOKIE = _rule(
    "cookie-unprotected",
    "A session's cookie is not protected",
    "A cookie that is named like a session is HttpOnly and SameSite, and over HTTPS Secure",
    "A cookie named like a session or token is a credential, and no script of the API's own pages has to read it; "
    "one named like a CSRF token is there to be read.",
    "medium",
)
SOFTWARE = _rule(
    "software-told",
    "Headers tell the version of the software",
    "No header tells which version of which software answers",
    "Who looks for known holes starts with versions. A name without a number says little.",
)
FRAMING = _rule(
    "framing-allowed",
    "Any page may show an answer in a frame",
    "An answer has a Content-Security-Policy that says who may frame it, or X-Frame-Options",
    "Browsers open the answers, or people can be led to open them.",
)
DEBUG = Rule(
    name="debug-header",
    title="An answer has a header for developers",
    law="No header is left over from looking for mistakes",
    severity="low",
    basis="inferred",
    assumes="What has debug, profiler or trace dump in its name, and is in no declared answer, is left over. Ids by "
    "which support finds a request again are meant, and so is what the caller asked for by a header of that name.",
)
_DEBUG = re.compile(r"(?:^|[-_])(?:debug|profiler|xdebug|debugbar|querylog|querycount)(?:[-_]|$)", re.IGNORECASE)
_ID = re.compile(r"[-_](?:id|ref|request|correlation)$", re.IGNORECASE)
_FRAMED = re.compile(r"\b(?:frame-ancestors|sandbox)\b", re.IGNORECASE)
_SESSION = re.compile(r"sess|sid$|^sid|auth|token|jwt|remember|login", re.IGNORECASE)
_CSRF = re.compile(r"csrf|xsrf", re.IGNORECASE)
_PRODUCTS = ("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator")
_PRIVATE = frozenset({"no-store", "private", "no-cache", "max-age=0", "s-maxage=0"})


def judge(seen: Seen) -> Iterator[Finding]:
    """Each header that is missing or tells too much, once an operation."""
    response = seen.response
    if not seen.honest:
        return
    yield from _debugging(seen)
    yield from _framing(seen)
    if response.body and "nosniff" not in (response.header("x-content-type-options") or "").lower():
        message = f"Expected X-Content-Type-Options: nosniff; the answer {response.status} has none."
        yield seen.finding(SNIFFING, message, where="X-Content-Type-Options", cause="no nosniff")
    if seen.exchange.request.url.startswith("https:") and response.header("strict-transport-security") is None:
        message = "Expected Strict-Transport-Security over HTTPS; the answer has none."
        yield seen.finding(TRANSPORT, message, where="Strict-Transport-Security", cause="no HSTS")
    yield from _caching(seen)
    yield from _cookies(seen)
    yield from _software(seen)


def _framing(seen: Seen) -> Iterator[Finding]:
    policy = seen.response.header("content-security-policy") or ""
    if seen.response.body and not _FRAMED.search(policy) and seen.response.header("x-frame-options") is None:
        message = f"Expected a word on who may frame the answer {seen.response.status}; there is none."
        yield seen.finding(FRAMING, message, where="Content-Security-Policy", cause="framing")


def _debugging(seen: Seen) -> Iterator[Finding]:
    declared = {one.name.lower() for answer in seen.operation.answers for one in answer.headers}
    asked = {name.lower() for name, _ in seen.exchange.request.headers}
    for name, _ in seen.response.headers:
        if _DEBUG.search(name) and not _ID.search(name) and name.lower() not in declared | asked:
            message = f"Expected no header for developers; the answer {seen.response.status} has {name[:80]}."
            yield seen.finding(DEBUG, message, where=name[:80], cause=f"header {name[:80].lower()}")


def _caching(seen: Seen) -> Iterator[Finding]:
    kept = seen.exchange.request.method == "GET" and seen.response.status == 200 and seen.response.body
    if not kept or seen.identity.anonymous or not seen.operation.security or () in seen.operation.security:
        return
    told = (seen.response.header("cache-control") or "").lower()
    if not _PRIVATE & {part.strip() for part in told.split(",")}:
        message = f"Expected Cache-Control to keep the answer from caches; it is {told[:80] or 'missing'}."
        yield seen.finding(CACHED, message, where="Cache-Control", cause="cacheable")


def _cookies(seen: Seen) -> Iterator[Finding]:
    for name, text in seen.response.headers:
        if name.lower() != "set-cookie":
            continue
        pair, *attributes = (part.strip() for part in text.split(";"))
        cookie, _, value = pair.partition("=")
        if not value or not _SESSION.search(cookie) or _CSRF.search(cookie):
            continue
        had = {one.partition("=")[0].strip().lower() for one in attributes}
        wanted = ["HttpOnly", "SameSite", *(["Secure"] if seen.exchange.request.url.startswith("https:") else [])]
        missing = [one for one in wanted if one.lower() not in had]
        if missing:
            message = f"Expected the cookie {cookie[:60]} to be {', '.join(wanted)}; it is not {', '.join(missing)}."
            yield seen.finding(COOKIE, message, where=f"Set-Cookie {cookie[:60]}", cause=f"not {missing}")


def _software(seen: Seen) -> Iterator[Finding]:
    for name in _PRODUCTS:
        text = seen.response.header(name) or ""
        if re.search(r"\d+\.\d+", text):
            message = f"Expected no version of the software in a header; {name} is {text[:80]}."
            yield seen.finding(SOFTWARE, message, where=name, cause=f"version in {name}")


def _fresh() -> Judge:
    return judge


CHECK = Check(name="headers", rules=(SNIFFING, CACHED, TRANSPORT, COOKIE, SOFTWARE, FRAMING, DEBUG), judge=_fresh)
