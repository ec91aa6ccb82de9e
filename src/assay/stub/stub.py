"""A stub in this process: a server on a port of its own, in a thread of its own.

with Stub({"request": {"url": "/stock"}, "response": {"jsonBody": {"left": 3}}}) as stub:
    call(stub.url)
    stub.verify("GET", "/stock", times=1)
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Awaitable, Callable, Iterable
from collections.abc import Mapping as Names
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from assay.faults.fault import SERVER
from assay.formats.wiremock.place import Place
from assay.formats.wiremock.read import mappings_of
from assay.formats.wiremock.response import read_reply
from assay.model.contract import Contract
from assay.model.errors import UsageError
from assay.model.stub.acts import Acts
from assay.model.stub.mapping import Expected, Mapping
from assay.model.stub.received import Received
from assay.stub import asking
from assay.stub.admin.routes import PREFIX, administered
from assay.stub.answering import Answerer, Answering, real_world
from assay.stub.contract.responder import ContractStub
from assay.stub.files import Files
from assay.stub.journal import Served
from assay.stub.loading import keep_in
from assay.stub.settings import Settings
from assay.stub.sources import Loaded, opened, read_contract
from assay.wire.background import Background
from assay.wire.handling import Arrival
from assay.wire.limits import Limits
from assay.wire.refusal import Refusals
from assay.wire.server import Server

_T = TypeVar("_T")
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))
Source = Mapping | Names[str, Any] | str | Path | Loaded
"""A mapping, WireMock's JSON for one or many, or a path: a stub file, an OpenAPI document, a recording (HAR, or a log),
WireMock's mappings or a folder of them."""


class Stub:
    """Started by `with`, or by `start` and `stop`. Calls that fitted nothing fail the test at its end.

    `seed` makes what templates draw by chance, and values from a contract, the same each time. `strict=False` lets
    unmatched calls pass. `contract` answers what fits no mapping; `lenient` answers what it does not allow, too.
    """

    def __init__(
        self,
        *sources: Source,
        host: str = "127.0.0.1",
        port: int = 0,
        templating: bool = False,
        strict: bool = True,
        seed: int | None = None,
        contract: Contract | str | Path | None = None,
        lenient: bool = False,
        remembered: int = 10_000,
        limits: Limits | None = None,
        tls: Callable[[], ssl.SSLContext] | None = None,
    ) -> None:
        world = real_world(seed)
        self.answerer = Answerer(world=world, settings=Settings(templating=templating), remembered=remembered)
        self._seed, self._lenient = seed or 0, lenient
        self.warnings: list[str] = []
        """A sentence for each route of a file that never answers."""
        if contract is not None:
            self._stand_on(contract if isinstance(contract, Contract) else read_contract(Path(contract)))
        mappings = [mapping for source in sources for mapping in self._read(source)]
        for mapping in mappings:
            self.answerer.add(mapping)
        self.answerer.first = tuple(mappings)
        self.strict = strict
        self._server = Server(
            self._handled,
            host=host,
            port=port,
            limits=limits,
            tls=tls,
            on_connect=self._connected,
            on_head=self._arriving,
            ids=_new_id,
        )
        self._background = Background()
        self._running = False

    def _read(self, source: Source) -> Iterable[Mapping]:
        if isinstance(source, Mapping):
            return (source,)
        if isinstance(source, Loaded):
            return self._taken(source)
        if not isinstance(source, str | Path):
            return mappings_of(source, new_id=self.answerer.new_id)
        return self._taken(opened(Path(source)))

    def _taken(self, loaded: Loaded) -> tuple[Mapping, ...]:
        self.warnings += loaded.warnings
        if loaded.files is not None:
            self.answerer.files = loaded.files
        if (folder := loaded.keeps) is not None:
            self.answerer.keep = lambda kept: keep_in(folder, kept)
        if loaded.contract is not None:
            self._lenient = self._lenient or loaded.lenient
            self._stand_on(loaded.contract)
        return loaded.mappings

    def _stand_on(self, contract: Contract) -> None:
        """Answer what fits no mapping as a contract says."""
        self.answerer.behind = ContractStub(contract, seed=self._seed, lenient=self._lenient)

    def _handled(self, received: Received) -> Answering | Awaitable[Answering]:
        if received.target.startswith(PREFIX):
            return administered(received, self.answerer)
        return self.answerer.answer(received)

    def _connected(self, _: Arrival) -> Acts | None:
        return self.answerer.broken.at_connect()

    def _arriving(self, received: Received) -> Acts | None:
        if received.target.startswith(PREFIX):
            return None
        return self.answerer.at_head(received)

    @property
    def url(self) -> str:
        """The base URL, without a slash at its end."""
        return self._server.url

    @property
    def port(self) -> int:
        """The port that it listens at, once it has started."""
        return self._server.port

    @property
    def files(self) -> Files:
        """The folder of bodies."""
        return self.answerer.files

    @property
    def refusals(self) -> Refusals:
        """What hostile clients sent and was not served."""
        return self._server.refusals

    def start(self) -> str:
        """Listen; the base URL."""
        url = self._background.serve(self._server)
        self._running = True
        return url

    def stop(self) -> None:
        """Stop listening, and drop what is open."""
        if self._running:
            self._do(self.answerer.hooks.stop)
            self._background.stop()
        self._running = False

    def __enter__(self) -> Stub:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
        if kind is None and self.strict:
            self.verify_all_matched()

    def _do(self, work: Callable[[], _T]) -> _T:
        """Look at what the server's thread changes, in that thread."""
        if not self._running:
            return work()

        async def done() -> _T:
            return work()

        return self._background.call(done())

    def add(self, source: Source) -> tuple[Mapping, ...]:
        """More mappings, which are tried before the others of their priority."""
        mappings = tuple(self._read(source))
        self._do(lambda: [self.answerer.add(mapping) for mapping in mappings])
        return mappings

    def sequence(self, method: str, path: str, *answers: int | Names[str, Any], repeats: bool = False) -> Mapping:
        """Answer a call by one after the other, and then by the last one again, or all over where it `repeats`.

        An answer is a status, or one in WireMock's words (`{"status": 200, "jsonBody": {}}`).
        """
        replies = tuple(
            read_reply(Place({"status": answer} if isinstance(answer, int) else answer)) for answer in answers
        )
        if not replies:
            raise UsageError("a sequence needs an answer", remedy='Write stub.sequence("GET", "/x", 503, 200).')
        mapping = Mapping(
            id=self.answerer.new_id(), when=asking.expected(method, path), replies=replies, repeats=repeats, raw={}
        )
        self._do(lambda: self.answerer.add(mapping))
        return mapping

    def fails(
        self, fault: str, method: str = "ANY", path: str = "", *, times: int | None = None, **settings: Any
    ) -> None:
        """Lay a fault on calls, by its name in `assay.faults` or WireMock's; it lasts until `heals`, or for so many.

        Their mappings still choose the healthy answer that is broken. Raises UsageError for an unknown name.
        """
        wanted = asking.expected(method, path)
        if self._do(lambda: self.answerer.broken.lay(fault, wanted, settings, times)) == SERVER:
            self._background.call(self._server.refuse())

    def heals(self) -> None:
        """End every fault that `fails` laid."""
        self._do(self.answerer.broken.heal)
        if self._running:
            self._background.call(self._server.accept())

    def reset(self) -> None:
        """As it was at the start: mappings, scenarios, and nothing called."""
        self._do(self.answerer.reset)

    def set_state(self, scenario: str, state: str) -> None:
        """Put a scenario into a state."""
        self._do(lambda: self.answerer.scenarios.put(scenario, state))

    @property
    def calls(self) -> tuple[Received, ...]:
        """Everything that was called, in order."""
        return self._do(lambda: tuple(served.received for served in self.answerer.journal))

    @property
    def served(self) -> tuple[Served, ...]:
        """The same, each with what became of it."""
        return self._do(lambda: tuple(self.answerer.journal))

    @property
    def unmatched(self) -> tuple[Received, ...]:
        """The calls that fitted no mapping, in order."""
        return self._do(lambda: tuple(item.received for item in self.answerer.journal if item.mapping is None))

    def called(self, method: str = "ANY", path: str = "", **with_: Any) -> tuple[Received, ...]:
        """The calls that fit, in order; the arguments are those of `asking.expected`."""
        wanted = asking.expected(method, path, **with_)
        return self._do(lambda: asking.calls(self.answerer, wanted))

    def verify(self, method: str = "ANY", path: str = "", *, times: int | None = None, **with_: Any) -> None:
        """Fail unless it was called so often; None is at least once. Raises AssertionError."""
        wanted = asking.expected(method, path, **with_)
        found = len(self._do(lambda: asking.calls(self.answerer, wanted)))
        if (found == 0) if times is None else (found != times):
            raise AssertionError(self._complaint(wanted, asking.wanted_times(times), found))

    def _complaint(self, wanted: Expected, times: str, found: int) -> str:
        return self._do(lambda: asking.complaint(self.answerer, wanted, times, found))

    def verify_order(self, *wanted: tuple[str, str]) -> None:
        """Fail unless these (method, path) were called in this order, whatever came between. Raises AssertionError."""
        ids = [received.id for received in self.calls]
        after = -1
        for method, path in wanted:
            places = [ids.index(received.id) for received in self.called(method, path)]
            later = [place for place in places if place > after]
            if not later:
                where = "at all" if not places else "after what was to come before it"
                raise AssertionError(f"{method} {path} was not called {where}; called were:\n{self._listed()}")
            after = later[0]

    def _listed(self) -> str:
        return "\n".join(f"  {received.method} {received.url}" for received in self.calls[-20:])

    def verify_all_matched(self) -> None:
        """Fail where a call fitted no mapping, with the nearest one. Raises AssertionError."""
        missed = self._do(lambda: [served for served in self.answerer.journal if served.mapping is None])
        if missed:
            many = f"{len(missed)} calls" if len(missed) > 1 else "A call"
            raise AssertionError(f"{many} fitted no mapping of the stub; the first one:\n{missed[0].report}")


def _new_id() -> str:
    """A UUID of version 4, made in half the time that `uuid` takes; each request has one."""
    drawn = os.urandom(16).hex()
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{_VARIANT[drawn[16]]}{drawn[17:20]}-{drawn[20:]}"
