"""An error page of the web server itself (nginx, Apache, IIS, Tomcat): the API was perhaps never asked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.answer import looks_html, start
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "the answer's own page"
PAGES = (
    ("nginx", Pattern(r"<center>(?:nginx|openresty|tengine)\b[^<]{0,40}</center>", re.IGNORECASE)),
    ("Apache", Pattern(r"<address>Apache[^<]{0,80}</address>|was not found on this server\.", re.IGNORECASE)),
    (
        "IIS",
        Pattern(
            r"Internet Information Services|IIS (?:\d+\.\d+ )?Detailed Error|<h2>404 - File or directory not found",
            re.IGNORECASE,
        ),
    ),
    ("Tomcat", Pattern(r"<h3>Apache Tomcat[^<]{0,40}</h3>|HTTP Status \d{3} [^<]{0,60}", re.IGNORECASE)),
    ("HAProxy", Pattern(r"<h1>\d{3} [^<]{3,60}</h1>\s*(?:No server is available|Your browser sent)", re.IGNORECASE)),
    ("a load balancer of AWS", Pattern(r"<center><h1>\d{3} [^<]{3,60}</h1></center>\s*</body>", re.IGNORECASE)),
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Whose page it is."""
    response = evidence.response
    if response is None or not looks_html(response):
        return
    text = start(response, 16_384)
    for name, pattern in PAGES:
        found = pattern.search(text)
        if found:
            yield Explanation(
                rule="web-server-page",
                means=f"The page is that of {name} itself, not an answer of an API behind it.",
                remedy="Look at how it passes this path on, and at whether the API behind it runs.",
                evidence=(f"{response.status} as text/html with: {cut(found[0], 80)}",),
                source=SOURCE,
                sure="likely",
            )
            return
