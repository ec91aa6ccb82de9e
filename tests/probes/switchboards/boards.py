"""The APIs with switchboards, probed in this process: contract, callers, and an application made anew each time."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from assay.app.probing.registry import checks, probes, rules
from assay.checks.check import Check
from assay.demo.access import FEED_TOKENS, WAREHOUSE_KEYS
from assay.demo.app import create_app as create_shop
from assay.demo.defects import DEFECTS as SHOP_DEFECTS
from assay.demo.defects import planted
from assay.demo.forging import expired
from assay.demo.seed import PEOPLE
from assay.formats.openapi import read_openapi
from assay.model.contract import Contract
from assay.model.event import Event
from assay.model.finding import Finding
from assay.model.http import BytesPart, Header, Request
from assay.model.identity import Identity
from assay.model.rule import Rule
from assay.probes.jointly import plan
from assay.probes.learning import clean_up, learn
from assay.probes.probe import Probe
from assay.probes.running import carry, listed
from assay.probes.session import Session
from assay.probes.target import Target
from assay.probes.watching import Watching
from assay.runtime.consent import Consent
from assay.runtime.files import Files
from assay.runtime.perform import Performer
from assay.transport.application.asgi import Asgi
from assay.transport.application.wsgi import Wsgi
from tests.probes.probing import standing
from tests.second_api.app import create_app as create_fieldnotes
from tests.second_api.defects import DEFECTS as FIELDNOTES_DEFECTS
from tests.second_api.people import IDENTITIES

BASE = "http://api.example"
Transport = Asgi | Wsgi


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """An API with a switchboard."""

    contract: Contract
    kinds: dict[str, str]
    """The kind of each defect by its name."""
    serving: Callable[[Sequence[str]], AbstractContextManager[Transport]]
    """A fresh application with some defects."""
    callers: Callable[[Transport], Any]
    """A coroutine function: those whom the API knows, logged in."""
    base: str = BASE


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a run brought."""

    findings: tuple[Finding, ...]
    session: Session
    requests: dict[str, int]
    """By rule, or `set-up` and `end`."""

    @property
    def told(self) -> frozenset[tuple[str, str]]:
        """Rule and operation of everything that was told."""
        return frozenset((one.rule, one.operation) for one in self.findings)


@cache
def _judges() -> dict[str, Probe]:
    return probes()


@cache
def _rules() -> dict[str, Rule]:
    return rules()


def _checks(is_asked: Callable[[str], bool]) -> list[Check]:
    return [check for check in checks().values() if any(is_asked(rule.name) for rule in check.rules)]


def shop() -> Board:
    """The demo shop."""
    text = files("assay.demo").joinpath("openapi.yaml").read_bytes()
    return Board(
        contract=read_openapi({"openapi.yaml": text}, "openapi.yaml"),
        kinds={name: defect.kind for name, defect in SHOP_DEFECTS.items()},
        serving=_shop,
        callers=_shoppers,
    )


def fieldnotes() -> Board:
    """The second API, of other conventions."""
    path = Path(__file__).parents[2] / "second_api" / "openapi.json"
    return Board(
        contract=read_openapi({path.name: path.read_bytes()}, path.name),
        kinds={name: defect.kind for name, defect in FIELDNOTES_DEFECTS.items()},
        serving=_fieldnotes,
        callers=_walkers,
    )


@contextmanager
def _shop(defects: Sequence[str]) -> Iterator[Transport]:
    with planted(defects):
        yield Asgi(create_shop())


@contextmanager
def _fieldnotes(defects: Sequence[str]) -> Iterator[Transport]:
    yield Wsgi(create_fieldnotes(defects))


async def _walkers(_: Transport) -> tuple[Identity, ...]:
    return tuple(IDENTITIES.values())


async def _shoppers(transport: Transport) -> tuple[Identity, ...]:
    people = [await _logged_in(transport, *one) for one in PEOPLE]
    bearer = people[0].headers[0][1].removeprefix("Bearer ")
    late = Identity(name="late", role="member", tenant="acme", headers=_bearer(expired(bearer, seed=1)), expired=True)
    left = msgspec.structs.replace(await _logged_in(transport, "acme", "alice", "member"), name="left", expired=True)
    await _posted(transport, "/v1/auth/logout", None, left)
    return (*people, *_services(), late, left)


def _services() -> Iterator[Identity]:
    for key, tenant in WAREHOUSE_KEYS:
        yield Identity(name=f"{tenant}-warehouse", role="warehouse", tenant=tenant, headers=(("X-Api-Key", key),))
    for token, tenant, scopes in FEED_TOKENS:
        yield Identity(name=token.removesuffix("-token-1"), role="partner", tenant=tenant, scopes=scopes,
                       headers=_bearer(token))  # fmt: skip


async def _logged_in(transport: Transport, tenant: str, name: str, role: str) -> Identity:
    answer = await _posted(transport, "/v1/auth/login", {"username": name, "password": f"{name}-secret-1"})
    return Identity(name=name, role=role, tenant=tenant, headers=_bearer(answer["access_token"]))


def _bearer(token: str) -> tuple[tuple[str, str], ...]:
    return (("Authorization", f"Bearer {token}"),)


async def _posted(transport: Transport, path: str, content: Any, caller: Identity | None = None) -> Any:
    lines = [("Content-Type", "application/json"), *(caller.headers if caller else ())]
    body = (BytesPart(data=json.dumps(content).encode()),) if content is not None else ()
    headers = tuple(Header(name, text) for name, text in lines)
    exchange = await transport(Request(id="log-in", method="POST", url=BASE + path, headers=headers, body=body))
    assert exchange.response is not None, exchange.outcome
    return json.loads(exchange.response.body or b"null")


def probed(board: Board, defects: Sequence[str] = (), *, rules: Sequence[str] = ("*",), seed: int = 0) -> Outcome:
    """Probe a fresh application with every check, and the cases whose rule fits a pattern; `seed` shuffles them."""
    with board.serving(defects) as transport:
        return asyncio.run(_Run(board, transport, rules, seed).carry())


class _Run:
    def __init__(self, board: Board, transport: Transport, rules: Sequence[str], seed: int) -> None:
        self._board = board
        self._transport = transport
        self._rules = rules
        self._seed = seed
        self._events: list[Event] = []

    async def carry(self) -> Outcome:
        """Everything between the start of the application and its end."""
        await self._transport.start()
        try:
            target = Target(self._board.contract, self._board.base, await self._board.callers(self._transport))
            return await self._probed(target)
        finally:
            await self._transport.close()

    async def _probed(self, target: Target) -> Outcome:
        judges = _judges()
        watching = Watching(
            target, _checks(self._is_asked), told_as=lambda one: one if self._is_asked(one.rule) else None
        )
        count = itertools.count(1)
        session = Session(target, ids=lambda: f"r{next(count)}", run=f"t{self._seed:03}", watch=(watching,))
        cases = [one for one in listed(judges.values(), target) if self._is_asked(one.rule)]
        if self._seed:
            random.Random(self._seed).shuffle(cases)
        plan(cases, session)
        performer, requests = self._performer(), {}
        sent = session.sent.total
        await performer.perform(learn(session))
        requests["set-up"] = sent()
        for case in cases:
            before = sent()
            await performer.perform(carry((case,), judges, session, watching))
            requests[case.rule] = requests.get(case.rule, 0) + sent() - before
        before = sent()
        await performer.perform(watching.conclude(session))
        await performer.perform(clean_up(session))
        requests["end"] = sent() - before
        found = standing(self._events)
        return Outcome(findings=found, session=session, requests=requests)

    def _is_asked(self, rule: str) -> bool:
        if _rules()[rule].by_choice:
            return rule in self._rules
        return any(fnmatchcase(rule, pattern) for pattern in self._rules)

    def _performer(self) -> Performer:
        return Performer(
            transport=self._transport,
            scripts=None,  # type: ignore[arg-type]  # no probe runs a script
            files=Files(Path.cwd(), outside=False),
            consent=Consent(hosts=frozenset({"api.example"})),
            hear=self._events.append,
            conceal=lambda _: None,
        )
