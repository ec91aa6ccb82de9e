"""The URL cannot be sent: it has characters that no URL has, no host, or a port that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.transport.cause import cause, shown
from assay.model.explanation import Explanation

SOURCE = "RFC 3986, 2; curl, 3"


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What is wrong with it."""
    found = cause(evidence)
    if found is None:
        return
    url = evidence.transfer.url if evidence.transfer else evidence.request.url if evidence.request else ""
    wrong, remedy = _wrong(url[:8192], found.words)
    redirected = len(evidence.exchanges) > 1 or evidence.response is not None
    yield Explanation(
        rule="malformed-url",
        means="The redirect names a URL that cannot be sent." if redirected else f"The URL cannot be sent: {wrong}.",
        remedy="That is the server's fault." if redirected else remedy,
        evidence=(shown(found),),
        source=SOURCE,
    )


def _wrong(url: str, words: str) -> tuple[str, str]:
    if re.search(r"\s", url):
        return "it has a space or a line break in it", "Write %20 for a space; put the URL in quotes."
    if re.search(r"[\[\]{}]", url):
        return "it has brackets, which curl takes for a pattern", "Add -g, or encode them as %5B and %5D."
    if re.match(r"[a-z]+:/?[^/]", url):
        return "two slashes are missing after its scheme", "Write it as https://HOST/PATH."
    if "port" in words.lower():
        return "its port is no number from 0 to 65535", "Check the port."
    return "it is malformed", "Write it as https://HOST:PORT/PATH, encoded."
