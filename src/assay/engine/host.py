"""The ASCII form of a host (WHATWG URL, 3.5), or the host as it was where it has none."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote_to_bytes

from assay.engine.octets import utf8

_ORDINARY = re.compile(r"[a-z_-][a-z0-9_-]*(?:\.[a-z_-][a-z0-9_-]*)*")
_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_IGNORED = re.compile(r"[\t\n\r]")
_NUMBERS = (
    (re.compile(r"0[xX]([0-9a-fA-F]*)"), 16),
    (re.compile(r"0([0-7]+)"), 8),
    (re.compile(r"([1-9][0-9]*|0)"), 10),
)
_LAST_NUMBER = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")
_LONGEST = 1024
"""Characters of a host that are looked at: no name that resolves is longer than 253."""


def ascii_host(host: str) -> str:
    """The host of a URL as it goes on the wire; `host` is lower-case already."""
    return host if _ORDINARY.fullmatch(host) or len(host) > _LONGEST else _converted(host)


@lru_cache(maxsize=256)
def _converted(host: str) -> str:
    plain = _IGNORED.sub("", host)
    if plain.startswith("["):
        return _ipv6(plain) or host
    domain = _mapped(plain)
    if not domain or _FORBIDDEN.search(domain):
        return host
    return (_ipv4(domain) or host) if _ends_in_a_number(domain) else domain


def _mapped(host: str) -> str | None:
    """Percent-decoded, then mapped by UTS 46."""
    if "%" in host:
        host = unquote_to_bytes(utf8(host)).decode("utf-8", "replace")
    return host.lower() if host.isascii() else _domain_to_ascii(host)


def _domain_to_ascii(domain: str) -> str | None:
    import idna  # only for names outside of ASCII: its tables take their time to load

    try:
        mapped = idna.uts46_remap(domain, std3_rules=False, transitional=False)
        return ".".join(map(_ascii_label, mapped.split(".")))
    except UnicodeError:  # idna.IDNAError is one
        return None


def _ascii_label(label: str) -> str:
    """A label in Punycode (RFC 3492). Raises UnicodeError where it is no valid one."""
    if label.startswith("xn--") and label[4:].encode("ascii").decode("punycode").isascii():
        raise UnicodeError("a label pretends to be in Punycode")
    if label.isascii():
        return label
    if unicodedata.category(label[0]).startswith("M"):
        raise UnicodeError("a label begins with a combining mark")
    return "xn--" + label.encode("punycode").decode("ascii")


def _ipv6(text: str) -> str | None:
    if not text.endswith("]") or "%" in text:
        return None
    try:
        address = int(IPv6Address(text[1:-1]))
    except AddressValueError:
        return None
    return f"[{_compressed([address >> shift & 0xFFFF for shift in range(112, -16, -16)])}]"


def _compressed(pieces: list[int]) -> str:
    """The first of the longest runs of two or more zeros gives way to `::` (RFC 5952, 4.2)."""
    text = ":".join(f"{piece:x}" for piece in pieces)
    runs = re.findall(r"(?<![0-9a-f])0(?::0)+(?![0-9a-f])", text)
    if not runs:
        return text
    longest = re.escape(max(runs, key=len))
    before, after = re.split(rf"(?<![0-9a-f]){longest}(?![0-9a-f])", text, maxsplit=1)
    return f"{before.rstrip(':')}::{after.lstrip(':')}"


def _ends_in_a_number(domain: str) -> bool:
    return bool(_LAST_NUMBER.fullmatch(domain.removesuffix(".").rpartition(".")[2]))


def _ipv4(domain: str) -> str | None:
    """Dotted decimal from one to four numbers in any of C's bases; the last one fills what is left."""
    numbers = [_number(label) for label in domain.removesuffix(".").split(".")[:5]]
    *first, last = (-1 if number is None else number for number in numbers)
    if len(numbers) > 4 or -1 in (*first, last) or any(number > 255 for number in first):
        return None
    if last >= 256 ** (4 - len(first)):
        return None
    address = last + sum(number << 8 * (3 - index) for index, number in enumerate(first))
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def _number(label: str) -> int | None:
    for pattern, base in _NUMBERS:
        if match := pattern.fullmatch(label):
            digits = match[1].lstrip("0") or "0"
            return int(digits, base) if len(digits) <= 16 else 2**40
    return None
