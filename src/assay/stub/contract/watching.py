"""Holds both sides of a stand-in to the contract: what it is asked, and what it answers. Each thing is told once."""

from __future__ import annotations

from collections.abc import Iterable

from assay.contract.inference.paths import template
from assay.contract.matching import Match, Miss, Routes
from assay.contract.mismatch import Mismatch
from assay.contract.requests import judge_request
from assay.contract.responses import judge_response
from assay.contract.validation import Validators
from assay.contract.words import alternatives
from assay.model.contract import Contract
from assay.model.finding import Finding
from assay.model.http import Response
from assay.model.rule import Rule
from assay.model.stub.answer import Answer
from assay.model.stub.mapping import Mapping
from assay.model.stub.received import Received
from assay.stub.contract.responder import request_of
from assay.stub.contract.rules import STUB_DRIFT, UNKNOWN_CALL, WRONG_CALL
from assay.stub.journal import Served
from assay.stub.replying.rendering import plain_answer

MOST = 1_000
"""Findings that are kept."""
_ANYWHERE = (429,)
"""Statuses that anything on the way may give, beside 5xx."""
_FILLED = str.maketrans("{}", "__")


class Watching:
    """Feed it everything that was served."""

    def __init__(self, contract: Contract, bases: tuple[str, ...] = ()) -> None:
        self._contract = contract
        self._routes = Routes(contract, bases)
        self._validators = Validators(contract)
        self._found: dict[str, Finding] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found so far, in the order in which it was."""
        return tuple(self._found.values())

    def look_at(self, mappings: Iterable[Mapping]) -> None:
        """Judge what mappings would answer, as far as that is known before anybody asks."""
        for mapping in mappings:
            match = self._of(mapping)
            if match is None:
                continue
            for reply in mapping.replies:
                if not (reply.template or reply.body_file or reply.fault or reply.forward):
                    self._answer(match, mapping, plain_answer(reply, mapping, reply.body), match.operation.method)

    def _of(self, mapping: Mapping) -> Match | None:
        """The operation that a mapping stands for; None where that depends on the request."""
        address, method = mapping.when.address, mapping.when.method.partition("|")[0]
        if address.kind not in ("path", "path_template", "url") or method == "ANY" or method.startswith("!"):
            return None
        found = self._routes.find(method, address.text.partition("?")[0].translate(_FILLED))
        if isinstance(found, Match):
            return found
        self._tell(STUB_DRIFT, f"{method} {address.text}", "", f"The contract has no such operation{_near(found)}",
                   cause=mapping.source)  # fmt: skip
        return None

    def saw(self, served: Served) -> None:
        """One request with what was answered. What was answered by a contract, or broken on purpose, is not judged."""
        received = served.received
        match = self._routes.find(received.method, received.url)
        if isinstance(match, Miss):
            self._unknown(received, match, served.mapping)
            return
        for one in judge_request(self._contract, match, request_of(received), self._validators):
            if not one.info:
                self._mismatch(WRONG_CALL, match, one, cause="")
        mapping = served.mapping
        if mapping is None or served.fault or "operation" in mapping.metadata:
            return
        answer = served.answer or plain_answer(mapping.replies[0], mapping, mapping.replies[0].body)
        self._answer(match, mapping, answer, received.method)

    def _unknown(self, received: Received, miss: Miss, mapping: Mapping | None) -> None:
        operation = f"{received.method} {miss.template or template(miss.path, frozenset())}"[:300]
        self._tell(UNKNOWN_CALL, operation, "", f"The contract has no such operation{_near(miss)}", cause="")
        if mapping is not None and "operation" not in mapping.metadata:
            invented = f"{mapping.when.method} {mapping.when.address.text or miss.path}"[:300]
            self._tell(STUB_DRIFT, invented, "", f"The contract has no such operation{_near(miss)}",
                       cause=mapping.source)  # fmt: skip

    def _answer(self, match: Match, mapping: Mapping, answer: Answer, method: str) -> None:
        response = Response(status=answer.status, headers=answer.headers, body=answer.body)
        for one in judge_response(self._contract, match, response, self._validators, method=method):
            may_come = one.place == "status" and (answer.status >= 500 or answer.status in _ANYWHERE)
            if not one.info and not may_come:
                self._mismatch(STUB_DRIFT, match, one, cause=mapping.source)

    def _mismatch(self, rule: Rule, match: Match, one: Mismatch, *, cause: str) -> None:
        self._tell(rule, match.operation.name, place_of(one), one.message, cause=cause)

    def _tell(self, rule: Rule, operation: str, where: str, message: str, *, cause: str) -> None:
        finding = Finding(
            rule=rule.name,
            title=rule.title,
            severity=rule.severity,
            confidence="confirmed",
            basis="inferred" if self._contract.inferred else rule.basis,
            operation=operation,
            where=where,
            message=message,
            cause=cause,
        )
        if len(self._found) < MOST:
            self._found.setdefault(finding.fingerprint, finding)


def place_of(one: Mismatch) -> str:
    """Where it is, for a finding: JSON Pointer, or the name of a parameter or header, or the part of the message."""
    return one.pointer or one.place


def _near(miss: Miss) -> str:
    if miss.methods and not miss.slash:
        return f"; {miss.template} has {alternatives(list(miss.methods))}."
    near = [miss.template] if miss.slash else list(miss.nearest)
    return f"; near it is {alternatives(near)}." if near else "."
