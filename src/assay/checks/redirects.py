"""A redirect stays on the site that was asked, unless the contract says that the operation redirects."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urljoin, urlsplit

from assay.checks.check import Check, Judge, Seen
from assay.model.contract import Operation
from assay.model.finding import Finding
from assay.model.rule import Rule

OFF_SITE = Rule(
    name="off-site-redirect",
    title="A redirect leads to another site",
    law="An operation that declares no redirect sends nobody to another site",
    severity="high",
    basis="effect",
    assumes="Hosts under one registered name are one site, and so are the contract's servers. An operation that "
    "declares the status (a download kept elsewhere, a log-in at a provider) is meant to redirect. Another scheme or "
    "port of the same host is no other site.",
)
OPEN = Rule(
    name="open-redirect",
    title="The caller says where the answer redirects to",
    law="No parameter of a request leads whoever follows to any site (CWE-601)",
    severity="high",
    basis="effect",
    assumes="An address that was sent, of a host that is none of the API's, is not to be gone to. An API that "
    "shortens or forwards links declares the redirect, and says nothing against any host: it switches the rule off.",
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def judge(seen: Seen) -> Iterator[Finding]:
    """What Location says of where to go next."""
    host = _elsewhere(seen)
    parameter = _sent_in(seen, host) if host else ""
    if parameter:
        message = f"Expected no redirect to a host that the caller names; {parameter} led to {host[:100]}."
        yield seen.finding(OPEN, message, where=f"query {parameter}", cause="redirect as sent")
    elif is_off_site(seen):
        message = f"Expected the answer from the API itself; it redirects to {host[:100]} with {seen.response.status}."
        yield seen.finding(OFF_SITE, message, where="Location", cause="redirect off site")


def is_off_site(seen: Seen) -> bool:
    """Whether an answer sends to another site, and no redirect is declared."""
    return bool(_elsewhere(seen)) and not declares(seen.operation, seen.response.status)


def _elsewhere(seen: Seen) -> str:
    """The host of another site that an answer redirects to; empty where it does not."""
    location = seen.response.header("location")
    if seen.response.status not in _REDIRECTS or not location:
        return ""
    host = _host(_joined(seen.exchange.request.url, location))
    return "" if any(_is_same_site(host, known) for known in _known_hosts(seen)) else host


def declares(operation: Operation, status: int) -> bool:
    """Whether a redirect is among the declared answers."""
    return any(answer.status in (str(status), "3XX") for answer in operation.answers)


def _known_hosts(seen: Seen) -> Iterator[str]:
    yield _host(seen.exchange.request.url)
    for server in (*seen.contract.servers, *seen.operation.servers):
        yield _host(server)
    for scheme in seen.contract.security_schemes:
        yield _host(scheme.authorization_url)


def _sent_in(seen: Seen, host: str) -> str:
    """The query parameter that holds this host as an address."""
    try:
        pairs = parse_qsl(urlsplit(seen.exchange.request.url).query, max_num_fields=1000)
    except ValueError:
        return ""
    return next((name for name, value in pairs if _host(_joined("http://\0/", unquote(value))) == host), "")


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location.strip().replace("\\", "/"))
    except ValueError:
        return ""


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower().rstrip(".")
    except ValueError:
        return ""


def _is_same_site(host: str, known: str) -> bool:
    """Whether two hosts are the same, or have the last two names in common; addresses have no names."""
    if host == known or not known:
        return host == known
    if host.replace(".", "").isdigit() or known.replace(".", "").isdigit() or ":" in host:
        return False
    return known.count(".") >= 1 and host.split(".")[-2:] == known.split(".")[-2:]


def _fresh() -> Judge:
    return judge


CHECK = Check(name="redirects", rules=(OFF_SITE, OPEN), judge=_fresh)
