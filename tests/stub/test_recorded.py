"""Recordings as mappings: what tells requests apart, and that no secret is left."""

from __future__ import annotations

import json
from typing import Any

from assay.model.exchange import Answered, Exchange, Unanswered
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.stub.matcher import BinaryEqualTo, EqualTo, EqualToJson
from assay.stub.masking import masked
from assay.stub.recorded import mappings_of


def exchange(
    method: str,
    url: str,
    content: Any = None,
    *,
    sent: bytes = b"",
    status: int = 200,
    headers: Any = (),
    told: Any = (),
) -> Exchange:
    body = (BytesPart(data=sent),) if sent else ()
    request = Request(id="1", method=method, url=url, headers=tuple(headers), body=body)
    response = Response(status=status, headers=tuple(told), body=json.dumps(content).encode())
    return Exchange(id="1", request=request, outcome=Answered(response=response))


def test_one_body_is_not_looked_at_and_several_are() -> None:
    (one,) = mappings_of([exchange("POST", "http://a/x", sent=b'{"a": 1}')])
    assert one.when.body == ()
    first, second, rest = mappings_of(
        [exchange("POST", "http://a/x", 1, sent=b'{"a": 1}'), exchange("POST", "http://a/x", 2, sent=b"\xff")]
    )
    assert first.when.body == (EqualToJson(content={"a": 1}),)
    assert second.when.body == (BinaryEqualTo(data=b"\xff"),)
    assert rest.priority > first.priority


def test_a_query_counts_but_for_secrets_in_it() -> None:
    (one,) = mappings_of([exchange("GET", "http://a/x?page=2&api_key=s3cret")])
    assert one.when.query == {"page": EqualTo(text="2")}


def test_the_same_answer_again_is_no_sequence() -> None:
    (one,) = mappings_of([exchange("GET", "http://a/x", 1)] * 3)
    assert len(one.replies) == 1
    (one,) = mappings_of([exchange("GET", "http://a/x", number) for number in (1, 2)])
    assert [reply.body for reply in one.replies] == [b"1", b"2"]


def test_what_was_not_answered_or_is_no_url_is_left_out() -> None:
    silent = Exchange(
        id="1",
        request=Request(id="1", method="GET", url="http://a/x"),
        outcome=Unanswered(reason="no", code="ECONNREFUSED", phase="connect"),
    )
    assert mappings_of([silent, exchange("GET", "http://[bad/x")]) == ()


def test_headers_of_one_hop_do_not_come_again() -> None:
    told = [
        Header("Content-Encoding", "gzip"),
        Header("Content-Length", "3"),
        Header("X-Mine", "1"),
        Header(":status", "200"),
    ]
    (one,) = mappings_of([exchange("GET", "http://a/x", told=told)])
    assert one.replies[0].headers == (Header("X-Mine", "1"),)


def test_a_secret_is_masked_wherever_it_stands() -> None:
    token = "a-very-secret-token-1234"
    some = [
        exchange("POST", "http://a/login", {"access_token": token}, sent=b'{"password": "hunter2-pass"}'),
        exchange("GET", "http://a/me", {"echo": f"you sent {token}", "note": "hunter2-pass"},
                 headers=[Header("Authorization", f"Bearer {token}")]),
        exchange("GET", f"http://a/x?next={token}", told=[Header("Set-Cookie", "sid=abcdef123456; Path=/")]),
    ]  # fmt: skip
    found = masked(some, b"key")
    text = repr(mappings_of(found))
    for secret in (token, "hunter2-pass", "abcdef123456"):
        assert secret not in text
    first, second = (json.loads(one.response.body) for one in found[:2] if one.response is not None)
    assert first["access_token"].startswith("***")
    assert second["echo"] == f"you sent {first['access_token']}", "equal secrets have equal stand-ins"
