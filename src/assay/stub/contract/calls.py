"""The calls that a stub describes, to be made to the real service: those of its mappings, and those of a contract."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Names
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from assay.contract.written import text_of, write_header, write_path, write_query
from assay.formats.openapi.sampling import sample
from assay.model.contract import Contract, Operation, Parameter
from assay.model.http import Header
from assay.model.stub.mapping import STARTED, Expected, Mapping
from assay.model.stub.matcher import AllOf, BinaryEqualTo, Contains, EqualTo, EqualToJson, Matcher
from assay.stub.recorded import RECORDED

READS = frozenset({"GET", "HEAD", "OPTIONS"})
_VARIABLE = re.compile(r"\{([^{}/]+)\}")


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """One call."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: tuple[Header, ...] = ()
    body: bytes = b""
    name: str = ""
    """What describes it."""
    source: str = ""
    made_up: bool = False
    """Whether the values in it are made up, so that the real service may not know what they name."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What cannot be called, and why."""

    name: str
    why: str


def of_mappings(mappings: Iterable[Mapping]) -> Iterator[Described | Left]:
    """A call for each mapping; each call once."""
    seen: set[tuple[str, str, bytes]] = set()
    for mapping in mappings:
        made = _of_mapping(mapping)
        if isinstance(made, Left):
            yield made
        elif made is not None and (made.method, made.target, made.body) not in seen:
            seen.add((made.method, made.target, made.body))
            yield made


def _of_mapping(mapping: Mapping) -> Described | Left | None:
    """None for what is no answer of a healthy service: a fault, a failure, a later state."""
    when, reply = mapping.when, _healthy(mapping)
    name = mapping.name or f"{when.method} {when.address.text or '/**'}"
    if reply is None or (mapping.state and mapping.state != STARTED):
        return None
    if when.address.kind not in ("path", "path_template", "url"):
        return Left(name=name, why="its path is an expression")
    values = _texts(when.path_parameters) | _from_body(reply, when.address.text)
    lacking = [one for one in _VARIABLE.findall(when.address.text) if one not in values]
    if lacking:
        return Left(name=name, why=f"nothing says what {{{lacking[0]}}} is; name it in when.path")
    path = _VARIABLE.sub(lambda found: quote(values[found[1]], safe=""), when.address.text)
    query = urlencode(_texts(when.query))
    method = when.method.partition("|")[0]
    headers = (*_type(when), *(Header(*pair) for pair in _texts(when.headers).items()))
    body = _body(when.body)
    if isinstance(recorded := mapping.metadata.get(RECORDED), dict):
        body = recorded["body"].encode("latin-1", "replace")
        headers = (Header("Content-Type", recorded["type"]),) if recorded["type"] else ()
        if b"***" in body:
            return Left(name=name, why="what was sent held a secret, which no recording keeps")
    return Described(
        method="GET" if method == "ANY" or method.startswith("!") else method,
        target=f"{path}{'&' if '?' in path else '?'}{query}" if query else path,
        headers=headers,
        body=body,
        name=name,
        source=mapping.source,
    )


def _healthy(mapping: Mapping) -> bytes | None:
    """The body of the first answer that is neither broken nor a failure."""
    for reply in mapping.replies:
        if reply.fault is None and reply.forward is None and reply.status < 500 and reply.status != 429:
            return reply.body
    return None


def _texts(matchers: Names[str, Matcher]) -> dict[str, str]:
    """Names whose values are said outright."""
    found = ((name, _text(matcher)) for name, matcher in matchers.items())
    return {name: text for name, text in found if text is not None}


def _text(matcher: Matcher) -> str | None:
    if isinstance(matcher, EqualTo | Contains) and not getattr(matcher, "negated", False):
        return matcher.text
    return None


def _from_body(body: bytes, path: str) -> dict[str, str]:
    """Variables of a path that the answer has fields for: `/levels/{id}` and `{"id": "a"}`."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    fields = value if isinstance(value, dict) else {}
    return {
        name: str(fields[name])
        for name in _VARIABLE.findall(path)
        if isinstance(fields.get(name), str | int) and "{{" not in str(fields[name])
    }


def _type(when: Expected) -> tuple[Header, ...]:
    if not when.body or any(name.lower() == "content-type" for name in when.headers):
        return ()
    return (Header("Content-Type", "application/json"),) if any(_is_json(one) for one in when.body) else ()


def _is_json(matcher: Matcher) -> bool:
    inner = matcher.matchers if isinstance(matcher, AllOf) else (matcher,)
    return any(isinstance(one, EqualToJson) for one in inner)


def _body(matchers: tuple[Matcher, ...]) -> bytes:
    for matcher in (one for each in matchers for one in (each.matchers if isinstance(each, AllOf) else (each,))):
        if isinstance(matcher, EqualToJson):
            return msgspec.json.encode(matcher.content)
        if isinstance(matcher, EqualTo):
            return matcher.text.encode("utf-8", "replace")
        if isinstance(matcher, BinaryEqualTo):
            return matcher.data
    return b""


def of_contract(contract: Contract, seed: int) -> Iterator[Described]:
    """A call for each operation, with its examples, else with values that are made up."""
    for operation in contract.operations:
        yield _of_operation(operation, contract, seed)


def _of_operation(operation: Operation, contract: Contract, seed: int) -> Described:
    path, made_up = operation.path, False
    query: list[tuple[str, str]] = []
    headers: list[Header] = []
    for one in operation.parameters:
        if not (one.required or one.place == "path"):
            continue
        value, is_made_up = _value(one, contract, seed)
        if one.place == "path":
            path, made_up = path.replace(f"{{{one.name}}}", write_path(one, value)), made_up or is_made_up
        elif one.place == "query":
            query += write_query(one, value)
        elif one.place == "header":
            headers.append(Header(one.name, write_header(one, value)))
    path = _VARIABLE.sub(lambda found: text_of(found[1]), path)
    kind, body = _example(operation, contract, seed)
    joined = "&".join(f"{name}={value}" for name, value in query)
    return Described(
        method=operation.method,
        target=f"{path}?{joined}" if joined else path,
        headers=(*headers, *((Header("Content-Type", kind),) if kind else ())),
        body=body,
        name=operation.name,
        source=contract.source,
        made_up=made_up,
    )


def _value(parameter: Parameter, contract: Contract, seed: int) -> tuple[Any, bool]:
    if parameter.examples:
        return parameter.examples[0], False
    is_given = isinstance(parameter.schema, dict) and bool({"examples", "default", "const"} & parameter.schema.keys())
    return sample(parameter.schema, contract, seed=seed, name=parameter.name), not is_given


def _example(operation: Operation, contract: Contract, seed: int) -> tuple[str, bytes]:
    """Content type and body; both empty where there is none, or none that is JSON."""
    media = next((one for one in operation.body.media if "json" in one.type), None) if operation.body else None
    if media is None:
        return "", b""
    value = media.examples[0] if media.examples else sample(media.schema, contract, seed=seed)
    return media.type, msgspec.json.encode(value)
