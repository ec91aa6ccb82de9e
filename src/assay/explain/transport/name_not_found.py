"""The host's name is not known to the name servers that were asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 1034, 4.3.1; curl, 6"
ENDINGS = {".con": ".com", ".cmo": ".com", ".ocm": ".com", ".om": ".com", ".nte": ".net", ".ogr": ".org", ".cm": ".com"}
SCHEMES = frozenset({"http", "https"})


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The name, and what may be wrong with it."""
    found = cause(evidence)
    if found is None or "proxy" in found.words.lower():
        return
    host = found.place.host
    looks, remedy = _look(host)
    yield Explanation(
        rule="name-not-found",
        means=f"There is no host of the name {host[:100]}, as far as the name servers of this machine know"
        + (f"; {looks}." if looks else "."),
        remedy=remedy or "Check how it is spelled; a name inside a company is known only inside its network or VPN.",
        evidence=(shown(found),),
        source=SOURCE,
        sure="likely" if looks else "fact",
    )


def _look(host: str) -> tuple[str, str]:
    if host in SCHEMES:
        return "the URL may name its scheme twice or lack a colon", "Write it as https://HOST/PATH."
    if host.startswith("-") or re.match("[\u2012-\u2015]", host):
        return "it begins with a dash, as an option does", "Type the option again with a plain -, and quote the URL."
    if re.search(r"[{}$<>]", host):
        return "it has a placeholder in it", "Put the real name in its place."
    ending = host[host.rfind(".") :] if "." in host else ""
    if ending in ENDINGS:
        return f"{ENDINGS[ending]} may be meant", f"Try {host[: -len(ending)]}{ENDINGS[ending]}."
    if "_" in host:
        return "it has an underscore, which no host name has", "Check the name; a dash may be meant."
    if "." not in host:
        return (
            "a name without a dot is known only in its own network (of containers, for one)",
            "From outside use localhost and the published port, or the whole name.",
        )
    return "", ""
