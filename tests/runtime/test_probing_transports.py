"""The transports of a probing run: waits that are asked for, tokens that end, servers that go."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from email.utils import formatdate
from typing import Any

import pytest

from assay.model.errors import IncompleteError
from assay.model.exchange import Answered, Exchange, Outcome, Unanswered
from assay.model.http import Header, Request, Response
from assay.runtime.lifeline import Lifeline
from assay.runtime.patient import MOST, TRIES, Patient, wait_of
from assay.runtime.renewing import Renewing

GONE = Unanswered(reason="connect ECONNREFUSED", code="ECONNREFUSED", phase="connect")


def answered(status: int, **headers: str) -> Answered:
    fields = tuple(Header(name.replace("_", "-"), value) for name, value in headers.items())
    return Answered(response=Response(status=status, headers=fields))


def request(method: str = "GET", path: str = "/", token: str = "") -> Request:
    headers = (Header("Authorization", token),) if token else ()
    return Request(id="1", method=method, url=f"http://127.0.0.1{path}", headers=headers)


class Scripted:
    """A transport whose outcomes are a function of the request and its number."""

    def __init__(self, serve: Callable[[Request, int], Outcome]) -> None:
        self.serve = serve
        self.seen: list[Request] = []

    async def __call__(self, request: Request) -> Exchange:
        self.seen.append(request)
        return Exchange(id=request.id, request=request, outcome=self.serve(request, len(self.seen)))


def run(awaitable: Awaitable[Any]) -> Any:
    async def wait() -> Any:
        return await awaitable

    return asyncio.run(wait())


def patient(serve: Callable[[Request, int], Outcome]) -> tuple[Patient, Scripted, list[float], list[Exchange]]:
    slept: list[float] = []
    told: list[Exchange] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    inner = Scripted(serve)
    return Patient(inner, told.append, sleep, lambda: 1_000.0), inner, slept, told


@pytest.mark.parametrize(
    ("outcome", "seconds"),
    [
        (answered(429, Retry_After="3"), 3.0),
        (answered(429, Retry_After="0"), 0.05),
        (answered(429, Retry_After=formatdate(1_007, usegmt=True)), 7.0),
        (answered(429, Retry_After=formatdate(10, usegmt=True)), 0.05),
        (answered(429, Retry_After="soon"), None),
        (answered(429), 0.5),
        (answered(503, Retry_After="2"), 2.0),
        (answered(503), None),
        (answered(200, Retry_After="2"), None),
    ],
)
def test_what_an_answer_asks_for(outcome: Answered, seconds: float | None) -> None:
    assert wait_of(outcome.response, 0.5, 1_000.0) == seconds


def test_a_limit_is_waited_for_and_told() -> None:
    transport, _, slept, told = patient(lambda _, n: answered(429, Retry_After="2") if n < 3 else answered(200))
    assert run(transport(request())).response.status == 200
    assert slept == [2.0, 2.0]
    assert len(told) == 2


def test_a_limit_that_never_ends_is_given_up_for_good() -> None:
    transport, inner, slept, _ = patient(lambda *_: answered(429))
    assert run(transport(request())).response.status == 429
    assert slept == [0.5, 1.0, 2.0, 4.0]
    assert len(inner.seen) == TRIES + 1
    run(transport(request()))
    assert len(inner.seen) == TRIES + 2


def test_who_asks_for_too_long_is_not_waited_for_and_all_waits_are_bounded() -> None:
    transport, _, slept, _ = patient(lambda *_: answered(429, Retry_After="3600"))
    run(transport(request()))
    assert slept == []
    transport, _, slept, _ = patient(lambda *_: answered(429, Retry_After="29"))
    for number in range(50):
        run(transport(request(path=f"/{number}")))
    assert sum(slept) <= MOST


class Api:
    """Tokens that end when a test says so."""

    def __init__(self) -> None:
        self.good = {"Bearer a1"}
        self.closed = {"/closed"}
        self.renewed = 0
        self.item = "case-1"
        self.told: list[Exchange] = []
        self.inner = Scripted(self.serve)
        self.transport = Renewing(
            self.inner, {"alice": "Bearer a1"}, self.renew,
            ends=lambda one: one.url.endswith("/logout"), item=lambda: self.item, tell=self.told.append,
        )  # fmt: skip

    def serve(self, request: Request, _: int) -> Outcome:
        path = request.url.removeprefix("http://127.0.0.1")
        token = request.header("authorization")
        if token not in self.good or path in self.closed:
            return answered(401)
        if path == "/logout":
            self.good.discard(str(token))
        return answered(200)

    async def renew(self, name: str) -> str:
        assert name == "alice"
        self.renewed += 1
        self.good.add(f"Bearer a{self.renewed + 1}")
        return f"Bearer a{self.renewed + 1}"

    def status(self, method: str = "GET", path: str = "/", token: str = "Bearer a1") -> int:
        status: int = run(self.transport(request(method, path, token))).response.status
        return status


def test_a_token_that_has_ended_is_fetched_again_also_for_requests_that_show_the_old_one() -> None:
    api = Api()
    assert api.status() == 200
    api.good.clear()
    assert api.status("POST", "/things") == 200
    assert api.status("POST", "/things") == 200
    assert api.renewed == 1
    assert len(api.told) == 2, "the control, and the answer that was not taken"


def test_a_401_for_an_operation_alone_is_no_end() -> None:
    api = Api()
    api.status()
    assert api.status(path="/closed") == 401
    before = len(api.inner.seen)
    assert api.status(path="/closed") == 401
    assert (api.renewed, len(api.inner.seen) - before) == (0, 1)


def test_forged_and_foreign_credentials_pass_as_they_are() -> None:
    api = Api()
    api.status()
    api.good.clear()
    assert api.status(token="Bearer a1x") == 401
    assert api.status(token="") == 401
    assert api.renewed == 0


def test_who_logs_out_on_purpose_stays_out_for_that_case() -> None:
    api = Api()
    api.status()
    assert api.status("POST", "/logout") == 200
    assert api.status() == 401
    assert api.renewed == 0
    api.item = "case-2"
    assert api.status() == 200
    assert api.renewed == 1


def test_one_answer_missing_is_no_end_and_a_server_that_is_gone_is() -> None:
    async def sleep(_: float) -> None:
        return

    broken = Unanswered(reason="socket hang up", code="ECONNRESET", phase="first byte")
    bad = Scripted(lambda one, _: broken if one.url.endswith("/bad") else answered(200))
    lifeline = Lifeline(bad, "http://127.0.0.1/", True, sleep)
    assert run(lifeline(request())).response.status == 200
    for _ in range(7):
        assert run(lifeline(request(path="/bad"))).response is None
    gone = Scripted(lambda _, n: GONE if n > 1 else answered(200))
    lifeline = Lifeline(gone, "http://127.0.0.1/", True, sleep)
    run(lifeline(request()))
    run(lifeline(request()))
    run(lifeline(request()))
    with pytest.raises(IncompleteError, match="stopped answering"):
        run(lifeline(request()))
    with pytest.raises(IncompleteError, match="cannot be reached"):
        run(Lifeline(Scripted(lambda *_: GONE), "http://127.0.0.1/", True, sleep)(request()))


def test_a_server_that_answers_rubbish_is_there() -> None:
    rubbish = Unanswered(reason="incorrect header check", code="Z_DATA_ERROR", phase="download")
    lifeline = Lifeline(Scripted(lambda *_: rubbish), "http://127.0.0.1/", True)
    for _ in range(10):
        assert run(lifeline(request())).outcome == rubbish


def test_what_was_never_sent_says_nothing_of_the_server() -> None:
    refused = Unanswered(reason="no", code="EPERM", phase="build")
    lifeline = Lifeline(Scripted(lambda *_: refused), "http://127.0.0.1/", True)
    for _ in range(10):
        assert run(lifeline(request())).response is None
