"""A `Content-Encoding` that is in no registry, as a charset that was put into the wrong header."""

from __future__ import annotations

from collections.abc import Iterator

from assay.explain.answer import values
from assay.explain.evidence import Evidence
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 9110, 8.4.1"
KNOWN = frozenset(
    {"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "identity", "aes128gcm", "dcb", "dcz", "exi"}
    | {"pack200-gzip", "aws-chunked"}
)
CHARSETS = ("utf-8", "utf8", "iso-8859-1", "us-ascii", "windows-1252", "utf-16")


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The first that nobody knows."""
    response = evidence.response
    told = ", ".join(values(response, "content-encoding"))[:500] if response else ""
    for coding in (each.strip().lower() for each in told.split(",")):
        if coding and coding not in KNOWN:
            charset = coding in CHARSETS
            yield Explanation(
                rule="unknown-coding",
                means=f"Content-Encoding says {cut(coding, 40)}, which is "
                + ("a charset and no way of packing." if charset else "no coding that clients know."),
                remedy="The API should say charset in Content-Type." if charset else "",
                evidence=(field("Content-Encoding", told),),
                source=SOURCE,
            )
            return
