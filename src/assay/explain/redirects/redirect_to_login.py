"""A redirect to a page for logging in: what was asked for needs a session."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut
from assay.explain.redirects.steps import steps
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 15.4.3"
LOGIN = Pattern(
    r"/(?:log-?in|sign-?in|sso|auth(?:enticate|orize)?|saml2?|oauth2?/authori[sz]e|session/new)(?:[/.?;]|$)",
    re.IGNORECASE,
)


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one that no request for a log-in caused."""
    for step in steps(evidence):
        if LOGIN.search(step.new.path) and not LOGIN.search(step.old.path):
            yield Explanation(
                rule="redirect-to-login",
                means="The server sends whoever asks to a page for logging in: the session is missing or ran out.",
                remedy="Log in and send the session's cookie (-b), or use the token that the API takes in its place.",
                evidence=(f"{step.status} → {cut(step.new.path)}",),
                source=SOURCE,
                sure="likely",
                exchange=step.exchange.id,
            )
            return
