"""A `Set-Cookie` that clients refuse: Secure over http, a foreign domain, SameSite=None without Secure."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.address import Address, address
from assay.explain.answer import values
from assay.explain.cookies.fields import Cookie, read
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "RFC 6265bis, 5.7"
DAY = 86_400


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Each cookie that is."""
    for exchange in evidence.exchanges[-10:]:
        place = address(exchange.request.url)
        for text in values(exchange.response, "set-cookie")[:50] if exchange.response else []:
            cookie = read(text)
            wrong, remedy = _wrong(cookie, place)
            if wrong:
                yield Explanation(
                    rule="cookie-refused",
                    means=f"The cookie {cut(cookie.name, 60)} is not kept: {wrong}.",
                    remedy=remedy,
                    evidence=(f"Set-Cookie: {cut(cookie.shown)}", f"{place.scheme}://{place.site}"),
                    source=SOURCE,
                    exchange=exchange.id,
                )


def _wrong(cookie: Cookie, place: Address) -> tuple[str, str]:
    attributes, secure = cookie.attributes, "secure" in cookie.attributes
    domain = attributes.get("domain", "").lstrip(".").lower()
    if not cookie.name:
        return "it has no name", "The API has to write NAME=VALUE."
    if domain and domain != place.host and not place.host.endswith(f".{domain}"):
        return (
            f"its domain {cut(domain, 60)} is not that of {place.host}",
            "The API has to leave Domain out, or name its own.",
        )
    if secure and place.scheme == "http" and not place.loopback:
        return "it is Secure and came over http", "Use https."
    if cookie.name.startswith("__Secure-") and not secure:
        return "its name begins with __Secure- and it is not Secure", "The API has to add Secure."
    if cookie.name.startswith("__Host-") and (not secure or domain or attributes.get("path") != "/"):
        return "its name begins with __Host-, which asks for Secure, Path=/ and no Domain", "The API has to keep these."
    if attributes.get("samesite", "").lower() == "none" and not secure:
        return "browsers want Secure beside SameSite=None (curl keeps it)", "The API has to add Secure."
    return "", ""
