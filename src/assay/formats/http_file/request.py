"""One block of an `.http` file as a step."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable

import msgspec

from assay.formats.http_file.block import Block
from assay.formats.http_file.body import read_body
from assay.formats.http_file.chained import Reference
from assay.formats.http_file.scripts import to_postman
from assay.formats.http_file.texts import Texts
from assay.formats.postman import parse_url
from assay.formats.postman.ids import stable_id
from assay.model.suite import Auth, Entry, RequestTemplate, Script, Step

_LOGIN = re.compile(r"(Basic|Digest)\s+(?:([^\s:]+)(?:\s+|:)(\S+))", re.IGNORECASE)
_OTHERS = frozenset({"WEBSOCKET", "GRPC", "RSOCKET"})
_KNOWN = frozenset({"name", "no-redirect", "no-cookie-jar", "no-log", "prompt", "note", "no-auto-encoding"})
_SCRIPTS = {"prerequest": "a pre-request script", "test": "a response handler"}
Note = Callable[[str], None]


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A step, the name that others know it by, and the answers that it needs."""

    step: Step
    known_as: str = ""
    references: tuple[Reference, ...] = ()


def read_block(block: Block, named: frozenset[str], file: str, note: Note) -> Read | None:
    """The step; None where the block is no HTTP request. `note` hears what was passed over."""
    if block.method in _OTHERS:
        note(f"{block.method} requests are not read")
        return None
    texts = Texts(named, note)
    request, settings = _request(block, texts, note)
    known_as = block.directive("name") or ""
    name = block.title or known_as or f"{request.method} {block.url.partition('?')[0]}"
    place = stable_id("http", file, str(block.line), name)
    scripts = _scripts(block, texts, place, note)
    return Read(
        step=Step(id=place, name=name, request=request, scripts=scripts, settings=settings),
        known_as=known_as,
        references=tuple(texts.references),
    )


def _request(block: Block, texts: Texts, note: Note) -> tuple[RequestTemplate, dict[str, object]]:
    target = texts.text(block.url)
    headers = [(name, texts.text(value)) for name, value in block.headers]
    graphql = block.method == "GRAPHQL" or any(
        name.lower() == "x-request-type" and value.lower() == "graphql" for name, value in headers
    )
    media_type = next((value for name, value in block.headers if name.lower() == "content-type"), "")
    body = read_body(block.body, media_type, graphql, texts, note)
    url, headers = _absolute(target, headers)
    auth, headers = _login(headers)
    left_out = body.brings | ({"x-request-type"} if graphql else set())
    request = RequestTemplate(
        method="POST" if block.method == "GRAPHQL" else block.method,
        url=parse_url(url),
        headers=tuple(Entry(key=name, value=value) for name, value in headers if name.lower() not in left_out),
        body=body.template,
        auth=auth,
        description="\n".join(line for line in block.comments if line),
    )
    return request, _settings(block, note)


def _absolute(url: str, headers: list[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
    """A path gets its host from the header Host; one that has none there is below {{base_url}}."""
    if not url.startswith("/"):
        return url, headers
    host = next((value for name, value in headers if name.lower() == "host"), "")
    rest = [(name, value) for name, value in headers if name.lower() != "host"]
    if not host:
        return "{{base_url}}" + url, rest
    return f"{'https' if host.endswith(':443') else 'http'}://{host}{url}", rest


def _login(headers: list[tuple[str, str]]) -> tuple[Auth | None, list[tuple[str, str]]]:
    """`Authorization: Basic user password`, which both dialects encode on their own."""
    for name, value in headers:
        match = _LOGIN.fullmatch(value) if name.lower() == "authorization" else None
        if match and not _is_encoded(value):
            rest = [row for row in headers if row[0].lower() != "authorization"]
            return Auth(type=match[1].lower(), params={"username": match[2], "password": match[3]}), rest
    return None, headers


def _is_encoded(value: str) -> bool:
    """Whether it is `Basic` with base64 already, as everywhere else."""
    token = value.partition(" ")[2].strip()
    try:
        return " " not in token and b":" in base64.b64decode(token, validate=True)
    except ValueError:
        return False


def _settings(block: Block, note: Note) -> dict[str, object]:
    told: dict[str, object] = {}
    names = {name for name, _ in block.directives}
    if "no-redirect" in names:
        told["followRedirects"] = False
    if "no-cookie-jar" in names:
        told["disableCookies"] = True
    if block.version.startswith("2"):
        told["protocolVersion"] = "http2"
    for name in sorted(names - _KNOWN):
        note(f"`@{name}` is not known")
    for value in (value for name, value in block.directives if name == "prompt"):
        note(f"the variable {value.split(' ')[0]!r} is asked for (@prompt): set it, or give it with --env-var")
    return told


def _scripts(block: Block, texts: Texts, place: str, note: Note) -> tuple[Script, ...]:
    told = {"prerequest": list(texts.dynamic.lines), "test": []}
    for listen, sources in (("prerequest", block.before), ("test", block.after)):
        for source in sources:
            code, problem = to_postman(source)
            if problem:
                note(f"{_SCRIPTS[listen]} was left out: {problem}")
            elif code:
                told[listen].append(code)
    return tuple(
        Script(id=stable_id("script", place, listen), listen=listen, source="\n".join(lines))
        for listen, lines in told.items()
        if lines
    )
