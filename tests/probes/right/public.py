"""A public board, right in every way: numbers as ids, envelopes, posts that anybody reads and nobody deletes."""

from __future__ import annotations

from typing import Any

from tests.probes.probing import Answer, Asked, contract

POST = {
    "type": "object",
    "required": ["id", "title", "author", "state"],
    "properties": {
        "id": {"type": "integer"},
        "title": {"type": "string"},
        "author": {"type": "string", "readOnly": True},
        "state": {"enum": ["open", "archived"], "readOnly": True},
    },
}
DRAFT = {
    "type": "object",
    "required": ["title"],
    "additionalProperties": False,
    "properties": {"title": {"type": "string", "minLength": 3, "maxLength": 80}},
}
ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "object"}}}


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _in(schema: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["data"], "properties": {"data": schema}}


def _answers(status: str, schema: Any) -> dict[str, Any]:
    good = {status: {"description": "", **_json(_in(schema))}}
    return {**good, **{one: {"description": "", **_json(ERROR)} for one in ("400", "401", "403", "404", "405", "415")}}


_ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
_PAGES = [
    {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 50, "default": 10}},
]
_DRAFT = {"required": True, **_json(DRAFT)}
CONTRACT = contract(
    {
        "/posts": {
            "get": {
                "summary": "Every post, the newest first",
                "security": [],
                "parameters": _PAGES,
                "responses": _answers("200", {"type": "array", "items": POST}),
            },
            "post": {"requestBody": _DRAFT, "responses": _answers("201", POST)},
        },
        "/posts/{id}": {
            "parameters": [_ID],
            "get": {"security": [], "responses": _answers("200", POST)},
            "put": {"summary": "For its author", "requestBody": _DRAFT, "responses": _answers("200", POST)},
            "delete": {
                "summary": "Archive a post",
                "description": "Everybody may report a post as spam, which archives it; it stays readable.",
                "responses": _answers("200", POST),
            },
        },
    }
)


class Board:
    """The API."""

    def __init__(self) -> None:
        self.posts: dict[int, dict[str, Any]] = {}

    def __call__(self, asked: Asked) -> Answer:
        """One request."""
        found = asked.match("/posts/{id}")
        if found is not None:
            return self._one(asked, found["id"])
        if asked.path != "/posts":
            return _refusal(404, "no such path")
        if asked.method == "GET":
            return self._list(asked.query)
        return self._made(asked) if asked.method == "POST" else _refusal(405, "no such method")

    def _list(self, query: dict[str, str]) -> Answer:
        offset, limit = _whole(query.get("offset", "0")), _whole(query.get("limit", "10"))
        if offset is None or limit is None or not 1 <= limit <= 50:
            return _refusal(400, "no such page")
        newest = sorted(self.posts.values(), key=lambda post: -int(post["id"]))
        return 200, {"data": newest[offset : offset + limit]}

    def _made(self, asked: Asked) -> Answer:
        refused = _refused(asked)
        if refused:
            return refused
        number = len(self.posts) + 1
        self.posts[number] = {"id": number, "title": asked.sent["title"], "author": asked.who, "state": "open"}
        return 201, {"data": dict(self.posts[number])}

    def _one(self, asked: Asked, text: str) -> Answer:
        if asked.method not in ("GET", "PUT", "DELETE"):
            return _refusal(405, "no such method")
        post = self.posts.get(_whole(text) or 0)
        if asked.method != "GET" and not _known(asked):
            return _refusal(401, "who are you?")
        if post is None:
            return _refusal(404 if _whole(text) else 400, "no such post")
        if asked.method == "PUT":
            return self._changed(asked, post)
        if asked.method == "DELETE":
            post["state"] = "archived"
        return 200, {"data": dict(post)}

    def _changed(self, asked: Asked, post: dict[str, Any]) -> Answer:
        if post["author"] != asked.who:
            return _refusal(403, "not yours")
        refused = _refused(asked)
        if refused:
            return refused
        post["title"] = asked.sent["title"]
        return 200, {"data": dict(post)}


def _refused(asked: Asked) -> Answer | None:
    if not _known(asked):
        return _refusal(401, "who are you?")
    if "json" not in asked.headers.get("content-type", ""):
        return _refusal(415, "JSON, please")
    draft = asked.sent
    if not isinstance(draft, dict) or set(draft) != {"title"} or not isinstance(draft["title"], str):
        return _refusal(400, "a title, please")
    return None if 3 <= len(draft["title"]) <= 80 else _refusal(400, "a title of 3 to 80 characters, please")


def _known(asked: Asked) -> bool:
    return asked.headers.get("authorization", "") in {f"Bearer {name}" for name in ("alice", "bob", "ada", "carol")}


def _refusal(status: int, why: str) -> Answer:
    return status, {"error": {"message": why}}


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
