"""Every client library: only what is named goes to the stand-in, as it was meant, and everything is put back."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import urllib3

from assay.diverting.routes import ROUTES
from assay.diverting.sending import sent_to
from assay.model.errors import UsageError
from assay.stub.stub import Stub

ORIGIN = "https://billing.example"


def says(who: str) -> dict[str, Any]:
    """A mapping for every request."""
    answer = {"jsonBody": {"by": who}, "headers": {"Content-Type": "application/json"}}
    return {"request": {"method": "ANY", "urlPathPattern": "/.*"}, "response": answer}


Ask = Callable[[str], tuple[int, Any, str]]
"""Status, content and the URL that the response tells."""


def by_requests(url: str) -> tuple[int, Any, str]:
    response = requests.post(url, json={"amount": 3}, timeout=5)
    return response.status_code, response.json(), response.url


def by_urllib3(url: str) -> tuple[int, Any, str]:
    with urllib3.PoolManager() as pools:
        response = pools.request("POST", url, json={"amount": 3}, retries=False, timeout=5)
        return response.status, response.json(), url


def by_httpx(url: str) -> tuple[int, Any, str]:
    response = httpx.post(url, json={"amount": 3}, timeout=5)
    return response.status_code, response.json(), str(response.url)


def by_async_httpx(url: str) -> tuple[int, Any, str]:
    async def ask() -> tuple[int, Any, str]:
        async with httpx.AsyncClient() as client:
            response = await client.post(url, json={"amount": 3}, timeout=5)
            return response.status_code, response.json(), str(response.url)

    return asyncio.run(ask())


def by_httpx2(url: str) -> tuple[int, Any, str]:
    httpx2 = import_module("httpx2")
    response = httpx2.post(url, json={"amount": 3}, timeout=5)
    return response.status_code, response.json(), str(response.url)


def by_async_httpx2(url: str) -> tuple[int, Any, str]:
    httpx2 = import_module("httpx2")

    async def ask() -> tuple[int, Any, str]:
        async with httpx2.AsyncClient() as client:
            response = await client.post(url, json={"amount": 3}, timeout=5)
            return response.status_code, response.json(), str(response.url)

    return asyncio.run(ask())


def by_aiohttp(url: str) -> tuple[int, Any, str]:
    async def ask() -> tuple[int, Any, str]:
        async with aiohttp.ClientSession() as session, session.post(url, json={"amount": 3}) as response:
            return response.status, await response.json(), str(response.url)

    return asyncio.run(ask())


def by_niquests(url: str) -> tuple[int, Any, str]:
    niquests = import_module("niquests")
    response = niquests.post(url, json={"amount": 3}, timeout=5)
    return response.status_code, response.json(), response.url


CLIENTS = [
    by_requests, by_urllib3, by_httpx, by_async_httpx, by_httpx2, by_async_httpx2, by_aiohttp,
    *([by_niquests] if find_spec("niquests") else []),
]  # fmt: skip
each_client = pytest.mark.parametrize("ask", CLIENTS, ids=[one.__name__ for one in CLIENTS])


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(says("the stub")) as one:
        yield one


@each_client
def test_what_is_named_goes_to_the_stub_as_it_was_meant(ask: Ask, stub: Stub) -> None:
    url = f"{ORIGIN}/charges/a%20b?for=7&x"
    with sent_to(stub, ORIGIN):
        assert ask(url) == (200, {"by": "the stub"}, url)
    (call,) = stub.calls
    assert (call.method, call.target) == ("POST", "/charges/a%20b?for=7&x")
    assert call.header("Host") == "billing.example"
    assert b'"amount"' in call.body


@each_client
def test_what_is_not_named_goes_where_it_says(ask: Ask, stub: Stub) -> None:
    with Stub(says("another")) as other, sent_to(stub, ORIGIN):
        assert ask(f"{other.url}/x")[1] == {"by": "another"}
    assert stub.calls == ()


@each_client
def test_another_scheme_or_port_is_another_origin(ask: Ask, stub: Stub) -> None:
    with Stub(says("another")) as other:
        near = (f"https://127.0.0.1:{other.port}", "http://127.0.0.1", f"http://localhost:{other.port}")
        with sent_to(stub, *near):
            assert ask(f"{other.url}/x")[1] == {"by": "another"}


@each_client
def test_a_name_that_does_not_resolve(ask: Ask, stub: Stub) -> None:
    with sent_to(stub, ORIGIN) as diversion:
        diversion.unresolvable()
        with pytest.raises(Exception, match=r"Name or service not known|resolve") as told:
            ask(f"{ORIGIN}/charges")
        assert type(told.value).__module__.partition(".")[0] in ask.__name__ or "aiohttp" in str(type(told.value))
        diversion.well()
        assert ask(f"{ORIGIN}/charges")[0] == 200


@each_client
def test_a_connection_that_is_refused(ask: Ask, stub: Stub) -> None:
    with sent_to(stub, ORIGIN) as diversion:
        diversion.refused()
        with pytest.raises(Exception, match=r"(?i)refused|connect call failed|all connection attempts failed"):
            ask(f"{ORIGIN}/charges")
    assert stub.calls == ()


@each_client
def test_a_stub_that_fails_is_seen_by_the_client_library(ask: Ask, stub: Stub) -> None:
    with sent_to(stub, ORIGIN):
        stub.fails("reset-before-answer")
        with pytest.raises(Exception):  # noqa: B017, PT011 - each library has its own
            ask(f"{ORIGIN}/charges")


def methods() -> tuple[Any, ...]:
    return (
        urllib3.HTTPConnectionPool.urlopen, httpx.HTTPTransport.handle_request,
        httpx.AsyncHTTPTransport.handle_async_request, aiohttp.BaseConnector.connect,
    )  # fmt: skip


def test_libraries_are_as_they_were_when_the_last_diversion_ends(stub: Stub) -> None:
    before = methods()
    first, second = sent_to(stub, ORIGIN), sent_to(stub, "http://stock.example")
    assert methods() == before
    first.start()
    second.start()
    assert all(one is not other for one, other in zip(methods(), before, strict=True))
    first.stop()
    assert requests.get("http://stock.example/x", timeout=5).json() == {"by": "the stub"}
    second.stop()
    second.stop()
    assert methods() == before
    assert not ROUTES.any


def test_a_client_that_was_made_before_is_sent_to_the_stub_and_goes_back_afterwards(stub: Stub) -> None:
    with (
        Stub(says("the real one")) as real,
        requests.Session() as session, httpx.Client() as client,
    ):  # fmt: skip

        def both() -> list[str]:
            return [session.get(f"{real.url}/x", timeout=5).json()["by"], client.get(f"{real.url}/x").json()["by"]]

        assert both() == ["the real one"] * 2
        with sent_to(stub, real.url):
            assert both() == ["the stub"] * 2
        assert both() == ["the real one"] * 2


def test_an_aiohttp_session_keeps_the_connections_apart(stub: Stub) -> None:
    async def run(real: Stub) -> list[str]:
        async with aiohttp.ClientSession() as session:

            async def ask() -> str:
                async with session.get(f"{real.url}/x") as response:
                    return str((await response.json())["by"])

            found = [await ask()]
            async with sent_to(stub, real.url):
                found.append(await ask())
            return [*found, await ask()]

    with Stub(says("the real one")) as real:
        assert asyncio.run(run(real)) == ["the real one", "the stub", "the real one"]


def test_threads_that_divert_the_same_origin_do_not_disturb_each_other() -> None:
    together = threading.Barrier(4)

    def work(number: int) -> set[str]:
        with Stub(says(str(number))) as own, sent_to(own, ORIGIN):
            together.wait(20)
            found = {by_requests(f"{ORIGIN}/x")[1]["by"] for _ in range(5)}
            found |= {by_httpx(f"{ORIGIN}/x")[1]["by"] for _ in range(5)}
            together.wait(20)
            return found

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(4))) == [{str(number)} for number in range(4)]
    assert not ROUTES.any


def test_tasks_that_divert_the_same_origin_do_not_disturb_each_other() -> None:
    async def work(number: int, together: asyncio.Barrier) -> set[str]:
        with Stub(says(str(number))) as own:
            async with sent_to(own, ORIGIN), httpx.AsyncClient() as client:
                await together.wait()
                return {(await client.get(f"{ORIGIN}/x")).json()["by"] for _ in range(5)}

    async def run() -> list[set[str]]:
        together = asyncio.Barrier(3)
        return await asyncio.gather(*(work(number, together) for number in range(3)))

    assert asyncio.run(run()) == [{"0"}, {"1"}, {"2"}]


def test_a_thread_of_the_application_is_diverted_too(stub: Stub) -> None:
    found: list[Any] = []
    with sent_to(stub, ORIGIN):
        thread = threading.Thread(target=lambda: found.append(by_requests(f"{ORIGIN}/x")[1]))
        thread.start()
        thread.join(10)
    assert found == [{"by": "the stub"}]


@pytest.mark.parametrize("ask", [by_requests, by_httpx, by_aiohttp])
def test_a_proxy_of_the_environment_is_not_asked(ask: Ask, stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{nobody.getsockname()[1]}")
        with sent_to(stub, ORIGIN, "http://stock.example"):
            assert ask(f"{ORIGIN}/x")[0] == 200
            assert ask("http://stock.example/x")[0] == 200


def test_a_redirect_of_the_stub_stays_with_it(stub: Stub) -> None:
    stub.add(
        {
            "request": {"url": "/old"},
            "response": {"status": 302, "headers": {"Location": f"{ORIGIN}/new"}},
            "priority": 1,
        }
    )
    with sent_to(stub, ORIGIN):
        assert requests.get(f"{ORIGIN}/old", timeout=5).url == f"{ORIGIN}/new"
        assert str(httpx.get(f"{ORIGIN}/old", follow_redirects=True).url) == f"{ORIGIN}/new"


def test_a_pool_used_by_itself(stub: Stub) -> None:
    with sent_to(stub, ORIGIN), urllib3.HTTPSConnectionPool("billing.example") as pool:
        assert pool.request("GET", "/x").json() == {"by": "the stub"}


@pytest.mark.parametrize(
    "text",
    ["billing.example", "https://", "ftp://billing.example", "https://a/b", "https://a?x", "https://u@a", "http://a:x"],
)
def test_what_is_no_origin_is_refused(text: str, stub: Stub) -> None:
    with pytest.raises(UsageError, match="is no origin"):
        sent_to(stub, text)


def test_an_origin_has_to_be_named_and_the_place_speaks_plain_http(stub: Stub) -> None:
    with pytest.raises(UsageError, match="which origins"):
        sent_to(stub)
    with pytest.raises(UsageError, match="plain HTTP"):
        sent_to("https://127.0.0.1:1", ORIGIN)
