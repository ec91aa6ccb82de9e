"""A stub in process: started, asked what was called, broken on purpose, stopped."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest

from assay.model.errors import InputError, UsageError
from assay.model.stub.mapping import Address, Expected, Mapping, RateLimit
from assay.model.stub.reply import Fault, Reply
from assay.stub.stub import Stub

_ID = "00000000-0000-4000-8000-000000000001"


def _get(url: str, **response: object) -> dict[str, object]:
    return {"request": {"method": "GET", "url": url}, "response": response}


def _raw(port: int, request: bytes) -> bytes:
    """Everything that a server sends until it is silent or gone."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
        sock.sendall(request)
        got = b""
        while piece := sock.recv(65_536):
            got += piece
        return got


def test_calls_are_verified_by_number_order_and_content() -> None:
    with Stub(_get("/a", body="a"), {"request": {"method": "POST", "url": "/b"}, "response": {"status": 201}}) as stub:
        httpx.get(f"{stub.url}/a", headers={"X-A": "1"})
        httpx.post(f"{stub.url}/b", json={"n": 1, "more": True})
        httpx.get(f"{stub.url}/a")
        stub.verify("GET", "/a", times=2)
        stub.verify("GET", "/a", times=1, headers={"X-A": "1"})
        stub.verify("POST", "/b", json={"n": 1})
        stub.verify("DELETE", times=0)
        stub.verify_order(("GET", "/a"), ("POST", "/b"), ("GET", "/a"))
        assert [call.method for call in stub.calls] == ["GET", "POST", "GET"]
        assert [call.body for call in stub.called("POST", "/b", body={"contains": "more"})] == [b'{"n":1,"more":true}']


def test_a_verification_that_fails_says_what_came_instead() -> None:
    with Stub(_get("/a", body="a")) as stub:
        httpx.get(f"{stub.url}/a", headers={"X-A": "1"})
        with pytest.raises(AssertionError) as wrong:
            stub.verify("GET", "/a", headers={"X-A": "2"})
        assert "was to be called at least once, and was called never" in str(wrong.value)
        assert "wanted 'X-A: 2', got '1'" in str(wrong.value)
        with pytest.raises(AssertionError, match="called twice, and was called once"):
            stub.verify("GET", "/a", times=2)
        with pytest.raises(AssertionError, match="POST /b was not called at all"):
            stub.verify_order(("GET", "/a"), ("POST", "/b"))


def test_a_call_that_fits_nothing_fails_the_test_at_its_end() -> None:
    stub = Stub(_get("/a"))
    stub.__enter__()
    assert httpx.get(f"{stub.url}/b").status_code == 404
    assert [call.url for call in stub.unmatched] == ["/b"]
    with pytest.raises(AssertionError, match="A call fitted no mapping"):
        stub.__exit__(None, None, None)


def test_an_error_in_the_test_is_not_covered_by_an_unmatched_call() -> None:
    stub = Stub(_get("/a"))
    stub.__enter__()
    httpx.get(f"{stub.url}/b")
    stub.__exit__(ZeroDivisionError, ZeroDivisionError(), None)


def test_sequences_go_on_to_their_last_answer_or_begin_again() -> None:
    with Stub() as stub:
        stub.sequence("GET", "/a", 503, {"status": 200, "body": "ok"})
        stub.sequence("GET", "/b", 500, 200, repeats=True)
        assert [httpx.get(f"{stub.url}/a").status_code for _ in range(3)] == [503, 200, 200]
        assert [httpx.get(f"{stub.url}/b").status_code for _ in range(4)] == [500, 200, 500, 200]
        with pytest.raises(UsageError):
            stub.sequence("GET", "/c")


def test_a_mapping_from_elsewhere_is_shown_in_wiremocks_words() -> None:
    with Stub(strict=False) as stub:
        made = stub.sequence("GET", "/a", 503, 200)
        httpx.get(f"{stub.url}/a")
        shown = httpx.get(f"{stub.url}/__admin/mappings/{made.id}").json()
        assert shown["request"] == {"method": "GET", "urlPath": "/a"}
        assert httpx.get(f"{stub.url}/__admin/requests").json()["requests"][0]["stubMapping"] == shown


def test_a_rate_limit_answers_otherwise_beyond_it() -> None:
    limit = RateLimit(requests=2, seconds=60, reply=Reply(status=429))
    when = Expected(address=Address(kind="path", text="/a"))
    with Stub(Mapping(id=_ID, when=when, limit=limit)) as stub:
        assert [httpx.get(f"{stub.url}/a").status_code for _ in range(4)] == [200, 200, 429, 429]


def test_a_fault_breaks_the_answer_of_some_calls_until_it_is_healed() -> None:
    with Stub(_get("/a", body="whole"), _get("/b", body="b")) as stub:
        stub.fails("CONNECTION_RESET_BY_PEER", "GET", "/a")
        with pytest.raises(httpx.ReadError):
            httpx.get(f"{stub.url}/a")
        assert httpx.get(f"{stub.url}/b").text == "b"
        stub.heals()
        assert httpx.get(f"{stub.url}/a").text == "whole"
        stub.fails("truncated-body", "GET", "/a")
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{stub.url}/a")
        assert len(stub.called("GET", "/a")) == 3


def test_a_refused_connection_and_one_that_is_reset_come_back() -> None:
    with Stub(_get("/a", body="a")) as stub:
        for fault, seen in (("refused", httpx.ConnectError), ("reset-on-connect", httpx.TransportError)):
            stub.fails(fault)
            with pytest.raises(seen):
                httpx.get(f"{stub.url}/a")
            stub.heals()
            assert httpx.get(f"{stub.url}/a").text == "a"


def test_an_unknown_fault_is_told_with_the_nearest() -> None:
    with Stub() as stub, pytest.raises(UsageError) as wrong:
        stub.fails("truncated-bod")
    assert "truncated-body" in wrong.value.remedy
    with pytest.raises(InputError, match="no fault"):
        Stub(Mapping(id=_ID, replies=(Reply(fault=Fault(name="nope")),)))


@pytest.mark.parametrize(
    ("fault", "first"),
    [
        ("EMPTY_RESPONSE", b""),
        ("MALFORMED_RESPONSE_CHUNK", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("RANDOM_DATA_THEN_CLOSE", b"\x00"),
    ],
)
def test_faults_on_a_raw_socket(fault: str, first: bytes) -> None:
    with Stub(_get("/a", fault=fault)) as stub:
        got = _raw(stub.port, b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        assert got.startswith(first)
        assert bool(got) == bool(first)
        assert len(got) > len(first) or not first


def test_a_reset_on_a_raw_socket() -> None:
    with Stub(_get("/a", fault="CONNECTION_RESET_BY_PEER")) as stub, pytest.raises(ConnectionResetError):
        _raw(stub.port, b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")


def test_dribbles_and_delays_deliver_the_whole_body() -> None:
    dribble = {"numberOfChunks": 5, "totalDuration": 50}
    with Stub(_get("/a", body="abcdefghij", chunkedDribbleDelay=dribble, fixedDelayMilliseconds=10)) as stub:
        got = _raw(stub.port, b"GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert got.endswith(b"\r\n\r\nabcdefghij")
        assert b"Content-Length: 10\r\n" in got


def test_pipelined_calls_are_answered_in_order() -> None:
    with Stub(_get("/a", body="one", fixedDelayMilliseconds=20), _get("/b", body="two")) as stub:
        asked = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        got = _raw(stub.port, asked)
        assert got.index(b"one") < got.index(b"two")


def test_a_folder_is_read_and_its_files_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "mappings" / "deep").mkdir(parents=True)
    (tmp_path / "__files").mkdir()
    (tmp_path / "__files" / "a.json").write_text('{"from": "file"}')
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "__files" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "mappings" / "one.json").write_text(json.dumps(_get("/a", bodyFileName="a.json")))
    many = [
        _get("/up", bodyFileName="../secret"),
        _get("/link", bodyFileName="link"),
        _get("/abs", bodyFileName="/etc/passwd"),
    ]
    (tmp_path / "mappings" / "deep" / "many.json").write_text(json.dumps({"mappings": many}))
    with Stub(tmp_path) as stub:
        assert httpx.get(f"{stub.url}/a").json() == {"from": "file"}
        for path in ("/up", "/link", "/abs"):
            answer = httpx.get(stub.url + path)
            assert answer.status_code == 500
            assert "secret" not in answer.text.replace("../secret", "")
            assert "root:" not in answer.text
        assert httpx.get(f"{stub.url}/__admin/files/..%2fsecret").status_code == 404
        assert httpx.put(f"{stub.url}/__admin/files/..%2f..%2fx", content=b"x").status_code == 404
        httpx.post(f"{stub.url}/__admin/mappings/save")
    assert len(list((tmp_path / "mappings").glob("*-*.json"))) == 4
    assert len(Stub(tmp_path).answerer.index) == 4


def test_a_file_that_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "m.json"
    file.write_text('{"mappings": [{"request": {"urlz": "/a"}}]}')
    with pytest.raises(InputError) as wrong:
        Stub(file)
    assert wrong.value.where == f"{file}#/mappings/0/request/urlz"
    with pytest.raises(InputError, match="cannot be read"):
        Stub(tmp_path / "none.json")


def test_what_comes_by_chance_is_the_same_with_a_seed() -> None:
    body = "{{randomValue type='UUID'}} {{randomInt}} {{random 'Name.first_name'}}"
    asked = _get("/a", body=body, transformers=["response-template"])
    answers = []
    for _ in range(2):
        with Stub(asked, seed=7) as stub:
            answers.append(httpx.get(f"{stub.url}/a").text)
    assert answers[0] == answers[1]
    assert len(answers[0].split()) == 3


def test_a_template_that_is_wrong_is_told_in_one_sentence() -> None:
    with Stub(_get("/a", body="{{#if x}}", transformers=["response-template"])) as stub:
        answer = httpx.get(f"{stub.url}/a")
        assert (answer.status_code, answer.text) == (500, "1:10: the block 'if' is not closed")


def test_the_journal_is_bounded() -> None:
    with Stub(_get("/a", body="a"), remembered=5) as stub:
        with httpx.Client() as client:
            for _ in range(12):
                client.get(f"{stub.url}/a")
        assert len(stub.calls) == 5
        assert stub.answerer.journal.forgotten == 7


def test_a_hundred_clients_at_once_are_answered() -> None:
    with Stub(_get("/a", body="a", fixedDelayMilliseconds=5)) as stub:
        socks = [socket.create_connection(("127.0.0.1", stub.port), timeout=10) for _ in range(100)]
        for sock in socks:
            sock.sendall(b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        assert all(sock.recv(4_096).startswith(b"HTTP/1.1 200") for sock in socks)
        for sock in socks:
            sock.close()
        stub.verify("GET", "/a", times=100)


def test_a_webhook_that_reaches_nobody_is_kept_with_its_problem() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hook = {"name": "webhook", "parameters": {"method": "POST", "url": f"http://127.0.0.1:{port}/x"}}
    with Stub({**_get("/a", body="a"), "serveEventListeners": [hook]}) as stub:
        httpx.get(f"{stub.url}/a")
        for _ in range(100):
            if stub.answerer.hooks.sent:
                break
            httpx.get(f"{stub.url}/__admin/health")
        assert "did not answer" in stub.answerer.hooks.sent[0].problem


def test_forwarding_to_nobody_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Stub(_get("/a", proxyBaseUrl=f"http://127.0.0.1:{port}")) as stub:
        answer = httpx.get(f"{stub.url}/a")
        assert answer.status_code == 500
        assert "did not answer" in answer.text
