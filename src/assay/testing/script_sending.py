"""Sends for a script of Postman with the client of a test: to this machine, or to where the answer came from."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from assay.engine.conversation import response_json
from assay.formats.postman import read_request
from assay.formats.postman.url import url_text
from assay.model.http import Header, Response
from assay.model.script import ScriptRefused
from assay.model.suite import BodyTemplate

LARGEST = 1024 * 1024
"""Bytes of a body that a script is given."""


class AnyClient(Protocol):
    """A session of requests or niquests, or a client of the httpx family."""

    @property
    def request(self) -> Any:
        """Sends; `method`, `url` and keywords as that client has them."""
        ...


class AnyResponse(Protocol):
    """An answer of one of these."""

    @property
    def status_code(self) -> Any:
        """The status."""
        ...

    @property
    def headers(self) -> Any:
        """Its headers, with `items()`."""
        ...

    @property
    def content(self) -> Any:
        """The decoded body."""
        ...


class Sending:
    """What a running script asks for, beside the answer that it judges (the port `Serve`)."""

    def __init__(self, response: AnyResponse, client: AnyClient | None) -> None:
        self._client = client
        self.refused: list[str] = []
        """What was not sent, and why: a script need not tell."""
        self._host = host_of(str(getattr(response, "url", "")))

    async def request(self, request: dict[str, Any], cursor: Mapping[str, Any]) -> tuple[Any, Any, Any]:
        """pm.sendRequest, as given: nothing is inherited, and a redirection is the answer."""
        del cursor
        try:
            return await self._sent(request)
        except ScriptRefused as problem:
            self.refused.append(str(problem))
            raise

    async def _sent(self, request: dict[str, Any]) -> tuple[Any, Any, Any]:
        if self._client is None:
            raise ScriptRefused("this script was given no client to send with")
        template = read_request(request)
        url = url_text(template.url, path_variables=True)
        url = url if "://" in url else f"http://{url}"
        if not self._may_go_to(host_of(url)):
            raise ScriptRefused(f"a script of a test sends to this machine or to {self._host}, not to {host_of(url)}")
        headers = {one.key or "": str(one.value) for one in template.headers if one.enabled}
        body = _body(template.body, headers) if template.body and template.body.enabled else None
        try:
            sent = await asyncio.to_thread(_send, self._client, template.method, url, headers, body)
        except Exception as problem:  # noqa: BLE001 - each client has its own; the script is told that it failed
            return {"message": f"{type(problem).__name__}: {problem}"[:300]}, None, None
        return None, response_json("sent", response_of(sent), 0.0), {"cookies": cookies_of(sent)}

    def _may_go_to(self, host: str) -> bool:
        return bool(host) and (host == self._host or is_loopback(host))

    async def cookies(self, method: str, args: list[Any]) -> Any:
        """A jar, empty: a test's own cookies are those of its client."""
        del method, args
        return []

    async def vault(self, method: str, args: list[Any]) -> Any:
        """Refused."""
        del method, args
        raise ScriptRefused("there is no vault in a test")

    async def run_request(self, request: str, options: Any) -> Any:
        """Refused."""
        del request, options
        raise ScriptRefused("a script that judges an answer runs no requests")


def host_of(url: str) -> str:
    """In lower case; nothing where a URL has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a name or address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def response_of(response: AnyResponse) -> Response:
    """The answer as a script sees it."""
    headers = tuple(Header(str(name), str(value)) for name, value in response.headers.items())
    return Response(status=int(response.status_code), headers=headers, body=bytes(response.content or b""))


def cookies_of(response: AnyResponse) -> list[dict[str, str]]:
    """What the answer has set, by name and value."""
    found = getattr(response, "cookies", ())
    return [{"name": one.name, "value": one.value or ""} for one in getattr(found, "jar", found)]


def _body(body: BodyTemplate, headers: dict[str, str]) -> bytes:
    """What is sent; a form tells that it is one."""
    if body.mode == "raw":
        return body.raw.encode()
    if body.mode == "urlencoded":
        if "content-type" not in {name.lower() for name in headers}:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return urlencode([(one.key or "", str(one.value)) for one in body.urlencoded if one.enabled]).encode()
    raise ScriptRefused(f"a script of a test sends no body of the kind {body.mode}")


def _send(client: AnyClient, method: str, url: str, headers: dict[str, str], body: bytes | None) -> AnyResponse:
    """As the client takes bytes, and without following to where the script was not allowed to send."""
    like_httpx = type(client).__mro__[-2].__module__.startswith("httpx")
    given: dict[str, Any] = {"follow_redirects" if like_httpx else "allow_redirects": False}
    given |= {"content" if like_httpx else "data": body} if body is not None else {}
    sent: AnyResponse = client.request(method, url, headers=headers, **given)
    if len(sent.content or b"") > LARGEST:
        raise ValueError(f"the answer is larger than {LARGEST} bytes")
    return sent
