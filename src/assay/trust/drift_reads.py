"""The reads that both environments are asked: from a contract, or from exchanges that were recorded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec

from assay.contract.inference.paths import templates
from assay.contract.matching import Match, Routes
from assay.contract.written import write_query
from assay.model.contract import Contract, Operation, Parameter, Schema
from assay.model.exchange import Exchange
from assay.model.http import Request
from assay.model.names import is_secret
from assay.probes.learning import ends_the_caller

READS = ("GET", "HEAD")
MOST = 400
"""Reads of one environment and pass."""
MOST_WORDS = 3
"""Values of one enumeration that are asked for."""
_KEPT = frozenset({"accept", "accept-language", "x-tenant", "x-tenant-id", "x-api-version", "api-version"})
_VARIABLE = re.compile(r"\{([^{}]+)\}")
_ID_FIELD = re.compile(r"(?:^|_)(?:id|uuid|key|slug|code)$|Id$")


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """One question. Path variables are filled from what the environment itself has answered before."""

    key: str
    """By which the same question is known in both environments."""
    operation: str
    """`GET /v1/orders/{order_id}`."""
    method: str = "GET"
    path: str
    """The template, below the environment's base URL."""
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    given: tuple[tuple[str, str], ...] = ()
    """Values of path variables to fall back on: of the contract's examples, or as recorded."""
    recorded: bool = False
    """Whether `given` names things of a recording, which may be gone."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The names in the path."""
        return tuple(_VARIABLE.findall(self.path))


def of_contract(contract: Contract) -> tuple[tuple[Read, ...], tuple[str, ...]]:
    """The reads of a contract, and why others are left out."""
    found: list[Read] = []
    notes: list[str] = []
    for operation in contract.operations:
        if operation.method.upper() not in READS:
            continue
        if ends_the_caller(operation):
            notes.append(f"{operation.name} is left out: it would log the caller out.")
            continue
        lacking = [one.name for one in operation.parameters if one.required and _value(one) is None]
        if lacking:
            notes.append(f"{operation.name} is left out: the contract has no example for {', '.join(lacking)}.")
            continue
        found.extend(_variants(operation, contract.definitions))
    return tuple(found[:MOST]), tuple(notes)


def _variants(operation: Operation, definitions: dict[str, Schema]) -> Iterator[Read]:
    wanted = [one for one in operation.parameters if one.required and one.place == "query"]
    query = tuple(pair for one in wanted for pair in write_query(one, _value(one)))
    headers = tuple((one.name, str(_value(one))) for one in operation.parameters
                    if one.required and one.place == "header" and not is_secret(one.name))  # fmt: skip
    given = tuple((one.name, str(value)) for one in operation.parameters
                  if one.place == "path" and (value := _declared(one)) is not None)  # fmt: skip
    first = Read(key=operation.name, operation=operation.name, method=operation.method.upper(), path=operation.path,
                 query=query, headers=headers, given=given)  # fmt: skip
    yield first
    for one in operation.parameters:
        if one.place == "query" and not one.required:
            for text in _asked(one, definitions):
                yield msgspec.structs.replace(
                    first, key=f"{operation.name} ?{one.name}={text}", query=(*query, (one.name, text))
                )


def _asked(parameter: Parameter, definitions: dict[str, Schema]) -> list[str]:
    """What an optional parameter is tried with: the words of its enumeration, or a small number."""
    schema = _schema(parameter, definitions)
    words = schema.get("enum")
    if isinstance(words, list):
        return [str(one) for one in words[:MOST_WORDS] if isinstance(one, str | int) and not isinstance(one, bool)]
    whole = schema.get("type") == "integer" and parameter.name.lower() in ("limit", "per_page", "page_size", "size")
    return ["2"] if whole else []


def _schema(parameter: Parameter, definitions: dict[str, Schema]) -> dict[str, Any]:
    """The parameter's schema, looked up where it is a reference."""
    schema = parameter.schema
    for _ in range(10):
        if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
            break
        schema = definitions.get(schema["$ref"].rpartition("/")[2], {})
    return schema if isinstance(schema, dict) else {}


def _declared(parameter: Parameter) -> Any:
    schema = parameter.schema if isinstance(parameter.schema, dict) else {}
    examples = (*parameter.examples, *(schema.get("examples") or ()))
    listed = schema.get("enum") if isinstance(schema.get("enum"), list) else None
    values = [*examples, schema.get("example"), schema.get("default"), *(listed or ())]
    return next((one for one in values if isinstance(one, str | int | float)), None)


def _value(parameter: Parameter) -> Any:
    """What a required parameter is sent with: path variables come from answers, cookies and headers need an example."""
    if parameter.place == "path":
        return ""
    known = _declared(parameter)
    if known is not None or parameter.place != "query":
        return known
    schema = parameter.schema if isinstance(parameter.schema, dict) else {}
    return {"string": "a", "integer": 1, "number": 1, "boolean": "true"}.get(str(schema.get("type", "string")))


def of_exchanges(
    exchanges: Sequence[Exchange], base: str, contract: Contract | None
) -> tuple[dict[str, Read], dict[str, list[Exchange]]]:
    """The reads of a recording by key, and what was answered. Those to elsewhere than `base` are left out."""
    seen = [one for one in exchanges if one.request.method.upper() in READS and _is_below(one.request.url, base)]
    naming = Naming(seen, base, contract)
    reads: dict[str, Read] = {}
    answers: dict[str, list[Exchange]] = {}
    for one in seen:
        read = naming.read(one.request)
        if "***" in one.request.url or len(reads) >= MOST:
            continue
        reads.setdefault(read.key, read)
        answers.setdefault(read.key, []).append(one)
    return reads, answers


class Naming:
    """Which operation a request belongs to: the contract's, else the template of its path."""

    def __init__(self, exchanges: Iterable[Exchange], base: str, contract: Contract | None) -> None:
        self._base = base
        self._routes = Routes(contract, (base,)) if contract is not None else None
        seen = list(exchanges)
        self._templates = templates([self._path(one.request.url) for one in seen], ids_of(seen))

    def read(self, request: Request) -> Read:
        """The read of a request, with the values that it had."""
        path = self._path(request.url)
        template = self.template(request.method, request.url)
        query = tuple(parse_qsl(urlsplit(request.url).query, keep_blank_values=True))
        operation = f"{request.method.upper()} {template}"
        values = zip(template.split("/"), path.split("/"), strict=False)
        given = tuple((part.strip("{}"), value) for part, value in values if part.startswith("{"))
        shown = "&".join(f"{name}={value}" for name, value in query)
        headers = tuple(
            (name, value)
            for name, value in request.headers
            if name.lower() in _KEPT and value.isprintable() and "***" not in value
        )
        return Read(key=f"{operation} ?{shown}" if shown else operation, operation=operation,
                    method=request.method.upper(), path=template, query=query, headers=headers, given=given,
                    recorded=True)  # fmt: skip

    def template(self, method: str, url: str) -> str:
        """The path with its variables."""
        found = self._routes.find(method, url) if self._routes is not None else None
        if isinstance(found, Match):
            return found.operation.path
        return self._templates.get(self._path(url), self._path(url))

    def _path(self, url: str) -> str:
        rest = url[len(self._base) :] if _is_below(url, self._base) else urlsplit(url).path
        return "/" + re.split(r"[?#]", rest, maxsplit=1)[0].strip("/")


def _is_below(url: str, base: str) -> bool:
    return url.startswith(base) and url[len(base) : len(base) + 1] in ("", "/", "?", "#")


def ids_of(exchanges: Iterable[Exchange]) -> frozenset[str]:
    """What answers gave as ids; plain words are none, since a path may hold the same word."""
    found: set[str] = set()
    for one in exchanges:
        waiting = [json_of(one)]
        while waiting and len(found) < 20_000:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(value[:200])
            elif isinstance(value, dict):
                found |= {str(inner) for name, inner in value.items() if _ID_FIELD.search(name) and _is_id(inner)}
                waiting.extend(inner for inner in value.values() if isinstance(inner, dict | list))
    return frozenset(found)


def _is_id(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and re.search(r"[\d_-]", str(value)) is not None


def json_of(exchange: Exchange) -> Any:
    """The body of an answer that is JSON; None for any other."""
    response = exchange.response
    if response is None or not response.body or response.body.lstrip()[:1] not in (b"{", b"["):
        return None
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return None


def filled(read: Read, values: dict[str, str]) -> str:
    """The path with its variables replaced."""
    return _VARIABLE.sub(lambda found: quote(values[found[1]], safe="", errors="replace"), read.path)
