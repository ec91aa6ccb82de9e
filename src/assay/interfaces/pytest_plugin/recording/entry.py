"""One recorded exchange: the request that it answers, and the answer, both without secrets."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from assay.contract.comparison import differences
from assay.contract.comparison.structure import TooDeep
from assay.interfaces.pytest_plugin.capture.captured import Answer, Pairs
from assay.interfaces.pytest_plugin.showing.difference import written
from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Headers
from assay.report.clean import cut, line

QUIET = frozenset({"connection", "accept", "accept-encoding", "user-agent", "content-length", "host", "keep-alive"})
"""Headers of a request that a recording does without."""
CODED = frozenset({"content-encoding", "transfer-encoding", "content-length", "connection", "keep-alive"})
"""Headers of an answer that are no longer true of a body that was decoded."""


_BOUNDARY = re.compile(r"""(?i)^multipart/.*\bboundary="?([^";,\s]{1,70})""")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request, masked."""

    method: str
    url: str
    headers: Pairs = ()
    body: bytes = b""

    def header(self, name: str) -> str:
        """The value of a header, by its name in lower case; empty without it."""
        return next((value for key, value in self.headers if key.lower() == name), "")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer."""

    asked: Asked
    answer: Answer


def entry_of(exchange: Exchange) -> Entry | None:
    """What is recorded of a masked exchange; None where there is no whole answer, unless nobody read any of it."""
    response = exchange.response
    if response is None or (response.truncated and response.body):
        return None
    headers = _pairs(response.headers, CODED)
    return Entry(
        asked=asked_of(exchange),
        answer=Answer(response.status, response.reason, headers, response.body),
    )


def asked_of(exchange: Exchange) -> Asked:
    """The request of a masked exchange."""
    request = exchange.request
    body = b"".join(part.data for part in request.body if isinstance(part, BytesPart))
    headers, body = _steady(_pairs(request.headers, QUIET), body)
    return Asked(method=request.method.upper(), url=request.url, headers=headers, body=body)


def _steady(headers: Pairs, body: bytes) -> tuple[Pairs, bytes]:
    """A form with the same boundary each time, where its client draws one."""
    kind = next((value for name, value in headers if name.lower() == "content-type"), "")
    found = _BOUNDARY.search(kind)
    if found is None:
        return headers, body
    drawn = found[1]
    told = tuple((name, value.replace(drawn, "boundary") if value == kind else value) for name, value in headers)
    return told, body.replace(b"--" + drawn.encode("latin-1", "replace"), b"--boundary")


def _pairs(headers: Headers, but: frozenset[str]) -> Pairs:
    return tuple((name, value) for name, value in headers if name.lower() not in but)


def same(asked: Asked, recorded: Asked, parts: tuple[str, ...]) -> bool:
    """Whether a request is the recorded one, as far as these parts go."""
    return not any(True for part in parts for _ in _differs(asked, recorded, part))


def differing(asked: Asked, recorded: Asked, parts: tuple[str, ...]) -> list[str]:
    """What differs, in lines."""
    return [told for part in parts for told in _differs(asked, recorded, part)]


def _differs(asked: Asked, recorded: Asked, part: str) -> Iterator[str]:
    if part == "body":
        yield from _bodies(asked.body, recorded.body)
    elif part == "query":
        yield from _unlike("query", _query(asked.url), _query(recorded.url))
    elif part == "path":
        yield from _unlike("path", _path(asked.url), _path(recorded.url))
    elif part.startswith("header:"):
        name = part.removeprefix("header:")
        yield from _unlike(f"header {name}", asked.header(name), recorded.header(name))
    else:
        yield from _unlike(part, getattr(asked, part), getattr(recorded, part))


def _unlike(name: str, now: Any, then: Any) -> Iterator[str]:
    if now != then:
        yield f"{name}: {written(now)}, recorded was {written(then)}"


def _query(url: str) -> str:
    return "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(urlsplit(url).query, keep_blank_values=True)))


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


def _bodies(now: bytes, then: bytes) -> Iterator[str]:
    if now == then:
        return
    try:
        found = differences(json.loads(then), json.loads(now)).found
    except (ValueError, RecursionError, TooDeep):
        texts = (written(data.decode("utf-8", "replace")) for data in (now, then))
        yield "body: {}, recorded was {}".format(*texts)
        return
    for one in found[:5]:
        yield f"body {line(cut(one.pointer, 100))}: {written(one.after)}, recorded was {written(one.before)}"


def nearest(asked: Asked, entries: list[Entry], parts: tuple[str, ...]) -> Entry | None:
    """The recorded request that differs least."""
    return max(entries, key=lambda one: _likeness(asked, one.asked, parts), default=None)


def _likeness(asked: Asked, recorded: Asked, parts: tuple[str, ...]) -> float:
    alike = SequenceMatcher(None, asked.url[:500], recorded.url[:500]).ratio()
    return alike + (0.3 if asked.method == recorded.method else 0) - 0.1 * len(differing(asked, recorded, parts))


def to_builtins(entry: Entry) -> dict[str, Any]:
    """As it stands in the file."""
    asked, answer = entry.asked, entry.answer
    return {
        "request": {"method": asked.method, "url": asked.url, **_headers(asked.headers), **written_body(asked.body)},
        "answer": {
            "status": answer.status,
            **({"reason": answer.reason} if answer.reason else {}),
            **_headers(answer.headers),
            **written_body(answer.body),
        },
    }


def _headers(pairs: Pairs) -> dict[str, Any]:
    return {"headers": [{name: value} for name, value in pairs]} if pairs else {}


def written_body(body: bytes) -> dict[str, Any]:
    """A body as people read it: JSON, text, or base64 where it is neither."""
    if not body:
        return {}
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode("ascii")}
    if text.lstrip()[:1] in ("{", "["):
        try:
            value = json.loads(text, parse_constant=_refused)
            json.dumps(value, ensure_ascii=False).encode("utf-8")  # half a surrogate pair cannot be written
        except (ValueError, RecursionError):
            pass
        else:
            return {"json": value}
    is_plain = all(character.isprintable() or character in "\r\n\t" for character in text)
    return {"text": text} if is_plain else {"base64": base64.b64encode(body).decode("ascii")}


def _refused(word: str) -> None:
    raise ValueError(word)


def from_builtins(value: Any) -> Entry:
    """The entry of a file. Raises KeyError, TypeError or ValueError for one that was broken by hand."""
    request, answer = value["request"], value["answer"]
    return Entry(
        asked=Asked(
            method=str(request["method"]).upper(),
            url=str(request["url"]),
            headers=_read_headers(request),
            body=_read_body(request),
        ),
        answer=Answer(int(answer["status"]), str(answer.get("reason", "")), _read_headers(answer), _read_body(answer)),
    )


def _read_headers(value: Any) -> Pairs:
    return tuple((str(name), str(one)) for pair in value.get("headers") or () for name, one in pair.items())


def _read_body(value: Any) -> bytes:
    if "json" in value:
        return json.dumps(value["json"], ensure_ascii=False).encode()
    if "base64" in value:
        return base64.b64decode(str(value["base64"]), validate=True)
    return str(value.get("text", "")).encode()
