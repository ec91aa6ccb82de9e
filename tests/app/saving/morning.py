"""Somebody at a terminal: requests sent one after another over the network, and kept as `assay curl` keeps them."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import Any

from tests.record.history.kept import keep, transfer_of

from assay.model.exchange import Exchange
from assay.model.http import BytesPart, Header, Request, Response
from assay.model.transfer import OptionValue, Transfer
from assay.transport.live import Live

CURL = {"User-Agent": "curl/8.14.1", "Accept": "*/*"}


class Morning:
    """Calls to one server; `home` is the project's .assay."""

    def __init__(self, base: str, home: Path) -> None:
        self.base = base
        self.home = home
        self.token = ""

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        headers: dict[str, str] | None = None,
        options: dict[str, OptionValue] | None = None,
    ) -> Response:
        """Send one request, in the name of whoever has logged in; JSON for a body that is no bytes."""
        sent = CURL | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if body is not None and not isinstance(body, bytes):
            sent |= {"Content-Type": "application/json"}
        exchange = send(method, self.url(path), sent | (headers or {}), data)
        transfer = transfer_of(exchange)
        keep(self.home, exchange, transfer=_with(transfer, options or {}), at=time.time())
        assert exchange.response is not None, exchange.outcome
        return exchange.response

    def json(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """The same; the answer's JSON."""
        response = self.call(method, path, body, **more)
        assert response.status < 400, response.body
        return json.loads(response.body) if response.body else None

    def login(self, username: str, password: str = "") -> None:
        """From here on everything is sent in this name."""
        self.token = ""
        secret = password or f"{username}-secret-1"
        self.token = self.json("POST", "/v1/auth/login", {"username": username, "password": secret})["access_token"]

    def url(self, path: str) -> str:
        """A path of this server; a URL is one already."""
        return path if "://" in path else self.base + path


def _with(transfer: Transfer, options: dict[str, OptionValue]) -> Transfer:
    return Transfer(
        url=transfer.url, method=transfer.method, headers=transfer.headers, content=transfer.content, options=options
    )


def send(method: str, url: str, headers: dict[str, str], data: bytes) -> Exchange:
    """One exchange."""
    request = Request(
        id="q",
        method=method,
        url=url,
        headers=tuple(Header(*pair) for pair in headers.items()),
        body=(BytesPart(data=data),) if data else (),
    )

    async def go() -> Exchange:
        live = Live()
        try:
            return await live(request)
        finally:
            await live.close()

    import msgspec

    return msgspec.structs.replace(asyncio.run(go()), id=f"x{time.monotonic_ns()}")
