"""Stands in for every dependency: healthy calls go on to the real one or a stub, and what is asked for is broken."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from assay.app.breaking.dependencies import Dependency
from assay.app.breaking.laying import Laying, answer_of
from assay.app.breaking.naming import Naming
from assay.faults.fault import ANSWER, CONNECTION, HEAD, SERVER
from assay.faults.registry import named
from assay.model.command import Calm, Disturb
from assay.model.dependency import Heard, Trouble
from assay.model.http import Response
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer
from assay.model.stub.received import Received
from assay.resilience.breakage import SILENT, SLOW
from assay.wire.handling import Answering, Arrival
from assay.wire.server import Server

MOST_HEARD = 5_000
WAITED_FOR = SILENT | SLOW
NOT_REACHED = frozenset({"status"})
"""Phases in which the dependency itself is not asked, though the fault is laid in the place of its answer."""
UNREACHED = "X-Assay-Unreached"
"""Header of the answer that stands for a dependency that could not be reached: why not."""
Healthy = Callable[[Received], Awaitable[Response]]


class _Laid(NamedTuple):
    trouble: Trouble
    then: Trouble | None = None


class StandIns:
    """All of them; the port that programs disturb."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}
        """By dependency, `host:port` of where we listen."""
        self.variables: dict[str, str] = {}
        """For the environment of the API: where it finds them."""
        self.called = 0
        """Calls that came, in all."""
        self.remedy = ""
        """What is wrong with a dependency that should be well; empty where nothing is known."""
        self._heard: list[Heard] = []
        self._troubles: dict[tuple[str, str], _Laid] = {}
        self._servers: dict[str, Server] = {}

    async def __call__(self, said: Disturb | Calm) -> tuple[Heard, ...] | None:
        """Lay a fault on a call, or end all of them and tell what was heard."""
        if isinstance(said, Disturb):
            self._troubles[said.dependency, said.call] = _Laid(said.trouble, said.then)
            laid = named(said.trouble.fault.name).laid
            if laid == SERVER:
                await self._servers[said.dependency].refuse()
            elif laid == CONNECTION:  # a client that keeps connections has to make a new one
                self._servers[said.dependency].serving.drop_all()
            return None
        await self.calm()
        heard, self._heard = tuple(self._heard), []
        return heard

    @property
    def disturbed(self) -> bool:
        """Whether a fault is laid just now."""
        return bool(self._troubles)

    async def calm(self) -> None:
        """End every fault; who still waits for an answer gets none."""
        for (dependency, _), laid in self._troubles.items():
            if laid.trouble.phase == "connection" or laid.trouble.fault.name in WAITED_FOR:
                self._servers[dependency].serving.drop_all()
        self._troubles.clear()
        for server in self._servers.values():
            await server.accept()

    async def open(self, dependency: Dependency, healthy: Healthy) -> AsyncExitStack:
        """Listen in its place. Raises UsageError where the port cannot be had."""
        seat = _Seat(self, dependency, healthy)
        server = Server(
            seat.answer, host=dependency.host, port=dependency.port, on_connect=seat.arrived, on_head=seat.begun
        )
        await server.start()
        self._servers[dependency.name] = server
        self.addresses[dependency.name] = urlsplit(server.url).netloc
        if dependency.variable:
            self.variables[dependency.variable] = f"{server.url}{dependency.path}"
        stack = AsyncExitStack()
        stack.push_async_callback(server.stop)
        return stack

    def troubled(self, dependency: str, call: str, *laid: str) -> Trouble | None:
        """The fault that is laid just so on a call."""
        found = self._troubles.get((dependency, call))
        return found.trouble if found is not None and named(found.trouble.fault.name).laid in laid else None

    def connecting(self, dependency: str) -> tuple[str, Trouble] | None:
        """The call and the fault that is laid on each connection to a dependency."""
        for (name, call), found in self._troubles.items():
            if name == dependency and named(found.trouble.fault.name).laid == CONNECTION:
                return call, found.trouble
        return None

    def note(self, heard: Heard) -> None:
        """Remember a call; after one that was broken comes what is laid on the second."""
        self.called += 1
        found = self._troubles.get((heard.dependency, heard.call))
        if found is not None and heard.fault and found.then is not None:
            self._troubles[heard.dependency, heard.call] = _Laid(found.then)
        if len(self._heard) < MOST_HEARD:
            self._heard.append(heard)


class _Seat:
    """Where the API finds one dependency."""

    def __init__(self, stand_ins: StandIns, dependency: Dependency, healthy: Healthy) -> None:
        self._stand_ins = stand_ins
        self._name = dependency.name
        self._healthy = healthy
        self._naming = Naming(dependency.contract, dependency.path)
        self._laying = Laying(dependency.contract)
        self._earlier: dict[str, Answer] = {}

    def arrived(self, _: Arrival) -> Acts | None:
        """What is done to a connection before anything is read."""
        found = self._stand_ins.connecting(self._name)
        if found is None:
            return None
        call, trouble = found
        method, target = call.split(" ", 1)
        self._stand_ins.note(Heard(dependency=self._name, call=call, method=method, target=target, fault=trouble.label))
        return self._laying.acts(trouble, Answer())

    def begun(self, received: Received) -> Acts | None:
        """What is done to a request before its body is read."""
        call = self._naming.of(received)
        trouble = self._stand_ins.troubled(self._name, call, HEAD)
        if trouble is None:
            return None
        self._stand_ins.note(self._seen(received, call, trouble))
        return self._laying.acts(trouble, Answer())

    async def answer(self, received: Received) -> Answering:
        """What is answered: the healthy answer, or what a fault makes of it."""
        call = self._naming.of(received)
        trouble = self._stand_ins.troubled(self._name, call, ANSWER)
        seen = self._seen(received, call, trouble)
        if trouble is not None and trouble.phase in NOT_REACHED:
            self._stand_ins.note(seen)
            return self._laying.acts(trouble, Answer())
        response = await self._healthy(received)
        if response.header(UNREACHED):
            self._stand_ins.remedy = f"{self._name} itself does not answer ({response.header(UNREACHED)}): start it."
        healthy, earlier = answer_of(response), self._earlier.get(call)
        self._earlier[call] = healthy
        seen = msgspec.structs.replace(seen, response=response)
        if trouble is None:
            self._stand_ins.note(seen)
            return self._laying.sent(healthy)
        if trouble.phase == "semantic":
            changed = self._laying.changed(trouble, healthy, call)
            self._stand_ins.note(msgspec.structs.replace(seen, given=changed.response, valid=changed.valid))
            return self._laying.sent(changed.answer)
        self._stand_ins.note(seen)
        return self._laying.acts(trouble, healthy, earlier)

    def _seen(self, received: Received, call: str, trouble: Trouble | None) -> Heard:
        key = next((value for name, value in received.headers if "idempotency" in name.lower()), "")
        return Heard(
            dependency=self._name,
            call=call,
            method=received.method,
            target=received.url,
            key=_digest(key.encode()) if key else "",
            body=_digest(received.body) if received.body else "",
            fault=trouble.label if trouble else "",
            at=received.at,
        )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]
