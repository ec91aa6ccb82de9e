"""The HTTP proxy on real sockets: what goes through unchanged, what streams, what breaks off, and what faults do."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import socket
import threading
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from assay.app.proxying.faults import rule
from assay.faults.registry import FAULTS
from assay.model.errors import UsageError
from assay.proxy import proxy
from assay.proxy.address import Address
from assay.proxy.web.asking import BEYOND
from assay.proxy.web.serving import HttpProxy
from assay.wire.background import Background
from tests.proxy.servers import HEALTHY, PATIENCE, connected, dependency, head_of, served, whole


class Running:
    """A proxy before the dependency, and its log."""

    def __init__(self, thread: Background, port: int, faults: tuple[str, ...]) -> None:
        self.told: list[dict[str, Any]] = []
        self._thread = thread
        rules = tuple(rule(text) for text in faults)
        upstream = Address("127.0.0.1", port)
        self.proxy = HttpProxy(
            "web",
            host="127.0.0.1",
            port=0,
            scheme="http",
            upstream=upstream,
            base="/base",
            tls=None,
            tell=self.told.append,
            rules=rules,
            dice=Random(3).random,
        )
        thread.call(self.proxy.start())
        thread.call(self.proxy.arm(True))
        self.port = self.proxy.server.port

    def __call__(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any, bytes]:
        """Status, headers and body of one exchange."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): text for name, text in headers.items()})
            got = connection.getresponse()
            return got.status, got.headers, got.read()
        finally:
            connection.close()

    def arm(self, armed: bool) -> None:
        """Faults on or off."""
        self._thread.call(self.proxy.arm(armed))


@pytest.fixture
def start() -> Iterator[Any]:
    """Starts proxies with the faults of a command line."""
    with served(dependency) as port, Background() as thread:
        running: list[Running] = []

        def make(*faults: str) -> Running:
            running.append(Running(thread, port, faults))
            return running[-1]

        yield make
        for one in running:
            thread.call(one.proxy.stop())


def test_a_call_goes_through_with_the_dependencys_host_and_without_what_belongs_to_one_hop(start: Any) -> None:
    web = start()
    status, headers, body = web(
        "POST", "/a%2Fb?x=1&y=%20", b"\x00payload", X_Mine="1", Connection="keep-alive, x-hop", X_Hop="2", TE="trailers"
    )
    told = json.loads(body)
    assert (status, told["method"], told["target"]) == (200, "POST", "/base/a%2Fb?x=1&y=%20")
    assert told["body"] == "\x00payload"
    assert told["fields"]["x-mine"] == "1"
    assert told["fields"]["host"].startswith("127.0.0.1:")
    assert told["fields"]["host"] != f"127.0.0.1:{web.port}"
    assert not {"x-hop", "te", "connection"} & set(told["fields"])
    assert headers["Keep-Alive"] is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "PATCH", "OPTIONS"])
def test_each_method_goes_through_several_times_on_one_connection(start: Any, method: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", start().port, timeout=PATIENCE)
    for number in range(3):
        connection.request(method, f"/{number}", b"x" if method in ("PUT", "PATCH") else None)
        got = connection.getresponse()
        body = got.read()
        assert got.status == 200
        assert body == b"" if method == "HEAD" else json.loads(body)["target"] == f"/base/{number}"
        assert int(got.headers["Content-Length"]) > 20
    connection.close()


def test_an_answer_streams_before_it_is_whole(start: Any) -> None:
    with connected(start().port) as plug:
        plug.sendall(b"GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
        got = b""
        while b"first" not in got:
            got += plug.recv(1000)
    assert b"Transfer-Encoding: chunked" in got
    assert b"X-Kept: yes" in got


def test_an_answer_that_ends_with_its_connection_is_whole_for_old_and_new_clients(start: Any) -> None:
    web = start()
    assert web("GET", "/until-the-end")[2] == b"everything"
    with connected(web.port) as plug:
        plug.sendall(b"GET /until-the-end HTTP/1.0\r\n\r\n")
        got = whole(plug)
    assert got.endswith(b"\r\n\r\neverything")
    assert b"chunked" not in got


def test_an_answer_that_breaks_off_breaks_off(start: Any) -> None:
    web = start()
    with pytest.raises(http.client.IncompleteRead):
        web("GET", "/cut")
    assert web.told[-1]["ended"] == "cut short"


def test_interim_answers_stay_and_nonsense_is_a_bad_gateway(start: Any) -> None:
    web = start()
    assert web("GET", "/interim")[0] == 204
    status, _, body = web("GET", "/nonsense")
    assert (status, body) == (502, b"assay proxy: the dependency gave no answer\n")
    assert web.told[-1]["event"] == "unreachable"


def test_a_dependency_that_is_not_there_is_a_bad_gateway(start: Any) -> None:
    web = start()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        web.proxy._upstream.address = Address("127.0.0.1", taken.getsockname()[1])
        assert web("GET", "/")[0] == 502
    assert "refused" in web.told[-1]["why"].lower()


def test_the_log_holds_no_query_no_header_and_no_token(start: Any) -> None:
    web = start()
    web("GET", "/reset/0a1b2c3d4e5f60718293a4b5c6d7e8f9?key=s3cret", Authorization="Bearer s3cret")
    web("GET", "/things/0b8f1f6e-6a53-4c0e-9d7a-0f2b8f4c1d11")
    assert "s3cret" not in json.dumps(web.told)
    assert [event["path"] for event in web.told] == ["/reset/***", "/things/0b8f1f6e-6a53-4c0e-9d7a-0f2b8f4c1d11"]


# Faults.


def test_a_fault_is_for_its_method_and_path_alone(start: Any) -> None:
    web = start("status-503 GET /orders/{id}", "missing-field:pointer=/total PUT /orders/*")
    assert web("GET", "/orders/7")[0] == 503
    assert web("GET", "/orders/7?a=b")[0] == 503
    assert web("GET", "/orders/7/lines")[0] == 200
    assert web("GET", "/orders")[0] == 200
    assert "total" not in json.loads(web("PUT", "/orders/7", b"{}")[2])
    assert [event.get("fault") for event in web.told] == ["status-503", "status-503", None, None, "missing-field"]


def test_a_share_hits_some_calls_and_a_schedule_none(start: Any) -> None:
    web = start("status-500@30%")
    hit = [web("GET", "/orders/7")[0] for _ in range(100)].count(500)
    assert 15 <= hit <= 45
    web.arm(False)
    assert {web("GET", "/orders/7")[0] for _ in range(20)} == {200}


def test_refused_refuses_while_it_acts(start: Any) -> None:
    web = start("refused")
    with pytest.raises(ConnectionRefusedError):
        connected(web.port)
    web.arm(False)
    assert web("GET", "/orders/7")[0] == 200


def test_a_fault_of_an_answer_that_is_too_large_lets_it_through(start: Any) -> None:
    assert len(start("truncated-body")("GET", "/huge")[2]) == 20_000_000


def test_a_fault_that_finds_no_place_is_not_counted(start: Any) -> None:
    web = start("missing-field:pointer=/nowhere")
    assert json.loads(web("GET", "/orders/7")[2]) == HEALTHY
    assert "fault" not in web.told[-1]


def test_a_fault_looks_through_gzip_that_the_dependency_insists_on(start: Any) -> None:
    web = start("null-field:pointer=/total")
    _, headers, body = web("GET", "/gzip")
    assert json.loads(body) == HEALTHY | {"total": None}
    assert headers["Content-Encoding"] is None
    web.arm(False)
    assert web("GET", "/gzip")[1]["Content-Encoding"] == "gzip"


def test_an_answer_is_asked_for_without_gzip_where_a_fault_looks_into_it(start: Any) -> None:
    web = start("null-field:pointer=/target GET")
    assert json.loads(web("GET", "/x", Accept_Encoding="gzip")[2])["fields"]["accept-encoding"] == "identity"


ALL_BYTES = {"slow-connect", "slow-first-byte", "dribble", "sliced", "bandwidth", "reset-after-answer"}
"""Every byte arrives all the same."""
POSSIBLE = [name for name in FAULTS if name not in {*BEYOND, "refused", "huge-json", "unknown-enum"}]
"""Each fault that one exchange shows without a contract, but for the one of many megabytes."""


def exchanged(port: int) -> bytes:
    """All bytes that come back to one request, up to the end, an error or a short silence."""
    got = bytearray()
    with contextlib.suppress(OSError), connected(port) as plug:
        plug.settimeout(0.3)
        plug.sendall(b"POST /orders/7 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
        while data := plug.recv(65_536):
            got += data
    return bytes(got)


@pytest.mark.parametrize("name", POSSIBLE)
def test_every_fault_can_be_had_and_the_next_call_is_healthy(start: Any, name: str) -> None:
    settings = {"seconds": 0.05, "bytes_per_second": 100_000, "pause": 0.0, "lines": 100}
    known = [f"{one.name}={settings[one.name]}" for one in FAULTS[name].settings if one.name in settings]
    web = start(f"{name}:{','.join(known)}")
    broken = exchanged(web.port)
    web.arm(False)
    assert (broken == exchanged(web.port)) == (name in ALL_BYTES)
    events = [event for event in web.told if event.get("fault") == name]
    assert len(events) == 1
    assert json.loads(web("GET", "/orders/7")[2]) == HEALTHY


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("statsu-503", "Did you mean status-503?"),
        ("slow:second=1", "Did you mean seconds?"),
        ("slow:seconds=-1", "no number from 0"),
        ("slow:seconds=x", "no number from 0"),
        ("refused GET /x", "knows no path"),
        ("tls-stall", "assay stub"),
        ("timeout FETCH /x", "neither a method nor a path"),
        ("timeout GET x", "does not begin with /"),
        ("@5%", "has no name"),
    ],
)
def test_a_fault_that_cannot_be_meant_is_told(text: str, says: str) -> None:
    with pytest.raises(UsageError) as told:
        rule(text)
    assert says in str(told.value)


def test_a_test_breaks_http_from_python_and_mends_it() -> None:
    with served(dependency) as port, proxy("orders", to=f"http://127.0.0.1:{port}/base") as orders:

        def status() -> int:
            connection = http.client.HTTPConnection("127.0.0.1", orders.port, timeout=PATIENCE)
            connection.request("GET", "/orders/7")
            try:
                return connection.getresponse().status
            finally:
                connection.close()

        assert status() == 200
        orders.fails("status-503", on="GET /orders/{id}").slow(0.01)
        assert status() == 503
        orders.well().fails("reset")
        with pytest.raises(ConnectionResetError):
            status()
        orders.well().fails("down")
        with pytest.raises(ConnectionError):
            status()
        orders.well()
        assert status() == 200
        assert [call.get("fault") for call in orders.calls] == [None, "status-503", "reset-before-answer", None]
        assert orders.url == f"http://127.0.0.1:{orders.port}"
        with pytest.raises(UsageError, match="there is no fault 'tiemout'"):
            orders.fails("tiemout")


def test_a_fault_of_http_is_refused_on_plain_tcp() -> None:
    with pytest.raises(UsageError, match="timeout needs HTTP"):
        proxy("redis", to="redis://127.0.0.1:6379").fails("timeout")


@pytest.mark.parametrize("pause", [0.0, 0.02])
def test_an_answer_that_nobody_asked_for_is_never_taken_for_ones_own(pause: float) -> None:
    async def chatty(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await head_of(reader):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmine")
            await asyncio.sleep(pause)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray")

    with served(chatty) as port, Background() as thread:
        web = Running(thread, port, ())
        for _ in range(3):
            assert web("GET", "/")[2] == b"mine"
            threading.Event().wait(0.1)
        thread.call(web.proxy.stop())


def test_a_connection_that_is_kept_is_used_again_and_one_that_was_closed_is_not_missed() -> None:
    opened: list[int] = []

    async def three_each(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(1)
        for _ in range(3):
            if not await head_of(reader):
                return
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with served(three_each) as port, Background() as thread:
        web = Running(thread, port, ())
        assert [web("GET", "/")[2] for _ in range(9)] == [b"ok"] * 9
        assert 3 <= len(opened) <= 4
        thread.call(web.proxy.stop())


def test_tunnels_are_refused(start: Any) -> None:
    with connected(start().port) as plug:
        plug.sendall(b"CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\nConnection: close\r\n\r\n")
        assert whole(plug).startswith(b"HTTP/1.1 405 ")
