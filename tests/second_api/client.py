"""Sends to Fieldnotes in process as somebody, and holds each answer against the contract."""

from __future__ import annotations

import json as jsons
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from tests.second_api.app import create_app
from tests.second_api.judging import judge_answer
from tests.second_api.people import IDENTITIES

MERGE = "application/merge-patch+json"


@dataclass(frozen=True)
class Answer:
    """`body` is parsed where it is JSON; `data` and `meta` are the envelope's."""

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def error(self) -> str:
        return str(self.body["error"])

    @property
    def next(self) -> str | None:
        found: str | None = self.body["meta"]["nextCursor"]
        return found


class Field:
    """One server with some defects, whose clock moves only when it is told to. Judged where it has none."""

    def __init__(self, *defects: str) -> None:
        self.now = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
        self.judged = not defects
        self.app: Flask = create_app(defects, lambda: self.now)

    def wait(self, milliseconds: float = 60) -> None:
        self.now += timedelta(milliseconds=milliseconds)

    def send(self, who: str, method: str, path: str, json: Any = None, **parts: Any) -> Answer:
        """Parts: `query`, `data` (bytes), `media`, and headers by name with underscores."""
        query, data, media = parts.pop("query", {}), parts.pop("data", None), parts.pop("media", None)
        headers = {name.replace("_", "-"): value for name, value in parts.items()}
        if json is not None:
            data, media = jsons.dumps(json).encode(), media or (MERGE if method == "PATCH" else "application/json")
        client = self.app.test_client(use_cookies=False)
        got = client.open(
            path, method=method, query_string=query, data=data, content_type=media, headers={**shown(who), **headers}
        )
        is_json = got.mimetype == "application/json" and got.data
        answer = Answer(
            got.status_code,
            {name.lower(): value for name, value in got.headers},
            jsons.loads(got.data) if is_json else got.data,
        )
        if self.judged:
            judge_answer(method, path, answer.status, answer.headers, answer.body)
        return answer

    def get(self, who: str, path: str, **query: Any) -> Answer:
        return self.send(who, "GET", path, query=query)

    def post(self, who: str, path: str, json: Any = None, **parts: Any) -> Answer:
        return self.send(who, "POST", path, json, **parts)

    def put(self, who: str, path: str, json: Any = None, **parts: Any) -> Answer:
        return self.send(who, "PUT", path, json, **parts)

    def patch(self, who: str, path: str, json: Any = None, **parts: Any) -> Answer:
        return self.send(who, "PATCH", path, json, **parts)

    def delete(self, who: str, path: str, **parts: Any) -> Answer:
        return self.send(who, "DELETE", path, **parts)


def shown(who: str) -> dict[str, str]:
    """The headers that somebody sends; nobody has none."""
    if not who:
        return {}
    identity = IDENTITIES[who]
    cookies = "; ".join(f"{name}={value}" for name, value in identity.cookies)
    return {**dict(identity.headers), **({"Cookie": cookies} if cookies else {})}
