"""Answers shown to one check, in order: contract and answers are written down in the test."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from typing import Any

import msgspec

from assay.app.probing.registry import checks
from assay.checks.check import Seen
from assay.contract.matching import Match, Routes
from assay.contract.validation import Validators
from assay.formats.openapi import read_openapi
from assay.model.exchange import Answered, Exchange, Timings
from assay.model.finding import Finding
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.identity import NOBODY, Identity
from tests.probes.probing import contract, member

BASE = "http://api.example"
ALICE = member("alice-token-0123456789abcdef")


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange. `answer` is JSON, text as it is, or None for no body."""

    method: str = "GET"
    path: str = "/things/1"
    status: int = 200
    answer: Any = None
    media: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()
    sent: Any = None
    who: Identity = ALICE
    honest: bool = True
    seconds: float = 0.0
    base: str = BASE


def judged(
    name: str, shown: Iterable[Shown], document: dict[str, Any], *, time_budget: float | None = None
) -> list[Finding]:
    """What a check says of some exchanges; one that learns is shown them twice, as in a run."""
    api = read_openapi({"api.json": json.dumps(document).encode()}, "api.json")
    routes, validators, check = Routes(api, (BASE,)), Validators(api), checks()[name]
    judge, count, seens = check.judge(), itertools.count(1), []
    for one in shown:
        exchange = _exchange(one, f"r{next(count)}")
        match = routes.find(one.method, exchange.request.url)
        assert exchange.response is not None
        seens.append(
            Seen(
                exchange=exchange,
                response=exchange.response,
                match=match if isinstance(match, Match) else Match(operation=api.operations[0]),
                identity=one.who,
                contract=api,
                validators=validators,
                honest=one.honest,
                time_budget=time_budget,
            )
        )
    if check.learns:
        for seen in seens:
            judge(seen)
    return [finding for seen in seens for finding in judge(seen)]


def _exchange(shown: Shown, name: str) -> Exchange:
    is_text = isinstance(shown.answer, str)
    body = b"" if shown.answer is None else shown.answer.encode() if is_text else json.dumps(shown.answer).encode()
    headers = (*shown.headers, *((("Content-Type", shown.media),) if body and shown.media else ()))
    sent = () if shown.sent is None else (BytesPart(data=json.dumps(shown.sent).encode()),)
    request = Request(
        id=name,
        method=shown.method,
        url=shown.base + shown.path,
        headers=(Header("User-Agent", "assay"), *(Header(*line) for line in shown.who.headers)),
        body=sent,
        identity=shown.who.name,
    )
    response = Response(status=shown.status, headers=tuple(Header(*line) for line in headers), body=body)
    timings = Timings(total=shown.seconds * 1000)
    return Exchange(id=name, request=request, outcome=Answered(response=response), timings=timings)


def api(
    answer: Any = True,
    error: Any = None,
    *,
    paths: Iterable[str] = ("/things/{id}",),
    without: str = "",
    **responses: Any,
) -> dict[str, Any]:
    """A contract whose operations answer 200 with a schema, and refuse without one unless it is given.

    `s201={}` declares a further status; one of them is left out with `without`.
    """
    good = {"200": {"description": "", "content": {"application/json": {"schema": answer}}}}
    bad = {"description": "", **({"content": {"application/json": {"schema": error}}} if error else {})}
    answers = {**good, "4XX": bad, **{name.removeprefix("s"): one for name, one in responses.items()}}
    answers.pop(without, None)
    methods = {method: {"responses": answers} for method in ("get", "post", "put", "delete")}
    named = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    return contract({path: {**methods, **({"parameters": named} if "{" in path else {})} for path in paths})


__all__ = ["ALICE", "BASE", "NOBODY", "Shown", "api", "judged", "member"]
