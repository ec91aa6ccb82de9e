"""A document of the size and shape of the largest public ones: 1,000 operations, schemas that name each other in
circles, examples that are longer than what they explain."""

from __future__ import annotations

import random
from typing import Any

NOUNS = ("issue", "label", "team", "member", "hook", "check", "run", "job", "branch", "commit", "review", "comment",
         "release", "asset", "package", "secret", "runner", "project", "column", "card")  # fmt: skip
OPERATIONS = 1_000
_SENTENCE = "What is told of it is what the caller may see, and nothing of it is kept longer than the thing itself. "


def large_document(seed: int = 7, examples: int = 120) -> dict[str, Any]:
    """About 14 MB as JSON; `examples` is how many items each example of a list has."""
    chance = random.Random(seed)
    names = [f"{noun}-{number}" for noun in NOUNS for number in range(20)]
    schemas = {name: _schema(name, names, chance) for name in names}
    paths: dict[str, Any] = {}
    count = 0
    for name in names:
        for path, methods in _paths(name):
            for method in methods:
                if count < OPERATIONS:
                    paths.setdefault(path, {})[method] = _operation(name, path, method, chance, examples)
                    count += 1
    return {
        "openapi": "3.0.3",
        "info": {"title": "Everything", "version": "1.1.4"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas, "responses": {"lost": {"description": "Not found"}}},
    }


def _paths(name: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (f"/repos/{{owner}}/{{repo}}/{name}s", ("get", "post")),
        (f"/repos/{{owner}}/{{repo}}/{name}s/{{{name.replace('-', '_')}_id}}", ("get", "patch", "delete")),
    ]


def _schema(name: str, names: list[str], chance: random.Random) -> dict[str, Any]:
    """Its parent is of its own kind, and its neighbours lead back to it."""
    others = chance.sample(names, 6)
    return {
        "type": "object",
        "description": _SENTENCE * 3,
        "required": ["id", "name", "url"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "readOnly": True},
            "name": {"type": "string", "minLength": 1, "maxLength": 100, "description": _SENTENCE},
            "url": {"type": "string", "format": "uri"},
            "state": {"type": "string", "enum": ["open", "closed", "merged", "locked"]},
            "parent": {"$ref": f"#/components/schemas/{name}"},
            "owner": {"anyOf": [{"$ref": f"#/components/schemas/{one}"} for one in others[:3]]},
            "items": {"type": "array", "maxItems": 100, "items": {"$ref": f"#/components/schemas/{others[3]}"}},
            "whole": {"allOf": [{"$ref": f"#/components/schemas/{others[4]}"}, {"nullable": True}]},
            **{f"field_{number}": {"type": ["string", "integer", "boolean"][number % 3], "description": _SENTENCE}
               for number in range(25)},
        },
    }  # fmt: skip


def _operation(name: str, path: str, method: str, chance: random.Random, examples: int) -> dict[str, Any]:
    ref = {"$ref": f"#/components/schemas/{name}"}
    example = [{"id": chance.randrange(10**9), "name": _SENTENCE[:40], "url": f"https://api.example.com/{name}"}]
    shown = {"type": "array", "items": ref} if method == "get" and not path.endswith("}") else ref
    good = {"description": "OK", "content": {"application/json": {"schema": shown, "example": example * examples}}}
    variables = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    parameters = [{"name": one, "in": "path", "required": True, "schema": {"type": "string"}} for one in variables]
    if method == "get":
        parameters += [{"name": one, "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100}}
                       for one in ("per_page", "page")]  # fmt: skip
    lost = {"$ref": "#/components/responses/lost"}
    operation = {"operationId": f"{method}-{path}", "summary": f"{method} a {name}", "description": _SENTENCE * 5,
                 "tags": [name.partition("-")[0]], "parameters": parameters,
                 "responses": {"204" if method == "delete" else "200": good, "404": lost}}  # fmt: skip
    if method in ("post", "patch"):
        label = {"type": "object", "properties": {"name": {"type": "string"}, "color": {"type": "string"}}}
        fields = {"name": {"type": "string", "minLength": 1, "maxLength": 100}, "parent_id": {"type": "integer"},
                  "state": {"type": "string", "enum": ["open", "closed"]}, "body": {"type": "string"},
                  "labels": {"type": "array", "items": {"oneOf": [{"type": "string"}, label]}},
                  **({"whole": ref} if chance.random() < 0.02 else {})}  # fmt: skip
        schema = {"type": "object", "required": ["name"] if method == "post" else [], "properties": fields}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return operation
