"""A body that is labelled XML and is none: line and column of the first error."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain import sent
from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_xml
from assay.explain.quoting import field
from assay.model.explanation import Explanation

SOURCE = "XML 1.0, 2.1"
LARGEST = 1024 * 1024


class _Declared(Exception):
    """The text declares entities: it is left alone, for they may be a bomb."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """Where, and the parser's reason."""
    exchange, response = evidence.exchanges[-1], evidence.response
    if response is None or response.truncated or not response.body or sent.method(exchange) == "HEAD":
        return
    if not is_xml(kind(response)) or len(response.body) > LARGEST or response.header("content-encoding"):
        return
    fault = _fault(response.body)
    if fault:
        yield Explanation(
            rule="broken-xml",
            means=f"The body is labelled XML and is none: {fault}.",
            remedy="Tell whoever runs the API; clients cannot read this.",
            evidence=(field("Content-Type", response.header("content-type") or ""), fault),
            source=SOURCE,
        )


def _fault(body: bytes) -> str:
    from xml.parsers import expat  # takes time to load, and is rarely needed

    def refuse(*_: object) -> None:
        raise _Declared

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except _Declared:
        return ""
    except expat.ExpatError as error:
        return f"line {error.lineno}, column {error.offset + 1}: {expat.ErrorString(error.code)}"
    return ""
