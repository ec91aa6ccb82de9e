"""HTML where JSON was asked for: a page for logging in, of a proxy, or of an application's front end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import looks_html, start
from assay.explain.evidence import Evidence
from assay.explain.media import essence, in_list, is_json
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 12.5.1"
TITLE = Pattern(r"<title[^<>]{0,100}>([^<]{1,200})<", re.IGNORECASE)
PASSWORD = Pattern(r"<input[^<>]{0,300}type=[\"']?password", re.IGNORECASE)
APPLICATION = Pattern(r"<div id=[\"']?(?:root|app|__next|__nuxt)\b|<app-root\b")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """What page it seems to be."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None or not looks_html(response):
        return
    accept, type_sent = sent.header(exchange, "accept"), sent.header(exchange, "content-type")
    if any(is_json(each) for each in in_list(accept)):
        asked = field("Accept", accept or "")
    elif is_json(essence(type_sent)):
        asked = f"sent: {field('Content-Type', type_sent or '')}"
    else:
        return
    text = start(response, 32_768)
    title = TITLE.search(text)
    what, remedy, sure = _page(text)
    yield Explanation(
        rule="unexpected-html",
        means=f"JSON was asked for, and a page came{what}.",
        remedy=remedy,
        evidence=(
            asked,
            f"{response.status} as {essence(response.header('content-type')) or 'no type'}",
            *((f"title: {cut(title[1], 80)}",) if title else ()),
        ),
        source=SOURCE,
        sure="likely" if sure else "fact",
    )


def _page(text: str) -> tuple[str, str, bool]:
    if PASSWORD.search(text):
        return (
            ": it asks for a password, so the session is missing or ran out",
            "Log in, or send the API's token.",
            True,
        )
    if APPLICATION.search(text):
        return (
            ": the front end of an application, which answers for every unknown path",
            "Check the API's base URL; a prefix as /api may be missing.",
            True,
        )
    return "", "Check host and path: a web server or a proxy may have answered in the API's place.", False
