"""Which client certificate a URL gets, by Postman's match patterns (`https://*.example.com:8443/path/*`)."""

from __future__ import annotations

import re

import msgspec

from assay.engine.url import split_url
from assay.model.http import ClientCertificate

ALL_URLS = "<all_urls>"
DEFAULT_PORTS = {"http": "80", "https": "443"}
PATTERN = re.compile(r"^(?P<schemes>\*|[a-z+]+)://(?P<host>[^/:]*)(?::(?P<port>\*|\d+))?(?P<path>/.*)?$", re.IGNORECASE)


class CertificateRule(msgspec.Struct, frozen=True, kw_only=True):
    """A certificate, and the patterns of the URLs that it is for."""

    matches: tuple[str, ...]
    certificate: ClientCertificate


def certificate_for(rules: tuple[CertificateRule, ...], url: str) -> ClientCertificate | None:
    """The first rule that matches wins."""
    return next((rule.certificate for rule in rules if any(matches(p, url) for p in rule.matches)), None)


def matches(pattern: str, url: str) -> bool:
    """Whether a URL is one of those that the pattern means; a pattern that cannot be read means none."""
    if pattern == ALL_URLS:
        return True
    parsed = PATTERN.match(pattern)
    if not parsed:
        return False
    target = split_url(url)
    return (
        scheme_matches(parsed["schemes"].lower(), target.scheme)
        and host_matches(parsed["host"].lower(), target.hostname.lower())
        and port_matches(parsed["port"], target.scheme, target.authority)
        and glob(parsed["path"] or "/*", target.path)
    )


def scheme_matches(schemes: str, scheme: str) -> bool:
    """`*` stands for http and https; `http+https` lists several."""
    return scheme in (("http", "https") if schemes == "*" else schemes.split("+"))


def host_matches(pattern: str, host: str) -> bool:
    """`*` is any host; `*.example.com` is example.com and all below it."""
    if pattern == "*":
        return True
    if pattern.startswith("*."):
        return host == pattern[2:] or host.endswith(pattern[1:])
    return pattern == host


def port_matches(wanted: str | None, scheme: str, netloc: str) -> bool:
    """Without a port in the pattern only the scheme's default port matches, as in Postman."""
    if wanted == "*":
        return True
    default = DEFAULT_PORTS.get(scheme, "")
    given = netloc.rpartition("@")[2]
    port = given.rpartition(":")[2] if ":" in given and not given.endswith("]") else ""
    return (wanted or default) == (port or default)


def glob(pattern: str, text: str) -> bool:
    """`*` is any run of characters; linear, so that no pattern can stall us."""
    head, *middle = pattern.split("*")
    if not middle:
        return head == text
    *inner, tail = middle
    if not text.startswith(head):
        return False
    position = len(head)
    for part in inner:
        found = text.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return len(text) - position >= len(tail) and text.endswith(tail)
