"""Header fields out of HPACK (RFC 7541), as far as requests of a short test need: ASCII, and no eviction."""

from __future__ import annotations

Field = tuple[str, str]

NAMES = """
accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control
content-disposition content-encoding content-language content-length content-location content-range content-type
cookie date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since
last-modified link location max-forwards proxy-authenticate proxy-authorization range referer refresh retry-after
server set-cookie strict-transport-security transfer-encoding user-agent vary via www-authenticate
"""
STATIC: list[Field] = [
    *((":authority", ""), (":method", "GET"), (":method", "POST"), (":path", "/"), (":path", "/index.html")),
    *((":scheme", "http"), (":scheme", "https")),
    *((":status", str(code)) for code in (200, 204, 206, 304, 400, 404, 500)),
    *(("accept-charset", ""), ("accept-encoding", "gzip, deflate")),
    *((name, "") for name in NAMES.split()),
]
"""Appendix A, from 1."""

BY_LENGTH = {
    5: "012aceiost",
    6: " %-./3456789=A_bdfghlmnpru",
    7: ":BCDEFGHIJKLMNOPQRSTUVWYjkqvwxyz",
    8: "&*,;XZ",
    10: "!\"()?",
    11: "'+|",
    12: "#>",
    13: "\0$@[]~",
    14: "^}",
    15: "<`{",
}  # fmt: skip
"""Appendix B is a canonical code: the symbols of each length, in order, are all that it takes."""


def codes() -> dict[str, str]:
    """Each code in binary digits, and its symbol."""
    found, code, before = {}, 0, 0
    for length, symbols in BY_LENGTH.items():
        code <<= length - before
        for symbol in symbols:
            found[f"{code:0{length}b}"] = symbol
            code += 1
        before = length
    return found


CODES = codes()


def unpacked(data: bytes) -> str:
    """Text out of Huffman's code; the padding at its end is shorter than any code."""
    text, pending = "", ""
    for bit in "".join(f"{byte:08b}" for byte in data):
        pending += bit
        if pending in CODES:
            text, pending = text + CODES[pending], ""
    if len(pending) > 7:
        raise ValueError("a symbol beyond ASCII")
    return text


class Reader:
    """The fields of header blocks, one block after the other on one connection."""

    def __init__(self) -> None:
        self._dynamic: list[Field] = []
        self._data = b""

    def fields(self, block: bytes) -> list[Field]:
        self._data = block
        found = []
        while self._data:
            field = self._field()
            if field is not None:
                found.append(field)
        return found

    def _field(self) -> Field | None:
        first = self._data[0]
        if first & 0x80:
            return self._entry(self._number(7))
        if first & 0x40:
            field = self._literal(6)
            self._dynamic.insert(0, field)
            return field
        if first & 0x20:
            self._number(5)  # a new size for the table: nothing is evicted here
            return None
        return self._literal(4)

    def _literal(self, bits: int) -> Field:
        index = self._number(bits)
        return (self._entry(index)[0] if index else self._text()), self._text()

    def _entry(self, index: int) -> Field:
        return STATIC[index - 1] if index <= len(STATIC) else self._dynamic[index - len(STATIC) - 1]

    def _number(self, bits: int) -> int:
        """Section 5.1."""
        most = (1 << bits) - 1
        value, self._data = self._data[0] & most, self._data[1:]
        if value < most:
            return value
        shift, more = 0, True
        while more:
            byte, self._data = self._data[0], self._data[1:]
            value, shift, more = value + ((byte & 0x7F) << shift), shift + 7, bool(byte & 0x80)
        return value

    def _text(self) -> str:
        packed = bool(self._data[0] & 0x80)
        size = self._number(7)
        raw, self._data = self._data[:size], self._data[size:]
        return unpacked(raw) if packed else raw.decode("latin-1")
