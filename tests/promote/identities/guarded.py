"""A small API that is the same behind every kind of authentication; each guard verifies the credential for real."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import Header, Request
from assay.model.world import World

USERS = {"ann": "ann-pass-1f9c", "ben": "ben-pass-77ab"}
KEY = "key-5d1e0b7c"
STATIC = "static-token-88c1d2"
CLIENT = ("reporting", "client-secret-c0ffee")
SIGNING = "signing-secret-4242"
SECRETS = [*USERS.values(), KEY, STATIC, CLIENT[1], SIGNING]
NONCE = "dcd98b7102dd2f0e8b11d0f600bfb0c093"


class Guarded(BaseHTTPRequestHandler):
    """`/KIND/me` and `/KIND/notes`; `/KIND/login` and `/KIND/token` where the kind has them."""

    protocol_version = "HTTP/1.1"
    server: Api

    def log_message(self, *_: object) -> None:
        """Silence."""

    def _all(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length) if length else b""
        url = urllib.parse.urlsplit(self.path)
        self.query = urllib.parse.parse_qs(url.query, keep_blank_values=True)
        self.parts = [urllib.parse.unquote(one) for one in url.path.strip("/").split("/")]
        kind, rest = self.parts[0], self.parts[1:]
        if rest[:1] in (["login"], ["token"], ["logout"], ["csrf"]):
            return self._open(kind, rest[0])
        who = self.server.guards[kind](self)
        if "open" in self.server.defects:
            who = who or "somebody"
        if who is None:
            challenge = (
                f'Digest realm="notes", nonce="{NONCE}", qop="auth", algorithm=MD5' if kind == "digest" else kind
            )
            return self.answer(401, {"error": "unauthorized"}, ("WWW-Authenticate", challenge))
        return self._guarded(who, rest)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _all  # noqa: N815 - names of the standard library

    def answer(self, status: int, value: Any, *headers: tuple[str, str]) -> None:
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, text in headers:
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(data)

    def form(self) -> dict[str, str]:
        return {key: values[0] for key, values in urllib.parse.parse_qs(self.body.decode()).items()}

    def account(self) -> str | None:
        """Who logs in, with a body of JSON or a form."""
        try:
            given = json.loads(self.body)
        except ValueError:
            given = self.form()
        name = str(given.get("username"))
        return name if USERS.get(name) == given.get("password") and name in USERS else None

    def bearer(self) -> str | None:
        word, _, token = self.headers.get("Authorization", "").partition(" ")
        return self.server.tokens.get(token) if word == "Bearer" else None

    def cookie(self, name: str) -> str:
        pairs = (one.strip().partition("=") for one in self.headers.get("Cookie", "").split(";"))
        return next((value for key, _, value in pairs if key == name), "")

    def _open(self, kind: str, what: str) -> None:
        if what == "csrf":
            token = self.server.token("csrf")
            return self.answer(200, {"csrf": token}, ("Set-Cookie", f"csrf={token}; Path=/"))
        if what == "logout":
            self.server.tokens.pop(self.cookie("sid"), None)
            return self.answer(204, None, ("Set-Cookie", "sid=; Path=/; Max-Age=0"))
        who = self._client() if kind == "oauth2" else self.account()
        if kind == "csrf" and (self.headers.get("X-CSRF-Token") or "?") != self.cookie("csrf"):
            who = None
        if who is None:
            return self.answer(401, {"error": "invalid_credentials"})
        token = self.server.token(who)
        if kind in ("session", "csrf", "redirect"):
            cookie = ("Set-Cookie", f"sid={token}; Path=/; HttpOnly")
            if kind == "redirect":
                return self.answer(303, None, cookie, ("Location", "/redirect/me"))
            return self.answer(200, {"name": who}, cookie)
        return self.answer(
            200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "data": {"jwt": token}}
        )

    def _client(self) -> str | None:
        given = self.form()
        name, secret = given.get("client_id"), given.get("client_secret")
        word, _, rest = self.headers.get("Authorization", "").partition(" ")
        if word == "Basic":
            name, _, secret = base64.b64decode(rest).decode().partition(":")
        if (name, secret) != CLIENT:
            return None
        if given.get("grant_type") == "password":
            return self.account()
        return CLIENT[0] if given.get("grant_type") == "client_credentials" else None

    def _guarded(self, who: str, rest: list[str]) -> None:
        notes = self.server.notes
        if rest == ["me"]:
            return self.answer(200, {"name": who})
        if rest == ["notes"] and self.command == "POST":
            ident = f"note-{len(notes) + 1:04}"
            notes[ident] = {"id": ident, "text": json.loads(self.body or b"{}").get("text", ""), "owner": who}
            return self.answer(201, notes[ident])
        note = notes.get(rest[-1]) if rest[:1] == ["notes"] else None
        if note is None:
            return self.answer(404, {"error": "not_found"})
        if self.command == "DELETE":
            del notes[rest[-1]]
            return self.answer(204, None)
        return self.answer(200, note)


def _basic(one: Guarded) -> str | None:
    word, _, rest = one.headers.get("Authorization", "").partition(" ")
    if word != "Basic":
        return None
    name, _, password = base64.b64decode(rest).decode().partition(":")
    return name if USERS.get(name) == password else None


def _digest(one: Guarded) -> str | None:
    given = dict(re.findall(r'(\w+)="?([^",]+)"?', one.headers.get("Authorization", "")))
    password = USERS.get(given.get("username", ""))
    if password is None or given.get("nonce") != NONCE:
        return None
    first = _md5(f"{given['username']}:notes:{password}")
    second = _md5(f"{one.command}:{given['uri']}")
    middle = f"{given['nc']}:{given['cnonce']}:{given['qop']}" if "qop" in given else ""
    wanted = _md5(f"{first}:{NONCE}:{middle}:{second}" if middle else f"{first}:{NONCE}:{second}")
    return given["username"] if given.get("response") == wanted and given["uri"] == one.path else None


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _jwt(one: Guarded) -> str | None:
    token = one.headers.get("Authorization", "").removeprefix("Bearer ")
    head, _, mac = token.rpartition(".")
    good = hmac.new(SIGNING.encode(), head.encode(), hashlib.sha256).digest()
    if not head or base64.urlsafe_b64encode(good).rstrip(b"=").decode() != mac:
        return None
    claims = head.partition(".")[2]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])


def _signed(kind: str, field: str) -> Callable[[Guarded], str | None]:
    """A guard that signs the request itself, with what is said in its own Authorization, and compares."""

    def guard(one: Guarded) -> str | None:
        shown = one.headers.get("Authorization", "")
        if not shown:
            return None
        given = {key: urllib.parse.unquote(value) for key, value in re.findall(r'(\w+)="([^"]*)"', shown)}
        world = World(now=lambda: float(given.get("ts") or given.get("oauth_timestamp") or 0), chance=_random())
        params = PARAMS[kind](given, one)
        headers = tuple(
            Header(name, value) for name, value in one.headers.items() if name.lower() in ("content-type", "x-amz-date")
        )
        request = Request(id="x", method=one.command, url=f"http://{one.headers['Host']}{one.path}", headers=headers)
        signed = SIGNERS[kind].sign(params, Draft(request=request, body=one.body, body_mode="raw"), world).request
        mine = next((head.value for head in signed.headers if head.name == "Authorization"), "")
        return "ann" if _field(mine, field) == _field(shown, field) else None

    return guard


def _random() -> Any:
    import random

    return random.Random(0)


def _field(text: str, name: str) -> str:
    found = re.search(rf'{name}="?([^",]+)"?', text)
    return found[1] if found else text


PARAMS: dict[str, Callable[[dict[str, str], Guarded], dict[str, Any]]] = {
    "hawk": lambda given, _: {
        "authId": "reporting",
        "authKey": SIGNING,
        "algorithm": "sha256",
        "nonce": given.get("nonce", ""),
        "timestamp": given.get("ts", ""),
    },
    "oauth1": lambda given, _: {
        "consumerKey": "reporting",
        "consumerSecret": SIGNING,
        "signatureMethod": "HMAC-SHA1",
        "nonce": given.get("oauth_nonce", ""),
        "timestamp": given.get("oauth_timestamp", ""),
        "version": "1.0",
        "addParamsToHeader": True,
    },
}


class Api(ThreadingHTTPServer):
    """The server; `defects`: `open` (no guard refuses)."""

    daemon_threads = True
    guards: ClassVar[dict[str, Callable[[Guarded], str | None]]] = {
        "bearer": lambda one: "ann" if one.headers.get("Authorization") == f"Bearer {STATIC}" else one.bearer(),
        "handwritten": lambda one: one.bearer(),
        "script": lambda one: one.bearer(),
        "oauth2": lambda one: one.bearer(),
        "basic": _basic,
        "digest": _digest,
        "apikey": lambda one: "ann" if one.headers.get("X-Api-Key") == KEY else None,
        "query": lambda one: "ann" if one.query.get("api_key") == [KEY] else None,
        "session": lambda one: one.server.tokens.get(one.cookie("sid")),
        "csrf": lambda one: one.server.tokens.get(one.cookie("sid")),
        "redirect": lambda one: one.server.tokens.get(one.cookie("sid")),
        "jwt": _jwt,
        "hawk": _signed("hawk", "mac"),
        "oauth1": _signed("oauth1", "oauth_signature"),
    }

    def __init__(self, defects: tuple[str, ...] = ()) -> None:
        super().__init__(("127.0.0.1", 0), Guarded)
        self.defects = defects
        self.tokens: dict[str, str] = {}
        self.notes: dict[str, dict[str, str]] = {}

    def token(self, who: str) -> str:
        """A new token of somebody."""
        made = secrets.token_urlsafe(24)
        self.tokens[made] = who
        return made


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """The URL of a server that runs in a thread."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
