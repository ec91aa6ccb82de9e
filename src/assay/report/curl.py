"""Writes the curl command that sends a request again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from assay.formats.shell import quoted
from assay.model.exchange import Exchange
from assay.model.http import Header, Request
from assay.report.body import sent_bytes, sent_files

LONGEST_BODY = 8 * 1024
"""Bytes of a body that are put on the command line."""

_OWN = frozenset({"content-length", "connection", "postman-token"})
"""Headers that curl writes itself, or that mark one single request."""


def curl(exchange: Exchange, *, multiline: bool = False, variables: Mapping[str, str] | None = None) -> str:
    """The command, quoted for a POSIX shell (for bash, zsh or ksh where a value holds control characters).

    Secrets that were masked stay masked; in the place of one of `variables`, by secret, the shell's variable stands. A
    body that is binary, long or read from several files is left to standard input, and a comment says what belongs
    there.
    """
    request, known = exchange.request, variables or {}
    groups = [
        ["curl", *_method(request)],
        [_with(request.url, _in_query(request.url, known))],
        *_headers(request, known),
        *_delivery(request),
    ]
    body, comment = _body(request)
    groups += body
    separator = " \\\n  " if multiline else " "
    return separator.join(" ".join(group) for group in groups) + (f"  # {comment}" if comment else "")


def _method(request: Request) -> list[str]:
    if request.method == "HEAD" and not request.body:
        return ["--head"]
    natural = "POST" if request.body else "GET"
    return [] if request.method == natural else ["-X", quoted(request.method)]


def _with(text: str, variables: Mapping[str, str]) -> str:
    """The text, quoted; where it holds a known secret, so that the shell puts the variable in."""
    spelled = {form: name for secret, name in variables.items() for form in (secret, quote(secret, safe=""))}
    held = sorted((form for form in spelled if form in text), key=len, reverse=True)
    if not held:
        return quoted(text)
    parts = re.split(f"({'|'.join(map(re.escape, held))})", text)
    return '"' + "".join(spelled[part] if odd % 2 else _escaped(part) for odd, part in enumerate(parts)) + '"'


def _escaped(text: str) -> str:
    """Text within double quotes of a shell."""
    return "".join(f"\\{one}" if one in '\\"$`' else one for one in text)


def _in_query(url: str, variables: Mapping[str, str]) -> dict[str, str]:
    """Those that stand there as a whole value: a short one may be a part of anything."""
    return {secret: name for secret, name in variables.items() if f"={quote(secret, safe='')}" in url}


def _headers(request: Request, variables: Mapping[str, str]) -> list[list[str]]:
    host = urlsplit_host(request.url)
    compressed = False
    groups = []
    for header in request.headers:
        name = header.name.lower()
        if name == "accept-encoding":
            compressed = True
        elif name not in _OWN and not (name == "host" and header.value == host):
            groups.append(["-H", _with(_header(header), variables)])
    if request.body and request.header("content-type") is None:
        groups.append(["-H", "Content-Type:"])  # else curl would add its own
    return [*groups, ["--compressed"]] if compressed else groups


def _header(header: Header) -> str:
    return f"{header.name}: {header.value}" if header.value else f"{header.name};"


def urlsplit_host(url: str) -> str:
    """host:port of a URL, as the Host header has it."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2]
    except ValueError:
        return ""


def _delivery(request: Request) -> list[list[str]]:
    delivery = request.delivery
    groups = []
    if any(mark in request.url for mark in "[]{}"):
        groups.append(["--globoff"])
    if "/../" in request.url or "/./" in request.url:
        groups.append(["--path-as-is"])
    if not delivery.verify:
        groups.append(["--insecure"])
    if delivery.ca_file:
        groups.append(["--cacert", quoted(delivery.ca_file)])
    if delivery.certificate is not None:
        groups += _certificate(delivery.certificate.certificate, delivery.certificate.key, delivery.certificate.pfx)
    if delivery.proxy is not None:
        proxy = delivery.proxy
        groups.append(["--proxy", quoted(f"{proxy.scheme}://{proxy.host}:{proxy.port}")])
    if delivery.http_version in ("http1", "http2"):
        groups.append(["--http1.1" if delivery.http_version == "http1" else "--http2"])
    return groups


def _certificate(certificate: str, key: str, pfx: str) -> list[list[str]]:
    if pfx:
        return [["--cert-type", "P12", "--cert", quoted(pfx)]]
    return [["--cert", quoted(certificate)], *([["--key", quoted(key)]] if key else [])]


def _body(request: Request) -> tuple[list[list[str]], str]:
    """The option for the body, and a comment where it cannot stand on the command line."""
    if not request.body:
        return [], ""
    data = sent_bytes(request)
    if data is None:
        files = sent_files(request)
        if len(request.body) == 1:
            return [["--data-binary", quoted("@" + files[0].path)]], ""
        names = ", ".join(quoted(file.path) for file in files[:3])
        return [["--data-binary", "@-"]], f"the body on standard input: parts with {names}"
    if len(data) <= LONGEST_BODY and b"\0" not in data:
        try:
            return [["--data-raw", quoted(data.decode("utf-8"))]], ""
        except UnicodeDecodeError:
            pass
    return [["--data-binary", "@-"]], f"the body on standard input: {len(data):,} bytes, to be found in the log"
