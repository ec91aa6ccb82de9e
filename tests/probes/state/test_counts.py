"""A count beside a list says how many the list holds; what counts something else, or shows less, is not blamed."""

from __future__ import annotations

from typing import Any

import pytest

from assay.probes.state.counts import counts
from tests.probes.probing import Answer, Asked, contract, probe

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "maxLength": 90}}}
COMMENT = {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
POST = {"type": "object", "properties": {"id": {"type": "string"}, "comments_count": {"type": "integer"}}}


def _answers(status: str, schema: dict[str, Any] | None) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {status: {"description": "", **content}, **{one: {"description": ""} for one in ("401", "404", "422")}}


def _made(schema: dict[str, Any]) -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": TEXT}}}
    return {"requestBody": body, "responses": _answers("201", schema)}


def _id(name: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]


CONTRACT = contract(
    {
        "/posts": {"post": _made(POST)},
        "/posts/{post_id}": {"parameters": _id("post_id"), "get": {"responses": _answers("200", POST)}},
        "/posts/{post_id}/comments": {
            "parameters": _id("post_id"),
            "post": _made(COMMENT),
            "get": {"responses": _answers("200", {"type": "array", "items": COMMENT})},
        },
        "/comments/{comment_id}": {"parameters": _id("comment_id"), "delete": {"responses": _answers("204", None)}},
    }
)


class Blog:
    """Posts with comments."""

    def __init__(self) -> None:
        self.posts: dict[str, list[str]] = {}
        self.counted: dict[str, int] = {}
        self.made = 0

    def count(self, post: str) -> Any:
        return len(self.posts[post])

    def listed(self, post: str) -> list[str]:
        return self.posts[post]

    def __call__(self, asked: Asked) -> Answer:
        path = asked.path.strip("/").split("/")
        if not asked.who:
            return 401, {"error": "who are you?"}
        if path[0] == "comments" and asked.method == "DELETE":
            return self.removed(path[1])
        if path[0] != "posts" or (len(path) > 1 and path[1] not in self.posts):
            return 404, {"error": "nothing"}
        if asked.method == "GET":
            if len(path) == 2:
                return 200, {"id": path[1], "comments_count": self.count(path[1])}
            return 200, [{"id": one, "text": "t"} for one in self.listed(path[1])]
        if not isinstance(asked.sent, dict) or not isinstance(asked.sent.get("text"), str):
            return 422, {"error": "not like this"}
        self.made += 1
        name = f"thing-{self.made:06}"
        if len(path) == 1:
            self.posts[name] = []
            self.counted[name] = 0
            return 201, {"id": name, "comments_count": 0}
        self.posts[path[1]].append(name)
        self.counted[path[1]] += 1
        return 201, {"id": name, "text": "t"}

    def removed(self, comment: str) -> Answer:
        for comments in self.posts.values():
            if comment in comments:
                comments.remove(comment)
                return 204, None
        return 404, {"error": "nothing"}


class OneTooMany(Blog):
    def count(self, post: str) -> Any:
        return len(self.posts[post]) + 1


class NeverLess(Blog):
    """What is removed is counted still."""

    def count(self, post: str) -> Any:
        return self.counted[post]


class Moderated(NeverLess):
    """A list that does not show what is new."""

    def listed(self, post: str) -> list[str]:
        return []


class Rounded(Blog):
    def count(self, post: str) -> Any:
        return "a few"


class Behind(Blog):
    """The count follows some reads later."""

    def count(self, post: str) -> Any:
        behind = self.counted[post]
        if behind != len(self.posts[post]):
            self.counted[post] += 1 if behind < len(self.posts[post]) else -1
        return behind


@pytest.mark.parametrize("api", [OneTooMany, NeverLess])
def test_a_wrong_count_is_found(api: type[Blog]) -> None:
    outcome = probe(CONTRACT, api(), only=("wrong-count",))
    assert [(one.operation, one.where, one.basis, one.confidence) for one in outcome.findings] == [
        ("GET /posts/{post_id}", "/comments_count", "effect", "confirmed")
    ]


@pytest.mark.parametrize("api", [Blog, Moderated, Rounded, Behind])
def test_what_is_meant_is_not_blamed(api: type[Blog]) -> None:
    assert probe(CONTRACT, api(), only=("wrong-count",)).findings == ()


@pytest.mark.parametrize(
    ("field", "is_count"),
    [
        ("commentCount", True),
        ("comments_count", True),
        ("num_comments", True),
        ("numberOfComments", True),
        ("total_comments", True),
        ("comments", False),
        ("unreadCommentCount", False),
        ("count", False),
        ("viewCount", False),
    ],
)
def test_names_of_counts(field: str, is_count: bool) -> None:
    assert counts(field, "comment") is is_count
