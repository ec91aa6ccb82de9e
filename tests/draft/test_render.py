"""Requests are written as a person writes them in Postman."""

from __future__ import annotations

import json

import pytest

from assay.formats.postman import collection_json
from assay.model.transfer import Form, Part, Upload
from tests.draft.kit import call, folder, headers, one, raw, steps, url, variables


def test_the_noise_of_curl_and_the_wire_is_gone() -> None:
    sent = {
        "Content-Length": "2",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        "X-Mine": "1",
        "Accept": "text/csv",
    }
    (step,) = steps(one(call(1, "GET /a", answer={}, headers=sent)))
    assert headers(step) == {"X-Mine": "1", "Accept": "text/csv"}


def test_the_noise_of_a_browser_is_gone_where_one_sent_it() -> None:
    browser = {
        "User-Agent": "Mozilla/5.0",
        "Referer": "http://x",
        "sec-ch-ua": '"x"',
        "Sec-Fetch-Mode": "cors",
        "X-Mine": "1",
    }
    (step,) = steps(one(call(1, "GET /a", answer={}, headers=browser)))
    assert headers(step) == {"X-Mine": "1"}
    mine = {"User-Agent": "mine/1", "Referer": "http://x"}
    (step,) = steps(one(call(1, "GET /a", answer={}, headers=mine)))
    assert headers(step) == mine


def test_json_is_readable_and_the_same() -> None:
    text = b'{"a":1.50,"b":[1,{"c":null}],"d":"\\u00e9\\ud83d\\ude00\\"","e":{},"big":12345678901234567890,"f":1e3}'
    (step,) = steps(one(call(1, "POST /a", text, 200, {}, headers={"Content-Type": "application/json"})))
    assert json.loads(raw(step)) == json.loads(text)
    assert '"a": 1.50' in raw(step)
    assert '"f": 1e3' in raw(step)
    assert step.request.body is not None
    assert step.request.body.language == "json"


@pytest.mark.parametrize("text", [b'{"a":1,"a":2}', b'{"a":NaN}', b'{"a"', b"[" * 5000 + b"]" * 5000, b"plain"])
def test_what_json_would_change_stays_text(text: bytes) -> None:
    (step,) = steps(one(call(1, "POST /a", text, 200, {}, headers={"Content-Type": "application/json"})))
    assert raw(step) == text.decode()


def test_a_form() -> None:
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    (step,) = steps(one(call(1, "POST /a", b"a=1+2%26&b=&c%5B%5D=%C3%A9", 200, {}, headers=sent)))
    assert step.request.body is not None
    assert [(row.key, row.value) for row in step.request.body.urlencoded] == [("a", "1 2&"), ("b", ""), ("c[]", "é")]
    assert headers(step) == {}


def test_parts_with_a_file() -> None:
    form = Form(parts=(Part(name="a", content=b"1"), Part(name="f", path="/x/y.csv", type="text/csv")))
    made = one(
        call(1, "POST /a", b"--x", 200, {}, headers={"Content-Type": "multipart/form-data; boundary=x"}, content=form)
    )
    (step,) = steps(made)
    assert step.request.body is not None
    first, second = step.request.body.formdata
    assert (first.key, first.value, second.key, second.src, second.content_type) == (
        "a",
        "1",
        "f",
        "/x/y.csv",
        "text/csv",
    )
    assert headers(step) == {}
    assert made.notes == ("#1 sends the file /x/y.csv: `assay run` reads it only below its --working-dir.",)


def test_an_upload_and_bytes_that_are_no_text() -> None:
    (step,) = steps(one(call(1, "PUT /a", b"x", 200, {}, content=Upload(path="data.bin"))))
    assert step.request.body is not None
    assert (step.request.body.mode, step.request.body.src) == ("file", "data.bin")
    made = one(call(1, "POST /a", b"\xff\xfe\x00", 200, {}))
    assert "is no text" in made.notes[0]


def test_redirects_and_tls_as_curl_was_told() -> None:
    (step,) = steps(one(call(1, "GET /a", status=302, answered={"Location": "/b"}, options={"insecure": True})))
    assert step.settings == {"followRedirects": False, "strictSSL": False}


def test_redirects_that_go_round_in_a_circle_are_not_followed_again() -> None:
    (step,) = steps(one(call(1, "GET /a", status=302, answered={"Location": "/a"}, options={"location": True})))
    assert step.settings == {"followRedirects": False}


def test_a_url_is_kept_as_it_was_sent() -> None:
    (step,) = steps(one(call(1, "GET /a%2Fb/c%20d/?q=a%20b&flag&e=", answer={})))
    assert url(step) == "{{base_url}}/a%2Fb/c%20d/?q=a%20b&flag&e="


def test_the_longest_known_base_is_used() -> None:
    urls = {"base_url": "http://shop.test/api/", "other_url": "http://shop.test/api/v2"}
    (step,) = steps(one(call(1, "GET /api/v2/x", answer={}), urls=urls))
    assert url(step) == "{{other_url}}/x"
    made = one(call(1, "GET /apix/x", answer={}), urls=urls)
    assert url(steps(made)[0]) == "{{shop_test_url}}/apix/x"
    assert variables(made) == {"shop_test_url": "http://shop.test"}


def test_names_of_steps() -> None:
    made = folder(
        call(1, "GET /v1/products", answer=[]),
        call(2, "GET /v1/products/12345", answer={}),
        call(3, "POST /v1/categories", {"a": 1}, 200, {}),
        call(4, "PUT /v1/addresses/12345", {"a": 1}, 200, {}),
        call(5, "POST /v1/orders/77777/cancel", {"a": 1}, 200, {}),
        call(6, "GET /v1/orders/77777/reviews", answer=[]),
        call(7, "DELETE /v1/orders/77777", status=204),
        call(8, "GET /v1/orders/77777", status=404),
        call(9, "GET /", answer={}),
        call(10, "POST /v1/orders/77777/cancel", {"a": 2}, 200, {}),
    )
    assert [step.name for step in steps(made)] == [
        "List products",
        "Get product",
        "Create category",
        "Replace address",
        "Cancel order",
        "List reviews",
        "Delete order",
        "Get order, refused with 404",
        "Get the root",
        "Cancel order again",
    ]
    assert collection_json(made.suite)["item"][0]["name"] == "Morning"
