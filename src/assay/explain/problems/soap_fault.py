"""An XML answer with a SOAP Fault in its Body."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import start
from assay.explain.evidence import Evidence
from assay.explain.pattern import Pattern
from assay.explain.quoting import cut, ended
from assay.model.explanation import Explanation

SOURCE = "SOAP 1.1, 4.4; SOAP 1.2, 5.4"
FAULT = Pattern(r"<(?:[\w-]{1,40}:)?Fault[\s>]")
PARTS = Pattern(r"<(?:[\w-]{1,40}:)?(faultcode|faultstring|Value|Text)(?:\s[^<>]{0,200})?>([^<]{1,500})<")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Its code and its reason."""
    response = evidence.response
    if response is None or b"Fault" not in response.body[:65_536]:
        return
    text = start(response)
    fault = FAULT.search(text)
    if fault and "Envelope" in text[: fault.start()]:
        parts = [(each[1], each[2]) for each in PARTS.finditer(text[fault.start() : fault.start() + 8192])][:4]
        reason = next((words for name, words in parts if name in ("faultstring", "Text")), "")
        yield Explanation(
            rule="soap-fault",
            means="The SOAP call failed" + (f": {ended(reason)}" if reason else "."),
            remedy="A code that ends in Client or Sender blames the request, Server or Receiver the service.",
            evidence=tuple(f"{name}: {cut(words, 120)}" for name, words in parts),
            source=SOURCE,
        )
