"""From a request to its answer: the first mapping that fits and whose scenario is in the right state."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Protocol

import msgspec

from assay.faults.registry import named
from assay.model.contract import Schema
from assay.model.errors import AssayError, InputError, UsageError
from assay.model.http import Header
from assay.model.stub.acts import Act, Acts, Pause, Send
from assay.model.stub.answer import Answer, head_of, rendered
from assay.model.stub.mapping import Mapping
from assay.model.stub.received import Received
from assay.model.stub.reply import Fault, Forward, Reply
from assay.stub.broken import Broken, reaches
from assay.stub.files import Files
from assay.stub.hooks import Hooks
from assay.stub.journal import Journal, Served
from assay.stub.matching.diff import NO_MAPPINGS, diff
from assay.stub.matching.index import Entry, Index
from assay.stub.matching.near import nearest_mappings
from assay.stub.matching.seen import Seen, readable
from assay.stub.replying.breaking import BREAKING
from assay.stub.replying.delays import dribbled, seconds_of
from assay.stub.replying.rendering import filled_answer, filling_for, plain_answer, told_by
from assay.stub.replying.templates.fill import World
from assay.stub.replying.templates.nodes import BadTemplate
from assay.stub.scenarios import Scenarios
from assay.stub.sending import sent
from assay.stub.settings import Settings
from assay.stub.turns import Turns

Answering = bytes | Acts
_SAYS_NOTHING: tuple[Schema, dict[str, Schema]] = (True, {})
OUTAGE = Mapping(id="00000000-0000-4000-8000-000000000000", name="a fault that was laid on the stub")
"""What answers a call that a fault met which needs no mapping."""
_TEXT = (Header("Content-Type", "text/plain;charset=UTF-8"),)


class Behind(Protocol):
    """What answers where no mapping fits."""

    def __call__(self, received: Received) -> Served:
        """The request with its answer; `mapping` is None where it does not know it either."""
        ...

    def said(self, received: Received, answer: Answer) -> tuple[Schema, dict[str, Schema]]:
        """What holds for the body of an answer, so that faults of meaning know enumerations and types."""
        ...

    def reset(self) -> None:
        """Forget what was asked."""
        ...


def real_world(seed: int | None = None) -> World:
    """Clock and chance of this machine; the chance is the same each time where it is seeded."""
    chance = random.Random(seed)  # noqa: S311 - made-up data, not secrets
    return World(clock=time.time, chance=chance, stopwatch=time.monotonic)


class Answerer:
    """Everything that a stub knows; `answer` is its handler."""

    def __init__(
        self,
        mappings: Iterable[Mapping] = (),
        *,
        world: World | None = None,
        files: Files | None = None,
        settings: Settings | None = None,
        remembered: int = 10_000,
    ) -> None:
        self.world = world or real_world()
        self.files = files or Files()
        self.settings = settings or Settings()
        self.index = Index(self.world.clock)
        self.broken = Broken(self.world.clock)
        self.scenarios = Scenarios()
        self.turns = Turns()
        self.journal = Journal(remembered)
        self.hooks = Hooks(self.world)
        self.began = self.world.clock()
        self.ended: Callable[[], object] = lambda: None
        """Called when a client asks the stub to shut down."""
        self.keep: Callable[[list[Mapping]], object] = lambda _: None
        """Called with the mappings that a client asks to save."""
        self.behind: Behind | None = None
        """Answers what fits no mapping: a contract."""
        self.first = tuple(mappings)
        """What it began with, and goes back to on reset."""
        for mapping in self.first:
            self.add(mapping)

    def add(self, mapping: Mapping) -> Entry:
        """One more mapping, which is tried before the others of its priority. Raises InputError."""
        try:
            entry = self.index.add(mapping)
        except ValueError as error:
            raise InputError(f"The mapping {mapping.id} cannot be read: {error}.", where=mapping.source) from None
        entry.prepared = self._prepared(mapping)
        return entry

    def replace(self, mapping: Mapping) -> Entry:
        """Change the mapping with this id."""
        entry = self.index.replace(mapping)
        entry.prepared = self._prepared(mapping)
        return entry

    def save(self, mappings: list[Mapping]) -> None:
        """These are what the stub goes back to; the first one was added first."""
        self.first = tuple(mappings)
        for mapping in mappings:
            self.replace(mapping)
        self.keep(mappings)

    def change(self, settings: Settings) -> None:
        """Other settings from now on."""
        self.settings = settings
        for entry in self.index.in_order():
            entry.prepared = self._prepared(entry.mapping)

    def new_id(self) -> str:
        """An id for a mapping."""
        return str(uuid.UUID(int=self.world.chance.getrandbits(128), version=4))

    def _prepared(self, mapping: Mapping) -> bytes | None:
        """The bytes that a mapping always answers, where they are known before. Raises InputError."""
        for each in mapping.replies:
            _check(each, mapping)
        reply = mapping.replies[0]
        slow = reply.delay or reply.dribble or reply.fault or reply.forward or self.settings.delay
        counted = len(mapping.replies) > 1 or mapping.limit
        template = reply.template or self.settings.templating
        if slow or counted or reply.body_file or (template and _has_template(reply)):
            return None
        answer = plain_answer(reply, mapping, reply.body)
        return rendered(answer.status, answer.reason, answer.headers, answer.body)

    def answer(self, received: Received) -> Answering | Awaitable[Answering]:
        """The handler of a server."""
        received = received if received.target.isascii() else readable(received)
        seen = Seen(received)
        for entry in self.index.fitting(seen):
            mapping = entry.mapping
            if mapping.scenario and not self.scenarios.allows(mapping):
                continue
            if mapping.next_state:
                self.scenarios.moved_by(mapping)
            if mapping.hooks:
                self.hooks.launch(mapping.hooks, seen, entry.pattern.address.parameters(received))
            if entry.prepared is not None and not self.broken:
                self.journal.add(Served(received=received, mapping=mapping, status=mapping.replies[0].status))
                prepared: bytes = entry.prepared
                return prepared
            return self._replied(entry, seen)
        return self._unmatched(seen)

    def _replied(self, entry: Entry, seen: Seen) -> Answering | Awaitable[Answering]:
        reply = self.turns.next(entry.mapping, seen.received.at)
        broken = self.broken.fault_of(seen)
        reply = msgspec.structs.replace(reply, fault=broken) if broken else reply
        if reply.fault is not None and reply.fault.name in BREAKING:
            self.journal.add(
                Served(received=seen.received, mapping=entry.mapping, status=reply.status, fault=reply.fault.name)
            )
            return self._after(reply, BREAKING[reply.fault.name](self.world.chance))
        if reply.forward is not None and not (broken and not reaches(broken)):
            return self._forwarded(reply, reply.forward, entry, seen)
        try:
            answer = self._answer_of(reply, entry, seen)
        except (BadTemplate, InputError) as error:
            answer = _failed(str(error), entry.mapping)
        return self._out(reply, answer, entry, seen)

    def _answer_of(self, reply: Reply, entry: Entry, seen: Seen) -> Answer:
        if not (reply.template or self.settings.templating):
            return plain_answer(
                reply, entry.mapping, self.files.read(reply.body_file) if reply.body_file else reply.body
            )
        parameters = entry.pattern.address.parameters(seen.received)
        filling = filling_for(seen, parameters, reply.settings, self.world)
        return filled_answer(reply, entry.mapping, filling, self.files)

    def _out(self, reply: Reply, answer: Answer, entry: Entry, seen: Seen) -> Answering:
        fault = reply.fault.name if reply.fault is not None else ""
        self.journal.add(
            Served(received=seen.received, mapping=entry.mapping, status=answer.status, answer=answer, fault=fault)
        )
        if reply.fault is not None:
            return self._after(reply, self._acts(reply.fault, answer, seen))
        head = head_of(answer.status, answer.reason, answer.headers, answer.body)
        if reply.dribble is not None and answer.body:
            return self._after(reply, dribbled(head, answer.body, reply.dribble))
        data = rendered(answer.status, answer.reason, answer.headers, answer.body)
        if reply.delay is None and self.settings.delay is None:
            return data
        return self._after(reply, iter((Send(data),)))

    def _after(self, reply: Reply, acts: Iterator[Act]) -> Acts:
        """The acts after the reply's delay and the stub's."""
        seconds = seconds_of(reply.delay, self.world.chance) + seconds_of(self.settings.delay, self.world.chance)
        if seconds > 0:
            yield Pause(seconds)
        yield from acts

    async def _forwarded(self, reply: Reply, forward: Forward, entry: Entry, seen: Seen) -> Answering:
        received = seen.received
        try:
            base = forward.base_url
            if reply.template or self.settings.templating:
                parameters = entry.pattern.address.parameters(received)
                base = filling_for(seen, parameters, reply.settings, self.world).filled(base)
            url = base.rstrip("/") + received.url.removeprefix(forward.prefix_removed)
            answer = await sent(received.method, url, _passed_on(received, forward), received.body)
        except (AssayError, BadTemplate) as error:
            answer = _failed(str(error), entry.mapping)
        else:
            headers = (*answer.headers, *reply.headers, *told_by(entry.mapping))
            answer = msgspec.structs.replace(answer, headers=headers)
        return self._out(reply, answer, entry, seen)

    def _unmatched(self, seen: Seen) -> Answering:
        if self.behind is not None:
            return self._from_behind(self.behind(seen.received), seen)
        broken = self.broken.fault_without_answer(seen)
        if broken is not None:
            self.journal.add(Served(received=seen.received, mapping=OUTAGE, status=0, fault=broken.name))
            return self._after(Reply(), self._acts(broken, Answer()))
        report = self.report(seen)
        self.journal.add(Served(received=seen.received, report=report))
        return rendered(404, "", _TEXT, report.encode("utf-8", "replace"))

    def _from_behind(self, served: Served, seen: Seen) -> Answering:
        answer, broken = served.answer or Answer(status=served.status), self.broken.fault_of(seen)
        reply = Reply(status=answer.status, fault=broken)
        self.journal.add(served if broken is None else msgspec.structs.replace(served, fault=broken.name))
        if broken is not None:
            return self._after(reply, self._acts(broken, answer, seen))
        data = rendered(answer.status, answer.reason, answer.headers, answer.body)
        return data if self.settings.delay is None else self._after(reply, iter((Send(data),)))

    def at_head(self, received: Received) -> Acts | None:
        """What a request goes through whose body has not been read."""
        if not self.broken.meets_heads:
            return None
        received = received if received.target.isascii() else readable(received)
        seen = Seen(received)
        broken = self.broken.at_head(seen)
        if broken is None:
            return None
        self.journal.add(Served(received=received, mapping=OUTAGE, status=0, fault=broken.name))
        return self._acts(broken, Answer())

    def _acts(self, fault: Fault, answer: Answer, seen: Seen | None = None) -> Acts:
        made = BREAKING.get(fault.name)
        if made is not None:
            return made(self.world.chance)
        schema, definitions = _SAYS_NOTHING
        if seen is not None and self.behind is not None:
            schema, definitions = self.behind.said(seen.received, answer)
        return named(fault.name).acts(answer, fault.settings, schema=schema, definitions=definitions)

    def report(self, seen: Seen) -> str:
        """The nearest mapping beside the request."""
        nearest = nearest_mappings(seen, self.index.in_order())
        if not nearest:
            return NO_MAPPINGS
        entry = nearest[0].entry
        return diff(entry.mapping, entry.pattern, seen, self.scenarios.state(entry.mapping.scenario))

    def reset(self) -> None:
        """Mappings, scenarios, turns and journal as they were at the start."""
        self.index.clear()
        for mapping in self.first:
            self.add(mapping)
        if self.behind is not None:
            self.behind.reset()
        self.broken.heal()
        self.scenarios.reset()
        self.turns.reset()
        self.journal.clear()


def _check(reply: Reply, mapping: Mapping) -> None:
    """Raise UsageError for a fault that nobody knows, or a setting that it does not have."""
    if reply.fault is not None and reply.fault.name not in BREAKING:
        try:
            named(reply.fault.name).settled(reply.fault.settings)
        except UsageError as error:
            raise InputError(error.what, where=mapping.source, remedy=error.remedy) from None


def _has_template(reply: Reply) -> bool:
    return b"{{" in reply.body or "{{" in reply.reason or any("{{" in value for _, value in reply.headers)


def _passed_on(received: Received, forward: Forward) -> list[tuple[str, str]]:
    without = {name.lower() for name in forward.without} | {name.lower() for name, _ in forward.headers}
    kept = [(name, value) for name, value in received.headers if name.lower() not in without]
    return [*kept, *forward.headers]


def _failed(what: str, mapping: Mapping) -> Answer:
    """500 with what went wrong in one sentence."""
    return Answer(status=500, headers=(*_TEXT, *told_by(mapping)), body=what.encode("utf-8", "replace"))
