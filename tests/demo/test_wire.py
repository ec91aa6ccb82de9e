"""What is wrong below the schema: syntax, media types, sizes, encodings, Accept."""

import http.client
import socket
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import msgspec
import pytest

from assay.demo.contract import document
from tests.demo.client import Client
from tests.demo.judge import validator
from tests.demo.making import create_product

LOGIN = "/v1/auth/login"
MALFORMED = [
    b"",
    b"{",
    b"{'a':1}",
    b'{"a":1,}',
    b"NaN",
    b"[1e400]",
    b'"\xff"',
    b'"\\ud800"',
    b'"\\ud800\\u0041"',
    b"\xef\xbb\xbf{}",
    b"9" * 60_000,
    b"[" * 60_000,
    b"[" * 500 + b"]" * 500,
    b'{"a":' * 40 + b"1" + b"}" * 40,
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body[:12]))
def test_refuses_what_is_not_json(base_url: str, body: bytes) -> None:
    answer = Client(base_url).send("POST", LOGIN, body=body, Content_Type="application/json")
    assert (answer.status, answer.code) == (400, "malformed_request")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/jsonx", "", "application/json; charset=latin-1"]
)
def test_refuses_another_content_type(base_url: str, media: str) -> None:
    answer = Client(base_url).send("POST", LOGIN, body=b"{}", Content_Type=media)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    "media", ["Application/JSON", "application/json;charset=utf-8", 'application/json; charset="UTF-8"']
)
def test_takes_json_however_it_is_spelled(base_url: str, media: str) -> None:
    assert Client(base_url).send("POST", LOGIN, body=b"{}", Content_Type=media).status == 422


def test_refuses_a_compressed_body(base_url: str) -> None:
    answer = Client(base_url).post(LOGIN, {}, Content_Encoding="gzip")
    assert answer.status == 415


def test_refuses_a_body_that_is_too_large_before_it_is_sent(base_url: str) -> None:
    address = urlsplit(base_url)
    head = f"POST {LOGIN} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 65537\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def test_refuses_a_chunked_body_that_grows_too_large(base_url: str) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(9):
            yield b" " * 8192

    answer = Client(base_url).send("POST", LOGIN, body=chunks(), Content_Type="application/json")
    assert (answer.status, answer.code) == (413, "too_large")


def test_takes_a_body_of_just_the_limit(base_url: str) -> None:
    body = b"{}" + b" " * 65_534
    assert Client(base_url).send("POST", LOGIN, body=body, Content_Type="application/json").status == 422


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml, text/*", "application/json;q=0", "*/*;q=0", "nonsense"]
)
def test_refuses_what_it_cannot_answer(alice: Client, accept: str) -> None:
    answer = alice.send("GET", "/v1/me", Accept=accept)
    assert (answer.status, answer.code) == (406, "not_acceptable")


@pytest.mark.parametrize(
    "accept", ["", "*/*", "application/*", "text/html, application/json;q=0.1", "*/*;q=0, application/json"]
)
def test_answers_what_it_can(alice: Client, accept: str) -> None:
    assert alice.send("GET", "/v1/me", Accept=accept).status == 200


@pytest.mark.parametrize("query", ["q=%FF", "&".join(f"a{number}=1" for number in range(60))])
def test_refuses_a_query_that_cannot_be_read(alice: Client, query: str) -> None:
    answer = alice.send("GET", f"/v1/products?{query}")
    assert (answer.status, answer.code) == (400, "malformed_request")


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/products/", "/V1/products", "/v1/nothing", "//v1/me", "/v1/me/../users"]
)
def test_an_unknown_path_is_not_found(base_url: str, path: str) -> None:
    answer = Client(base_url).send("GET", path)
    assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize(
    "name", ["%00", "%FF", "..%2F..%2Fetc", "a" * 3000, "prd_AAAAAAAAAAAAAAAAAAAA", "prd_aaaaaaaaaaaaaaaaaaaa%0A"]
)
def test_a_malformed_id_is_refused(alice: Client, name: str) -> None:
    assert alice.get(f"/v1/products/{name}").status in (404, 422)


def test_head_is_get_without_the_body(alice: Client) -> None:
    get, head = alice.get("/v1/me"), alice.send("HEAD", "/v1/me")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_every_answer_has_the_security_headers(alice: Client) -> None:
    for answer in (alice.get("/v1/me"), alice.get("/nothing"), alice.get("/v1/products", limit=0)):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "server" not in answer.headers


def test_keeps_the_connection_after_a_refusal(alice: Client) -> None:
    with closing(http.client.HTTPConnection(urlsplit(alice.base_url).netloc, timeout=5)) as connection:
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("POST", LOGIN, b"body")
            response = connection.getresponse()
            assert (response.status, connection.sock) == (415, first)
            response.read()


def test_text_of_every_script_survives(ada: Client) -> None:
    name = "Größe 日本 🙂 \u202e <b>&amp;'\"; DROP TABLE--"
    product = create_product(ada, name=name)
    assert ada.get(f"/v1/products/{product['id']}").body["name"] == name


NOT_HTTP = [
    b"garbage\r\n\r\n",
    b"GET /v1/products?q=\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    b"POST /v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("sent", NOT_HTTP)
def test_what_is_not_http_gets_the_same_shape_of_error(base_url: str, sent: bytes) -> None:
    address = urlsplit(base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(sent)
        received = connection.makefile("rb").read()
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    problem = msgspec.json.decode(body)
    assert problem["code"] == "malformed_request"
    assert validator(document()["components"]["schemas"]["Problem"]).is_valid(problem)
