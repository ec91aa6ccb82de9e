"""The admin interface beyond what the recorded cases hold."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model.http import Header
from assay.model.stub.received import Received
from assay.stub.admin.routes import _ROUTES, administered
from assay.stub.answering import Answerer
from assay.stub.stub import Stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    with Stub(strict=False) as stub:
        yield stub


def test_a_page_of_another_origin_changes_nothing(stub: Stub) -> None:
    url = f"{stub.url}/__admin/mappings"
    for headers in ({"Origin": "http://evil.test"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert httpx.post(url, json={}, headers=headers).status_code == 403
    assert httpx.post(url, json={}, headers={"Origin": stub.url}).status_code == 201


def test_shutdown_is_told_to_whoever_runs_it(stub: Stub) -> None:
    ended: list[bool] = []
    stub.answerer.ended = lambda: ended.append(True)
    assert httpx.post(f"{stub.url}/__admin/shutdown").status_code == 200
    assert ended == [True]


def test_health_tells_how_long_it_is_up(stub: Stub) -> None:
    told = httpx.get(f"{stub.url}/__admin/health").json()
    assert told["status"] == "healthy"
    assert told["uptimeInSeconds"] >= 0


def test_a_delay_of_the_settings_holds_for_all_answers(stub: Stub) -> None:
    httpx.post(f"{stub.url}/__admin/mappings", json={"request": {"url": "/a"}, "response": {"body": "a"}})
    httpx.post(f"{stub.url}/__admin/settings", json={"fixedDelay": 20})
    assert httpx.get(f"{stub.url}/__admin/settings").json()["settings"]["fixedDelay"] == 20
    assert httpx.get(f"{stub.url}/a").text == "a"
    assert httpx.post(f"{stub.url}/__admin/settings", json={"fixedDelay": "x"}).status_code == 422


def test_requests_are_paged(stub: Stub) -> None:
    for number in range(5):
        httpx.get(f"{stub.url}/{number}")
    page = httpx.get(f"{stub.url}/__admin/requests?limit=2&unmatched=true").json()
    assert ([item["request"]["url"] for item in page["requests"]], page["meta"]["total"]) == (["/4", "/3"], 5)
    assert httpx.get(f"{stub.url}/__admin/requests?limit=x").status_code == 400
    one = page["requests"][0]
    assert "Request was not matched" not in one["subEvents"][0]["data"]["report"]
    assert httpx.delete(f"{stub.url}/__admin/requests/{one['id']}").status_code == 200
    assert httpx.get(f"{stub.url}/__admin/requests/{one['id']}").status_code == 404


def test_the_404_draws_the_nearest_mapping(stub: Stub) -> None:
    wanted = {
        "method": "POST",
        "urlPath": "/things/1",
        "headers": {"X-A": {"equalTo": "one"}},
        "queryParameters": {"q": {"equalTo": "1"}},
        "cookies": {"c": {"equalTo": "v"}},
        "bodyPatterns": [{"equalToJson": {"a": 1}}, {"matchesJsonPath": "$.b"}],
    }
    httpx.post(f"{stub.url}/__admin/mappings", json={"name": "the one", "request": wanted})
    text = httpx.post(f"{stub.url}/things/2?q=2", json={"a": 2}, headers={"X-A": "two"}).text
    lines = [" ".join(line.split()) for line in text.splitlines()]
    for line in (
        "| Closest stub | Request |",
        "the one |",
        "POST | POST",
        "[path] /things/1 | /things/2?q=2 <<<<< URL does not match",
        "X-A: one | X-A: two <<<<< Header does not match",
        "Query: q = 1 | 2 <<<<< Query does not match",
        "Cookie: c=v | <<<<< Cookie is not present",
        "[equalToJson] | <<<<< Body does not match",
        '"a": 1 | "a": 2',
        '$.b | {"a":2} <<<<< Body does not match',
    ):
        assert line in lines, text


def test_a_body_cannot_break_out_of_the_table_or_the_answer(stub: Stub) -> None:
    httpx.post(f"{stub.url}/__admin/mappings", json={"request": {"url": "/a", "bodyPatterns": [{"equalTo": "x"}]}})
    answer = httpx.post(f"{stub.url}/a", content=b"\xff\x00\n" * 100_000)
    assert answer.status_code == 404
    assert len(answer.content) < 50_000


def test_header_injection_by_a_template_is_one_line(stub: Stub) -> None:
    response = {"headers": {"X-E": "{{request.query.x}}"}, "transformers": ["response-template"]}
    httpx.post(f"{stub.url}/__admin/mappings", json={"request": {"urlPath": "/a"}, "response": response})
    with socket.create_connection(("127.0.0.1", stub.port), timeout=5) as sock:
        sock.sendall(b"GET /a?x=1%0d%0aSet-Cookie:%20a=b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        got = b""
        while piece := sock.recv(65_536):
            got += piece
    assert b"\r\nSet-Cookie" not in got


_WORDS = "mappings importOptions request url method headers body state id matchesJsonPath equalTo fixedDelay"
_BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["$.a", "/a", "GET"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*_WORDS.split()]), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from(_ROUTES), _BODIES | st.binary(max_size=20))
@settings(max_examples=500, deadline=None)
def test_every_route_answers_anything(route: tuple[str, str, object], body: object) -> None:
    stub = Answerer()
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    target = "/__admin" + route[1].replace("{id}", "8c5db8b0-2db4-4ad7-a99f-38c9b00da3f7").replace("{name}", "n")
    asked = Received(id="1", method=route[0], target=target, body=data, headers=(Header("Host", "a"),))
    answer = administered(asked, stub)
    assert isinstance(answer, bytes)
    assert answer.startswith(b"HTTP/1.1 ")


def test_a_path_that_only_begins_like_the_admin_interface_is_the_stubs_own(stub: Stub) -> None:
    stub.add({"request": {"url": "/__administrators"}, "response": {"body": "people"}})
    assert httpx.get(f"{stub.url}/__administrators").text == "people"
    assert httpx.get(f"{stub.url}/__admin").json()["meta"]["total"] == 1


def test_recording_is_refused_in_the_shape_of_errors(stub: Stub) -> None:
    told = httpx.post(f"{stub.url}/__admin/recordings/start", json={"targetBaseUrl": "http://127.0.0.1:9"})
    assert told.status_code == 422
    assert "records nothing" in told.json()["errors"][0]["title"]


@pytest.mark.parametrize("kind", ["url", "urlPath", "urlPattern", "urlPathPattern"])
def test_a_path_that_is_not_escaped_is_read_as_utf_8(stub: Stub, kind: str) -> None:
    mapping = {
        "request": {kind: "/é"},
        "response": {"body": "{{request.path}}", "transformers": ["response-template"]},
    }
    stub.add(mapping)
    with socket.create_connection(("127.0.0.1", stub.port), timeout=10) as client:
        client.sendall("GET /é HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.endswith("/é".encode())
