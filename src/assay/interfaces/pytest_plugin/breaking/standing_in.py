"""A stub that a test tells in few words what it answers, how it fails, and what it was to be called with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import msgspec

from assay.diverting.sending import Diversion
from assay.interfaces.pytest_plugin.breaking.laying import UntilHere, call, fault_name
from assay.model.errors import UsageError
from assay.model.stub.received import Received
from assay.stub.journal import Served
from assay.stub.stub import Source, Stub

JSON = {"Content-Type": "application/json"}
FORWARDING: dict[str, Any] = {"request": {"method": "ANY"}, "priority": 1_000_000}
"""What hands every other call on to the real dependency."""


class StandIn(UntilHere):
    """One dependency in one test. Each word that tells it something gives it back, for the next one.

    Paths are those below its `url`.
    """

    def __init__(self, name: str, stub: Stub, path: str = "", diversion: Diversion | None = None) -> None:
        self.name = name
        self.stub = stub
        """The stub itself, with all that it can."""
        self._path = path
        self._diversion = diversion

    @property
    def url(self) -> str:
        """Where to point whoever calls it; with the path that its URL has in assay.toml."""
        return f"{self.stub.url}{self._path}"

    @property
    def port(self) -> int:
        """Where it listens on loopback."""
        return self.stub.port

    def add(self, source: Source) -> Self:
        """WireMock's JSON, or a path to what a stub is made of."""
        self.stub.add(source)
        return self

    def answers(
        self,
        method: str,
        path: str,
        *,
        status: int = 200,
        json: Any = None,
        text: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """This from now on, before what it answered until then; a `{name}` in the path stands for any segment."""
        answer = {**answer_of({"status": status, "json": json, "text": text}), "headers": dict(headers or {})}
        if json is not None:
            answer["headers"] = {**JSON, **answer["headers"]}
        self.stub.add({"request": _request(method, self._at(path)), "response": answer})
        return self

    def sequence(self, method: str, path: str, *answers: int | Mapping[str, Any], repeats: bool = False) -> Self:
        """One answer after the other, then the last one again, or all over where it `repeats`.

        An answer is a status, or a dict of `status`, `json`, `text` and `headers`.
        """
        given = [answer_of({"status": one} if isinstance(one, int) else one) for one in answers]
        self.stub.sequence(method.upper(), self._at(path), *given, repeats=repeats)
        return self

    def fails(self, fault: str, *, on: str = "", times: int | None = None, **settings: Any) -> Self:
        """A fault on the calls that fit `on` (`POST /charges`), for so many of them or until `well`.

        Raises UsageError for an unknown fault or setting, with the nearest.
        """
        __tracebackhide__ = True
        fault = fault_name(fault)
        if fault == "unresolvable":
            return self._unresolvable()
        try:
            method, path = call(on)
            self.stub.fails(fault, method, self._at(path), times=times, **settings)
        except UsageError as problem:
            raise UsageError(problem.what, where=f"stub {self.name}", remedy=problem.remedy) from None
        return self

    def slow(self, seconds: float, *, on: str = "") -> Self:
        """Answers come later by so many seconds."""
        __tracebackhide__ = True
        return self.fails("slow-first-byte", on=on, seconds=seconds)

    def down(self) -> Self:
        """The system refuses connections to it."""
        return self.fails("refused")

    def well(self) -> Self:
        """No fault is laid on it any more."""
        self.stub.heals()
        if self._diversion is not None:
            self._diversion.well()
        return self

    @property
    def calls(self) -> tuple[Received, ...]:
        """Everything that it was called with, in order."""
        return self.stub.calls

    def called(self, method: str = "ANY", path: str = "", **with_: Any) -> tuple[Received, ...]:
        """The calls that fit, in order, by `query`, `headers`, `json` (at least) and `body`, too."""
        return self.stub.called(method.upper(), self._at(path), **with_)

    def verify(self, method: str = "ANY", path: str = "", *, times: int | None = None, **with_: Any) -> Self:
        """Fail unless it was called so often; None is at least once."""
        __tracebackhide__ = True
        self._told(lambda: self.stub.verify(method.upper(), self._at(path), times=times, **with_))
        return self

    def verify_order(self, *wanted: str) -> Self:
        """Fail unless these (`POST /charges`) were called in this order, whatever came between."""
        __tracebackhide__ = True
        pairs = [(method, self._at(path)) for method, path in map(call, wanted)]
        self._told(lambda: self.stub.verify_order(*pairs))
        return self

    def allow_unmatched(self) -> Self:
        """Calls that fit nothing get 404, and do not fail the test."""
        self.stub.strict = False
        return self

    def verify_all_matched(self) -> None:
        """Fail where a call fitted nothing, with the nearest. Raises AssertionError."""
        __tracebackhide__ = True
        if self.stub.strict:
            self._told(self.stub.verify_all_matched)

    def served(self) -> tuple[Served, ...]:
        """Every call with what became of it."""
        return self.stub.served

    def _at(self, path: str) -> str:
        return f"{self._path}{path}" if path else ""

    def _told(self, check: Any) -> None:
        __tracebackhide__ = True
        try:
            check()
        except AssertionError as problem:
            raise AssertionError(f"stub {self.name}: {problem}") from None

    def _unresolvable(self) -> Self:
        __tracebackhide__ = True
        if self._diversion is None:
            raise UsageError(
                "only a name that is diverted in this process can fail to resolve",
                where=f"stub {self.name}",
                remedy=f'Name the origin that the application calls: stub("{self.name}", instead_of="https://…").',
            )
        self._diversion.unresolvable()
        return self


def answer_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in WireMock's words. Raises UsageError for a word that nobody knows."""
    known = {"status", "json", "text", "headers"}
    if unknown := [one for one in given if one not in known]:
        raise UsageError(f"an answer has no {unknown[0]!r}", remedy=f"It has {', '.join(sorted(known))}.")
    answer: dict[str, Any] = {"status": given.get("status", 200)}
    if given.get("headers"):
        answer["headers"] = dict(given["headers"])
    if given.get("json") is not None:
        answer["headers"] = {**JSON, **answer.get("headers", {})}
        answer["body"] = msgspec.json.encode(given["json"]).decode()
    elif given.get("text") is not None:
        answer["body"] = given["text"]
    return answer


def _request(method: str, path: str) -> dict[str, Any]:
    place = "url" if "?" in path else "urlPathTemplate" if "{" in path else "urlPath"
    return {"method": method.upper(), place: path}
