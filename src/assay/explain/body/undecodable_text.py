"""A text that is not what its label says: bytes that are not UTF-8, or a charset that nobody knows."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from assay.explain.answer import kind
from assay.explain.evidence import Evidence
from assay.explain.media import is_json, is_textual, parameter
from assay.explain.quoting import cut, field
from assay.model.explanation import Explanation

SOURCE = "RFC 8259, 8.1; RFC 9110, 8.3.2"
LARGEST = 4 * 1024 * 1024
LONGEST_NAME = 40
NO_CHARSETS = frozenset({"punycode", "idna", "undefined", "unicode_escape", "raw-unicode-escape", "unicode-escape"})
"""What Python has beside charsets under such names; two of them take time by the square of the length."""


def rule(evidence: Evidence) -> Iterator[Explanation]:
    """The charset told, and the first byte that is not of it."""
    response = evidence.response
    if response is None or response.truncated or not is_textual(kind(response)) or len(response.body) > LARGEST:
        return
    told = response.header("content-type") or ""
    charset = parameter(told, "charset")
    means, seen = _fault(response.body, charset, json=is_json(kind(response)))
    if means:
        yield Explanation(
            rule="undecodable-text",
            means=means,
            remedy="The API should send UTF-8 and say so: charset=utf-8."
            if charset is None
            else "Tell whoever runs the API.",
            evidence=(field("Content-Type", told), *((seen,) if seen else ())),
            source=SOURCE,
        )


def _fault(body: bytes, charset: str | None, *, json: bool) -> tuple[str, str]:
    name = charset or "utf-8"
    try:
        if len(name) > LONGEST_NAME or codecs.lookup(name).name in NO_CHARSETS:
            raise LookupError
        body.decode(name)
    except UnicodeDecodeError as error:
        place = f"byte {error.start}: 0x{body[error.start]:02x}" if error.start < len(body) else "at its end"
        return _undecodable(charset, json=json), place
    except UnicodeError:
        return _undecodable(charset, json=json), ""
    except (LookupError, ValueError):
        return f"The answer names a charset that there is not: {cut(name, 40)}.", ""
    return "", ""


def _undecodable(charset: str | None, *, json: bool) -> str:
    if charset is None and not json:
        return "The answer does not say in which charset its text is, and it is not UTF-8."
    said = "JSON has to be UTF-8" if charset is None else f"The answer says {cut(charset, 40)}"
    return f"{said}, but its bytes are not."
