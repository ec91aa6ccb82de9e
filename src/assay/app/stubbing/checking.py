"""Asks the real service what a stub would answer, and tells where the two differ. Only reads, unless told otherwise."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import msgspec

from assay.app.probing.telling import Declarations
from assay.app.stubbing.loading import Ready
from assay.contract.drift import drift
from assay.contract.matching import Match, Routes
from assay.contract.responses import judge_response
from assay.contract.validation import Validators
from assay.model.contract import Contract
from assay.model.errors import IncompleteError, UsageError
from assay.model.exchange import Exchange, Unanswered
from assay.model.finding import Finding
from assay.model.http import BytesPart, Delivery, Header, Request, Response
from assay.model.rule import Rule
from assay.model.stub.received import Received
from assay.stub.answering import Answerer, real_world
from assay.stub.contract.calls import READS, Described, Left, of_contract, of_mappings
from assay.stub.contract.responder import ContractStub
from assay.stub.contract.rules import REAL_DRIFT, REAL_GROWTH, REAL_OFF_CONTRACT
from assay.stub.contract.watching import place_of
from assay.stub.matching.seen import Seen
from assay.stub.replying.rendering import plain_answer
from assay.stub.settings import Settings
from assay.transport.live import Live

PATIENCE = 10.0
_CREDENTIALS = (401, 403)
MOST = 2_000
"""Calls that are made."""
_REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNREACHABLE = 3
"""Calls in a row that nobody answers, after which no more are made."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    target: str
    started: float
    seconds: float
    calls: int
    passed_over: int
    """Calls that would write."""
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]


async def check(ready: Ready, say: Callable[[str], None]) -> Checked:
    """Raises IncompleteError where the real service cannot be reached."""
    options, began = ready.options, time.time()
    base = _base(options.check_against or "")
    headers = tuple(_header(text) for text in options.header)
    live = Live()
    checking = _Checking(ready, base, headers, live)
    try:
        for call in _calls(ready):
            if isinstance(call, Left):
                checking.note(f"{call.name} was not called: {call.why}.")
            elif call.method not in READS and not options.writes:
                checking.passed_over += 1
            elif checking.calls < MOST:
                say(f"{call.method} {call.target.partition('?')[0]}")
                await checking.ask(call)
    finally:
        await live.close()
    if checking.passed_over:
        many = "1 call" if checking.passed_over == 1 else f"{checking.passed_over:,} calls"
        checking.note(f"Not made: {many} that may write; --writes makes them.")
    if not checking.calls:
        why = " ".join(checking.notes) or "It describes no calls."
        raise IncompleteError("nothing could be asked", where=base, remedy=why)
    return Checked(
        target=base, started=began, seconds=time.time() - began, calls=checking.calls,
        passed_over=checking.passed_over, notes=tuple(checking.notes), findings=checking.told(),
    )  # fmt: skip


def _calls(ready: Ready) -> Iterator[Described | Left]:
    yield from of_mappings(ready.loaded.mappings)
    if ready.loaded.contract is not None:
        yield from of_contract(ready.loaded.contract, ready.options.seed)


def _base(url: str) -> str:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise UsageError(
            f"{url[:200]!r} is no base URL", where="--check-against", remedy="Write http://127.0.0.1:9001."
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _header(text: str) -> Header:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise UsageError(f"{text[:60]!r} is no NAME: VALUE", where="--header", remedy="Write 'X-Tenant: acme'.")

    def found(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            raise UsageError(f"{match[1]} is not set", where="--header", remedy=f"Set it: export {match[1]}=…")
        return os.environ[match[1]]

    return Header(name.strip(), _REFERENCE.sub(found, value.strip()))


class _Checking:
    def __init__(self, ready: Ready, base: str, headers: tuple[Header, ...], live: Live) -> None:
        self._ready = ready
        self._base = base
        self._headers = headers
        self._live = live
        self._stand_in = _stand_in(ready)
        self._contract = ready.contract
        self._routes = Routes(ready.contract, (base,)) if ready.contract is not None else None
        self._validators = Validators(ready.contract) if ready.contract is not None else None
        self._found: dict[str, Finding] = {}
        self._silent = 0
        self.calls = self.passed_over = 0
        self.notes: list[str] = []

    def note(self, text: str) -> None:
        if len(self.notes) < 50:
            self.notes.append(text)

    def told(self) -> tuple[Finding, ...]:
        found = tuple(self._found.values())
        if self._contract is None or not found:
            return found
        declarations = Declarations(self._contract.source)
        return tuple(declarations.beside(one) if one.basis == "declared" else one for one in found)

    async def ask(self, call: Described) -> None:
        exchange = await self._live(self._request(call))
        if exchange.response is None:
            self._unanswered(exchange, call)
            return
        self._silent = 0
        self.calls += 1
        real = exchange.response
        stand_in = self._answer(call)
        if real.status in _CREDENTIALS and (stand_in is None or stand_in.status != real.status):
            self.note(f"{call.name} was answered {real.status}; give credentials with --header.")
            return
        if call.made_up and real.status >= 400:
            self.note(
                f"{call.name} was answered {real.status} for values that are made up; examples would name real ones."
            )
            return
        match = self._routes.find(call.method, self._url(call)) if self._routes is not None else None
        if isinstance(match, Match) and self._contract is not None:
            self._against_contract(match, real, call, self._contract)
        if stand_in is not None:
            self._against_stub(stand_in, real, call)

    def _url(self, call: Described) -> str:
        """Where it is asked; a target that has the path of the base URL already does not get it twice."""
        origin, path = self._base, urlsplit(self._base).path
        if path and call.target.startswith(f"{path}/"):
            origin = origin.removesuffix(path)
        return f"{origin}{call.target}"

    def _request(self, call: Described) -> Request:
        own = {name.lower() for name, _ in self._headers}
        headers = (*(one for one in call.headers if one[0].lower() not in own), *self._headers)
        return Request(
            id=f"check-{self.calls}",
            method=call.method,
            url=self._url(call),
            headers=headers,
            body=(BytesPart(data=call.body),) if call.body else (),
            delivery=Delivery(timeout=PATIENCE, verify=not self._ready.options.insecure),
        )

    def _unanswered(self, exchange: Exchange, call: Described) -> None:
        assert isinstance(exchange.outcome, Unanswered)
        self._silent += 1
        self.note(f"{call.name} got no answer: {exchange.outcome.reason}")
        if self._silent >= _UNREACHABLE or not self.calls:
            raise IncompleteError(exchange.outcome.reason, where=self._base, remedy="Does the real service run there?")

    def _answer(self, call: Described) -> Response | None:
        """What the stub answers to the same call; None where it has no answer of its own."""
        headers = (*call.headers, *self._headers)
        received = Received(id="check", method=call.method, target=call.target, headers=headers, body=call.body)
        for entry in self._stand_in.index.fitting(Seen(received)):
            reply = entry.mapping.replies[0]
            if reply.forward is not None or reply.fault is not None or entry.mapping.hooks:
                return None
            break
        self._stand_in.answer(received)
        served = next(self._stand_in.journal.newest_first())
        if served.mapping is None or "operation" in served.mapping.metadata:
            return None  # what a contract says is held against the real answer as it is
        answer = served.answer or plain_answer(
            served.mapping.replies[0], served.mapping, served.mapping.replies[0].body
        )
        return Response(status=answer.status, headers=answer.headers, body=answer.body)

    def _against_contract(self, match: Match, real: Response, call: Described, contract: Contract) -> None:
        for one in judge_response(contract, match, real, self._validators, method=call.method):
            if not one.info:
                self._tell(REAL_OFF_CONTRACT, match.operation.name, place_of(one), one.message, call)

    def _against_stub(self, stand_in: Response, real: Response, call: Described) -> None:
        for one in drift(stand_in, real):
            rule = REAL_GROWTH if one.kind == "new" else REAL_DRIFT
            self._tell(rule, call.name, one.where or one.kind, one.message, call)

    def _tell(self, rule: Rule, operation: str, where: str, message: str, call: Described) -> None:
        inferred = self._contract is not None and self._contract.inferred and rule.basis == "declared"
        finding = Finding(
            rule=rule.name, title=rule.title, severity=rule.severity, confidence="confirmed",
            basis="inferred" if inferred else rule.basis, operation=operation, where=where, message=message,
            cause=call.source, curl=f"curl -X {call.method} '{self._url(call)}'",
        )  # fmt: skip
        self._found.setdefault(finding.fingerprint, finding)


def _stand_in(ready: Ready) -> Answerer:
    """The stub without a socket."""
    settings = Settings(templating=ready.options.templates)
    made = Answerer(
        ready.loaded.mappings, world=real_world(ready.options.seed), files=ready.loaded.files, settings=settings
    )
    if ready.loaded.contract is not None:
        made.behind = ContractStub(ready.loaded.contract, seed=ready.options.seed, lenient=True)
    return made
