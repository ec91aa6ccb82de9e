"""Each client library: what a test sends with it, and what comes back, is shown where the test fails."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import TOKEN

pytest_plugins = ("pytester",)

SESSION = """
    def test_it():
        import {0} as library
        answer = library.post(URL + "/fail?api_key=k3y-in-the-query",
                              json={{"quantity": -1, "password": "pa55-of-mine"}},
                              headers={{"Authorization": "Bearer bearer-of-mine"}})
        assert answer.json()["title"] == "x"
"""
ASYNC = """
    def test_it():
        import asyncio
        import {0} as library
        async def send():
            async with library.{1}() as client:
                answer = await client.post(URL + "/fail?api_key=k3y-in-the-query",
                                           headers={{"Authorization": "Bearer bearer-of-mine"}},
                                           json={{"quantity": -1, "password": "pa55-of-mine"}})
                {2}
        assert asyncio.run(send())["title"] == "x"
"""
IN_PROCESS = """
    PROBLEM = {"title": "Invalid order", "detail": "quantity must be positive", "access_token": "tok-9f8e7d6c5b4a"}
    SENT = {"quantity": -1, "password": "pa55-of-mine"}
"""
CLIENTS = {
    "requests": SESSION.format("requests"),
    "httpx": SESSION.format("httpx"),
    "httpx2": SESSION.format("httpx2"),
    "niquests": SESSION.format("niquests"),
    "niquests async": ASYNC.format("niquests", "AsyncSession", "return answer.json()"),
    "httpx async": ASYNC.format("httpx", "AsyncClient", "return answer.json()"),
    "httpx2 async": ASYNC.format("httpx2", "AsyncClient", "return answer.json()"),
    "aiohttp": ASYNC.format("aiohttp", "ClientSession", "return await answer.json(content_type=None)"),
    "urllib3": """
    def test_it():
        import json
        import urllib3
        answer = urllib3.PoolManager().request("POST", URL + "/fail?api_key=k3y-in-the-query",
            body=json.dumps({"quantity": -1, "password": "pa55-of-mine"}),
            headers={"Authorization": "Bearer bearer-of-mine", "Content-Type": "application/json"})
        assert json.loads(answer.data)["title"] == "x"
""",
    "starlette": IN_PROCESS
    + """
    def test_it():
        from starlette.applications import Starlette
        from starlette.responses import JSONResponse
        from starlette.routing import Route
        from starlette.testclient import TestClient
        async def fail(request):
            return JSONResponse(PROBLEM, 422)
        client = TestClient(Starlette(routes=[Route("/fail", fail, methods=["POST"])]))
        answer = client.post("/fail?api_key=k3y-in-the-query", json=SENT,
                             headers={"Authorization": "Bearer bearer-of-mine"})
        assert answer.json()["title"] == "x"
""",
    "flask": IN_PROCESS
    + """
    def test_it():
        from flask import Flask, jsonify, request
        app = Flask("shop")
        @app.post("/fail")
        def fail():
            request.get_json()
            return jsonify(PROBLEM), 422
        answer = app.test_client().post("/fail?api_key=k3y-in-the-query", json=SENT,
                                        headers={"Authorization": "Bearer bearer-of-mine"})
        assert answer.json["title"] == "x"
""",
}
DJANGO = """
    import sys
    from django.conf import settings
    if not settings.configured:
        settings.configure(ROOT_URLCONF="test_suite", ALLOWED_HOSTS=["*"], DEBUG=False)
        import django
        django.setup()
    from django.http import JsonResponse
    from django.urls import path
    def fail(request):
        request.body
        return JsonResponse(PROBLEM, status=422)
    urlpatterns = [path("fail", fail)]
"""
DJANGO_SYNC = (
    IN_PROCESS
    + DJANGO
    + """
    def test_it():
        from django.test import Client
        answer = Client().post("/fail?api_key=k3y-in-the-query", SENT, content_type="application/json",
                               headers={"Authorization": "Bearer bearer-of-mine"})
        assert answer.json()["title"] == "x"
"""
)
DJANGO_ASYNC = (
    IN_PROCESS
    + DJANGO
    + """
    def test_it():
        import asyncio
        from django.test import AsyncClient
        async def send():
            answer = await AsyncClient().post("/fail?api_key=k3y-in-the-query", SENT, content_type="application/json",
                                              headers={"Authorization": "Bearer bearer-of-mine"})
            return answer.json()
        assert asyncio.run(send())["title"] == "x"
"""
)
SECRETS = (TOKEN, "k3y-in-the-query", "pa55-of-mine", "bearer-of-mine", "c00k1e-secret")
INSTALLED = [name for name in CLIENTS if find_spec(name.partition(" ")[0]) is not None]
"""niquests replaces urllib3 where both are installed, so it is tried in an environment of its own."""


def told(result: pytest.RunResult) -> str:
    """What a failed run showed, once the figures are as expected."""
    result.assert_outcomes(failed=1)
    return result.stdout.str()


def check(text: str) -> None:
    """All that a person needs, and nothing that is secret."""
    assert "HTTP exchanges" in text
    assert "/fail?api_key=***" in text
    assert "422" in text
    assert "> authorization: bearer ***" in text.lower()
    assert '>   "quantity": -1' in text
    assert '"password": "***' in text
    assert '<   "detail": "quantity must be positive"' in text
    assert "→ The API says: " in text
    assert "$ curl " in text
    assert [secret for secret in SECRETS if secret in text.split("HTTP exchanges")[1]] == []


@pytest.mark.parametrize("client", INSTALLED)
def test_what_was_sent_is_shown(suite: Suite, client: str) -> None:
    text = told(suite(CLIENTS[client], "--assay"))
    check(text)
    assert text.count("[1] POST ") == 1
    assert "[2]" not in text
    assert ("in process" in text) == (client in ("starlette", "flask"))


@pytest.mark.parametrize("source", [DJANGO_SYNC, DJANGO_ASYNC], ids=["sync", "async"])
def test_django(suite: Suite, source: str) -> None:
    text = told(suite(source, "--assay", apart=True))
    check(text)
    assert "in process" in text


@pytest.mark.parametrize("client", [name for name in INSTALLED if name.partition(" ")[0] not in ("starlette", "flask")])
def test_no_answer_is_told_with_its_reason(suite: Suite, client: str) -> None:
    source = CLIENTS[client].replace("URL + ", '"http://127.0.0.1:1" + ')
    text = told(suite(source, "--assay"))
    assert "→ no answer" in text
    assert "Nobody listens" in text or "refused" in text.split("HTTP exchanges")[1]
    assert text.count("[1] POST ") == 1


@pytest.mark.parametrize("client", ["requests", "httpx", "httpx2", "niquests"])
def test_each_hop_of_a_redirect(suite: Suite, client: str) -> None:
    if find_spec(client) is None:
        return
    follow = ", follow_redirects=True" if client.startswith("httpx") else ""
    text = told(
        suite(
            f"""
    def test_it():
        import {client}
        assert {client}.get(URL + "/redirect"{follow}).status_code == 418
    """,
            "--assay",
        )
    )
    assert "/redirect → 302" in text
    assert "/things → 200" in text
    assert "[3]" not in text


def test_each_hop_of_aiohttp(suite: Suite) -> None:
    text = told(
        suite(
            """
    def test_it():
        import aiohttp, asyncio
        async def send():
            async with aiohttp.ClientSession() as session, session.get(URL + "/redirect") as answer:
                return answer.status
        assert asyncio.run(send()) == 418
    """,
            "--assay",
        )
    )
    assert "/redirect → 302" in text
    assert "/things → 200" in text


def test_an_exception_of_an_application_is_no_answer(suite: Suite) -> None:
    text = told(
        suite(
            """
    def test_it():
        from flask import Flask
        app = Flask("shop")
        app.testing = True
        @app.get("/")
        def fail():
            raise LookupError("no such shelf")
        app.test_client().get("/")
    """,
            "--assay",
        )
    )
    assert "the application raised LookupError: no such shelf" in text


@pytest.mark.parametrize("client", [name for name in ("requests", "httpx", "niquests") if name in INSTALLED])
def test_each_exchange_of_many_threads(suite: Suite, client: str) -> None:
    text = told(
        suite(
            f"""
    import threading
    import {client} as library
    def test_it():
        threads = [threading.Thread(target=library.get, args=(f"{{URL}}/things?number={{n}}",)) for n in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert False
    """,
            "--assay",
        )
    )
    assert [number for number in range(12) if f"/things?number={number} → 200" not in text] == []
    assert "[12] GET" in text
    assert "[13]" not in text
