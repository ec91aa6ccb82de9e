"""Probes an API that is a function: contract and API are written down in the test, and nothing leaves the process."""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from assay.app.probing.registry import checks, probes, rules
from assay.formats.openapi import read_openapi
from assay.model.command import Program, Sleep
from assay.model.event import Event, Exchanged, Found, Withdrawn
from assay.model.exchange import Answered, Exchange
from assay.model.finding import Finding
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.identity import Identity
from assay.probes.learning import clean_up, learn
from assay.probes.running import carry, listed
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.watching import Watching
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.perform import Performer

BASE = "http://api.example"
T = TypeVar("T")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the API sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    who: str
    """The token behind `Bearer `; empty without one."""
    beside: int = 1
    """How many requests of one moment are not answered yet, this one among them."""

    @property
    def json(self) -> Any:
        """The body as JSON. Raises ValueError."""
        return json.loads(self.body)

    @property
    def sent(self) -> Any:
        """The body as JSON of a media type that is JSON; None where it is none."""
        try:
            return json.loads(self.body) if "json" in self.headers.get("content-type", "") else None
        except (ValueError, RecursionError):
            return None

    def match(self, template: str) -> dict[str, str] | None:
        """The variables of a path template; None where it is another path."""
        found = re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template), self.path)
        return None if found is None else {name: unquote(text) for name, text in found.groupdict().items()}


Answer = tuple[int, Any] | tuple[int, Any, Mapping[str, str]]
"""Status, content (JSON, or bytes as they are; None for no body), and further headers."""
Api = Callable[[Asked], Answer]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run brought."""

    findings: tuple[Finding, ...]
    exchanges: tuple[Exchange, ...]
    session: Session

    @property
    def rules(self) -> set[str]:
        """The names of the rules that found something."""
        return {one.rule for one in self.findings}


def member(name: str, role: str = "member", tenant: str = "acme", **more: Any) -> Identity:
    """An identity whose bearer token is its name."""
    return Identity(name=name, role=role, tenant=tenant, headers=(("Authorization", f"Bearer {name}"),), **more)


ALICE = member("alice")
BOB = member("bob")
ADA = member("ada", role="admin")
CAROL = member("carol", tenant="globex")
EVERYBODY = (ALICE, BOB, ADA, CAROL)


def contract(paths: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An OpenAPI document with a bearer scheme that every operation wants."""
    bearer = {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}
    components = {**bearer, **more.pop("components", {})}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "security": [{"bearer": []}]}
    return {**head, "paths": paths, "components": components, **more}


def probe(
    document: dict[str, Any], api: Api, *, only: Iterable[str] = ("*",), identities: tuple[Identity, ...] = EVERYBODY,
    passive: Iterable[str] = (), time_budget: float | None = None, base: str = BASE,
) -> Outcome:  # fmt: skip
    """Probe an API with the cases whose rule fits a pattern, and with the checks that are named.

    Rules that are asked by choice are those whose very names are in `only`.
    """
    target = Target(read_openapi({"api.json": json.dumps(document).encode()}, "api.json"), base, identities)
    passive, chosen = set(passive), set(only)
    by_choice = {rule.name for rule in rules().values() if rule.by_choice and rule.name not in chosen}
    watching = Watching(
        target,
        [one for name, one in checks().items() if name in passive],
        told_as=lambda finding: None if finding.rule in by_choice else finding,
        time_budget=time_budget,
    )
    count = itertools.count(1)
    session = Session(target, ids=lambda: f"r{next(count)}", run="test", watch=(watching,))
    judges = probes()
    cases = [
        case
        for case in listed(judges.values(), target)
        if any(fnmatchcase(case.rule, one) for one in chosen) and case.rule not in by_choice
    ]
    events: list[Event] = []
    performer = Performer(
        transport=_InProcess(api),
        scripts=None,  # type: ignore[arg-type]  # no probe runs a script
        files=Files(Path.cwd(), outside=False),
        consent=Consent(),
        hear=events.append,
        conceal=lambda _: None,
    )

    async def run() -> None:
        await performer.perform(at_once(learn(session)))
        await performer.perform(at_once(carry(cases, judges, session, watching)))
        await performer.perform(at_once(watching.conclude(session)))
        await performer.perform(at_once(clean_up(session)))

    asyncio.run(run())
    return Outcome(
        findings=standing(events),
        exchanges=tuple(event.exchange for event in events if isinstance(event, Exchanged)),
        session=session,
    )


def standing(events: Iterable[Event]) -> tuple[Finding, ...]:
    """The findings that were told and not withdrawn, the last word on each."""
    found: dict[str, Finding] = {}
    for event in events:
        if isinstance(event, Found):
            found[event.finding.fingerprint] = event.finding
        elif isinstance(event, Withdrawn):
            for one in event.fingerprints:
                found.pop(one, None)
    return tuple(found.values())


def at_once(program: Program[T]) -> Program[T]:
    """The program without its pauses: a function needs no time for anything."""
    reply: Any = None
    while True:
        try:
            said = program.send(reply)
        except StopIteration as end:
            value: T = end.value
            return value
        reply = None if isinstance(said, Sleep) else (yield said)


class _InProcess:
    """A transport that calls a function."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._open = 0

    async def __call__(self, request: Request) -> Exchange:
        """Never fails: what the function raises is a failure of the API, 500."""
        self._open += 1
        await asyncio.sleep(0)  # those of one moment all come in before the first is answered
        asked = msgspec.structs.replace(_asked(request), beside=self._open)
        self._open -= 1
        status, content, *more = self._api(asked)
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        given = dict(more[0]) if more else {}
        if body and not any(name.lower() == "content-type" for name in given):
            given["Content-Type"] = "application/json"
        headers = tuple(Header(name, text) for name, text in given.items())
        response = Response(status=status, headers=headers, body=body)
        return Exchange(id=request.id, request=request, outcome=Answered(response=response))


def _asked(request: Request) -> Asked:
    parts = urlsplit(request.url)
    headers = {name.lower(): text for name, text in request.headers}
    return Asked(
        method=request.method,
        path=parts.path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=headers,
        body=b"".join(part.data for part in request.body if isinstance(part, BytesPart)),
        who=headers.get("authorization", "").removeprefix("Bearer "),
    )
