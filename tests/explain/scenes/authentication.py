"""Credentials: run out, dropped, malformed, of another scheme."""

from __future__ import annotations

from assay.testing.servers.wire import Wire

from .scene import BASIC, BEARER, EARLY, EXPIRED, GOOD, NOW, Scene, answer, http, jwt, says, silent

NO_401 = http("401 Unauthorized", BEARER)
ASKS_BASIC = http("401 Unauthorized", BASIC)
TOKEN = '-H "Authorization: Bearer {}"'
DIGEST = 'WWW-Authenticate: Digest realm="shop", qop="auth", nonce="n1"'
HERE = "Content-Type: application/json"


def elsewhere(wire: Wire) -> None:
    """Redirects to the same server under another name, and asks there for credentials."""
    while head := wire.read_request():
        if b"Host: localhost" in head:
            wire.answer(status="401 Unauthorized", headers=(BEARER,))
        else:
            port = head.split(b"Host: ")[1].split(b"\r")[0].rpartition(b":")[2].decode()
            wire.answer(status="302 Found", headers=(f"Location: http://localhost:{port}/moved",))


def at_home(wire: Wire) -> None:
    """Redirects to the same origin, and refuses there."""
    while head := wire.read_request():
        if b"GET /there" in head:
            wire.answer(status="401 Unauthorized", headers=(BEARER,))
        else:
            wire.answer(status="302 Found", headers=("Location: /there",))


SCENES: tuple[Scene, ...] = (
    says("expired-token", f"{TOKEN.format(EXPIRED)} {{url}}/orders", NO_401),
    says("expired-token", f'-b "session={EXPIRED}" {{url}}/orders', http("403 Forbidden")),
    silent("expired-token", f"{TOKEN.format(GOOD)} {{url}}/orders", NO_401),
    silent("expired-token", f"{TOKEN.format(EXPIRED)} {{url}}/orders", answer("200 OK", [])),
    silent("expired-token", f"{TOKEN.format(jwt(exp='soon'))} {{url}}/orders", NO_401),
    says("early-token", f"{TOKEN.format(EARLY)} {{url}}/orders", NO_401),
    silent("early-token", f"{TOKEN.format(GOOD)} {{url}}/orders", NO_401),
    says("unsigned-token", f"{TOKEN.format(jwt(alg='none', sub='ada'))} {{url}}/orders", NO_401),
    silent("unsigned-token", f"{TOKEN.format(GOOD)} {{url}}/orders", NO_401),
    says("unreadable-token", f"{TOKEN.format(GOOD.rpartition('.')[0])} {{url}}/orders", NO_401),
    says("unreadable-token", f"{TOKEN.format('eyJhbGci.e30K.x')} {{url}}/orders", NO_401),
    silent("unreadable-token", f"{TOKEN.format(GOOD)} {{url}}/orders", NO_401),
    silent("unreadable-token", f"{TOKEN.format('opaque-key-of-somebody')} {{url}}/orders", NO_401),
    says("scheme-not-asked-for", "-u ada:lovelace {url}/orders", NO_401),
    silent("scheme-not-asked-for", "-u ada:lovelace {url}/orders", ASKS_BASIC),
    silent("scheme-not-asked-for", "-u ada:lovelace {url}/orders", http("401 Unauthorized", f"{BEARER}, {BASIC[18:]}")),
    says("no-credentials", "{url}/orders", http("401 Unauthorized", 'WWW-Authenticate: Bearer realm="shop"')),
    says("no-credentials", "{url}/orders", http("401 Unauthorized")),
    silent("no-credentials", '-H "X-Api-Key: 12345678" {url}/orders', http("401 Unauthorized")),
    silent("no-credentials", "{url}/orders?access_token=abc12345", http("401 Unauthorized")),
    says("credentials-dropped", f"-L {TOKEN.format('tok-12345678')} {{url}}/orders", elsewhere),
    silent("credentials-dropped", f"-L --location-trusted {TOKEN.format('tok-12345678')} {{url}}/orders", elsewhere),
    silent("credentials-dropped", f"-L {TOKEN.format('tok-12345678')} {{url}}/orders", at_home),
    says(
        "bearer-error",
        f"{TOKEN.format('tok-12345678')} {{url}}/orders",
        http(
            "403 Forbidden",
            'WWW-Authenticate: Bearer error="insufficient_scope", error_description="needs more", scope="orders:write"',
        ),
    ),
    says(
        "bearer-error",
        f"{TOKEN.format('tok-12345678')} {{url}}/orders",
        http("401 Unauthorized", 'WWW-Authenticate: Bearer realm="a, b", error="invalid_token"'),
    ),
    silent("bearer-error", f"{TOKEN.format('tok-12345678')} {{url}}/orders", NO_401),
    says(
        "dpop-nonce",
        '-H "Authorization: DPoP tok-12345678" {url}/orders',
        http("401 Unauthorized", 'WWW-Authenticate: DPoP error="use_dpop_nonce"', "DPoP-Nonce: abcd1234"),
    ),
    silent(
        "dpop-nonce",
        '-H "Authorization: DPoP tok-12345678" {url}/orders',
        http("401 Unauthorized", 'WWW-Authenticate: DPoP error="invalid_token"'),
    ),
    says("authorization-without-scheme", f'-H "Authorization: {GOOD}" {{url}}/orders', NO_401),
    silent("authorization-without-scheme", f"{TOKEN.format(GOOD)} {{url}}/orders", NO_401),
    says("scheme-twice", '-H "Authorization: Bearer Bearer tok-12345678" {url}/orders', NO_401),
    says("scheme-twice", "-H 'Authorization: Bearer \"tok-12345678\"' {url}/orders", NO_401),
    says("scheme-twice", '-H "Authorization: Authorization: Bearer tok" {url}/orders', NO_401),
    silent("scheme-twice", '-H "Authorization: Bearer bearer-of-the-ring" {url}/orders', NO_401),
    says("spaces-in-credentials", '-H "Authorization: Bearer tok 12345678" {url}/orders', NO_401),
    silent("spaces-in-credentials", '-H "Authorization: Bearer tok-12345678" {url}/orders', NO_401),
    says("basic-malformed", '-H "Authorization: Basic ada:lovelace" {url}/orders', ASKS_BASIC),
    says("basic-malformed", '-H "Authorization: Basic YWRhCg==" {url}/orders', ASKS_BASIC),
    says("basic-malformed", '-H "Authorization: Basic YWRhOnB3Cg==" {url}/orders', ASKS_BASIC),
    silent("basic-malformed", "-u ada:lovelace {url}/orders", ASKS_BASIC),
    says("challenge-missing", "-u ada:lovelace {url}/orders", http("401 Unauthorized")),
    silent("challenge-missing", "-u ada:lovelace {url}/orders", ASKS_BASIC),
    says("digest-refused", "--digest -u ada:wrong-one {url}/orders", http("401 Unauthorized", DIGEST)),
    silent("digest-refused", "{url}/orders", http("401 Unauthorized", DIGEST)),
    says("credentials-refused", "-u ada:wrong-one {url}/orders", ASKS_BASIC),
    silent("credentials-refused", "{url}/orders", ASKS_BASIC),
    says("token-claims", f"{TOKEN.format(GOOD)} {{url}}/orders", http("403 Forbidden")),
    silent("token-claims", f"{TOKEN.format(jwt(exp=NOW + 60))} {{url}}/orders", http("403 Forbidden")),
    says(
        "csrf",
        "-X POST {url}/orders",
        http("403 Forbidden", "Content-Type: text/html", body="<h1>CSRF verification failed.</h1>"),
    ),
    says("csrf", "-X POST {url}/orders", http("419 Page Expired")),
    silent("csrf", "-X POST {url}/orders", answer("403 Forbidden", {"message": "not yours"})),
    says("forbidden", f"{TOKEN.format('tok-12345678')} {{url}}/orders/7", http("403 Forbidden")),
    says("forbidden", "{url}/orders/7", http("403 Forbidden")),
    silent("forbidden", "{url}/orders/7", http("404 Not Found")),
    says(
        "edge-refusal",
        "{url}/orders",
        http("403 Forbidden", "Server: cloudflare", "cf-mitigated: challenge", "Content-Type: text/html", body="<p>"),
    ),
    silent("edge-refusal", "{url}/orders", http("403 Forbidden", "Server: cloudflare", body="no")),
    says(
        "credentials-in-clear",
        "--connect-to ::{host} -u ada:lovelace http://shop.example/orders",
        answer("200 OK", {"id": 7}),
    ),
    silent("credentials-in-clear", "-u ada:lovelace {url}/orders", answer("200 OK", {"id": 7})),
)
