"""A fresh shop in process, and what people send to it."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec

from assay.demo.app import create_app
from tests.demo.client import Answer
from tests.demo.judge import judge

KEYS = {"warehouse": {"x-api-key": "acme-warehouse-key-1"}} | {
    f"{tenant}-{kind}": {"authorization": f"Bearer {tenant}-feed-{kind}-token-1"}
    for tenant in ("acme", "globex")
    for kind in ("reader", "writer")
}
UNKNOWN = "a" * 20
GOOD_PRODUCT = {"sku": "TST-00001", "name": "Thing", "category": "garden", "price_cents": 700, "stock": 50}
GOOD_ADDRESS = {"label": "a", "name": "b", "street": "c", "city": "d", "postcode": "E1 6AN", "country": "GB"}
GOOD_USER = {"username": "zoe", "email": "zoe@acme.example", "display_name": "Zoe", "role": "member",
             "password": "zoe-secret-1"}  # fmt: skip
GOOD_COUPON = {"code": "ONCE", "percent_off": 5, "most_uses": 1}
GOOD_NEWS = {"title": "a", "text": "b", "lang": "en"}


class Walk:
    """One shop; a request names who sends it. With `judged`, each answer is held against the contract."""

    def __init__(self, *, judged: bool) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
        self.app = create_app(clock=lambda: self.now)
        self.judged = judged
        self.tokens: dict[str, str] = {}
        self.numbers = itertools.count(1)

    def advance(self, **amount: float) -> None:
        """The shop's clock goes on."""
        self.now += timedelta(**amount)

    def token(self, who: str) -> str:
        """The access token of somebody, who logs in if need be."""
        if who not in self.tokens:
            credentials = {"username": who, "password": f"{who}-secret-1"}
            self.tokens[who] = self.post("", "/v1/auth/login", credentials).body["access_token"]
        return self.tokens[who]

    def send(self, who: str, method: str, path: str, json: Any = None, **parts: Any) -> Answer:
        """One answer. Parts: `query`, `body` (bytes), and headers by name with underscores."""
        return self.together((who, method, path, json, parts))[0]

    def get(self, who: str, path: str, **query: Any) -> Answer:
        return self.send(who, "GET", path, query=query)

    def post(self, who: str, path: str, json: Any = None, **headers: Any) -> Answer:
        return self.send(who, "POST", path, json, **headers)

    def put(self, who: str, path: str, json: Any = None, **headers: Any) -> Answer:
        return self.send(who, "PUT", path, json, **headers)

    def patch(self, who: str, path: str, json: Any = None, **headers: Any) -> Answer:
        return self.send(who, "PATCH", path, json, **headers)

    def delete(self, who: str, path: str, **headers: Any) -> Answer:
        return self.send(who, "DELETE", path, **headers)

    def together(self, *requests: tuple[str, str, str, Any, dict[str, Any]]) -> list[Answer]:
        """The answers to requests at one moment."""
        prepared = [self._prepared(*one) for one in requests]
        answers = asyncio.run(_gathered(self.app, prepared))
        for (method, path, *_), answer in zip(prepared, answers, strict=True):
            if self.judged:
                judge(method, path, answer.status, answer.headers, answer.body)
        return answers

    def _prepared(self, who: str, method: str, path: str, json: Any, parts: dict[str, Any]) -> tuple[Any, ...]:
        headers = {name.replace("_", "-").lower(): value for name, value in parts.items()}
        query, body = headers.pop("query", {}), headers.pop("body", b"")
        if json is not None:
            body = msgspec.json.encode(json)
            headers.setdefault("content-type", "application/json")
        if who:
            sent = KEYS[who] if who in KEYS else {"authorization": f"Bearer {self.token(who)}"}
            headers = {**sent, **headers}
        text = query if isinstance(query, str) else urlencode(query)
        return method, path, text, {name: value for name, value in headers.items() if value is not None}, body


async def _gathered(app: Any, requests: list[tuple[Any, ...]]) -> list[Answer]:
    return list(await asyncio.gather(*(_asked(app, *one) for one in requests)))


async def _asked(app: Any, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
    chunks, started = [{"type": "http.request", "body": body, "more_body": False}], []
    content = bytearray()

    async def receive() -> Any:
        return chunks.pop() if chunks else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        started.append(message)
        content.extend(message.get("body", b""))

    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
             "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
             "headers": raw, "server": ("shop", 80), "client": ("test", 1)}  # fmt: skip
    await app(scope, receive, send)
    return _answer(started[0], bytes(content))


def _answer(start: Any, content: bytes) -> Answer:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in start["headers"]}
    is_json = content and "json" in headers.get("content-type", "")
    return Answer(status=start["status"], headers=headers, body=msgspec.json.decode(content) if is_json else content)
