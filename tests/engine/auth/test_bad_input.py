"""Whatever the params hold, signing ends in a request that is whole, and never raises."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import Header, Request, Response
from assay.model.world import World
from tests.engine.auth.signed_with import draft, sign, world_at

KEYS = {
    "apikey": "key value in",
    "asap": "alg kid iss exp aud sub privateKey claims",
    "awsv4": "accessKey secretKey sessionToken service region addAuthDataToQuery",
    "basic": "username password",
    "bearer": "token",
    "digest": "algorithm username realm password nonce nonceCount clientNonce opaque qop disableRetryRequest",
    "edgegrid": "accessToken maxBodySize clientToken clientSecret baseURL nonce timestamp headersToSign",
    "hawk": "authId authKey algorithm nonce timestamp extraData app delegation includePayloadHash",
    "jwt": "algorithm secret privateKey header payload isSecretBase64Encoded addTokenTo headerPrefix queryParamKey",
    "noauth": "x",
    "ntlm": "domain workstation username password state ntlmHeader disableRetryRequest",
    "oauth1": (
        "consumerKey consumerSecret token tokenSecret privateKey signatureMethod callback verifier timestamp nonce"
        " version realm includeBodyHash addParamsToHeader addEmptyParamsToSign disableHeaderEncoding"
    ),
    "oauth2": "accessToken addTokenTo tokenType headerPrefix",
}
TELLING = [
    *("RS256", "HS256", "PS512", "ES256", "HMAC-SHA1", "RSA-SHA1", "PLAINTEXT", "sha256", "MD5-sess", "auth-int"),
    *("query", "queryParams", "queryParam", "header", "s3", "T1_MSG_CREATED", "kid", "{}", "[]", "null", "{", "0"),
    *("-----BEGIN PRIVATE KEY-----AAAA", "data:application/pkcs8;kid=kid;base64,AAAA", "%", "%zz", "%ff", "\u20ac"),
    *("a\r\nX-Injected: 1", "\0", "\x7f", "\ud800", "\u00e9", " ", "", 'a"b\\c', "a&b=c#d", "{{x}}", "x" * 5000),
]
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    10**400,
    float("nan"),
    float("inf"),
    [],
    [None, 1],
    {},
    {"a": {}},
]
URLS = [
    "http://h/",
    "https://h:8443/a%20b/c?x=1&x=2&%zz=%ff&=&&a",
    "http://[::1]:80/?",
    "http://h/%zz|?{a}",
    "http://u:p@h/#f",
]
MODES = [None, "raw", "urlencoded", "formdata", "file", "graphql"]
_WHOLE_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def any_params(chance: random.Random, name: str) -> dict[str, Any]:
    return {
        key: chance.choice(TELLING if chance.random() < 0.8 else ODD)
        for key in KEYS[name].split()
        if chance.random() < 0.9
    }


def any_draft(chance: random.Random) -> Draft:
    headers = [
        ("authorization", "m"),
        ("Host", "x"),
        ("Date", "never"),
        ("Content-Type", "a/b"),
        ("X", "1"),
        ("X", "2"),
    ]
    mode = chance.choice(MODES)
    return Draft(
        request=Request(
            id="1",
            method=chance.choice(["GET", "POST", "PUT", "\u00e9"]),
            url=chance.choice(URLS),
            headers=tuple(Header(*pair) for pair in chance.sample(headers, 3)),
        ),
        body=chance.choice([None, b"", b"\xff\x00 body"]),
        body_mode=mode,
        form=(("a", "1 \u20ac"), ("oauth_nonce", "old")) if mode == "urlencoded" else None,
        encode_url=chance.random() < 0.7,
    )


def any_answer(chance: random.Random) -> Response:
    type2 = "NTLM TlRMTVNTUAACAAAADAAMADgAAAAFgokC"
    values = [
        *("NTLM", "NTLM ", "NTLM !", type2, type2 + "A" * 70, type2 + "/" * 70, "Negotiate, NTLM", "Basic"),
        *(
            "Digest",
            'Digest nonce="',
            'Digest realm="r", nonce="\u00e9", qop="auth-int", stale=true',
            'digest qop="auth"',
        ),
    ]
    chosen = chance.sample(values, chance.randint(0, 3))
    return Response(
        status=chance.choice([200, 401, 401, 403, 500]), headers=tuple(Header("WWW-Authenticate", v) for v in chosen)
    )


def assert_whole(request: Request) -> None:
    for name, value in request.headers:
        assert re.fullmatch(r"[\x21-\x39\x3b-\x7e]+", name), name
        assert _WHOLE_VALUE.fullmatch(value), value
    assert not re.search(r"[\r\n]", request.url)


@pytest.mark.parametrize("name", sorted(SIGNERS))
def test_any_params_end_in_a_whole_request(name: str) -> None:
    chance = random.Random(f"{name} signs")
    world = World(now=lambda: 1_700_000_000.0, chance=chance)
    for _ in range(400):
        params: Any = any_params(chance, name)
        for _turn in range(3):
            asked = any_draft(chance)
            signed = SIGNERS[name].sign(params, asked, world)
            assert_whole(signed.request)
            assert all(isinstance(secret, str) and secret for secret in signed.secrets)
            assert all("\n" not in warning for warning in signed.warnings)
            params = SIGNERS[name].answered(params, asked, any_answer(chance), world).params


def test_every_type_is_there() -> None:
    assert set(SIGNERS) == set(KEYS)
    assert all(SIGNERS[name].name == name for name in SIGNERS)


INJECTED = "x\r\nX-Injected: 1"


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("apikey", {"key": "k", "value": INJECTED}),
        ("apikey", {"key": INJECTED, "value": "v"}),
        ("bearer", {"token": INJECTED}),
        ("digest", {"username": INJECTED, "realm": "r", "nonce": "n"}),
        ("edgegrid", {"accessToken": INJECTED, "clientToken": "c", "clientSecret": "s"}),
        ("hawk", {"authId": INJECTED, "authKey": "k", "algorithm": "sha256"}),
        ("jwt", {"algorithm": "HS256", "secret": "s", "payload": "{}", "headerPrefix": INJECTED}),
        ("oauth2", {"accessToken": INJECTED}),
        ("awsv4", {"accessKey": INJECTED, "secretKey": "s"}),
        (
            "oauth1",
            {"consumerKey": "c", "consumerSecret": "s", "realm": INJECTED}
            | {"addParamsToHeader": True, "disableHeaderEncoding": True},
        ),
    ],
)
def test_an_injected_line_is_refused_with_a_sentence(name: str, params: dict[str, Any]) -> None:
    signed = sign(name, params)
    assert_whole(signed.request)
    assert len(signed.warnings) == 1
    assert signed.warnings[0].startswith(f"runtime~{name}.auth: could not sign the request: ")
    assert "\r" not in signed.warnings[0]
    assert signed.request.header("X-Injected") is None


def test_in_the_query_an_injected_line_is_encoded() -> None:
    signed = sign("apikey", {"key": "k", "value": INJECTED, "in": "query"})
    assert signed.request.url == "http://localhost/?k=x%0D%0AX-Injected:%201"


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("hawk", {"authId": "i", "authKey": "k", "algorithm": "sha512"}),
        ("oauth1", {"consumerKey": "c", "consumerSecret": "s", "signatureMethod": "HMAC-MD5"}),
        ("oauth1", {"consumerKey": "c", "privateKey": "no key", "signatureMethod": "RSA-SHA256"}),
        ("jwt", {"algorithm": "none", "payload": "{}"}),
        ("jwt", {"algorithm": "RS256", "privateKey": "no key", "payload": "{}"}),
        ("asap", {"iss": "i", "aud": "a", "kid": "k", "privateKey": "no key"}),
        ("digest", {"username": "u", "realm": "r", "nonce": "n", "algorithm": "SHA-1"}),
    ],
)
def test_what_cannot_be_signed_with_is_a_sentence(name: str, params: dict[str, Any]) -> None:
    signed = sign(name, params)
    assert len(signed.warnings) == 1
    assert "\n" not in signed.warnings[0]


@pytest.mark.parametrize("name", sorted(set(SIGNERS) - {"awsv4", "basic"}))
def test_without_params_the_request_leaves_unsigned(name: str) -> None:
    signed = sign(name, {}, draft("http://h/?a=1", headers=(("X", "1"),)), world_at())
    assert signed.request.headers == (Header("X", "1"),)
    assert signed.request.url == "http://h/?a=1"


def test_numbers_are_read_as_text() -> None:
    assert sign("hawk", {"authId": 7, "authKey": 8, "algorithm": "sha256"}).warnings == ()
    assert sign("edgegrid", {"accessToken": 7, "clientToken": 6, "clientSecret": 5}).warnings == ()
