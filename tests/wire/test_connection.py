"""One connection: answers in the order of the requests, acts carried out on the socket, a server that stays up."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest
import requests

from assay.model.stub.acts import Act, Close, HalfClose, Hold, Pause, Reset, Send
from assay.model.stub.answer import rendered
from assay.model.stub.received import Received
from assay.wire.handling import Arrival
from assay.wire.limits import Limits
from tests.wire.conftest import Serve
from tests.wire.raw import GET, LAST_GET, connected, drained, exchanged

OK = rendered(200, "", (), b"fine")
SHORT = Limits(connections=3, idle=0.3, arriving=0.3, longest=0.5, waiting=1_000, memory=100_000)


def echo(received: Received) -> bytes:
    return rendered(200, "", (), f"{received.method} {received.target} ".encode() + received.body)


async def later(received: Received) -> bytes:
    await asyncio.sleep(0.02 if received.path == "/slow" else 0)
    return echo(received)


def acting(*acts: Act) -> Iterator[Act]:
    return iter(acts)


@pytest.mark.parametrize("handler", [echo, later])
def test_pipelined_requests_are_answered_in_order(serve: Serve, handler: object) -> None:
    sent = b"".join(f"GET /{name} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for name in ("slow", "b", "c")) + LAST_GET
    seen = exchanged(serve(handler).url, sent)
    assert [part.partition(b"\r\n\r\n")[2] for part in seen.data.split(b"HTTP/1.1 200 OK\r\n")[1:]] == [
        b"GET /slow ",
        b"GET /b ",
        b"GET /c ",
        b"GET /thing ",
    ]
    assert seen.end == "closed"


def test_real_clients_are_answered(serve: Serve) -> None:
    url = serve(echo).url
    with requests.Session() as session:
        assert session.get(f"{url}/a").text == "GET /a "
        assert session.post(f"{url}/b", data=iter([b"x", b"yz"])).text == "POST /b xyz"
        assert session.head(f"{url}/c").headers["Content-Length"] == "8"
        assert session.put(f"{url}/d", data=b"a" * 200_000).text == "PUT /d " + "a" * 200_000
    assert httpx.post(f"{url}/e", content=b"x").text == "POST /e x"


def test_100_continue_comes_before_the_body(serve: Serve) -> None:
    with connected(serve(echo).url) as sock:
        sock.sendall(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"ok")
        assert sock.recv(1_000).endswith(b"PUT / ok")


def test_an_upgrade_that_is_not_offered_is_an_ordinary_request(serve: Serve) -> None:
    head = b"POST /a HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nContent-Length: 2\r\n\r\n"
    assert exchanged(serve(echo).url, head + b"hi" + LAST_GET).data.count(b"HTTP/1.1 200 OK") == 2


def test_a_client_that_sends_no_more_is_still_answered(serve: Serve) -> None:
    seen = exchanged(serve(later).url, b"GET /slow HTTP/1.1\r\nHost: a\r\n\r\n", then_eof=True)
    assert (seen.body, seen.end) == (b"GET /slow ", "closed")


def test_http_1_0_is_closed_after_its_answer(serve: Serve) -> None:
    seen = exchanged(serve(echo).url, b"GET / HTTP/1.0\r\n\r\n")
    assert (seen.body, seen.end) == (b"GET / ", "closed")


@pytest.mark.parametrize(
    ("acts", "data", "end"),
    [
        ((Send(OK), Close()), OK, "closed"),
        ((Send(OK[:9]), Reset()), OK[:9], "reset"),
        ((Reset(),), b"", "reset"),
        ((Close(),), b"", "closed"),
        ((Send(OK[:9]), Pause(0.01), Send(OK[9:]), Close(), Send(b"never")), OK, "closed"),
        ((Send(OK), HalfClose(), Hold()), OK, "closed"),
        ((Send(OK), Hold()), OK, "silent"),
    ],
)
def test_acts_are_what_the_client_sees(serve: Serve, acts: tuple[Act, ...], data: bytes, end: str) -> None:
    seen = exchanged(serve(lambda _: acting(*acts)).url, GET, patience=0.3)
    assert (seen.data, seen.end) == (data, end)


def test_after_acts_without_an_end_the_connection_goes_on(serve: Serve) -> None:
    seen = exchanged(serve(lambda _: acting(Send(OK[:5]), Pause(0.01), Send(OK[5:]))).url, GET + GET + LAST_GET)
    assert (seen.data, seen.end) == (OK * 3, "closed")


def test_head_is_sent_no_body_by_acts_either(serve: Serve) -> None:
    head = b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    acts = [Send(OK[index : index + 1]) for index in range(len(OK))]
    assert exchanged(serve(lambda _: acting(*acts)).url, head).data == OK[:-4]


def test_a_held_connection_ends_when_its_client_leaves(serve: Serve) -> None:
    ended: list[str] = []

    def holding() -> Iterator[Act]:
        try:
            yield Hold()
        finally:
            ended.append("yes")

    server = serve(lambda _: holding())
    exchanged(server.url, GET, patience=0.05)
    exchanged(server.url, GET, patience=0.05, then_eof=True)
    exchanged(serve(echo).url, LAST_GET)
    assert ended == ["yes", "yes"]


def test_a_held_connection_ends_after_the_longest_time(serve: Serve) -> None:
    server = serve(lambda _: acting(Hold()), limits=SHORT)
    assert exchanged(server.url, GET).end in {"closed", "reset"}
    assert server.refusals.counts == {"too-slow": 1}


def test_acts_on_a_new_connection_come_before_its_request(serve: Serve) -> None:
    arrivals: list[Arrival] = []

    def greet(arrival: Arrival) -> Iterator[Act] | None:
        arrivals.append(arrival)
        return {1: acting(Reset()), 2: acting(Pause(0.01)), 3: None, 4: acting(Hold())}[arrival.connection]

    url = serve(echo, on_connect=greet).url
    seen = [exchanged(url, LAST_GET, patience=1) for _ in range(4)]
    assert [one.end for one in seen] == ["reset", "closed", "closed", "silent"]
    assert [one.body for one in seen] == [b"", b"GET /thing ", b"GET /thing ", b""]
    assert {arrival.client for arrival in arrivals} == {"127.0.0.1"}


def test_acts_on_a_head_come_before_its_body_is_read(serve: Serve) -> None:
    def at_head(received: Received) -> Iterator[Act] | None:
        return acting(Reset()) if received.path == "/upload" else acting(Pause(0.01))

    url = serve(echo, on_head=at_head).url
    assert exchanged(url, b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n").end == "reset"
    assert exchanged(url, b"POST /a HTTP/1.0\r\nContent-Length: 2\r\n\r\n", b"hi").body == b"POST /a hi"


@pytest.mark.parametrize("failing", ["at once", "later", "in acts"])
def test_a_handler_that_raises_leaves_the_server_up(serve: Serve, failing: str) -> None:
    async def raising_later() -> bytes:
        raise ValueError("on purpose")

    def raising_in_acts() -> Iterator[Act]:
        yield Send(OK[:10])
        raise ValueError("on purpose")

    def handler(received: Received) -> object:
        if received.path == "/fine":
            return OK
        if failing == "at once":
            raise ValueError("on purpose")
        return raising_later() if failing == "later" else raising_in_acts()

    server = serve(handler)
    seen = exchanged(server.url, GET)
    assert seen.end == "reset" if failing == "in acts" else seen.status == 500
    assert exchanged(server.url, b"GET /fine HTTP/1.0\r\n\r\n").body == b"fine"
    assert "ValueError: on purpose" in server.refusals.latest[0].what


def test_what_is_refused_is_told_and_remembered(serve: Serve) -> None:
    server = serve(echo)
    seen = exchanged(
        server.url, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", GET
    )
    assert (seen.status, seen.body) == (400, b"assay: Both Content-Length and Transfer-Encoding.\n")
    refusal = server.refusals.latest[0]
    assert (refusal.kind, refusal.connection, refusal.client) == ("smuggling", 1, "127.0.0.1")
    assert server.refusals.sentence() == "refused: 1 smuggling"


def test_one_connection_too_many_is_turned_away(serve: Serve) -> None:
    server = serve(echo, limits=Limits(connections=3))
    first = [connected(server.url) for _ in range(3)]
    for sock in first:
        sock.sendall(GET)
        assert sock.recv(1_000)
    assert exchanged(server.url, LAST_GET).status == 503
    first.pop().close()
    assert drained(first[0], 0.05).end == "silent"
    for sock in first:
        sock.close()
    assert server.refusals.counts == {"too-many-connections": 1}


@pytest.mark.parametrize(
    ("sent", "status"), [(b"GET / HT", 408), (b"POST / HTTP/1.0\r\nContent-Length: 3\r\n\r\nab", 408)]
)
def test_a_request_that_does_not_come_whole_is_given_up(serve: Serve, sent: bytes, status: int) -> None:
    server = serve(echo, limits=SHORT)
    seen = exchanged(server.url, sent)
    assert (seen.status, seen.end, server.refusals.counts) == (status, "closed", {"too-slow": 1})


def test_a_connection_that_asks_for_nothing_is_closed_without_a_word(serve: Serve) -> None:
    server = serve(echo, limits=SHORT)
    seen = exchanged(server.url)
    assert (seen.data, seen.end, server.refusals.total) == (b"", "closed", 0)


def test_who_sends_too_far_ahead_is_not_listened_to(serve: Serve) -> None:
    server = serve(lambda _: acting(Hold()), limits=Limits(waiting=1_000))
    with connected(server.url) as sock:
        sock.settimeout(0.3)
        with pytest.raises(TimeoutError):
            sock.sendall(GET * 400_000)
    assert server.serving.held < 1_000_000


def test_all_unfinished_requests_together_are_bounded(serve: Serve) -> None:
    server = serve(echo, limits=SHORT)
    seen = exchanged(server.url, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 150000\r\n\r\n", b"a" * 120_000)
    assert (seen.status, server.refusals.counts) == (503, {"out-of-memory": 1})
    assert server.serving.held == 0
