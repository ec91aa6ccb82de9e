"""A plain client over one kept connection; every answer is held against the contract as it comes in."""

import http.client
from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec

from tests.demo.judge import judge


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """`headers` by lower-case name; `body` is parsed where it is JSON, else bytes."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def code(self) -> str:
        """The code of a problem."""
        assert self.headers["content-type"] == "application/problem+json"
        return str(self.body["code"])

    @property
    def broken(self) -> set[tuple[str, str, str]]:
        """Place, pointer and rule of each error of a problem."""
        return {(error["in"], error["pointer"], error["rule"]) for error in self.body["errors"]}


class Client:
    """Sends as one identity; `headers` go with every request."""

    def __init__(self, base_url: str, **headers: str) -> None:
        self.base_url = base_url
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def send(
        self, method: str, path: str, json: Any = None, *, body: Any = None, query: Any = None, **headers: str
    ) -> Answer:
        """The answer; `json` is sent as such, `body` as bytes or chunks, `headers` by name with underscores."""
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if json is not None:
            body = msgspec.json.encode(json)
            sent.setdefault("Content-Type", "application/json")
        target = path + (f"?{urlencode(query)}" if query else "")
        status, received, content = self._exchange(method, target, body, sent)
        value = msgspec.json.decode(content) if content and "json" in received.get("content-type", "") else content
        judge(method, path.partition("?")[0], status, received, value)
        return Answer(status=status, headers=received, body=value)

    def get(self, path: str, **query: Any) -> Answer:
        """The answer to GET with a query."""
        return self.send("GET", path, query=query)

    def post(self, path: str, json: Any = None, **headers: str) -> Answer:
        """The answer to POST with JSON."""
        return self.send("POST", path, json, **headers)

    def _exchange(
        self, method: str, target: str, body: Any, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=10)
        try:
            connection.request(method, target, body, headers)
            response = connection.getresponse()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        finally:
            connection.close()


def login(base_url: str, username: str, password: str | None = None) -> Client:
    """A client with the access token of a new session."""
    answer = Client(base_url).post(
        "/v1/auth/login", {"username": username, "password": password or f"{username}-secret-1"}
    )
    assert answer.status == 200
    return Client(base_url, Authorization=f"Bearer {answer.body['access_token']}")
