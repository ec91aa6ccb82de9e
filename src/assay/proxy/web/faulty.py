"""Has a fault answer a call in the place of the dependency, or twist what the dependency answered."""

from __future__ import annotations

import contextlib
import time
import zlib
from collections.abc import Callable

import msgspec

from assay.model.contract import Schema
from assay.model.http import Header
from assay.model.stub.acts import Acts
from assay.model.stub.answer import Answer, rendered
from assay.model.stub.received import Received
from assay.proxy.web.arriving import Head
from assay.proxy.web.headers import passed_on
from assay.proxy.web.relay import Relay
from assay.proxy.web.rules import Rule, Rules
from assay.proxy.web.upstream import Unreachable
from assay.wire.handling import Answering, Arrival

Meaning = Callable[[Received, Answer], tuple[Schema, dict[str, Schema]]]
"""What a contract says of the body of an answer: its schema, and what that refers to; True where nothing is said."""
_EITHER = 47
"""For zlib: the largest window, and gzip or zlib by their first bytes."""
MOST = 16 * 1024 * 1024
"""Bytes of an answer that a fault is given; a larger one goes through as it is."""


class Faulty:
    """What the server of a proxy asks at each of the places where a fault may be laid."""

    def __init__(self, relay: Relay, rules: Rules, meaning: Meaning) -> None:
        self._relay = relay
        self._rules = rules
        self._meaning = meaning

    async def handle(self, request: Received) -> Answering:
        """The dependency's answer, or what a fault makes of it."""
        rule = None if request.truncated else self._rules.for_request("answer", request)
        if rule is None:
            return await self._relay.passed(request)
        if not rule.wants_answer:
            self._relay.told(request, None, time.monotonic(), fault=rule.fault.name)
            return rule.fault.acts(Answer(), rule.settings)
        return await self._twisted(rule, request)

    def on_connect(self, arrival: Arrival) -> Acts | None:
        """A fault of the connection, before anything is read of it."""
        rule = self._rules.for_connection("server", "connection")
        if rule is None:
            return None
        self._relay.told_of_connection(arrival.connection, rule.fault.name)
        return rule.fault.acts(Answer(), rule.settings)

    def on_head(self, request: Received) -> Acts | None:
        """A fault between a request's head and its body."""
        rule = self._rules.for_request("head", request)
        if rule is None:
            return None
        self._relay.told(request, None, time.monotonic(), fault=rule.fault.name)
        return rule.fault.acts(Answer(), rule.settings)

    async def _twisted(self, rule: Rule, request: Received) -> Answering:
        began = time.monotonic()
        try:
            answering = await self._relay.sent(_uncoded(request))
        except Unreachable as problem:
            return self._relay.gone(request, problem)
        try:
            body = await answering.whole(MOST)
        except BaseException:
            answering.close()
            raise
        if body is None:
            return self._relay.streamed(request, answering, began)
        answering.release()
        answer = _answer(answering.head, body)
        schema, definitions = self._meaning(request, answer)
        if rule.fault.variants is not None and not _has_place(rule, answer, schema, definitions):
            self._relay.told(request, answer.status, began, note=f"no place for {rule.fault.name} in the answer")
            return rendered(answer.status, answer.reason, answer.headers, answer.body)
        self._relay.told(request, answer.status, began, fault=rule.fault.name)
        return rule.fault.acts(answer, rule.settings, schema=schema, definitions=definitions)


def _uncoded(request: Received) -> Received:
    """Asks for the body as it is: a fault does not look through gzip."""
    kept = tuple(header for header in request.headers if header[0].lower() != "accept-encoding")
    return msgspec.structs.replace(request, headers=(*kept, Header("Accept-Encoding", "identity")))


def _answer(head: Head, body: bytes) -> Answer:
    """As a fault sees it: no header of one hop, no transfer coding, and no gzip where the dependency insists on it."""
    answer = Answer(status=head.status, reason=head.reason, headers=passed_on(head.headers), body=body)
    coding = (answer.header("Content-Encoding") or "").strip().lower()
    if coding not in ("gzip", "x-gzip", "deflate"):
        return answer
    with contextlib.suppress(zlib.error):
        unpacking = zlib.decompressobj(_EITHER)
        plain = unpacking.decompress(body, MOST)
        if unpacking.eof:
            return answer.without("Content-Encoding").with_body(plain)
    return answer


def _has_place(rule: Rule, answer: Answer, schema: Schema, definitions: dict[str, Schema]) -> bool:
    """Whether there is something in the answer that a semantic fault can change."""
    pointer = rule.settings.get("pointer", "")
    found = rule.fault.changes(answer, schema=schema, definitions=definitions)
    return any(not pointer or one.pointer == pointer for one in found)


def nothing_said(request: Received, answer: Answer) -> tuple[Schema, dict[str, Schema]]:
    """The meaning of every answer where there is no contract."""
    del request, answer
    return True, {}
