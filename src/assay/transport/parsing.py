"""The head of an answer, read as strictly as Node's parser reads it (RFC 9112 sections 4 to 6)."""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.model.http import Header, Headers

STATUS = re.compile(rb"HTTP/(1\.[01]|2|3)(?:\.0)? +([1-9]\d\d)(?: (.*?))? *\r?\n", re.DOTALL)
FIELD = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]++:[\t\x20-\x7e\x80-\xff]*+\r\n")
FIELDS = re.compile(rb"(?:%s)*+" % FIELD.pattern)
LENGTHS = re.compile(rb"^content-length:(.*)$", re.IGNORECASE | re.MULTILINE)
MOST_DIGITS = 18
CODING = re.compile(rb"^transfer-encoding:", re.IGNORECASE | re.MULTILINE)


class Malformed(Exception):
    """The head breaks the grammar; `code` and `reason` are llhttp's."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Head(NamedTuple):
    """A status line and its fields."""

    status: int
    reason: str
    http_version: str
    headers: Headers


def status_of(line: bytes) -> int:
    """The status code of a status line; raises Malformed."""
    found = STATUS.fullmatch(line)
    if found is None:
        raise _bad_status(line)
    return int(found[2])


def read_head(lines: list[bytes], *, lenient: bool) -> Head:
    """`lines`: the status line and each field line with their line ends, without the empty one. Raises Malformed."""
    found = STATUS.fullmatch(lines[0])
    if found is None:
        raise _bad_status(lines[0])
    version = found[1].decode()
    fields = b"".join(lines[1:])
    if not lenient:
        _check(lines, fields, version)
    return Head(
        status=int(found[2]),
        # Newman reads the reason as UTF-8 and the fields as latin-1.
        reason=(found[3] or b"").decode("utf-8", "replace"),
        http_version=version,
        headers=tuple(_field(line) for line in fields.decode("latin-1").split("\n") if line),
    )


def _field(line: str) -> Header:
    name, _, value = line.partition(":")
    return Header(name, value.strip(" \t\r"))


def _bad_status(line: bytes) -> Malformed:
    if not line.startswith(b"HTTP/"):
        return Malformed("HPE_INVALID_CONSTANT", "Expected HTTP/, RTSP/ or ICE/")
    if not re.match(rb"HTTP/(1\.[01]|[23](\.0)?) ", line):
        return Malformed("HPE_INVALID_VERSION", "Invalid HTTP version")
    return Malformed("HPE_INVALID_STATUS", "Invalid status code")


def _check(lines: list[bytes], fields: bytes, version: str) -> None:
    if not lines[0].endswith(b"\r\n"):
        raise Malformed("HPE_CR_EXPECTED", "Missing expected CR after response line")
    if version not in ("1.0", "1.1"):
        return
    if FIELDS.fullmatch(fields) is None:
        raise _bad_field(next(line for line in lines[1:] if FIELD.fullmatch(line) is None))
    _check_framing(fields)


def _bad_field(line: bytes) -> Malformed:
    if line[:1] in b" \t":
        return Malformed("HPE_INVALID_HEADER_TOKEN", "Unexpected whitespace after header value")
    if not line.endswith(b"\r\n"):
        return Malformed("HPE_CR_EXPECTED", "Missing expected CR after header value")
    name, colon, _ = line.partition(b":")
    if not colon or FIELD.fullmatch(name + b":\r\n") is None:
        return Malformed("HPE_INVALID_HEADER_TOKEN", "Invalid header token")
    return Malformed("HPE_INVALID_HEADER_TOKEN", "Invalid header value char")


def _check_framing(fields: bytes) -> None:
    lengths = LENGTHS.findall(fields)
    if not lengths:
        return
    if len(lengths) > 1:
        raise Malformed("HPE_UNEXPECTED_CONTENT_LENGTH", "Duplicate Content-Length")
    length = lengths[0].strip()
    if not length.isdigit():
        raise Malformed("HPE_INVALID_CONTENT_LENGTH", "Invalid character in Content-Length")
    if len(length) > MOST_DIGITS:
        raise Malformed("HPE_INVALID_CONTENT_LENGTH", "Content-Length overflow")
    if CODING.search(fields):
        raise Malformed("HPE_INVALID_TRANSFER_ENCODING", "Transfer-Encoding can't be present with Content-Length")
