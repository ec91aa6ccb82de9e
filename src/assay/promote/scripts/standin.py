"""Stands in for a client's response while translations are proven: a recorded answer that speaks as requests does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from assay.model.http import Header, Headers, Response


class Folded(Mapping[str, str]):
    """Headers by name in any case; the last one of a name counts, as in Postman."""

    def __init__(self, headers: Headers) -> None:
        self._values = {name.lower(): value for name, value in headers}

    def __getitem__(self, name: str) -> str:
        return self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._values


def cookies_of(headers: Headers) -> dict[str, str]:
    """Name and value of each cookie that an answer sets."""
    set_by = [value.split(";", 1)[0].partition("=") for name, value in headers if name.lower() == "set-cookie"]
    return {name.strip(): value.strip() for name, sign, value in set_by if sign}


class SentRequest:
    """What was asked, as far as scripts look at it."""

    def __init__(self, method: str, url: str, headers: Headers, body: str = "") -> None:
        self.body = body
        self.content = body.encode()
        self.method = method
        self.url = url
        self.headers = Folded(headers)


class Answer:
    """The response."""

    def __init__(self, response: Response, *, milliseconds: float, request: SentRequest) -> None:
        self.status_code = response.status
        self.reason = self.reason_phrase = response.reason
        self.headers = Folded(response.headers)
        self.cookies = cookies_of(response.headers)
        self.content = response.body
        self.text = response.body.decode("utf-8", "replace").removeprefix("\ufeff")
        self.elapsed = timedelta(milliseconds=milliseconds)
        self.request = request
        self.url = request.url

    def json(self) -> Any:
        """The body parsed; ValueError where it is no JSON."""
        return json.loads(self.text)


NO_REQUEST = SentRequest("POST", "http://localhost/", (Header("Accept", "*/*"),), '{"id":7,"name":"Ada"}')
"""What a script under proof is told that was sent."""
