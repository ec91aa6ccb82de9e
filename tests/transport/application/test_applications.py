"""Applications in our own process: what a server would hand them, and what a client would make of their answers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from assay.model.errors import IncompleteError
from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import BytesPart, Delivery, Header, Request
from assay.transport.application.asgi import Asgi
from assay.transport.application.wsgi import Wsgi

Serve = Callable[[dict[str, Any], bytes], tuple[str, list[tuple[str, str]], Any]]


def asgi(serve: Serve, after: Callable[[], Awaitable[None]] | None = None) -> Asgi:
    """An ASGI application whose answers are a function of the scope and the body."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        body = (await receive())["body"]
        status, headers, pieces = serve(scope, body)
        fields = [(name.encode(), value.encode()) for name, value in headers]
        await send({"type": "http.response.start", "status": int(status.split()[0]), "headers": fields})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body"})
        if after is not None:
            await after()

    return Asgi(app)


def wsgi(serve: Serve) -> Wsgi:
    """The same as a WSGI application; the scope holds what both know."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        scope = {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"].encode("latin-1").decode(),
            "query_string": environ["QUERY_STRING"].encode(),
            "headers": [(b"x-a", environ.get("HTTP_X_A", "").encode("latin-1"))],
        }
        status, headers, pieces = serve(scope, environ["wsgi.input"].read())
        start_response(status, headers)
        return pieces

    return Wsgi(app)


def request(method: str = "GET", path: str = "/", body: bytes = b"", **delivery: Any) -> Request:
    parts = (BytesPart(data=body),) if body else ()
    headers = (Header("X-A", "caf\xe9"),)
    return Request(
        id="1", method=method, url=f"http://app{path}", headers=headers, body=parts, delivery=Delivery(**delivery)
    )


def sent(transport: Asgi | Wsgi, *requests: Request) -> list[Exchange]:
    async def run() -> list[Exchange]:
        await transport.start()
        try:
            return list(await asyncio.gather(*map(transport, requests)))
        finally:
            await transport.close()

    return asyncio.run(run())


@pytest.fixture(params=[asgi, wsgi])
def made(request: pytest.FixtureRequest) -> Callable[[Serve], Asgi | Wsgi]:
    made: Callable[[Serve], Asgi | Wsgi] = request.param
    return made


def test_the_request_arrives_as_it_was_sent(made: Any) -> None:
    seen: list[Any] = []

    def serve(scope: dict[str, Any], body: bytes) -> Any:
        header = dict(scope["headers"])[b"x-a"]
        seen.append((scope["method"], scope["path"], scope["query_string"], header, body))
        return "201 Created", [("X-B", "1"), ("X-B", "2")], [b"do", b"ne"]

    (exchange,) = sent(made(serve), request("POST", "/caf%C3%A9/%2F?a=%20&b", b"\x00body"))
    assert seen == [("POST", "/café//", b"a=%20&b", b"caf\xe9", b"\x00body")]
    response = exchange.response
    assert response is not None
    assert (response.status, response.body) == (201, b"done")
    assert [value for name, value in response.headers if name.lower() == "x-b"] == ["1", "2"]


def test_what_it_raises_is_500_and_told_nowhere(made: Any) -> None:
    def serve(*_: Any) -> Any:
        raise ValueError("a secret")

    (exchange,) = sent(made(serve), request())
    assert exchange.response is not None
    assert exchange.response.status == 500
    assert b"secret" not in exchange.response.body
    assert "secret" not in repr(exchange.outcome)


def test_an_answer_that_breaks_off_is_none(made: Any) -> None:
    def pieces() -> Any:
        yield b"some"
        raise ValueError

    (exchange,) = sent(made(lambda *_: ("200 OK", [], pieces())), request())
    assert isinstance(exchange.outcome, Unanswered)
    assert exchange.outcome.code == "ECONNRESET"


def test_an_endless_body_is_cut(made: Any) -> None:
    def pieces() -> Any:
        while True:
            yield b"x" * 1000

    (exchange,) = sent(made(lambda *_: ("200 OK", [], pieces())), request(max_body=5_500))
    assert isinstance(exchange.outcome, Answered)
    assert exchange.outcome.response.truncated
    assert len(exchange.outcome.response.body) == 5_500


def test_an_endless_drip_ends_in_time(made: Any) -> None:
    def pieces() -> Any:
        while True:
            yield b""

    (exchange,) = sent(made(lambda *_: ("200 OK", [], pieces())), request(timeout=0.2))
    assert isinstance(exchange.outcome, Unanswered)
    assert exchange.outcome.code == "ESOCKETTIMEDOUT"


def test_codings_are_undone_and_head_has_no_body(made: Any) -> None:
    packed = gzip.compress(b"hello")
    fields = [("Content-Encoding", "gzip"), ("Content-Length", str(len(packed)))]
    transport = made(lambda *_: ("200 OK", fields, [packed]))
    whole, head = sent(transport, request(), request("HEAD"))
    assert whole.response is not None
    assert head.response is not None
    assert (whole.response.body, head.response.body) == (b"hello", b"")
    (broken,) = sent(made(lambda *_: ("200 OK", fields[:1], [b"no gzip"])), request())
    assert isinstance(broken.outcome, Unanswered)


def test_what_no_socket_would_take_is_refused(made: Any) -> None:
    seen: list[Any] = []
    split = Request(id="1", method="GET", url="http://app/", headers=(Header("X-A", "a\r\nX-B: b"),))
    (exchange,) = sent(made(lambda *_: seen.append(1) or ("200 OK", [], [])), split)
    assert isinstance(exchange.outcome, Unanswered)
    assert exchange.outcome.phase == "build"
    assert seen == []


def test_requests_of_one_moment_overlap() -> None:
    barrier = asyncio.Barrier(3)

    async def app(scope: dict[str, Any], _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        await barrier.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    found = sent(Asgi(app), *[request(timeout=5.0)] * 3)
    assert [one.response.status for one in found if one.response] == [204, 204, 204]


def test_lifespan_is_lived_and_its_state_handed_on() -> None:
    told: list[str] = []

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                told.append(kind)
                scope["state"]["db"] = "open"
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        told.append(scope["state"]["db"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    sent(Asgi(app), request())
    assert told == ["lifespan.startup", "open", "lifespan.shutdown"]


def test_an_application_that_cannot_start_says_so() -> None:
    async def app(_scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "Traceback …\nno database"})

    with pytest.raises(IncompleteError, match="could not start up") as caught:
        sent(Asgi(app), request())
    assert caught.value.remedy == "no database"
