"""The contract fixture, and the coverage that tells what was looked at from what was merely called."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest

from assay.interfaces.pytest_plugin.conformance.asserted import asserted_lines
from assay.interfaces.pytest_plugin.conformance.coverage import Coverage, figures
from assay.interfaces.pytest_plugin.conformance.traced import traced
from assay.model.contract import Answer, Contract, Media, Operation
from tests.pytest_plugin.conftest import Suite

pytest_plugins = ("pytester",)

OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/things": {
            "get": {"responses": {"200": {"description": "all", "content": {"application/json": {"schema": {
                "type": "object", "required": ["items", "total"], "properties": {
                    "items": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
                    "total": {"type": "integer"}}}}}}}},
            "post": {"responses": {"201": {"description": "made", "content": {"application/json": {"schema": {
                "type": "object", "required": ["id", "price"], "properties": {
                    "id": {"type": "string"}, "price": {"type": "number"}}}}}},
                "422": {"description": "refused"}}},
        },
        "/never": {"get": {"responses": {"200": {"description": "x"}}}},
        "/slow": {"get": {"responses": {"200": {"description": "x", "content": {"application/json": {"schema": {
            "type": "object", "properties": {"state": {"type": "string"}}}}}}}}},
    },
    "components": {"schemas": {"Thing": {"type": "object", "properties": {
        "id": {"type": "string"}, "name": {"type": "string"}}}}},
}  # fmt: skip


@pytest.fixture
def document(pytester: pytest.Pytester) -> Path:
    """The document, beside the suite."""
    path = pytester.path / "openapi.json"
    path.write_text(json.dumps(OPENAPI), encoding="utf-8")
    return path


@pytest.mark.usefixtures("document")
def test_an_answer_that_differs_fails_the_test(suite: Suite) -> None:
    result = suite("""
    import requests
    def test_good(contract):
        assert requests.get(URL + "/things").json()["total"] == 2
    def test_bad(contract):
        requests.post(URL + "/things", json={"price": "dear"})
    def test_unknown(contract):
        requests.post(URL + "/slow")
    def test_known(contract):
        contract.allow("/price")
        requests.post(URL + "/things", json={"price": "dear"})
    def test_not_ours(contract):
        requests.get("http://127.0.0.1:1/things", timeout=1) if False else None
    def test_without():
        requests.post(URL + "/things", json={"price": "dear"})
    """, "--assay-contract=openapi.json")  # fmt: skip
    text = result.stdout.str()
    result.assert_outcomes(passed=4, failed=2)
    assert "not as Shop says:" in text
    assert "POST /things → 201, body /price" in text
    assert "POST /slow: the contract declares GET on /slow, not POST." in text
    assert "HTTP exchanges" in text


@pytest.mark.usefixtures("document")
def test_without_a_contract_the_fixture_says_so(suite: Suite) -> None:
    text = suite("""
    def test_it(contract):
        pass
    """).stdout.str()
    assert "there is no contract to hold exchanges against" in text
    assert "--assay-contract" in text


COVERED = """
    import requests, httpx
    def test_all(client_get):
        answer = client_get(URL + "/things")
        assert answer.status_code == 200
        body = answer.json()
        first = body["items"][0]
        assert first["name"] == "bolt"
        unused = body["total"]
    def test_called():
        requests.post(URL + "/things", json={"price": 1}).json()["id"]
    @pytest.fixture(params=["requests", "httpx"])
    def client_get(request):
        return {"requests": requests.get, "httpx": httpx.get}[request.param]
"""
TOLD = (
    "operations      4 declared      2 called      1 asserted",
    "statuses        5 declared      2 called      1 asserted",
    "fields          7 declared      6 called      2 asserted",
    "called, and nothing looked at: POST /things",
    "never called: GET /never, GET /slow",
)


@pytest.mark.usefixtures("document")
def test_asserted_is_told_from_called(suite: Suite) -> None:
    covered(suite)


@pytest.mark.usefixtures("document")
@pytest.mark.proof
def test_asserted_is_told_from_called_by_two_workers(suite: Suite) -> None:
    covered(suite, "-n", "2")


def covered(suite: Suite, *options: str) -> None:
    """Run it, and hold the summary against what is true."""
    result = suite(COVERED, "--assay", "--assay-contract=openapi.json", *options)
    result.assert_outcomes(passed=3)
    text = result.stdout.str()
    for line in TOLD:
        assert line in text


@pytest.mark.usefixtures("document")
def test_mocked_calls_do_not_count(suite: Suite) -> None:
    text = suite("""
    import requests, responses
    @responses.activate
    def test_it():
        responses.add("GET", URL + "/things", json={"items": [], "total": 0})
        answer = requests.get(URL + "/things")
        assert answer.status_code == 200
        assert answer.json()["total"] == 0
    def test_real():
        requests.get(URL + "/slow")
    """, "--assay", "--assay-contract=openapi.json").stdout.str()  # fmt: skip
    assert "1 called      0 asserted" in text
    assert "called, and nothing looked at: GET /slow" in text


@pytest.mark.usefixtures("document")
@pytest.mark.parametrize(
    "send",
    [
        "answer = __import__('aiohttp_once').get(URL + '/things')",
        "from flask_app import app; answer = app.test_client().get('/things')",
        "import starlette.testclient as of, starlette_app as on; answer = of.TestClient(on.app).get('/things')",
        "import django_app; from django.test import Client; answer = Client().get('/things')",
    ],
    ids=["aiohttp", "flask", "starlette", "django"],
)
def test_other_clients_tell_what_is_looked_at(suite: Suite, pytester: pytest.Pytester, send: str) -> None:
    things = '{"items": [{"id": "t1", "name": "bolt"}], "total": 1}'
    pytester.makepyfile(
        aiohttp_once="""
import aiohttp, asyncio
class Given: pass
def get(url):
    async def send():
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            assert answer.status == 200
            found = await answer.json()
            given = Given()
            given.status_code, given.json = 200, lambda: found
            return given
    return asyncio.run(send())
""",
        flask_app=f"""
from flask import Flask
app = Flask("shop")
@app.get("/things")
def things(): return {things}
""",
        starlette_app=f"""
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def things(request): return JSONResponse({things})
app = Starlette(routes=[Route("/things", things)])
""",
        django_app=f"""
from django.conf import settings
settings.configure(ROOT_URLCONF="django_app", ALLOWED_HOSTS=["*"])
import django
django.setup()
from django.http import JsonResponse
from django.urls import path
urlpatterns = [path("things", lambda request: JsonResponse({things}))]
""",
    )
    result = suite(f"""
    def test_it():
        {send}
        body = answer.json() if callable(answer.json) else answer.json
        assert body["items"][0]["name"] == "bolt"
        assert answer.status_code == 200
    """, "--assay", "--assay-contract=openapi.json", apart="django" in send)  # fmt: skip
    result.assert_outcomes(passed=1)
    text = result.stdout.str()
    assert "operations      4 declared      1 called      1 asserted" in text
    assert "statuses        5 declared      1 called      1 asserted" in text
    assert "fields          7 declared      4 called      2 asserted" in text


SOURCE = """
def test_it(client):
    answer = client.get("/x")
    body = answer.json()
    unused = body["a"]
    for item in body["items"]:
        name = item["name"]
        assert name == "x"
    if body["state"] == "bad":
        raise ValueError
    check_all(
        body["b"],
    )
    body["c"]
    total = sum(one["n"] for one in body["d"])
    assert total
def helper(body):
    return body["z"]
"""


def test_lines_that_flow_into_an_assertion() -> None:
    wanted = {"body = answer.json()", 'for item in body["items"]:', 'name = item["name"]', 'assert name == "x"',
              'if body["state"] == "bad":', "check_all(", 'body["b"],', ")",
              'total = sum(one["n"] for one in body["d"])',
              "assert total", 'answer = client.get("/x")'}  # fmt: skip
    lines = SOURCE.splitlines()
    assert {lines[number - 1].strip() for number in asserted_lines(SOURCE)} == wanted
    assert asserted_lines("def (") == frozenset()


class Noting:
    """Takes note of each field."""

    def __init__(self) -> None:
        self.fields: list[str] = []

    def asserting(self) -> bool:
        return True

    def field(self, pointer: str) -> None:
        self.fields.append(pointer)


def test_traced_json_is_json_as_any_other() -> None:
    plain = {"a": [1, {"b/c": None}], "d": {"e": "x"}}
    noting = Noting()
    value = traced(plain, noting)
    assert isinstance(value, dict)
    assert value == plain
    assert plain == value
    assert json.dumps(value) == json.dumps(plain)
    assert repr(value) == repr(plain)
    assert type(pickle.loads(pickle.dumps(value))) is dict
    assert copy.deepcopy(value) == plain
    assert [*value] == ["a", "d"]
    assert {**value} == plain
    noting.fields.clear()
    assert value["a"][1]["b/c"] is None
    assert "d" in value
    assert value.get("nothing") is None
    assert noting.fields == ["/a", "/a/*/b~1c", "/d", "/nothing"]
    with pytest.raises(TypeError):
        hash(value)


def test_a_deep_or_large_answer_is_left_as_it_is() -> None:
    deep: dict[str, object] = {}
    for _ in range(500):
        deep = {"a": deep}
    for value in (deep, {"a": list(range(30_000))}):
        assert traced(value, Noting()) is value


def test_the_fold_of_two_workers_is_that_of_one() -> None:
    schema = {
        "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"$ref": "#/$defs/B"}}},
    }
    contract = Contract(
        operations=(Operation(method="GET", path="/x", answers=(
            Answer(status="2XX", media=(Media(type="application/json", schema=schema),)), Answer(status="default"))),),
        definitions={"B": {"properties": {"c": {"type": "string"}, "again": {"$ref": "#/$defs/B"}}}},
    )  # fmt: skip
    one, other = Coverage(), Coverage()
    one.called("GET /x", 200)
    other.called("GET /x", 201)
    other.called("GET /x", 500)
    other.checked_status("GET /x", 500)
    other.checked_field("GET /x", 201, "/b/*/c")
    other.checked_field("GET /x", 201, "/undeclared")
    one.merge(other)
    found = figures(contract, one)
    assert (found.operations.called, found.operations.asserted) == (1, 1)
    assert (found.statuses.declared, found.statuses.called, found.statuses.asserted) == (2, 2, 1)
    assert found.fields.asserted == 1
    assert found.fields.declared > 3


def test_the_fixture_alone_switches_the_plugin_on(suite: Suite, document: Path) -> None:
    document.with_name("assay.toml").write_text('[project]\ncontract = "openapi.json"\n', encoding="utf-8")
    result = suite("""
    import requests
    def test_bad(contract):
        requests.post(URL + "/things", json={"price": "dear"})
    def test_good(contract):
        requests.post(URL + "/things", json={"price": 1})
    """)
    result.assert_outcomes(passed=1, failed=1)
    assert "POST /things → 201, body /price" in result.stdout.str()
