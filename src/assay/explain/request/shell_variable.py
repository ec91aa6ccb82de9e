"""`$NAME`, `${name}` or `%NAME%` in the URL, a header or a value of the body: quotes kept the shell out."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.placeholders import SHELL
from assay.explain.quoting import cut
from assay.model.explanation import Explanation

SOURCE = "POSIX.1-2024, Shell Command Language, 2.2.2"
IN_BODY = Pattern(r'[":=]\s{0,3}(\$\{[A-Za-z_]\w{0,60}\}|\$[A-Z_][A-Z0-9_]{1,60})(?=["&,}\s]|$)')
LONGEST = 262_144


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first one, and where it stands."""
    exchange = evidence.exchanges[-1]
    texts = [("the URL", exchange.request.url[:16_384])]
    texts += [(f"the header {name}", value[:16_384]) for name, value in sent.headers(exchange)]
    found = next(((place, match[0]) for place, text in texts if (match := SHELL.search(text))), None)
    if found is None:
        body = (sent.body(exchange) or b"")[:LONGEST].decode("utf-8", "replace")
        match = IN_BODY.search(body)
        found = ("the body", match[1]) if match else None
    if found:
        yield Explanation(
            rule="shell-variable",
            means=f"{cut(found[1], 60)} was sent as it is written, in {found[0]}: no shell put a value there.",
            remedy='Inside single quotes a shell replaces nothing: use double quotes ("…") around this part.',
            evidence=(f"in {found[0]}: {cut(found[1], 60)}",),
            source=SOURCE,
            sure="likely",
        )
