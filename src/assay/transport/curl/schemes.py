"""Which schemes may be spoken: http and https, narrowed by --proto, --proto-redir and --proto-default."""

from __future__ import annotations

import re

import pycurl

from assay.transport.curl.asked import Asked
from assay.transport.curl.handle import Handle, octets
from assay.transport.curl.libcurl import DEFAULT_PROTOCOL, UNSUPPORTED_PROTOCOL
from assay.transport.curl.refused import Refused

SPOKEN = ("http", "https")
BITS = {"http": pycurl.PROTO_HTTP, "https": pycurl.PROTO_HTTPS}
SCHEME_START = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/")
SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
ENCODED = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
HOST = re.compile(r"((?:[A-Za-z][A-Za-z0-9+.-]*:/{1,3})?(?:[^/?#@]*@)?)([^/?#:\[\]@]+)(.*)", re.DOTALL)


def set_schemes(handle: Handle, asked: Asked, url: str) -> None:
    """Raises Refused."""
    named = SCHEME.match(url)
    if named and named[1].lower() not in SPOKEN:
        raise Refused(UNSUPPORTED_PROTOCOL, f"{named[1].lower()}:// is not spoken here: assay sends http and https")
    allowed = _allowed(asked.text("proto"))
    if not allowed:
        raise Refused(UNSUPPORTED_PROTOCOL, "--proto leaves neither http nor https to send by")
    handle.number(pycurl.PROTOCOLS, _bits(allowed), "proto")
    handle.number(pycurl.REDIR_PROTOCOLS, _bits(_allowed(asked.text("proto-redir"))), "proto-redir")
    default = asked.text("proto-default")
    if default is not None:
        if default.lower() not in SPOKEN:
            raise Refused(UNSUPPORTED_PROTOCOL, f"--proto-default {default!r} is not spoken here, only http and https")
        handle.text(DEFAULT_PROTOCOL, default, "proto-default")


def _allowed(rule: str | None) -> list[str]:
    """curl's list of changes: `=` takes only this, `+` or nothing adds, `-` takes away; `all` is every scheme."""
    allowed = set(SPOKEN)
    for word in (rule or "").replace(" ", "").split(","):
        sign, scheme = (word[0], word[1:]) if word[:1] in ("=", "+", "-") else ("+", word)
        named = set(SPOKEN) if scheme.lower() == "all" else {scheme.lower()} & set(SPOKEN)
        if sign == "=" and scheme:
            allowed = named
        elif sign == "-":
            allowed -= named
        else:
            allowed |= named
    return [scheme for scheme in SPOKEN if scheme in allowed]


def _bits(schemes: list[str]) -> int:
    return sum(BITS[scheme] for scheme in schemes)


def sendable(url: str) -> str:
    """The URL with a host beyond ASCII in its form for the wire (IDNA), which this libcurl cannot make itself."""
    found = HOST.match(url)
    if found is None:
        return url
    host = ENCODED.sub(_bytes, found[2])
    if host.isascii():
        return url
    import idna

    try:
        return f"{found[1]}{idna.encode(host, uts46=True).decode()}{found[3]}"
    except idna.IDNAError as error:
        raise Refused(pycurl.E_URL_MALFORMAT, f"{found[2]!r} is no host name: {error}") from error


def absolute(url: str, default: str | None) -> str:
    """The URL as libcurl reads it, scheme and all, for those who ask where it leads; as it is where it is none."""
    known = pycurl.CurlUrl()
    if default and not SCHEME_START.match(url):
        url = f"{default.lower()}://{url}"
    try:
        known.setpart(pycurl.UPART_URL, octets(url), pycurl.U_GUESS_SCHEME | pycurl.U_PATH_AS_IS)
        return known.getpart(pycurl.UPART_URL) or url
    except (pycurl.error, ValueError):
        return url


def _bytes(found: re.Match[str]) -> str:
    """Percent-encoded bytes of a host as the characters that they are in UTF-8."""
    return bytes.fromhex(found[0].replace("%", "")).decode("utf-8", "replace")
