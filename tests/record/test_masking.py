"""No secret reaches a sink, in any spelling, and what held it stays what it was."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import Any
from urllib.parse import quote, quote_plus

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.model.event import Cursor, Exchanged, Explored, Logged, Record, RequestStarted, RunEnded
from assay.model.transfer import Form, Part, Transfer
from assay.record.encoding import encode
from assay.record.forms import findable
from assay.record.masking import Masker
from assay.record.names import is_secret

from .lines import ITEM, exchanged, logged, record, started

SECRET = 'p&ss/w"ö <7>+x'


def masker(*values: str) -> Masker:
    made = Masker(b"key of this run")
    made.add(values)
    return made


def shown(result: Record) -> str:
    """Everything a reader of the record could get at: the line, and every body."""
    text = encode(result).decode()
    if isinstance(result.event, Exchanged):
        exchange = result.event.exchange
        text += "".join(part.data.decode("utf-8", "replace") for part in exchange.request.body)  # type: ignore[union-attr]
        text += exchange.response.body.decode("utf-8", "replace") if exchange.response else ""
    return text


SPELLED = {
    "plain": SECRET,
    "url": quote(SECRET, safe=""),
    "url, slash kept": quote(SECRET),
    "url, lower hex": re.sub("%..", lambda m: m[0].lower(), quote(SECRET, safe="")),
    "form": quote_plus(SECRET),
    "encodeURIComponent": quote(SECRET, safe="!'()*~"),
    "json": json.dumps(SECRET, ensure_ascii=False)[1:-1],
    "json, ascii": json.dumps(SECRET)[1:-1],
    "json, slashes": json.dumps(SECRET)[1:-1].replace("/", "\\/"),
    "json, html-safe": json.dumps(SECRET)[1:-1].replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"),
    "json in json": json.dumps(json.dumps(SECRET))[1:-1],
    "html": html.escape(SECRET),
    "html, no quotes": html.escape(SECRET, quote=False),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64, url-safe": base64.urlsafe_b64encode(SECRET.encode()).decode(),
    "base64, bare": base64.b64encode(SECRET.encode()).decode().rstrip("="),
    "base64 of a pair": base64.b64encode(f"user:{SECRET}".encode()).decode(),
    "base64 of another pair": base64.b64encode(f"users:{SECRET}".encode()).decode(),
    "base64 of a third pair": base64.b64encode(f"us:{SECRET}@".encode()).decode(),
    "base64 in a path": "/reset/" + base64.b64encode(f"user:{SECRET}".encode()).decode() + "/next",
}
TELLTALES = ("p&ss", "p%26", "p&amp;", "p\\u0026", "w\\", "cCZzcy", "JnNzL3c", "YmcyM")


@pytest.mark.parametrize("spelling", SPELLED.values(), ids=SPELLED.keys())
@pytest.mark.parametrize("wrap", ["{}", "before {} after", "a={}&b=2", '<a href="{}">'])
def test_every_spelling_is_replaced_in_texts_and_bodies(spelling: str, wrap: str) -> None:
    text = wrap.format(spelling)
    for dirty in (
        logged(text, {"deep": [text]}),
        exchanged(answer=text.encode(), body=text.encode(), sent={"X": text}),
    ):
        clean = shown(masker(SECRET).mask(dirty))
        assert spelling not in clean
        assert not [sign for sign in TELLTALES if sign in clean]


def test_a_large_body_is_masked_like_a_small_one() -> None:
    text = " ".join(SPELLED.values())
    masked = masker(SECRET).mask(exchanged(answer=(text + " ").encode() * 4000))
    small = masker(SECRET).mask(exchanged(answer=(text + " ").encode()))
    assert isinstance(masked.event, Exchanged)
    assert isinstance(small.event, Exchanged)
    assert masked.event.exchange.response
    assert small.event.exchange.response
    assert masked.event.exchange.response.body == small.event.exchange.response.body * 4000


def test_equal_secrets_have_equal_stand_ins_and_others_differ() -> None:
    one = masker("alpha-secret", "omega-secret")
    result = one.mask(logged("alpha-secret", "omega-secret", "x alpha-secret"))
    assert isinstance(result.event, Logged)
    first, second, third = result.event.values
    assert re.fullmatch(r"\*\*\*[0-9a-f]{4}", first)
    assert third == "x " + first
    assert first != second
    assert Masker(b"another run").stand_in("alpha-secret") != first


def test_base64_stays_base64() -> None:
    token = base64.b64encode(b"user:hunter-2-secret").decode()
    result = masker("hunter-2-secret").mask(logged(f"Basic {token}"))
    assert isinstance(result.event, Logged)
    decoded = base64.b64decode(result.event.values[0].removeprefix("Basic ")).decode()
    assert re.fullmatch(r"user:\*\*\*[0-9a-f]{4}", decoded)


def test_base64_that_looks_alike_by_chance_is_left_alone() -> None:
    secret = "abcd"
    core = base64.b64encode(b"\0" + secret.encode())[2:6].decode()
    innocent = logged("x" + core + "yz", "A" * 40 + core + "A" * 41)
    result = masker(secret).mask(innocent)
    decoded = base64.b64decode("A" * 40 + core + "A" * 4)
    assert secret.encode() not in decoded
    assert result == innocent


@pytest.mark.parametrize(
    ("body", "secret"),
    [
        (b'{"otp": 123456789, "list": [123456789]}', "123456789"),
        (b'{"a": "line\\nabcdef"}', "nabcdef"),
        (b'[1, 123456789.5, {"123456789": 0}]', "123456789"),
    ],
)
def test_json_stays_json(body: bytes, secret: str) -> None:
    masked = masker(secret).mask(exchanged(answer=body))
    assert isinstance(masked.event, Exchanged)
    assert masked.event.exchange.response
    json.loads(masked.event.exchange.response.body)
    inside = masker(secret).mask(logged(body.decode()))
    assert isinstance(inside.event, Logged)
    json.loads(inside.event.values[0])


def test_formatting_of_a_body_is_kept_where_it_can_be() -> None:
    body = b'{\n   "token" : "alpha-secret" ,\n\t"n" : 1.50e3 }'
    masked = masker("alpha-secret").mask(exchanged(answer=body))
    assert isinstance(masked.event, Exchanged)
    assert masked.event.exchange.response
    mark = masker().stand_in("alpha-secret").encode()
    assert masked.event.exchange.response.body == body.replace(b"alpha-secret", mark)


def test_counts_positions_and_closed_words_are_never_touched() -> None:
    dirty = exchanged(answer=b"123456 final collection")
    made = masker("123456", "final", "collection", "finished", "i1")
    masked = made.mask(dirty)
    assert msgspec.json.decode(encode(masked), type=Record) == masked
    ended = record(RunEnded(ending="finished", error="finished"))
    masked_end = made.mask(ended)
    assert isinstance(masked_end.event, RunEnded)
    assert masked_end.event.ending == "finished"
    assert masked_end.event.error != "finished"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "latin-1"])
def test_other_encodings_of_a_body(encoding: str) -> None:
    body = "say alpha-secret loud".encode(encoding)
    masked = masker("alpha-secret").mask(exchanged(answer=body))
    assert isinstance(masked.event, Exchanged)
    assert masked.event.exchange.response
    assert "alpha-secret" not in masked.event.exchange.response.body.decode(encoding)
    assert "say ***" in masked.event.exchange.response.body.decode(encoding)


def test_what_holds_nothing_is_handed_back_itself() -> None:
    innocent = exchanged(answer=b'{"a": 1}')
    assert masker("alpha-secret").mask(innocent) is innocent


@pytest.mark.parametrize("value", ["", "abc", "true", "null", "12345", "password", "Token", "{{token}}", "***7f3a"])
def test_trivial_values_are_not_looked_for(value: str) -> None:
    text = f"a {value} b"
    assert masker(value).mask(logged(text)) == logged(text)


def test_a_secret_learnt_late_is_kept_out_of_what_came_before() -> None:
    login = exchanged(answer=b'{"data": {"accessToken": "tok-4711-abc"}}')
    before = logged("got tok-4711-abc")
    assert "tok-4711-abc" not in "".join(shown(result) for result in masker().mask_all([before, login]))


DISCOVERED = {
    "bearer": exchanged(sent={"Authorization": "Bearer s3cr3t-value"}),
    "lower case name": exchanged(sent={"authorization": "bearer s3cr3t-value"}),
    "no scheme": exchanged(sent={"Authorization": "s3cr3t-value"}),
    "basic": exchanged(sent={"Authorization": "Basic " + base64.b64encode(b"u:s3cr3t-value").decode()}),
    "oauth1": exchanged(sent={"Authorization": 'OAuth oauth_nonce="n", oauth_token="s3cr3t-value", realm="r"'}),
    "aws": exchanged(sent={"Authorization": "AWS4-HMAC-SHA256 Credential=AK/1, Signature=s3cr3t-value"}),
    "api key": exchanged(sent={"X-Api-Key": "s3cr3t-value"}),
    "cookie": exchanged(sent={"Cookie": "theme=dark; sid=s3cr3t-value"}),
    "odd cookie": exchanged(sent={"Cookie": "theme=dark; xyz=s3cr3t-value"}),
    "set-cookie": exchanged(answered={"Set-Cookie": 'id="s3cr3t-value"; Path=/; HttpOnly'}),
    "user info": exchanged(url="http://user:s3cr3t-value@shop.test/"),
    "query": exchanged(url="http://shop.test/?a=1&access_token=s3cr3t-value"),
    "redirect": exchanged(answered={"Location": "http://shop.test/cb?token=s3cr3t-value"}),
    "redirect, relative": exchanged(answered={"Location": "/cb?a=1&token=s3cr3t-value"}),
    "link": exchanged(answered={"Link": '</a>; rel="self", </b?page=2&api_key=s3cr3t-value>; rel="next"'}),
    "refresh": exchanged(answered={"Refresh": "5; url=/b?token=s3cr3t-value"}),
    "code of OAuth": exchanged(url="http://shop.test/cb?state=abcd&code=s3cr3t-value"),
    "code of OAuth, sent": exchanged(body=b"grant_type=authorization_code&code=s3cr3t-value"),
    "assertion": exchanged(body=b"grant_type=jwt&assertion=s3cr3t-value"),
    "argument of GraphQL": exchanged(
        body=b'{"query": "mutation { login(name: \\"a\\", password: \\"s3cr3t-value\\") {id} }"}'
    ),
    "header of a part": record(
        Explored(
            cursor=Cursor(),
            item=ITEM,
            transfer=Transfer(
                url="shop.test",
                content=Form(parts=(Part(name="a", path="f", headers=("X-Api-Key: s3cr3t-value",)),)),
            ),
        )
    ),
    "fragment": exchanged(answered={"Location": "http://shop.test/cb#access_token=s3cr3t-value&token_type=bearer"}),
    "json": exchanged(answer=b'{"a":[{"refresh_token":"s3cr3t-value","token_type":"bearer"}]}'),
    "json request": exchanged(body=b'{"user":"u","password":"s3cr3t-value"}'),
    "broken json": exchanged(answer=b'{"a":[{"refresh_token":"s3cr3t-value",'),
    "form": exchanged(body=b"user=u&password=s3cr3t-value&x=1"),
    "multipart": exchanged(body=b'--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ns3cr3t-value\r\n--b--'),
    "xml": exchanged(answer=b"<r><ns:Password a='b'>s3cr3t-value</ns:Password></r>"),
    "html": exchanged(answer=b'<input type="hidden" name="csrf_token" id="x" value="s3cr3t-value">'),
    "console": logged({"clientSecret": "s3cr3t-value"}),
    "console, json": logged('{"clientSecret": "s3cr3t-value"}'),
    "environment": started(environment={"values": [{"key": "db", "value": "s3cr3t-value", "type": "secret"}]}),
    "variable": started(suite={"variable": [{"key": "API_KEY", "value": "s3cr3t-value"}]}),
    "auth": started(suite={"auth": {"type": "basic", "basic": [{"key": "password", "value": "s3cr3t-value"}]}}),
    "auth, apikey": started(suite={"auth": {"type": "apikey", "apikey": [{"key": "value", "value": "s3cr3t-value"}]}}),
    "auth, v2.0": started(suite={"auth": {"type": "bearer", "bearer": {"token": "s3cr3t-value"}}}),
    "request": record(
        RequestStarted(
            cursor=Cursor(),
            item=ITEM,
            source="collection",
            request={"url": {"query": [{"key": "apikey", "value": "s3cr3t-value"}]}},
        )
    ),
}


@pytest.mark.parametrize("dirty", DISCOVERED.values(), ids=DISCOVERED.keys())
def test_secrets_are_found_by_name(dirty: Record) -> None:
    made = masker()
    own, other = made.mask_all([dirty, logged("s3cr3t-value is out")])
    assert "s3cr3t-value" not in shown(own)
    assert "s3cr3t-value" not in shown(other)
    assert "bearer" not in shown(other)


@pytest.mark.parametrize(
    "innocent",
    [
        exchanged(answer=b'{"token_type":"bearer-thing","expires_in":"36000000","max_tokens":"1000000"}'),
        exchanged(answer=b'{"password":"must not be blank"}'),
        exchanged(answer=b'{"properties":{"password":{"type":"strings"}}}'),
        exchanged(sent={"Cookie": "theme=dark-blue; lang=en-US; n=12345"}),
        exchanged(sent={"Postman-Token": "5c0a9f4e-1111-2222-3333-444455556666"}),
        exchanged(sent={"Authorization": 'Digest username="someone", realm="place", uri="/a/b/c", qop=auth-int'}),
        exchanged(url="http://user@shop.test/?page_token=abcdef&monkey=abcdef"),
        exchanged(url="http://shop.test/?country=Germany&code=EUROPE-DE"),
        exchanged(answered={"Location": "/orders?code=EUROPE-DE"}),
    ],
)
def test_what_only_resembles_a_secret_is_shown(innocent: Record) -> None:
    assert masker().mask_all([innocent]) == [innocent]


@pytest.mark.parametrize(
    "name",
    ["token", "accessToken", "access_token", "ACCESS_TOKEN", "X-Api-Key", "apiKey", "APIKey", "api_key", "apikey",
     "db.password", "passwd", "client_secret", "clientSecret", "AWS_SECRET_ACCESS_KEY", "private-key", "session",
     "sessionId", "JSESSIONID", "authorization", "otp", "x-csrf-token", "X-XSRF-TOKEN", "token2", "credentials"],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    assert is_secret(name)


@pytest.mark.parametrize(
    "name",
    ["token_type", "tokenType", "expires", "expires_in", "max_tokens", "author", "authority", "keyboard", "key",
     "monkey", "passenger", "compass", "secretary", "sessions", "session_count", "idempotency-key", "primary_key",
     "Postman-Token", "next_page_token", "", "1", "x" * 5000],
)  # fmt: skip
def test_other_names(name: str) -> None:
    assert not is_secret(name)


def test_thousands_of_secrets_are_all_replaced() -> None:
    made = masker(*(f"secret-number-{number:05}" for number in range(3000)), "shrt", "tiny1")
    text = "x shrt y secret-number-00007 z secret-number-02999, tiny1"
    masked = made.mask(exchanged(answer=text.encode(), sent={"X": text}))
    assert not re.search("shrt|tiny1|secret-number-0", shown(masked))


def test_memory_is_bounded_and_what_was_told_outlives_what_was_met() -> None:
    made = masker("told-by-somebody")
    for number in range(9000):
        made.discover(exchanged(sent={"X-Api-Key": f"met-on-the-way-{number}"}))
    masked = made.mask(logged("told-by-somebody", "met-on-the-way-8999"))
    assert "somebody" not in shown(masked)
    assert "8999" not in shown(masked)


def test_text_for_people() -> None:
    assert re.fullmatch(r"bad key \*\*\*[0-9a-f]{4}\.", masker("alpha-secret").text("bad key alpha-secret."))
    assert masker("alpha-secret").text("all well") == "all well"


def json_values() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
    return st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)


@given(
    secret=st.text(min_size=4, max_size=30).filter(findable),
    place=json_values(),
    before=st.binary(max_size=5),
    after=st.binary(max_size=5),
)
@settings(max_examples=200, deadline=None)
def test_nothing_of_any_secret_is_left_anywhere(secret: str, place: Any, before: bytes, after: bytes) -> None:
    raw = secret.encode("utf-8", "surrogatepass")
    hidden = base64.b64encode(before + raw + after).decode()
    values = (secret, f"<{secret}>", {secret: [secret]}, hidden, place, json.dumps({"a": secret}))
    dirty = logged(*values)
    masked = masker(secret).mask(dirty)
    assert isinstance(masked.event, Logged)
    again = encode(masked)
    msgspec.json.decode(again, type=Record)
    first, second, third, fourth, *_, last = masked.event.values
    assert (first, second) == (masker().stand_in(secret), f"<{masker().stand_in(secret)}>")
    assert third == {first: [first]}
    assert raw not in base64.b64decode(fourth + "==")
    assert json.loads(last)["a"] != secret


@given(data=st.binary(max_size=300), name=st.sampled_from(["token", "password", "x"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes_can_be_masked(data: bytes, name: str) -> None:
    bodies = (data, b'{"%s":"' % name.encode() + data, b"%s=" % name.encode() + data)
    records = [exchanged(answer=body, body=body, sent={name: data.decode("latin-1")}) for body in bodies]
    for result in masker("alpha-secret").mask_all(records):
        msgspec.json.decode(encode(result), type=Record)
