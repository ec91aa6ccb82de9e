"""A JavaScript module that sends the requests with fetch, in Node 20 or later and, without files, in a browser."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator

from assay.formats.code.asked import Asked
from assay.formats.code.fetch_body import FetchBody, body_of
from assay.formats.code.javascript_text import Code, Fields, literal, quoted

FRAMING = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "expect", "te"})
"""What fetch decides on its own, and refuses to be told."""
_REFUSED = frozenset({"CONNECT", "TRACE", "TRACK"})
_NORMAL = frozenset({"delete", "get", "head", "options", "post", "put"})
_SCHEMES = {"digest": "Digest", "ntlm": "NTLM", "negotiate": "Negotiate"}


def script(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(the source, what it lacks for each request)."""
    written = list(requests)
    bodies = [body_of(asked, _suffix(index, len(written))) for index, asked in enumerate(written)]
    imports = sorted({name for body in bodies for name in body.imports})
    blocks = [_block(body, _suffix(index, len(written))) for index, body in enumerate(bodies)]
    source = "\n\n".join(["\n".join(imports), *blocks] if imports else blocks) + "\n"
    return source, [(*_lacks(asked), *body.losses) for asked, body in zip(written, bodies, strict=True)]


def _suffix(index: int, count: int) -> str:
    return str(index + 1) if count > 1 else ""


def _block(body: FetchBody, suffix: str) -> str:
    name = f"response{suffix}"
    asked = body.asked
    options = Fields(_options(asked, body))
    url = quoted(asked.url)
    start = f"const {name} = await fetch({url}, "
    call = f"{start}{literal(options, 0, len(start) + 2)});"
    return "\n".join([*body.statements, call, f"console.log({name}.status);", f"console.log(await {name}.text());"])


def _options(asked: Asked, body: FetchBody) -> Iterator[tuple[str, object]]:
    if asked.method != "GET":
        yield "method", asked.method
    if headers := _headers(asked):
        repeated = len({name.lower() for name, _ in headers}) < len(headers)
        yield "headers", [list(row) for row in headers] if repeated else Fields(headers)
    if body.expression is not None and asked.method not in ("GET", "HEAD"):
        yield "body", Code(body.expression)
    if not asked.travel.follow:
        yield "redirect", "manual"
    seconds = asked.travel.timeout or 30
    yield "signal", Code(f"AbortSignal.timeout({round(seconds * 1000)})")


def _headers(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The headers, a login as Authorization. Beyond Latin-1, fetch takes bytes as characters only."""
    given = [(name, _bytes(value)) for name, value in asked.headers if name.lower() not in FRAMING]
    login = asked.login
    if login is None or asked.header("authorization") is not None:
        return tuple(given)
    if login.scheme == "bearer":
        return (("Authorization", f"Bearer {_bytes(login.token)}"), *given)
    pair = f"{login.user}:{login.password or ''}".encode("utf-8", "surrogateescape")
    return (("Authorization", "Basic " + base64.b64encode(pair).decode()), *given)


def _bytes(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "surrogateescape").decode("latin-1")


def _lacks(asked: Asked) -> Iterator[str]:
    travel = asked.travel
    yield from (f"--{name}" for name in asked.others)
    yield from (
        f"the header {header.name} (fetch refuses it)" for header in asked.headers if header.name.lower() in FRAMING
    )
    if asked.removed - {"content-type"}:
        yield f"the absence of the headers {', '.join(sorted(asked.removed - {'content-type'}))}"
    if asked.login and asked.login.scheme in (*_SCHEMES, "any"):
        yield f"the {_SCHEMES.get(asked.login.scheme, 'negotiated')} authentication (Basic is written)"
    if asked.content is not None and asked.method in ("GET", "HEAD"):
        yield f"the body of a {asked.method} (fetch refuses it)"
    if asked.method.upper() in _REFUSED or (asked.method.lower() in _NORMAL and not asked.method.isupper()):
        yield f"the method {asked.method} (fetch refuses it, or writes it otherwise)"
    options = {
        "--insecure": not travel.verify,
        "--cacert": travel.ca_file,
        "--cert": travel.certificate,
        "--proxy": travel.proxy,
        "--max-redirs": travel.most_redirects is not None,
        f"HTTP/{travel.http}": travel.http not in ("", "1.1"),
    }
    yield from (option for option, given in options.items() if given)
    if travel.path_as_is and ("/./" in asked.url or "/../" in asked.url):
        yield "the dots in the path (fetch takes them out)"
    if any(char in asked.url for char in " \"<>`{}|^\\'") or not asked.url.isascii():
        yield "the URL exactly as written (fetch encodes a part of it)"
